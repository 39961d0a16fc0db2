"""Numbers about units and Party organizations, on the days where they change."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from jingwei.kernel.indicators import Slice, indicator_named
from jingwei.org.models import LegalKind, OrganizationKind
from jingwei.org.services import (
    party_organization_close,
    seat_add,
    staffing_add,
    term_change,
    term_open,
    unit_describe,
    unit_rename,
)
from jingwei.org.tests.shared import organization

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
MARCH = (date(2025, 3, 1), date(2025, 3, 31))
APRIL = (date(2025, 4, 1), date(2025, 4, 30))


def value(code, unit, start, end):
    return indicator_named(f"org.{code}").value(Slice(unit.path, start, end))


def term(holder, due_on, **given):
    return term_open(holder, began_on=date(2022, 4, 1), due_on=due_on, actor=None, **given)


class TestTerms:
    def test_are_in_time_when_the_next_one_began_by_the_last_day(self, qinglan, zb1, jyzb):
        term(zb1, date(2025, 3, 31))
        term(jyzb, date(2025, 3, 30))
        term_open(zb1, began_on=date(2025, 3, 31), elected_on=date(2025, 3, 31), actor=None)
        term_open(jyzb, began_on=date(2025, 3, 31), elected_on=date(2025, 3, 31), actor=None)

        assert value("terms_in_time_share", qinglan, *MARCH) == Decimal("50.00")
        assert value("terms_in_time_share", qinglan, *APRIL) is None
        assert value("elections", qinglan, *MARCH) == 2

    def test_are_overdue_from_the_day_after_the_last_one(self, qinglan, jyj, jyzb):
        running = term(jyzb, date(2025, 3, 31))

        last, next_day = date(2025, 3, 31), date(2025, 4, 1)
        assert value("terms_overdue", jyj, *(last, last)) == 0
        assert value("terms_overdue", jyj, *(next_day, next_day)) == 1
        term_change(
            running, {"delay_until": date(2025, 9, 30), "delay_approval_no": "批"}, actor=None
        )
        assert value("terms_overdue", qinglan, *(next_day, next_day)) == 0

    def test_of_a_closed_organization_are_never_overdue(self, qinglan, jyzb, insider):
        term(jyzb, date(2025, 3, 31))
        party_organization_close(jyzb, on=date(2025, 4, 10), approval_no="批", actor=insider)

        assert value("terms_overdue", qinglan, *(date(2025, 4, 9), date(2025, 4, 9))) == 1
        assert value("terms_overdue", qinglan, *APRIL) == 0


class TestOrganizations:
    def test_have_a_secretary_from_the_day_the_seat_is_taken(self, zzb, zb1, zb10):
        seat_add(zb1, holder_name="顾示例", post="secretary", since=date(2025, 3, 10), actor=None)

        # the general branch above them stands without one
        assert value("secretaries_share", zzb, *MARCH) == Decimal("33.33")
        assert value("secretaries_share", zzb, date(2025, 3, 1), date(2025, 3, 9)) == 0

    def test_are_counted_by_the_day_they_were_founded_and_by_kind(self, qinglan, jyj, dzz):
        joint = OrganizationKind.JOINT_BRANCH
        organization("lh", jyj, dzz, kind=joint, sector="private", founded_on=date(2025, 3, 31))

        assert value("organizations_founded", qinglan, *MARCH) == 1
        assert value("organizations_founded", qinglan, *APRIL) == 0
        assert value("joint_organizations", jyj, *APRIL) == 1
        assert value("two_new_organizations", jyj, *APRIL) == 1


class TestUnits:
    def test_that_get_a_new_name_count_on_that_day_and_not_when_they_began(self, gbk, insider):
        unit_rename(gbk, name="干部一科", on=date(2025, 3, 31), basis="批", actor=insider)

        assert value("units_changed", gbk, *MARCH) == 1
        assert value("units_changed", gbk, *APRIL) == 0
        assert value("units_changed", gbk, date(2020, 1, 1), date(2020, 12, 31)) == 0
        assert value("units_founded", gbk, date(2020, 1, 1), date(2020, 1, 1)) == 1

    def test_are_staffed_from_the_day_it_holds(self, qinglan, jyj, gbk, gbk2, insider):
        for unit in (jyj, gbk2):
            unit_describe(unit, {"legal_kind": LegalKind.LEGAL}, actor=insider)
        staffing_add(
            jyj, since=date(2025, 4, 1), basis="批", numbers={"chief_posts": 1}, actor=insider
        )

        assert value("staffed_share", qinglan, *MARCH) == 0
        assert value("staffed_share", qinglan, *APRIL) == Decimal("50.00")
        assert value("staffed_share", gbk, *APRIL) is None
