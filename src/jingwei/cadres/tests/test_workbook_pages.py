"""The pages of the national workbook and of the roster, and who may open them."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from jingwei.cadres.tests.workbook_files import PERSON_ROW, WHO, file_of, with_check
from jingwei.cadres.workbook.writing import Scope, workbook_export
from jingwei.kernel.codes.models import CodeText
from jingwei.kernel.models import AuditEntry, ImportBatch
from jingwei.people.models import Appraisal, Person
from tests import factories as make

pytestmark = pytest.mark.once

PAGE = "/cadres/workbook/"


@pytest.fixture(autouse=True)
def var(settings, tmp_path):
    settings.VAR = tmp_path
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def cadre(zzb):
    person = make.PersonFactory(
        unit=zzb, full_name="顾晓岚", id_number=with_check("62030219850307002X")
    )
    make.CadreFactory(person=person)
    return person


def upload(client, data: bytes, name: str = "采集表.xlsx"):
    return client.post(PAGE, {"file": SimpleUploadedFile(name, data)}, follow=True)


class TestExport:
    def test_it_answers_with_the_workbook(self, as_insider, cadre):
        answer = as_insider.post(
            reverse("cadres:workbook-export"), {"unit": "", "purpose": "报送年度数据"}
        )

        book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
        assert book.get_sheet_by_name("A01人员").to_python()[2][0] == "顾晓岚"

    def test_without_a_purpose_it_asks_for_one(self, as_insider, cadre):
        answer = as_insider.post(reverse("cadres:workbook-export"), {"unit": "", "purpose": ""})

        assert answer.status_code == 422
        assert "填写用途" in answer.content.decode()

    def test_picked_people_stay_picked(self, as_insider, cadre):
        answer = as_insider.get(PAGE, {"pick": cadre.pk})

        assert "只导出选中的 1 人" in answer.content.decode()

    def test_the_page_says_what_is_not_saved(self, as_insider):
        text = as_insider.get(PAGE).content.decode()

        assert "本系统没有这一栏，导入时不保存：成长地、入党时间文字" in text

    def test_without_permission_it_is_closed(self, as_powerless):
        assert as_powerless.get(PAGE).status_code == 403
        assert as_powerless.post(reverse("cadres:workbook-export")).status_code == 403


class TestImport:
    def test_from_the_file_to_the_rows(self, as_insider, zzb):
        page = upload(
            as_insider,
            file_of(A01=[PERSON_ROW], A15=[{**WHO, "考核结论": "优秀", "考核年度": "2024"}]),
        )
        batch = ImportBatch.objects.get()
        assert "写入 4 行" in page.content.decode()
        assert WHO["身份证号"] not in page.content.decode()

        done = as_insider.post(
            reverse("cadres:workbook-batch", args=[batch.pk]), {"act": "apply"}, follow=True
        )

        assert "已写入：新增 4 条，修改 0 条" in done.content.decode()
        assert Appraisal.objects.get().person == Person.objects.get(full_name="林雁秋")
        assert AuditEntry.objects.filter(act="workbook.import").count() == 1

    def test_a_file_that_was_exported_has_nothing_to_write(self, as_insider, insider, cadre):
        data = workbook_export(insider, Scope(), purpose="核对", day=date(2025, 6, 30))

        page = upload(as_insider, data)

        assert "文件与现有记录一致" in page.content.decode()

    def test_rejected_rows_come_back_with_their_reason(self, as_insider, zzb):
        rows = [{**WHO, "考核结论": "优秀", "考核年度": "2024"}]
        upload(as_insider, file_of(A01=[{**PERSON_ROW, "民族": "青岚族"}], A15=rows))
        batch = ImportBatch.objects.get()

        answer = as_insider.get(reverse("cadres:workbook-rejected", args=[batch.pk]))

        book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
        assert book.sheet_names == ["A01人员", "A15考核"]
        last = book.get_sheet_by_name("A01人员").to_python()[2][-1]
        assert "民族：“青岚族”不在代码表" in last

    def test_an_unknown_word_waits_in_the_queue(self, as_insider, zzb):
        upload(as_insider, file_of(A01=[{**PERSON_ROW, "民族": "青岚族"}]))

        assert CodeText.objects.get(table="GB3304").text == "青岚族"

    def test_rejected_rows_need_a_yes_for_the_others(self, as_insider, zzb):
        bad = {**PERSON_ROW, "姓名": "陶然", "身份证号": "1"}
        upload(as_insider, file_of(A01=[PERSON_ROW, bad]))
        here = reverse("cadres:workbook-batch", args=[ImportBatch.objects.get().pk])

        refused = as_insider.post(here, {"act": "apply"}, follow=True)
        assert "有 1 行不能导入" in refused.content.decode()
        as_insider.post(here, {"accept_good": "yes"})

        assert [person.full_name for person in Person.objects.all()] == ["林雁秋"]

    def test_giving_up_writes_nothing(self, as_insider, zzb):
        upload(as_insider, file_of(A01=[PERSON_ROW]))
        batch = ImportBatch.objects.get()

        as_insider.post(reverse("cadres:workbook-batch", args=[batch.pk]), {"act": "drop"})

        batch.refresh_from_db()
        assert batch.state == ImportBatch.State.DROPPED
        assert not Person.objects.exists()

    def test_what_changed_meanwhile_is_shown_again(self, as_insider, insider, cadre):
        upload(
            as_insider,
            file_of(A01=[{"姓名": "顾晓岚", "身份证号": cadre.id_number, "籍贯": "临川"}]),
        )
        batch = ImportBatch.objects.get()
        Person.objects.update(native_place="望江", version=7)

        page = as_insider.post(
            reverse("cadres:workbook-batch", args=[batch.pk]), {"act": "apply"}, follow=True
        )

        assert "核对之后，相关记录又有变化" in page.content.decode()
        assert Person.objects.get().native_place == "望江"

    def test_a_wrong_file_is_refused_in_plain_words(self, as_insider):
        answer = upload(as_insider, b"abc")

        assert answer.status_code == 422
        assert "打不开" in answer.content.decode()

    def test_a_large_file_is_worked_on_in_the_background(self, as_insider, zzb, monkeypatch):
        monkeypatch.setattr("jingwei.cadres.workbook.batches.LARGE_BYTES", 10)

        page = upload(as_insider, file_of(A01=[PERSON_ROW]))

        assert "写入 3 行" in page.content.decode()

    def test_the_imports_of_others_are_not_there(self, as_insider, as_outsider, zzb):
        upload(as_insider, file_of(A01=[PERSON_ROW]))
        here = reverse("cadres:workbook-batch", args=[ImportBatch.objects.get().pk])

        assert as_outsider.get(here).status_code == 404

    def test_without_permission_nothing_is_taken_in(self, as_powerless, powerless, zzb):
        from django.contrib.auth.models import Permission

        powerless.user_permissions.add(Permission.objects.get(codename="view_cadre"))

        assert upload(as_powerless, file_of(A01=[PERSON_ROW])).status_code == 403
        assert "读取文件" not in as_powerless.get(PAGE).content.decode()
