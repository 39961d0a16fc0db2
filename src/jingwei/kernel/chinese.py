"""Chinese numerals and the layout of Chinese text; no Django."""

from __future__ import annotations

import re

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_FORMAL = dict(zip("壹贰叁肆伍陆柒捌玖", range(1, 10), strict=True))
_UNITS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000, "廿": 20}
_WRAP = re.compile(r"[ \t　]*\n[ \t　]*")
_HALF_WIDTH = str.maketrans("０１２３４５６７８９．％，－", "0123456789.%,-")

NUMERALS = "〇零一二三四五六七八九十百千两"


def half_width(text: str) -> str:
    """Return the text with full-width digits, dot, comma, hyphen and % made half-width."""
    return text.translate(_HALF_WIDTH)


def unwrap(text: str) -> str:
    """Return the text in one line: line breaks and the blanks around them removed."""
    return _WRAP.sub("", text.strip())


def numeral_value(text: str) -> int | None:
    """Return the value of a whole number in digits or Chinese numerals, or None.

    ``二十一`` is 21, ``二〇二五`` is 2025, ``１２`` is 12; values below 10,000 only for numerals.
    """
    plain = half_width(text.strip())
    if re.fullmatch(r"[0-9]{1,15}", plain):
        return int(plain)
    if not plain or len(plain) > 12:
        return None
    if all(c in _DIGITS for c in plain):
        return int("".join(str(_DIGITS[c]) for c in plain))
    return _positional_value(plain)


def _positional_value(text: str) -> int | None:
    total, pending = 0, 0
    for char in text:
        if char in _UNITS:
            total += max(pending, 1) * _UNITS[char]
            pending = 0
        elif char in _DIGITS or char in _FORMAL:
            pending = _DIGITS.get(char, _FORMAL.get(char, 0))
        else:
            return None
    return total + pending


def counting_numeral(value: int) -> str:
    """Return 1 to 9,999 as a Chinese numeral (``二十一``); anything else as digits."""
    if not 0 < value < 10_000:
        return str(value)
    parts: list[str] = []
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit:
            parts.append("〇一二三四五六七八九"[digit] + name)
        elif parts and parts[-1] != "〇" and value % unit:
            parts.append("〇")
    text = "".join(parts)
    return text[1:] if text.startswith("一十") else text


def circled_number(value: int) -> str:
    """Return 1 to 20 as ①…⑳; anything else as digits."""
    return chr(0x2460 + value - 1) if 1 <= value <= 20 else str(value)
