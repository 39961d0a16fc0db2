"""Rectification of weak Party organizations: what the registers tell, the mark, the papers."""

from __future__ import annotations

from datetime import date
from typing import Any

from jingwei.accounts.models import User
from jingwei.kernel.clock import today
from jingwei.kernel.documents.official import Official
from jingwei.kernel.errors import BadInput
from jingwei.kernel.registers.writing import Draft
from jingwei.org.models import CommitteeSeat, PartyOrganization, SeatPost
from jingwei.party.models import Member, WeakSpell
from jingwei.party.rules.rectification import CAUSES
from jingwei.party.selectors.told import told_of
from jingwei.procedures.changes import rows_taken_back, rows_written
from jingwei.procedures.effects import Changed, effect
from jingwei.procedures.facts import case_facts
from jingwei.procedures.models import Case, StepRecord
from jingwei.procedures.panels import panel, paper

CODE = "party.weak_organization"
RELAPSED = "整顿后反弹"
SEAL = "（盖章）　　　年　　月　　日"
DEVELOPED = (Member.Entry.DEVELOPED, Member.Entry.IMPORTED)
"""How somebody came who joined the Party here."""


@case_facts(CODE, secretary="现任书记", vacant_since="书记空缺起", developed_on="最近发展党员日期")
def organization_facts(case: Case, on: date) -> dict[str, Any]:
    """Tell who the secretary is, since when there is none, and when somebody last joined here."""
    seats = CommitteeSeat.objects.filter(
        organization=case.organization, post=SeatPost.SECRETARY, since__lte=on
    )
    held = list(seats.order_by("since"))
    seated = [seat for seat in held if seat.until is None or seat.until > on]
    ends = [seat.until for seat in held if seat.until and seat.until <= on]
    joined = Member.objects.filter(
        organization=case.organization, entry__in=DEVELOPED, joined_on__lte=on
    )
    last = joined.order_by("-joined_on").values_list("joined_on", flat=True).first()
    return {
        "secretary": seated[-1].holder_name if seated else "",
        "vacant_since": max(ends, default=None) if not seated else None,
        "developed_on": last,
    }


def causes_of(told: dict[str, Any], *, again: bool) -> str:
    """Return the causes that were ticked or written, in the order of the list, as one text."""
    words = [RELAPSED] if again else []
    for code, name in CAUSES.items():
        if kept := told.get(code):
            words.append(name if kept is True else str(kept))
    return "、".join(words)[:300]


def _last_spell(case: Case) -> WeakSpell:
    """Return the latest mark. Raises BadInput ``party.no_weak_spell`` when somebody removed it."""
    spells = WeakSpell.objects.filter(organization=case.organization)
    if (spell := spells.order_by("identified_on", "pk").last()) is not None:
        return spell
    raise BadInput(
        "party.no_weak_spell", f"登记册里没有{case.organization}的软弱涣散认定。",
        hint="先退回到认定一步重新登记。",
    )  # fmt: skip


def _spell_written(case: Case, actor: User | None, **values: Any) -> Changed:
    drafts = [Draft(values, row=_last_spell(case))]
    return {"rows": rows_written(case, WeakSpell, drafts, actor=actor)}


@effect("party.weak_identified", undo=rows_taken_back)
def weak_identified(case: Case, record: StepRecord, actor: User | None) -> Changed:
    """Mark the organization as weak from that day on, with the causes of the sweep."""
    told = told_of(case)
    again = case.records.filter(step="W02", is_returned=False).exclude(pk=record.pk).exists()
    values = {
        "organization": case.organization, "identified_on": record.happened_on,
        "minutes_no": told["minutes_no"], "causes": causes_of(told, again=again) or "见会议纪要",
    }  # fmt: skip
    return {"rows": rows_written(case, WeakSpell, [Draft(values)], actor=actor)}


@effect("party.weak_led", undo=rows_taken_back)
def weak_led(case: Case, record: StepRecord, actor: User | None) -> Changed:
    """Write the leader who is in contact."""
    return _spell_written(case, actor, leader=str(record.data["leader"])[:60])


@effect("party.weak_closed", undo=rows_taken_back)
def weak_closed(case: Case, record: StepRecord, actor: User | None) -> Changed:
    """End the mark on that day."""
    return _spell_written(case, actor, closed_on=record.happened_on)


@effect("party.weak_steady", undo=rows_taken_back)
def weak_steady(case: Case, record: StepRecord, actor: User | None) -> Changed:
    """Note that the organization was looked at again and holds."""
    return _looked_back(case, record, WeakSpell.Result.STEADY, actor)


@effect("party.weak_relapsed", undo=rows_taken_back)
def weak_relapsed(case: Case, record: StepRecord, actor: User | None) -> Changed:
    """Note the relapse; the case goes back to the identification, which begins a new mark."""
    return _looked_back(case, record, WeakSpell.Result.RELAPSED, actor)


def _looked_back(
    case: Case, record: StepRecord, result: WeakSpell.Result, actor: User | None
) -> Changed:
    on = record.happened_on
    return _spell_written(case, actor, looked_back_on=on, result=result.value)


@panel(CODE, title="软弱涣散认定和整顿进展", template="party/_weak.html")
def weak_panel(case: Case, viewer: User) -> dict[str, Any] | None:
    """Show the marks of the organization, its plan now, and each month's progress. Two queries."""
    spells = WeakSpell.objects.visible_to(viewer).filter(organization=case.organization)
    records = list(case.records.filter(is_returned=False).order_by("pk"))
    begun = max((n for n, record in enumerate(records) if record.step == "W02"), default=0)
    months = [record for record in records[begun:] if record.step == "W05"]
    plan = [record for record in records[begun:] if record.step == "W04"]
    return {
        "spells": list(spells.order_by("identified_on")),
        "plan": plan[-1].data if plan else None,
        "months": [(one.happened_on, one.data) for one in months],
    }


def _paper(case: Case, title: str) -> Official:
    above = PartyOrganization.objects.filter(children=case.organization).first()
    return Official(title=title, issuer=str(above or case.organization), day=today())


@paper("party.weak_plan")
def plan_paper(case: Case, viewer: User) -> bytes:
    """Write the plan: causes, the four who answer for it, the three lists."""
    told = told_of(case)
    written = _paper(case, f"{case.organization}\n整顿方案")
    written.heading(1, 1, "认定事由")
    written.paragraph(f"{causes_of(told, again=False) or '见会议纪要'}。")
    written.heading(1, 2, "整顿力量")
    four = (("联系的县级领导", "leader"), ("包抓的乡镇领导", "town_leader"),
            ("第一书记", "first_secretary"), ("结对的县直单位", "paired_organ"))  # fmt: skip
    written.table(("分工", "姓名或单位"), _rows(told, four), (4, 8))
    lists = (("问题清单", "problems"), ("措施清单", "measures"), ("责任清单", "duties"))
    for number, (label, code) in enumerate(lists, 3):
        written.heading(1, number, label)
        for line in str(told.get(code) or "").splitlines() or [""]:
            written.paragraph(line)
    written.paragraph(f"计划完成日期：{told.get('planned_until', '')}。")
    written.signature()
    return written.to_bytes()


@paper("party.weak_acceptance")
def acceptance_paper(case: Case, viewer: User) -> bytes:
    """Write the form of acceptance: what was to be mended, room for the three opinions."""
    told = told_of(case)
    written = _paper(case, "软弱涣散基层党组织整顿验收表")
    asked = (
        ("认定会议纪要号", "minutes_no"), ("问题清单", "problems"), ("申请日期", "applied_on"),
        ("乡镇核查日期", "town_checked_on"), ("仍未销号的问题数", "items_left"),
        ("群众满意度（%）", "satisfaction"),
    )  # fmt: skip
    rows = [("党组织", str(case.organization)), ("认定事由", causes_of(told, again=False))]
    rows += _rows(told, asked)
    rows += [(label, SEAL) for label in ("党组织申请", "乡镇核查意见", "区级验收意见")]
    written.table(("项目", "内容"), rows, (3, 9))
    return written.to_bytes()


def _rows(told: dict[str, Any], asked: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    return [(label, str(told.get(code, ""))) for label, code in asked]
