"""The board of a plan: lights counted by area and item."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from jingwei.kernel.scoping import Viewer, subtree
from jingwei.org.models import Unit
from jingwei.plans.light import Light
from jingwei.plans.models import AnnualPlan, Area, Item, LightOverride, Measure, MeasureUnit
from jingwei.plans.rules import Facts, LightVerdict, light_on
from jingwei.plans.selectors.agenda import lead_names
from jingwei.plans.selectors.facts import thresholds, verdicts_on

BOARD_FIELDS = (
    "plan", "item", "text", "light", "state", "starts_on", "due_on", "done_on", "noted_on", "owner"
)  # fmt: skip
"""What the board and the list of measures read; the rest of a row stays in the database."""


@dataclass
class Card:
    """An item on the board. ``lights`` counts the lights shown; ``next_due`` is of what is open."""

    item: Item
    lights: Counter[Light] = field(default_factory=Counter)
    leads: list[str] = field(default_factory=list)
    next_due: date | None = None

    @property
    def total(self) -> int:
        return self.lights.total()

    @property
    def done(self) -> int:
        return self.lights[Light.DONE]

    @property
    def ordered(self) -> list[tuple[Light, int]]:
        return ordered(self.lights)

    @property
    def worst(self) -> Light | None:
        return min(self.lights, key=lambda light: light.urgency, default=None)


@dataclass
class Column:
    """An area with its cards."""

    area: Area
    cards: list[Card] = field(default_factory=list)

    @property
    def lights(self) -> list[tuple[Light, int]]:
        return ordered(sum((card.lights for card in self.cards), Counter[Light]()))


@dataclass
class Board:
    """All columns; ``measures`` are those that passed the filters, with the light shown."""

    columns: list[Column]
    measures: list[Measure]

    @property
    def lights(self) -> list[tuple[Light, int]]:
        return ordered(Counter(Light(m.light) for m in self.measures))

    @property
    def by_light(self) -> list[tuple[Light, list[Measure]]]:
        """What needs attention, for a narrow screen: red, yellow and blue measures."""
        urgent = (Light.RED, Light.YELLOW, Light.BLUE)
        lit = [(light, [m for m in self.measures if m.light == light]) for light in urgent]
        return [(light, measures) for light, measures in lit if measures]

    def only(self, light: str) -> Board:
        """Return the board of the measures that show ``light``; all of them for ""."""
        return _laid_out([m for m in self.measures if m.light == light]) if light else self


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """What the reader asked to see; empty fields keep everything."""

    area: int | None = None
    lead: str = ""
    owner: int | None = None
    light: str = ""
    on: date | None = None


def board_of(plan: AnnualPlan, *, viewer: Viewer, asked: BoardFilter) -> Board:
    """Return what ``viewer`` may see of ``plan``, filtered. At most eleven queries."""
    rows = plan.measures.visible_to(viewer).current().only(*BOARD_FIELDS)
    found = list(rows.prefetch_related("item__area", "owner"))
    measures = _filtered(with_lights(found, on=asked.on), plan, asked)
    leads = lead_names(m.pk for m in measures)
    for measure in measures:
        measure.lead_name = leads.get(measure.pk, "")  # type: ignore[attr-defined]
    return _laid_out(measures).only(asked.light)


def _laid_out(measures: list[Measure]) -> Board:
    columns: dict[int, Column] = {}
    cards: dict[int, Card] = {}
    for measure in measures:
        item = measure.item
        column = columns.setdefault(item.area_id, Column(item.area))
        if item.pk not in cards:
            cards[item.pk] = Card(item)
            column.cards.append(cards[item.pk])
        _count(cards[item.pk], measure, measure.lead_name)  # type: ignore[attr-defined]
    return Board(list(columns.values()), measures)


def shown_measures(plan: AnnualPlan, *, viewer: Viewer, on: date | None = None) -> list[Measure]:
    """Return the current measures in printed order, ``light`` being the one shown.

    An override of a person takes the place of the computed light, which stays readable as
    ``computed_light``; as of a past day both are those of that day.
    """
    rows = plan.measures.visible_to(viewer).current()
    parts = ("item__area", "owner", "leader", "proof")  # fetched apart: few rows, shared by many
    return with_lights(list(rows.prefetch_related(*parts)), on=on)


def with_lights(
    measures: list[Measure], *, on: date | None = None, facts: Mapping[int, Facts] | None = None
) -> list[Measure]:
    """Give each measure the light shown, the ``computed_light`` and the ``override`` beside it.

    ``facts`` are those of ``on`` where they are known already; counting them takes long.
    """
    verdicts = _verdicts(measures, on, facts)
    overrides = _overrides(measures, on)
    for measure in measures:
        if verdict := verdicts.get(measure.pk):
            measure.light, measure.light_why = verdict.light.value, verdict.as_json()
        measure.computed_light = Light(measure.light)  # type: ignore[attr-defined]
        override = overrides.get(measure.pk)
        measure.override = override  # type: ignore[attr-defined]
        measure.light = override.light if override else measure.light
    return measures


def _verdicts(
    measures: list[Measure], on: date | None, facts: Mapping[int, Facts] | None
) -> dict[int, LightVerdict]:
    if on is None:
        return {}
    if facts is None:
        return verdicts_on(measures, on)
    limits = thresholds()
    return {m.pk: light_on(facts[m.pk], on, limits) for m in measures}


def lead_units(plan: AnnualPlan) -> list[Unit]:
    """Return the units that lead a current measure of ``plan``, by path. One query."""
    mentions = MeasureUnit.objects.filter(
        measure__plan=plan, measure__gone_in=None, role=MeasureUnit.Role.LEAD
    )
    return list(Unit.objects.filter(pk__in=mentions.values("unit")).order_by("path"))


def ordered(lights: Counter[Light]) -> list[tuple[Light, int]]:
    """Return the counted lights from the most urgent to done."""
    return [(light, lights[light]) for light in Light if lights[light]]


def _overrides(measures: Iterable[Measure], on: date | None) -> dict[int, LightOverride]:
    rows = LightOverride.objects.filter(measure__in=[m.pk for m in measures]).select_related("by")
    if on is None:
        return {o.measure_id: o for o in rows.filter(until=None)}
    return {
        o.measure_id: o
        for o in rows.filter(since__lte=on).order_by("since", "pk")
        if o.until is None or o.until > on
    }


def _filtered(measures: list[Measure], plan: AnnualPlan, asked: BoardFilter) -> list[Measure]:
    if asked.area is not None:
        measures = [m for m in measures if m.item.area_id == asked.area]
    if asked.owner is not None:
        measures = [m for m in measures if m.owner_id == asked.owner]
    if asked.lead:
        led = MeasureUnit.objects.filter(
            subtree("unit__path", asked.lead), measure__plan=plan, role=MeasureUnit.Role.LEAD
        )
        wanted = set(led.values_list("measure", flat=True))
        measures = [m for m in measures if m.pk in wanted]
    return measures


def _count(card: Card, measure: Measure, lead: str) -> None:
    light = Light(measure.light)
    card.lights[light] += 1
    if lead and lead not in card.leads:
        card.leads.append(lead)
    if light is not Light.DONE and measure.due_on:
        card.next_due = min(card.next_due or measure.due_on, measure.due_on)
