"""The form of a step, for one case and for many."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from conftest import signed_in
from jingwei.kernel.models import AuditEntry
from jingwei.procedures.models import Case, CasePaper, CaseVote, StepRecord
from jingwei.procedures.tests import sample
from jingwei.procedures.tests.pages import APPLY, VOTE, at, words
from jingwei.procedures.tests.sample import APPLIED, LOOKED, SHOWN, TALKED, TEXT, taken
from tests.factories import PersonFactory

pytestmark = pytest.mark.once


class TestCaseStep:
    def test_records_and_says_what_comes_next(self, case, as_insider):
        page = as_insider.post(
            at("case-step", case.pk), APPLY | {"seen": case.version}, follow=True
        )

        assert "已登记，按补录登记。下一步：谈话，期限 2025-02-06。" in words(page)
        assert StepRecord.objects.get().data == {"applied_on": "2025-01-06", "age": 30}

    def test_a_paper_is_uploaded_with_it(self, case, as_insider):
        scan = SimpleUploadedFile("申请书.pdf", b"%PDF-1.4 x")

        as_insider.post(
            at("case-step", case.pk), APPLY | {"seen": case.version, "p_application_file": scan}
        )

        paper = CasePaper.objects.get()
        answer = as_insider.get(at("case-paper", paper.pk))
        assert (paper.code, answer.content) == ("application", b"%PDF-1.4 x")
        assert AuditEntry.objects.filter(act="case.paper_download").count() == 1

    @pytest.mark.parametrize(
        ("sent", "told"),
        [
            ({"happened_on": ""}, "发生日期：填写发生日期。"),
            ({"f_applied_on": ""}, "申请日期：填写申请日期。"),
            ({"f_age": "三十"}, "年龄："),
            ({"f_age": "17"}, "年龄 17，不满 18 周岁"),
            ({"f_age": "17"}, "确需继续的，写明理由。"),
            ({"p_application_have": ""}, "还没有“申请书”"),
            ({"happened_on": "2025-07-01"}, "“递交申请”2025-07-01 还没有到"),
        ],
    )
    def test_what_is_refused_comes_back_with_the_findings(self, case, as_insider, sent, told):
        form = APPLY | {"seen": case.version} | sent

        page = as_insider.post(at("case-step", case.pk), {k: v for k, v in form.items() if v})

        assert page.status_code == 422
        assert told in words(page)
        assert not StepRecord.objects.exists()

    def test_a_stale_form_is_refused(self, case, as_insider, insider):
        seen = case.version
        taken(case, APPLIED, actor=insider)

        page = as_insider.post(
            at("case-step", case.pk), {"seen": seen, "happened_on": "2025-01-20"}
        )

        assert page.status_code == 422
        assert "别人办理过这件事" in words(page)

    def test_counts_of_a_vote_are_taken(self, case, as_insider, insider):
        case = taken(case, APPLIED, TALKED, LOOKED, SHOWN, actor=insider)

        page = as_insider.post(at("case-step", case.pk), VOTE | {"seen": case.version}, follow=True)

        vote = CaseVote.objects.get()
        assert (vote.due, vote.present, vote.approve, vote.excluded_count) == (10, 8, 7, 1)
        assert "赞成 7，反对 1，弃权 0" in words(page)

    def test_a_vote_that_cannot_be_is_refused(self, case, as_insider, insider):
        case = taken(case, APPLIED, TALKED, LOOKED, SHOWN, actor=insider)

        page = as_insider.post(
            at("case-step", case.pk), VOTE | {"seen": case.version, "v_approve": "9"}
        )

        assert "多于实到会和书面意见共 8 人" in words(page)

    def test_a_step_passed_over_asks_for_nothing(self, stepped, as_insider):
        page = as_insider.post(
            at("case-step", stepped.pk),
            {"seen": stepped.version, "happened_on": "2025-02-10", "decision": "skip"},
            follow=True,
        )

        assert "下一步：公示" in words(page)

    def test_takes_the_permission_of_the_role(self, today, person, insider):
        roles = '[roles]\nbranch = { label = "党支部", permission = "procedures.revoke_case" }'
        with sample.shelved(TEXT.replace('[roles]\nbranch = "党支部"', roles)):
            case = sample.opened(person, insider)
            insider.user_permissions.remove(insider.user_permissions.get(codename="revoke_case"))

            page = signed_in(insider).get(at("case-step", case.pk))

        assert page.status_code == 403


class TestBulk:
    @pytest.fixture
    def many(self, case, zzb, insider):
        return [case, *(sample.opened(PersonFactory(unit=zzb), insider) for _ in range(2))]

    def picks(self, cases):
        return {"pick": [case.pk for case in cases]}

    def test_first_asks_then_records(self, many, as_insider):
        form = as_insider.post(at("case-bulk"), self.picks(many))
        page = as_insider.post(
            at("case-bulk"),
            self.picks(many) | APPLY | {"reason": "统一办理", "confirmed": "yes", "whole": "yes"},
        )

        assert "登记这 3 件的递交申请" in words(form)
        assert "已登记 3 件。" in words(page)
        assert set(Case.objects.values_list("step", flat=True)) == {"A02"}

    def test_lists_each_refused_one_with_the_reason(self, many, as_insider, insider):
        from jingwei.procedures.services import case_suspend

        case_suspend(many[1], seen=many[1].version, reason="x", actor=insider)

        page = as_insider.post(
            at("case-bulk"),
            self.picks(many) | APPLY | {"reason": "统一", "confirmed": "yes", "whole": "no"},
        )

        assert "已登记 2 件，没有登记 1 件" in words(page)
        assert "现在是“中止”" in words(page)

    def test_all_that_the_filters_find(self, many, as_insider):
        query = f"definition={sample.CODE}&step=A01"

        page = as_insider.post(at("case-bulk"), {"all": "yes", "query": query})

        assert "批量登记递交申请 3 件" in words(page)

    def test_unlike_cases_are_sent_back(self, many, as_insider, insider):
        taken(many[0], APPLIED, actor=insider)

        page = as_insider.post(at("case-bulk"), self.picks(many), follow=True)

        assert "勾选的程序不在同一步骤" in words(page)
