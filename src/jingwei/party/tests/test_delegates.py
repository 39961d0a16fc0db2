"""The election of delegates from the quota to the register, and back; planted faults."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from jingwei.kernel.errors import BadInput, Conflict
from jingwei.party.models import Delegate, Member
from jingwei.party.selectors.delegates import electing_unit
from jingwei.party.services.delegates import ballot_enter
from jingwei.party.tests import delegates_cast as cast
from jingwei.party.tests.delegates_cast import (
    REASON,
    STEPS,
    brought_to,
    counted,
    found_in,
    prepared,
    stepped,
)
from jingwei.people.models import Person
from jingwei.procedures.services import case_revoke, step_return, subject_drop


class TestFromStartToEnd:
    def test_those_elected_are_entered_as_delegates(self, at):
        case = at("")

        rows = Delegate.objects.order_by("pk")
        assert case.state == "finished"
        assert rows.count() == cast.SEATS
        assert {(r.congress, str(r.elected_on), r.document_no) for r in rows} == {
            (cast.CONGRESS, "2025-04-20", "青委〔2025〕12号")
        }
        assert {row.organization for row in rows} == {case.organization}

    def test_without_a_fault_nothing_is_found(self, at):
        assert found_in(at("")) == []

    def test_the_list_says_who_was_elected(self, at):
        case = at("")

        told = case.subjects.order_by("position").values_list("result", "reason")
        assert list(told) == [("done", "")] * 5 + [("dropped", "没有当选")]

    def test_revoking_takes_the_delegates_out_and_puts_the_list_back(self, at, insider):
        case = at("")

        case_revoke(case, seen=case.version, reason="选举无效", actor=insider)

        assert not Delegate.objects.exists()
        assert set(case.subjects.values_list("result", "reason")) == {("", "")}

    def test_a_delegate_changed_since_is_not_taken_back(self, at, insider):
        case = at("")
        Delegate.objects.filter(pk=Delegate.objects.first().pk).update(document_no="改")

        with pytest.raises(Conflict, match="又有改动"):
            case_revoke(case, seen=case.version, reason="选举无效", actor=insider)

        assert Delegate.objects.count() == cast.SEATS

    def test_returning_to_the_vote_and_going_on_again_ends_alike(self, at, insider, second):
        case = at("R8")
        step_return(case, to="R7", seen=case.version, reason="补充记录", actor=insider)

        case.refresh_from_db()
        stepped(case, insider)
        brought_to(case, "", insider, second)

        assert Delegate.objects.count() == cast.SEATS

    def test_an_elected_person_found_unfit_is_not_entered_and_nobody_moves_up(self, at, insider):
        case = at("R8")
        first = case.subjects.order_by("position").first()
        subject_drop(first, reason="资格审查不合格", actor=insider)
        entry = STEPS["R8"]

        stepped(case, insider, replace(entry, data={**entry.data, "confirmed": 4}))

        assert Delegate.objects.count() == 4
        assert not Delegate.objects.filter(person=first.person).exists()
        assert case.subjects.filter(reason="没有当选").count() == 1

    def test_without_an_agreed_count_nobody_is_entered(self, at, insider):
        case = stepped(at("R7"), insider, reason=REASON)
        case = stepped(case, insider)

        with pytest.raises(BadInput, match="没有两人一致的计票"):
            stepped(case, insider, reason=REASON)

    def test_not_approved_goes_back_to_the_first_list(self, at, insider):
        case = stepped(at("R6"), insider, replace(STEPS["R6"], decision="again"))

        assert case.step == "R3"

    def test_each_round_keeps_its_list(self, at, insider):
        case = at("R4")
        subject_drop(case.subjects.last(), reason="联审不通过", actor=insider)
        entry = STEPS["R4"]

        stepped(case, insider, replace(entry, data={**entry.data, "not_passed": 1}))

        unit = electing_unit(case)
        sizes = [len(unit.kept_list(step) or ()) for step in ("R2", "R3", "R4", "R6")]
        assert sizes == [6, 6, 5, 0]


class TestPlantedFaults:
    """J07: exactly those found."""

    def test_a_branch_that_took_no_part(self, at, insider):
        case = at("R2")
        cast.nominated(case, insider)
        cast.turned_out(case, insider, on=date(2025, 2, 10), absent=1)

        assert found_in(stepped(case, insider, reason=REASON)) == ["party.delegate_branches"]

    def test_more_members_than_the_register_has(self, at, insider):
        case = at("R2")
        cast.nominated(case, insider)
        cast.turned_out(case, insider, on=date(2025, 2, 10), extra=3)

        assert found_in(stepped(case, insider, reason=REASON)) == ["party.delegate_turnout"]

    def test_a_share_that_is_missed(self, at, insider):
        case = at("R3")
        prepared(case, insider)
        Person.objects.filter(case_rows__case=case).update(gender="1")

        assert found_in(stepped(case, insider, reason=REASON)) == ["party.delegate_structure"]
        (why,) = [v["why"] for v in case.records.last().verdicts if v["answer"] != "met"]
        assert why == "女代表0 人（0.0%），应不少于 2 名（40.0%）。"

    def test_a_fact_that_is_missing_is_not_taken_for_kept(self, at, insider):
        case = at("R3")
        prepared(case, insider)
        row = case.subjects.order_by("position")[0]
        row.data.pop("frontline")
        row.save()

        case = stepped(case, insider, reason=REASON)

        (said,) = [v for v in case.records.last().verdicts if v["answer"] != "met"]
        assert (said["code"], said["answer"]) == ("party.delegate_structure", "cannot_tell")

    def test_somebody_who_is_no_full_member(self, at, insider):
        case = at("R3")
        prepared(case, insider)
        Member.objects.filter(person__case_rows__case=case, person__case_rows__position=1).update(
            stage="probationary", full_on=None
        )

        assert found_in(stepped(case, insider, reason=REASON)) == ["party.delegate_members"]

    def test_somebody_who_was_not_checked(self, at, insider):
        entry = STEPS["R4"]
        told = replace(entry, data={**entry.data, "checked": 5})

        assert found_in(stepped(at("R4"), insider, told, reason=REASON)) == [
            "party.delegate_checks"
        ]

    def test_a_paper_of_an_organ_that_is_missing(self, at, insider):
        entry = STEPS["R4"]
        told = replace(entry, papers=entry.papers[:-1])

        assert found_in(stepped(at("R4"), insider, told, reason=REASON)) == ["procedures.paper"]

    def test_a_notice_that_was_too_short(self, at, insider):
        entry = replace(STEPS["R5"], happened_on=date(2025, 3, 27))

        assert found_in(stepped(at("R5"), insider, entry, reason=REASON)) == ["DEL-T1"]

    def test_too_few_candidates(self, at, insider):
        case = at("R6")
        subject_drop(case.subjects.last(), reason="本人提出", actor=insider)

        assert found_in(stepped(case, insider, reason=REASON)) == ["party.delegate_difference"]

    def test_a_tie_that_was_not_voted_on_again(self, at, insider, second):
        case = at("R7")
        counted(case, cast.TIED, insider, second)

        found = found_in(stepped(case, insider, reason=REASON))

        assert found == ["party.delegate_result"]

    def test_a_counter_who_is_a_candidate(self, at, insider, second):
        case = at("R7")
        counted(case, cast.APPROVALS, insider, second)
        entry = STEPS["R7"]
        names = str(case.subjects.first())

        told = replace(entry, data={**entry.data, "counters": names})

        assert found_in(stepped(case, insider, told, reason=REASON)) == ["party.delegate_counters"]

    def test_too_few_who_came(self, at, insider, second):
        case = at("R7")
        sheet = cast.sheet_of(case, cast.APPROVALS, eligible=14)
        for teller in (insider, second):
            ballot_enter(case, sheet, actor=teller)

        assert found_in(stepped(case, insider, reason=REASON)) == ["party.delegate_attendance"]

    def test_two_entries_that_differ(self, at, insider, second):
        case = at("R7")
        counted(case, cast.APPROVALS, insider)
        counted(case, cast.TIED, second)

        assert found_in(stepped(case, insider, reason=REASON)) == [
            "party.delegate_attendance", "party.delegate_two_entries", "party.delegate_result",
            "party.delegate_elected_structure",
        ]  # fmt: skip
