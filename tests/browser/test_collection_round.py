"""A round goes out to eighty units, the slow ones are reminded, the answers are one file."""

from __future__ import annotations

import pytest
from python_calamine import CalamineWorkbook

from jingwei.accounts.models import User
from jingwei.collection.models import Assignment, Reminder, Round, Row
from jingwei.collection.services.answering import Change, rows_save
from jingwei.collection.services.handing_in import assignment_submit
from jingwei.org.models import Unit
from jingwei.procedures.tests.sample import calendar
from tests import factories as make
from tests.browser.hand import Hand, saved

OFFICER, UNITS, MISSING = "maqiang", 80, 20


@pytest.fixture
def officer(district) -> User:
    """Who sends rounds; there are at least eighty units to send them to."""
    calendar(2025)
    town = Unit.objects.get(code="liuting")
    for number in range(UNITS - Unit.objects.filter(closed_on=None).count()):
        make.UnitFactory(code=f"lt{number}", name=f"柳汀第{number + 1}示例站", parent=town)
    return User.objects.get(username=OFFICER)


def sent(hand: Hand) -> Hand:
    """Ask every unit for one number."""
    hand.goes("/collection/")
    hand = hand.afresh()
    hand.clicks_on("link", "新建填报")
    hand.types("名称", "服务窗口")
    hand.picks("填什么", "每个单位填一行")
    for name, text in (("basis", "区委要求"), ("why", "合理排班"), ("deadline", "2025-07-31")):
        field = hand.page.locator(f"[name={name}]")
        field.focus()  # with the tabulator
        field.fill(text)
        hand.characters += len(text)
    hand.clicks_on("button", "选择要填的列")
    hand.types("第 1 列列名", "窗口数")
    hand.clicks_on("button", "选择谁来填")
    hand.clicks_on("button", "选定，做负担预检")
    hand.clicks_on("link", "核对下发")
    hand.clicks_on("button", "下发填报任务")
    hand.sees("提醒未交单位")
    return hand.stops()


def chased(hand: Hand) -> Hand:
    """Remind those who have not answered, coming from the list."""
    hand.goes("/collection/")
    hand = hand.afresh()
    hand.clicks_on("link", "服务窗口")
    hand.clicks_on("button", "提醒未交单位")
    hand.sees(f"已提醒 {MISSING} 家")
    return hand.stops()


def answered(actor: User) -> None:
    """Let all but MISSING answer."""
    for assignment in Assignment.objects.order_by("pk")[MISSING:]:
        rows_save(assignment, [Change(assignment.rows.get().pk, "n1", "18")], actor=actor)
        assignment_submit(assignment, actor=actor)


class TestEightyUnits:
    def test_sent_in_ten_clicks_chased_in_two_and_merged_in_one(
        self, enter, officer, times, record_job, tmp_path
    ):
        """J03."""
        runs: dict[str, list[Hand]] = {"J03 issue": [], "J03 chase": [], "J03 merge": []}
        for _ in range(times):
            Round.objects.all().delete()
            hand = enter(OFFICER)
            runs["J03 issue"].append(sent(hand))
            answered(officer)
            runs["J03 chase"].append(chased(hand))
            last = hand.afresh()
            file = saved(last.downloads("link", "下载汇总表"), tmp_path)
            runs["J03 merge"].append(last.stops())

        rows = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
        merged = [line for line in rows if "18" in line]
        handed_in = Row.objects.filter(assignment__state="submitted").count()
        assert Assignment.objects.count() >= UNITS
        assert len(merged) == handed_in == Assignment.objects.count() - MISSING
        assert Reminder.objects.count() == MISSING
        for (job, done), limit in zip(runs.items(), (10, 2, 1), strict=True):
            record_job(job, done)
            assert max(run.clicks for run in done) <= limit, job
