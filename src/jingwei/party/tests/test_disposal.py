"""The disposal of unqualified members: from the start to the register, and back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from conftest import signed_in
from jingwei.kernel.errors import BadInput, Conflict, RuleViolation
from jingwei.kernel.registers.declaration import register_of
from jingwei.kernel.registers.writing import Draft, rows_save
from jingwei.party.models import Member
from jingwei.party.tests.disposal_sample import (
    APPROVED,
    BEGUN,
    CODE,
    DELIVERED,
    FILED,
    GROUND,
    INQUIRED,
    LOST,
    PREVIEWED,
    PROPOSED,
    REMOVAL,
    TOLD,
    VOTED,
    of_kind,
    step,
    with_data,
    wrong,
)
from jingwei.procedures.entries import Opening, VoteGiven
from jingwei.procedures.models import Case
from jingwei.procedures.registry import procedure_on
from jingwei.procedures.services import case_open, case_revoke, step_record, step_return
from jingwei.procedures.tests.sample import taken
from jingwei.procedures.votes import Counted
from tests.factories import MemberFactory, UserFactory


@pytest.fixture
def member(zzb):
    return MemberFactory(of=zzb)


@pytest.fixture
def case(today, member, insider):
    opening = Opening(procedure_on(CODE, today), insider, date(2025, 1, 6), subject=member.person)
    return case_open(opening, actor=insider)


def now(member):
    """Return what the register says of the membership."""
    row = Member.objects.get(pk=member.pk)
    return (row.state, row.exit_kind, row.exited_on, row.lost_since)


NORMAL = ("normal", "", None, None)


class TestRemoval:
    def test_ends_membership_on_the_day_of_the_approval(self, case, member, insider):
        case = taken(case, *REMOVAL.values(), actor=insider)

        assert case.state == Case.State.FINISHED
        assert now(member) == ("left", "2", date(2025, 3, 10), None)
        member.person.refresh_from_db()
        assert "member" not in member.person.hats

    def test_without_a_fault_is_found_without_one(self, case, insider):
        assert wrong(taken(case, *REMOVAL.values(), actor=insider)) == set()

    def test_revoked_gives_the_membership_back(self, case, member, insider):
        case = taken(case, *REMOVAL.values(), actor=insider)

        case_revoke(case, seen=case.version, reason="上级党委撤销", actor=insider)

        assert now(member) == NORMAL

    def test_returned_behind_the_approval_gives_the_membership_back(self, case, member, insider):
        case = taken(case, *list(REMOVAL.values())[:8], actor=insider)

        step_return(case, to="D02", seen=case.version, reason="票数登记有误", actor=insider)

        assert now(member) == NORMAL

    def test_is_not_taken_back_over_a_later_change(self, case, member, insider):
        case = taken(case, *REMOVAL.values(), actor=insider)
        row = Member.objects.get(pk=member.pk)
        rows_save(register_of(Member), [Draft({"exit_kind": "1"}, row=row)], actor=insider)

        with pytest.raises(Conflict, match="又有改动"):
            case_revoke(case, seen=case.version, reason="误办", actor=insider)

    def test_upheld_appeal_makes_them_a_member_again(self, case, member, insider):
        steps = [*list(REMOVAL.values())[:9], replace(FILED, decision="upheld")]

        case = taken(case, *steps, actor=insider)

        assert case.state == Case.State.FINISHED
        assert now(member) == NORMAL
        case_revoke(case, seen=case.version, reason="误办", actor=insider)
        assert now(member) == NORMAL

    def test_not_voted_ends_without_a_change(self, case, member, insider):
        failed = replace(
            VOTED, decision="fail", votes=[VoteGiven(Counted(11, 11, 10, approve=3, against=7))]
        )

        case = taken(case, *list(REMOVAL.values())[:6], failed, actor=insider)

        assert case.state == Case.State.STOPPED
        assert now(member) == NORMAL


class TestFaults:
    @pytest.mark.parametrize(
        ("at", "entry", "code"),
        [
            ("A01", with_data(BEGUN, filed_on=date(2025, 1, 9)), "party.disposal_filed"),
            ("A01", with_data(BEGUN, punished="是"), "party.disposal_not_punished"),
            ("B01", with_data(INQUIRED, investigators=1), "party.disposal_investigators"),
            ("C01", with_data(PROPOSED, kind="自行脱党除名"), "party.disposal_detached"),
            ("C02", with_data(PREVIEWED, office_no=""), "party.disposal_office_preview"),
            ("D01", with_data(TOLD, told_on=date(2025, 2, 25)), "party.disposal_told"),
            ("D01", with_data(TOLD, told_on=""), "party.disposal_told"),
            ("D02", replace(VOTED, votes=[VoteGiven(Counted(11, 11, 5, approve=5))]),
             "present_more_than_half majority_of_due"),
            ("D03", replace(APPROVED, papers=()), "procedures.paper"),
            ("E01", with_data(DELIVERED, appeal_told=False), "party.disposal_appeal_told"),
        ],
    )  # fmt: skip
    def test_planted_is_found_and_nothing_else(self, case, insider, at, entry, code):
        case = taken(case, *{**REMOVAL, at: entry}.values(), actor=insider)

        assert wrong(case) == set(code.split())

    def test_without_a_reason_the_step_is_refused(self, case, insider):
        with pytest.raises(RuleViolation, match="应事前备案"):
            step_record(
                case, with_data(BEGUN, filed_on=date(2025, 1, 9)), seen=case.version, actor=insider
            )

    @pytest.mark.parametrize("way", ["start", "drop"])
    def test_ground_in_words_is_never_kept(self, case, insider, way):
        told = replace(with_data(BEGUN, ground_ref="某种情形"), decision=way, reason="情况特殊")

        with pytest.raises(RuleViolation, match="事由只写条款"):
            step_record(case, told, seen=case.version, actor=insider)

        assert not case.records.exists()

    def test_way_that_was_not_approved_is_refused(self, case, insider):
        case = taken(case, *list(REMOVAL.values())[:8], actor=insider)

        with pytest.raises(RuleViolation, match="批准的处置方式是除名"):
            step_record(
                case, replace(DELIVERED, decision="correct"), seen=case.version, actor=insider
            )

    def test_person_without_a_member_row_cannot_be_removed(self, today, zzb, insider, member):
        Member.objects.all().delete()
        opening = Opening(procedure_on(CODE, today), insider, date(2025, 1, 6), member.person)
        case = case_open(opening, actor=insider)
        case = taken(case, *list(REMOVAL.values())[:7], actor=insider)

        with pytest.raises(BadInput, match="登记册里没有"):
            step_record(case, APPROVED, seen=case.version, actor=insider)

        assert wrong(case) == {"party.disposal_member"}

    def test_probationary_member_is_not_asked_to_quit(self, case, member, insider):
        row = Member.objects.get(pk=member.pk)
        values = {"stage": "probationary", "full_on": None}
        rows_save(register_of(Member), [Draft(values, row=row)], actor=None)

        case = taken(case, *of_kind("劝其退党", "quit")[:4], actor=insider)

        assert wrong(case) == {"party.disposal_kind"}


class TestCorrection:
    CHAIN = of_kind("限期改正", "correct")
    PERIOD = step(
        3, 14, period_from=date(2025, 3, 14), period_to=date(2025, 6, 14), helpers="周示例"
    )
    MONTHS = [step(n, 14, "again", helper="周示例") for n in (4, 5)]
    LAST = step(6, 14, "done", helper="周示例")

    def run(self, case, insider, *more, period=PERIOD):
        return taken(case, *self.CHAIN, period, *self.MONTHS, self.LAST, *more, actor=insider)

    def test_that_helped_ends_without_a_change_of_the_register(self, case, member, insider):
        case = self.run(case, insider, step(6, 20, "changed", "assessment"))

        assert (case.state, wrong(case)) == (Case.State.FINISHED, set())
        assert now(member) == NORMAL

    def test_that_did_not_help_goes_back_to_the_proposal(self, case, insider):
        case = self.run(case, insider, step(6, 20, "unchanged", "assessment"))

        assert case.step == "C01"
        again = step(6, 22, "propose", "opinion", kind="限期改正")
        assert wrong(taken(case, again, actor=insider)) == {"party.disposal_unchanged"}

    def test_of_14_months_is_found(self, case, insider):
        period = with_data(self.PERIOD, period_to=date(2026, 5, 14))

        case = taken(case, *self.CHAIN, period, actor=insider)

        assert wrong(case) == {"party.disposal_longest_period", "party.disposal_usual_period"}

    def test_assessed_before_its_end_is_found(self, case, insider):
        period = with_data(self.PERIOD, period_to=date(2025, 7, 14))

        case = self.run(case, insider, step(6, 20, "changed", "assessment"), period=period)

        assert wrong(case) == {"DP-T02"}

    def test_month_without_help_is_found(self, case, insider):
        case = taken(case, *self.CHAIN, self.PERIOD, self.MONTHS[0], actor=insider)

        case = taken(case, self.LAST, actor=insider)

        assert wrong(case) == {"DP-T01"}

    def test_next_month_is_the_limit_in_the_lists(self, case, insider):
        case = taken(case, *self.CHAIN, self.PERIOD, self.MONTHS[0], actor=insider)

        assert case.due_on == date(2025, 5, 14)


class TestQuitting:
    CHAIN = of_kind("劝其退党", "quit")

    def test_who_agrees_leaves_on_that_day(self, case, member, insider):
        quits = step(3, 20, "quits", answered="书面")

        taken(case, *self.CHAIN, quits, FILED, actor=insider)

        assert now(member) == ("left", "23", date(2025, 3, 20), None)

    def test_who_refuses_comes_before_the_meeting_again(self, case, member, insider):
        refuses = step(3, 20, "refuses", answered="书面")
        again = [
            step(3, 22, "propose", "opinion", kind="劝而不退除名"),
            step(4, 2, "agree", "preview", preview_no="镇审〔2025〕2号", office_no="青组审2号"),
            step(4, 3, "", "told", told_on=date(2025, 4, 3)),
            replace(VOTED, happened_on=date(2025, 4, 10)),
            replace(APPROVED, happened_on=date(2025, 4, 20)),
        ]

        case = taken(case, *self.CHAIN, refuses, *again, actor=insider)

        assert (now(member), wrong(case)) == (("left", "24", date(2025, 4, 20), None), set())

    def test_facts_of_the_first_round_do_not_stand_for_the_second(self, case, insider):
        steps = [
            step(3, 20, "refuses", answered="书面"),
            step(3, 22, "propose", "opinion", kind="劝而不退除名"),
            step(4, 2, "agree", "preview", preview_no="镇审〔2025〕2号"),
            step(4, 3, "", "told"),
            replace(VOTED, happened_on=date(2025, 4, 10)),
        ]

        case = taken(case, *self.CHAIN, *steps, actor=insider)

        assert wrong(case) == {"party.disposal_office_preview", "party.disposal_told"}


class TestLost:
    def test_membership_stops(self, case, member, insider):
        case = taken(case, *LOST, actor=insider)

        assert now(member) == ("stopped", "4", None, date(2024, 5, 6))
        assert (case.step, wrong(case)) == ("G02", set())

    def test_too_early_is_found(self, case, insider):
        early = with_data(LOST[1], lost_since=date(2024, 9, 1))

        assert wrong(taken(case, LOST[0], early, actor=insider)) == {"party.disposal_lost"}

    def test_who_is_found_is_a_member_again(self, case, member, insider):
        found = step(3, 3, "found", "search", sought="家属")
        restored = step(3, 20, "restored", restore_no="镇委〔2025〕4号")

        case = taken(case, *LOST, found, restored, actor=insider)

        assert (now(member), case.state) == (NORMAL, Case.State.FINISHED)
        assert Member.objects.get(pk=member.pk).contacted_on == date(2025, 3, 20)

    def test_revoked_is_lost_again_and_then_normal(self, case, member, insider):
        steps = [
            *LOST, step(3, 3, "found", "search", sought="家属"),
            step(3, 20, "restored", restore_no="镇委〔2025〕4号"),
        ]  # fmt: skip
        case = taken(case, *steps, actor=insider)

        case_revoke(case, seen=case.version, reason="误办", actor=insider)

        assert now(member) == NORMAL
        assert Member.objects.get(pk=member.pk).contacted_on is None

    def test_removal_before_two_years_is_found(self, case, insider):
        gone = step(6, 20, "gone", "search", sought="公告")
        proposed = step(6, 25, "propose", "opinion", kind="自行脱党除名")

        case = taken(case, *LOST, gone, proposed, actor=insider)

        assert wrong(case) == {"party.disposal_detached"}

    def test_two_years_stand_in_the_lists(self, case, insider):
        assert taken(case, *LOST, actor=insider).due_on == date(2027, 1, 20)


class TestWhoSees:
    def test_nobody_without_the_permission_of_its_own(self, case, zzb):
        user = UserFactory(unit=zzb)
        others = Permission.objects.exclude(codename="dispose_member")
        user.user_permissions.set(others)

        answer = signed_in(user).get(reverse("procedures:case", args=[case.pk]))

        assert answer.status_code == 404

    def test_page_shows_the_register_and_no_more_queries_for_more_steps(
        self, case, as_insider, insider
    ):
        address = reverse("procedures:case", args=[case.pk])
        case = taken(case, *TestCorrection.CHAIN, TestCorrection.PERIOD, actor=insider)
        few = self.asked(as_insider, address)

        taken(case, *TestCorrection.MONTHS, actor=insider)

        assert self.asked(as_insider, address) <= few
        assert "党员登记和本次处置" in as_insider.get(address).content.decode()

    def asked(self, client, address):
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)


class TestPapers:
    @pytest.mark.parametrize(
        ("code", "told"),
        [
            ("form", ["不合格党员组织处置审批表", GROUND, "应到会 11 人", "赞成 9"]),
            ("notice", ["组织处置决定通知书", "申诉", "5年内不得重新入党", "镇委〔2025〕3号"]),
            ("told", ["参加支部党员大会告知书", "进行申辩", "2025年2月12日"]),
        ],
    )
    def test_are_written_from_the_case(self, case, insider, as_insider, code, told):
        case = taken(case, *REMOVAL.values(), actor=insider)

        answer = as_insider.get(reverse("procedures:case-draft", args=[case.pk, code]))

        text = "".join(Document(BytesIO(answer.content)).element.itertext())
        assert [words for words in told if words not in text] == []
        assert str(case.person) in text
