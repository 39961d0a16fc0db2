"""Blank out what stands inside quotes and brackets, so that rules see only the bare sentence."""

from __future__ import annotations

import re

FILL = "□"
_PAIRS = {
    "“": "”",
    "‘": "’",
    "《": "》",
    "（": "）",
    "(": ")",
    "「": "」",
    "『": "』",
    "〔": "〕",
    "【": "】",
}
_CLOSERS = frozenset(_PAIRS.values())
_ROUND = str.maketrans("（）()", "    ")
_QUOTES = '“‘「『《"'
_NUMBER = re.compile(r"[（(][0-9０-９〇零一二三四五六七八九十百]{1,5}[）)]")
LONGEST_PAIR = 400

Pair = tuple[int, int]


def pairs(text: str) -> list[Pair]:
    """Return outermost (open, close) positions of quotes and brackets, in order.

    Unmatched marks and pairs longer than 400 characters are left out; both positions inclusive.
    """
    stack: list[tuple[str, int]] = []
    found: list[Pair] = []
    for at, char in enumerate(text):
        if char == '"':
            _toggle(stack, found, at)
        elif char in _PAIRS:
            stack.append((_PAIRS[char], at))
            del stack[:-50]
        elif char in _CLOSERS:
            _close(stack, found, char, at)
    return _outermost(found)


def _toggle(stack: list[tuple[str, int]], found: list[Pair], at: int) -> None:
    if any(closer == '"' for closer, _ in stack):
        _close(stack, found, '"', at)
    else:
        stack.append(('"', at))
        del stack[:-50]


def _close(stack: list[tuple[str, int]], found: list[Pair], char: str, at: int) -> None:
    for depth in range(len(stack) - 1, -1, -1):
        closer, start = stack[depth]
        if closer == char:
            del stack[depth:]
            if at - start <= LONGEST_PAIR:
                found.append((start, at))
            return


def _outermost(found: list[Pair]) -> list[Pair]:
    kept: list[Pair] = []
    for start, end in sorted(found):
        if not kept or start > kept[-1][1]:
            kept.append((start, end))
    return kept


def mask_names(text: str) -> str:
    """Return text of the same length with names in quotes blanked, round brackets left open."""
    return mask(text.translate(_ROUND))


def mask(text: str) -> str:
    """Return text of the same length with the inside of quotes and brackets blanked.

    A bracket that holds nothing but a number, such as （一）, stays readable: it is a mark.
    """
    parts: list[str] = []
    at = 0
    for start, end in pairs(text):
        if _NUMBER.fullmatch(text, start, end + 1):
            continue
        parts += [text[at : start + 1], FILL * (end - start - 1)]
        at = end
    return "".join(parts) + text[at:]


def quoted(text: str) -> list[Pair]:
    """Return [start, end) of the outermost quoted or titled names, marks excluded."""
    return [(s + 1, e) for s, e in pairs(text) if text[s] in _QUOTES and e > s + 1]
