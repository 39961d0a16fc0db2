import io
from collections.abc import Callable
from datetime import date

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from jingwei.kernel.documents import official_numbers as gb
from jingwei.kernel.documents.official import Official
from jingwei.kernel.documents.official_text import clean_text
from jingwei.kernel.errors import BadInput
from jingwei.kernel.tests.official_sample import (
    HEADS,
    W,
    find,
    full,
    official,
    paragraphs,
    part,
    style,
    text,
    values,
)

# -- head and text ------------------------------------------------------------------------------


def test_python_docx_reads_the_document_in_order() -> None:
    document = docx.Document(io.BytesIO(full().to_bytes()))

    lines = [(block.style.name, block.text) for block in document.paragraphs if block.text]

    assert lines[:10] == [
        ("GW_发文机关标志", "某区委组织部文件"),
        ("GW_发文字号", "某组发〔2025〕8号"),
        ("GW_标题", "关于推进情况的报告"),
        ("GW_主送", "某市委组织部："),
        ("GW_一级", "一、总体进展"),
        ("GW_二级", "（一）总体进展"),
        ("GW_三级", "1.总体进展"),
        ("GW_四级", "（1）总体进展"),
        ("GW_正文", "（二）抓基层。共已完成 12 项[1]。"),
        ("GW_正文", "其中12 项[1]5 项[2]"),
    ]


def test_the_red_head_is_red_and_has_its_line() -> None:
    report = full()

    assert style("GW_发文机关标志", "w:rPr/w:color") == {"val": "FF0000"}
    line = values(paragraphs(report, "GWNumber")[0], ".//w:pBdr/w:bottom")
    assert (line["val"], line["color"]) == ("single", "FF0000")
    assert values(paragraphs(report, "GWMark")[0], ".//w:spacing")["before"] == "1984"


def test_a_plain_document_has_no_red_head() -> None:
    report = official()

    assert paragraphs(report, "GWMark") == paragraphs(report, "GWNumber") == []
    assert find(part(report), "//w:pBdr") == []


def test_a_long_issuing_mark_is_shrunk_to_one_line() -> None:
    mark = "某某市某某区某某街道工作委员会组织部文件"

    (line,) = paragraphs(official(mark=mark), "GWMark")

    assert int(values(line, ".//w:sz")["val"]) / 2 * len(mark) <= gb.AREA_WIDTH / 20


def test_a_title_is_broken_where_the_writer_wants_it() -> None:
    (title,) = paragraphs(official("关于推进\n情况的报告"), "GWTitle")

    assert [etree.QName(child).localname for child in find(title, "w:r/*")] == [
        "rPr",
        "t",
        "br",
        "t",
    ]


@pytest.mark.parametrize("title", ["", "  \n", "\x00"])
def test_a_document_without_title_is_refused(title: str) -> None:
    with pytest.raises(BadInput, match="公文没有标题。请先填写标题。"):
        official(title)


def test_a_title_that_breaks_badly_is_reported() -> None:
    assert official().warnings == []
    assert len(official("关于" * 10 + "报").warnings) == 1


def test_a_heading_on_its_own_line_has_no_full_stop() -> None:
    report = official()
    report.heading(1, 2, "总体进展。")

    assert text(paragraphs(report, "GWLevel1")[0]) == "二、总体进展"


def test_a_run_in_heading_has_the_font_of_its_level_and_stays_out_of_the_navigation() -> None:
    report = official()
    report.run_in(2, 3, "抓基层。", "逐项推进。")

    (line,) = paragraphs(report, "GWBody")
    heading, rest = find(line, "w:r")

    assert (text(heading), text(rest)) == ("（三）抓基层。", "逐项推进。")
    assert values(heading, ".//w:rStyle") == {"val": "GWLevel2Words"}
    assert style("GW_二级句", "w:rPr/w:rFonts")["eastAsia"] == "楷体_GB2312"


def test_every_run_asks_for_chinese_punctuation() -> None:
    runs = find(part(full()), "//w:r")

    assert all(values(run, "w:rPr/w:rFonts") == {"hint": "eastAsia"} for run in runs)


def test_the_date_ends_four_characters_from_the_right_without_leading_zero() -> None:
    report = official()
    report.signature()

    (day,) = paragraphs(report, "GWDate")

    assert text(day) == "2025年6月5日"
    assert style("GW_成文日期", "w:pPr/w:ind")["rightChars"] == "400"


@pytest.mark.parametrize(("issuer", "right"), [("某区委组织部", "462"), ("某" * 30, None)])
def test_the_issuer_is_centred_over_the_date(issuer: str, right: str | None) -> None:
    report = official()
    report.signature(issuer, date(2025, 6, 5))

    (signed,) = paragraphs(report, "GWSignature")

    # the date is 7.25 characters wide: 3 signs, 6 digits of a half, 5 gaps of a quarter
    assert values(signed, ".//w:ind").get("rightChars") == right


@pytest.mark.parametrize(
    ("titles", "lines"),
    [([], []), (["一览表。"], ["附件：一览表"]), (["甲", "乙"], ["附件：1. 甲", "2. 乙"])],
)
def test_attachments_are_named_below_the_text(titles: list[str], lines: list[str]) -> None:
    report = official()
    report.attachment_note(titles)

    assert [text(line) for line in paragraphs(report, "GWAttachmentNote")] == lines


def test_an_attachment_starts_on_a_new_page() -> None:
    report = official()
    report.attachment(None, "方案")
    report.attachment(2, "一览表")

    marks = paragraphs(report, "GWAttachmentMark")

    assert [text(mark) for mark in marks] == ["附件", "附件2"]
    assert all(find(mark, "w:pPr/w:pageBreakBefore") for mark in marks)


# -- keys ---------------------------------------------------------------------------------------


def test_every_number_leads_to_its_definition() -> None:
    report = full()

    document = part(report)
    links = find(document, "//w:hyperlink/@w:anchor")
    bookmarks = find(document, "//w:bookmarkStart/@w:name")
    definitions = [text(line) for line in paragraphs(report, "GWKeys")]

    assert links == ["GW_key_1", "GW_key_1", "GW_key_2"]
    assert bookmarks == ["GW_key_1", "GW_key_2"]
    assert definitions == ["[1]已办结的任务数", "[2]超期数"]


def test_keys_are_raised() -> None:
    marks = find(part(full()), "//w:hyperlink//w:rStyle/@w:val")

    assert set(marks) == {"GWKeyMark"}
    assert style("GW_数据标记", "w:rPr/w:vertAlign") == {"val": "superscript"}


def test_a_document_without_keys_has_no_list_of_them() -> None:
    assert "数据说明" not in text(part(official()))


# -- tables -------------------------------------------------------------------------------------


def test_a_table_repeats_its_head_and_keeps_rows_whole() -> None:
    report = official()
    report.table(HEADS, [("1", "任务", "进展"), ("2", "任务", "进展")], (1, 6, 3))

    rows = find(part(report), "//w:tr")

    assert [bool(find(row, ".//w:tblHeader")) for row in rows] == [True, False, False]
    assert all(find(row, ".//w:cantSplit") for row in rows)


@given(st.lists(st.floats(0.5, 50), min_size=1, max_size=17))
@settings(max_examples=20)
def test_a_table_fills_the_type_area_exactly(widths: list[float]) -> None:
    report = official()
    report.table(["栏"] * len(widths), [], widths)

    columns = [int(width) for width in find(part(report), "//w:gridCol/@w:w")]

    assert sum(columns) == gb.AREA_WIDTH


def test_an_empty_table_says_so_across_its_width() -> None:
    report = official()
    report.table(HEADS, [])

    _, row = find(part(report), "//w:tr")

    assert text(row) == "无"
    assert values(row, ".//w:gridSpan") == {"val": "3"}


def test_columns_of_short_words_are_centred() -> None:
    report = official()
    report.table(HEADS, [("1", "一项写得相当长的任务", "完成"), ("2", "短", "未完成")])

    centred = [bool(find(cell, ".//w:jc")) for cell in find(part(report), "//w:tr[2]/w:tc")]

    assert centred == [True, False, True]


def test_a_row_that_does_not_fit_its_head_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        official().table(HEADS, [("1", "任务", "进展", "多余")])


def test_two_tables_do_not_grow_together() -> None:
    report = official()
    report.table(HEADS, [])
    report.table(HEADS, [])

    kinds = [etree.QName(child).localname for child in find(part(report), "/w:document/w:body/*")]

    assert kinds == ["p", "tbl", "p", "tbl", "p", "sectPr"]


def test_a_landscape_table_turns_its_own_pages_only() -> None:
    report = official()
    report.paragraph("前文。")
    report.table(HEADS, [], landscape=True)
    report.paragraph("后文。")

    sizes = find(part(report), "//w:pgSz")

    assert [size.get(f"{{{W['w']}}}orient") for size in sizes] == [None, "landscape", None]
    widths = [int(width) for width in find(part(report), "//w:gridCol/@w:w")]
    assert sum(widths) == gb.AREA_HEIGHT


def test_a_landscape_attachment_is_followed_by_portrait_pages() -> None:
    margins = find(part(full()), "//w:pgMar")

    turned = {side: margins[1].get(f"{{{W['w']}}}{side}") for side in ("top", "left")}

    assert turned == {"top": "1588", "left": "1984"}
    assert margins[0].attrib == margins[2].attrib


# -- any text -----------------------------------------------------------------------------------

PLACES: list[Callable[[Official, str], object]] = [
    lambda report, words: report.paragraph(words),
    lambda report, words: report.heading(1, 1, words),
    lambda report, words: report.run_in(2, 1, words, words),
    lambda report, words: report.table([words], [[words]]),
    lambda report, words: report.paragraph(report.key(words, words)),
    lambda report, words: report.attachment(1, words),
    lambda report, words: report.signature(words),
    lambda report, words: report.addressee(words),
]


@given(st.text(st.characters(codec=None), max_size=40), st.sampled_from(PLACES))
def test_any_text_in_any_place_gives_a_file_that_opens(words: str, place: Callable) -> None:
    report = Official(title="题" + words, issuer=words, day=date(2025, 6, 5))

    place(report, words)

    assert docx.Document(io.BytesIO(report.to_bytes())).paragraphs


@pytest.mark.parametrize(
    "words",
    ["<b>&amp;\"'</b>", "𠮷田㐂", " 前后空格 ", "]]>", "“引号”——……〔〕", "长" * 200_000],
)
def test_special_characters_come_back_as_written(words: str) -> None:
    report = official()
    report.paragraph(words)

    assert text(paragraphs(report, "GWBody")[0]) == words


def test_control_characters_vanish_and_breaks_stay() -> None:
    report = official()
    report.paragraph("一\x00\x1b二\ud800\r\n三\t四")

    (line,) = docx.Document(io.BytesIO(report.to_bytes())).paragraphs[1:]

    assert line.text == clean_text("一二\ud800\n三\t四")
