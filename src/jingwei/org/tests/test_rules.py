"""Terms, reminders and set-up: the numbers of the rules, and dates that fit each other."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.org import rules
from jingwei.org.models import OrganizationKind
from jingwei.org.rules import Make

DAYS = st.dates(date(1950, 1, 1), date(2100, 1, 1))


class TestTerms:
    @pytest.mark.parametrize(
        ("kind", "sector", "years"),
        [
            ("committee", "organ", 5),
            ("committee", "village", 5),
            ("general_branch", "company", 3),
            ("general_branch", "community", 5),
            ("branch", "organ", 3),
            ("branch", "village", 5),
            ("joint_branch", "private", 3),
            ("work_committee", "", None),
            ("temporary_branch", "", None),
            ("leading_group", "", None),
            ("party_group", "village", None),
        ],
    )
    def test_last_as_long_as_kind_and_sector_say(self, kind, sector, years):
        assert rules.term_years(kind, sector) == years

    def test_every_kind_is_known_to_the_rule(self):
        without = {kind for kind in OrganizationKind if rules.term_years(kind, "") is None}

        assert without == {
            OrganizationKind.WORK_COMMITTEE, OrganizationKind.LEADING_GROUP,
            OrganizationKind.JOINT_COMMITTEE, OrganizationKind.TEMPORARY_BRANCH,
            OrganizationKind.FUNCTIONAL_BRANCH, OrganizationKind.PARTY_GROUP,
        }  # fmt: skip

    def test_a_term_from_a_leap_day_ends_on_the_28th(self):
        assert rules.term_due(date(2024, 2, 29), 3) == date(2027, 2, 28)


class TestMonths:
    @given(DAYS, st.integers(-600, 600))
    def test_so_many_months_later_is_so_many_months_away(self, day, months):
        there = rules.months_later(day, months)

        assert abs(rules.months_left(there, day) - months) <= (day.day > 28)

    @given(DAYS, DAYS, DAYS)
    def test_a_later_expiry_never_leaves_fewer_months(self, on, one, other):
        first, last = sorted((one, other))

        assert rules.months_left(first, on) <= rules.months_left(last, on)

    @pytest.mark.parametrize(
        ("expiry", "months"),
        [
            (date(2025, 6, 30), 0),
            (date(2025, 7, 29), 0),
            (date(2025, 7, 30), 1),
            (date(2025, 12, 30), 6),
            (date(2025, 6, 29), 0),
            (date(2025, 5, 30), -1),
        ],
    )
    def test_only_whole_months_count(self, expiry, months):
        assert rules.months_left(expiry, date(2025, 6, 30)) == months


class TestDueState:
    @pytest.mark.parametrize(
        ("expiry", "state"),
        [
            (None, ""),
            (date(2025, 6, 29), "overdue"),
            (date(2025, 6, 30), "due"),
            (date(2025, 12, 30), "due"),
            (date(2025, 12, 31), "due"),
            (date(2026, 1, 1), ""),
        ],
    )
    def test_turns_half_a_year_before_and_the_day_after(self, expiry, state):
        assert rules.due_state(expiry, date(2025, 6, 30)) == state


class TestDelay:
    @pytest.mark.parametrize(
        ("until", "codes"),
        [
            (None, []),
            (date(2026, 6, 30), []),
            (date(2026, 7, 1), ["org.delay_too_long"]),
        ],
    )
    def test_of_more_than_a_year_is_pointed_out(self, until, codes):
        found = rules.delay_findings(date(2025, 6, 30), until)

        assert [finding.code for finding in found] == codes


def codes_of(**make):
    return [finding.code for finding in rules.set_up_findings(Make(**make))]


class TestSetUp:
    @pytest.mark.parametrize(
        ("kind", "full", "every", "codes"),
        [
            ("branch", 2, 2, ["org.too_few_members"]),
            ("branch", 3, 3, []),
            ("branch", 3, 50, []),
            ("branch", 3, 51, ["org.could_be_general_branch"]),
            ("branch", 3, 100, ["org.could_be_general_branch"]),
            ("branch", 3, 101, ["org.could_be_committee"]),
            ("general_branch", 60, 100, []),
            ("general_branch", 60, 101, ["org.could_be_committee"]),
            ("committee", 2, 500, []),
            ("temporary_branch", 1, 1, []),
        ],
    )
    def test_points_out_numbers_that_do_not_fit_the_kind(self, kind, full, every, codes):
        posts = ("secretary",)

        assert codes_of(kind=kind, full_members=full, members=every, posts=posts) == codes

    def test_numbers_that_nobody_counted_are_not_judged(self):
        assert codes_of(kind="branch", posts=("secretary",)) == []

    @pytest.mark.parametrize(
        ("full", "seats", "codes"),
        [
            (6, 1, []),
            (7, 2, ["org.no_committee"]),
            (7, 3, []),
            (30, 7, []),
            (30, 8, ["org.large_committee"]),
        ],
    )
    def test_seven_full_members_have_a_committee_of_three_to_seven(self, full, seats, codes):
        posts = ("secretary", *["member"] * (seats - 1))

        assert codes_of(kind="branch", full_members=full, posts=posts) == codes

    def test_a_branch_without_a_secretary_is_pointed_out(self):
        assert codes_of(kind="branch", full_members=5) == ["org.no_secretary"]

    @pytest.mark.parametrize(("units", "codes"), [(5, []), (6, ["org.too_many_units"])])
    def test_a_joint_branch_covers_at_most_five_units(self, units, codes):
        assert codes_of(kind="joint_branch", joint_units=units, posts=("secretary",)) == codes

    def test_every_finding_names_its_source(self):
        found = rules.set_up_findings(Make("branch", 2, 2))

        assert all("《" in finding.citation for finding in found)
