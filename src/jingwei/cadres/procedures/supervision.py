"""What the supervision procedures change in the registers, know of a case, and show beside it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from jingwei.accounts.models import User
from jingwei.cadres.models import SupervisionMeasure
from jingwei.cadres.rules import influence, supervision
from jingwei.cadres.rules.supervision import OPEN, Imposed, Period, merged, until_words
from jingwei.cadres.selectors.influence import Law, imposed, in_influence, influence_end
from jingwei.kernel.partial_dates import as_partial
from jingwei.kernel.registers.writing import Draft
from jingwei.people.models import Reward
from jingwei.procedures.changes import rows_taken_back, rows_written
from jingwei.procedures.effects import Changed, effect
from jingwei.procedures.facts import case_facts
from jingwei.procedures.models import Case, StepRecord
from jingwei.procedures.panels import panel

__all__ = ["influence", "supervision"]
Kind = SupervisionMeasure.Kind
KINDS = {
    "cadres.reminder": Kind.REMINDER, "cadres.inquiry": Kind.INQUIRY,
    "cadres.admonition": Kind.ADMONITION,
}  # fmt: skip
BY_LABEL = {label: Kind(value) for value, label in Kind.choices}
REWARDS = {
    Kind.PARTY_WARNING: "02250", Kind.PARTY_SERIOUS: "02251", Kind.PARTY_REMOVAL: "02257",
    Kind.PARTY_PROBATION_ONE: "02258", Kind.PARTY_PROBATION_TWO: "02258",
    Kind.PARTY_EXPULSION: "02259", Kind.STATE_WARNING: "02110", Kind.STATE_DEMERIT: "02112",
    Kind.STATE_MAJOR: "02113", Kind.STATE_DOWNGRADE: "02114", Kind.STATE_DISMISSAL: "02117",
    Kind.STATE_EXPULSION: "02119",
}  # fmt: skip
"""The code of a sanction among rewards and sanctions (ZB65); other measures have none there."""
IMPOSED = "cadres.sanction_imposed"
BY_DECISION, ADDED_UP = "按处分决定书写明的期限", "与前一处分未执行的期限合并，请核对"


@case_facts("cadres.sanction", periods="各类措施的影响期", influence_end="影响期止日")
def sanction_facts(case: Case, on: date) -> dict[str, Any]:
    """Tell the law of the day by the words of the kinds, and the end of what was imposed."""
    law = Law()
    periods: dict[str, Period | None] = {
        label: law.period_on(kind, on) for label, kind in BY_LABEL.items()
    }
    row = measure_of(case)
    return {"periods": periods, "influence_end": influence_end(row) if row else None}


def measure_of(case: Case) -> SupervisionMeasure | None:
    """Return the measure a case has imposed, the latest one."""
    return SupervisionMeasure.objects.filter(case=case).order_by("pk").last()


def told_in(case: Case) -> dict[str, Any]:
    """Return everything the steps in force have told, by field; later ones win."""
    told: dict[str, Any] = {}
    for record in StepRecord.objects.filter(case=case, is_returned=False).order_by("pk"):
        told |= record.data
    return told


@effect("cadres.measure_taken", undo=rows_taken_back)
def measure_taken(case: Case, record: StepRecord, actor: User | None) -> Changed:
    """Enter a reminder, an inquiry or an admonition on the day it was given."""
    told = told_in(case)
    values = _values(case, KINDS[case.definition], record.happened_on, told)
    return _written(case, actor, [Draft(values)])


def _values(case: Case, kind: str, day: date, told: dict[str, Any]) -> dict[str, Any]:
    basis = [told.get("matter", ""), told.get("basis", "")]
    return {
        "person": case.person, "kind": str(kind), "decided_on": day,
        "organ": told.get("organ", ""), "document_no": told.get("document_no", ""),
        "basis": "\n".join(filter(None, basis)), "case": case,
    }  # fmt: skip


def _written(
    case: Case,
    actor: User | None,
    measures: Iterable[Draft[SupervisionMeasure]],
    rewards: Iterable[Draft[Reward]] = (),
) -> Changed:
    rows = rows_written(case, SupervisionMeasure, measures, actor=actor)
    return {"rows": rows + rows_written(case, Reward, rewards, actor=actor)}


@effect(IMPOSED, undo=rows_taken_back)
def sanction_imposed(case: Case, record: StepRecord, actor: User | None) -> Changed:
    """Enter a sanction or a measure; one that the case imposed before is lifted that day.

    A sanction of the Party or the state is entered among rewards and sanctions as well.
    """
    told = told_in(case)
    kind = BY_LABEL[told["measure"]]
    values = _values(case, kind, record.happened_on, told)
    values["influence_from"] = date.fromisoformat(told["effective_on"])
    values |= _own_end(case, kind, values["influence_from"], told.get("stated_until"))
    lifted = _lift(case, record.happened_on)
    revoked = _revoke(case, record.happened_on)
    return _written(
        case, actor, [*lifted, Draft(values)], [*revoked, *_reward(case, kind, record, told)]
    )


def _own_end(case: Case, kind: str, since: date, stated: str | None) -> dict[str, Any]:
    """Return an end that is not the law's own: the one stated, else several added up."""
    law, new = Law(), Imposed(0, kind, since)
    if stated:
        period = law.period_of(new)
        span = supervision.span_of(new, period) if period else None
        if span and span.until == date.fromisoformat(stated):
            return {}
        return {"until_set": date.fromisoformat(stated), "set_reason": BY_DECISION}
    before = SupervisionMeasure.objects.filter(person=case.person).exclude(case=case)
    until = merged(new, map(imposed, before), law.period_of, law.most_on(since))
    return {"until_set": until, "set_reason": ADDED_UP} if until else {}


def _reward(
    case: Case, kind: Kind, record: StepRecord, told: dict[str, Any]
) -> list[Draft[Reward]]:
    if kind not in REWARDS:
        return []
    values = {
        "person": case.person, "kind": REWARDS[kind], "name": kind.label,
        "decided_on": as_partial(record.happened_on), "organ": told.get("organ", ""),
        "document_no": told.get("document_no", ""),
    }  # fmt: skip
    return [Draft(values)]


def _lift(case: Case, day: date) -> list[Draft[SupervisionMeasure]]:
    """Return how what the case imposed and nobody lifted ends on ``day``."""
    rows = SupervisionMeasure.objects.filter(case=case, lifted_on=None)
    return [Draft({"lifted_on": day}, row=row) for row in rows]


def _revoke(case: Case, day: date) -> list[Draft[Reward]]:
    """Return how the case's entries among rewards and sanctions are revoked on ``day``."""
    told = [record.effect for record in _imposing(case) if record.effect]
    written = [row for one in told for row in one["changed"]["rows"]]
    pks = {row["row"] for row in written if row["register"] == "people.reward"}
    rows = Reward.objects.filter(pk__in=pks, revoked_on="")
    return [Draft({"revoked_on": as_partial(day)}, row=row) for row in rows]


def _imposing(case: Case) -> list[StepRecord]:
    records = StepRecord.objects.filter(case=case, is_returned=False).order_by("pk")
    return [record for record in records if record.effect.get("code") == IMPOSED]


@effect("cadres.sanction_annulled", undo=rows_taken_back)
def sanction_annulled(case: Case, record: StepRecord, actor: User | None) -> Changed:
    """Take the force from what was imposed, after a review or an appeal."""
    day = record.happened_on
    return _written(case, actor, _lift(case, day), _revoke(case, day))


@effect("cadres.rights_restored", undo=rows_taken_back)
def rights_restored(case: Case, record: StepRecord, actor: User | None) -> Changed:
    """Enter the day the rights of a member are restored: the influence is counted from it."""
    row = measure_of(case)
    values = {"restored_on": record.happened_on}
    return _written(case, actor, [Draft(values, row=row)] if row else [])


@effect("cadres.sanction_over", undo=rows_taken_back)
def sanction_over(case: Case, record: StepRecord, actor: User | None) -> Changed:
    """Enter that the measure was lifted, early or after its period."""
    return _written(case, actor, _lift(case, record.happened_on))


def influence_panel(case: Case, viewer: User) -> dict[str, Any] | None:
    """Show what the measures of a case bar and until when, with the law; None before there is one.

    One query for the measures, one for what else the person is under.
    """
    measures = SupervisionMeasure.objects.visible_to(viewer).filter(case=case).order_by("pk")
    law = Law()
    shown = [_shown(row, law) for row in measures]
    if not shown or case.person is None:
        return None
    standing = in_influence([case.person], max(row.decided_on for row in measures))
    others = set(standing[case.person.pk].numbers) - {row.pk for row in measures}
    return {"measures": shown, "others": sorted(others)}


def _shown(row: SupervisionMeasure, law: Law) -> dict[str, Any]:
    one = imposed(row)
    period = law.period_of(one)
    span = supervision.span_of(one, period) if period else None
    years = supervision.appraisal_years([one], law.period_of)
    return {
        "row": row, "source": period.source if period else "",
        "is_known": period is not None, "is_open": span is not None and span.until == OPEN,
        "bars": [(bar, until_words(until)) for bar, until in span.bars.items()] if span else [],
        "years": sorted(years.items()),
    }  # fmt: skip


for _code in (*KINDS, "cadres.sanction"):
    panel(_code, title="影响期", template="cadres/_influence.html")(influence_panel)
