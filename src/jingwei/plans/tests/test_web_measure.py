"""The pages of one measure: who may open them, what they say, what they refuse."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from conftest import signed_in
from jingwei.kernel.models import StoredFile
from jingwei.plans.light import Light
from jingwei.plans.models import Milestone, ProgressNote
from jingwei.plans.services import measure as services
from jingwei.plans.services.progress import progress_record
from jingwei.plans.tests.pages import at, words
from tests.factories import MeasureFactory, UserFactory

pytestmark = pytest.mark.once

TODAY = date(2025, 6, 30)
PAGES = (
    "measure", "measure-change", "proof-set", "progress-record", "measure-close",
    "measure-suspend", "measure-resume", "measure-reopen", "light-override", "milestone-add",
)  # fmt: skip


@pytest.fixture
def measure(today, zzb, insider):
    """Issued, with one note by the insider of today."""
    found = MeasureFactory(unit=zzb)
    progress_record(found, text="第1期已开班", on=TODAY, actor=insider)
    found.refresh_from_db()
    return found


@pytest.fixture
def stone(measure):
    return Milestone.objects.create(measure=measure, name="印发", due_on=date(2025, 6, 20))


class TestWhoMayOpen:
    @pytest.mark.parametrize("name", PAGES)
    def test_each_page_answers_the_cast(
        self, measure, name, as_insider, as_outsider, as_powerless, client
    ):
        page = at(name, measure.pk)

        codes = [
            one.get(page).status_code for one in (as_insider, as_outsider, as_powerless, client)
        ]

        assert codes == [200, 404, 403, 302]

    @pytest.mark.parametrize("name", ["progress-withdraw", "evidence", "milestone-document"])
    def test_parts_of_a_measure_out_of_sight_are_not_there(
        self, measure, stone, name, insider, as_outsider, as_powerless, client
    ):
        note = progress_record(
            measure, text="x", on=TODAY, records=[("调度", "/dispatch/")], actor=insider
        )
        keys = {"progress-withdraw": note, "evidence": note.evidence.get()}
        page = at(name, keys.get(name, stone).pk)

        codes = [one.get(page).status_code for one in (as_outsider, as_powerless, client)]

        assert codes == [404, 403, 302]

    @pytest.mark.parametrize("name", ["light-restore", "milestone-remove"])
    def test_what_only_writes_answers_no_get(
        self, measure, stone, name, as_insider, as_outsider, as_powerless, client
    ):
        page = at(name, stone.pk if name == "milestone-remove" else measure.pk)

        posts = [one.post(page).status_code for one in (as_outsider, as_powerless, client)]

        assert as_insider.get(page).status_code == 405
        assert posts == [404, 403, 302]
        assert Milestone.objects.exists()

    def test_without_the_right_section_or_task_progress_is_not_recorded(self, measure, zzb, gbk):
        officer = UserFactory(unit=zzb, every_permission=True)
        officer.user_permissions.remove(
            *officer.user_permissions.filter(codename="record_any_progress")
        )
        officer.home_path = gbk.path
        officer.save()

        answers = [
            signed_in(officer).get(at(name, measure.pk))
            for name in ("progress-record", "milestone-add")
        ]

        assert [a.status_code for a in answers] == [403, 403]
        assert "只有责任人、牵头科室的人员或要点办可以记录这条举措的进展" in words(answers[0])
        assert "记录进展" not in words(signed_in(officer).get(at("item", measure.item_id)))

    def test_an_owner_of_another_unit_can_record_from_their_list(self, measure, insider, jyj):
        officer = UserFactory(unit=jyj, roles=("unit_officer",), every_permission=True)
        services.measures_assign([measure], fields={"owner": officer}, actor=insider)
        browser = signed_in(officer)

        page = browser.get(reverse("desk:todo"))
        answer = browser.post(
            at("progress-record", measure.pk) + "?next=/todo/",
            {"text": "已报名", "on": "2025-06-30"},
        )

        assert at("progress-record", measure.pk) in page.content.decode()
        assert answer["Location"] == "/todo/"
        assert ProgressNote.objects.filter(by=officer).exists()


class TestMeasurePage:
    def test_tells_light_reason_people_dates_and_notes(self, measure, insider, as_insider):
        services.measures_assign(
            [measure], fields={"owner": insider, "starts_on": date(2025, 1, 6)}, actor=insider
        )

        text = words(as_insider.get(at("measure", measure.pk)))

        assert "● 正常" in text
        assert "未到期，进展正常更新。" in text
        assert "缺：目标值或节点，不参与判断。" in text
        assert "责任人 顾青" in text
        assert "2025-01-06 至 2025-12-31" in text
        assert "2025-06-30 顾青 第1期已开班" in text
        assert "启动时间：2025-01-01 → 2025-01-06" in text

    def test_tells_changes_in_chinese_words(self, measure, insider, as_insider):
        services.measure_suspend(measure, reason="等上级文件", actor=insider)

        text = words(as_insider.get(at("measure", measure.pk)))

        assert "状态：推进中 → 暂缓 （等上级文件）" in text.replace("（", " （")
        assert "suspended" not in text

    def test_shows_a_light_set_by_hand_with_the_computed_one(self, measure, insider, as_insider):
        services.light_override(measure, light=Light.RED, reason="经费没到", actor=insider)

        text = words(as_insider.get(at("measure", measure.pk)))

        assert "人工；计算为 ●正常" in text
        assert "顾青 自 2025-06-30 调为“滞后”：经费没到" in text

    def test_of_a_past_day_shows_the_light_of_that_day(self, measure, as_insider):
        page = as_insider.get(at("measure", measure.pk), {"on": "2025-06-01"})

        assert "▲ 预警" in words(page)
        assert "数据截至 2025-06-01" in words(page)

    @pytest.mark.parametrize("on", ["2025-07-01", "2025-13-01", "gestern", ""])
    def test_a_day_that_is_none_or_has_not_come_is_today(self, measure, as_insider, on):
        page = as_insider.get(at("measure", measure.pk), {"on": on})

        assert page.status_code == 200
        assert "数据截至 2025-06-30" in words(page)

    def test_numbers_are_shown_as_they_were_given(self, measure, insider, as_insider):
        services.proof_set(
            measure, kind="typed", target=Decimal("12.25"), unit_label="万元", actor=insider
        )
        progress_record(measure, text="x", on=TODAY, value=Decimal("6.13"), actor=insider)

        text = words(as_insider.get(at("measure", measure.pk)))

        assert "目标 12.25万元" in text
        assert "累计 6.13万元" in text

    def test_needs_no_fragment(self, measure, as_insider):
        page = as_insider.get(at("measure", measure.pk), headers={"HX-Request": "true"})

        assert "<html" in page.content.decode()

    def test_offers_only_what_the_state_allows(self, measure, insider, as_insider):
        services.measure_close(measure, on=TODAY, statement="已完成", actor=insider)

        html = as_insider.get(at("measure", measure.pk)).content.decode()

        assert at("measure-reopen", measure.pk) in html
        for name in ("measure-close", "measure-suspend", "light-override", "progress-record"):
            assert at(name, measure.pk) not in html


class TestProgressRecord:
    def test_saves_and_says_so(self, measure, as_insider):
        page = as_insider.post(
            at("progress-record", measure.pk), {"text": "第2期", "on": "2025-06-30"}, follow=True
        )

        assert page.redirect_chain == [(at("measure", measure.pk), 302)]
        assert "进展已保存，灯已重新计算。" in words(page)

    def test_goes_back_to_where_it_was_asked_for_but_not_out_of_the_product(
        self, measure, as_insider
    ):
        note = {"text": "第2期", "on": "2025-06-30"}
        page = at("progress-record", measure.pk)

        inside = as_insider.post(page + "?next=/todo/", note)
        outside = as_insider.post(page + "?next=//elsewhere.example/", note)

        assert inside["Location"] == "/todo/"
        assert outside["Location"] == at("measure", measure.pk)

    @pytest.mark.parametrize(
        ("changed", "told"),
        [
            ({"text": ""}, "进展：填写这段时间做了什么、到了哪一步。"),
            ({"on": ""}, "日期：填写日期。"),
            ({"on": "2025-07-01"}, "进展日期 2025-07-01 还没有到。"),
            ({"record_address": "https://elsewhere.example/"}, "以 / 开头"),
            ({"record_address": "/\\elsewhere.example/"}, "以 / 开头"),
            ({"record_title": "调度会"}, "填写这条记录在系统内的地址"),
        ],
    )
    def test_bad_input_comes_back_with_what_was_written(self, measure, as_insider, changed, told):
        note = {"text": "第2期已开班", "on": "2025-06-30", **changed}

        page = as_insider.post(at("progress-record", measure.pk), note)

        assert page.status_code == 422
        assert told in words(page)
        assert all(value in page.content.decode() for value in note.values() if "\\" not in value)
        assert ProgressNote.objects.count() == 1

    def test_asks_for_the_number_only_where_it_proves_something(self, measure, insider, as_insider):
        before = words(as_insider.get(at("progress-record", measure.pk)))
        services.proof_set(
            measure, kind="typed", target=Decimal(12), unit_label="期", actor=insider
        )

        after = words(as_insider.get(at("progress-record", measure.pk)))

        assert "累计完成" not in before
        assert "累计完成（目标 12期）" in after

    def test_keeps_a_file_and_gives_it_back(self, measure, as_insider):
        file = SimpleUploadedFile("通知.txt", "开班".encode())

        as_insider.post(
            at("progress-record", measure.pk), {"text": "x", "on": "2025-06-30", "file": file}
        )

        evidence = ProgressNote.objects.order_by("pk").last().evidence.get()
        answer = as_insider.get(at("evidence", evidence.pk))
        assert answer.content == "开班".encode()
        assert "attachment" in answer["Content-Disposition"]

    def test_a_refused_note_leaves_no_file_behind(self, measure, as_insider):
        file = SimpleUploadedFile("通知.txt", b"x")

        page = as_insider.post(
            at("progress-record", measure.pk), {"text": "x", "on": "2025-07-01", "file": file}
        )

        assert page.status_code == 422
        assert not StoredFile.objects.exists()

    def test_a_file_that_is_not_what_it_says_is_refused(self, measure, as_insider):
        file = SimpleUploadedFile("通知.pdf", b"x")

        page = as_insider.post(
            at("progress-record", measure.pk), {"text": "x", "on": "2025-06-30", "file": file}
        )

        assert page.status_code == 422
        assert "“通知.pdf”的内容与扩展名不符。" in words(page)

    def test_a_long_address_without_a_title_is_kept(self, measure, as_insider):
        address = "/" + "a" * 299

        as_insider.post(
            at("progress-record", measure.pk),
            {"text": "x", "on": "2025-06-30", "record_address": address},
        )

        evidence = ProgressNote.objects.order_by("pk").last().evidence.get()
        assert (evidence.address, evidence.title) == (address, address[:200])


class TestProgressWithdraw:
    def test_keeps_the_note_with_the_reason(self, measure, as_insider):
        note = measure.notes.get()

        page = as_insider.post(at("progress-withdraw", note.pk), {"reason": "记错了"}, follow=True)

        assert "2025-06-30 撤回：记错了" in words(page)
        assert "进展已撤回，记录和理由保留。" in words(page)

    def test_of_somebody_else_is_refused(self, measure, zzb):
        other = UserFactory(unit=zzb, every_permission=True)
        other.user_permissions.remove(
            *other.user_permissions.filter(codename="record_any_progress")
        )
        page = at("progress-withdraw", measure.notes.get().pk)

        answer = signed_in(other).post(page, {"reason": "x"})

        assert answer.status_code == 403
        assert "只能撤回自己记录的进展。" in words(answer)

    def test_without_a_reason_comes_back(self, measure, as_insider):
        page = as_insider.post(at("progress-withdraw", measure.notes.get().pk), {"reason": ""})

        assert page.status_code == 422
        assert "理由：填写理由。" in words(page)


@pytest.mark.parametrize("name", ["measure", "measure-change"])
def test_a_number_no_database_holds_is_not_found(measure, as_insider, name):
    assert as_insider.get(f"/measure/{'9' * 25}/").status_code == 404
    assert as_insider.get(at(name, 0)).status_code == 404


def test_a_measure_page_costs_the_same_with_more_notes(
    measure, insider, as_insider, django_assert_max_num_queries
):
    for _ in range(20):
        note = progress_record(
            measure, text="x", on=TODAY, value=Decimal(1), actor=insider,
            records=[("调度", "/dispatch/")],
        )  # fmt: skip
        Milestone.objects.create(measure=measure, name=f"节点{note.pk}", due_on=TODAY)

    with django_assert_max_num_queries(25):
        assert as_insider.get(at("measure", measure.pk)).status_code == 200


def test_writing_needs_the_token_of_the_form(measure, insider):
    client = Client(enforce_csrf_checks=True)
    client.force_login(insider)

    answer = client.post(at("light-restore", measure.pk))

    assert answer.status_code == 403
