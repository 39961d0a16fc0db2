"""Pages and papers of a batch: the four musts, the forms of all, the papers it writes."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from django.urls import reverse

from conftest import signed_in
from jingwei.cadres.tests import appointment_cast as cast
from jingwei.cadres.tests.appointment_cast import STEPS, cadre, musts_entered, taken
from jingwei.kernel.models import AuditEntry
from jingwei.procedures.tests import sample
from jingwei.procedures.tests.pages import at, words
from tests.factories import UnitFactory, UserFactory

pytestmark = pytest.mark.once


@pytest.fixture
def head(today, qinglan):
    sample.calendar(2024, 2025)
    return UserFactory(full_name="赵示例", unit=qinglan, every_permission=True)


@pytest.fixture
def as_head(head):
    return signed_in(head)


@pytest.fixture
def batch(zzb, jyj, qinglan, head):
    czj = UnitFactory(code="czj", name="区财政局", parent=qinglan)
    for unit in (jyj, czj):
        cast.seats(unit, deputies=9)
    return cast.opened(
        zzb, head, (cadre(jyj, "林示例"), cast.to_chief(czj)),
        (cadre(czj, "何示例"), cast.to_chief(jyj, exceptional=True)),
    )  # fmt: skip


def row_page(row):
    return reverse("appointment:row", args=[row.pk])


def forms(case, kind):
    return reverse("appointment:forms", args=[case.pk, kind])


def text_of(answer):
    found = docx.Document(BytesIO(answer.content))
    cells = [c.text for table in found.tables for row in table.rows for c in row.cells]
    return "\n".join([p.text for p in found.paragraphs] + cells)


class TestRow:
    def test_enters_the_musts_and_shows_them_on_the_case(self, batch, as_head):
        row = batch.subjects.first()
        page = as_head.get(row_page(row))
        sent = {
            field.html_name: "" if field.value() is None else field.value()
            for field in page.context["form"]
        }
        sent = {name: "on" if value is True else value for name, value in sent.items()}

        answer = as_head.post(
            row_page(row), sent | {"f_to_unit": "区财政局", "f_archive": "通过"}, follow=True
        )

        text = words(answer)
        assert "林示例的登记已保存。" in text
        row.refresh_from_db()
        assert (row.data["archive"], row.data["to_title"]) == ("通过", "局长")
        assert "未登记" in text

    def test_shows_what_was_entered(self, batch, as_head, head):
        musts_entered(batch, head)

        page = as_head.get(row_page(batch.subjects.first())).content.decode()

        assert "青纪函〔2024〕3号" in page
        assert '<option value="基本一致" selected>' in page

    def test_of_another_procedure_is_not_there(self, batch, as_head, outsider):
        assert signed_in(outsider).get(row_page(batch.subjects.first())).status_code == 404

    def test_without_the_permission_is_refused(self, batch, as_powerless):
        assert as_powerless.get(row_page(batch.subjects.first())).status_code == 403


class TestForms:
    def test_of_the_whole_batch_name_the_posts_of_each(self, batch, as_head):
        text = text_of(as_head.get(forms(batch, "docx")))

        assert "区财政局局长" in text
        assert "区教育局局长" in text
        assert "工作需要" in text

    def test_come_as_files_of_the_editor_in_a_zip(self, batch, as_head):
        answer = as_head.get(forms(batch, "zip"))

        assert len(ZipFile(BytesIO(answer.content)).namelist()) == 2

    def test_of_everybody_are_recorded(self, batch, as_head):
        as_head.get(forms(batch, "docx"))

        assert AuditEntry.objects.filter(act="person.form_printed").count() == 2

    def test_in_another_format_are_not_there(self, batch, as_head):
        assert as_head.get(forms(batch, "exe")).status_code == 404

    def test_of_an_empty_batch_are_not_there(self, zzb, head, as_head):
        assert as_head.get(forms(cast.opened(zzb, head), "docx")).status_code == 404


class TestPapers:
    def test_list_of_topics_names_everybody(self, batch, as_head):
        text = text_of(as_head.get(at("case-draft", batch.pk, "topics")))

        assert "第一批" in text
        assert "林示例" in text
        assert "破格提拔、试用期一年" in text

    def test_notice_is_up_for_five_working_days_after_the_decision(self, batch, as_head, head):
        taken(batch, *STEPS[:5], actor=head)
        musts_entered(batch, head)
        taken(batch, STEPS[5], actor=head)

        text = text_of(as_head.get(at("case-draft", batch.pk, "notice")))

        assert "林示例，女，汉族，1985年3月出生，大学学历，中共党员" in text
        assert "现任区教育局副局长，拟任区财政局局长。" in text
        assert "系破格提拔" in text
        assert "公示期限：2024年4月23日至2024年4月29日" in text

    def test_notice_before_the_decision_leaves_the_days_open(self, batch, as_head):
        text = text_of(as_head.get(at("case-draft", batch.pk, "notice")))

        assert "公示期限：　　年　月　日至　　年　月　日" in text

    def test_decision_appoints_and_removes(self, batch, as_head, head):
        taken(batch, *STEPS[:5], actor=head)
        musts_entered(batch, head)
        taken(batch, *STEPS[5:8], actor=head)

        text = text_of(as_head.get(at("case-draft", batch.pk, "decision")))

        assert "关于林示例等2名同志职务任免的通知" in text
        assert "青组任〔2024〕8号" in text
        assert "林示例同志任区财政局局长（试用期一年），免去其副局长职务。" in text
        assert "中共青岚区委员会" in text

    def test_written_again_after_the_appointment_name_the_post_held_before(
        self, batch, as_head, head
    ):
        taken(batch, *STEPS[:5], actor=head)
        musts_entered(batch, head)
        taken(batch, *STEPS[5:8], actor=head)

        text = text_of(as_head.get(at("case-draft", batch.pk, "notice")))

        assert "现任区教育局副局长，拟任区财政局局长。" in text


class TestCasePage:
    def test_offers_the_forms_and_the_musts(self, batch, as_head):
        text = words(as_head.get(at("case", batch.pk)))

        assert "凡提四必" in text
        assert "共 2 人，拟任、拟免职务和任免理由按本批次填写" in text
        assert "敏感" in text

    def test_queries_do_not_grow_with_people(
        self, batch, as_head, jyj, zzb, head, django_assert_max_num_queries
    ):
        as_head.get(at("case", batch.pk))
        with django_assert_max_num_queries(60) as few:
            as_head.get(at("case", batch.pk))
        people = [(cadre(jyj, f"周示{n}"), cast.to_chief(jyj)) for n in "甲乙丙丁戊"]
        larger = cast.opened(zzb, head, *people)

        with django_assert_max_num_queries(len(few)):
            as_head.get(at("case", larger.pk))
