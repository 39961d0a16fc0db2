"""What can be done to measures by their pages: close, suspend, milestones, bulk."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jingwei.plans.models import Measure, Milestone
from jingwei.plans.services import measure as services
from jingwei.plans.services.plan import plan_close
from jingwei.plans.services.progress import progress_record
from jingwei.plans.tests.pages import at, words
from tests.factories import MeasureFactory

pytestmark = pytest.mark.once

TODAY = date(2025, 6, 30)


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


class TestCloseAndRestate:
    def test_closes(self, measure, as_insider):
        page = as_insider.post(
            at("measure-close", measure.pk),
            {"on": "2025-06-30", "statement": "已完成"},
            follow=True,
        )

        assert "已销号。" in words(page)
        assert "✓ 完成" in words(page)

    @pytest.mark.parametrize(
        ("sent", "told"),
        [
            ({"on": "", "statement": "x"}, "完成日期：填写完成日期。"),
            ({"on": "2025-06-30", "statement": ""}, "完成情况：填写完成情况。"),
            ({"on": "2025-07-01", "statement": "x"}, "完成日期 2025-07-01 还没有到。"),
        ],
    )
    def test_bad_input_comes_back(self, measure, as_insider, sent, told):
        page = as_insider.post(at("measure-close", measure.pk), sent)

        assert page.status_code == 422
        assert told in words(page)
        assert Measure.objects.get().state == "open"

    @pytest.mark.parametrize(
        ("act", "before", "told"),
        [
            ("suspend", "open", "已暂缓。"),
            ("resume", "suspended", "已恢复推进。"),
            ("reopen", "done", "已重新打开。"),
        ],
    )
    def test_each_change_of_state_asks_why_and_says_so(
        self, measure, insider, as_insider, act, before, told
    ):
        if before == "suspended":
            services.measure_suspend(measure, reason="等", actor=insider)
        if before == "done":
            services.measure_close(measure, on=TODAY, statement="完", actor=insider)

        empty = as_insider.post(at(f"measure-{act}", measure.pk), {"reason": ""})
        page = as_insider.post(at(f"measure-{act}", measure.pk), {"reason": "x"}, follow=True)

        assert empty.status_code == 422
        assert told in words(page)

    def test_of_an_archived_plan_is_refused_with_the_reason(self, measure, insider, as_insider):
        plan_close(measure.plan, actor=insider)

        page = as_insider.post(at("measure-suspend", measure.pk), {"reason": "x"})

        assert page.status_code == 422
        assert "已归档，只能查看，不能再改。" in words(page)


class TestLightOverride:
    def test_sets_and_restores(self, measure, as_insider):
        page = as_insider.post(
            at("light-override", measure.pk), {"light": "red", "reason": "经费没到"}, follow=True
        )
        back = as_insider.post(at("light-restore", measure.pk), follow=True)

        assert "■ 滞后" in words(page)
        assert "已恢复为计算结果。" in words(back)
        assert "● 正常" in words(back)

    @pytest.mark.parametrize(
        ("sent", "told"),
        [
            ({"light": "red", "reason": ""}, "理由：填写理由。"),
            ({"reason": "x"}, "改为：选择要改成的灯。"),
            ({"light": "done", "reason": "x"}, "done 不在可用的选项中"),
        ],
    )
    def test_bad_input_comes_back(self, measure, as_insider, sent, told):
        page = as_insider.post(at("light-override", measure.pk), sent)

        assert page.status_code == 422
        assert told in words(page)


class TestMilestonePages:
    SENT = {"name": "印发", "due_on": "2025-06-20", "done_on": "", "document_title": ""}

    def test_adds_one(self, measure, as_insider):
        page = as_insider.post(at("milestone-add", measure.pk), self.SENT, follow=True)

        assert "节点已保存。" in words(page)
        assert "印发 2025-06-20 ■ 逾期" in words(page)

    def test_finishes_one_with_its_document(self, measure, stone, as_insider):
        file = SimpleUploadedFile("办法.txt", "全文".encode())

        as_insider.post(
            at("milestone-change", measure.pk, stone.pk),
            {**self.SENT, "done_on": "2025-06-30", "file": file},
        )

        page = as_insider.get(at("measure", measure.pk))
        assert "印发 2025-06-20 ✓ 2025-06-30 办法.txt" in words(page)
        assert as_insider.get(at("milestone-document", stone.pk)).content == "全文".encode()

    def test_without_a_document_there_is_nothing_to_send(self, stone, as_insider):
        assert as_insider.get(at("milestone-document", stone.pk)).status_code == 404

    @pytest.mark.parametrize(
        ("changed", "told"),
        [
            ({"name": ""}, "节点：填写节点名称。"),
            ({"due_on": ""}, "应完成：填写应完成的日期。"),
            ({"done_on": "2025-07-01"}, "2025-07-01 还没有到，实际完成不能晚于今天。"),
        ],
    )
    def test_bad_input_comes_back(self, measure, as_insider, changed, told):
        page = as_insider.post(at("milestone-add", measure.pk), {**self.SENT, **changed})

        assert page.status_code == 422
        assert told in words(page)
        assert not Milestone.objects.exists()

    def test_of_another_measure_is_not_there(self, stone, as_insider):
        other = MeasureFactory(plan=stone.measure.plan)

        assert as_insider.get(at("milestone-change", other.pk, stone.pk)).status_code == 404

    def test_removes_one_from_the_page_of_the_measure(self, measure, stone, as_insider):
        before = as_insider.get(at("measure", measure.pk)).content.decode()

        page = as_insider.post(at("milestone-remove", stone.pk), follow=True)

        assert at("milestone-remove", stone.pk) in before
        assert "节点“印发”已删除。" in words(page)

    def test_of_an_archived_plan_stays(self, measure, stone, insider, as_insider):
        plan_close(measure.plan, actor=insider)

        page = as_insider.post(at("milestone-remove", stone.pk), follow=True)

        assert "已归档，只能查看" in words(page)
        assert Milestone.objects.exists()


class TestMeasuresAssign:
    def test_first_shows_what_is_ticked_then_does_it(self, measure, insider, as_insider):
        ticked = {"measure": [measure.pk]}
        page = at("measures-assign", measure.plan_id)

        check = as_insider.post(page, ticked)
        done = as_insider.post(
            page, {**ticked, "confirmed": "yes", "owner": insider.pk}, follow=True
        )

        assert "分派 1 条举措" in words(check)
        assert "已分派 1 条举措。" in words(done)
        assert Measure.objects.get().owner == insider

    @pytest.mark.parametrize("sent", [{}, {"measure": "x"}, {"measure": "9" * 30}])
    def test_with_nothing_ticked_says_so(self, measure, as_insider, sent):
        page = as_insider.post(at("measures-assign", measure.plan_id), sent, follow=True)

        assert "还没有勾选举措。先勾选，再分派。" in words(page)

    @pytest.mark.parametrize(
        ("sent", "told"),
        [
            ({}, "至少填写一项要分派的内容。"),
            ({"due_on": "2025-09-30"}, "修改时限需要写明理由"),
            ({"due_on": "2024-09-30", "reason": "x"}, "完成时限早于启动时间。"),
        ],
    )
    def test_bad_input_comes_back_with_the_ticks(self, measure, as_insider, sent, told):
        page = as_insider.post(
            at("measures-assign", measure.plan_id),
            {"measure": [measure.pk], "confirmed": "yes", **sent},
        )

        assert page.status_code == 422
        assert told in words(page)
        assert f'name="measure" value="{measure.pk}"' in page.content.decode()

    def test_answers_the_cast(self, measure, as_insider, as_outsider, as_powerless, client):
        page = at("measures-assign", measure.plan_id)
        sent = {"measure": [measure.pk], "confirmed": "yes", "starts_on": "2025-02-01"}

        codes = [one.post(page, sent).status_code for one in (as_outsider, as_powerless, client)]

        assert codes == [404, 403, 302]
        assert as_insider.get(page).status_code == 405
        assert Measure.objects.get().starts_on == date(2025, 1, 1)
