"""Answers under review: split, return, accept, remind."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from jingwei.accounts.services import roles_sync
from jingwei.collection import services
from jingwei.collection.models import Assignment, Reminder
from jingwei.collection.rules.reminding import may_remind, next_reminder
from jingwei.collection.selectors.recipients import recipient
from jingwei.collection.selectors.rounds import may_review, progress_of
from jingwei.collection.tests.drafted import TRAINED, branches, hand_in, member_draft
from jingwei.kernel.errors import BadInput, Conflict, RuleViolation
from tests.factories import PartyOrganizationFactory, UserFactory

DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@pytest.fixture
def tree(today, zzb):
    """The general branch and its two branches."""
    return branches(zzb)


@pytest.fixture
def whole(tree, insider):
    """A round that the general branch alone has to answer, for all four members."""
    round_ = services.round_issue(member_draft(tree[:1], insider), actor=insider)
    return round_.assignments.get()


class TestSplit:
    def test_rows_move_to_the_branch_they_belong_to(self, whole, tree, insider):
        parts = [recipient(tree[1])]

        (made,) = services.assignment_split(whole, parts, actor=insider)

        assert made.parent == whole
        assert (made.rows.count(), whole.rows.count()) == (2, 2)
        made.refresh_from_db()
        assert made.row_count == 2

    def test_no_row_is_lost_or_doubled(self, whole, tree, insider):
        before = set(whole.rows.values_list("key", flat=True))

        made = services.assignment_split(whole, [*map(recipient, tree[1:])], actor=insider)

        after = [key for part in made for key in part.rows.values_list("key", flat=True)]
        assert sorted(after) == sorted(before)

    def test_where_a_row_is_the_recipient_every_part_gets_its_own(self, tree, insider):
        draft = member_draft(tree[:1], insider, TRAINED, subject="recipient", register="")
        whole = services.round_issue(draft, actor=insider).assignments.get()

        made = services.assignment_split(whole, [*map(recipient, tree[1:])], actor=insider)

        assert [part.rows.get().label for part in made] == ["第一支部", "第二支部"]
        assert whole.rows.count() == 1

    def test_a_branch_elsewhere_gets_no_part(self, whole, insider, jyj):
        with pytest.raises(BadInput) as refusal:
            services.assignment_split(
                whole, [recipient(PartyOrganizationFactory(unit=jyj))], actor=insider
            )

        assert refusal.value.code == "collection.split_outside"

    def test_nobody_gets_two_parts(self, whole, tree, insider):
        services.assignment_split(whole, [recipient(tree[1])], actor=insider)
        whole.refresh_from_db()

        with pytest.raises(BadInput) as refusal:
            services.assignment_split(whole, [recipient(tree[1])], actor=insider)

        assert refusal.value.code == "collection.split_twice"

    def test_what_was_handed_in_is_not_split(self, whole, tree, insider):
        hand_in(whole, "n1", "3")

        with pytest.raises(Conflict):
            services.assignment_split(whole, [recipient(tree[1])], actor=insider)


class TestReview:
    def test_returning_says_why_beside_the_cell(self, whole, insider):
        hand_in(whole, "n1", "300")
        row = whole.rows.first()

        returned = services.assignment_return(
            whole, reason="", remarks={row.pk: {"n1": "学时偏多", "k1": " "}}, actor=insider
        )

        row.refresh_from_db()
        assert returned.state == "returned"
        assert row.remarks == {"n1": "学时偏多"}

    def test_returning_without_a_word_is_refused(self, whole, insider):
        hand_in(whole, "n1", "3")

        with pytest.raises(BadInput):
            services.assignment_return(whole, reason=" ", remarks={}, actor=insider)

    def test_what_was_not_handed_in_is_neither_accepted_nor_returned(self, whole, insider):
        with pytest.raises(Conflict):
            services.assignment_accept(whole, actor=insider)
        with pytest.raises(Conflict):
            services.assignment_return(whole, reason="缺", remarks={}, actor=insider)

    def test_accepting_all_leaves_the_others_alone(self, tree, insider):
        round_ = services.round_issue(member_draft(tree[1:], insider), actor=insider)
        hand_in(round_.assignments.first(), "n1", "3")

        count = services.assignments_accept(round_, actor=insider)

        assert count == 1
        states = round_.assignments.values_list("state", flat=True)
        assert sorted(states) == ["accepted", "not_started"]

    def test_after_the_end_nothing_is_accepted(self, whole, insider):
        hand_in(whole, "n1", "3")
        services.round_close(whole.round, actor=insider)

        with pytest.raises(Conflict):
            services.assignment_accept(whole, actor=insider)

    def test_the_answering_side_reviews_its_parts_only(self, whole, tree, insider, zzb):
        (part, _) = services.assignment_split(whole, [*map(recipient, tree[1:])], actor=insider)
        roles_sync()
        clerk = UserFactory(unit=zzb, roles=("unit_officer",))

        assert may_review(part, clerk)
        assert not may_review(whole, clerk)
        assert may_review(whole, insider)


class TestRemind:
    def test_who_handed_in_is_not_reminded(self, tree, insider):
        round_ = services.round_issue(member_draft(tree[1:], insider), actor=insider)
        hand_in(round_.assignments.first(), "n1", "3")

        count = services.remind(Assignment.objects.all(), round_=round_, actor=insider)

        assert count == 1
        assert Reminder.objects.get().assignment.state == "not_started"

    def test_within_three_days_nobody_is_reminded_again(self, whole, insider):
        services.remind([whole], round_=whole.round, actor=insider)

        with time_machine.travel("2025-07-02T09:00:00+08:00"), pytest.raises(RuleViolation):
            services.remind([whole], round_=whole.round, actor=insider)

        assert Reminder.objects.count() == 1

    def test_on_the_third_day_they_may_be(self, whole, insider):
        services.remind([whole], round_=whole.round, actor=insider)

        with time_machine.travel("2025-07-03T09:00:00+08:00"):
            count = services.remind([whole], round_=whole.round, actor=insider)

        assert count == 1

    @given(last=DAYS, today=DAYS)
    def test_a_reminder_is_allowed_from_the_next_day_that_is_told_on(self, last, today):
        first = next_reminder(last, today)

        assert may_remind(last, first)
        assert may_remind(last, today) == (first == today)
        assert (first - last).days >= 3 or first < last


class TestProgress:
    def test_every_assignment_is_counted_once(self, tree, insider):
        round_ = services.round_issue(member_draft(tree[1:], insider), actor=insider)
        hand_in(round_.assignments.first(), "n1", "3")

        lines = progress_of(round_)

        assert (lines.whole.handed_in, lines.whole.total) == (1, 2)
        assert [place.name for place in lines.towns] == ["其他"]
