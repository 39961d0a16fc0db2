"""The home page of a branch, and the list of branches for those above them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from jingwei.kernel.clock import today
from jingwei.kernel.documents.workbook import Column, Note, Sheet, workbook_bytes
from jingwei.kernel.errors import JingweiError
from jingwei.kernel.pages import XLSX, Request, handed_out, paged
from jingwei.org.models import PartyOrganization
from jingwei.party.forms.branch import BranchFilterForm
from jingwei.party.models import DuesRow, Member
from jingwei.party.rules.duties import DUES, MEETINGS, Duty, is_new, primary
from jingwei.party.selectors import branch as select
from jingwei.party.selectors import branches as many
from jingwei.party.selectors.development import QUICK
from jingwei.party.selectors.dues import COLLECTING, first_of
from jingwei.party.selectors.waiting import act_of
from jingwei.party.services import members as services

VIEW = "party.view_organizationmeeting"
NEEDED = {DUES: "party.change_duesmonth", MEETINGS: "party.add_organizationmeeting"}
"""What the page of a duty asks for; the others stand on the page of the branch."""
HEADS = (
    Column("党支部", 36), Column("上级党组织", 30), Column("党员", kind="number"),
    Column("本月党费", 12), Column("本季应交", kind="number"), Column("本季实交", kind="number"),
    Column("未交无原因（人次）", kind="number"), Column("有原因（人次）", kind="number"),
    Column("本月还差的会议", 24), Column("发展党员到期", kind="number"),
    Column("流动党员待联系", kind="number"), Column("任期届满", kind="date"),
)  # fmt: skip


UNPAID = (
    Column("党支部", 36), Column("姓名", 10), Column("月份", 8), Column("应交", kind="number"),
    Column("实交", kind="number"), Column("原因", 30),
)  # fmt: skip


def branch_of(request: Request, pk: int) -> PartyOrganization:
    """Return a visible branch; 404 for any other organization."""
    rows = PartyOrganization.objects.visible_to(request.user).filter(kind__in=COLLECTING)
    return get_object_or_404(rows.select_related("parent"), pk=pk)


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def branch_list(request: Request) -> HttpResponse:
    """List the branches in sight with what is due; who has just one goes to its page."""
    form, found, on = _asked(request)
    if not request.GET and len(only := select.branches(request.user, on)[:2]) == 1:
        return redirect("party:branch", pk=only[0].pk)
    page = paged(request, found)
    context = {
        "filter_form": form, "page": page, "unit_word": "个", "on": on,
        "lines": many.lines_of(list(page.object_list), request.user, on),
        "totals": many.totals(found, on),
    }  # fmt: skip
    return render(request, "party/branches.html", context)


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def branch_export(request: Request) -> HttpResponse:
    """Answer with the filtered list as a workbook, in the order of the tree."""
    _, found, on = _asked(request)
    lines = many.lines_of(list(found), request.user, on)
    title = f"党支部应办事项 {on}"
    note = Note("本季应交、实交", "本季度各月党费明细的应交、实交合计", moment=str(on))
    sheets = [Sheet("党支部", HEADS, [_file_row(line) for line in lines], caption=title)]
    if request.user.has_perm(NEEDED[DUES]):
        rows = [_unpaid_row(row) for row in many.unpaid(found, on)]
        sheets.append(Sheet("本季未交明细", UNPAID, rows, caption=f"本季未交或少交党费的党员 {on}"))
    made = workbook_bytes(sheets, notes=[note], day=on)
    return handed_out(request, made, f"{title}.xlsx", XLSX, count=len(lines))


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def branch(request: Request, pk: int) -> HttpResponse:
    """Show what a branch has to do this month, its members, cases and election."""
    found, on = branch_of(request, pk), today()
    (standing,) = select.standings([found], request.user, on)
    duties = standing.duties
    steps = select.set_up_of(standing)
    context = {
        "branch": found, "standing": standing, "primary": primary(duties),
        "duties": [(duty, _page(request, duty, standing)) for duty in duties],
        "steps": steps if is_new(steps) else (), "month": first_of(on), "on": on,
        "cases": select.development_of(found, request.user),
        "mobile": select.mobile_to_contact(found, on),
        "rounds": select.rounds_of(found, request.user),
        "kinds": [(select.kind_name(due.kind), due) for due in standing.meetings],
        "quick": QUICK,
    }  # fmt: skip
    return render(request, "party/branch.html", context)


def _page(request: Request, duty: Duty, standing: select.Standing) -> str:
    """Return the page of a duty, "" where the viewer may not do it."""
    needed = NEEDED.get(duty.page, VIEW)
    return act_of(duty, standing, standing.on)[2] if request.user.has_perm(needed) else ""


@login_required
@permission_required("party.change_member", raise_exception=True)
@require_POST
def member_contacted(request: Request, pk: int) -> HttpResponse:
    """Note that the branch was in contact with a mobile member today."""
    rows = Member.objects.visible_to(request.user).select_related("person", "organization")
    member = get_object_or_404(rows, pk=pk, is_mobile=True)
    try:
        services.member_contacted(member, today(), actor=request.user)
    except JingweiError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"已登记今天联系了{member}。")
    return redirect("party:branch", pk=member.organization_id)


def _asked(request: Request) -> tuple[BranchFilterForm, Any, Any]:
    """Return the filter, the branches it finds and the day."""
    on = today()
    form = BranchFilterForm(request.GET or None, above=many.above(request.user, on))
    told = form.cleaned_data if form.is_valid() else {}
    asked = many.Asked(told.get("q", ""), told.get("under"), told.get("shown", ""))
    found = many.branches_asked(request.user, asked, on)
    if asked.shown:
        all_ = select.standings(list(found), request.user, on)
        found = found.filter(pk__in=[row.pk for row in many.with_due(all_, asked.shown)])
    return form, found, on


def _unpaid_row(row: DuesRow) -> tuple[Any, ...]:
    due, paid = (None if amount is None else float(amount) for amount in (row.due, row.paid))
    month = row.month
    return (
        str(month.organization), str(row.member), f"{month.month:%Y-%m}", due, paid, row.reason,
    )  # fmt: skip


def _file_row(line: many.BranchLine) -> tuple[Any, ...]:
    told, money = line.standing, line.quarter
    return (
        str(line.branch), str(line.branch.parent or ""), told.counts.members,
        told.dues.get_state_display() if told.dues else "没有生成",
        float(money.owed), float(money.paid), money.left, money.reasoned,
        "、".join(told.missing), told.cases, told.counts.mobile,
        told.term.runs_out if told.term else None,
    )  # fmt: skip
