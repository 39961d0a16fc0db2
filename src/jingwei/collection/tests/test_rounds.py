"""Rounds from the draft to the end: prefill, pre-check, issue, second round."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jingwei.collection import services
from jingwei.collection.columns import Column
from jingwei.collection.models import Assignment, Round, Row
from jingwei.collection.selectors.burden import burden_of
from jingwei.collection.tests.drafted import (
    DUE,
    GROUP,
    JOINED,
    MEMBERS,
    NAME,
    TRAINED,
    branches,
    hand_in,
    member_draft,
)
from jingwei.kernel.errors import BadInput, Conflict, RuleViolation
from jingwei.kernel.models import AuditEntry
from jingwei.kernel.parameters import parameter_change
from jingwei.org.models import UnitKind
from jingwei.party.models import Member
from tests.factories import FormFactory, MemberFactory, PartyOrganizationFactory, UnitFactory


@pytest.fixture
def below(today, zzb):
    """The two branches of the department, two members each."""
    return branches(zzb)[1:]


class TestRoundIssue:
    def test_every_branch_gets_its_members_with_what_is_known(self, below, insider):
        round_ = services.round_issue(member_draft(below, insider), actor=insider)

        first = round_.assignments.get(organization=below[0])
        texts = [row.values for row in first.rows.all()]
        assert (round_.state, round_.issued_on) == ("issued", date(2025, 6, 30))
        assert [text["k2"] for text in texts] == ["2010-07-01", "2010-07-01"]
        assert [text["n1"] for text in texts] == ["", ""]
        assert (first.unit_path, first.organization_path) == (below[0].unit_path, below[0].path)
        assert first.due_on == DUE
        assert first.row_count == 2

    def test_a_trace_is_left(self, below, insider):
        round_ = services.round_issue(member_draft(below, insider), actor=insider)

        entry = AuditEntry.objects.get(act="round.issue")
        assert entry.subject == f"collection.round:{round_.pk}"
        assert entry.data["assignments"] == 2

    def test_the_row_belongs_to_the_nearest_recipient_above_it(self, today, zzb, insider):
        everyone = branches(zzb)

        round_ = services.round_issue(member_draft(everyone, insider), actor=insider)

        counts = dict(round_.assignments.values_list("name", "row_count"))
        assert counts == {"第一支部": 2, "第二支部": 2}

    def test_members_of_others_are_not_sent_along(self, below, insider, jyj):
        MemberFactory(of=jyj)

        round_ = services.round_issue(member_draft(below[:1], insider), actor=insider)

        assert round_.row_count == 2

    def test_only_rows_that_fit_the_filter_are_asked(self, below, insider):
        Member.objects.filter(organization=below[0]).update(stage="probationary")
        draft = member_draft(below, insider)
        services.round_change(draft, actor=insider, row_filter={"stage": ["full"]})

        round_ = services.round_issue(draft, actor=insider)

        assert list(round_.assignments.values_list("name", flat=True)) == ["第二支部"]

    def test_queries_do_not_grow_with_the_branches(self, below, insider, zzb):
        few = member_draft(below, insider)
        more = [PartyOrganizationFactory(unit=zzb, parent=below[0].parent) for _ in range(8)]
        for branch in more:
            MemberFactory(of=zzb, organization=branch)
        many = member_draft([*below, *more], insider)

        with CaptureQueriesContext(connection) as first:
            services.round_issue(few, actor=insider)
        with CaptureQueriesContext(connection) as second:
            services.round_issue(many, actor=insider)

        assert len(second) <= len(first) + 1

    def test_one_row_per_recipient_carries_what_the_register_of_organizations_knows(
        self, below, insider
    ):
        kind = Column(
            "k1", "类别", register="org.partyorganization", source="kind", check_only=True
        )
        draft = member_draft(below, insider, kind, TRAINED, subject="recipient", register="")

        round_ = services.round_issue(draft, actor=insider)

        row = Row.objects.filter(assignment__round=round_).first()
        assert row.key == str(below[0].pk)
        assert row.values == {"k1": "党支部", "n1": ""}

    def test_an_issued_round_is_not_issued_again(self, below, insider):
        round_ = services.round_issue(member_draft(below, insider), actor=insider)

        with pytest.raises(RuleViolation) as refusal:
            services.round_issue(round_, actor=insider)

        assert refusal.value.code == "collection.not_draft"

    @pytest.mark.parametrize("missing", ["title", "basis", "why"])
    def test_what_must_be_told_must_be_told(self, below, insider, missing):
        draft = member_draft(below, insider, **{missing: ""})

        with pytest.raises(BadInput) as refusal:
            services.round_issue(draft, actor=insider)

        assert refusal.value.code == "collection.incomplete"

    def test_a_form_of_the_list_brings_its_basis(self, below, insider, zzb):
        form = FormFactory(owner=zzb, basis="区清单第 8 项")

        draft = member_draft(below, insider, form=form, basis="")

        assert draft.basis == "区清单第 8 项"

    def test_an_expired_form_is_not_sent_down(self, below, insider, zzb):
        form = FormFactory(owner=zzb, expires_on=date(2025, 6, 29))

        with pytest.raises(BadInput) as refusal:
            services.round_issue(member_draft(below, insider, form=form), actor=insider)

        assert refusal.value.code == "collection.form_expired"


class TestBurden:
    def test_a_known_column_cannot_be_asked(self, below, insider):
        Member.objects.update(group="第一党小组")
        draft = member_draft(below, insider, NAME, GROUP, TRAINED)

        with pytest.raises(RuleViolation) as refusal:
            services.round_issue(draft, actor=insider)

        assert refusal.value.code == "collection.known_column"
        assert not Assignment.objects.exists()

    def test_a_column_with_gaps_can_be_asked(self, below, insider):
        assert services.round_issue(member_draft(below, insider, NAME, GROUP), actor=insider)

    def test_a_round_of_known_cells_is_refused(self, below, insider):
        with pytest.raises(RuleViolation) as refusal:
            services.round_issue(member_draft(below, insider, NAME, JOINED), actor=insider)

        assert refusal.value.code == "collection.nothing_new"

    def test_that_the_system_has_it_is_an_end_of_its_own(self, below, insider):
        draft = member_draft(below, insider, NAME, JOINED)

        ended = services.round_unneeded(draft, actor=insider)

        assert (ended.state, ended.is_unneeded) == ("withdrawn", True)

    def test_shrinking_turns_the_refused_columns_into_known_ones(self, below, insider):
        Member.objects.update(group="第一党小组")
        again = Column("n2", "入党日期", "day")
        draft = member_draft(below, insider, NAME, GROUP, again, TRAINED)

        shrunk = services.round_shrink(draft, actor=insider)

        told = {c.label: (c.source, c.check_only) for c in shrunk.column_list}
        assert told["党小组"] == ("group", True)
        assert told["入党日期"] == ("joined_on", True)
        assert told["本季度培训学时"] == ("", False)
        assert shrunk.cut_columns == ["党小组", "入党日期"]
        assert services.round_issue(shrunk, actor=insider).is_open

    @pytest.mark.parametrize(("deadline", "leader"), [("2025-07-02", ""), ("2025-06-29", "许清禾")])
    def test_a_short_or_past_deadline_is_refused(self, below, insider, deadline, leader):
        day = date.fromisoformat(deadline)
        draft = member_draft(below, insider, deadline=day, leader_named=leader)

        with pytest.raises(RuleViolation) as refusal:
            services.round_issue(draft, actor=insider)

        assert refusal.value.code == "collection.deadline"

    def test_three_working_days_are_enough(self, below, insider):
        draft = member_draft(below, insider, deadline=date(2025, 7, 3))

        assert services.round_issue(draft, actor=insider).is_open

    def test_similar_rounds_of_ninety_days_are_shown_with_their_overlap(self, below, insider):
        first = services.round_issue(member_draft(below, insider), actor=insider)
        draft = member_draft(below, insider, NAME, GROUP)

        (similar,) = burden_of(draft, insider, on=date(2025, 6, 30)).similar

        assert (similar.round, similar.percent) == (first, 50)

    def test_a_round_of_ninety_one_days_ago_is_not_similar_any_more(self, below, insider):
        services.round_issue(member_draft(below, insider), actor=insider)
        draft = member_draft(below, insider, NAME, GROUP)

        assert burden_of(draft, insider, on=date(2025, 9, 29)).similar == []


@pytest.fixture
def in_town(today, zzb, insider):
    """A branch with one member in a town whose ceiling is 60 minutes, 40 of them borne."""
    branches(zzb)
    town = UnitFactory(code="lt", name="柳亭镇", kind=UnitKind.TOWN, parent=zzb)
    branch = PartyOrganizationFactory(unit=town, name="柳亭村支部")
    MemberFactory(of=town, organization=branch)
    services.round_issue(member_draft([branch], insider), actor=insider)
    Assignment.objects.update(minutes=59)
    parameter_change("collection.ceiling", 60, actor=insider, reason="测试")
    return branch


class TestCeiling:
    def test_passing_the_monthly_ceiling_of_a_town_is_refused(self, in_town, insider):
        with pytest.raises(RuleViolation) as refusal:
            services.round_issue(member_draft([in_town], insider), actor=insider)

        assert refusal.value.code == "collection.ceiling"
        assert "柳亭镇" in refusal.value.message

    def test_a_signed_exception_lets_it_pass(self, in_town, insider):
        draft = member_draft([in_town], insider)
        signed = {"signed_by": "许清禾", "reason": "上级要求"}

        services.exceptions_sign(draft, actor=insider, **signed)

        assert services.round_issue(draft, actor=insider).is_open
        assert draft.exceptions.get().town.name == "柳亭镇"

    def test_the_exception_of_one_round_is_none_for_the_next(self, in_town, insider):
        first = member_draft([in_town], insider)
        services.exceptions_sign(first, signed_by="许清禾", reason="上级要求", actor=insider)

        with pytest.raises(RuleViolation):
            services.round_issue(member_draft([in_town], insider), actor=insider)

    def test_without_passing_there_is_nothing_to_sign(self, below, insider):
        with pytest.raises(BadInput):
            services.exceptions_sign(
                member_draft(below, insider), signed_by="许清禾", reason="", actor=insider
            )


class TestSecondRound:
    def test_four_cells_of_five_arrive_filled(self, below, insider):
        first = services.round_issue(member_draft(below, insider), actor=insider)
        for one in first.assignments.all():
            hand_in(one, "n1", "12")
        services.round_close(first, actor=insider)
        fresh = Column("n7", "下半年需求", "text")
        again = Column("n1", "本季度培训学时", "whole", low=0, high=200)
        stage = Column("k4", "类别", register=MEMBERS, source="stage", check_only=True)

        second = services.round_issue(
            member_draft(below, insider, NAME, JOINED, stage, again, fresh), actor=insider
        )

        rows = Row.objects.filter(assignment__round=second)
        cells = [text for row in rows for text in row.values.values()]
        assert sum(map(bool, cells)) / len(cells) >= 0.8
        assert second.filled_share == 80
        assert {row.values["n1"] for row in rows} == {"12"}

    def test_what_was_not_handed_in_is_not_brought_back(self, below, insider):
        first = services.round_issue(member_draft(below, insider), actor=insider)
        Row.objects.filter(assignment__round=first).update(values={"n1": "3"})

        second = services.round_issue(member_draft(below, insider), actor=insider)

        assert {row.values["n1"] for row in Row.objects.filter(assignment__round=second)} == {""}


class TestRoundChange:
    def test_another_kind_of_rows_drops_columns_and_recipients(self, below, insider):
        draft = member_draft(below, insider)

        changed = services.round_change(draft, actor=insider, subject="recipient", register="")

        assert (changed.columns, changed.recipients) == ([], [])

    def test_the_same_kind_of_rows_keeps_them(self, below, insider):
        draft = member_draft(below, insider)

        changed = services.round_change(draft, actor=insider, title="改个名称", register=MEMBERS)

        assert len(changed.columns) == 3

    def test_two_columns_of_one_name_are_refused(self, below, insider):
        with pytest.raises(BadInput):
            member_draft(below, insider, NAME, Column("n1", "姓名"))

    def test_an_account_without_a_unit_drafts_nothing(self, insider, zzb):
        insider.home_path = ""

        with pytest.raises(BadInput) as refusal:
            services.round_draft(actor=insider, title="一次填报")

        assert refusal.value.code == "collection.home"


class TestEnd:
    def test_a_closed_round_takes_no_more_answers(self, below, insider):
        round_ = services.round_issue(member_draft(below, insider), actor=insider)

        closed = services.round_close(round_, actor=insider)

        assert not closed.is_open
        assert not Assignment.objects.awaited().exists()

    def test_a_draft_cannot_be_closed(self, below, insider):
        with pytest.raises(Conflict):
            services.round_close(member_draft(below, insider), actor=insider)

    def test_a_withdrawn_round_keeps_what_was_answered(self, below, insider):
        round_ = services.round_issue(member_draft(below, insider), actor=insider)

        services.round_withdraw(round_, reason="口径有误", actor=insider)

        assert Round.objects.get().end_reason == "口径有误"
        assert Row.objects.count() == 4
