"""The audit trail, for the audit administrator alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from jingwei.accounts.directory import unit_names
from jingwei.accounts.services import trail_exported, trail_reported
from jingwei.desk.audit_paper import audit_paper
from jingwei.desk.forms import AuditFilterForm
from jingwei.desk.selectors.audit import (
    AuditFilter,
    AuditRow,
    audit_entry,
    audit_found,
    audit_page,
    audit_rows,
)
from jingwei.desk.selectors.audit_check import audit_check, audit_check_last
from jingwei.desk.selectors.audit_report import audit_month
from jingwei.kernel.documents.csv_table import csv_bytes
from jingwei.kernel.pages import DOCX, Request, download

HEADS = ("序号", "时间", "操作人", "登录名", "操作", "对象", "对象编号", "对象名称", "内容", "摘要")
AT_ONCE = 2_000
"""Entries of an export that are put in words together."""


@login_required
@permission_required("kernel.view_auditentry", raise_exception=True)
@require_safe
def audit_list(request: Request) -> HttpResponse:
    """Show who did what to which record, newest first."""
    form = AuditFilterForm(request.GET or None)
    context = {
        "filter_form": form,
        "trail": audit_page(form.asked(), request.GET.get("page", "")),
        "check": audit_check_last(),
        "months": _months(timezone.localdate()),
    }
    return render(request, "desk/audit_list.html", context)


@login_required
@permission_required("kernel.view_auditentry", raise_exception=True)
@require_safe
def audit_export(request: Request) -> HttpResponse:
    """Answer with the filtered trail as a file for inspection; taking it is recorded."""
    form = AuditFilterForm(request.GET or None)
    rows = list(_lines(form.asked()))
    filters = {key: value for key, value in request.GET.items() if value and key != "page"}
    trail_exported(request.user, count=len(rows), filters=filters)
    return download(csv_bytes(HEADS, rows), "审计记录.csv", "text/csv")


@login_required
@permission_required("kernel.view_auditentry", raise_exception=True)
@require_safe
def audit_verify(request: Request) -> HttpResponse:
    """Recompute the chain and name the first row that does not fit."""
    check = audit_check()
    entry = audit_entry(check.broken) if check.broken else None
    broken = audit_rows([entry]) if entry else []
    return render(request, "desk/audit_verify.html", {"check": check, "broken_rows": broken})


@login_required
@permission_required("kernel.view_auditentry", raise_exception=True)
@require_safe
def audit_report(request: Request) -> HttpResponse:
    """Answer with the report of a month (?month=2025-06; this month without)."""
    today = timezone.localdate()
    first = _month(request.GET.get("month", "")) or today.replace(day=1)
    home = request.user.home_path
    month = audit_month(first)
    trail_reported(request.user, month=f"{first:%Y-%m}")
    content = audit_paper(month, issuer=unit_names([home]).get(home, "安全审计员"), day=today)
    return download(content, f"安全审计报告{first:%Y%m}.docx", DOCX)


def _lines(asked: AuditFilter) -> Iterator[tuple[Any, ...]]:
    found = audit_found(asked).iterator(chunk_size=AT_ONCE)
    while entries := list(islice(found, AT_ONCE)):
        yield from map(_line, audit_rows(entries))


def _line(row: AuditRow) -> tuple[Any, ...]:
    facts = [f"{label}：{value}" for label, value in row.facts]
    facts += [f"{one.label}：{one.before}→{one.after}" for one in row.changes]
    actor = row.entry.actor
    at = f"{timezone.localtime(row.entry.at):%Y-%m-%d %H:%M:%S}"
    return (
        row.entry.pk, at, str(actor or "系统"), actor.username if actor else "",
        row.act, row.kind, row.number, row.name, "；".join(facts), row.entry.digest,
    )  # fmt: skip


def _months(today: date) -> list[date]:
    """Return the first days of this month and the eleven before."""
    found = [today.replace(day=1)]
    while len(found) < 12:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
