"""How a light comes about: a pure function from the facts of a day to a light and its reasons.

Source: thresholds of the product's default scheme, compared with six published municipal
schemes (behind by 10–30 points: yellow; more, or overdue: red). Every threshold is a parameter.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from jingwei.plans.light import Light


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

    ``actual`` is the cumulated number of an indicator or of the notes; ``milestones`` holds the
    due day of each milestone and whether it was done by then.
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


def _progress(facts: Facts, day: date) -> tuple[Decimal | None, Decimal | None, str]:
    if facts.milestones:
        return _milestones(facts, day)
    if facts.target is None or facts.starts_on is None or facts.due_on is None:
        return None, None, ""
    share = expected_share(facts.starts_on, facts.due_on, day)
    expected = _reachable(facts.target, share)
    if facts.actual is None or expected == 0:
        return expected, None, _count(facts, expected)
    ratio = (facts.actual / expected).quantize(Decimal("0.001"))
    return expected, ratio, _count(facts, expected)


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
    actual = "尚无记录" if facts.actual is None else f"实际 {_plain(facts.actual)}{unit}"
    return f"按时间进度应达 {_plain(expected)}{unit}，{actual}，目标 {_plain(facts.target)}{unit}。"


def _plain(number: Decimal | None) -> str:
    return "——" if number is None else f"{number.normalize():f}"


def _below(ratio: Decimal | None, limit: float, behind: str) -> list[str]:
    return [behind] if ratio is not None and ratio < Decimal(str(limit)) else []


def _overdue(facts: Facts, day: date) -> list[str]:
    if facts.due_on is None or day <= facts.due_on:
        return []
    return [f"{facts.due_on} 到期，已超期 {(day - facts.due_on).days} 天。"]


def _silent(facts: Facts, day: date, limits: Thresholds) -> list[str]:
    since = facts.noted_on or facts.starts_on
    if since is None or (day - since).days <= limits.silent_days:
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
