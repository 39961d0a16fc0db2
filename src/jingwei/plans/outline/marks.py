"""Printed numbers: which signs number a heading, which only mark a point inside a paragraph."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jingwei.kernel.chinese import numeral_value

_CN = "[〇零一二三四五六七八九十百]{1,5}"
_DIGIT = "[0-9０-９]{1,3}"
_NOT_A_DECIMAL = "(?![0-9０-９])"
_NOT_A_LIST = f"(?!{_CN}(?:[、季级线类产期批届]|方面))"
_YEAR = "(?=[0-9]{4}年)"

# style: (pattern with the printed number in group "n", rank); a smaller rank stands higher
_STYLES: tuple[tuple[str, str, float], ...] = (
    ("part", rf"(?P<n>第{_CN}(?:部分|章|篇))[、：:\s　]*", 0),
    ("chinese", rf"(?P<n>{_CN})、{_NOT_A_LIST}", 1),
    ("bracket", rf"(?P<n>[（(]{_CN}[）)])[、.．]?", 2),
    ("ordinal", rf"(?P<n>第{_CN})[，,、：:]", 2.5),
    (
        "decimal",
        rf"(?P<n>{_DIGIT}(?:[.．][0-9０-９]{{1,2}}){{1,3}})"
        r"(?![0-9０-９.．%％‰万亿个年月日号前后起止元倍米至到—~-])[、.．\s　]*",
        3.5,
    ),
    ("digit", rf"(?P<n>{_DIGIT})(?:[.．](?:{_NOT_A_DECIMAL}|{_YEAR})|、)", 3),
    (
        "digit_blank",
        r"(?P<n>[0-9０-９]{1,2})[ 　]+(?=[一-龥“《])(?![年月日号个名家次期场项万亿])",
        3.01,
    ),
    ("digit_bracket", r"(?P<n>[（(][0-9０-９]{1,3}[）)]|[⑴-⒇])[、.．]?", 4),
    ("half_bracket", r"(?P<n>[0-9０-９]{1,2})[)）]", 4.5),
    ("circle", r"(?P<n>[①-⑳])[、.．]?", 5),
)
_ANY = re.compile(
    "|".join(f"(?P<{name}>{p.replace('?P<n>', f'?P<{name}_n>')})" for name, p, _ in _STYLES)
)
_RANKS = {name: rank for name, _, rank in _STYLES}
_INNER = re.compile(
    rf"[\s　]*(?:{_CN}(?:是要|是|要)(?=[^，。；]{{2}})"
    rf"|(?:首先|其次|再次|最后|另外|此外|第{_CN})[，,、：:]"
    r"|[（(][0-9０-９一二三四五六七八九十]{1,3}[）)]|[①-⑳⑴-⒇]|[0-9０-９]{1,2}[)）]"
    rf"|{_CN}、{_NOT_A_LIST}|{_DIGIT}(?:[.．]{_NOT_A_DECIMAL}"
    rf"|、)|[-—–]{{2}}|[★☆●■◆◇▲△·•※○◎]+(?=[一-龥“《]))[\s　]*"
)
_BLANK_OR_END = re.compile(r"[ \t　\n]*")
_STAR = re.compile(r"[ \t　\n]*[★☆●■◆◇▲△※○◎]?[ \t　]*")


@dataclass(frozen=True)
class Mark:
    """A number found in front of a text: its style, printed form and where the words begin."""

    style: str
    number: str
    end: int

    @property
    def rank(self) -> float:
        """Place of the style among the levels of GB/T 9704; deeper decimals stand lower."""
        return _RANKS[self.style] + 0.1 * (self.number.count(".") + self.number.count("．"))

    @property
    def value(self) -> int | None:
        """The number as an integer (the last part of 1.2), or None."""
        last = re.split(r"[.．]", self.number)[-1]
        if re.fullmatch("[①-⑳⑴-⒇]", last):
            return (ord(last) - 0x2460) % 20 + 1
        return numeral_value(last.strip("（）()第部分章篇"))


def mark_at(text: str, at: int, end: int | None = None) -> Mark | None:
    """Return the heading number printed at a place (blanks skipped), or None."""
    stop = len(text) if end is None else end
    star = _STAR.match(text, at, stop)
    begin = star.end() if star else at
    match = _ANY.match(text, begin, stop)
    if match is None or match.lastgroup is None:
        return None
    style = next(name for name in _RANKS if match[name] is not None)
    return Mark(style, match[f"{style}_n"], _blanks(text, match.end(), stop))


def inner_mark(text: str, at: int, end: int) -> int:
    """Return where the words begin after an inner mark (一是, ①, ——) at a place, else the place."""
    match = _INNER.match(text, at, end)
    return match.end() if match and match.end() < end else at


def _blanks(text: str, at: int, end: int) -> int:
    match = _BLANK_OR_END.match(text, at, end)
    return match.end() if match else at
