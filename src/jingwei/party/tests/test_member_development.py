"""Member development from the application to the full member, taken back, and its other ways."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from jingwei.kernel.errors import Conflict, RuleViolation
from jingwei.party.models import Member
from jingwei.party.tests.development import (
    branch_of,
    course,
    given,
    noted,
    opened,
    passed,
    taken,
    wrong,
)
from jingwei.people.models import Person
from jingwei.procedures.entries import StepEntry, VoteGiven
from jingwei.procedures.registry import procedure_on
from jingwei.procedures.selectors.course import course_of
from jingwei.procedures.services import case_revoke, step_record, step_return
from jingwei.procedures.tests.sample import calendar
from jingwei.procedures.votes import Counted
from tests.factories import MemberFactory, PartyOrganizationFactory

STAGES = [
    ("A02", "applicant"), ("B04", "activist"), ("C08", "activist"), ("C09", "target"),
    ("D17", "target"), ("D18", "probationary"), ("E24", "probationary"), ("E25", "full"),
]  # fmt: skip


@pytest.fixture
def branch(today, zzb, insider):
    calendar(2023, 2024, 2025)
    return branch_of(zzb, insider)


@pytest.fixture
def steps(branch):
    return course(branch)


def member(branch):
    return Member.objects.get(person=branch.person)


class TestDefinition:
    def test_has_the_twenty_five_steps_in_five_stages(self):
        found = procedure_on("party.member_development", date(2025, 6, 30))

        assert [step.code[1:] for step in found.steps] == [f"{n:02d}" for n in range(1, 26)]
        assert len(found.stages) == 5
        assert {step.stage for step in found.steps} == set(found.stages)

    def test_every_time_limit_of_the_sheet_is_a_limit_or_a_rule(self):
        found = procedure_on("party.member_development", date(2025, 6, 30))

        limits = {limit.code[:6] for step in found.steps for limit in step.limits}
        rules = {rule for step in found.steps for rule in step.rules}
        by_rule = {"MD-T04": "training", "MD-T11": "extension", "MD-T14": "leaving"}
        assert limits == {f"MD-T{n:02d}" for n in range(1, 15)} - by_rule.keys()
        assert {f"party.development_{name}" for name in by_rule.values()} <= rules

    def test_what_the_committee_decides_is_not_recorded_by_the_branch(self):
        found = procedure_on("party.member_development", date(2025, 6, 30))

        kept = {s.code for s in found.steps if found.role_by_code[s.role].permission}
        assert kept == {"B04", "C08", "C11", "D13", "D16", "D17", "D18", "E24"}


class TestFromStartToEnd:
    def test_ends_with_a_full_member(self, branch, steps):
        case = taken(opened(branch), steps, actor=branch.owner)

        row, person = member(branch), Person.objects.get(pk=branch.person.pk)
        assert (case.state, case.missing_count) == ("finished", 0)
        assert (row.stage, row.state, row.entry) == ("full", "normal", "developed")
        assert (row.applied_on, row.activist_on) == (date(2023, 1, 9), date(2023, 3, 1))
        assert (row.target_on, row.joined_on) == (date(2024, 3, 20), date(2024, 5, 15))
        assert (row.full_on, row.group) == (date(2025, 5, 15), "第一党小组")
        assert row.join_branch == branch.organization.name
        assert row.introducers == "、".join(m.person.full_name for m in branch.members[:2])
        assert (person.political_status, person.joined_party_on) == ("01", "20240515")
        assert person.hats == "member"

    def test_nothing_is_found_wrong_with_it(self, branch, steps):
        assert wrong(taken(opened(branch), steps)) == set()

    @pytest.mark.parametrize(("step", "stage"), STAGES)
    def test_the_register_follows_step_by_step(self, branch, steps, step, stage):
        taken(opened(branch), steps, before=step)

        assert member(branch).stage == stage

    def test_the_branch_sees_the_case_from_the_application_on(self, branch, steps):
        case = opened(branch)
        assert case.organization_path == ""

        assert taken(case, steps[:1]).organization_path == branch.organization.path


class TestTakenBack:
    def test_a_revoked_case_leaves_the_register_as_it_was(self, branch, steps):
        case = taken(opened(branch), steps)

        case_revoke(case, seen=case.version, reason="弄错了人", actor=branch.owner)

        person = Person.objects.get(pk=branch.person.pk)
        case.refresh_from_db()
        assert not Member.objects.filter(person=branch.person).exists()
        assert (person.political_status, person.joined_party_on, person.hats) == ("", "", "")
        assert (case.state, case.organization_path, person.organization_path) == ("revoked", "", "")

    def test_a_row_that_was_there_is_taken_over_and_given_back(self, branch, steps):
        before = MemberFactory(
            person=branch.person, organization=branch.organization, stage="applicant",
            joined_on=None, full_on=None, note="手工登记",
        )  # fmt: skip
        case = taken(opened(branch), steps)
        assert (member(branch).pk, member(branch).stage) == (before.pk, "full")

        case_revoke(case, seen=case.version, reason="弄错了人", actor=branch.owner)

        row = member(branch)
        assert (row.stage, row.applied_on, row.joined_on) == ("applicant", None, None)
        assert (row.introducers, row.note) == ("", "手工登记")

    def test_nobody_is_put_back_by_recording_the_past(self, branch, steps):
        MemberFactory(
            person=branch.person, organization=branch.organization, stage="probationary",
            joined_on=date(2024, 5, 15), full_on=None,
        )  # fmt: skip

        taken(opened(branch), steps, before="B04")

        assert member(branch).stage == "probationary"

    def test_a_return_takes_back_what_followed(self, branch, steps):
        case = taken(opened(branch), steps, before="D18")

        step_return(case, to="C08", seen=case.version, reason="材料有误", actor=branch.owner)

        row = member(branch)
        assert (row.stage, row.target_on, row.joined_on) == ("activist", None, None)
        assert row.activist_on == date(2023, 3, 1)

    def test_a_register_changed_meanwhile_is_not_overwritten(self, branch, steps):
        case = taken(opened(branch), steps)
        Member.objects.filter(person=branch.person).update(introducers="别人")

        with pytest.raises(Conflict, match="又有改动"):
            case_revoke(case, seen=case.version, reason="弄错了人", actor=branch.owner)

        assert member(branch).stage == "full"

    def test_a_full_member_does_not_apply(self, branch, steps):
        MemberFactory(person=branch.person, organization=branch.organization)

        with pytest.raises(RuleViolation, match="已是正式党员（正常）"):
            taken(opened(branch), steps[:1])

    def test_who_left_may_apply_again(self, branch, steps):
        MemberFactory(
            person=branch.person, organization=branch.organization, state="left",
            exit_kind="22", exited_on=date(2020, 1, 2),
        )  # fmt: skip

        taken(opened(branch), steps[:1])

        row = member(branch)
        assert (row.stage, row.state, row.exit_kind) == ("applicant", "normal", "")
        assert (row.joined_on, row.exited_on) == (None, None)


class TestOtherWays:
    def extended(self, branch, steps):
        """Return the case after the committee agreed to half a year more."""
        longer = {"data": {"resolution": "延长预备期", "extension_months": 6}}
        case = taken(opened(branch), steps, before="E24", changes={"E23": longer})
        until = {"extended_to": date(2025, 11, 15)}
        entry = StepEntry(date(2025, 6, 10), "extend", until, given("conversion_reply"))
        return taken(case, [("E24", entry)])

    def test_an_extended_probation_goes_on_and_leads_to_membership(self, branch, steps, settings):
        case = self.extended(branch, steps)
        assert (case.step, wrong(case), member(branch).stage) == ("E21", set(), "probationary")

        settings.FIXED_DAY = date(2025, 12, 31)
        asked = {"conversion_applied_on": date(2025, 11, 16)}
        resolved = steps[-3][1].data | {"conversion_shown_on": date(2025, 11, 10)}
        case = taken(case, [
            ("E21", noted(date(2025, 11, 5), "半年考察", "done")),
            ("E22", StepEntry(date(2025, 11, 16), data=asked)),
            ("E23", StepEntry(date(2025, 11, 20), "pass", resolved, votes=passed())),
            ("E24", StepEntry(date(2025, 11, 25), "full")),
        ])  # fmt: skip

        assert wrong(case) == set()
        assert (member(branch).stage, member(branch).full_on) == ("full", date(2025, 11, 15))

    def test_it_is_extended_once(self, branch, steps, settings):
        case = self.extended(branch, steps)
        settings.FIXED_DAY = date(2025, 12, 31)
        again = {
            "conversion_shown_on": date(2025, 11, 10), "conversion_ballot": "无记名投票",
            "resolution": "延长预备期", "extension_months": 6,
        }  # fmt: skip
        case = taken(case, [
            ("E21", noted(date(2025, 11, 5), "半年考察", "done")),
            ("E22", StepEntry(date(2025, 11, 16),
                              data={"conversion_applied_on": date(2025, 11, 16)})),
            ("E23", StepEntry(date(2025, 11, 20), "pass", again, votes=passed())),
        ])  # fmt: skip

        assert wrong(case) == {"party.development_extension"}

    def test_a_cancelled_probation_ends_the_membership_and_can_be_taken_back(self, branch, steps):
        resolved = {"data": {"resolution": "取消预备党员资格"}}
        changes = {"E23": resolved, "E24": {"decision": "cancel"}}
        case = taken(opened(branch), steps, changes=changes)

        row, person = member(branch), Person.objects.get(pk=branch.person.pk)
        assert (row.state, row.exit_kind, row.exited_on) == ("left", "3", date(2025, 6, 10))
        assert (person.political_status, person.hats) == ("13", "")

        case_revoke(case, seen=case.version, reason="决定已撤销", actor=branch.owner)

        assert not Member.objects.filter(person=branch.person).exists()

    def test_the_committee_does_not_decide_what_nobody_resolved(self, branch, steps):
        case = taken(opened(branch), steps, before="E24")
        entry = StepEntry(date(2025, 6, 10), "cancel", reason="x")

        with pytest.raises(RuleViolation, match="决议是“按期转正”，审批结论却是“取消预备党员资格”"):
            step_record(case, entry, seen=case.version, actor=None)

        assert member(branch).state == "normal"

    def test_a_lost_vote_leads_back_to_education_as_an_activist(self, branch, steps):
        case = taken(opened(branch), steps, before="D15")
        lost = [VoteGiven(Counted(3, 3, 3, approve=1, against=2))]
        entry = StepEntry(date(2024, 5, 15), "fail", {"ballot": "无记名投票"}, votes=lost)

        step_record(case, entry, seen=case.version, actor=None)

        case.refresh_from_db()
        assert (case.step, case.state) == ("B06", "open")
        assert (member(branch).stage, member(branch).target_on) == ("activist", None)

    @pytest.mark.parametrize(
        ("step", "decision", "data"),
        [
            ("B06", "end", {"activity": "谈话", "situation": "本人提出"}),
            ("C10", "fail", {"review_conclusion": "不合格", "reviewer": "支委会"}),
        ],
    )
    def test_who_goes_no_further_is_an_applicant_again(self, branch, steps, step, decision, data):
        case = taken(opened(branch), steps, before=step)
        on = (case.moved_on or date(2024, 1, 1)) + timedelta(days=1)

        step_record(case, StepEntry(on, decision, data), seen=case.version, actor=None)

        case.refresh_from_db()
        assert case.state == "stopped"
        assert (member(branch).stage, member(branch).activist_on) == ("applicant", None)

    def test_the_case_goes_with_the_member_to_another_branch(self, branch, steps, zzb):
        other = PartyOrganizationFactory(unit=zzb, code="zb2", parent=branch.organization.parent)
        placed = {"E19": {"data": {"placed_branch": other}}}
        case = taken(opened(branch), steps, before="E20", changes=placed)

        assert case.organization_path == other.path
        assert (member(branch).organization, member(branch).entered_on) == (
            other, date(2024, 6, 5),
        )  # fmt: skip
        step_return(case, to="E19", seen=case.version, reason="编错了", actor=branch.owner)
        case.refresh_from_db()
        assert case.organization_path == branch.organization.path
        assert Person.objects.get(pk=branch.person.pk).organization_path == (
            branch.organization.path
        )


class TestReviewsComeRound:
    def test_the_first_is_due_half_a_year_after_the_contacts_were_named(self, branch, steps):
        case = taken(opened(branch), steps, before="B06")

        assert case.due_on == date(2023, 9, 15)
        assert "每半年考察一次" in case.due_words

    def test_a_review_moves_the_day_and_a_talk_does_not(self, branch, steps):
        case = taken(opened(branch), steps[:6])
        assert case.due_on == date(2024, 3, 1)

        assert taken(case, steps[6:7]).due_on == date(2024, 3, 1)

    def test_each_round_stays_on_record(self, branch, steps):
        case = taken(opened(branch), steps, before="C07")

        attempts = [r.attempt for r in course_of(case).records if r.step == "B06"]
        assert attempts == [1, 2, 3, 4]

    def test_the_target_is_ready_a_year_after_the_activist(self, branch, steps):
        case = taken(opened(branch), steps, before="C07")

        assert case.ready_on == date(2024, 3, 1)


class TestImpossibleDates:
    def test_both_days_and_both_papers_are_named(self, branch, steps):
        case = taken(opened(branch), steps, before="D17")
        entry = dict(steps)["D17"]
        early = replace(entry, happened_on=date(2024, 5, 19), reason="x")

        with pytest.raises(RuleViolation) as refusal:
            step_record(case, early, seen=case.version, actor=None)

        told = str(refusal.value)
        assert "“上级党委审批”（预备党员审批意见）2024-05-19 早于" in told
        assert "“上级党委派人谈话”（组织员谈话意见）2024-05-20" in told
