"""How a light comes about: a pure function from the facts of a day to a light and its reasons.

Source: thresholds of the product's default scheme, compared with six published municipal
schemes (behind by 10–30 points: yellow; more, or overdue: red). Every threshold is a parameter.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from jingwei.plans.light import Light

LEVELS = ("level", "share", "units")
"""Readings of what stands on a day, against those of what came together until then."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The parameters in force. Ratios are actual / expected to date; days are calendar days."""

    yellow_below: float = 0.9
    red_below: float = 0.7
    near_days: int = 7
    silent_days: int = 35


@dataclass(frozen=True, slots=True)
class Facts:
    """What was known of a measure on a day. ``state`` "draft": of a plan that is not issued.

    ``actual`` is the number of an indicator or the cumulated one of the notes, for a "change"
    what it moved to the better since the start; ``reading`` is that of the proof. With
    ``few_is_good`` the target is a ceiling. ``baseline`` is the number at the start, where it
    counts. ``counts_itself``: the number comes from records, so silence says nothing.
    ``milestones`` holds the due day of each milestone and whether it was done by then.
    """

    state: str = "open"
    starts_on: date | None = None
    due_on: date | None = None
    done_on: date | None = None
    noted_on: date | None = None
    target: Decimal | None = None
    actual: Decimal | None = None
    unit_label: str = ""
    milestones: tuple[tuple[date, bool], ...] = ()
    reading: str = "sum"
    few_is_good: bool = False
    baseline: Decimal | None = None
    counts_itself: bool = False


@dataclass(frozen=True, slots=True)
class LightVerdict:
    """A light with the sentences that explain it, most important first."""

    light: Light
    reasons: tuple[str, ...] = ()
    expected: Decimal | None = None
    ratio: Decimal | None = None
    missing: tuple[str, ...] = field(default=())

    def as_json(self) -> dict[str, object]:
        """Return what the measure stores: reasons, numbers as text, missing facts."""
        return {
            "reasons": list(self.reasons),
            "expected": None if self.expected is None else str(self.expected),
            "ratio": None if self.ratio is None else str(self.ratio),
            "missing": list(self.missing),
        }


def light_on(facts: Facts, day: date, limits: Thresholds) -> LightVerdict:
    """Return the light of ``facts`` on ``day``.

    A missing fact never counts as on plan and never as late: it is named in ``missing``.
    """
    if facts.state == "draft":
        return LightVerdict(Light.NOT_STARTED, ("要点还没有发布。",))
    if facts.state == "done":
        return LightVerdict(Light.DONE, (_closing(facts),))
    if facts.state == "suspended":
        return LightVerdict(Light.SUSPENDED, ("已批准暂缓。",))
    if facts.starts_on and day < facts.starts_on:
        return LightVerdict(Light.NOT_STARTED, (f"{facts.starts_on} 启动。",))
    expected, ratio, behind = _progress(facts, day)
    red = [*_overdue(facts, day), *_below(ratio, limits.red_below, behind)]
    yellow = [*_below(ratio, limits.yellow_below, behind), *_silent(facts, day, limits)]
    blue = _near(facts, day, limits)
    unknown = _unknown(facts, ratio)
    lights = (
        (Light.RED, red), (Light.YELLOW, yellow), (Light.BLUE, blue), (Light.NOT_STARTED, unknown)
    )  # fmt: skip
    light = next((light for light, why in lights if why), Light.GREEN)
    reasons = tuple(dict.fromkeys([*red, *yellow, *blue, *unknown]))
    reasons = reasons or _on_plan(facts, behind)
    return LightVerdict(light, reasons, expected, ratio, _missing(facts))


def _closing(facts: Facts) -> str:
    if facts.done_on is None or facts.due_on is None:
        return "已完成。"
    days = (facts.due_on - facts.done_on).days
    if days > 0:
        return f"{facts.done_on} 完成，提前 {days} 天。"
    return (
        f"{facts.done_on} 按期完成。" if days == 0 else f"{facts.done_on} 完成，逾期 {-days} 天。"
    )


def expected_share(starts_on: date, due_on: date, day: date) -> Decimal:
    """Return how much of the way from ``starts_on`` to ``due_on`` lies behind ``day``, 0..1."""
    if day >= due_on:
        return Decimal(1)
    if day <= starts_on:
        return Decimal(0)
    return Decimal((day - starts_on).days) / Decimal((due_on - starts_on).days)


def expected_on(facts: Facts, day: date) -> Decimal | None:
    """Return the number that ``facts`` should show on ``day``; None without target or dates.

    A sum and a change grow with the time that passed. A level, a share, and the units that
    reached theirs go from where they stood at the start to the target; what began beyond its
    target has to stay there. A ceiling of a sum holds from the first day.
    """
    if facts.target is None or facts.starts_on is None or facts.due_on is None:
        return None
    passed = expected_share(facts.starts_on, facts.due_on, day)
    if facts.reading == "change":
        return _reachable(facts.target, passed)
    start = facts.baseline if facts.reading in LEVELS else None
    if facts.few_is_good:
        return _on_the_way_down(facts.target, start, passed)
    return _on_the_way_up(facts.target, start or Decimal(0), passed)


def is_reached(facts: Facts) -> bool:
    """Whether the number is where the target wants it in the end; an unknown one is not."""
    if facts.target is None or facts.actual is None:
        return False
    if _is_ceiling(facts):
        return facts.actual <= facts.target
    return facts.actual >= facts.target


def _is_ceiling(facts: Facts) -> bool:
    return facts.few_is_good and facts.reading != "change"


def _on_the_way_up(target: Decimal, start: Decimal, passed: Decimal) -> Decimal:
    return target if start >= target else start + _reachable(target - start, passed)


def _on_the_way_down(target: Decimal, start: Decimal | None, passed: Decimal) -> Decimal:
    if start is None or start <= target:
        return target
    return start - _reachable(start - target, passed)


def _progress(facts: Facts, day: date) -> tuple[Decimal | None, Decimal | None, str]:
    if facts.milestones:
        return _milestones(facts, day)
    expected = expected_on(facts, day)
    if expected is None:
        return None, None, ""
    ratio = None if facts.actual is None else _ratio(facts, facts.actual, expected)
    return expected, ratio, _count(facts, expected)


def _ratio(facts: Facts, actual: Decimal, expected: Decimal) -> Decimal | None:
    """Actual of expected; under a ceiling 1, above it expected of actual."""
    if _is_ceiling(facts):
        within = actual <= expected
        return Decimal(1) if within else (expected / actual).quantize(Decimal("0.001"))
    return (actual / expected).quantize(Decimal("0.001")) if expected else None


def _reachable(target: Decimal, share: Decimal) -> Decimal:
    """Return ``share`` of ``target``: of a whole target the whole ones, else to one decimal."""
    is_whole = target == target.to_integral_value()
    return (target * share).to_integral_value(ROUND_FLOOR) if is_whole else round(target * share, 1)


def _milestones(facts: Facts, day: date) -> tuple[Decimal | None, Decimal | None, str]:
    due = [is_done for due_on, is_done in facts.milestones if due_on <= day]
    if not due:
        return None, None, ""
    done = sum(is_done for _, is_done in facts.milestones)
    ratio = min(Decimal(done) / len(due), Decimal(1)).quantize(Decimal("0.001"))
    return Decimal(len(due)), ratio, f"到期节点 {len(due)} 个，已完成 {min(done, len(due))} 个。"


def _count(facts: Facts, expected: Decimal) -> str:
    unit = facts.unit_label
    should, moved, wanted = _words(facts)
    actual = "尚无记录" if facts.actual is None else f"{moved} {_plain(facts.actual)}{unit}"
    return (
        f"按时间进度{should} {_plain(expected)}{unit}，{actual}，{wanted} "
        f"{_plain(facts.target)}{unit}。"
    )


def _words(facts: Facts) -> tuple[str, str, str]:
    if facts.reading == "change":
        moved = "下降" if facts.few_is_good else "提高"
        return f"应比启动时{moved}", f"实际{moved}", f"目标{moved}"
    if facts.few_is_good:
        return "应不超过", "实际", "目标不超过"
    return "应达", "实际", "目标"


def _plain(number: Decimal | None) -> str:
    return "——" if number is None else f"{number.normalize():f}"


def _below(ratio: Decimal | None, limit: float, behind: str) -> list[str]:
    return [behind] if ratio is not None and ratio < Decimal(str(limit)) else []


def _overdue(facts: Facts, day: date) -> list[str]:
    if facts.due_on is None or day <= facts.due_on:
        return []
    return [f"{facts.due_on} 到期，已超期 {(day - facts.due_on).days} 天。"]


def is_silent(facts: Facts, day: date, limits: Thresholds) -> bool:
    """Whether nobody told anything for too long, of what does not count itself."""
    since = facts.noted_on or facts.starts_on
    told = facts.counts_itself and facts.actual is not None
    return since is not None and not told and (day - since).days > limits.silent_days


def _silent(facts: Facts, day: date, limits: Thresholds) -> list[str]:
    since = facts.noted_on or facts.starts_on
    if since is None or not is_silent(facts, day, limits):
        return []
    told = f"最近一次进展是 {facts.noted_on}" if facts.noted_on else "启动以来没有进展记录"
    return [f"{told}，已 {(day - since).days} 天未更新。"]


def _near(facts: Facts, day: date, limits: Thresholds) -> list[str]:
    if facts.due_on is None or not 0 <= (facts.due_on - day).days <= limits.near_days:
        return []
    left = (facts.due_on - day).days
    return [f"{facts.due_on} 到期，{f'还有 {left} 天' if left else '就在今天'}。"]


def _unknown(facts: Facts, ratio: Decimal | None) -> list[str]:
    if facts.starts_on or facts.noted_on or ratio is not None:
        return []
    return ["没有启动时间，也没有进展记录，看不出是否已经启动。"]


def _on_plan(facts: Facts, behind: str) -> tuple[str, ...]:
    limit = "未到期" if facts.due_on else "没有完成时限"
    return (behind or f"{limit}，{'进展正常更新' if facts.noted_on else '还没有进展记录'}。",)


def _missing(facts: Facts) -> tuple[str, ...]:
    blanks = {
        "启动时间": facts.starts_on is None,
        "完成时限": facts.due_on is None,
        "目标值或节点": facts.target is None and not facts.milestones,
        "累计完成数": facts.target is not None and facts.actual is None,
    }
    return tuple(name for name, blank in blanks.items() if blank)
