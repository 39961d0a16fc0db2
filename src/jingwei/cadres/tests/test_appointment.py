"""Batches of appointments: from the motion to the registers and back, and what is found amiss."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from jingwei.accounts.services import roles_sync
from jingwei.cadres.tests import appointment_cast as cast
from jingwei.cadres.tests.appointment_cast import STEPS, cadre, faults, musts_entered, taken
from jingwei.kernel.errors import Conflict, RuleViolation
from jingwei.kernel.models import AuditEntry
from jingwei.people.models import FamilyMember, LevelHeld, PostHeld
from jingwei.procedures.entries import PaperGiven, VoteGiven
from jingwei.procedures.models import Case
from jingwei.procedures.services import case_revoke, step_return, subject_change, subject_drop
from jingwei.procedures.tests import sample
from jingwei.procedures.votes import Counted
from tests import factories as make
from tests.factories import UnitFactory, UserFactory


@pytest.fixture
def czj(qinglan):
    """The bureau that needs a chief."""
    unit = UnitFactory(code="czj", name="区财政局", parent=qinglan)
    cast.seats(unit)
    return unit


@pytest.fixture
def person(today, jyj):
    cast.seats(jyj)
    return cadre(jyj, "林示例")


@pytest.fixture
def head(insider, qinglan):
    """Somebody who sees the whole district, where people may move."""
    sample.calendar(2024, 2025)
    return UserFactory(full_name="赵示例", unit=qinglan, every_permission=True)


@pytest.fixture
def batch(person, czj, zzb, head):
    """One deputy who is to be chief of another bureau."""
    return cast.opened(zzb, head, (person, cast.to_chief(czj)))


def through(case, actor, count=10, **instead):
    """Take the first ``count`` steps; ``instead`` replaces parts of steps by their code."""
    steps = [replace(e, **instead.get(f"J{n:02d}", {})) for n, e in enumerate(STEPS[:count], 1)]
    taken(case, *steps[:5], actor=actor)
    musts_entered(case, actor)
    return taken(case, *steps[5:], actor=actor)


def held(person):
    return [
        (str(post.unit), post.title, post.since, post.until)
        for post in PostHeld.objects.filter(person=person).order_by("since")
    ]


class TestPromotion:
    def test_without_a_fault_finds_none(self, batch, head):
        case = through(batch, head)

        assert (case.state, faults(case)) == ("finished", set())

    def test_ends_the_old_post_and_writes_the_new_one_with_the_document(self, batch, person, head):
        through(batch, head, 8)

        old, new = PostHeld.objects.filter(person=person).order_by("since")
        assert (old.until, old.removal_document_no, old.removal_kind) == (
            "20240422", "青组任〔2024〕8号", "1",
        )  # fmt: skip
        assert (new.title, new.since, new.document_no, new.member_kind, new.is_leader) == (
            "局长", "20240422", "青组任〔2024〕8号", "1", True,
        )  # fmt: skip
        assert new.reason == "工作需要，试用期一年"

    def test_moves_the_level_and_the_person(self, batch, person, czj, head):
        through(batch, head, 8)

        person.refresh_from_db()
        assert (person.level, person.level_since) == ("1A41", "20240422")
        assert (person.post_summary, person.unit) == ("区财政局局长", czj)
        levels = LevelHeld.objects.filter(person=person).values_list("level", "until")
        assert set(levels) == {("1A42", "20240422"), ("1A41", "")}

    def test_the_resume_goes_on_with_the_new_post(self, batch, person, head):
        make.CareerStintFactory(person=person, began_on="200708", text="区教育局副局长")
        text = "2007.08--         区教育局副局长"
        type(person).objects.filter(pk=person.pk).update(resume_text=text)

        through(batch, head, 8)

        person.refresh_from_db()
        assert person.resume_text == (
            "2007.08--2024.04  区教育局副局长\n2024.04--         区财政局局长"
        )
        stints = person.careerstints.order_by("began_on").values_list("ended_on", "text")
        assert list(stints) == [("202404", "区教育局副局长"), ("", "区财政局局长")]

    def test_a_resume_that_tells_of_it_already_is_left_alone(self, batch, person, head):
        make.CareerStintFactory(person=person, began_on="202404", text="区财政局局长")

        through(batch, head, 8)

        assert person.careerstints.count() == 1

    def test_the_end_of_the_trial_is_written_on_the_post(self, batch, person, head):
        through(batch, head, 9)

        assert PostHeld.objects.get(person=person, until="").reason == (
            "试用期满，青组任〔2025〕6号正式任职"
        )

    def test_a_dropped_person_keeps_everything(self, batch, person, czj, jyj, head, zzb):
        other = cadre(jyj, "何示例")
        before = held(other)
        case = cast.opened(zzb, head, (person, cast.to_chief(czj)), (other, cast.to_chief(jyj)))
        subject_drop(case.subjects.get(person=other), reason="会议没有通过", actor=head)
        case.refresh_from_db()

        through(case, head, 8)

        assert held(other) == before
        assert len(held(person)) == 2

    def test_a_concurrent_post_leaves_the_main_one_and_the_unit(self, person, czj, jyj, head, zzb):
        wish = cast.to_chief(czj, from_post="", concurrent=True, trial=None)
        case = cast.opened(zzb, head, (person, wish))

        through(case, head, 8)

        person.refresh_from_db()
        assert person.unit == jyj
        assert {post.is_main for post in PostHeld.objects.filter(person=person, until="")} == {
            True, False,
        }  # fmt: skip

    def test_a_post_nobody_holds_cannot_be_removed(self, person, czj, head, zzb):
        case = cast.opened(zzb, head, (person, cast.to_chief(czj, from_post="区水务局局长")))
        through(case, head, 7)

        with pytest.raises(RuleViolation, match="林示例现任职务里没有“区水务局局长”"):
            taken(case, STEPS[7], actor=head)

        assert len(held(person)) == 1
        assert case.step == "J08"


class TestTakingBack:
    def test_a_revoked_batch_leaves_the_registers_as_they_were(self, batch, person, head, jyj):
        make.CareerStintFactory(person=person, began_on="200708", text="区教育局副局长")
        before = held(person), set(LevelHeld.objects.values_list("level", "since", "until"))
        case = through(batch, head)

        case_revoke(case, seen=case.version, reason="文件撤回", actor=head)

        person.refresh_from_db()
        assert before == (
            held(person), set(LevelHeld.objects.values_list("level", "since", "until"))
        )  # fmt: skip
        assert (person.level, person.unit) == ("1A42", jyj)
        assert [stint.ended_on for stint in person.careerstints.all()] == [""]

    def test_going_back_behind_the_appointment_undoes_it(self, batch, person, head):
        case = through(batch, head, 9)

        step_return(case, to="J08", seen=case.version, reason="文号有误", actor=head)

        assert [until for *_, until in held(person)] == [""]

    def test_what_somebody_changed_since_is_not_overwritten(self, batch, person, head):
        case = through(batch, head)
        PostHeld.objects.filter(person=person, until="").update(document_no="青组任〔2024〕9号")

        with pytest.raises(Conflict, match="又有改动，不能自动撤回"):
            case_revoke(case, seen=case.version, reason="文件撤回", actor=head)

        assert len(held(person)) == 2


SHORT = {"notice_from": date(2024, 4, 23), "notice_to": date(2024, 4, 26), "replies": "没有反映"}
LATE_PAPER = [
    PaperGiven(code, made_on=date(2024, 4, 18) if code == "inspect_report" else date(2024, 4, 9))
    for code in (
        "inspect_plan", "inspect_notice", "inspect_talks", "assessment", "inspect_report",
        "archive_form", "report_check", "discipline_letter", "integrity",
    )
]  # fmt: skip
NO_MINUTES = [PaperGiven(code, made_on=date(2024, 4, 22)) for code in ("topics", "forms")]
PLANTED = {
    "cadres.appointment_notice_days": {"J07": {"data": SHORT}},
    "procedures.paper": {"J06": {"papers": NO_MINUTES}},
    "cadres.appointment_recusal": {"J04": {"data": {"group": "郑示例、林父"}}},
    "cadres.appointment_paper_dates": {"J04": {"papers": LATE_PAPER}},
    "cadres.appointment_differential": {"J02": {"data": {"candidates": 1}}},
    "cadres.appointment_office_date": {
        "J08": {"data": {"document_no": "青组任〔2024〕8号", "office_on": date(2024, 4, 19)}}
    },
    "T04": {"J09": {"happened_on": date(2025, 4, 21)}},
    "T02": {"J05": {"data": {"consulted": "分管领导", "asked_on": date(2024, 3, 14)}}},
    "procedures.order": {"J05": {"happened_on": date(2024, 4, 9)}},
}


class TestPlantedFaults:
    """J07: exactly those found, none passed by default."""

    @pytest.mark.parametrize("code", PLANTED)
    def test_one_fault_is_the_only_one_found(self, batch, head, code):
        instead = PLANTED[code]
        if code == "procedures.order":
            with pytest.raises(RuleViolation, match="早于“考察”"):
                through(batch, head, 5, **instead)
            return

        assert faults(through(batch, head, **instead)) == {code}

    def test_a_full_team_is_over_its_quota(self, batch, czj, head):
        make.PostHeldFactory(
            of=czj, unit=czj, title="局长", is_leader=True, member_kind="1", since="202001"
        )

        assert faults(through(batch, head)) == {"cadres.appointment_quota"}

    def test_whoever_leaves_in_the_same_batch_frees_the_seat(self, batch, czj, jyj, head, zzb):
        chief = cadre(czj, "何示例")
        PostHeld.objects.filter(person=chief).update(title="局长", member_kind="1")
        wish = {"to_unit": jyj, "to_title": "局长", "to_role": "正职", "to_level": "乡科级正职",
                "from_post": "区财政局局长", "reason": "交流"}  # fmt: skip
        person = batch.subjects.get().person
        case = cast.opened(zzb, head, (person, cast.to_chief(czj)), (chief, wish))

        assert faults(through(case, head)) == set()

    def test_a_relative_in_the_unit_is_told(self, batch, person, head):
        FamilyMember.objects.filter(person=person).update(work="区财政局科员")

        assert faults(through(batch, head)) == {"cadres.appointment_relatives"}

    def test_without_relatives_on_file_nothing_is_passed(self, batch, person, head):
        FamilyMember.objects.filter(person=person).delete()

        assert faults(through(batch, head)) == {
            "cadres.appointment_relatives", "cadres.appointment_recusal",
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("column", "value", "code"),
        [
            ("archive", "存疑待认定", "archive"),
            ("report", None, "report"),
            ("discipline", "建议暂缓", "discipline"),
            ("complaints", "核查中", "complaints"),
            ("integrity_signers", "周甲（书记）", "integrity"),
        ],
    )
    def test_a_must_that_is_open_is_found(self, batch, head, column, value, code):
        taken(batch, *STEPS[:5], actor=head)
        musts_entered(batch, head)
        subject_change(batch.subjects.get(), {column: value}, actor=head)
        batch.refresh_from_db()

        taken(batch, STEPS[5], actor=head)

        assert faults(batch) == {f"cadres.appointment_{code}"}

    def test_a_vote_without_two_thirds_is_found(self, batch, head):
        taken(batch, *STEPS[:5], actor=head)
        musts_entered(batch, head)
        few = [VoteGiven(Counted(13, 13, 8, approve=8), batch.subjects.get())]

        taken(batch, replace(STEPS[5], votes=few), actor=head)

        assert faults(batch) == {"two_thirds_present_and_half_of_due"}

    @pytest.mark.parametrize(
        ("spoil", "code"),
        [
            (lambda p: p.levelhelds.update(since="202306"), "years"),
            (lambda p: p.educations.all().delete(), "education"),
            (lambda p: p.trainingrecords.update(hours=16), "training"),
            (lambda p: p.appraisals.update(result="3"), "appraisal"),
            (lambda p: p.appraisals.all().delete(), "appraisal"),
            (
                lambda p: make.RewardFactory(person=p, kind="02250", decided_on="202401"),
                "influence",
            ),
        ],
    )
    def test_who_may_not_be_put_up_is_found_before_the_inspection(
        self, batch, person, head, spoil, code
    ):
        spoil(person)
        if code == "education":
            type(person).objects.filter(pk=person.pk).update(education="")

        taken(batch, *STEPS[:3], actor=head)

        assert faults(batch) == {f"cadres.appointment_{code}"}

    def test_a_finding_asks_for_a_reason(self, batch, head):
        entry = replace(cast.complete(batch, STEPS[0]), papers=())

        with pytest.raises(RuleViolation, match=r"还没有“分析研判材料”.*确需继续的，写明理由"):
            sample.step_record(batch, entry, seen=batch.version, actor=head)


class TestWhoSees:
    def test_the_civil_servants_office_does_not(self, batch, qinglan):
        roles_sync()
        cadres = UserFactory(unit=qinglan, roles=["cadre_office"])
        civil = UserFactory(unit=qinglan, roles=["civil_servant_office"])
        leader = UserFactory(unit=qinglan, roles=["leader"])

        seen = [Case.objects.visible_to(one).count() for one in (cadres, civil, leader)]

        assert seen == [1, 0, 0]

    def test_what_is_entered_is_recorded_without_its_value(self, batch, head):
        subject_change(batch.subjects.get(), {"complaints": "核查中"}, actor=head)

        entry = AuditEntry.objects.filter(act="case.subject_change").get()
        assert entry.data["fields"] == ["complaints"]
        assert "核查中" not in str(entry.data)
