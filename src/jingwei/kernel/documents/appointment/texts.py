"""Short texts of the form: 入党时间, 奖惩情况, 年度考核结果, dates and ages.

Source: fact sheet on cadres, 1.4.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from jingwei.kernel.errors import BadInput
from jingwei.kernel.partial_dates import full_years, parse_partial, show_partial

GRADES = {
    "1": "优秀",
    "2": "称职",
    "3": "基本称职",
    "4": "不称职",
    "2B": "合格",
    "3B": "基本合格",
    "4B": "不合格",
    "5": "不定等次",
    "5A": "试用期不定等次",
    "5B": "立案未结",
    "5C": "处分期",
    "6": "不进行考核",
    "6A": "病事假超半年",
    "6B": "其他原因不考核",
}
"""Code of an appraisal grade and its word."""

_CODES = {word: code for code, word in GRADES.items()} | {"不确定等次": "5", "未定等次": "5"}
_GRADE = "|".join(sorted(_CODES, key=len, reverse=True))
_APPRAISAL = re.compile(
    rf"(?P<year>(?:19|20)\d{{2}})|(?P<grade>{_GRADE})|(?P<range>[-—－～~至到])|(?P<stop>[；;。\n])"
)
_PARTY_MONTH = re.compile(r"\d{4}\s*[.．年/-]?\s*\d{1,2}月?")
_BRACKETS = str.maketrans("", "", "（）()")


@dataclass(frozen=True)
class PartyJoin:
    """入党时间: the month of joining the Party "YYYYMM" or "", and other parties' short names."""

    joined_on: str
    parties: tuple[str, ...] = ()


@dataclass(frozen=True)
class RewardText:
    """One sentence of 奖惩情况; ``decided_on`` "YYYYMM" or "", ``name`` word by word."""

    decided_on: str
    organ: str
    name: str


def printed_month(text: str) -> str:
    """Return ``1985.03`` for any spelling of a date; a text that is no date stays as it is."""
    value = _date(text)
    return show_partial(value[:6]) if value else text.strip()


def age_on(birth: str, on: str) -> int | None:
    """Return the full years between two dates in any spelling, days ignored; None if unknown."""
    born, day = _date(birth), _date(on)
    if len(born) < 6 or len(day) < 6:
        return None
    years = full_years(born, day)
    return years if years >= 0 else None


def parse_party(text: str) -> PartyJoin:
    """Return what stands in ``200108``, ``民盟``, ``（民盟、民建）`` or ``200108；民建``.

    The older ``民建2001.08`` is read too.
    Words that are no date count as names of parties, whatever they are.
    """
    plain = text.translate(_BRACKETS)
    found = _PARTY_MONTH.search(plain)
    joined = _date(found[0])[:6] if found else ""
    names = re.split(r"[；;、，,\s]+", _PARTY_MONTH.sub("；", plain) if joined else plain)
    return PartyJoin(joined, tuple(name for name in names if name))


def write_party(party: PartyJoin) -> str:
    """Return the text of the file: ``200108``, ``民盟``, ``200108；民建``."""
    return "；".join(part for part in (party.joined_on, *party.parties) if part)


def printed_party(text: str) -> str:
    """Return what the paper shows: ``2001.08``, ``民盟``, ``（民盟、民建）``, ``2001.08；民建``."""
    party = parse_party(text)
    if party.joined_on:
        return "；".join((show_partial(party.joined_on), *party.parties))
    return f"（{'、'.join(party.parties)}）" if len(party.parties) > 1 else "".join(party.parties)


def parse_rewards(text: str) -> list[RewardText]:
    """Return the sentences of 奖惩情况, split at ``；``; 无 and a blank text give none.

    A sentence without a date keeps all its words in ``name``.
    """
    plain = text.strip().strip("（）()")
    sentences = re.split(r"[；;\n]+", plain) if plain not in ("", "无") else []
    return [_reward(sentence.strip(" 。")) for sentence in sentences if sentence.strip(" 。")]


def write_rewards(rewards: Sequence[RewardText]) -> str:
    """Return ``2022年03月，经示例区委批准，嘉奖；…。``; "" without rewards."""
    sentences = []
    for reward in rewards:
        day = reward.decided_on
        when = f"{day[:4]}年{day[4:6]}月" if len(day) >= 6 else f"{day}年" * bool(day)
        organ = f"经{reward.organ}批准" if reward.organ else ""
        sentences.append("，".join(part for part in (when, organ, reward.name) if part))
    return "；".join(sentences) + "。" if sentences else ""


def parse_appraisals(text: str) -> list[tuple[int, str]]:
    """Return year and code of the grade, in the order of the text.

    Reads ``2022年年度考核优秀；2023年称职``, ``2021、2022、2023年均为称职``, ``2021至2023年均为
    称职``. A year without a grade that we know has the code "".
    """
    found: list[tuple[int, str]] = []
    years: list[int] = []
    ranged = False
    for token in _APPRAISAL.finditer(text):
        if token["year"]:
            year = int(token["year"])
            years += range(years[-1] + 1, year) if ranged and years else ()
            years.append(year)
        elif token["grade"] or token["stop"]:
            code = _CODES.get(token["grade"] or "", "")
            found += [(year, code) for year in years]
            years = []
        ranged = bool(token["range"])
    return found + [(year, "") for year in years]


def write_appraisals(appraisals: Sequence[tuple[int, str]], *, last: int = 3) -> str:
    """Return ``2022年年度考核优秀；2023年年度考核称职。`` for the ``last`` years, ascending."""
    known = sorted((year, GRADES[code]) for year, code in appraisals if code in GRADES)
    sentences = [f"{year}年年度考核{grade}" for year, grade in known[-last:]]
    return "；".join(sentences) + "。" if sentences else ""


def _reward(sentence: str) -> RewardText:
    parts = [part.strip() for part in re.split("[，,]", sentence) if part.strip()]
    decided_on = _date(parts[0]) if parts else ""
    if not decided_on:
        return RewardText("", "", sentence)
    rest = parts[1:]
    organ = ""
    if len(rest) > 1 and (rest[0].startswith("经") or rest[0].endswith("批准")):
        organ = rest.pop(0).removeprefix("经").removesuffix("批准")
    return RewardText(decided_on, organ, "，".join(rest))


def _date(text: str) -> str:
    try:
        return parse_partial(text)
    except BadInput:
        return ""
