"""Numbers of coverage open exactly the rows they count, and programmes have one each."""

from __future__ import annotations

from datetime import date

import pytest

from jingwei.coverage.services import evidence_add, rows_exempt
from jingwei.coverage.tests.samples import MARCH, started
from jingwei.kernel.indicators import INDICATORS, Slice, indicator_named, indicators_seen
from tests.factories import PartyOrganizationFactory

pytestmark = pytest.mark.once
YEAR = (date(2025, 1, 1), date(2025, 12, 31))


@pytest.fixture
def filled(programme, rows, zzb, insider):
    """One person covered in March; a programme about two branches that nobody has reached."""
    evidence_add(programme, rows[:1], on=MARCH, words="第一期", actor=insider)
    branches = [PartyOrganizationFactory(unit=zzb) for _ in range(2)]
    about = {
        "title": "党史学习", "register": "org.partyorganization", "query": "",
        "subject": "organization", "due_on": date(2025, 6, 29),
    }  # fmt: skip
    return started(zzb, insider, **about), branches


def told(unit, period=YEAR):
    subject = Slice(unit.path, *period)
    found = {c: i.value(subject) for c, i in INDICATORS.items() if c.startswith("coverage.")}
    return {code.removeprefix("coverage."): number for code, number in found.items()}


def test_of_a_year(filled, zzb):
    assert told(zzb) == {
        "share": 25, "rows_covered": 1, "rows_late": 2, "rows_exempt": 0,
        "organizations_covered": 0, "audiences_not_reached": 1, "typed": 100,
    }  # fmt: skip


def test_move_with_evidence_and_exemptions(filled, programme, rows, zzb, insider):
    learnt, _ = filled
    evidence_add(learnt, learnt.rows.all()[:1], on=MARCH, words="专题学习", actor=insider)
    rows_exempt(programme, rows[1:], why="长期病假", on=MARCH, actor=insider)

    found = told(zzb)

    assert (found["organizations_covered"], found["audiences_not_reached"]) == (50, 0)
    assert (found["rows_exempt"], found["rows_late"]) == (1, 1)


def test_of_an_earlier_day_know_nothing_of_later_days(filled, zzb):
    found = told(zzb, (date(2025, 1, 1), date(2025, 2, 28)))

    assert (found["rows_covered"], found["share"], found["typed"]) == (0, 0, None)


def test_of_a_programme_are_found_by_code_and_listed_to_who_sees_it(
    filled, programme, insider, outsider
):
    code = f"coverage.programme.{programme.pk}"

    seen = [{one.code for one in indicators_seen(user)} for user in (insider, outsider)]

    assert [code in codes for codes in seen] == [True, False]
    assert indicator_named(code).value(Slice(programme.unit.path, *YEAR)) == 50
    assert [indicator_named(f"coverage.programme.{key}") for key in ("999999", "x")] == [None, None]
