"""Words of an official document: level marks, dates, document numbers, widths, title warnings."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from jingwei.kernel.documents.official_numbers import (
    MAXIMUM_TITLE_LINES,
    TITLE_CHARACTERS_PER_LINE,
)
from jingwei.kernel.errors import BadInput

_DIGITS = "零一二三四五六七八九"
_UNITS = ("", "十", "百", "千")
_NEW_LINES = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_UNWRITABLE = re.compile("[\ud800-\udfff\ufffe\uffff]")
_CHINESE, _LATIN = "[\u3400-\u9fff]", "[0-9A-Za-z%]"
_SCRIPT_CHANGES = re.compile(f"(?<={_CHINESE})(?={_LATIN})|(?<={_LATIN})(?={_CHINESE})")
_DOCUMENT_NUMBER = re.compile(
    r"(?P<code>[^\s\[［(（【〔]+)\s*[\[［(（【〔](?P<year>\d{4})[\]］)）】〕]\s*"
    r"第?\s*0*(?P<serial>[1-9]\d*)\s*号"
)


def clean_text(text: str) -> str:
    """Text that XML can hold: other line ends become "\\n", control characters vanish.

    Half surrogates and non-characters become U+FFFD, which is visible, so nobody takes a damaged
    name for a whole one.
    """
    text = _NEW_LINES.sub("\n", text)
    return _UNWRITABLE.sub("\ufffd", _CONTROLS.sub("", text))


def chinese_number(number: int) -> str:
    """Heading number in Chinese: 12 -> 十二, 105 -> 一百零五; 1 to 9999, else ValueError."""
    if not 1 <= number <= 9999:
        raise ValueError(f"no heading number: {number}")
    parts = []
    for place, digit in enumerate(reversed(str(number))):
        parts.append(_DIGITS[int(digit)] + _UNITS[place] if digit != "0" else "零")
    text = re.sub("零+", "零", "".join(reversed(parts))).rstrip("零")
    return text.removeprefix("一") if text.startswith("一十") else text


def level_mark(level: int, number: int) -> str:
    """Mark of a heading: 一、 （一） 1. （1） for levels 1 to 4 (GB/T 9704 7.3.3)."""
    marks = {
        1: f"{chinese_number(number)}、",
        2: f"（{chinese_number(number)}）",
        3: f"{number}.",
        4: f"（{number}）",
    }
    return marks[level]


def chinese_day(day: date) -> str:
    """2025-06-05 -> 2025年6月5日: Arabic digits, no leading zero (7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def document_number(text: str) -> str:
    """Document number in its proper shape: 某组发[2025]第08号 -> 某组发〔2025〕8号 (7.2.5)."""
    found = _DOCUMENT_NUMBER.fullmatch(text.strip())
    if not found:
        raise BadInput(
            "kernel.official",
            f"发文字号“{text}”不完整。",
            hint="请按“机关代字〔年份〕顺序号”填写，例如：某组发〔2025〕8号。",
        )
    return f"{found['code']}〔{found['year']}〕{found['serial']}号"


def text_width(text: str) -> float:
    """Printed width in full-width characters; ambiguous punctuation counts as full.

    Office programs put a quarter of a character between Chinese and Latin letters or digits.
    """
    narrow = sum(0.5 for char in text if unicodedata.east_asian_width(char) in ("Na", "N", "H"))
    return len(text) - narrow + 0.25 * len(_SCRIPT_CHANGES.findall(text))


def title_lines(title: str) -> list[str]:
    """The title as it will break: at "\\n" where the writer wants it, else after 20 characters."""
    lines = []
    for piece in clean_text(title).split("\n"):
        line = ""
        for char in piece.strip():
            if line and text_width(line + char) > TITLE_CHARACTERS_PER_LINE:
                lines.append(line)
                line = ""
            line += char
        lines.append(line)
    return [line for line in lines if line]


def title_warnings(title: str) -> list[str]:
    """Plain sentences on how the title breaks badly; empty when it looks right."""
    lines = title_lines(title)
    warnings = []
    if len(lines) > MAXIMUM_TITLE_LINES:
        warnings.append(f"标题排成 {len(lines)} 行，超过 {MAXIMUM_TITLE_LINES} 行，建议压缩文字。")
    if len(lines) > 1 and len(lines[-1]) == 1:
        warnings.append("标题最后一行只有 1 个字，建议在合适的词后换行，让各行长短相近。")
    return warnings
