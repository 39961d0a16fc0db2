"""The pages of the reports: choose, check, download, seal; who may and who may not."""

import io
import re
from html import unescape

import pytest
from docx import Document

from jingwei.kernel.models import AuditEntry
from jingwei.plans.models import DispatchMeeting, ProgressNote, Report
from jingwei.plans.services import measure as services
from jingwei.plans.services.report import content_digest, report_reprint
from jingwei.plans.tests.report_story import story
from tests.factories import PlanFactory

pytestmark = pytest.mark.once

__all__ = ["story"]
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def asked(story):
    return {"plan": story.plan.pk, "kind": "monthly", "as_of": "2025-06-30"}


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def page(client, address, data=None):
    answer = client.get(address, data)
    assert answer.status_code == 200
    return answer.content.decode()


def sent(html):
    """What the button of the check page would post."""
    form = html[html.index('id="seal"') :]
    pairs = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
    found = {}
    for name, value in pairs:
        found.setdefault(name, []).append(unescape(value))
    return found


@pytest.fixture
def sealed(asked, as_insider, media):
    as_insider.post("/report/seal/", sent(page(as_insider, "/report/check/", asked)))
    return Report.objects.get()


class TestNew:
    def test_proposes_the_current_month_of_the_plan_in_force(self, story, as_insider):
        html = page(as_insider, "/report/new/")

        assert 'value="2025-06"' in html
        assert re.search(rf'<option value="{story.plan.pk}" selected', html)
        assert html.count("checked") == 6

    def test_keeps_the_plan_and_kind_of_the_address(self, story, zzb, as_insider):
        other = PlanFactory(unit=zzb, year=2024, title="区委组织部2024年工作要点")

        html = page(as_insider, "/report/new/", {"plan": other.pk, "kind": "year_end"})

        assert re.search(rf'<option value="{other.pk}" selected', html)
        assert '<option value="year_end" selected' in html
        assert 'value="2024-12"' in html

    def test_without_a_plan_of_ones_own_says_so(self, story, as_outsider):
        assert "没有你可以出报告的要点" in page(as_outsider, "/report/new/")


class TestCheck:
    def test_lists_every_number_with_its_definition(self, asked, as_insider):
        html = page(as_insider, "/report/check/", asked)

        answer = as_insider.get("/report/check/", asked)
        for figure in answer.context["content"]["figures"].values():
            assert figure["means"] in html

    def test_every_number_opens_exactly_as_many_rows(self, asked, as_insider):
        answer = as_insider.get("/report/check/", asked)

        numbers = [pair for _, found in answer.context["groups"] for pair in found]
        figures = answer.context["content"]["figures"]
        assert {number.code for number, _ in numbers} == set(figures)
        for number, address in numbers:
            target = f"/report/check/{address}" if address.startswith("?") else address
            html = page(as_insider, target.split("#")[0])
            table = re.search(
                r'<table class="[a-z ]+" id="(?:behind|list)">.*?</table>', html, re.S
            )
            rows = table[0].count("<tr>") - 1 if table and "没有记录" not in html else 0
            assert rows == figures[number.code]["value"], number.name

    def test_month_alone_is_enough(self, story, as_insider):
        answer = as_insider.get(
            "/report/check/", {"plan": story.plan.pk, "kind": "monthly", "month": "2025-05"}
        )

        assert answer.context["content"]["as_of"] == "2025-05-31"

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"as_of": "2025-07-01"}, "2025-07-01 还没有到，最晚选今天（2025-06-30）。"),
            ({"as_of": "2024-06-30"}, "请选择 2025 年内的日期"),
            ({"month": "2025-05"}, "2025-06-30 不在所选的 2025-05 内"),
            ({"kind": "weekly"}, "weekly"),
            ({"plan": ""}, "要点："),
        ],
    )
    def test_what_cannot_be_reported_comes_back_in_the_form(self, asked, as_insider, changes, said):
        answer = as_insider.get("/report/check/", {**asked, **changes})

        assert answer.status_code == 422
        assert said in answer.content.decode()

    def test_block_without_numbers_can_be_drawn_too(self, asked, as_insider):
        html = page(as_insider, "/report/check/", {**asked, "blocks": "annex"})

        assert "所选内容里没有需要核对的数字" in html


class TestDraft:
    def test_is_a_document_and_keeps_nothing(self, asked, as_insider):
        answer = as_insider.get("/report/draft.docx", asked)

        assert answer["Content-Type"] == DOCX
        assert Document(io.BytesIO(answer.content)).tables
        assert not Report.objects.exists()

    def test_from_the_dispatch_page_it_takes_two_clicks(self, story, as_insider):
        dispatch = page(as_insider, "/dispatch/2025-06/")
        (check,) = set(re.findall(r'href="(/report/check/[^"]*)"', dispatch))

        html = page(as_insider, unescape(check))

        (draft,) = set(re.findall(r'href="(/report/draft.docx[^"]*)"', html))
        answer = as_insider.get(unescape(draft))
        text = "".join(p.text for p in Document(io.BytesIO(answer.content)).paragraphs)
        assert all(str(area.heading) in text for area in story.plan.areas.all())

    def test_bad_day_is_refused(self, asked, as_insider):
        answer = as_insider.get("/report/draft.docx", {**asked, "as_of": "2024-01-01"})

        assert answer.status_code == 422


class TestSeal:
    def test_keeps_content_file_and_a_trace(self, sealed, insider):
        entry = AuditEntry.objects.get(act="report.seal")

        with sealed.file.content.open("rb") as stored:
            assert stored.read() == report_reprint(sealed.content)
        assert entry.actor == insider
        assert entry.data["content"] == content_digest(sealed.content)
        assert entry.data["file"] == sealed.file.digest

    def test_sealed_report_stays_as_it_was_when_records_change(
        self, sealed, story, insider, as_insider
    ):
        before = as_insider.get(f"/report/{sealed.pk}/report.docx").content

        ProgressNote.objects.update(text="改过的进展")
        services.measures_assign(
            [story.measures["rooms"]], fields={"owner": None}, reason="", actor=insider
        )

        sealed.refresh_from_db()
        assert as_insider.get(f"/report/{sealed.pk}/report.docx").content == before
        assert report_reprint(sealed.content) == before

    def test_receipt_is_shown_and_the_report_listed(self, sealed, as_insider):
        html = page(as_insider, f"/report/?sealed={sealed.pk}")

        assert "已封存" in html
        assert f"BG-20250630-{sealed.pk:04d}" in html
        assert html.count(f"/report/{sealed.pk}/report.docx") == 2

    def test_numbers_that_changed_since_the_check_are_not_sealed(
        self, asked, story, insider, as_insider, media
    ):
        checked = sent(page(as_insider, "/report/check/", asked))
        services.light_restore(story.measures["rooms"], actor=insider)

        answer = as_insider.post("/report/seal/", checked)

        assert answer.status_code == 409
        assert "有记录发生了变化，报告没有封存" in answer.content.decode()
        assert not Report.objects.exists()

    def test_bad_day_seals_nothing(self, asked, as_insider, media):
        answer = as_insider.post("/report/seal/", {**asked, "as_of": "2030-01-01", "seen": ""})

        assert answer.status_code == 422
        assert not Report.objects.exists()


class TestList:
    def test_filters_by_plan_and_kind(self, sealed, as_insider):
        listed = page(as_insider, "/report/", {"plan": sealed.plan_id, "kind": "monthly"})
        hidden = page(as_insider, "/report/", {"kind": "year_end"})

        assert sealed.title in listed
        assert sealed.title not in hidden
        assert "没有符合条件的报告" in hidden

    def test_without_reports_tells_what_to_do(self, story, as_insider):
        assert "还没有封存的报告" in page(as_insider, "/report/")


class TestMinutes:
    def test_minutes_of_a_held_meeting_are_a_document(self, story, as_insider):
        meeting = DispatchMeeting.objects.get(month="2025-06-01")

        answer = as_insider.get(f"/meeting/{meeting.pk}/minutes.docx")

        text = "".join(p.text for p in Document(io.BytesIO(answer.content)).paragraphs)
        assert answer["Content-Type"] == DOCX
        assert "7月中旬前完成整改" in text

    def test_meeting_that_goes_on_has_none_yet(self, story, as_insider):
        meeting = DispatchMeeting.objects.get(month="2025-06-01")
        DispatchMeeting.objects.update(held_at=None)

        answer = as_insider.get(f"/meeting/{meeting.pk}/minutes.docx", follow=True)

        assert answer.redirect_chain
        assert "会议还没有结束" in answer.content.decode()


class TestWho:
    ADDRESSES = ("/report/check/", "/report/draft.docx")

    @pytest.mark.parametrize("address", ADDRESSES)
    def test_foreign_plan_is_not_found(self, asked, as_outsider, address):
        assert as_outsider.get(address, asked).status_code == 404

    @pytest.mark.parametrize("address", ADDRESSES)
    def test_given_measures_do_not_make_the_plan_ones_own(
        self, asked, story, jyj, insider, as_outsider, address
    ):
        services.measures_assign([story.measures["rooms"]], fields={"lead": jyj}, actor=insider)

        assert as_outsider.get(address, asked).status_code == 404

    def test_foreign_report_is_neither_listed_nor_found(self, sealed, as_outsider):
        assert sealed.title not in page(as_outsider, "/report/", {"sealed": sealed.pk})
        assert as_outsider.get(f"/report/{sealed.pk}/report.docx").status_code == 404

    def test_foreign_plan_cannot_be_sealed(self, asked, as_outsider, media):
        answer = as_outsider.post("/report/seal/", {**asked, "seen": ""})

        assert answer.status_code == 404
        assert not Report.objects.exists()

    def test_foreign_minutes_are_not_found(self, story, as_outsider):
        meeting = DispatchMeeting.objects.get(month="2025-06-01")

        assert as_outsider.get(f"/meeting/{meeting.pk}/minutes.docx").status_code == 404

    def test_without_the_permission_everything_is_refused(self, asked, sealed, as_powerless):
        meeting = DispatchMeeting.objects.get(month="2025-06-01")
        addresses = ["/report/", "/report/new/", *self.ADDRESSES]
        addresses += [f"/report/{sealed.pk}/report.docx", f"/meeting/{meeting.pk}/minutes.docx"]

        found = {address: as_powerless.get(address, asked).status_code for address in addresses}

        assert found == dict.fromkeys(addresses, 403)
        assert as_powerless.post("/report/seal/", asked).status_code == 403

    def test_sealing_needs_its_own_permission(self, asked, insider, as_insider, media):
        kept = insider.user_permissions.exclude(codename="seal_report")
        insider.user_permissions.set(kept)

        html = page(as_insider, "/report/check/", asked)

        assert "封存这份报告" not in html
        assert as_insider.post("/report/seal/", {**asked, "seen": ""}).status_code == 403

    def test_stranger_is_sent_to_sign_in(self, asked, client):
        answer = client.get("/report/check/", asked)

        assert answer.status_code == 302
        assert answer["Location"].startswith("/account/login/")

    def test_reading_pages_refuse_to_be_posted_to(self, asked, as_insider):
        assert as_insider.post("/report/draft.docx", asked).status_code == 405
        assert as_insider.get("/report/seal/", asked).status_code == 405
