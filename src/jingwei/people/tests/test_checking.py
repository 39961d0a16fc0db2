"""Looks through a scope keep what is wrong, forget what is mended, and change nothing else."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from jingwei.kernel.errors import Conflict
from jingwei.kernel.jobs import JOBS
from jingwei.kernel.registers.declaration import register_of
from jingwei.kernel.registers.writing import Draft, rows_save
from jingwei.org.models import OrganizationKind, Term
from jingwei.org.services import staffing_add
from jingwei.people.models import CheckRun, Finding, Person
from jingwei.people.selectors.findings import finding_counts, findings_of, last_run, told
from jingwei.people.services.checking import check_ask, check_everything, check_refresh
from tests import factories as make

ON = date(2025, 6, 30)
AT = datetime(2025, 6, 30, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def wrong(zzb):
    """Somebody with a digit in the name."""
    return make.PersonFactory(unit=zzb, full_name="林雁秋2")


def rules_of(row) -> set[str]:
    return set(Finding.objects.filter(row=row.pk).values_list("rule", flat=True))


class TestRefresh:
    def test_a_fault_is_kept_once_with_the_time_it_was_first_met(self, wrong):
        check_refresh("", on=ON, at=AT)
        check_refresh("", on=ON, at=AT.replace(hour=10))

        assert Finding.objects.get(rule="people.name_characters").found_at == AT

    def test_a_mended_fault_goes(self, wrong, insider):
        check_refresh("", on=ON, at=AT)
        draft = Draft({"full_name": "林雁秋"}, row=wrong)
        rows_save(register_of(Person), [draft], actor=insider, source="表单")

        check_refresh("", on=ON, at=AT)

        assert "people.name_characters" not in rules_of(wrong)

    def test_a_look_through_one_unit_leaves_the_others_as_they_are(self, wrong, jyj):
        other = make.PersonFactory(unit=jyj, full_name="陶然3")
        check_refresh("", on=ON, at=AT)
        Finding.objects.update(found_at=AT.replace(year=2024))

        assert check_refresh(jyj.path, on=ON, at=AT) == 1
        assert rules_of(wrong)
        assert rules_of(other)

    def test_a_finding_follows_a_person_to_another_unit(self, wrong, jyj):
        check_refresh("", on=ON, at=AT)
        rows_save(register_of(Person), [Draft({"unit": jyj}, row=wrong)], actor=None, source="调动")

        check_refresh("", on=ON, at=AT)

        assert {f.unit_path for f in Finding.objects.filter(row=wrong.pk)} == {jyj.path}

    def test_more_people_ask_no_more_queries(self, zzb, django_assert_max_num_queries):
        for _ in range(2):
            make.CadreFactory(of=zzb)
        check_refresh("", on=ON, at=AT)
        with django_assert_max_num_queries(80) as few:
            check_refresh("", on=ON, at=AT)
        for _ in range(8):
            make.CadreFactory(of=zzb)
        check_refresh("", on=ON, at=AT)

        with django_assert_max_num_queries(len(few)):
            check_refresh("", on=ON, at=AT)


class TestSurveys:
    def test_chiefs_over_quota(self, zzb, insider):
        staffing_add(
            zzb, since=date(2023, 1, 1), basis="编办", numbers={"chief_posts": 1}, actor=insider
        )
        for _ in range(2):
            make.PostHeldFactory(of=zzb, unit=zzb, is_leader=True, member_kind="1")

        check_refresh("", on=ON, at=AT)

        assert "org.chiefs_over_quota" in rules_of(zzb)
        assert "org.deputies_over_quota" not in rules_of(zzb)

    def test_one_person_with_two_chief_posts_counts_once(self, zzb, insider):
        staffing_add(
            zzb, since=date(2023, 1, 1), basis="编办", numbers={"chief_posts": 1}, actor=insider
        )
        one = make.PostHeldFactory(of=zzb, unit=zzb, is_leader=True, member_kind="1").person
        make.PostHeldFactory(person=one, unit=zzb, title="书记", is_leader=True, member_kind="1")

        check_refresh("", on=ON, at=AT)

        assert "org.chiefs_over_quota" not in rules_of(zzb)

    def test_deputies_over_quota(self, zzb, insider):
        staffing_add(
            zzb, since=date(2023, 1, 1), basis="编办", numbers={"deputy_posts": 0}, actor=insider
        )
        make.PostHeldFactory(of=zzb, unit=zzb, is_leader=True, member_kind="3")

        check_refresh("", on=ON, at=AT)

        assert "org.deputies_over_quota" in rules_of(zzb)

    def test_posts_of_a_section_that_do_not_add_up(self, gbk, insider):
        numbers = {"inner_posts": 3, "chief_posts": 1, "deputy_posts": 1}
        staffing_add(gbk, since=date(2023, 1, 1), basis="编办", numbers=numbers, actor=insider)

        check_refresh("", on=ON, at=AT)

        assert "org.inner_posts_differ" in rules_of(gbk)

    @pytest.mark.parametrize(("count", "is_over"), [(2, False), (3, True)])
    def test_ranks_over_quota_count_people_of_sections_too(self, zzb, gbk, insider, count, is_over):
        staffing_add(
            zzb, since=date(2023, 1, 1), basis="编办", numbers={"admin_staffing": 4}, actor=insider
        )
        for _ in range(count):
            make.LevelHeldFactory(of=gbk, kind="1", level="", rank="1A")

        check_refresh("", on=ON, at=AT)

        assert ("cadres.rank_over_quota" in rules_of(zzb)) is is_over

    def test_a_small_branch_with_members_and_no_term(self, zzb):
        branch = make.MemberFactory(of=zzb).organization

        check_refresh("", on=ON, at=AT)

        assert rules_of(branch) == {"party.branch_too_small", "party.term_missing"}

    def test_a_term_that_is_over(self, zzb):
        branch = make.PartyOrganizationFactory(unit=zzb, kind=OrganizationKind.COMMITTEE)
        Term.objects.create(organization=branch, began_on=date(2019, 5, 1), due_on=date(2024, 5, 1))

        check_refresh("", on=ON, at=AT)

        assert rules_of(branch) == {"party.term_overdue"}

    def test_a_branch_of_more_than_fifty(self, zzb):
        branch = make.PartyOrganizationFactory(unit=zzb)
        for _ in range(51):
            make.MemberFactory(of=zzb, organization=branch)

        check_refresh("", on=ON, at=AT)

        assert "party.branch_too_large" in rules_of(branch)


class TestAsk:
    def test_a_small_scope_is_looked_through_at_once(self, wrong, zzb, insider):
        run = check_ask(zzb.path, actor=insider)

        assert (run.state, run.checked_count) == (CheckRun.State.DONE, 1)
        assert last_run(zzb.path) == run

    def test_a_second_one_waits_for_the_first(self, zzb, insider):
        CheckRun.objects.create(path="", asked_by=insider, asked_at=AT)

        with pytest.raises(Conflict, match="还没有结束"):
            check_ask(zzb.path, actor=insider)

    def test_a_failure_is_kept_and_told(self, wrong, insider, monkeypatch):
        monkeypatch.setattr("jingwei.people.services.checking._drop_gone", _broken)

        with pytest.raises(ZeroDivisionError):
            check_everything()

        assert CheckRun.objects.get().state == CheckRun.State.FAILED

    def test_it_runs_every_night(self):
        assert JOBS["people.checks"].label == "数据校核"


def _broken(path: str) -> None:
    raise ZeroDivisionError


class TestSight:
    def test_counts_and_names_stay_within_what_the_viewer_sees(self, wrong, insider, outsider):
        check_refresh("", on=ON, at=AT)

        assert finding_counts(insider)["people.name_characters"] == 1
        assert finding_counts(outsider).total() == 0
        named = [one.name for one in told(Finding.objects.filter(rule="people.name_characters"))]
        assert named == ["林雁秋2"]

    def test_findings_of_a_person_come_the_worst_first(self, wrong, insider):
        make.CadreFactory(person=wrong)
        check_refresh("", on=ON, at=AT)

        found = findings_of(wrong, insider)

        assert found[0][0].code == "people.name_characters"
        assert [check.severity for check, _, _ in found] == sorted(c.severity for c, _, _ in found)

    def test_family_findings_need_the_right_to_see_families(self, wrong, powerless):
        make.CadreFactory(person=wrong)
        check_refresh("", on=ON, at=AT)

        assert findings_of(wrong, powerless) == []
