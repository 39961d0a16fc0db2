"""Meetings of a branch: the year on one page, one entry on a phone, the handbook as a file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse
from django.shortcuts import render, resolve_url
from django.views.decorators.http import require_http_methods, require_safe

from jingwei.kernel.clock import today
from jingwei.kernel.pages import DOCX, Request, answer_form, handed_out
from jingwei.party.branch_papers import handbook
from jingwei.party.forms.branch import MeetingForm
from jingwei.party.models import OrganizationMeeting
from jingwei.party.rules.meetings import quorum_words
from jingwei.party.selectors import branch as select
from jingwei.party.selectors.branch import kind_name
from jingwei.party.services.meetings import meeting_record
from jingwei.party.web.branch import VIEW, branch_of


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def meeting_list(request: Request, pk: int) -> HttpResponse:
    """Show the meetings of a year, the latest first, and what this period still asks for."""
    branch, on = branch_of(request, pk), today()
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == len("2025") else on.year
    rows = OrganizationMeeting.objects.visible_to(request.user).filter(organization=branch)
    (standing,) = select.standings([branch], request.user, on)
    context = {
        "branch": branch, "year": year, "years": range(on.year, on.year - 3, -1),
        "meetings": rows.filter(held_on__year=year).order_by("-held_on", "-pk"),
        "kinds": [(kind_name(due.kind), due) for due in standing.meetings],
    }  # fmt: skip
    return render(request, "party/meetings.html", context)


@login_required
@permission_required("party.add_organizationmeeting", raise_exception=True)
@require_http_methods(["GET", "POST"])
def meeting_add(request: Request, pk: int) -> HttpResponse:
    """Record a meeting; the first kind this month lacks is chosen beforehand."""
    branch = branch_of(request, pk)
    (standing,) = select.standings([branch], request.user, today())
    lacking = [due.kind for due in standing.now if not due.is_met]
    kind = lacking[0] if lacking else OrganizationMeeting.Kind.THEME_DAY
    due = select.due_at(branch, kind, standing)
    form = MeetingForm(request.POST or None, kind=kind, members=due)

    def act(told: dict[str, Any]) -> None:
        met = meeting_record(branch, told, actor=request.user)
        words = quorum_words(met.kind, met.present_count, met.due_count) if met.decision else ""
        if words:
            messages.warning(request, words)

    back = resolve_url("party:meeting-list", pk)
    context = {
        "branch": branch, "back": back, "heading": "记录会议", "state": str(branch),
        "button": "保存会议记录",
    }  # fmt: skip
    return answer_form(
        request, form, act, template="party/branch_act.html", context=context,
        done="会议已记录，会印在支部工作手册里。", to=back,
    )  # fmt: skip


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def meeting_handbook(request: Request, pk: int, year: int) -> HttpResponse:
    """Answer with the handbook of a year: a page for each kind of meeting."""
    branch = branch_of(request, pk)
    rows = OrganizationMeeting.objects.visible_to(request.user).filter(
        organization=branch, held_on__year=year
    )
    data = handbook(branch, year, list(rows.order_by("held_on", "pk")), today())
    return handed_out(request, data, f"{branch} {year} 年党支部工作手册.docx", DOCX, about=branch)
