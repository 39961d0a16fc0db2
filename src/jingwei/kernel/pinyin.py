"""Names in pinyin: how they are read, sorted and found.

Readings come from pypinyin character by character (its phrases read surnames wrongly) and from
``data/surnames.toml``, which holds what a name reads otherwise. ü is written v. Characters
nobody knows a reading of stand for themselves.
"""

from __future__ import annotations

import os
import re
import tomllib
import unicodedata
from collections.abc import Callable
from functools import cache
from itertools import islice, product
from pathlib import Path

os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")  # 44 MB nobody needs for single characters
from pypinyin import Style, pinyin  # reads the variable when it is imported

MOST_READINGS = 8
SORT_KEY_LENGTH = 128
SUFFIX_LENGTH = 16
DOTS = "·•‧・∙⋅．"
TABLE = Path(__file__).parent / "data/surnames.toml"
_PARTS = re.compile(r"[a-z0-9]+|.", re.DOTALL)
_LONGEST_SURNAME = 4
_RARE = {"Co", "Cn"}
"""Private use, and characters newer than Python's tables: both occur in names."""


def name_plain(text: str) -> str:
    """Return ``text`` as it is compared: half-width, lower case, only letters and digits.

    Blanks and middle dots fall away, so that 张　伟 and 张伟 are one name.
    """
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(c for c in folded if c.isalnum() or unicodedata.category(c) in _RARE)


def readings(name: str) -> list[str]:
    """Return the full pinyin of ``name`` in all its readings, the likeliest first.

    At most MOST_READINGS, without repetition: 单磊 gives shanlei, danlei. Empty for a blank name.
    """
    return _spelled(name, "".join)


def initials(name: str) -> list[str]:
    """Return the initials of ``name`` in all its readings, the likeliest first: sl, dl for 单磊."""
    return _spelled(name, lambda syllables: "".join(part[0] for part in syllables))


def sort_key(name: str) -> str:
    """Return ASCII letters and digits that sort names by pinyin, then by character, everywhere.

    All 张 stand together and before 章; what has no pinyin comes last.
    """
    parts = []
    for char, options in zip(_parts(name), _options(name), strict=True):
        known = options[0].isascii()
        parts.append(f"{options[0] if known else 'zzzz'}{'' if char.isascii() else _code(char)}")
    return "".join(parts)[:SORT_KEY_LENGTH]


def tokens(name: str) -> set[str]:
    """Return what stands in the name index: every ending of the name, its pinyin, its initials.

    Any part of a name is the beginning of one of its endings, so a prefix query finds it.
    """
    plain = name_plain(name)
    endings = {plain[start : start + SUFFIX_LENGTH] for start in range(len(plain))}
    return endings | {*readings(name), *initials(name)} if plain else set()


def _spelled(name: str, spell: Callable[[tuple[str, ...]], str]) -> list[str]:
    backwards = product(*reversed(_options(name)))  # so that the surname varies first
    chosen = islice(backwards, MOST_READINGS)
    spelled = dict.fromkeys(spell(syllables[::-1]) for syllables in chosen)
    return [text for text in spelled if text]


def _options(name: str) -> list[tuple[str, ...]]:
    """Return the readings of every part of the name, the likeliest first."""
    parts = _parts(name)
    found = [_given(part) for part in parts]
    if not parts or any(dot in name for dot in DOTS):
        return found
    found[0] = _merged(_table()["surnames"].get(parts[0], ""), parts[0])
    for length in range(_LONGEST_SURNAME, 1, -1):
        compound = _table()["compound"].get("".join(parts[:length]), "").split()
        if compound and len(parts) > length:
            heads = zip(compound, found, strict=False)
            found[:length] = [tuple(dict.fromkeys((one, *rest))) for one, rest in heads]
            break
    return found


def _parts(name: str) -> list[str]:
    """Return the Han characters one by one and every run of Latin letters and digits whole."""
    return _PARTS.findall(name_plain(name))


@cache
def _given(part: str) -> tuple[str, ...]:
    return _merged(_table()["given"].get(part, ""), part)


def _merged(listed: str, part: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*listed.split(), _ordinary(part))))


@cache
def _ordinary(part: str) -> str:
    """Return the ordinary reading of one character; Latin and unknown characters themselves."""
    if part.isascii():
        return part
    reading = pinyin(part, style=Style.NORMAL)[0][0].replace("ü", "v")
    return reading if reading.isascii() and reading.isalpha() else part


@cache
def _table() -> dict[str, dict[str, str]]:
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


def _code(char: str) -> str:
    return f"{ord(char):06x}"
