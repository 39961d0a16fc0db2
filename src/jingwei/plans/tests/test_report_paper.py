"""The printed report: page, fonts, levels, keys, and the same bytes every time."""

import io
import json
import zipfile

import pytest
from docx import Document
from docx.shared import Mm
from lxml import etree

from jingwei.plans.models import ProgressNote
from jingwei.plans.papers.minutes_paper import minutes_paper
from jingwei.plans.papers.report_paper import report_paper, title_in_lines
from jingwei.plans.selectors.report import report_content
from jingwei.plans.selectors.report.figures import figures_in
from jingwei.plans.services.report import report_file, report_reprint
from jingwei.plans.tests.report_story import DAY, story

__all__ = ["story"]
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture
def content(story):
    return report_content(story.plan, kind="monthly", as_of=DAY)


def opened(content):
    return Document(io.BytesIO(report_paper(content)))


def part(data, name):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read(f"word/{name}.xml"))


def styled(document, name):
    return [p.text for p in document.paragraphs if p.style.name == name]


class TestPage:
    def test_first_section_is_a4_with_the_margins_of_the_standard(self, content):
        section = opened(content).sections[0]

        sizes = [section.page_width, section.page_height, section.top_margin, section.bottom_margin]
        sizes += [section.left_margin, section.right_margin]
        assert [round(size.mm) for size in sizes] == [210, 297, 37, 35, 28, 26]

    def test_annex_is_landscape_on_pages_of_its_own(self, content):
        sections = opened(content).sections

        assert [s.page_width > s.page_height for s in sections] == [False, True, False]
        assert sections[1].page_width == pytest.approx(Mm(297), abs=Mm(1))

    def test_fonts_are_those_of_the_standard(self, content):
        styles = part(report_paper(content), "styles")

        def font(name):
            named = (s for s in styles if s.find(f"{W}name") is not None)
            (found,) = [s for s in named if s.find(f"{W}name").get(f"{W}val") == name]
            return found.find(f"{W}rPr/{W}rFonts").get(f"{W}eastAsia")

        names = ["GW_标题", "GW_正文", "GW_一级", "GW_二级", "GW_三级"]
        assert [font(name) for name in names] == [
            "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "仿宋_GB2312"
        ]  # fmt: skip


class TestBody:
    def test_headings_stand_on_three_levels_with_their_marks(self, content):
        document = opened(content)

        assert styled(document, "GW_一级") == [
            "一、总体情况", "二、各板块推进情况", "三、滞后和预警举措",
            "四、上次调度决定办理情况", "五、本月调度决定", "数据说明",
        ]  # fmt: skip
        assert styled(document, "GW_二级") == [
            "（一）强化理论武装", "（二）建强组织体系", "（一）滞后举措", "（二）预警举措"
        ]  # fmt: skip
        assert styled(document, "GW_三级") == ["1.抓实理论学习", "2.抓实基层基础", "3.做好人才服务"]

    def test_sections_are_numbered_by_what_was_chosen(self, story):
        content = report_content(story.plan, kind="monthly", as_of=DAY, blocks=["late", "now"])

        found = styled(opened(content), "GW_一级")[:2]

        assert found == ["一、滞后和预警举措", "二、本月调度决定"]

    def test_every_number_of_a_sentence_carries_a_key_to_its_definition(self, content):
        body = part(report_paper(content), "document")

        keyed = ["".join(link.itertext()) for link in body.iter(f"{W}hyperlink")]
        sentences = [b for s in content["sections"] for b in s["body"] if "table" not in b]
        assert len(keyed) >= len(figures_in(sentences))
        anchors = {link.get(f"{W}anchor") for link in body.iter(f"{W}hyperlink")}
        marks = {mark.get(f"{W}name") for mark in body.iter(f"{W}bookmarkStart")}
        assert anchors <= marks

    def test_definitions_are_printed_once_each(self, content):
        keys = styled(opened(content), "GW_数据说明")

        assert len(keys) == len(set(keys))
        assert all("2025年" in key for key in keys)

    def test_tables_hold_every_row_of_the_content(self, content):
        tables = [b["table"] for s in content["sections"] for b in s["body"] if "table" in b]
        tables += [annex["table"] for annex in content["annexes"]]

        found = [len(table.rows) - 1 for table in opened(content).tables]

        assert found == [len(table["rows"]) for table in tables]

    def test_failed_number_prints_the_dash(self, content):
        content["figures"]["total"] |= {"value": None, "text": "——"}

        body = part(report_paper(content), "document")

        assert "共分解举措——" in "".join(body.itertext())

    def test_marks_and_control_characters_of_a_record_do_no_harm(self, story):
        odd = "A&B <甲>\x07\x0b“乙”\U00020000\n第二行；"
        ProgressNote.objects.filter(on="2025-06-13").update(text=odd)

        document = Document(io.BytesIO(report_file(story.plan, "monthly", DAY)))

        text = "".join(p.text for p in document.paragraphs)
        assert "A&B <甲>" in text
        assert "“乙”\U00020000 第二行（6月13日）。" in text

    def test_plan_without_anything_still_prints(self, content):
        empty = {**content, "sections": [], "annexes": [], "figures": {}}

        assert styled(opened(empty), "GW_署名") == ["区委组织部"]


class TestBytes:
    def test_equal_content_gives_equal_bytes_whatever_the_order_of_keys(self, content):
        kept = json.loads(json.dumps(content, sort_keys=True))

        assert report_reprint(kept) == report_paper(content)

    def test_file_of_the_command_is_the_paper_of_the_content(self, story, content):
        assert report_file(story.plan, "monthly", DAY) == report_paper(content)


class TestTitle:
    def test_long_title_breaks_behind_the_issuer(self):
        title = "中共青岚区委组织部关于2025年6月工作要点推进情况的报告"

        assert title_in_lines(title, "中共青岚区委组织部") == (
            "中共青岚区委组织部\n关于2025年6月工作要点推进情况的报告"
        )

    def test_short_title_stays_in_one_line(self):
        assert title_in_lines("某部关于要点的报告", "某部") == "某部关于要点的报告"


class TestMinutes:
    def test_each_line_is_a_paragraph(self):
        data = minutes_paper(
            issuer="区委组织部",
            month=DAY.replace(day=1),
            day=DAY,
            minutes="会议议定：\n\n1. 甲。\n",
        )

        document = Document(io.BytesIO(data))
        assert styled(document, "GW_正文") == ["会议议定：", "1. 甲。"]
        assert "2025年6月工作要点月度调度会议纪要" in styled(document, "GW_标题")[0]
