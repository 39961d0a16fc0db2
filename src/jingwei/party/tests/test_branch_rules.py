"""Which meetings a period asks for, and what a branch has to do first."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.party.rules.duties import (
    Facts,
    SetUp,
    duties,
    is_new,
    primary,
    set_up_steps,
)
from jingwei.party.rules.meetings import (
    Custom,
    customs,
    meetings_due,
    period_of,
    quorum_words,
)

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
TIMES = {"1": 1, "2": 1, "3": 1, "4": 1, "5": 1, "6": 1, "8": 1}
JUNE = date(2025, 6, 30)


class TestPeriod:
    @pytest.mark.parametrize(
        ("on", "months", "begins", "ends"),
        [
            (date(2024, 2, 29), 1, date(2024, 2, 1), date(2024, 2, 29)),
            (date(2025, 12, 31), 3, date(2025, 10, 1), date(2025, 12, 31)),
            (date(2025, 5, 1), 3, date(2025, 4, 1), date(2025, 6, 30)),
            (date(2025, 5, 1), 12, date(2025, 1, 1), date(2025, 12, 31)),
        ],
    )
    def test_is_month_quarter_or_year_whole(self, on, months, begins, ends):
        assert period_of(on, months) == (begins, ends)

    @given(DAYS, st.sampled_from([1, 3, 12]))
    def test_holds_its_day_and_begins_with_a_month(self, on, months):
        begins, ends = period_of(on, months)

        assert begins <= on <= ends
        assert begins.day == 1
        assert period_of(begins, months) == period_of(ends, months) == (begins, ends)


class TestMeetings:
    def test_of_bodies_a_branch_lacks_are_not_asked_for(self):
        kinds = {c.kind for c in customs(TIMES, has_committee=False, has_groups=False)}

        assert kinds == {"1", "4", "5", "6", "8"}

    def test_that_a_district_does_not_ask_for_are_left_out(self):
        told = customs(TIMES | {"4": 0}, has_committee=True, has_groups=True)

        assert "4" not in {custom.kind for custom in told}

    @given(st.lists(st.tuples(st.sampled_from("125"), DAYS), max_size=30), DAYS)
    def test_count_those_of_the_kind_within_the_period(self, held, on):
        (found,) = meetings_due(held, on, [Custom("1", 3, 1)])

        same = [
            day for kind, day in held
            if kind == "1" and (day.year, (day.month - 1) // 3) == (on.year, (on.month - 1) // 3)
        ]  # fmt: skip
        assert found.held == len(same)
        assert found.is_met == bool(same)

    def test_of_a_quarter_belong_to_the_duties_of_its_last_month(self):
        for on, now in ((date(2025, 5, 31), False), (JUNE, True)):
            (found,) = meetings_due([], on, [Custom("1", 3, 1)])
            assert found.is_now(on) == now

    @pytest.mark.parametrize(
        ("kind", "present", "enough"), [("1", 5, False), ("1", 6, True), ("5", 1, True)]
    )
    def test_decide_with_more_than_half_present(self, kind, present, enough):
        assert (quorum_words(kind, present, 10) == "") == enough


FACTS = st.builds(
    Facts, st.sampled_from(["", "open", "closed"]), st.integers(0, 3), st.integers(0, 2),
    st.lists(st.sampled_from(["党课", "主题党日"]), max_size=2), st.integers(0, 3),
    st.integers(0, 2), st.integers(0, 2), st.sampled_from(["", "due", "overdue"]),
)  # fmt: skip


class TestDuties:
    def test_begin_with_the_dues(self):
        assert primary(duties(Facts(meetings=["党课"]))) == "dues"

    def test_go_on_with_the_meetings_once_the_dues_are_closed(self):
        assert primary(duties(Facts(dues="closed", meetings=["党课"], cases=1))) == "meetings"

    def test_are_none_when_everything_is_done(self):
        found = duties(Facts(dues="closed", meetings_met=2))

        assert primary(found) == ""
        assert [duty.page for duty in found] == ["dues", "meetings"]

    @given(FACTS)
    def test_lead_to_the_first_that_is_not_met(self, told):
        found = duties(told)

        unmet = [duty.page for duty in found if not duty.is_met]
        assert primary(found) == (unmet[0] if unmet else "")

    @given(FACTS)
    def test_say_where_they_stand(self, told):
        assert all(duty.name and duty.words for duty in duties(told))


class TestSetUp:
    def test_has_five_steps(self):
        assert len(set_up_steps(SetUp(0, 0, 0, 0, 0))) == 5

    def test_is_shown_until_something_was_begun(self):
        assert is_new(set_up_steps(SetUp(9, 1, 1, 9, 0)))
        assert not is_new(set_up_steps(SetUp(9, 1, 0, 0, 1)))
