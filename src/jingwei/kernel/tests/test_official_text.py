from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from jingwei.kernel.documents.official_text import (
    chinese_day,
    chinese_number,
    clean_text,
    document_number,
    level_mark,
    text_width,
    title_lines,
    title_warnings,
)
from jingwei.kernel.errors import BadInput


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "一"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (21, "二十一"),
        (100, "一百"),
        (105, "一百零五"),
        (110, "一百一十"),
        (1001, "一千零一"),
        (9999, "九千九百九十九"),
    ],
)
def test_numbers_are_read_as_headings_write_them(number: int, words: str) -> None:
    assert chinese_number(number) == words


@pytest.mark.parametrize("number", [0, -1, 10_000])
def test_a_number_no_heading_has_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="no heading number"):
        chinese_number(number)


def test_all_heading_numbers_differ() -> None:
    assert len({chinese_number(number) for number in range(1, 10_000)}) == 9999


@pytest.mark.parametrize(
    ("level", "mark"), [(1, "十二、"), (2, "（十二）"), (3, "12."), (4, "（12）")]
)
def test_every_level_has_its_mark(level: int, mark: str) -> None:
    assert level_mark(level, 12) == mark


def test_dates_have_no_leading_zero() -> None:
    assert chinese_day(date(2025, 6, 5)) == "2025年6月5日"


@pytest.mark.parametrize(
    "written",
    ["某组发〔2025〕8号", "某组发[2025]8号", "某组发（2025）第08号", " 某组发【2025】 008 号 "],
)
def test_a_document_number_gets_its_proper_brackets(written: str) -> None:
    assert document_number(written) == "某组发〔2025〕8号"


@pytest.mark.parametrize(
    "written", ["某组发8号", "〔2025〕8号", "某组发〔25〕8号", "某组发〔2025〕0号"]
)
def test_a_document_number_that_cannot_be_read_is_refused_with_an_example(written: str) -> None:
    with pytest.raises(BadInput, match="例如：某组发〔2025〕8号"):
        document_number(written)


@given(st.text(st.characters(codec=None)))
def test_any_text_can_be_written_as_xml_once_cleaned(text: str) -> None:
    element = etree.Element("t")

    element.text = clean_text(text)

    assert etree.fromstring(etree.tostring(element)).text in (element.text, None)


def test_cleaning_keeps_rare_characters_and_shows_damaged_ones() -> None:
    assert clean_text("𠮷\x00㐂\ud842\r\n二\v三") == "𠮷㐂\ufffd\n二\n三"


@pytest.mark.parametrize(("text", "width"), [("组织部", 3), ("12%", 1.5), ("第3批", 3), ("", 0)])
def test_width_counts_full_characters_and_the_space_beside_digits(text: str, width: float) -> None:
    assert text_width(text) == width


def test_a_title_breaks_where_the_writer_says_and_after_twenty_characters() -> None:
    assert title_lines("关于" * 11 + "\n报告") == ["关于" * 10, "关于", "报告"]


@pytest.mark.parametrize(
    ("title", "warning"),
    [
        ("关于推进情况的报告", None),
        ("关于" * 10, None),
        ("关于" * 10 + "报", "最后一行只有 1 个字"),
        ("一行\n二行\n三行\n四行", "排成 4 行"),
    ],
)
def test_a_title_that_breaks_badly_is_pointed_out(title: str, warning: str | None) -> None:
    found = title_warnings(title)

    assert len(found) == (warning is not None)
    assert (warning or "") in "".join(found)
