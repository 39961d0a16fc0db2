"""A procedure for the tests, with rules, facts and effects of its own, put on the shelves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from importlib.resources import files
from typing import Any

from jingwei.kernel.calendar_models import CalendarYear
from jingwei.kernel.rules import (
    RULES,
    Answer,
    Citation,
    Example,
    Judgement,
    Rule,
    Strength,
    cannot_tell,
    met,
    not_met,
)
from jingwei.procedures import registry
from jingwei.procedures.definition import Procedure
from jingwei.procedures.definition_file import read_definition
from jingwei.procedures.effects import EFFECTS, Effect
from jingwei.procedures.entries import Opening, PaperGiven, StepEntry, VoteGiven
from jingwei.procedures.facts import FACTS, ROW_FACTS, Facts, RowFacts
from jingwei.procedures.models import Case
from jingwei.procedures.panels import PAPERS, PaperWriter
from jingwei.procedures.services import case_open, step_record
from jingwei.procedures.votes import Counted

CODE = "procedures.sample"
AGE, TRAINED = "procedures.sample_age", "procedures.sample_trained"
TEXT = (files("jingwei.procedures") / "tests/data/procedures.sample.toml").read_text("utf-8")
SOURCE = Citation("示例工作细则", "第六条", "2014")


def of_age(age: int, gender: str, adult: int = 18) -> Judgement:
    """The applicant is of age."""
    facts = {"年龄": age, "性别": gender}
    return met(**facts) if age >= adult else not_met(f"年龄 {age}，不满 {adult} 周岁。", **facts)


def trained(talker: str | None, a02_on: date | None) -> Judgement:
    """Somebody has talked with the applicant."""
    if talker is None:
        return cannot_tell("谈话人")
    return met(谈话人=talker, 谈话日期=a02_on)


def _rule(code: str, judge: Any, strength: Strength) -> Rule:
    example = Example(Answer.MET, {"age": 20, "gender": "1"})
    return Rule(code, f"{judge.__doc__}", strength, SOURCE, judge, (example,))


def _tell(case: Case, on: date) -> dict[str, Any]:
    return {"gender": case.person.gender if case.person else None}


def _tell_rows(case: Case, rows: Any, on: date) -> dict[int, dict[str, Any]]:
    return {row.pk: {"gender": row.person.gender} for row in rows}


def _note(case: Case, record: Any, actor: Any) -> dict[str, Any]:
    before, case.person.note = case.person.note, f"{case.person.note}+{record.step}"
    case.person.save(update_fields=["note"])
    return {"before": before}


def _unnote(case: Case, changed: dict[str, Any], actor: Any) -> None:
    case.person.note = changed["before"]
    case.person.save(update_fields=["note"])


@contextmanager
def shelved(*texts: str) -> Iterator[Procedure]:
    """Put the sample, or ``texts``, among the definitions with all they name; clear up after."""
    shelves = (registry.PROCEDURES, RULES, EFFECTS, FACTS, ROW_FACTS, PAPERS)
    kept = [dict(shelf) for shelf in shelves]
    for code, judge, strength in ((AGE, of_age, Strength.BLOCK), (TRAINED, trained, Strength.WARN)):
        RULES[code] = _rule(code, judge, strength)
    for code in ("procedures.sample_note", "procedures.sample_close"):
        EFFECTS[code] = Effect(code, _note, _unnote)
    FACTS["procedures"] = [Facts({"gender": "性别"}, _tell)]
    ROW_FACTS["procedures"] = [RowFacts({"gender": "性别"}, _tell_rows)]
    PAPERS["procedures.sample_reply"] = PaperWriter("procedures.sample_reply", _reply)
    try:
        for text in texts or (TEXT,):
            registry.shelve(read_definition(text, "sample.toml"))
        yield registry.PROCEDURES[CODE][-1]
    finally:
        for shelf, before in zip(shelves, kept, strict=True):
            shelf.clear()
            shelf.update(before)


def _reply(case: Case, viewer: Any) -> bytes:
    return f"批复：{case}".encode()


def opened(person: Any, owner: Any, on: date = date(2025, 1, 6)) -> Case:
    """Return a new case of the sample about ``person``."""
    found = registry.procedure_on(CODE, on)
    return case_open(Opening(found, owner, on, subject=person), actor=owner)


APPLIED = StepEntry(
    date(2025, 1, 6), data={"applied_on": date(2025, 1, 6), "age": 30},
    papers=[PaperGiven("application", made_on=date(2025, 1, 6))],
)  # fmt: skip
TALKED = StepEntry(date(2025, 1, 20), data={"talker": "周示例"})
LOOKED = StepEntry(date(2025, 2, 10), data={"result": "好"})
SHOWN = StepEntry(date(2025, 3, 7), data={"shown_on": date(2025, 3, 3)})
VOTED = StepEntry(
    date(2025, 6, 10), papers=[PaperGiven("minutes")],
    votes=[VoteGiven(Counted(11, 10, 8, approve=7, against=1), None, 1, "长期患病")],
)  # fmt: skip
APPROVED = StepEntry(date(2025, 6, 20))
ALL = (APPLIED, TALKED, LOOKED, SHOWN, VOTED, APPROVED)


def taken(case: Case, *entries: StepEntry, actor: Any = None) -> Case:
    """Record the steps one after the other; return the case as stored."""
    for entry in entries:
        reason = entry.reason or "按实际情况办理"
        step_record(case, replace(entry, reason=reason), seen=case.version, actor=actor)
        case.refresh_from_db()
    return case


def calendar(*years: int) -> None:
    """Confirm the work calendar of ``years`` without holidays."""
    for year in years:
        CalendarYear.objects.get_or_create(year=year, defaults={"source": "测试"})
