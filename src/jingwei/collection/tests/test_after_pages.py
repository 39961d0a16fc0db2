"""The pages of what comes after the answers: merged table, change set, offline, self-check."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from jingwei.collection.models import ExportProfile, Merge, PackageReturn, Round
from jingwei.collection.selectors.self_check import self_check
from jingwei.collection.tests.after import accepted, answered, sent
from jingwei.collection.tests.test_offline import edited
from jingwei.kernel.tests.register_cast import change, person

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def lin(gbk):
    return person(gbk, "林雁秋", native_place="青岚")


@pytest.fixture
def round_(today, insider, gbk, lin):
    return sent(insider, gbk)


@pytest.fixture
def assignment(round_):
    return round_.assignments.get()


@pytest.fixture
def handed(assignment, lin, insider):
    """An accepted answer with one changed cell."""
    answered(assignment, lin, actor=insider, place="明州")
    return accepted(assignment, actor=insider)


def at(name, *parts):
    return reverse(f"collection:{name}", args=parts)


class TestTable:
    def test_marks_what_was_changed(self, handed, round_, as_insider):
        html = as_insider.get(at("merge-table", round_.pk)).content.decode()

        assert "明州" in html
        assert "原为 青岚" in html

    def test_marks_what_conflicts_with_the_register(self, handed, round_, lin, as_insider):
        change(lin, native_place="云溪")

        html = as_insider.get(at("merge-table", round_.pk)).content.decode()

        assert "1 格与登记册冲突" in html

    def test_is_nowhere_for_another_bureau(self, handed, round_, as_outsider):
        assert as_outsider.get(at("merge-table", round_.pk)).status_code == 404

    def test_is_closed_without_the_permission(self, round_, as_powerless):
        assert as_powerless.get(at("merge-table", round_.pk)).status_code == 403

    def test_exports_in_the_order_of_a_profile_and_says_so(self, handed, round_, zzb, as_insider):
        profile = ExportProfile.objects.create(
            platform="省平台", name="人员", unit=zzb, headings="出生地=籍贯"
        )

        answer = as_insider.post(at("platform-export", round_.pk), {"profile": profile.pk})

        assert answer["Content-Disposition"].startswith("attachment")
        html = as_insider.get(at("merge-table", round_.pk)).content.decode()
        assert "已按省平台口径导出 2025-06-30" in html


class TestMergePage:
    def test_shows_the_change_and_writes_it(self, handed, round_, lin, as_insider):
        page = as_insider.get(at("merge", round_.pk))
        seen = page.context["preview"].seen

        answer = as_insider.post(at("merge", round_.pk), {"seen": seen}, follow=True)

        assert "会改 1 格" in page.content.decode()
        lin.refresh_from_db()
        assert lin.native_place == "明州"
        assert "写入 1 格" in answer.content.decode()

    def test_a_conflict_is_settled_by_its_choice(self, handed, round_, lin, as_insider):
        change(lin, native_place="云溪")
        preview = as_insider.get(at("merge", round_.pk)).context["preview"]
        cell = preview.conflicts[0]

        as_insider.post(
            at("merge", round_.pk),
            {"seen": preview.seen, f"choice-{cell.key}": cell.claims[0].by},
        )

        lin.refresh_from_db()
        assert lin.native_place == "明州"

    def test_a_stale_page_is_422_and_changes_nothing(self, handed, round_, lin, as_insider):
        seen = as_insider.get(at("merge", round_.pk)).context["preview"].seen
        change(lin, native_place="云溪")

        answer = as_insider.post(at("merge", round_.pk), {"seen": seen})

        assert answer.status_code == 422
        assert "还没有写入" in answer.content.decode()
        assert not Merge.objects.exists()

    def test_nothing_to_merge_is_said(self, round_, as_insider):
        html = as_insider.get(at("merge", round_.pk)).content.decode()

        assert "没有要并入的改动" in html
        assert "走访次数：是新栏目" in html


class TestOfflinePages:
    def test_a_package_goes_out_and_comes_back(self, assignment, as_insider):
        as_insider.post(at("offline-make", assignment.pk))
        package = assignment.packages.get()
        out = as_insider.get(at("offline-download", package.pk)).content
        file = SimpleUploadedFile("离线包.zip", edited(out, 籍贯="明州"))

        page = as_insider.post(at("offline", assignment.pk), {"file": file}, follow=True)

        assert "明州" in page.content.decode()
        came = PackageReturn.objects.get()
        seen = page.context["preview"].seen
        done = as_insider.post(at("offline-return", came.pk), {"seen": seen}, follow=True)
        assert "已收入 1 格" in done.content.decode()
        assert assignment.rows.get().values["place"] == "明州"

    def test_an_altered_package_is_422_with_the_reason(self, assignment, as_insider):
        file = SimpleUploadedFile("x.zip", b"PK\x03\x04 no")

        answer = as_insider.post(at("offline", assignment.pk), {"file": file})

        assert answer.status_code == 422
        assert "不是离线包" in answer.content.decode()

    def test_packages_are_nowhere_for_another_bureau(self, assignment, as_insider, as_outsider):
        as_insider.post(at("offline-make", assignment.pk))
        package = assignment.packages.get()

        assert as_outsider.get(at("offline", assignment.pk)).status_code == 404
        assert as_outsider.get(at("offline-download", package.pk)).status_code == 404


class TestSelfCheck:
    def test_sums_up_the_year(self, round_, insider):
        Round.objects.update(cell_count=10, filled_count=8)

        check = self_check(insider, 2025)

        totals = check.totals
        assert (totals["rounds"], totals["columns"], totals["new_columns"]) == (1, 5, 1)
        assert (totals["cut"], check.hours, check.filled_percent) == (1, 2, 80)
        assert self_check(insider, 2024).lines == []

    def test_a_year_without_cells_has_no_share(self, insider):
        assert self_check(insider, 2025).filled_percent is None

    def test_shows_the_year_and_hands_it_over(self, round_, as_insider):
        html = as_insider.get(at("self-check"), {"year": "2025"}).content.decode()
        content = as_insider.get(at("self-check-export"), {"year": "2025"}).content

        assert "人员信息核对" in html
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        assert book.sheet_names[0] == "下发的填报"

    @pytest.mark.parametrize("year", ["", "x", "99999", "0001", "²025"])
    def test_an_odd_year_is_this_year(self, as_insider, today, year):
        html = as_insider.get(at("self-check"), {"year": year}).content.decode()

        assert "2025 年填报自查" in html

    def test_takes_as_many_queries_for_two_rounds_as_for_one(
        self, round_, insider, gbk, as_insider
    ):
        as_insider.get(at("self-check"))
        with CaptureQueriesContext(connection) as one:
            as_insider.get(at("self-check"))
        sent(insider, gbk)

        with CaptureQueriesContext(connection) as two:
            as_insider.get(at("self-check"))

        assert len(two) == len(one)
