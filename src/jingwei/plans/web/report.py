"""Reports of a plan: choose, check, download, seal; the ledger and the minutes as files."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.views.decorators.http import require_POST, require_safe

from jingwei.kernel.clock import today
from jingwei.kernel.errors import JingweiError
from jingwei.kernel.pages import DOCX, XLSX, Request, handed_out, paged
from jingwei.plans.forms.board import BoardFilterForm
from jingwei.plans.forms.report import ReportFilterForm, ReportForm, first_choice
from jingwei.plans.models import DispatchMeeting, Report
from jingwei.plans.papers.ledger_paper import ledger_paper
from jingwei.plans.papers.minutes_paper import minutes_paper
from jingwei.plans.selectors.report import (
    BLOCKS,
    ledger_rows,
    numbers_of,
    report_content,
    reportable_plans,
    rows_behind,
)
from jingwei.plans.services import report as services
from jingwei.plans.web.access import visible_plan

STEPS = ("选择报告", "核对数字", "下载或封存")


@login_required
@permission_required("plans.view_report", raise_exception=True)
@require_safe
def report_list(request: Request) -> HttpResponse:
    """Show the sealed reports; after sealing one, its receipt."""
    form = ReportFilterForm(request.GET, viewer=request.user)
    reports = Report.objects.visible_to(request.user).select_related("plan", "sealed_by", "file")
    sealed = request.GET.get("sealed", "")
    context = {
        "filter_form": form,
        "page": paged(request, reports.filter(**form.filters())),
        "unit_word": "份",
        "sealed": reports.filter(pk=sealed).first() if sealed.isdecimal() else None,
    }
    return render(request, "plans/report_list.html", context)


@login_required
@permission_required("plans.view_report", raise_exception=True)
@require_safe
def report_new(request: Request) -> HttpResponse:
    """Choose plan, kind, month and blocks."""
    plans = list(reportable_plans(request.user))
    initial = first_choice(plans, request.GET)
    form = ReportForm(initial=initial, viewer=request.user)
    return render(request, "plans/report_new.html", {"form": form, "plans": plans, "steps": STEPS})


@login_required
@permission_required("plans.view_report", raise_exception=True)
@require_safe
def report_check(request: Request) -> HttpResponse:
    """List every number of a report with its definition and the rows behind it."""
    form = _asked(request, request.GET)
    return _check_page(request, form) if form.is_valid() else _refused(request, form)


@login_required
@permission_required("plans.view_report", raise_exception=True)
@require_safe
def report_draft(request: Request) -> HttpResponse:
    """Download a report that nobody keeps."""
    form = _asked(request, request.GET)
    if not form.is_valid():
        return _refused(request, form)
    content = report_content(**form.cleaned_report())
    data = services.report_reprint(content)
    name = f"{content['title']}（草稿，截至{content['as_of']}）.docx"
    return handed_out(request, data, name, DOCX)


@login_required
@permission_required("plans.seal_report", raise_exception=True)
@require_POST
def report_seal(request: Request) -> HttpResponse:
    """Keep a report as it is sent; refused when its numbers changed since the check page."""
    form = _asked(request, request.POST)
    if not form.is_valid():
        return _refused(request, form)
    try:
        sealed = services.report_seal(
            **form.cleaned_report(), seen=request.POST.get("seen", ""), actor=request.user
        )
    except JingweiError as error:
        messages.error(request, str(error))
        return _check_page(request, form, status=error.status)
    return redirect(f"{resolve_url('plans:report-list')}?sealed={sealed.pk}")


@login_required
@permission_required("plans.view_report", raise_exception=True)
@require_safe
def report_download(request: Request, pk: int) -> HttpResponse:
    """Download a sealed report as it was sent."""
    rows = Report.objects.visible_to(request.user).select_related("file")
    found = get_object_or_404(rows, pk=pk)
    with found.file.content.open("rb") as stored:
        data = stored.read()
    return handed_out(request, data, found.file.name, found.file.content_type, about=found)


@login_required
@permission_required("plans.view_report", raise_exception=True)
@require_safe
def ledger(request: Request, pk: int) -> HttpResponse:
    """Download the ledger of a plan with the filters of the board."""
    plan = visible_plan(request, pk)
    form = BoardFilterForm(request.GET, plan=plan)
    asked = form.asked()
    day = asked.on or today()
    rows = ledger_rows(plan, viewer=request.user, asked=asked, day=day)
    data = ledger_paper(plan.title, [row.values() for row in rows], scope=_scope(form), day=day)
    name = f"{plan.title}台账（截至{day}）.xlsx"
    return handed_out(request, data, name, XLSX, about=plan, count=len(rows))


@login_required
@permission_required("plans.view_dispatchmeeting", raise_exception=True)
@require_safe
def minutes(request: Request, pk: int) -> HttpResponse:
    """Download the minutes of a held meeting."""
    rows = DispatchMeeting.objects.visible_to(request.user).select_related("plan__unit")
    meeting = get_object_or_404(rows, pk=pk)
    if not meeting.held_at:
        messages.warning(request, "会议还没有结束，结束后才能下载纪要。")
        page = resolve_url("plans:dispatch", meeting.month.year, meeting.month.month)
        return redirect(f"{page}?plan={meeting.plan_id}")
    issuer, month = meeting.plan.unit.name, meeting.month
    data = minutes_paper(issuer=issuer, month=month, day=meeting.opened_on, minutes=meeting.minutes)
    return handed_out(request, data, f"{issuer}{month:%Y-%m}调度会议纪要.docx", DOCX, about=meeting)


def _asked(request: Request, sent: QueryDict) -> ReportForm:
    """The form as sent, without blocks all; a plan not the viewer's to report on is a 404."""
    plan = sent.get("plan", "")
    if plan.isdecimal():
        get_object_or_404(reportable_plans(request.user), pk=plan)
    if not sent.getlist("blocks"):
        sent = sent.copy()
        sent.setlist("blocks", list(BLOCKS))
    return ReportForm(sent, viewer=request.user)


def _refused(request: Request, form: ReportForm) -> HttpResponse:
    plans = list(reportable_plans(request.user))
    context = {"form": form, "plans": plans, "steps": STEPS}
    return render(request, "plans/report_new.html", context, status=422)


def _check_page(request: Request, form: ReportForm, *, status: int = 200) -> HttpResponse:
    asked, query = form.cleaned_report(), form.query()
    content = report_content(**asked)
    code = request.GET.get("rows", "")
    figure = content["figures"].get(code)
    context = {
        "plan": asked["plan"],
        "content": content,
        "blocks": [BLOCKS[code] for code in content["blocks"]],
        "groups": _addressed(content, query),
        "query": query,
        "sent": form.sent(),
        "seen": services.content_digest(content),
        "figure": figure,
        "rows": _rows(request, figure, asked["as_of"]),
        "steps": STEPS,
    }
    return render(request, "plans/report_check.html", context, status=status)


def _rows(request: Request, figure: Any, day: date) -> list[Any]:
    return list(rows_behind(figure, viewer=request.user, on=day)) if figure else []


def _addressed(content: dict[str, Any], query: str) -> list[tuple[str, list[tuple[Any, str]]]]:
    """Each number with the address of the list that has exactly its rows."""
    page = resolve_url("plans:measure-list", pk=content["plan"])

    def address(number: Any) -> str:
        if number.query is None:
            return f"?{query}&{urlencode({'rows': number.code})}#rows"
        return f"{page}?{urlencode(number.query)}"

    return [
        (heading, [(number, "" if number.failed else address(number)) for number in found])
        for heading, found in numbers_of(content)
    ]


def _scope(form: BoardFilterForm) -> str:
    """The filters in force in words, as the sheet 口径 prints them."""
    said = []
    for name, value in form.cleaned_data.items():
        if value:
            words = dict(getattr(form.fields[name], "_choices", ()))
            said.append(f"{form.fields[name].label}：{words.get(value, value)}")
    return "；".join(said) or "全部举措"
