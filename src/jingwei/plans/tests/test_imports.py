"""The pages from document to confirmed plan."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from conftest import signed_in
from jingwei.plans.models import AnnualPlan, Measure, MeasureUnit, PlanVersion
from jingwei.plans.selectors.versions import present_version
from jingwei.plans.services.plan import (
    plan_close,
    plan_issue,
    version_confirm,
    version_digest,
)
from jingwei.plans.services.progress import progress_record
from jingwei.plans.tests.drafts import TEXT, edit, handed_in, page, queries
from tests.factories import UserFactory


@pytest.fixture
def draft(zzb, insider, today):
    return handed_in(TEXT, zzb, insider)


@pytest.fixture
def plan(draft, insider):
    return version_confirm(draft, actor=insider)


class TestWhoMaySee:
    @pytest.mark.parametrize("name", ["cut", "version-confirm"])
    def test_a_draft_of_another_department_is_not_there(self, name, draft, as_outsider):
        assert as_outsider.get(reverse(f"plans:{name}", args=[draft.pk])).status_code == 404

    @pytest.mark.parametrize("name", ["cut", "version-confirm"])
    def test_a_draft_needs_the_permission_to_import(self, name, draft, as_powerless):
        assert as_powerless.get(reverse(f"plans:{name}", args=[draft.pk])).status_code == 403

    @pytest.mark.parametrize("name", ["version-list", "text", "close"])
    def test_a_plan_of_another_department_is_not_there(self, name, plan, as_outsider):
        assert as_outsider.get(reverse(f"plans:{name}", args=[plan.pk])).status_code == 404

    @pytest.mark.parametrize("name", ["version-list", "text", "close"])
    def test_a_plan_needs_a_permission(self, name, plan, as_powerless):
        assert as_powerless.get(reverse(f"plans:{name}", args=[plan.pk])).status_code == 403

    def test_the_import_needs_the_permission_to_import(self, as_powerless):
        assert as_powerless.get(reverse("plans:import")).status_code == 403

    def test_nobody_gets_in_without_a_sign_in(self, client, draft):
        response = client.get(page(draft))

        assert response.status_code == 302
        assert reverse("account_login") in response["Location"]

    def test_nobody_issues_a_plan_that_only_gives_them_something(self, plan, jyj, as_outsider):
        measure = plan.measures.first()
        MeasureUnit.objects.create(measure=measure, role="lead", text="区教育局", unit=jyj)

        response = as_outsider.post(reverse("plans:issue", args=[plan.pk]))

        assert response.status_code == 404
        assert AnnualPlan.objects.get().state == AnnualPlan.State.DRAFT


class TestImport:
    address = "/plan/import/"

    def test_a_pasted_text_becomes_a_draft_and_opens_in_the_editor(self, as_insider, zzb, today):
        response = as_insider.post(self.address, {"text": TEXT, "unit": zzb.pk})

        version = PlanVersion.objects.get()
        assert response["Location"] == page(version)
        assert (version.plan.year, version.plan.unit) == (2025, zzb)
        assert not Measure.objects.exists()

    def test_a_file_becomes_a_draft_under_its_name(self, as_insider, zzb, today):
        file = SimpleUploadedFile("要点.txt", TEXT.encode("gbk"))

        as_insider.post(self.address, {"file": file, "unit": zzb.pk})

        version = PlanVersion.objects.get()
        assert (version.file_name, version.source_text) == ("要点.txt", TEXT)

    def test_the_department_of_the_reader_is_chosen_and_sections_are_not_offered(
        self, qinglan, zzb, gbk, today
    ):
        reader = UserFactory(unit=gbk, every_permission=True)
        reader.scopes.create(path=qinglan.path)

        form = signed_in(reader).get(self.address).context["form"]

        assert form["unit"].initial == zzb
        assert gbk not in form.fields["unit"].queryset

    def test_what_is_no_plan_comes_back_with_the_text_kept(self, as_insider, zzb, today):
        response = as_insider.post(self.address, {"text": "今天天气很好。", "unit": zzb.pk})

        assert response.status_code == 422
        assert "不像一份工作计划" in response.content.decode()
        assert "今天天气很好。</textarea>" in response.content.decode()
        assert not AnnualPlan.objects.exists()

    @pytest.mark.parametrize(
        ("name", "data", "words"),
        [
            ("要点.docx", b"not a package", "内容不是 Word 文档"),
            ("要点.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "旧版格式"),
            ("要点.txt", b"", "空的"),
            ("要点.exe", b"MZ\x00\x01", "不认识文件"),
        ],
    )
    def test_a_file_that_cannot_be_read_is_refused_in_plain_words(
        self, name, data, words, as_insider, zzb, today
    ):
        file = SimpleUploadedFile(name, data)

        response = as_insider.post(self.address, {"file": file, "unit": zzb.pk})

        assert response.status_code == 422
        assert words in response.content.decode()

    def test_a_file_beyond_the_limit_is_refused(self, as_insider, zzb, today, monkeypatch):
        monkeypatch.setattr("jingwei.plans.forms.imports.MOST_BYTES", 10)
        file = SimpleUploadedFile("要点.txt", TEXT.encode())

        response = as_insider.post(self.address, {"file": file, "unit": zzb.pk})

        assert response.status_code == 422
        assert "超过" in str(response.context["form"].errors["file"])

    def test_neither_file_nor_text_is_refused(self, as_insider, zzb, today):
        response = as_insider.post(self.address, {"unit": zzb.pk})

        assert "选择文件，或者粘贴全文。" in response.content.decode()

    def test_a_file_and_a_text_at_once_are_refused(self, as_insider, zzb, today):
        file = SimpleUploadedFile("要点.txt", TEXT.encode())

        response = as_insider.post(self.address, {"file": file, "text": TEXT, "unit": zzb.pk})

        assert response.status_code == 422
        assert "只能用一样" in response.content.decode()

    def test_a_text_without_a_year_asks_for_one(self, as_insider, zzb, today):
        response = as_insider.post(
            self.address, {"text": TEXT.replace("2025年", ""), "unit": zzb.pk}
        )

        assert response.status_code == 422
        assert "没有写年份" in str(response.context["form"].errors["year"])

    def test_a_unit_out_of_sight_is_refused(self, as_insider, jyj, today):
        response = as_insider.post(self.address, {"text": TEXT, "unit": jyj.pk})

        assert response.status_code == 422
        assert "不在你的数据范围内" in response.content.decode()

    def test_a_new_version_belongs_to_the_plan_it_was_asked_for(self, as_insider, plan):
        renamed = TEXT.replace("工作要点", "工作要点（修订）")

        as_insider.post(f"{self.address}?plan={plan.pk}", {"text": renamed})

        assert [v.number for v in plan.versions.order_by("number")] == [1, 2]
        assert AnnualPlan.objects.count() == 1

    def test_the_open_draft_that_an_import_would_replace_is_shown(self, as_insider, draft):
        response = as_insider.get(f"{self.address}?plan={draft.plan_id}")

        assert "再导入会替换它" in response.content.decode()

    def test_an_archived_plan_refuses_in_the_form(self, as_insider, plan, insider):
        plan_close(plan_issue(plan, actor=insider), actor=insider)

        response = as_insider.post(f"{self.address}?plan={plan.pk}", {"text": TEXT})

        assert response.status_code == 422
        assert "已归档" in response.content.decode()

    def test_a_plan_of_others_takes_no_version(self, as_outsider, plan):
        assert as_outsider.get(f"{self.address}?plan={plan.pk}").status_code == 404


class TestConfirmPage:
    def address(self, version):
        return reverse("plans:version-confirm", args=[version.pk])

    def test_of_a_first_version_lists_what_will_be(self, as_insider, draft):
        body = as_insider.get(self.address(draft)).content.decode()

        assert "2 个板块、3 个任务、5 条举措" in body
        assert "<li>建立支部联系点台账</li>" in body

    def test_confirms_and_leads_to_the_receipt(self, as_insider, draft):
        response = as_insider.post(self.address(draft), {"seen": version_digest(draft)})

        assert response["Location"] == page(draft)
        assert present_version(draft.plan) == draft
        assert draft.plan.state == AnnualPlan.State.DRAFT

    def test_issues_at_once_when_asked(self, as_insider, draft):
        as_insider.post(self.address(draft), {"seen": version_digest(draft), "issue": "on"})

        assert AnnualPlan.objects.get().state == AnnualPlan.State.ISSUED

    def test_whoever_may_not_issue_is_not_asked_and_cannot(self, draft, zzb):
        officer = UserFactory(unit=zzb, roles=["section_officer"])
        officer.user_permissions.add(Permission.objects.get(codename="import_annualplan"))
        client = signed_in(officer)

        body = client.get(self.address(draft)).content.decode()
        client.post(self.address(draft), {"seen": version_digest(draft), "issue": "on"})

        assert "确认后立即发布" not in body
        assert AnnualPlan.objects.get().state == AnnualPlan.State.DRAFT

    def test_cuts_moved_after_the_check_come_back_for_another_one(self, as_insider, draft):
        seen = version_digest(draft)
        edit(as_insider, draft, "举办党务", kind="context")

        response = as_insider.post(self.address(draft), {"seen": seen})

        assert response.status_code == 422
        assert "请重新核对" in response.content.decode()
        assert present_version(draft.plan) is None

    def test_cuts_without_a_measure_are_refused(self, as_insider, draft):
        for word in ("举办党务", "开展老党员", "建立走访", "建立支部", "开展科级"):
            edit(as_insider, draft, word, kind="context")
        draft.refresh_from_db()

        response = as_insider.post(self.address(draft), {"seen": version_digest(draft)})

        assert response.status_code == 422
        assert "没有举措" in response.content.decode()

    def test_of_a_later_version_shows_who_loses_what(self, as_insider, plan, insider):
        measure = plan.measures.get(text__contains="走访慰问")
        Measure.objects.filter(pk=measure.pk).update(owner=insider)
        progress_record(measure, text="走访3户", on=date(2025, 5, 8), actor=insider)
        text = TEXT.replace("开展老党员走访慰问，", "").replace("培训班2期", "培训班3期")
        version = handed_in(text, plan.unit, insider, plan)

        body = as_insider.get(self.address(version)).content.decode()

        assert "删去 1 条" in body
        assert "责任人 顾青 · 进展 1 条" in body
        assert "培训班<del>2</del><ins>3</ins>期" in body

    def test_a_new_printed_limit_is_pointed_out_and_not_taken_over(self, as_insider, plan, insider):
        text = TEXT.replace("开展科级班子", "9月底前开展科级班子")
        version = handed_in(text, plan.unit, insider, plan)

        body = as_insider.get(self.address(version)).content.decode()

        assert "完成时限仍为 2025-12-31" in body

    def test_the_queries_do_not_grow_with_the_measures(self, as_insider, plan, insider):
        small = queries(as_insider, self.address(handed_in(TEXT, plan.unit, insider, plan)))
        many = "".join(f"开展第{n}轮走访慰问活动。" for n in range(60))
        large = handed_in(TEXT.replace("举办", many + "举办"), plan.unit, insider, plan)
        version_confirm(large, actor=insider)

        again = handed_in(TEXT, plan.unit, insider, plan)
        assert queries(as_insider, self.address(again)) == small


class TestDiscardIssueClose:
    def test_a_discarded_first_draft_leaves_nothing(self, as_insider, draft):
        response = as_insider.post(
            reverse("plans:version-discard", args=[draft.pk]), {"confirmed": "yes"}
        )

        assert response["Location"] == reverse("plans:board")
        assert not AnnualPlan.objects.exists()

    def test_a_discarded_later_draft_leaves_the_version_in_force(self, as_insider, plan, insider):
        version = handed_in(TEXT, plan.unit, insider, plan)

        response = as_insider.post(
            reverse("plans:version-discard", args=[version.pk]), {"confirmed": "yes"}
        )

        assert response["Location"] == reverse("plans:version-list", args=[plan.pk])
        assert plan.versions.count() == 1

    def test_a_draft_is_not_discarded_before_a_second_yes(self, as_insider, draft):
        response = as_insider.post(reverse("plans:version-discard", args=[draft.pk]))

        assert "不能找回" in response.content.decode()
        assert PlanVersion.objects.filter(pk=draft.pk).exists()

    def test_a_link_does_not_discard(self, as_insider, draft):
        address = reverse("plans:version-discard", args=[draft.pk])

        assert as_insider.get(address).status_code == 405

    def test_issue_tells_how_many_measures_have_nobody(self, as_insider, plan):
        response = as_insider.post(reverse("plans:issue", args=[plan.pk]), follow=True)

        assert "其中 5 条还没有责任人" in response.content.decode()
        assert AnnualPlan.objects.get().state == AnnualPlan.State.ISSUED

    def test_issuing_twice_says_what_it_is_now(self, as_insider, plan, insider):
        plan_issue(plan, actor=insider)

        response = as_insider.post(reverse("plans:issue", args=[plan.pk]), follow=True)

        assert "现在是“已发布”" in response.content.decode()

    def test_close_asks_first_and_then_archives(self, as_insider, plan, insider):
        plan_issue(plan, actor=insider)
        address = reverse("plans:close", args=[plan.pk])

        asked = as_insider.post(address)
        state = AnnualPlan.objects.get().state
        as_insider.post(address, {"confirmed": "yes"})

        assert "这一步不能撤回" in asked.content.decode()
        assert state == AnnualPlan.State.ISSUED
        assert AnnualPlan.objects.get().state == AnnualPlan.State.CLOSED
