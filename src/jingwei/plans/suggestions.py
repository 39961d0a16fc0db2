"""What could prove a measure, read from its own words alone: standard suggestions and their rank.

The standard suggestions are data (``data/suggestions.toml``): words that a measure may hold, the
kinds of item they are meant for, and what proves such a measure. The most specific words win;
the kind of the item helps; a denied word, a heading and a mere purpose count less or nothing.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

ENOUGH = 25
"""Points below which nothing is suggested: two characters alone are too few, three suffice."""
PER_CHARACTER, OF_ITEM, AGAIN = 10, 20, 3
TO_OPEN, STOCK, UNKNOWN = -10, -15, -10
"""Less for what counts only once something is opened, for how many there are of something, and
where the heading does not tell the kind of item."""
PAPER, SUMMARY, MECHANISM, BUILT, ACTIVITY = 90, 75, 33, 30, 28
"""Points of milestones: a paper to issue goes before any number of what the paper is about."""

_DENIED = re.compile("(?:不|未|非|无|没有|防止|杜绝|严禁|避免|禁止)$")
_CONDITION = re.compile("坚持|围绕|紧扣|按照|根据|依托|立足|结合|聚焦|通过|针对|采取|以.{1,12}为")
_ACT = re.compile(
    "建立|开展|完成|组织|举办|实施|推进|做好|选派|更新|健全|落实|完善|引进|组建|改进|强化|建成|印发|制定"
)
_SUMMARY = re.compile("(?:认真|及时|深入|系统)*(?:总结|提炼)")
_PURPOSE = re.compile(
    "确保|引导|锻造|推动|促进|不断|增强|提高|提升|着力提升|实现|形成|营造|激发|充分发挥|使|让|切实"
    "|鼓励|吸引|力争|努力|防止|为.{2,12}提供|打牢|夯实"
)
_LIMIT = (
    "(?:每(?:月|季度|半年|年)|[0-9一二三四五六七八九十]{1,3}月(?:底|[0-9]{1,2}日)?前|[上下]半年|[一二三四]季度|年底前|年内"
    "|及时|谋划|研究|组织|探索|抓紧|进一步|分领域|分类|逐单位)*"
)
_PAPER = re.compile(
    f"(?:(?:围绕|紧扣|按照|根据|结合|聚焦|针对).{{2,20}}?)?{_LIMIT}(?:制定|制订|编制|编印|编写|印发|出台|起草|拟定|修订|发布|公布|健全完善.{{2,20}}办法"
    "|细化.{2,24}(?:标准|流程))|.*形成.{0,20}(?:送审稿|报告|方案|意见)$"
)
_EVENT = re.compile(
    "开展|举办|召开|完成|组织|评选|推荐|选派|选树|创建|整治|整顿|排查|宣传|总结|研究|实施|推进|推行|试点|探索"
    "|调研|练兵|活动|申报|搭建|打造|拓展|丰富|用好|压实|强化|优化|严格|加强"
)


@dataclass(frozen=True, slots=True)
class Standard:
    """One shipped suggestion. ``milestones`` names a set of steps, "" for a number.

    ``items`` are the kinds of item it is meant for (1 to 22), none for all. ``opens`` is the
    title of the programme, round or ledger that has to be opened before the number exists.
    ``is_stock``: it says how many of something there are, which shows little of any work.
    """

    code: str
    words: tuple[str, ...]
    items: tuple[int, ...] = ()
    reading: str = ""
    target: Decimal | None = None
    per_unit: Decimal | None = None
    unit: str = ""
    opens: str = ""
    milestones: str = ""
    is_stock: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A standard suggestion that fits a text: its points, and where its words stand."""

    standard: Standard
    points: int
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Shipped:
    """The file of suggestions as read: words of item kinds, broad words, suggestions, steps."""

    kinds: dict[int, tuple[str, ...]]
    broad: frozenset[str]
    standards: tuple[Standard, ...]
    steps: dict[str, tuple[str, ...]]


@cache
def shipped() -> Shipped:
    """Return the suggestions shipped with the product, read once."""
    path = files("jingwei.plans").joinpath("data/suggestions.toml")
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return Shipped(
        kinds={row["kind"]: tuple(row["words"]) for row in data["item"]},
        broad=frozenset(data["broad"]),
        standards=tuple(_standard(row) for row in data["suggest"]),
        steps={name: tuple(steps) for name, steps in data["steps"].items()},
    )


def item_kind(heading: str) -> int | None:
    """Return which of the 22 kinds of item a heading is of, by its longest words; else None."""
    points = {
        kind: sum(len(word) for word in words if word in heading)
        for kind, words in shipped().kinds.items()
    }
    best = max(points, key=lambda kind: points[kind])
    return best if points[best] else None


def standards_for(
    text: str, kind: int | None, more: Iterable[Standard] = (), *, work: str = ""
) -> list[Found]:
    """Return what fits the measure ``text`` of an item of ``kind``, the best first.

    ``more`` are suggestions beside the shipped ones (keywords of indicators); ``work`` is the
    kind of work the measure asks for ("deliverable", "mechanism" …), for milestones.
    """
    found = [_found(one, text, kind) for one in (*shipped().standards, *more)]
    found += _steps_for(text, work)
    best: dict[str, Found] = {}
    for one in found:
        key = one.standard.code or one.standard.milestones
        if one.points >= ENOUGH and (key not in best or one.points > best[key].points):
            best[key] = one
    return sorted(best.values(), key=lambda one: (-one.points, bool(one.standard.opens)))


def yearly(frequency: str) -> Decimal | None:
    """Return how often a printed frequency asks for something in a year; None when it does not.

    "每季度不少于3次" is 12; one that is for each of many ("每名代表每半年1次") is None.
    """
    if re.search("每(?:名|个|支|位|人|村|社区|对象|家|户)", frequency):
        return None
    times = {"每月": 12, "每季": 4, "每半年": 2, "每年": 1, "每周": 52}
    often = next((n for sign, n in times.items() if sign in frequency), None)
    digits = re.search("([0-9]{1,3})", frequency)
    return Decimal(often * (int(digits[1]) if digits else 1)) if often else None


def marked(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[str, bool]]:
    """Return ``text`` in runs that join to it: (characters, whether a word of the reason)."""
    runs, at = list[tuple[str, bool]](), 0
    for start, end in sorted(spans):
        if start >= at:
            runs += [(text[at:start], False), (text[start:end], True)]
            at = end
    return [run for run in (*runs, (text[at:], False)) if run[0]]


def _standard(row: dict[str, Any]) -> Standard:
    texts = {name: row.get(name, "") for name in ("reading", "unit", "opens")}
    target, per_unit = (
        Decimal(str(row[name])) if name in row else None for name in ("target", "per_unit")
    )
    words, items = tuple(row["words"]), tuple(row.get("items", ()))
    return Standard(
        code=row["code"], words=words, items=items, target=target, per_unit=per_unit, **texts
    )


def _found(one: Standard, text: str, kind: int | None) -> Found:
    hits = list(_hits(one.words, text))
    if not hits:
        return Found(one, 0, ())
    points = max(points for points, _ in hits) + AGAIN * (len({span for _, span in hits}) - 1)
    points += TO_OPEN * bool(one.opens) + STOCK * one.is_stock + _for_item(one, kind)
    return Found(one, points, tuple(span for _, span in hits))


def _for_item(one: Standard, kind: int | None) -> int:
    if not one.items:
        return 0
    if kind is None:
        return UNKNOWN
    return OF_ITEM if kind in one.items else -OF_ITEM


def _hits(words: tuple[str, ...], text: str) -> Iterator[tuple[int, tuple[int, int]]]:
    """Yield the points and the place of each of ``words`` in ``text`` that is not denied."""
    for start, end, weight in _clauses(text):
        for word in words:
            for match in _pattern(word).finditer(text, start, end):
                if not _DENIED.search(text[max(start, match.start() - 2) : match.start()]):
                    yield int(_points(word) * weight), match.span()


def _points(word: str) -> float:
    whole = PER_CHARACTER * len(word.replace("…", ""))
    return whole / 2 if word in shipped().broad else whole


@cache
def _pattern(word: str) -> re.Pattern[str]:
    """A word as it stands; "党员…培训" leaves room for up to ten characters between."""
    return re.compile(".{0,10}?".join(map(re.escape, word.split("…"))))


def _clauses(text: str) -> list[tuple[int, int, float]]:
    """Return start, end and weight of each clause: a mere condition or purpose weighs half."""
    found = [(m.start(), m.end()) for m in re.finditer("[^，；：,;:]+", text)]
    weights = [_weight(text[start:end], place) for place, (start, end) in enumerate(found)]
    whole = [1.0] * len(weights) if 1.0 not in weights else weights
    return [(start, end, weight) for (start, end), weight in zip(found, whole, strict=True)]


def _weight(clause: str, place: int) -> float:
    if place:
        aside = bool(_PURPOSE.match(clause)) or clause.startswith("作为")
    else:
        aside = bool(_CONDITION.match(clause)) and not _ACT.search(clause)
    return 0.5 if aside else 1.0


def _steps_for(text: str, work: str) -> Iterator[Found]:
    """Yield milestones by the verbs of the clauses that are the work itself."""
    acts = [text[start:end] for start, end, weight in _clauses(text) if weight == 1.0]
    if work != "ongoing" and any(_PAPER.match(act) for act in acts):
        yield Found(Standard("", (), milestones="paper"), PAPER, ())
    elif any(_SUMMARY.match(act) for act in acts):
        yield Found(Standard("", (), milestones="summary"), SUMMARY, ())
    elif work == "mechanism":
        yield Found(Standard("", (), milestones="mechanism"), MECHANISM, ())
    elif work == "deliverable":
        yield Found(Standard("", (), milestones="built"), BUILT, ())
    elif work == "activity" and any(_EVENT.search(act) for act in acts):
        yield Found(Standard("", (), milestones="activity"), ACTIVITY, ())
