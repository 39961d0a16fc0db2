"""Influence periods (影响期) of supervision measures: from when until when, what they bar. Pure.

A period lasts until the same day so many months later, that day included. Several sanctions of
the state add up, to four years at most; of everything else the longest counts. The numbers are
those of ``data/law/supervision.toml`` on the day a measure took effect.
Source: fact sheet on cadres, 6.2 and 6.3; nobody has compared them with the texts yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from jingwei.kernel.rules import (
    Answer,
    Citation,
    Example,
    Judgement,
    Strength,
    cannot_tell,
    met,
    not_met,
    rule,
)
from jingwei.procedures.limits import add_months

POST, RANK, INSPECTION = "提拔任职", "晋升职级", "列为考察对象"
"""What other rooms ask about; the other bars of the law table are words for people."""
OPEN = date.max
"""The last day of a period whose end is not known yet."""
LONGEST = 60
"""Months of the longest period there is; a measure older than that bars nothing any more."""
DAY = timedelta(days=1)
EXCELLENT, COMMENT, NO_GRADE, UNFIT = (
    "不得确定为优秀", "只写评语不确定等次", "不确定等次", "不称职"
)  # fmt: skip
HEAVIER = (EXCELLENT, COMMENT, NO_GRADE, UNFIT)
"""What a measure does to the appraisal of a year; the heavier one counts, in this order."""


@dataclass(frozen=True, slots=True)
class Imposed:
    """A measure as the register has it; ``number`` is its row.

    ``until_set`` is the last day where the deciding organ set it itself.
    """

    number: int
    kind: str
    since: date
    restored_on: date | None = None
    lifted_on: date | None = None
    until_set: date | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """What one kind of measure bars, with the months of each; ``bars`` is empty for none.

    ``from_restored``: counted from the day the rights of a member are restored, and barred until
    then. ``adds_up``: with others of its family. ``years``: what the appraisal of the year of
    decision suffers, then of the next ones.
    """

    bars: Mapping[str, int] = field(default_factory=dict)
    source: str = ""
    from_restored: bool = False
    adds_up: bool = False
    years: tuple[str, ...] = ()


PeriodOf = Callable[[Imposed], Period | None]
"""The period of a measure by the law of its day; None where no law of that day is known."""


@dataclass(frozen=True, slots=True)
class Span:
    """The influence of one measure: the last day of each bar, OPEN while that is not known."""

    number: int
    since: date
    bars: Mapping[str, date]
    source: str = ""

    @property
    def until(self) -> date:
        """The last day of all."""
        return max(self.bars.values())

    def holds_on(self, day: date) -> bool:
        """Whether anything is barred on ``day``."""
        return self.since <= day <= self.until


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands on one day: the influences they are under.

    ``unknown`` are the rows of measures for whose day no law is known.
    """

    spans: tuple[Span, ...] = ()
    unknown: tuple[int, ...] = ()
    day: date = date.min

    def __bool__(self) -> bool:
        return bool(self.spans)

    @property
    def until(self) -> date | None:
        """The last day of the influence; OPEN while it is not known, None without any."""
        return max((span.until for span in self.spans), default=None)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The rows of the measures."""
        return tuple(span.number for span in self.spans)

    @property
    def bars(self) -> dict[str, date]:
        """What is barred on the day, each with its last day."""
        found: dict[str, date] = {}
        for span in self.spans:
            for bar, until in span.bars.items():
                if until >= self.day:
                    found[bar] = max(until, found.get(bar, until))
        return found

    def __str__(self) -> str:
        """The only words others than the cleared may read."""
        return f"处于影响期内（{until_words(self.until)}）" if self.until else ""


def until_words(until: date | None) -> str:
    """Return 至 2026-03-01; of an open end, that it is to be counted yet."""
    return "止日待定" if until in (None, OPEN) else f"至 {until}"


def span_of(one: Imposed, period: Period, *, rest: int = 0, most: int = 0) -> Span | None:
    """Return the influence of a measure, None for a kind that has none.

    ``rest`` are days of an earlier sanction still to run, added up to ``most`` months in all.
    """
    if not period.bars:
        return None
    start = one.restored_on if period.from_restored else one.since
    bars = dict.fromkeys(period.bars, OPEN)
    if start is not None:
        ends = {bar: add_months(start, months) for bar, months in period.bars.items()}
        bars = {bar: _prolonged(one, end, rest, most) for bar, end in ends.items()}
    bars = _as_set(bars, one.until_set)
    if one.lifted_on is not None:
        bars = {bar: min(end, one.lifted_on - DAY) for bar, end in bars.items()}
    return Span(one.number, one.since, bars, period.source)


def _prolonged(one: Imposed, end: date, rest: int, most: int) -> date:
    return end if not rest else max(end, min(end + DAY * rest, add_months(one.since, most)))


def _as_set(bars: Mapping[str, date], until: date | None) -> dict[str, date]:
    """Return the bars with the end the organ set: the longest take it, none outlasts it."""
    if until is None:
        return dict(bars)
    last = max(bars.values())
    return {bar: until if end == last else min(end, until) for bar, end in bars.items()}


def spans_of(measures: Iterable[Imposed], period_of: PeriodOf, most: int) -> Iterator[Span]:
    """Yield the influences of the measures of one person, the earliest first.

    What is left of an earlier sanction of the state is added to the next one, ``most`` months in
    all. A measure whose law is not known, or that bars nothing, yields nothing.
    """
    running = date.min
    for one in sorted(measures, key=lambda one: (one.since, one.number)):
        period = period_of(one)
        if period is None:
            continue
        adds = period.adds_up and one.until_set is None
        rest = max((running - one.since).days, 0) if adds and running > one.since else 0
        span = span_of(one, period, rest=rest, most=most)
        if span is not None:
            running = max(running, span.until) if period.adds_up else running
            yield span


def standing_on(
    measures: Iterable[Imposed], period_of: PeriodOf, day: date, *, most: int
) -> Standing:
    """Return how somebody with these measures stands on ``day``."""
    listed = list(measures)
    spans = tuple(s for s in spans_of(listed, period_of, most) if s.holds_on(day))
    unknown = tuple(
        one.number for one in listed
        if one.since <= day <= add_months(one.since, LONGEST) and period_of(one) is None
    )  # fmt: skip
    return Standing(spans, unknown, day)


def appraisal_years(measures: Iterable[Imposed], period_of: PeriodOf) -> dict[int, str]:
    """Return what the measures do to the appraisal of each year: the heaviest of each."""
    found: dict[int, str] = {}
    for one in measures:
        period = period_of(one)
        for offset, effect in enumerate(period.years if period else ()):
            year = one.since.year + offset
            found[year] = max(effect, found.get(year, effect), key=HEAVIER.index)
    return found


DISCIPLINE = Citation("中国共产党纪律处分条例", "有关影响期的规定", "2023")
APPEALS = Citation("公务员申诉规定", "有关复核、申诉期限的规定", "2022")


_YEAR = {"政务记过": Period({RANK: 12})}


@rule(
    "cadres.supervision_until", "写明的影响期止日与规定一致", strength=Strength.WARN,
    citation=DISCIPLINE,
    examples=(
        Example(Answer.MET, {"measure": "政务记过", "effective_on": date(2025, 3, 1),
                             "stated_until": date(2026, 3, 1), "periods": _YEAR}),
        Example(Answer.MET, {"measure": "政务记过", "effective_on": date(2025, 3, 1),
                             "stated_until": None, "periods": _YEAR}, "没有写明，按规定计算"),
        Example(Answer.NOT_MET, {"measure": "政务记过", "effective_on": date(2025, 3, 1),
                                 "stated_until": date(2025, 9, 1), "periods": _YEAR}),
        Example(Answer.CANNOT_TELL, {"measure": "政务记过", "effective_on": date(2005, 3, 1),
                                     "stated_until": None, "periods": {}}),
    ),
)  # fmt: skip
def supervision_until(
    measure: str,
    effective_on: date,
    periods: Mapping[str, Period | None],
    stated_until: date | None,
) -> Judgement:
    """The last day of influence that a decision states is the one the law gives."""
    period = periods.get(measure)
    if period is None:
        return cannot_tell(f"{effective_on} 前后“{measure}”的影响期规定")
    span = span_of(Imposed(0, measure, effective_on), period)
    due = span.until if span else None
    words = until_words(due) if due else "没有影响期"
    facts = {"措施": measure, "生效": effective_on, "按规定": words, "写明": stated_until}
    if stated_until in (None, due):
        return met(**facts)
    if due == OPEN:
        return cannot_tell("恢复党员权利的日期", **facts)
    return not_met(f"决定写明至 {stated_until}，按规定{words}。", **facts)


@rule(
    "cadres.supervision_over", "影响期已满", strength=Strength.WARN, citation=DISCIPLINE,
    examples=(
        Example(Answer.MET, {"influence_end": date(2025, 6, 1), "on": date(2025, 6, 2)}),
        Example(Answer.NOT_MET, {"influence_end": date(2025, 6, 1), "on": date(2025, 6, 1)}),
        Example(Answer.CANNOT_TELL, {"influence_end": None, "on": date(2025, 6, 1)}),
    ),
)  # fmt: skip
def supervision_over(influence_end: date | None, on: date) -> Judgement:
    """The influence period of a measure is over."""
    if influence_end is None:
        return cannot_tell("影响期的止日")
    facts = {"影响期止": influence_end, "日期": on}
    if on > influence_end:
        return met(**facts)
    return not_met(f"影响期到 {influence_end}，{on} 还没有满。", **facts)


_PROBATION = {
    "probation_one_months": 12, "probation_two_months": 24, "effective_on": date(2024, 3, 1),
}  # fmt: skip


@rule(
    "cadres.supervision_restored", "留党察看期满恢复党员权利", strength=Strength.WARN,
    citation=Citation("中国共产党纪律处分条例", "有关留党察看的规定", "2023"),
    numbers=("cadres.supervision.probation_one_months", "cadres.supervision.probation_two_months"),
    examples=(
        Example(Answer.MET, {"measure": "留党察看一年", "on": date(2025, 3, 1), **_PROBATION}),
        Example(Answer.NOT_MET, {"measure": "留党察看一年", "on": date(2025, 2, 1), **_PROBATION}),
        Example(Answer.NOT_MET, {"measure": "政务记过", "on": date(2025, 3, 1), **_PROBATION}),
    ),
)  # fmt: skip
def supervision_restored(
    measure: str, effective_on: date, on: date, probation_one_months: int, probation_two_months: int
) -> Judgement:
    """Rights are restored after a probation within the Party, and not before its term."""
    terms = {"留党察看一年": probation_one_months, "留党察看两年": probation_two_months}
    if measure not in terms:
        return not_met(f"“{measure}”没有恢复党员权利这一步。", 措施=measure)
    due = add_months(effective_on, terms[measure])
    facts = {"措施": measure, "生效": effective_on, "最早": due, "恢复": on}
    return met(**facts) if on >= due else not_met(f"{measure}到 {due} 期满。", **facts)


_APPLY = {"s05_on": date(2025, 3, 3), "apply_days": 30}


@rule(
    "cadres.supervision_applied", "在期限内申请复核、申诉", strength=Strength.WARN,
    citation=APPEALS, numbers=("cadres.supervision.apply_days",),
    examples=(
        Example(Answer.MET, {"applied_on": None, **_APPLY}, "没有申请"),
        Example(Answer.MET, {"applied_on": date(2025, 4, 2), **_APPLY}),
        Example(Answer.NOT_MET, {"applied_on": date(2025, 4, 3), **_APPLY}),
    ),
)  # fmt: skip
def supervision_applied(applied_on: date | None, s05_on: date, apply_days: int) -> Judgement:
    """A review or an appeal is asked for within the days after the decision was delivered."""
    due = s05_on + DAY * apply_days
    facts = {"送达": s05_on, "最迟": due, "申请": applied_on}
    if applied_on is None or applied_on <= due:
        return met(**facts)
    return not_met(f"{applied_on} 申请，最迟应在 {due}。", **facts)


_DAYS = {
    "review_days": 30, "appeal_days": 60, "appeal_more_days": 30, "organ_review_days": 30,
    "organ_appeal_days": 60, "applied_on": date(2025, 3, 3), "is_complex": None,
}  # fmt: skip


@rule(
    "cadres.supervision_remedy", "复核、申诉在期限内作出决定", strength=Strength.WARN,
    citation=APPEALS,
    numbers=tuple(
        f"cadres.supervision.{name}"
        for name in (
            "review_days", "appeal_days", "appeal_more_days", "organ_review_days",
            "organ_appeal_days",
        )
    ),
    examples=(
        Example(Answer.MET, {"remedy": "复核", "on": date(2025, 4, 2), **_DAYS}),
        Example(Answer.NOT_MET, {"remedy": "复核", "on": date(2025, 4, 3), **_DAYS}),
        Example(Answer.MET, {"remedy": "申诉", "on": date(2025, 5, 2), **_DAYS}),
        Example(Answer.MET, {"remedy": "申诉", "on": date(2025, 6, 1),
                             **_DAYS, "is_complex": True}, "案情复杂，延长三十日"),
        Example(Answer.CANNOT_TELL, {"remedy": "党内申诉", "on": date(2025, 5, 2), **_DAYS},
                "党内申诉没有录入期限"),
    ),
)  # fmt: skip
def supervision_remedy(  # noqa: PLR0913  # a rule: one argument for each fact and number
    remedy: str,
    applied_on: date,
    on: date,
    is_complex: bool | None,
    review_days: int,
    appeal_days: int,
    appeal_more_days: int,
    organ_review_days: int,
    organ_appeal_days: int,
) -> Judgement:
    """A review or an appeal is decided within its days."""
    terms = {
        "复核": review_days, "申诉": appeal_days + (appeal_more_days if is_complex else 0),
        "监察机关复审": organ_review_days, "监察机关复核": organ_appeal_days,
    }  # fmt: skip
    if remedy not in terms:
        return cannot_tell(f"“{remedy}”的决定期限", 方式=remedy)
    due = applied_on + DAY * terms[remedy]
    facts = {"方式": remedy, "申请": applied_on, "最迟": due, "决定": on}
    return met(**facts) if on <= due else not_met(f"{remedy}最迟 {due} 作出决定。", **facts)


def merged(new: Imposed, before: Iterable[Imposed], period_of: PeriodOf, most: int) -> date | None:
    """Return the last day of ``new`` with what is left of earlier sanctions, None if no later.

    Where nothing is added, the law of ``new`` alone gives its end.
    """
    alone = [s for s in spans_of([new], period_of, most) if s.number == new.number]
    beside = [s for s in spans_of([*before, new], period_of, most) if s.number == new.number]
    if not alone or not beside or beside[0].until <= alone[0].until:
        return None
    return beside[0].until
