"""The four supervision procedures: from start to the changed register, and back again."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from docx import Document

from jingwei.cadres.models import SupervisionMeasure
from jingwei.cadres.procedures.supervision import BY_LABEL, KINDS
from jingwei.cadres.selectors.influence import in_influence
from jingwei.kernel.errors import Conflict, RuleViolation
from jingwei.kernel.models import AuditEntry
from jingwei.kernel.registers.declaration import register_of
from jingwei.kernel.registers.writing import Draft, rows_save
from jingwei.kernel.workdays import calendar_seed
from jingwei.people.models import Reward
from jingwei.procedures.entries import StepEntry
from jingwei.procedures.limits import add_months
from jingwei.procedures.models import Case, StepRecord
from jingwei.procedures.papers import paper_draft
from jingwei.procedures.registry import PROCEDURES
from jingwei.procedures.selectors.course import course_of, limits_ahead
from jingwei.procedures.services import case_revoke, step_record, step_return
from jingwei.procedures.tests.pages import at, words
from jingwei.site.demo.cases import supervision as demo
from jingwei.site.demo.cases.world import World
from tests.factories import CadreFactory, PersonFactory, SupervisionMeasureFactory, UserFactory

CODES = sorted(demo.COURSES)
EACH = pytest.mark.parametrize("code", CODES)


@pytest.fixture
def world(settings, qinglan, zzb, gbk2):
    """The demo's owner, and a calendar of the years the courses run through."""
    settings.FIXED_DAY = date(2025, 6, 30)
    calendar_seed()
    UserFactory(username=demo.OWNER, full_name="顾铭", unit=qinglan, every_permission=True)
    return World()


@pytest.fixture
def person(gbk2):
    return PersonFactory(unit=gbk2, full_name="林示例")


@pytest.fixture
def owner(world):
    return world.user(demo.OWNER)


def found_in(case: Case) -> list[str]:
    """Return the codes of what is not met in the records of a case, and of what is overdue."""
    course = course_of(case)
    stored = [v["code"] for r in course.records for v in r.verdicts if v["answer"] != "met"]
    ahead = limits_ahead(course) if case.is_running else ()
    late = [one.limit.code for one in ahead if one.is_latest and one.bound < date(2025, 6, 30)]
    return sorted([*stored, *late])


def revoked(case: Case, owner) -> None:
    case_revoke(case, seen=case.version, reason="登记有误", actor=owner)


class TestCourse:
    @EACH
    def test_leads_from_the_start_to_a_finished_case_without_a_finding(self, world, person, code):
        case = demo.begin(world, code, person, demo.COURSES[code])

        assert case.state == "finished"
        assert found_in(case) == []

    @EACH
    def test_leaves_one_measure_in_the_register_of_the_person(self, world, person, code):
        case = demo.begin(world, code, person, demo.COURSES[code])

        row = SupervisionMeasure.objects.get(person=person)
        assert row.case == case
        assert row.get_kind_display() in ("提醒", "函询", "诫勉", "政务警告")
        assert row.basis

    @EACH
    def test_revoked_leaves_the_registers_as_they_were(self, world, person, owner, code):
        case = demo.begin(world, code, person, demo.COURSES[code])

        revoked(case, owner)

        assert not SupervisionMeasure.objects.exists()
        assert not Reward.objects.exists()

    @EACH
    def test_is_open_only_to_those_with_its_own_permission(
        self, world, person, owner, code, insider
    ):
        case = demo.begin(world, code, person, demo.COURSES[code][:1])
        app_right = insider.user_permissions.get(codename="run_supervision")

        before = Case.objects.visible_to(insider).filter(pk=case.pk).exists()
        insider.user_permissions.remove(app_right)
        fresh = type(insider).objects.get(pk=insider.pk)

        assert (before, case.is_restricted) == (True, True)
        assert not Case.objects.visible_to(fresh).filter(pk=case.pk).exists()

    @EACH
    def test_shows_a_page_whose_queries_do_not_grow_with_its_steps(
        self, world, person, code, as_insider, django_assert_max_num_queries
    ):
        course = demo.COURSES[code]
        early = demo.begin(world, code, person, course[:4])
        as_insider.get(at("case", early.pk))
        with django_assert_max_num_queries(45) as few:
            as_insider.get(at("case", early.pk))
        case = demo.begin(world, code, PersonFactory(unit=person.unit), course[:-1])

        with django_assert_max_num_queries(len(few) + 3):
            page = as_insider.get(at("case", case.pk))

        assert page.status_code == 200


class TestAdmonition:
    def test_puts_the_person_into_influence_for_six_months(self, world, person):
        case = demo.begin(world, "cadres.admonition", person, demo.ADMONITION[:5])

        given = StepRecord.objects.get(case=case, step="A04").happened_on
        standing = in_influence([person], given)[person.pk]
        assert (given, standing.until) == (date(2025, 6, 23), date(2025, 12, 23))
        assert in_influence([person], date(2025, 12, 24))[person.pk].numbers == ()

    def test_its_page_says_what_is_barred_and_by_which_law(self, world, person, as_insider):
        case = demo.begin(world, "cadres.admonition", person, demo.ADMONITION[:5])

        text = words(as_insider.get(at("case", case.pk)))

        assert "2025-06-23 至 2025-12-23" in text
        assert "提拔任职（至 2025-12-23）" in text
        assert "2025 年度不得确定为优秀" in text
        assert "诫勉的实施细则》（2015）" in text

    def test_before_it_is_given_no_influence_is_shown(self, world, person, as_insider):
        case = demo.begin(world, "cadres.admonition", person, demo.ADMONITION[:3])

        assert "影响期内" not in words(as_insider.get(at("case", case.pk)))
        assert not SupervisionMeasure.objects.exists()

    def test_given_back_takes_the_measure_out_of_the_register(self, world, person, owner):
        case = demo.begin(world, "cadres.admonition", person, demo.ADMONITION[:5])

        step_return(case, to="A04", seen=case.version, reason="日期有误", actor=owner)

        assert not SupervisionMeasure.objects.exists()

    def test_not_approved_ends_without_a_trace_in_the_register(self, world, person):
        refused = demo.OTHERWISE["cadres.admonition"][0]
        case = demo.begin(world, "cadres.admonition", person, refused)

        assert case.state == "stopped"
        assert not SupervisionMeasure.objects.exists()

    def test_reminds_of_the_review_within_the_seventh_month(self, world, person):
        case = demo.begin(world, "cadres.admonition", person, demo.ADMONITION[:6])

        bounds = {one.limit.code: str(one.bound) for one in limits_ahead(course_of(case))}
        assert bounds == {"SV-A02": "2025-12-20", "SV-A03": "2026-01-20"}


class TestInquiry:
    def test_asked_again_counts_the_answer_from_the_second_delivery(self, world, person, owner):
        case = demo.begin(world, "cadres.inquiry", person, demo.OTHERWISE["cadres.inquiry"][1])
        assert case.step == "Q03"
        for entry in demo.entries(demo.INQUIRY[2:4], date(2025, 6, 24)):
            step_record(case, entry, seen=case.version, actor=owner)
            case.refresh_from_db()

        assert case.due_on == date(2025, 7, 18)
        assert SupervisionMeasure.objects.filter(person=person, kind="inquiry").count() == 2

    def test_has_no_influence(self, world, person):
        demo.begin(world, "cadres.inquiry", person, demo.INQUIRY)

        assert not in_influence([person], date(2025, 6, 24))[person.pk]

    def test_answer_due_waits_for_fifteen_working_days(self, world, person):
        case = demo.begin(world, "cadres.inquiry", person, demo.INQUIRY[:4])

        assert case.due_on == date(2025, 7, 15)


class TestSanction:
    def sanctioned(self, world, person, count=6, **told):
        course = demo.told(demo.SANCTION[:count], 3, **told)
        return demo.begin(world, "cadres.sanction", person, course)

    def test_is_entered_among_rewards_and_sanctions_too(self, world, person):
        self.sanctioned(world, person)

        reward = Reward.objects.get(person=person)
        assert (reward.kind, reward.name, reward.organ) == ("02110", "政务警告", "区监委")

    def test_an_organizational_measure_is_not(self, world, person):
        self.sanctioned(world, person, measure="免职（组织处理）")

        assert not Reward.objects.exists()
        assert SupervisionMeasure.objects.get().kind == "removal"

    def test_every_measure_it_offers_is_one_the_register_knows(self, world):
        offered = PROCEDURES["cadres.sanction"][-1].fields["measure"].choices
        others = {kind.label for kind in KINDS.values()}
        assert set(offered) == set(BY_LABEL) - others

    def test_a_stated_end_that_differs_counts_and_is_found(self, world, person):
        case = self.sanctioned(world, person, stated_until=100)

        row = SupervisionMeasure.objects.get()
        assert row.influence_until == row.until_set
        assert found_in(case) == ["cadres.supervision_until"]

    def test_the_rest_of_an_earlier_sanction_is_added(self, world, person):
        SupervisionMeasureFactory(person=person, kind="state_demerit", decided_on=date(2025, 1, 1))

        self.sanctioned(world, person)

        row = SupervisionMeasure.objects.get(kind="state_warning")
        rest = date(2026, 1, 1) - row.influence_from
        assert row.influence_until == add_months(row.influence_from, 6) + rest
        assert "合并" in row.set_reason

    def test_restored_rights_start_the_two_years_after_a_probation(self, world, person):
        case = demo.begin(world, "cadres.sanction", person, demo.OTHERWISE["cadres.sanction"][6])

        row = SupervisionMeasure.objects.get()
        assert case.step == "S10"
        assert (row.restored_on, row.influence_until) == (date(2025, 6, 24), date(2027, 6, 24))

    def test_annulled_loses_its_force_and_revoked_has_it_again(self, world, person, owner):
        case = demo.begin(world, "cadres.sanction", person, demo.OTHERWISE["cadres.sanction"][1])
        annulled = in_influence([person], date(2025, 6, 30))[person.pk]
        revoked_on = Reward.objects.get().revoked_on

        revoked(case, owner)

        assert not annulled
        assert revoked_on == "20250624"
        assert not SupervisionMeasure.objects.exists()

    def test_changed_on_review_lifts_the_first_and_imposes_the_second(self, world, person, owner):
        course = (*demo.SANCTION[:6], demo.APPLIED, demo.replace(demo.RULED, decision="changed"))
        case = demo.begin(world, "cadres.sanction", person, course)
        again = demo.told([demo.SANCTION[3]], 0, measure="政务记过", effective_on=0)
        entry = next(demo.entries([demo.changed(again, 0, after=0)[0]], date(2025, 6, 26)))

        step_record(case, entry, seen=case.version, actor=owner)

        first, second = SupervisionMeasure.objects.order_by("pk")
        assert (first.lifted_on, second.kind) == (date(2025, 6, 26), "state_demerit")
        assert list(Reward.objects.order_by("pk").values_list("revoked_on", flat=True)) == [
            "20250626", "",
        ]  # fmt: skip

    def test_changed_by_hand_since_is_not_taken_back_unasked(self, world, person, owner):
        case = demo.begin(world, "cadres.sanction", person, demo.SANCTION)
        row = SupervisionMeasure.objects.get()
        rows_save(register_of(SupervisionMeasure), [Draft({"organ": "市监委"}, row=row)],
                  actor=owner)  # fmt: skip

        with pytest.raises(Conflict, match="又有改动，不能自动撤回"):
            revoked(case, owner)


class TestPapers:
    @pytest.mark.parametrize(
        ("code", "paper", "told"),
        [
            ("cadres.reminder", "letter", "改进会风"),
            ("cadres.inquiry", "notice", "15 个工作日"),
            ("cadres.admonition", "letter", "影响期为六个月"),
        ],
    )
    def test_are_drafted_with_what_was_told(self, world, person, owner, code, paper, told):
        case = demo.begin(world, code, person, demo.COURSES[code][:4])

        data = paper_draft(case, paper, actor=owner)

        text = "".join(p.text for p in Document(BytesIO(data)).paragraphs)
        assert "林示例同志" in text
        assert told in text

    @EACH
    def test_the_receipt_leaves_blanks_for_the_hand(self, world, person, owner, code):
        case = demo.begin(world, code, person, demo.COURSES[code][:4])

        data = paper_draft(case, "receipt", actor=owner)

        cells = [cell.text for row in Document(BytesIO(data)).tables[0].rows for cell in row.cells]
        assert "林示例" in cells
        assert cells.count("＿＿＿＿") >= 4


class TestFaults:
    @pytest.fixture
    def district(self, world, gbk2):
        for _ in range(demo.PEOPLE):
            CadreFactory(person=PersonFactory(unit=gbk2, political_status="01"))
        demo.load(world)
        return world

    def test_that_are_planted_are_found_and_no_others(self, district):
        planted: dict[int, list[str]] = {}
        for one in district.planted:
            planted.setdefault(one.case, []).append(one.code)

        found = {case.pk: found_in(case) for case in Case.objects.all()}

        assert {pk: codes for pk, codes in found.items() if codes} == {
            pk: sorted(codes) for pk, codes in planted.items()
        }

    def test_stand_among_cases_at_every_step_of_each_procedure(self, district):
        running = Case.objects.running().values_list("definition", "step")

        wanted = {(code, step.code) for code in CODES for step in PROCEDURES[code][-1].steps}
        assert set(running) == wanted
        assert district.count == Case.objects.count() < 60
        assert not StepRecord.objects.filter(happened_on__gt=date(2025, 6, 30)).exists()
        assert AuditEntry.objects.filter(act="case.open").count() == district.count


class TestLate:
    def test_an_answer_too_late_asks_for_a_reason(self, world, person, owner):
        case = demo.begin(world, "cadres.inquiry", person, demo.INQUIRY[:4], ago=40)
        answered = StepEntry(date(2025, 6, 24))

        with pytest.raises(RuleViolation, match="15 个工作日"):
            step_record(case, answered, seen=case.version, actor=owner)
