"""Counting by two people, the branches that took part, the papers."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import docx
import pytest

from jingwei.kernel.errors import BadInput, Conflict, RuleViolation
from jingwei.kernel.models import AuditEntry
from jingwei.org.models import PartyOrganization
from jingwei.party.models import BallotEntry, BranchTurnout
from jingwei.party.rules.delegate_count import Sheet
from jingwei.party.selectors.delegates import electing_unit, participation
from jingwei.party.services.delegates import (
    TurnoutGiven,
    ballot_clear,
    ballot_enter,
    turnout_save,
)
from jingwei.party.tests import delegates_cast as cast
from jingwei.party.tests.delegates_cast import REASON, counted, found_in, stepped
from jingwei.people.models import Person
from jingwei.procedures.panels import PAPERS
from jingwei.procedures.services import RecusalGiven, recusal_add
from tests.factories import UserFactory


class TestCount:
    def test_one_entry_counts_for_nothing(self, at, insider):
        case = at("R7")

        assert ballot_enter(case, cast.sheet_of(case, cast.APPROVALS), actor=insider) is False
        assert electing_unit(case).election.elected == ()

    def test_two_equal_ones_of_two_people_elect(self, at, insider, second):
        case = at("R7")
        counted(case, cast.APPROVALS, insider, second)

        election = electing_unit(case).election
        assert (len(election.elected), election.following) == (5, None)
        agreed = AuditEntry.objects.filter(act="delegate.count").order_by("pk")
        assert [entry.data["agreed"] for entry in agreed] == [False, True]

    def test_one_person_twice_is_one_entry(self, at, insider):
        case = at("R7")
        counted(case, cast.APPROVALS, insider, insider)

        assert BallotEntry.objects.count() == 1
        assert electing_unit(case).sheets == []

    def test_entering_again_mends_what_differed(self, at, insider, second):
        case = at("R7")
        counted(case, cast.TIED, insider)
        counted(case, cast.APPROVALS, second, insider)

        assert len(electing_unit(case).election.elected) == 5

    def test_after_a_tie_the_next_round_is_of_the_tied(self, at, insider, second):
        case = at("R7")
        counted(case, cast.TIED, insider, second)
        held = electing_unit(case).election.following

        sheet = cast.sheet_of(case, (6, 4))
        for teller in (insider, second):
            ballot_enter(case, sheet, actor=teller)

        election = electing_unit(case).election
        assert len(held.candidates) == 2
        assert election.elected[-1] == held.candidates[0]
        assert election.following is None

    def test_a_third_person_is_refused(self, at, insider, second, zzb):
        case = at("R7")
        counted(case, cast.APPROVALS, insider)
        counted(case, cast.TIED, second)
        third = UserFactory(unit=zzb)

        with pytest.raises(Conflict, match="第 1 轮已由顾青、吴示例录入"):
            counted(case, cast.APPROVALS, third)

    def test_a_candidate_does_not_count(self, at, insider):
        case = at("R7")
        Person.objects.filter(case_rows=case.subjects.first()).update(user=insider)

        with pytest.raises(RuleViolation, match="顾青是候选人，不能录入计票"):
            counted(case, cast.APPROVALS, insider)

    def test_who_keeps_out_does_not_count(self, at, insider):
        case = at("R7")
        given = RecusalGiven("顾青", "近亲属", date(2025, 4, 1), user=insider)
        recusal_add(case, given, actor=None)

        with pytest.raises(RuleViolation, match="已决定回避"):
            counted(case, cast.APPROVALS, insider)

    @pytest.mark.parametrize(
        ("approvals", "changes", "told"),
        [
            (cast.APPROVALS, {"issued": 12}, "发出选票 12 张多于实到会 11 人"),
            ((10, 10, 10, 10, 10, 10), {}, "选多了人的票应计为无效票"),
            (cast.APPROVALS, {"invalid": 0}, "之和不等于有效票 11 张"),
        ],
    )
    def test_counts_that_cannot_be_are_refused(self, at, insider, approvals, changes, told):
        case = at("R7")

        with pytest.raises(BadInput, match=told):
            ballot_enter(case, cast.sheet_of(case, approvals, **changes), actor=insider)

        assert not BallotEntry.objects.exists()

    def test_a_full_election_takes_no_more_entries(self, at, insider, second):
        case = at("R7")
        sheet = cast.sheet_of(case, cast.APPROVALS)
        counted(case, cast.APPROVALS, insider, second)

        with pytest.raises(Conflict, match="已经选满"):
            ballot_enter(case, sheet, actor=insider)

    @pytest.mark.parametrize("step", ["R6", "R8"])
    def test_is_entered_at_the_election_alone(self, at, insider, step):
        case = at(step)

        with pytest.raises(RuleViolation, match="不能录入计票"):
            ballot_enter(case, Sheet(1, 1, 1, 1), actor=insider)

    def test_clearing_throws_the_last_round_away_and_keeps_its_trace(self, at, insider, second):
        case = at("R7")
        counted(case, cast.APPROVALS, insider, second)

        assert ballot_clear(case, reason="漏计一张", actor=insider) == 1

        entry = AuditEntry.objects.get(act="delegate.recount")
        assert not BallotEntry.objects.exists()
        assert (entry.data["reason"], len(entry.data["entries"])) == ("漏计一张", 2)

    def test_somebody_elected_from_outside_must_be_put_on_the_list(self, at, insider, second, zzb):
        case = at("R7")
        sheet = cast.sheet_of(case, (9, 8, 8, 7, 4, 4), others={"郑示例": 6})
        for teller in (insider, second):
            ballot_enter(case, sheet, actor=teller)

        case = stepped(case, insider, reason=REASON)

        assert found_in(case) == ["party.delegate_result"]
        with pytest.raises(BadInput, match="另选的郑示例当选"):
            stepped(stepped(case, insider), insider, reason=REASON)


class TestTurnout:
    def test_shares_come_from_the_register(self, at, insider):
        case = at("R2")
        cast.turned_out(case, insider, on=date(2025, 2, 10), absent=1)

        words = participation(case, 1, date(2025, 6, 30)).words
        assert words == "3 个支部中 2 个参加（66.7%），12 名党员中 8 名参加（66.7%）"

    def test_a_branch_left_out_later_took_no_part(self, at, insider):
        case = at("R2")
        cast.turned_out(case, insider, on=date(2025, 2, 10))
        cast.turned_out(case, insider, on=date(2025, 2, 10), absent=2)

        assert BranchTurnout.objects.count() == 1

    def test_outside_the_two_rounds_nothing_is_entered(self, at, insider):
        with pytest.raises(RuleViolation, match="不登记支部参加情况"):
            cast.turned_out(at("R5"), insider, on=date(2025, 2, 10))

    def test_bad_input_stores_nothing(self, at, insider, jyj):
        case, stranger = at("R2"), cast.committee(jyj, "other")
        branch = PartyOrganization.objects.filter(parent=stranger).first()
        own = PartyOrganization.objects.filter(parent=case.organization).first()

        with pytest.raises(BadInput, match="不在这个选举单位里"):
            turnout_save(case, {branch.pk: TurnoutGiven(date(2025, 2, 1), 1)}, actor=insider)
        with pytest.raises(RuleViolation, match="2025-07-01 还没有到"):
            turnout_save(case, {own.pk: TurnoutGiven(date(2025, 7, 1), 1)}, actor=insider)

        assert not BranchTurnout.objects.exists()


class TestPapers:
    def test_the_result_sheet_tells_every_round(self, at, insider):
        text = words_of(PAPERS["party.delegate_result"].write(at("R7A"), insider))

        assert "有效票 10 张，无效票 1 张" in text
        assert text.count("当选") == 6  # five, and one who was not

    def test_the_report_lists_the_delegates_and_their_structure(self, at, insider):
        case = at("R8")

        text = words_of(PAPERS["party.delegate_report"].write(case, insider))

        assert all(str(row) in text for row in case.subjects.filter(position__lte=5))
        assert "女代表2 人（40.0%），分配名额不少于 2 名（40.0%）" in text


def words_of(data):
    paper = docx.Document(BytesIO(data))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in paper.paragraphs), *cells])
