"""Numbers about cases, made for each procedure and declared for all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from jingwei.kernel.indicators import Slice, indicator_named, indicators_seen
from jingwei.procedures.models import Recusal
from jingwei.procedures.services import case_revoke
from jingwei.procedures.tests import sample
from jingwei.procedures.tests.sample import APPLIED, TALKED, taken
from tests.factories import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
JUNE = (date(2025, 6, 1), date(2025, 6, 30))
OWN = f"procedures.case.{sample.CODE}"


def value(code, unit, start, end):
    return indicator_named(code).value(Slice(unit.path, start, end))


class TestOfAProcedure:
    def test_ends_on_its_last_day_and_runs_until_then(self, zzb, jyj, case, insider):
        taken(case, *sample.ALL, actor=insider)

        eve, last = date(2025, 6, 19), date(2025, 6, 20)
        assert value(OWN, zzb, *JUNE) == value(OWN, zzb, last, last) == 1
        assert value(OWN, zzb, date(2025, 6, 1), eve) == 0
        assert value(OWN, jyj, *JUNE) == 0
        assert value(f"{OWN}.open", zzb, eve, eve) == 1
        assert value(f"{OWN}.open", zzb, last, last) == 0

    def test_revoked_is_not_ended(self, zzb, case, insider):
        case = taken(case, *sample.ALL, actor=insider)
        case_revoke(case, seen=case.version, reason="登记有误", actor=insider)

        assert value(OWN, zzb, *JUNE) == 0
        assert value("procedures.finished", zzb, *JUNE) == 0

    def test_is_late_from_the_day_after_its_limit(self, zzb, case, insider):
        case = taken(case, APPLIED, actor=insider)  # a talk is due within a month

        due = case.due_on
        assert due == date(2025, 2, 6)
        assert value(f"{OWN}.late", zzb, due, due) == 0
        assert value(f"{OWN}.late", zzb, due, date(2025, 2, 7)) == 1
        assert value("procedures.overdue", zzb, due, date(2025, 2, 7)) == 1

    def test_unknown_codes_name_nothing(self, definition):
        assert indicator_named(OWN).items == ()
        for code in (f"{OWN}.other", "procedures.case.", "procedures.case.cadres.nothing"):
            assert indicator_named(code) is None

    def test_restricted_is_offered_to_those_who_may_open_its_cases(self, insider, powerless):
        offered = {one.code for one in indicators_seen(insider)}
        few = {one.code for one in indicators_seen(powerless)}

        assert "procedures.case.cadres.appointment.people" in offered - few
        assert "procedures.case.cadres.rank_promotion" in few


class TestFindings:
    def test_stand_until_the_case_ends(self, zzb, case, insider, definition):
        late = replace(TALKED, happened_on=date(2025, 2, 10))
        other = sample.opened(PersonFactory(unit=zzb), insider)
        taken(other, *sample.ALL, actor=insider)
        rest = [one for one in sample.ALL[2:] if one is not sample.LOOKED]
        case = taken(case, APPLIED, late, sample.LOOKED, actor=insider)

        code = "procedures.open_with_findings"
        assert value(code, zzb, date(2025, 2, 9), date(2025, 2, 9)) == 0
        assert value(code, zzb, date(2025, 2, 10), date(2025, 2, 10)) == 1
        taken(case, *rest, actor=insider)
        assert value(code, zzb, *JUNE) == 0
        assert value("procedures.kept_share", zzb, *JUNE) == Decimal("50.00")
        assert value("procedures.kept_share", zzb, date(2025, 7, 1), date(2025, 7, 31)) is None


class TestRecusals:
    def test_count_on_the_day_they_were_decided(self, zzb, jyj, case):
        for decided in (True, False):
            Recusal.objects.create(
                case=case, name="周示例", reason="近亲属", decided=decided,
                decided_on=date(2025, 6, 1),
            )  # fmt: skip

        assert value("procedures.recusals", zzb, *JUNE) == 1
        assert value("procedures.recusals", zzb, date(2025, 5, 1), date(2025, 5, 31)) == 0
        assert value("procedures.recusals", jyj, *JUNE) == 0
