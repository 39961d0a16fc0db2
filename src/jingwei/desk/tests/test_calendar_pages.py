"""The pages of the work calendar."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from jingwei.kernel.models import CalendarDay, CalendarYear
from jingwei.kernel.workdays import calendar_seed, work_calendar

PAGE = reverse("desk:calendar")
DAY = reverse("desk:calendar-day")
YEAR = reverse("desk:calendar-year", args=[2027])
HOLIDAY = {"day": "2027-01-01", "is_working": "no", "reason": "元旦放假"}

pytestmark = pytest.mark.usefixtures("today", "seeded")


@pytest.fixture
def seeded(db):
    calendar_seed()


@pytest.mark.parametrize("url", [PAGE, DAY, YEAR])
class TestDoors:
    def test_open_to_the_insider(self, as_insider, url):
        assert as_insider.get(url).status_code == 200

    def test_are_closed_without_the_permission(self, as_powerless, url):
        assert as_powerless.get(url).status_code == 403

    def test_send_a_stranger_to_the_sign_in(self, client, url):
        assert client.get(url).status_code == 302


class TestCalendar:
    def test_lists_the_known_years_and_says_which_are_unknown(self, as_insider):
        CalendarYear.objects.filter(year__gt=2025).delete()
        CalendarDay.objects.filter(day__year__gt=2025).delete()

        years = as_insider.get(PAGE).context["years"]

        assert [row.year for row in years] == list(range(2026, 2017, -1))
        assert [row.state for row in years][:2] == ["没有数据，不能计算", "齐全"]
        assert (years[0].working, years[1].working) == (None, 248)

    def test_shows_the_days_of_the_present_year_that_differ(self, as_insider):
        page = as_insider.get(PAGE).content.decode()

        assert "2025-06-02" in page
        assert "端午节放假" in page
        assert "6 月 20 天" in page

    def test_shows_another_year_when_asked(self, as_insider):
        assert as_insider.get(PAGE, {"year": "2024"}).context["shown"].row.year == 2024

    @pytest.mark.parametrize("asked", ["", "abc", "1", "99999999999", "²"])
    def test_shows_the_present_year_for_nonsense(self, as_insider, asked):
        assert as_insider.get(PAGE, {"year": asked}).context["shown"].row.year == 2025

    def test_asks_as_often_for_nine_years_as_for_one(
        self, as_insider, django_assert_max_num_queries
    ):
        with django_assert_max_num_queries(20):
            as_insider.get(PAGE)


class TestCalendarDay:
    def test_is_changed_and_shown_with_who_and_why(self, as_insider, insider):
        answer = as_insider.post(DAY, HOLIDAY, follow=True)

        page = " ".join(answer.content.decode().split())
        assert answer.redirect_chain == [(f"{PAGE}?year=2027", 302)]
        assert CalendarDay.objects.get(day=date(2027, 1, 1)).is_working is False
        assert "顾青： 2027-01-01 改为休息，元旦放假" in page
        assert "正在录入，还不能计算" in page

    def test_is_shown_as_it_is_now(self, as_insider):
        page = as_insider.get(DAY, {"day": "2025-06-02"}).content.decode()

        assert "休息，端午节放假" in page

    @pytest.mark.parametrize("asked", ["2025-13-40", "gestern"])
    def test_may_be_asked_for_by_nonsense(self, as_insider, asked):
        assert as_insider.get(DAY, {"day": asked}).status_code == 200

    @pytest.mark.parametrize(
        ("given", "told"),
        [
            ({"is_working": "yes"}, "本来就上班"),
            ({"reason": ""}, "写明理由"),
            ({"day": ""}, "填写日期"),
            ({"is_working": ""}, "选择这一天"),
        ],
    )
    def test_is_refused_in_the_form(self, as_insider, given, told):
        answer = as_insider.post(DAY, HOLIDAY | given)

        assert answer.status_code == 422
        assert told in answer.content.decode()
        assert not CalendarDay.objects.filter(day__year=2027).exists()


class TestCalendarYear:
    def test_is_confirmed_by_its_source(self, as_insider):
        as_insider.post(DAY, HOLIDAY)

        answer = as_insider.post(YEAR, {"source": "放假通知"}, follow=True)

        assert "确认齐全，来源：放假通知" in answer.content.decode()
        assert work_calendar().works_on(date(2027, 1, 4)) is True

    def test_without_a_holiday_is_refused_in_the_form(self, as_insider):
        answer = as_insider.post(YEAR, {"source": "放假通知"})

        assert answer.status_code == 422
        assert "还没有录入节假日" in answer.content.decode()

    def test_is_reopened_with_a_reason(self, as_insider):
        url = reverse("desk:calendar-year", args=[2026])

        refused = as_insider.post(url, {"reason": ""})
        answer = as_insider.post(url, {"reason": "漏了调休"}, follow=True)

        assert refused.status_code == 422
        assert "撤回确认，漏了调休" in answer.content.decode()
        assert work_calendar().works_on(date(2026, 6, 1)) is None

    def test_out_of_range_is_not_there(self, as_insider):
        assert as_insider.get(reverse("desk:calendar-year", args=[9999])).status_code == 404
