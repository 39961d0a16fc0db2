"""The pages of the data checks, and who may open them."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from jingwei.people.models import CheckRun
from jingwei.people.services.checking import check_everything
from tests import factories as make

pytestmark = pytest.mark.once

LIST = "/people/checks/"
CODE = "people.name_characters"


@pytest.fixture
def looked(zzb):
    """Somebody with a digit in the name, and everything looked through."""
    person = make.PersonFactory(unit=zzb, full_name="林雁秋2")
    check_everything()
    return person


def findings(code: str = CODE) -> str:
    return reverse("people:check-findings", args=[code])


class TestCheckList:
    def test_a_number_leads_to_the_rows_behind_it(self, as_insider, looked):
        text = as_insider.get(LIST).content.decode()

        assert "姓名含有数字、字母、括号或空格" in text
        assert f'href="{findings()}"' in text

    def test_everything_found_makes_one_workbook(self, as_insider, looked):
        answer = as_insider.get(reverse("people:checks-export"))

        book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
        cells = [str(cell) for row in book.get_sheet_by_index(0).to_python() for cell in row]
        assert "林雁秋2" in cells
        assert "姓名含有数字、字母、括号或空格" in cells

    def test_a_unit_without_findings_shows_none(self, as_insider, looked, gbk):
        text = as_insider.get(LIST, {"unit": gbk.path}).content.decode()

        assert "共 0 个问题" in text

    def test_others_see_nothing_of_it(self, as_outsider, looked):
        assert "共 0 个问题" in as_outsider.get(LIST).content.decode()

    def test_without_permission_it_is_closed(self, as_powerless):
        assert as_powerless.get(LIST).status_code == 403

    def test_queries_do_not_grow_with_findings(
        self, as_insider, looked, zzb, django_assert_max_num_queries
    ):
        with django_assert_max_num_queries(30) as few:
            as_insider.get(LIST)
        for n in range(5):
            make.PersonFactory(unit=zzb, full_name=f"陶然{n}")
        check_everything()

        with django_assert_max_num_queries(len(few)):
            as_insider.get(LIST)


class TestCheckFindings:
    def test_it_names_person_unit_and_fault(self, as_insider, looked):
        text = as_insider.get(findings()).content.decode()

        assert f'href="/people/{looked.pk}/"' in text
        assert "姓名“林雁秋2”含有“2”。" in text

    def test_units_and_organizations_have_their_pages(self, as_insider, zzb):
        branch = make.MemberFactory(of=zzb).organization
        check_everything()

        text = as_insider.get(findings("party.branch_too_small")).content.decode()

        assert reverse("org:organization", args=[branch.pk]) in text

    def test_an_unknown_rule_is_not_there(self, as_insider):
        assert as_insider.get(findings("people.unknown")).status_code == 404

    def test_the_workbook_holds_the_same_rows(self, as_insider, looked):
        answer = as_insider.get(reverse("people:check-export", args=[CODE]))

        book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
        assert book.get_sheet_by_index(0).to_python()[2][0] == "林雁秋2"

    def test_others_see_nothing_of_it(self, as_outsider, looked):
        assert "林雁秋2" not in as_outsider.get(findings()).content.decode()


class TestCheckRefresh:
    def test_a_new_look_finds_what_is_new(self, as_insider, zzb):
        make.PersonFactory(unit=zzb, full_name="陶然3")

        page = as_insider.post(reverse("people:check-refresh"), {"unit": ""}, follow=True)

        assert "校核了 1 人" in page.content.decode()
        assert CheckRun.objects.get().path == zzb.path

    def test_many_people_are_looked_through_in_the_background(
        self, as_insider, zzb, monkeypatch, django_capture_on_commit_callbacks
    ):
        monkeypatch.setattr("jingwei.people.services.checking.CHUNK", 0)
        make.PersonFactory(unit=zzb, full_name="陶然3")

        with django_capture_on_commit_callbacks(execute=True):
            page = as_insider.post(reverse("people:check-refresh"), {"unit": ""}, follow=True)

        assert "正在后台校核" in page.content.decode()
        assert CheckRun.objects.get().state == CheckRun.State.DONE

    def test_without_permission_it_is_closed(self, as_powerless):
        assert as_powerless.post(reverse("people:check-refresh")).status_code == 403
