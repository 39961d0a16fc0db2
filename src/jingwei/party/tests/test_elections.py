"""An election, from the reminder to the new committee, back again, and what is found wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document

from jingwei.kernel.errors import BadInput, Conflict, RuleViolation
from jingwei.org.services import seat_add, term_change, term_open
from jingwei.party.tests import elections_sample as sample
from jingwei.party.tests.elections_sample import HELD, entry_for, faults, person, take, until
from jingwei.procedures.models import Case
from jingwei.procedures.services import case_revoke, step_return
from jingwei.procedures.tests.pages import words
from tests.factories import MemberFactory, PartyOrganizationFactory, PersonFactory


@pytest.fixture
def branch(today, zzb):
    return sample.branch_of(zzb)


@pytest.fixture
def case(branch, insider):
    return sample.opened(branch, insider)


@pytest.fixture
def done(case, insider):
    """An election that went through, every step without a reason asked."""
    return until(case, "", actor=insider)


def terms(branch):
    return list(branch.terms.order_by("began_on").values_list("number", "stage", "ended_on"))


def seats(branch):
    held = branch.seats.filter(until=None).order_by("pk")
    return [(seat.holder_name, seat.post) for seat in held]


BEFORE = ([(3, "", None)], [("周示例", "secretary")])


class TestWholeElection:
    def test_opens_the_new_term_on_the_day_of_the_election(self, done, branch):
        assert done.state == Case.State.FINISHED
        assert terms(branch) == [(3, "filed", HELD), (4, "", None)]
        term = branch.terms.get(ended_on=None)
        assert (term.began_on, term.elected_on, term.due_on) == (HELD, HELD, date(2028, 6, 20))
        assert term.approval_no == "示党〔2025〕6号"

    def test_seats_the_elected_in_their_posts(self, done, branch):
        assert seats(branch) == [
            ("赵示例", "secretary"), ("钱示例", "organization"), ("孙示例", "member"),
        ]  # fmt: skip
        assert branch.seats.get(post="organization").holder_number == person("钱示例").number

    def test_revoked_gives_term_and_committee_back(self, done, branch, insider):
        case_revoke(done, seen=done.version, reason="选举无效", actor=insider)

        assert (terms(branch), seats(branch)) == BEFORE

    def test_is_not_revoked_over_a_later_change(self, done, branch, insider):
        seat_add(branch, holder_name="吴示例", post="youth", since=date(2025, 6, 28), actor=None)

        with pytest.raises(Conflict, match="不能自动撤回"):
            case_revoke(done, seen=done.version, reason="选举无效", actor=insider)

        assert len(terms(branch)) == 2

    @pytest.mark.parametrize(
        ("at", "stage"), [("A03", "asked"), ("B01", "approved"), ("E01", "elected")]
    )
    def test_tells_on_the_term_how_far_it_is(self, case, branch, insider, at, stage):
        until(case, at, actor=insider)

        assert terms(branch) == [(3, stage, None)]

    def test_returned_takes_the_progress_back(self, case, branch, insider):
        until(case, "E01", actor=insider)

        step_return(case, to="A02", seen=case.version, reason="重新请示", actor=insider)

        assert (terms(branch), seats(branch)) == BEFORE

    def test_a_stage_somebody_else_changed_is_not_overwritten(self, case, branch, insider):
        until(case, "B01", actor=insider)
        term_change(branch.terms.get(), {"stage": "filed"}, actor=insider)

        with pytest.raises(Conflict, match="任期"):
            step_return(case, to="A02", seen=case.version, reason="重新请示", actor=insider)


class TestOtherWays:
    def test_an_approved_delay_ends_the_case_and_moves_the_term(self, case, branch, insider):
        until(case, "A03", actor=insider)
        entry = entry_for(case, "A03", delayed_until=date(2026, 3, 1))

        take(case, replace(entry, decision="delay"), actor=insider)

        term = branch.terms.get()
        assert case.state == Case.State.FINISHED
        assert (term.runs_out, term.delay_approval_no) == (date(2026, 3, 1), "示党〔2025〕3号")
        case_revoke(case, seen=case.version, reason="批复作废", actor=insider)
        assert branch.terms.get().runs_out == sample.DUE

    def test_a_delay_needs_its_day(self, case, insider):
        until(case, "A03", actor=insider)

        with pytest.raises(BadInput, match="延期至"):
            take(case, replace(entry_for(case, "A03"), decision="delay"), actor=insider)

    def test_a_refused_request_leaves_the_term_as_it_was(self, case, branch, insider):
        until(case, "A03", actor=insider)

        take(case, replace(entry_for(case, "A03"), decision="refuse"), actor=insider)

        assert case.state == Case.State.STOPPED
        assert (terms(branch), seats(branch)) == BEFORE

    def test_a_vote_is_taken_again_for_a_seat_left_empty(self, case, insider):
        until(case, "C02", actor=insider)
        sample.drop(case, "李示例", "孙示例")
        lacking = faults(case, sample.STEPS["C02"])
        case.refresh_from_db()
        take(case, replace(sample.STEPS["C02"], decision="again"), actor=insider)
        sample.nominate(case, ["吴示例"])
        case.refresh_from_db()
        votes = sample.counted(case, sample.VOTES | {"吴示例": 7})
        again = replace(sample.STEPS["C01"], votes=votes, reason="等额补选")
        take(case, again, actor=insider)

        assert lacking == ["party.election_elected_count"]
        assert faults(case, sample.STEPS["C02"]) == []

    def test_a_post_for_somebody_not_elected_is_refused(self, case, insider):
        until(case, "D01", actor=insider)

        with pytest.raises(RuleViolation, match="李示例不在当选人里"):
            take(case, entry_for(case, "D01", post_youth=person("李示例")), actor=insider)

    def test_secretary_and_deputy_are_two_people(self, case, insider):
        until(case, "D01", actor=insider)

        with pytest.raises(RuleViolation, match="不同的人"):
            take(case, entry_for(case, "D01", post_deputy=person("赵示例")), actor=insider)

    def test_an_organization_without_a_term_gets_its_first(self, zzb, insider, today):
        branch = sample.branch_of(zzb)
        branch.seats.all().delete()
        branch.terms.all().delete()
        case = sample.opened(branch, insider)
        for code in sample.STEPS:
            if code == "B01":
                sample.nominate(case)
            if code == "C02":
                sample.drop(case, "李示例")
            case.refresh_from_db()
            entry = replace(entry_for(case, code), reason="没有登记任期")
            take(case, entry, actor=insider)

        assert terms(branch) == [(None, "", None)]
        case_revoke(case, seen=case.version, reason="重新登记", actor=insider)
        assert terms(branch) == []


WRONG = [
    ("A01", {}, {"happened_on": date(2025, 3, 2)}, "party.election_reminder"),
    ("A02", {}, {"happened_on": date(2025, 7, 2)}, "party.election_asked_in_time"),
    ("A02", {"planned_on": date(2025, 9, 2)}, {}, "party.election_shift"),
    ("A02", {"shift": "延期", "planned_on": date(2026, 9, 2)}, {}, "party.election_shift"),
    ("A02", {"meeting": "党员代表大会"}, {}, "party.election_meeting"),
    ("A02", {"form": "不设委员会"}, {}, "party.election_committee_size"),
    ("A02", {"seats": 8}, {}, "party.election_committee_size"),
    ("A02", {}, {"papers": ()}, "procedures.paper"),
    ("A03", {}, {"happened_on": date(2025, 5, 5)}, "procedures.order"),
    ("C01", {}, {"happened_on": date(2025, 9, 2)}, "party.election_held_in_term"),
    ("C01", {"ballots_back": 9}, {}, "party.election_ballots"),
    ("D01", {"seated_present": 2}, {}, "party.election_first_meeting"),
    ("D01", {"secretary_votes": 1}, {}, "party.election_first_meeting"),
    ("E01", {}, {"happened_on": date(2025, 7, 21)}, "EL01"),
]


class TestPlantedFaults:
    @pytest.mark.parametrize("step", sample.STEPS)
    def test_none_in_what_is_right(self, case, insider, step):
        until(case, step, actor=insider)
        if step == "B01":
            sample.nominate(case)
        if step == "C02":
            sample.drop(case, "李示例")

        assert faults(case, entry_for(case, step)) == []

    @pytest.mark.parametrize(("step", "data", "other", "code"), WRONG)
    def test_exactly_the_planted_one(self, case, insider, step, data, other, code):
        until(case, step, actor=insider)

        assert faults(case, replace(entry_for(case, step, **data), **other)) == [code]

    @pytest.mark.parametrize(("stage", "state"), [("probationary", "normal"), ("full", "stopped")])
    def test_a_candidate_who_cannot_be_elected(self, case, insider, branch, zzb, stage, state):
        until(case, "B01", actor=insider)
        other = PersonFactory(full_name="冯示例", unit=zzb)
        MemberFactory(person=other, organization=branch, stage=stage, state=state)
        sample.nominate(case, [*sample.VOTES, "冯示例"])

        assert faults(case, sample.STEPS["B01"]) == ["party.election_candidate"]

    def test_a_candidate_the_register_does_not_know(self, case, insider, zzb):
        until(case, "B01", actor=insider)
        PersonFactory(full_name="冯示例", unit=zzb)
        sample.nominate(case, [*sample.VOTES, "冯示例"])

        assert faults(case, sample.STEPS["B01"]) == ["party.election_candidate"]

    def test_too_few_candidates(self, case, insider):
        until(case, "B03", actor=insider)
        sample.drop(case, "李示例", on=date(2025, 6, 1))

        assert faults(case, sample.STEPS["B03"]) == ["party.election_differential"]

    @pytest.mark.parametrize(("present", "found"), [(7, []), (6, ["four_fifths_present"])])
    def test_attendance_of_four_fifths(self, case, insider, present, found):
        until(case, "C01", actor=insider)
        votes = sample.counted(case, dict.fromkeys(sample.VOTES, 5), present=present)

        assert faults(case, replace(entry_for(case, "C01"), votes=votes)) == found

    def test_no_votes_counted_is_not_taken_for_enough(self, case, insider):
        until(case, "C01", actor=insider)

        assert faults(case, replace(sample.STEPS["C01"])) == ["four_fifths_present"]

    @pytest.mark.parametrize(
        ("votes", "found"),
        [
            ({"孙示例": 6, "李示例": 6}, ["party.election_elected_order"]),
            ({"孙示例": 5, "李示例": 6}, ["party.election_elected_order"]),
            ({"孙示例": 4, "李示例": 3}, ["party.election_elected_majority"]),
        ],
    )
    def test_the_count(self, case, insider, votes, found):
        until(case, "C01", actor=insider)
        told = sample.counted(case, sample.VOTES | votes)
        take(case, replace(entry_for(case, "C01"), votes=told), actor=insider)
        sample.drop(case, "李示例")

        assert faults(case, sample.STEPS["C02"]) == found

    def test_losers_not_yet_marked(self, case, insider):
        until(case, "C01", actor=insider)
        take(case, entry_for(case, "C01"), actor=insider)

        found = faults(case, sample.STEPS["C02"])

        assert found == ["party.election_elected_count", "party.election_elected_majority"]

    def test_a_secretary_of_short_party_age(self, case, insider, branch):
        member = person("赵示例").member
        member.full_on = date(2024, 6, 24)
        member.save()
        until(case, "E01", actor=insider)

        assert faults(case, sample.STEPS["E01"]) == ["party.election_secretary_party_age"]


class TestPapers:
    @pytest.mark.parametrize(
        ("code", "told"),
        [
            ("request", "拟于2025年6月20日召开党员大会"),
            ("candidates_request", "候选人预备人选3名，应选3名"),
            ("tally", "发出选票8张，收回8张，其中无效票0张"),
            ("report", "书记：赵示例；组织委员：钱示例"),
        ],
    )
    def test_are_written_from_the_case(self, done, as_insider, code, told):
        answer = as_insider.get(reverse("procedures:case-draft", args=[done.pk, code]))

        assert told in "".join(p.text for p in Document(BytesIO(answer.content)).paragraphs)

    @pytest.mark.parametrize("code", ["request", "candidates_request", "tally", "report"])
    def test_can_be_drafted_before_anything_is_known(self, case, as_insider, code):
        answer = as_insider.get(reverse("procedures:case-draft", args=[case.pk, code]))

        assert answer.status_code == 200


class TestPages:
    def test_shows_term_and_committee(self, case, as_insider):
        page = words(as_insider.get(reverse("procedures:case", args=[case.pk])))

        assert "第3届，2022-09-01 起，未启动" in page
        assert "2025-09-01 还有 2 个月" in page
        assert "周示例（书记）" in page

    def test_asks_for_the_votes_of_every_candidate(self, case, insider, as_insider):
        until(case, "C01", actor=insider)

        page = words(as_insider.get(reverse("procedures:case-step", args=[case.pk])))

        assert all(f"{name} 赞成" in page for name in sample.VOTES)

    def test_queries_do_not_grow_with_candidates(
        self, case, insider, as_insider, zzb, branch, django_assert_max_num_queries
    ):
        until(case, "B02", actor=insider)
        address = reverse("procedures:case", args=[case.pk])
        as_insider.get(address)
        with django_assert_max_num_queries(60) as few:
            as_insider.get(address)
        for name in ("冯示例", "陈示例", "褚示例"):
            MemberFactory(person=PersonFactory(full_name=name, unit=zzb), organization=branch)
            sample.nominate(case, [name])

        with django_assert_max_num_queries(len(few)):
            as_insider.get(address)


class TestBoard:
    def test_lists_terms_that_end_with_their_case(self, case, as_insider):
        page = words(as_insider.get(reverse("party:election-list")))

        assert "共 1 个" in page
        assert "中共示例第一支部委员会" in page
        assert "2025-09-01 2 个月 未启动 提醒换届" in page

    def test_tells_what_is_over(self, branch, as_insider):
        branch.terms.update(due_on=date(2025, 6, 29))

        assert "已过届满日期" in words(as_insider.get(reverse("party:election-list")))

    def test_leaves_out_what_is_far_off_and_what_others_see(self, branch, as_insider, as_outsider):
        assert "没有临近届满的任期" in words(as_outsider.get(reverse("party:election-list")))

        branch.terms.update(due_on=date(2026, 1, 1))

        assert "没有临近届满的任期" in words(as_insider.get(reverse("party:election-list")))

    def test_queries_do_not_grow(self, branch, as_insider, zzb, django_assert_max_num_queries):
        as_insider.get(reverse("party:election-list"))
        with django_assert_max_num_queries(30) as few:
            as_insider.get(reverse("party:election-list"))
        for _ in range(4):
            other = PartyOrganizationFactory(unit=zzb, parent=branch.parent)
            term_open(other, began_on=sample.BEGAN, actor=None)

        with django_assert_max_num_queries(len(few)):
            as_insider.get(reverse("party:election-list"))
