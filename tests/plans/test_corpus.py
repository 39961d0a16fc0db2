"""The engine reads the corpus: headings exactly, measures and phrases within the bounds."""

from __future__ import annotations

import pytest

from tests.plans.corpus import DOCUMENTS, expected_of, measures_of, squeezed
from tests.plans.scorer import Score, predicted_of, score, structure_of

BOUNDARY_F1 = 0.92
PHRASES = 0.90
GATED = ("lead", "support", "deadline", "quantities", "names", "frequency")

every_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def outlines():
    return {document: predicted_of(document) for document in DOCUMENTS}


@pytest.fixture(scope="module")
def overall(outlines):
    return sum((score(found, expected_of(d)) for d, found in outlines.items()), Score())


@every_document
def test_areas_and_items_are_exact(outlines, document):
    assert structure_of(outlines[document]) == structure_of(expected_of(document))


@every_document
def test_subitems_are_exact(outlines, document):
    assert _subitems(outlines[document]) == _subitems(expected_of(document))


@every_document
def test_title_is_exact_and_the_text_is_a_plan(outlines, document):
    found = outlines[document]
    assert squeezed(found["title"]) == expected_of(document)["title"]
    assert found["is_plan"] is True


@every_document
def test_a_span_reproduces_the_text_of_its_measure(outlines, document):
    source = outlines[document]["source_text"]
    for measure in measures_of(outlines[document]):
        start, end = measure["span"]
        assert squeezed(source[start:end]) == squeezed(measure["text"])


@every_document
def test_context_holds_no_measure(outlines, document):
    texts = [squeezed(measure["text"]) for measure in measures_of(outlines[document])]
    context = [squeezed(sentence) for sentence in expected_of(document)["not_measures"]]
    assert [t for t in texts if any(t in c or c in t for c in context)] == []


def test_measures_have_the_right_boundaries(overall):
    assert overall.tallies["boundaries"].f1 >= BOUNDARY_F1, "\n".join(overall.misses)


@pytest.mark.parametrize("column", GATED)
def test_phrases_are_found_and_none_invented(overall, column):
    tally = overall.tallies[column]
    misses = "\n".join(miss for miss in overall.misses if miss.startswith(column))
    assert min(tally.precision, tally.recall) >= PHRASES, misses


def _subitems(outline):
    items = [item for area in outline["areas"] for item in area["items"]]
    rows = [sub for item in items for sub in item["subitems"]]
    return [(row["number"], squeezed(row["heading"])) for row in rows]
