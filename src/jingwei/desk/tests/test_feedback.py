"""Questions and answers: open to everyone; who asked is told to who answers, or to nobody."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from jingwei.desk.models import Feedback
from jingwei.desk.selectors.feedback import waiting_for
from jingwei.desk.services import feedback_answer, feedback_send
from jingwei.kernel.models import AuditEntry
from tests.factories import UserFactory

PAGE = reverse("desk:feedback")
HELP = reverse("desk:help")
DAY = date(2025, 6, 30)


@pytest.fixture
def question(powerless):
    return feedback_send(page="/units/?q=组织部", text="单位表不好找", actor=powerless)


def main_of(answer):
    return answer.content.decode().split("<main", 1)[1].split("</main", 1)[0]


@pytest.mark.parametrize("url", [PAGE, HELP])
class TestDoors:
    def test_opens_to_everyone_signed_in(self, as_powerless, url):
        assert as_powerless.get(url).status_code == 200

    def test_sends_a_stranger_to_the_sign_in(self, client, db, url):
        assert client.get(url).status_code == 302


class TestSend:
    def test_keeps_the_question_and_the_path_of_its_page(self, as_powerless, powerless):
        answer = as_powerless.post(PAGE, {"page": "/units/?q=周某", "text": "单位表不好找"})

        row = Feedback.objects.get()
        assert answer["Location"] == PAGE
        assert (row.page, row.text, row.by) == ("/units/", "单位表不好找", powerless)

    @pytest.mark.parametrize(
        "page", ["https://elsewhere.example/", "//elsewhere.example/", "units"]
    )
    def test_a_page_that_is_not_ours_is_dropped(self, powerless, page):
        row = feedback_send(page=page, text="意见", actor=powerless)

        assert not row.page.startswith("//")
        assert "elsewhere" not in row.page

    def test_an_empty_question_is_refused(self, as_powerless):
        answer = as_powerless.post(PAGE, {"text": "  "})

        assert answer.status_code == 422
        assert not Feedback.objects.exists()

    def test_leaves_no_trace_of_the_asker_in_the_trail(self, db, powerless):
        before = AuditEntry.objects.count()

        feedback_send(page="/units/", text="投诉", actor=powerless)

        assert AuditEntry.objects.count() == before

    def test_from_any_page_names_that_page(self, as_powerless):
        footer = as_powerless.get(HELP).content.decode()

        assert f"{PAGE}?page=/help/" in footer
        assert "关于页面：帮助" in main_of(as_powerless.get(PAGE, {"page": "/help/"}))


class TestReading:
    def test_an_open_question_is_between_asker_and_answerers(
        self, question, as_powerless, as_insider, gbk, client
    ):
        client.force_login(UserFactory(unit=gbk))

        assert "单位表不好找" in main_of(as_powerless.get(PAGE))
        assert "单位表不好找" in main_of(as_insider.get(PAGE))
        assert "单位表不好找" not in main_of(client.get(PAGE))

    def test_an_answered_one_is_public_without_names(self, question, insider, gbk, client):
        client.force_login(UserFactory(unit=gbk))
        feedback_answer(question, answer="已加上筛选。", actor=insider)

        text = main_of(client.get(PAGE))

        assert "单位表不好找" in text
        assert "已加上筛选。" in text
        assert "陶然" not in text
        assert "我提的" not in text

    def test_answerers_learn_who_asked_unless_it_was_asked_namelessly(
        self, question, powerless, as_powerless, as_insider
    ):
        as_powerless.post(PAGE, {"text": "匿名的一问", "is_anonymous": "on"})
        row = Feedback.objects.get(text="匿名的一问")

        told, hidden = (
            main_of(as_insider.get(reverse("desk:feedback-answer", args=[one.pk])))
            for one in (question, row)
        )

        assert "提出人 陶然" in told
        assert "陶然" not in hidden
        assert main_of(as_insider.get(PAGE)).count("陶然") == 1

    def test_an_open_one_waits_on_the_list_of_who_answers(self, question, insider, powerless):
        (line,) = waiting_for(insider, on=DAY)

        assert (line.what, line.verb) == ("单位表不好找", "答复")
        assert "关于“单位”" in line.why
        assert line.url == reverse("desk:feedback-answer", args=[question.pk])
        assert waiting_for(powerless, on=DAY) == []
        feedback_answer(question, answer="已加上筛选。", actor=insider)
        assert waiting_for(insider, on=DAY) == []

    def test_needs_no_more_queries_for_more_questions(
        self, question, as_insider, powerless, insider, django_assert_max_num_queries
    ):
        as_insider.get(PAGE)
        with django_assert_max_num_queries(30) as few:
            as_insider.get(PAGE)
        for n in range(8):
            row = feedback_send(page="/units/", text=f"问题{n}", actor=powerless)
            feedback_answer(row, answer="答", actor=insider)

        with django_assert_max_num_queries(len(few)):
            as_insider.get(PAGE)


class TestAnswer:
    def test_is_given_on_the_page_and_recorded(self, question, as_insider, insider):
        url = reverse("desk:feedback-answer", args=[question.pk])

        answer = as_insider.post(url, {"answer": "已加上筛选。"})

        question.refresh_from_db()
        entry = AuditEntry.objects.latest("pk")
        assert answer["Location"] == PAGE
        assert (question.answer, question.answered_by) == ("已加上筛选。", insider)
        assert (entry.act, entry.actor) == ("feedback.answer", insider)

    def test_is_closed_without_the_permission(self, question, as_powerless):
        url = reverse("desk:feedback-answer", args=[question.pk])

        assert as_powerless.post(url, {"answer": "好"}).status_code == 403

    def test_an_empty_one_is_refused(self, question, as_insider):
        url = reverse("desk:feedback-answer", args=[question.pk])

        answer = as_insider.post(url, {"answer": ""})

        question.refresh_from_db()
        assert answer.status_code == 422
        assert question.answered_at is None

    def test_never_stands_without_author_and_time(self, question):
        rows = Feedback.objects.filter(pk=question.pk)

        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(answer="无人署名")
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(answered_at=timezone.now())
