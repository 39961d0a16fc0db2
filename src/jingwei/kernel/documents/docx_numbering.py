"""Automatic numbers of a .docx file, rendered as Word prints them (numbering.xml)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from jingwei.kernel.chinese import circled_number, counting_numeral

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHINESE = ("chinese", "japaneseCounting", "ideograph", "taiwanese", "koreanDigital")
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(frozen=True)
class _Level:
    pattern: str
    form: str
    start: int
    restart: int | None


class Numbering:
    """Counts through the document; call ``printed`` once per paragraph, in order."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        self._abstract: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, tuple[str, dict[int, int]]] = {}
        self._style_lists: dict[str, tuple[str, int]] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._seen: set[tuple[str, int]] = set()
        if numbering is not None:
            self._read_numbering(numbering)
        for style in () if styles is None else styles.iter(W + "style"):
            place = _place(style)
            if place is not None:
                self._style_lists[style.get(W + "styleId", "")] = place

    def printed(self, paragraph: etree._Element, style: str) -> str:
        """Return the number as printed (``（一）``, ``1.``) or "" and count on."""
        place = _place(paragraph) or self._style_lists.get(style)
        if place is None or place[0] not in self._lists:
            return ""
        key, depth = place
        abstract, starts = self._lists[key]
        levels = self._abstract.get(abstract, {})
        if depth not in levels:
            return ""
        counts = self._advance(abstract, key, depth, starts)
        if levels[depth].form in ("bullet", "none"):
            return ""
        return _render(levels, counts, depth)

    def _advance(
        self, abstract: str, key: str, depth: int, starts: dict[int, int]
    ) -> list[int | None]:
        counts = self._counts.setdefault(abstract, [None] * 9)
        levels = self._abstract[abstract]
        first = levels[depth].start
        if depth in starts and (key, depth) not in self._seen:
            counts[depth], first = None, starts[depth]
        self._seen.add((key, depth))
        value = counts[depth]
        counts[depth] = first if value is None else value + 1
        for deeper in range(depth + 1, 9):
            if deeper in levels and levels[deeper].restart != 0:
                counts[deeper] = None
        return counts

    def _read_numbering(self, numbering: etree._Element) -> None:
        for abstract in numbering.iter(W + "abstractNum"):
            self._abstract[abstract.get(W + "abstractNumId", "")] = _levels(abstract)
        for entry in numbering.iter(W + "num"):
            target = _value(entry.find(W + "abstractNumId"))
            starts = {
                _int(o.get(W + "ilvl")): _int(_value(o.find(W + "startOverride")), 1)
                for o in entry.iter(W + "lvlOverride")
                if o.find(W + "startOverride") is not None
            }
            if target in self._abstract:
                self._lists[entry.get(W + "numId", "")] = (target, starts)


def _levels(parent: etree._Element) -> dict[int, _Level]:
    found: dict[int, _Level] = {}
    for level in parent.iter(W + "lvl"):
        restart = level.find(W + "lvlRestart")
        found[_int(level.get(W + "ilvl"))] = _Level(
            pattern=_value(level.find(W + "lvlText")),
            form=_value(level.find(W + "numFmt")) or "decimal",
            start=_int(_value(level.find(W + "start")), 1),
            restart=None if restart is None else _int(_value(restart)),
        )
    return found


def _render(levels: dict[int, _Level], counts: list[int | None], depth: int) -> str:
    def number(match: re.Match[str]) -> str:
        at = int(match[1]) - 1
        if at not in levels:
            return ""
        value = counts[at] if counts[at] is not None else levels[at].start
        return _formatted(value or 0, levels[at].form)

    return re.sub(r"%([1-9])", number, levels[depth].pattern)


def _formatted(value: int, form: str) -> str:
    if form.startswith(_CHINESE):
        return counting_numeral(value)
    if form.startswith("decimalEnclosedCircle"):
        return circled_number(value)
    if form == "decimalFullWidth":
        return "".join(chr(ord(c) + 0xFEE0) for c in str(value))
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + max(value - 1, 0) % 26)
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("lowerRoman", "upperRoman"):
        return _roman(value) if form == "lowerRoman" else _roman(value).upper()
    return str(value)


def _roman(value: int) -> str:
    if value > 39:
        return str(value)
    text = ""
    for size, letters in _ROMAN:
        count, value = divmod(value, size)
        text += letters * count
    return text


def _place(element: etree._Element) -> tuple[str, int] | None:
    """Return (list id, depth) that a paragraph or a style asks for, or None."""
    properties = element.find(f"{W}pPr/{W}numPr")
    if properties is None:
        return None
    key = _value(properties.find(W + "numId"))
    return (key, min(_int(_value(properties.find(W + "ilvl"))), 8)) if key else None


def _value(element: etree._Element | None) -> str:
    return "" if element is None else element.get(W + "val", "")


def _int(text: str | None, default: int = 0) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 6 else default
