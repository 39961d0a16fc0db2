"""Suggestions of proof: every code is there, and a hand-read sample stays as it was judged."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from jingwei.kernel.indicators import indicator_named
from jingwei.plans.models import Item, Measure
from jingwei.plans.outline import outline_of_file
from jingwei.plans.selectors.suggest import suggestions_for
from jingwei.plans.suggestions import shipped
from tests.factories import PlanFactory
from tests.plans.corpus import DOCUMENTS, squeezed

pytestmark = [pytest.mark.django_db, pytest.mark.once]

SENSIBLE = 0.85
HERE = Path(__file__).parent
DEMO = Path(str(files("jingwei.plans"))) / "data/demo/plan.txt"
PLANS = {path.name: path for path in (DEMO, *DOCUMENTS, *(HERE / "heldout/documents").iterdir())}
SAMPLE = tomllib.loads((HERE / "suggestions.toml").read_text(encoding="utf-8"))["row"]


def read_again(plan):
    """What is suggested first for each measure of the sample now, by its words."""
    wanted = {(row["document"], row["text"]) for row in SAMPLE}
    measures = [
        built(plan, item.head.heading, one)
        for name in sorted({row["document"] for row in SAMPLE})
        for area in outline_of_file(PLANS[name]).areas
        for item in area.items
        for one in item.measures
        if (name, squeezed(one.text)) in wanted
    ]
    for number, measure in enumerate(measures, start=1):
        measure.pk = number
    found = suggestions_for(measures)
    return {squeezed(m.text): found[m.pk][0].code if found[m.pk] else "" for m in measures}


def built(plan, heading, one):
    """A measure as an import would store it, without storing it."""
    quantities = [
        {"text": q.text, "bound": q.bound, "number": q.number, "unit": q.unit}
        for q in one.quantities
    ]
    return Measure(
        plan=plan, item=Item(heading=heading), text=one.text, kind=one.kind,
        quantities=quantities, frequency_text=one.frequency or "",
    )  # fmt: skip


class TestShippedSuggestions:
    def test_every_code_is_a_number_of_this_product(self):
        codes = {one.code for one in shipped().standards}

        assert [code for code in codes if indicator_named(code) is None] == []

    def test_what_is_to_be_opened_will_be_found_by_its_words(self):
        opened = [one for one in shipped().standards if ".named." in one.code]

        assert opened
        assert [
            one.code
            for one in opened
            if one.code.rpartition(".")[2] not in one.opens or not one.reading
        ] == []

    def test_every_kind_of_item_has_words_and_suggestions(self):
        suggested = {kind for one in shipped().standards for kind in one.items}

        assert set(shipped().kinds) == suggested == set(range(1, 23))


class TestHandReadSample:
    def test_the_same_is_suggested_as_was_judged(self):
        assert len(SAMPLE) == 40
        assert read_again(PlanFactory()) == {row["text"]: row["suggested"] for row in SAMPLE}

    def test_at_least_85_percent_are_sensible(self):
        assert sum(row["sensible"] for row in SAMPLE) >= SENSIBLE * len(SAMPLE)
