"""A rectification step by step, as people would tell it, for the tests."""

from __future__ import annotations

from datetime import date

from jingwei.party.tests.disposal_sample import step

CODE = "party.weak_organization"
SWEPT = step(1, 10, "propose", "recheck", sweep="年度排查", no_life=True, year=2024)
IDENTIFIED = step(1, 20, "identified", "minutes", minutes_no="青常纪〔2024〕2号", year=2024)
LED = step(
    1, 26, "", "assignment", leader="高示例", town_leader="周示例", first_secretary="陈示例",
    paired_organ="区示例局", year=2024,
)  # fmt: skip
PLANNED = step(
    2, 5, "", "plan", problems="组织生活不按期", measures="每月一次，镇里派人参加",
    duties="组织委员，6月底前", planned_until=date(2024, 6, 30), year=2024,
)  # fmt: skip
MONTH_1 = step(2, 28, "again", items_closed=1, items_open=2, year=2024)
MONTH_2 = step(3, 28, "done", items_closed=2, items_open=0, year=2024)
ACCEPTED = step(
    4, 30, "pass", "acceptance survey", applied_on=date(2024, 4, 1),
    town_checked_on=date(2024, 4, 15), items_left=0, satisfaction=88, year=2024,
)  # fmt: skip
CLOSED = step(5, 10, "", "closing", closing_no="青组〔2024〕9号", year=2024)
FOLLOWED = step(11, 5, "steady", "look", followed="组织生活正常", year=2024)
LOOKED = step(5, 12, "steady", "look", looked="保持稳定")
CHAIN = {
    "W01": SWEPT, "W02": IDENTIFIED, "W03": LED, "W04": PLANNED, "W05": MONTH_1, "W05b": MONTH_2,
    "W06": ACCEPTED, "W07": CLOSED, "W08": FOLLOWED, "W09": LOOKED,
}  # fmt: skip
