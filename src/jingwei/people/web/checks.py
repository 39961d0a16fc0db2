"""Data checks: the rules with what they found, the rows behind a number, a new look."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.clock import today
from jingwei.kernel.documents.workbook import Column, Note, Sheet, workbook_bytes
from jingwei.kernel.errors import JingweiError
from jingwei.kernel.pages import XLSX, Request, download, paged
from jingwei.people.checks import Check
from jingwei.people.forms.checks import UnitFilterForm
from jingwei.people.models import CheckRun, Finding
from jingwei.people.selectors.findings import (
    checks_open_to,
    finding_counts,
    findings_seen,
    last_run,
    open_run,
    told,
)
from jingwei.people.services.checking import check_ask

declare_acts({"check.export": "导出校核结果"})
VIEW, REFRESH = "people.view_finding", "people.refresh_finding"
State = CheckRun.State
MOST_FINDINGS = 50_000
FOUND = [
    Column("名称", 12),
    Column("单位", 20),
    Column("问题", 50),
    Column("发现日期", kind="date"),
]


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def check_list(request: Request) -> HttpResponse:
    """Show every rule with the number of its findings."""
    form = UnitFilterForm(request.GET, viewer=request.user)
    counts = finding_counts(request.user, unit=form.path)
    rows = [(check, counts[check.code]) for check in checks_open_to(request.user)]
    context = {
        "filter_form": form, "rows": rows, "path": form.path, "total": counts.total(),
        "run": last_run(_scope(request, form.path)), "open_run": open_run(request.user),
        "may_refresh": request.user.has_perm(REFRESH),
    }  # fmt: skip
    return render(request, "people/check_list.html", context)


@login_required
@permission_required(REFRESH, raise_exception=True)
@require_POST
def check_refresh(request: Request) -> HttpResponse:
    """Look through a unit again, or through everything the viewer sees."""
    form = UnitFilterForm(request.POST, viewer=request.user)
    try:
        run = check_ask(_scope(request, form.path), actor=request.user)
    except JingweiError as error:
        messages.error(request, str(error))
    else:
        run.refresh_from_db()
        done = f"校核了 {run.checked_count} 人，有 {run.found_count} 个问题。"
        later = "正在后台校核，完成后刷新本页查看结果。"
        messages.success(request, done if run.state == State.DONE else later)
    return redirect(f"{resolve_url('people:check-list')}?unit={form.path}")


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def check_findings(request: Request, code: str) -> HttpResponse:
    """Show the findings behind a number."""
    check = _check(request, code)
    form = UnitFilterForm(request.GET, viewer=request.user)
    page = paged(request, _findings(request, check, form))
    context = {
        "check": check, "filter_form": form, "page": page, "rows": told(page), "unit_word": "个",
        "path": form.path,
    }  # fmt: skip
    return render(request, "people/check_findings.html", context)


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def check_export(request: Request, code: str) -> HttpResponse:
    """Answer with the findings of a rule as a workbook."""
    check = _check(request, code)
    form = UnitFilterForm(request.GET, viewer=request.user)
    findings = _findings(request, check, form)
    rows = [
        (one.name, one.unit, one.finding.sentence, timezone.localdate(one.finding.found_at))
        for one in told(findings)
    ]
    note = Note(check.title, check.explanation, check.source, f"{today():%Y-%m-%d}")
    made = workbook_bytes(
        [Sheet(check.title, FOUND, rows, caption=check.title)], notes=[note], day=today()
    )
    audit("check.export", Finding(), request.user, rule=check.code, count=len(rows), unit=form.path)
    return download(made, f"{check.title}.xlsx", XLSX)


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def checks_export(request: Request) -> HttpResponse:
    """Answer with everything found below a unit as one workbook: what its office has to mend."""
    form = UnitFilterForm(request.GET, viewer=request.user)
    found = findings_seen(request.user, unit=form.path)[: MOST_FINDINGS + 1]
    rows = [
        (one.check.severity.label, one.check.title, one.name, one.unit, one.finding.sentence,
         timezone.localdate(one.finding.found_at))
        for one in told(found)
    ]  # fmt: skip
    if len(rows) > MOST_FINDINGS:
        messages.error(request, f"问题超过 {MOST_FINDINGS} 个，请选小一些的单位范围再下载。")
        return redirect(f"{resolve_url('people:check-list')}?unit={form.path}")
    heads = [Column("级别", 6), Column("规则", 24), *FOUND]
    note = Note("数据校核", "各条规则发现的问题", "见各条规则", f"{today():%Y-%m-%d}")
    sheet = Sheet("校核结果", heads, rows, caption="数据校核结果")
    made = workbook_bytes([sheet], notes=[note], day=today())
    audit("check.export", Finding(), request.user, count=len(rows), unit=form.path)
    return download(made, f"数据校核结果 {today():%Y%m%d}.xlsx", XLSX)


def _check(request: Request, code: str) -> Check:
    found = next((check for check in checks_open_to(request.user) if check.code == code), None)
    if found is None:
        raise Http404
    return found


def _findings(request: Request, check: Check, form: UnitFilterForm) -> Any:
    return findings_seen(request.user, unit=form.path).filter(rule=check.code)


def _scope(request: Request, path: str) -> str:
    """Return the path that is looked through: the one asked for, else the widest the viewer has.

    Who sees several branches of the tree has the whole looked through; findings stay scoped.
    """
    paths = request.user.unit_paths()
    return path or (paths[0] if len(paths) == 1 else "")
