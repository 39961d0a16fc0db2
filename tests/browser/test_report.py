"""The monthly report: from the page of the dispatch to the document, and the document itself."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import docx
import pytest

from jingwei.accounts.models import User
from jingwei.plans.light import Light
from jingwei.plans.models import AnnualPlan, Area, Item
from jingwei.plans.selectors.board import shown_measures
from tests.browser.hand import saved

HELD = date(2025, 6, 27)


def report_of_june(hand, folder):
    """From the page of the dispatch to the file."""
    hand.goes("/dispatch/2025-6/")
    hand.clicks_on("link", "生成调度报告")
    return saved(hand.downloads("link", "下载草稿 .docx"), folder)


@pytest.fixture
def report(enter, tmp_path):
    return docx.Document(report_of_june(enter("limin"), tmp_path))


def texts(report, style):
    return [p.text for p in report.paragraphs if p.style.name == style]


def between(report, first, last):
    """The paragraphs between two chapters."""
    said = [p.text for p in report.paragraphs]
    starts = [next(n for n, t in enumerate(said) if t.startswith(head)) for head in (first, last)]
    return said[slice(*starts)]


class TestReport:
    def test_six_clicks_lead_from_the_dispatch_to_the_document(
        self, enter, tmp_path, times, record_job
    ):
        """J01."""
        runs = []
        for _ in range(times):
            hand = enter("limin")
            file = report_of_june(hand, tmp_path)
            runs.append(hand.stops())

        assert file.suffix == ".docx"
        assert (runs[0].clicks <= 6, runs[0].characters) == (True, 0)
        record_job("J01", runs)

    def test_document_has_every_area_and_item_of_the_plan(self, report):
        chapter = between(report, "二、", "三、")

        areas = [text for text in chapter if re.match(r"（[一二三四五]）", text)]
        items = [text for text in chapter if re.match(r"\d+\.\S+$", text)]
        assert [text[3:] for text in areas] == list(Area.objects.values_list("heading", flat=True))
        named = [f"{item.number}.{item.heading}" for item in Item.objects.all()]
        assert (len(areas), len(items), items) == (5, 22, named)

    def test_counts_are_those_of_the_database(self, report):
        plan, limin = AnnualPlan.objects.get(), User.objects.get(username="limin")
        measures = shown_measures(plan, viewer=limin, on=HELD)
        lights = Counter(Light(measure.light).label for measure in measures)

        first = between(report, "一、", "二、")[1]
        table = report.tables[0]
        total = [cell.text for cell in table.rows[-1].cells[1:]]
        heads = [re.sub(r"\[\d+\]", "", cell.text) for cell in table.rows[0].cells[2:]]
        assert re.search(r"分解举措(\d+)条", first).group(1) == str(len(measures)) == total[0]
        assert {head: int(n) for head, n in zip(heads, total[1:], strict=True)} == {
            head: lights[head] for head in heads
        }
        told = {label: int(n) for label, n in re.findall(r"([^\W\d]{2,3})(\d+)条\[", first)[1:]}
        assert {
            label[-len(name) :]: n
            for label, n in told.items()
            for name in lights
            if label.endswith(name)
        } == dict(lights)

    def test_every_number_has_a_key_and_every_key_its_meaning(self, report):
        opening = between(report, "一、", "二、")[1:]
        items = [t.split("本月进展")[0] for t in between(report, "二、", "三、") if "举措，" in t]
        stated = "".join(opening + items)

        counts = re.findall(r"\d+[条项](?!\[)", stated)
        cited = {int(n) for p in report.paragraphs for n in re.findall(r"\[(\d+)\]", p.text)}
        meant = [
            int(re.match(r"\[(\d+)\]", text).group(1)) for text in texts(report, "GW_数据说明")
        ]
        assert counts == []
        assert meant == list(range(1, len(meant) + 1))
        assert cited <= set(meant)
