"""Six plans that were written blind after the engine: what it does on a plan it never met."""

from __future__ import annotations

import json
from functools import reduce
from operator import add
from pathlib import Path

import pytest

from tests.plans.scorer import Score, Tally, predicted_of, score

HERE = Path(__file__).parent / "heldout"
DOCUMENTS = sorted((HERE / "documents").iterdir())


@pytest.fixture(scope="module")
def scores() -> dict[str, Score]:
    return {
        document.stem: score(predicted_of(document), expected(document)) for document in DOCUMENTS
    }


def expected(document: Path) -> dict[str, object]:
    path = HERE / "expected" / f"{document.stem}.json"
    return json.loads(path.read_text(encoding="utf-8"))


def tally(scores: dict[str, Score], column: str) -> Tally:
    return reduce(add, (found.tallies[column] for found in scores.values()))


def test_areas_and_items_are_exact(scores):
    whole = tally(scores, "headings")

    assert (whole.precision, whole.recall) == (1, 1)


def test_measures_are_cut_where_a_reader_cuts_them(scores):
    whole = tally(scores, "boundaries")

    assert 2 * whole.precision * whole.recall / (whole.precision + whole.recall) >= 0.92


@pytest.mark.parametrize(
    "column", ["lead", "support", "deadline", "quantities", "names", "frequency"]
)
def test_what_a_measure_says_is_found(scores, column):
    whole = tally(scores, column)

    assert min(whole.precision, whole.recall) >= 0.9
