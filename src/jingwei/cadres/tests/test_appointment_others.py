"""Transfers, the end of a trial and removals, each from its first step to the register and back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from jingwei.cadres.tests import appointment_cast as cast
from jingwei.cadres.tests.appointment_cast import cadre, faults, taken
from jingwei.kernel.errors import RuleViolation
from jingwei.people.models import LevelHeld, PostHeld
from jingwei.procedures.entries import StepEntry
from jingwei.procedures.services import case_revoke
from jingwei.procedures.tests import sample
from tests.factories import LevelHeldFactory, UnitFactory, UserFactory

DECIDED = date(2025, 4, 21)
PAPER = {"document_no": "青组任〔2025〕12号", "office_on": DECIDED}
MOVE = (
    StepEntry(date(2025, 4, 7), data={"way": "干部小组会"}),
    StepEntry(date(2025, 4, 14), data={"group": "郑示例"}),
    StepEntry(date(2025, 4, 15), "skip"),
    StepEntry(DECIDED),
    StepEntry(date(2025, 4, 22), "skip"),
    StepEntry(date(2025, 4, 23), data=PAPER),
    StepEntry(date(2025, 4, 30)),
)
TRIAL = (
    StepEntry(date(2025, 4, 7)),
    StepEntry(date(2025, 4, 14), data={"group": "郑示例"}),
    StepEntry(DECIDED),
    StepEntry(date(2025, 4, 23), data={"document_no": "青组任〔2025〕13号"}),
)
REMOVE = (
    StepEntry(date(2025, 4, 7), data={"grounds_words": "到龄"}),
    StepEntry(date(2025, 4, 14), data={"talker": "郑示例"}),
    StepEntry(DECIDED),
    StepEntry(date(2025, 4, 23), data=PAPER),
    StepEntry(date(2025, 4, 30)),
)


@pytest.fixture
def head(today, qinglan):
    sample.calendar(2025)
    return UserFactory(full_name="赵示例", unit=qinglan, every_permission=True)


@pytest.fixture
def person(jyj):
    cast.seats(jyj)
    return cadre(jyj, "林示例")


@pytest.fixture
def czj(qinglan):
    unit = UnitFactory(code="czj", name="区财政局", parent=qinglan)
    cast.seats(unit)
    return unit


def begun(code, zzb, head, person, data):
    return cast.opened(zzb, head, (person, data), code=code, on=date(2025, 4, 1))


class TestTransfer:
    @pytest.fixture
    def case(self, zzb, head, person, czj):
        wish = {"to_unit": czj, "to_title": "副局长", "to_role": "副职",
                "from_post": "区教育局副局长", "reason": "交流"}  # fmt: skip
        return begun("cadres.transfer", zzb, head, person, wish)

    def test_moves_the_post_and_leaves_the_level(self, case, person, head, czj):
        taken(case, *MOVE, actor=head)

        person.refresh_from_db()
        old = PostHeld.objects.get(person=person, until="20250421")
        assert (old.removal_kind, person.unit, person.post_summary) == (
            "3", czj, "区财政局副局长",
        )  # fmt: skip
        assert LevelHeld.objects.get(person=person).until == ""
        assert (case.state, faults(case)) == ("finished", set())

    def test_a_higher_level_is_no_transfer(self, case, head):
        row = case.subjects.get()
        row.data["to_level"] = "乡科级正职"
        row.save()

        taken(case, MOVE[0], actor=head)

        assert faults(case) == {"cadres.appointment_same_level"}

    def test_revoked_the_post_is_as_it_was(self, case, person, head, jyj):
        taken(case, *MOVE, actor=head)

        case_revoke(case, seen=case.version, reason="文件撤回", actor=head)

        person.refresh_from_db()
        assert (person.unit, PostHeld.objects.get(person=person).until) == (jyj, "")


class TestProbationEnd:
    @pytest.fixture
    def case(self, zzb, head, person, jyj):
        PostHeld.objects.filter(person=person).update(
            since="20240415", reason="工作需要，试用期一年"
        )
        row = {"to_unit": jyj, "to_title": "副局长", "office_on": date(2024, 4, 14)}
        return begun("cadres.probation_end", zzb, head, person, row)

    def test_says_on_the_post_that_it_is_held_for_good(self, case, person, head):
        taken(case, *TRIAL, actor=head)

        assert PostHeld.objects.get(person=person).reason == "试用期满，青组任〔2025〕13号正式任职"
        assert (case.state, faults(case)) == ("finished", set())

    def test_before_the_year_is_over_is_found(self, case, head):
        taken(case, TRIAL[0], replace(TRIAL[1], happened_on=date(2025, 4, 13)), actor=head)

        assert faults(case) == {"cadres.appointment_probation"}

    def test_a_post_that_is_not_held_is_refused(self, case, person, head):
        PostHeld.objects.filter(person=person).update(until="20250301")
        taken(case, *TRIAL[:3], actor=head)

        with pytest.raises(RuleViolation, match="林示例现任职务里没有“区教育局副局长”"):
            taken(case, TRIAL[3], actor=head)

        assert faults(case) == {"cadres.appointment_on_trial"}

    def test_revoked_the_trial_stands_again(self, case, person, head):
        taken(case, *TRIAL, actor=head)

        case_revoke(case, seen=case.version, reason="重新考核", actor=head)

        assert PostHeld.objects.get(person=person).reason == "工作需要，试用期一年"


class TestRemoval:
    @pytest.fixture
    def case(self, zzb, head, person):
        row = {"from_post": "副局长", "removal_kind": "离（退）休", "level_after": "不再保留",
               "reason": "到龄"}  # fmt: skip
        return begun("cadres.removal", zzb, head, person, row)

    def test_ends_post_and_level(self, case, person, head):
        taken(case, *REMOVE, actor=head)

        person.refresh_from_db()
        post = PostHeld.objects.get(person=person)
        assert (post.until, post.removal_document_no, post.removal_kind) == (
            "20250421", "青组任〔2025〕12号", "4",
        )  # fmt: skip
        assert (person.level, case.state, faults(case)) == ("", "finished", set())

    def test_a_failed_trial_brings_the_former_level_back(self, case, person, head):
        LevelHeldFactory(person=person, level="1A50", since="201501", until="202001")
        row = case.subjects.get()
        row.data["level_after"] = "恢复原层次"
        row.save()

        taken(case, *REMOVE, actor=head)

        person.refresh_from_db()
        assert (person.level, person.level_since) == ("1A50", "20250421")

    def test_without_a_former_level_nothing_comes_back(self, case, person, head):
        row = case.subjects.get()
        row.data["level_after"] = "恢复原层次"
        row.save()
        taken(case, *REMOVE[:3], actor=head)

        with pytest.raises(RuleViolation, match="林示例没有试任前的职务层次可以恢复"):
            taken(case, REMOVE[3], actor=head)

        assert PostHeld.objects.get(person=person).until == ""

    def test_revoked_everything_is_held_again(self, case, person, head):
        taken(case, *REMOVE, actor=head)

        case_revoke(case, seen=case.version, reason="文件撤回", actor=head)

        person.refresh_from_db()
        assert (person.level, PostHeld.objects.get(person=person).until) == ("1A42", "")
