"""The grammar of a résumé (简历): text into stints and back. Source: fact sheet on cadres, 1.3."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from jingwei.kernel.documents.official_text import clean_text
from jingwei.kernel.partial_dates import months_between, show_partial

INDENT = " " * 18
_BLANK = r"[ \t\xa0\u3000]"
_SOFT_WRAP = re.compile(r"[ \t\xa0]{18,}|\u3000{9,}")


def _month(name: str) -> str:
    return (
        rf"(?P<{name}>\d{{4}}(?:{_BLANK}?[.．。·/年-]{_BLANK}?"
        rf"(?:1[0-2]|0?[1-9]|１[０-２]|０?[１-９])月?|(?:0[1-9]|1[0-2])))(?!\d)"
    )


_STINT = re.compile(
    rf"{_month('start')}{_BLANK}*(?:[-—─－～~–‐‑―−]{{1,4}}|至|到)"
    rf"(?:{_BLANK}{{0,3}}(?:{_month('end')}|至今|今(?![天年后])|现在))?"
    rf"{_BLANK}*(?P<text>.*)"
)
_DATED = re.compile(rf"\d{{4}}{_BLANK}?(?:[.．。·/-]{_BLANK}?\d|年{_BLANK}?\d{{1,2}}月)")
_NOTE = re.compile(r"[（(]\s*(?:其间|期间)\s*[:：，,]?\s*")
_WORK = re.compile(r"博士后|(?<!社会)工作|支教|讲师|校长|教师")
_STUDY = re.compile(
    r"学习|进修|攻读|就读|中专|大专|专科|学士|硕士|博士|毕业|学员|(?:学生|本科|本科生|研究生)$"
)


@dataclass(frozen=True)
class Note:
    """Study or a post beside a stint (其间); months are "" when the note names none."""

    start: str
    end: str
    text: str


@dataclass(frozen=True)
class Stint:
    """One line of a résumé: months "YYYYMM", ``end`` "" while it lasts."""

    start: str
    end: str
    text: str
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Resume:
    """The stints in their order, and the lines that are none, word by word."""

    stints: list[Stint]
    unparsed: list[str]


@dataclass(frozen=True)
class Gap:
    """Two stints that do not meet; ``after`` counts from 1.

    ``months`` is negative when they overlap, None when the earlier stint has no end.
    """

    after: int
    months: int | None
    sentence: str


def parse_resume(text: str) -> Resume:
    """Return the stints of a résumé in any usual spelling; nothing of the text is lost.

    A line without a date belongs to the line before it. A line with a date that is no stint
    (a month that does not exist, one date only) comes back unparsed, with what follows it.
    """
    resume = Resume([], [])
    for line in _lines(text):
        found = _STINT.fullmatch(line)
        if found:
            resume.stints.append(_stint(found))
        else:
            resume.unparsed.append(line)
    return resume


def stint_words(stint: Stint) -> str:
    """Return the words of a stint with what ran beside it: ``某局科员（其间：…）``."""
    return stint.text + (_written_notes(stint.notes) if stint.notes else "")


def write_resume(stints: Sequence[Stint]) -> str:
    """Return the text the official editor holds, one line a stint, "\\n" between lines."""
    lines = []
    for stint in stints:
        lines.append(f"{_when(stint)}{stint.text}")
        if stint.notes:
            lines.append(f"{INDENT}{_written_notes(stint.notes)}")
    return "\n".join(lines)


def resume_lines(text: str) -> list[tuple[str, str]]:
    """Return what is printed, line by line: the months ("" if none) and the words."""
    printed: list[tuple[str, str]] = []
    for line in _lines(text):
        found = _STINT.fullmatch(line)
        if not found:
            printed.append(("", line))
            continue
        stint = _stint(found)
        printed.append((_when(stint).rstrip(), stint.text))
        if stint.notes:
            printed.append(("", _written_notes(stint.notes)))
    return printed


def continuity_gaps(stints: Sequence[Stint]) -> list[Gap]:
    """Return every place where a stint does not begin in the month the one before ended."""
    gaps = []
    for number, (earlier, later) in enumerate(pairwise(stints), 1):
        months = months_between(earlier.end, later.start) if earlier.end else None
        if months != 0:
            gaps.append(Gap(number, months, _gap_sentence(number, earlier, later, months)))
    return gaps


def is_study(text: str) -> bool:
    """Guess whether a stint is study rather than work, by its words; people must confirm it."""
    return not _WORK.search(text) and bool(_STUDY.search(text))


def _lines(text: str) -> Iterator[str]:
    """Yield logical lines: those that begin with a date, with what belongs to them."""
    whole = ""
    for raw in clean_text(text).split("\n"):
        line = _SOFT_WRAP.sub("", raw).strip()
        if _DATED.match(line) or _STINT.match(line):
            if whole:
                yield whole
            whole = line
        else:
            whole += _joint(whole, line) + line
    if whole:
        yield whole


def _joint(before: str, after: str) -> str:
    """Return the blank that parted two Latin words at a line end; Chinese needs none."""
    return " " if re.search(r"[A-Za-z]$", before) and re.match(r"[A-Za-z]", after) else ""


def _stint(found: re.Match[str]) -> Stint:
    text, notes = _without_notes(found["text"])
    return Stint(_value(found["start"]), _value(found["end"]), text, tuple(notes))


def _value(month: str | None) -> str:
    """Return "YYYYMM" of a month that the pattern has let through."""
    parts = re.findall(r"\d+", month or "")
    if len(parts) == 2:
        return f"{int(parts[0]):04}{int(parts[1]):02}"
    return f"{int(parts[0]):06}" if parts else ""


def _without_notes(text: str) -> tuple[str, list[Note]]:
    """Take every （其间：…） out of the text of a stint."""
    notes: list[Note] = []
    while found := _NOTE.search(text):
        close = _closing_bracket(text, found.end())
        notes += [_note(part) for part in re.split("[；;]", text[found.end() : close])]
        text = text[: found.start()].rstrip() + text[close + 1 :].lstrip()
    return text.strip(), [note for note in notes if note.text or note.start]


def _closing_bracket(text: str, start: int) -> int:
    depth = 1
    for place in range(start, len(text)):
        depth += (text[place] in "（(") - (text[place] in "）)")
        if not depth:
            return place
    return len(text)


def _note(text: str) -> Note:
    found = _STINT.fullmatch(text.strip())
    if not found:
        return Note("", "", text.strip())
    return Note(_value(found["start"]), _value(found["end"]), found["text"].strip())


def _when(part: Stint | Note) -> str:
    """``2003.09--2007.07  `` or, while it lasts, ``2019.06--`` and nine blanks."""
    if not part.start:
        return ""
    return f"{show_partial(part.start)}--{show_partial(part.end).ljust(7)}  "


def _written_notes(notes: Sequence[Note]) -> str:
    return f"（其间：{'；'.join(_when(note) + note.text for note in notes)}）"


def _gap_sentence(number: int, earlier: Stint, later: Stint, months: int | None) -> str:
    began = show_partial(later.start)
    if months is None:
        return f"第 {number} 段（{show_partial(earlier.start)} 起）没有终止年月，后面却还有经历。"
    between = f"中间空 {months} 个月" if months > 0 else f"重叠 {-months} 个月"
    ended = show_partial(earlier.end)
    return f"第 {number} 段止于 {ended}，第 {number + 1} 段始于 {began}，{between}。"
