"""The scorer gives full marks to the truth and takes them away for every kind of mistake."""

from __future__ import annotations

import copy

import pytest

from tests.plans.scorer import COLUMNS, score

TRUTH = {
    "title": "计划",
    "areas": [
        {
            "number": "一",
            "heading": "建强队伍",
            "items": [
                {
                    "number": "1",
                    "heading": "培训",
                    "subitems": [],
                    "measures": [
                        {
                            "text": "6月底前举办“青蓝”班，培训50名以上",
                            "lead": ["组织部"],
                            "support": ["人社局"],
                            "deadline": "6月底前",
                            "quantities": ["50名以上"],
                            "names": ["青蓝"],
                            "frequency": None,
                        },
                        {
                            "text": "每月开展调度",
                            "lead": [],
                            "support": [],
                            "deadline": None,
                            "quantities": [],
                            "names": [],
                            "frequency": "每月",
                        },
                    ],
                }
            ],
        }
    ],
}
SOURCE = "计划\n一、建强队伍\n1.培训。6月底前举办“青蓝”班，\n培训50名以上，每月开展调度。"
START, COMMA, END = SOURCE.index("6月"), SOURCE.index("，每月"), len(SOURCE) - 1


@pytest.fixture
def outline():
    answer = copy.deepcopy(TRUTH) | {"source_text": SOURCE}
    for measure, span in zip(measures(answer), [(START, COMMA), (COMMA + 1, END)], strict=True):
        units = {"lead": measure.pop("lead"), "support": measure.pop("support")}
        measure |= {"units": units, "span": span}
    return answer


def measures(outline):
    return outline["areas"][0]["items"][0]["measures"]


def tallies(outline):
    return score(outline, TRUTH).tallies


def test_the_truth_has_full_marks_even_when_lines_are_wrapped(outline):
    found = tallies(outline)
    assert [c for c in COLUMNS if not found[c].expected] == []
    assert [c for c in COLUMNS if min(found[c].precision, found[c].recall) < 1] == []


def test_a_merged_measure_costs_boundaries_and_no_phrases(outline):
    merged = measures(outline).pop(0)
    merged |= {"text": SOURCE[START:END], "span": (START, END), "frequency": "每月"}
    outline["areas"][0]["items"][0]["measures"] = [merged]
    found = tallies(outline)
    assert (found["boundaries"].found, found["boundaries"].expected) == (0, 2)
    assert found["quantities"].f1 == found["frequency"].f1 == 1.0


@pytest.mark.parametrize(
    ("phrase", "right"),
    [("50名以上", 1), ("培训50名以上", 1), ("50名", 0), ("5", 0), ("150名以上", 0)],
)
def test_a_quantity_needs_its_figure_and_its_bound(outline, phrase, right):
    measures(outline)[0]["quantities"] = [phrase]
    assert tallies(outline)["quantities"].right == right


def test_units_in_the_wrong_part_are_wrong(outline):
    measures(outline)[0]["units"] = {"lead": ["人社局"], "support": ["组织部"]}
    found = tallies(outline)
    assert found["lead"].f1 == found["support"].f1 == 0.0


def test_an_invented_deadline_costs_precision_only(outline):
    measures(outline)[1]["deadline"] = "年底前"
    found = tallies(outline)["deadline"]
    assert (found.precision, found.recall) == (0.5, 1.0)


def test_a_wrong_heading_is_missed_and_extra(outline):
    outline["areas"][0]["items"][0]["number"] = "2"
    result = score(outline, TRUTH)
    assert (result.tallies["headings"].found, len(result.misses)) == (1, 2)
