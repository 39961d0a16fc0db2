"""What a page shows of the proof of a measure: number, expected, trend, who is behind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from jingwei.kernel.indicators import Indicator, Slice, indicator_named
from jingwei.kernel.scoping import Viewer
from jingwei.org.models import Unit
from jingwei.plans.models import Measure, ProgressNote, Proof, ProofSpell
from jingwei.plans.rules import Facts, expected_on
from jingwei.plans.selectors.behind import Behind, units_behind
from jingwei.plans.selectors.facts import facts_on
from jingwei.plans.selectors.kept import final_number, is_kept_so
from jingwei.plans.selectors.months import last_day
from jingwei.plans.selectors.named import Opening, is_missing, opening_of
from jingwei.plans.selectors.proof import Counting, number_of_value, number_on, proofs_on, slice_of
from jingwei.plans.selectors.series import NOTHING, Kept, kept_numbers, month_of, months_until
from jingwei.plans.trend import Point, Trend, trend_of

SPARK_X, SPARK_Y, SPARK_WIDTH, SPARK_HEIGHT = 4, 22, 112, 18
"""Where the line of the months begins, in a picture of 120 by 26."""


@dataclass(frozen=True, slots=True)
class ProofMonth:
    """The number at the end of a month, or on the day while it runs, and its rows."""

    day: date
    number: Decimal | None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Spark:
    """The kept months of the year and today as a line of a few millimetres; ``words`` say them."""

    line: str
    words: str


@dataclass(frozen=True, slots=True)
class ProofShown:
    """The proof of a measure as a page shows it. ``indicator`` is None for what is typed or gone.

    ``where`` names the unit whose subtree is counted; ``query`` carries it with the days to the
    rows behind the number. ``told`` is the note that a typed number comes from.
    """

    proof: Proof
    facts: Facts
    expected: Decimal | None
    indicator: Indicator | None = None
    where: str = ""
    query: str = ""
    spark: Spark | None = None
    told: ProgressNote | None = None
    months: list[ProofMonth] = field(default_factory=list)
    trend: Trend | None = None
    behind: Behind | None = None

    @property
    def opening(self) -> Opening | None:
        """Where the programme, round or ledger is opened that the number waits for."""
        waits = self.indicator is not None and is_missing(self.indicator)
        return opening_of(self.proof.indicator) if waits else None

    @property
    def is_ceiling(self) -> bool:
        """Whether the target is not to be passed."""
        return self.facts.few_is_good and self.facts.reading != Proof.Reading.CHANGE

    @property
    def is_behind(self) -> bool:
        """Whether the number of records is short of what is expected by the day, or over it."""
        number, expected = self.facts.actual, self.expected
        if self.indicator is None or number is None or expected is None:
            return False
        return number > expected if self.is_ceiling else number < expected

    @property
    def divided(self) -> Decimal | None:
        """What the parts of the units come to; None for a target without parts."""
        parts = self.proof.unit_targets.values()
        return sum(map(Decimal, parts), Decimal(0)) if parts else None


def proofs_shown(measures: Iterable[Measure], day: date) -> dict[int, ProofShown]:
    """Return what a list shows of each proven measure by pk, without trends and units."""
    found = list(measures)
    proofs = proofs_on(found, day)
    facts = facts_on(found, day, proofs)
    proven = [m for m in found if m.pk in proofs]
    paths = {slice_of(m, proofs[m.pk], day).path for m in proven if proofs[m.pk].counts_itself}
    units = {unit.path: unit.name for unit in Unit.objects.filter(path__in=paths)}
    shown = {m.pk: _shown(m, proofs[m.pk], facts[m.pk], day, units) for m in proven}
    months = [month for month in months_until(day) if month != month_of(day)]
    kept = kept_numbers(paths, months, codes={p.indicator for p in proofs.values()})
    told = _told([pk for pk in shown if proofs[pk].kind == Proof.Kind.TYPED], day)
    return {
        m.pk: replace(shown[m.pk], spark=_spark(m, shown[m.pk], months, kept), told=told.get(m.pk))
        for m in proven
    }


def proof_shown(measure: Measure, day: date, viewer: Viewer) -> ProofShown | None:
    """Return all a measure's own page shows of its proof; None without one.

    Two queries for each month of the trend that is not kept, some for the units behind.
    """
    found = proofs_shown([measure], day).get(measure.pk)
    if found is None or found.indicator is None:
        return found
    months = months_of(measure, found.proof, day)
    return replace(
        found,
        months=months,
        trend=trend_of([_point(one, found) for one in months], target=found.proof.target),
        behind=units_behind(measure, found.proof, found.facts, day, viewer),
    )


def months_of(measure: Measure, proof: Proof, day: date) -> list[ProofMonth]:
    """Return the number at the end of each month of the plan's year up to ``day``.

    A month that is over stands as it was kept, where it was counted over the same days; any
    other is counted now.
    """
    found = indicator_named(proof.indicator)
    if found is None:
        return []
    first = measure.starts_on or date(measure.plan.year, 1, 1)
    ends = [end for end in _month_ends(measure.plan.year, day) if end >= first]
    path = slice_of(measure, proof, day).path
    kept = kept_numbers([path], [month_of(end) for end in ends], codes=[proof.indicator])
    counting, months = Counting(), []
    for end in ends:
        subject = slice_of(measure, proof, end)
        number = _kept(found, proof, subject, kept)
        if number is None:
            number = number_on(measure, proof, end, counting)
        months.append(ProofMonth(end, number, _rows(found, subject) if number is not None else ""))
    return months


def spells_of(measure: Measure) -> list[tuple[ProofSpell, str]]:
    """Return the earlier terms of the proof, the newest first, each in words. One query."""
    rows = measure.proof_spells.select_related("by", "scope").order_by("-until")
    return [(spell, _terms(spell)) for spell in rows]


def _terms(spell: ProofSpell) -> str:
    words = [spell.get_kind_display()]
    if spell.counts_itself:
        found = indicator_named(spell.indicator)
        label = found.label if found else spell.indicator
        words = [f"指标“{label}”", spell.get_reading_display()]
    if spell.target is not None:
        words.append(f"目标 {spell.target.normalize():f}{spell.unit_label}")
    if spell.per_unit is not None:
        words.append(f"每个单位应达 {spell.per_unit.normalize():f}")
    if spell.unit_targets:
        words.append(f"分到 {len(spell.unit_targets)} 个单位")
    if spell.scope:
        words.append(f"统计范围 {spell.scope.written}")
    return "，".join(words)


def _kept(found: Indicator, proof: Proof, subject: Slice, kept: Kept) -> Decimal | None:
    """Return the number as it was kept at the end of a month; None where it cannot stand."""
    if proof.reading == Proof.Reading.UNITS or not is_kept_so(found, subject):
        return None
    number = final_number(kept, found, subject)
    return None if number is None else number_of_value(found, proof, number.value)


def _told(measures: list[int], day: date) -> dict[int, ProgressNote]:
    """Return the last note with a number that stood on ``day``, by measure. One query, or none."""
    if not measures:
        return {}
    standing = Q(withdrawn_on=None) | Q(withdrawn_on__gt=day)
    rows = ProgressNote.objects.filter(standing, measure__in=measures, on__lte=day)
    notes = rows.exclude(value=None).select_related("by").order_by("on", "pk")
    return {note.measure_id: note for note in notes}


def _spark(measure: Measure, shown: ProofShown, months: list[date], kept: Kept) -> Spark | None:
    """Draw the kept months and the number now, under the target; None of fewer than two."""
    found, numbers = shown.indicator, list[tuple[str, Decimal]]()
    for end in (last_day(month) for month in months if found):
        subject = slice_of(measure, shown.proof, end)
        number = _kept(found, shown.proof, subject, kept) if found else None
        if number is not None:
            numbers.append((f"{end.month} 月末", number))
    if shown.facts.actual is not None:
        numbers.append(("现在", shown.facts.actual))
    if len(numbers) < 2:  # a line has two ends
        return None
    top = max(*(number for _, number in numbers), shown.proof.target or Decimal(0), Decimal(1))
    places = [
        f"{SPARK_X + SPARK_WIDTH * n // (len(numbers) - 1)},"
        f"{SPARK_Y - int(SPARK_HEIGHT * max(number, Decimal(0)) / top)}"
        for n, (_, number) in enumerate(numbers)
    ]
    words = "，".join(f"{label} {number.normalize():f}" for label, number in numbers)
    return Spark(" ".join(places), words)


def _point(month: ProofMonth, shown: ProofShown) -> Point:
    number, label = month.number, f"{month.day.month}月"
    text = NOTHING if number is None else f"{number.normalize():f}{shown.proof.unit_label}"
    return Point(label, number, text, month.url)


def _month_ends(year: int, day: date) -> list[date]:
    """The last day of each month of ``year`` before ``day``, and the day reached."""
    ends = (last_day(date(year, month, 1)) for month in range(1, 13))
    last = min(day, date(year, 12, 31))
    return [*(end for end in ends if end < last), last]


def _rows(found: Indicator, subject: Slice) -> str:
    return f"{reverse('plans:indicator-rows', args=[found.code])}?{_query(subject)}"


def _query(subject: Slice) -> str:
    return urlencode({"unit": subject.path, "start": subject.start, "end": subject.end})


def _shown(
    measure: Measure, proof: Proof, facts: Facts, day: date, units: dict[str, str]
) -> ProofShown:
    expected = expected_on(facts, day)
    found = indicator_named(proof.indicator) if proof.counts_itself else None
    if found is None:
        return ProofShown(proof, facts, expected)
    subject = slice_of(measure, proof, day)
    where = units.get(subject.path, "")
    return ProofShown(proof, facts, expected, found, where=where, query=_query(subject))
