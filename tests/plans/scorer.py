"""How well an outline agrees with the hand-checked one; `python -m tests.plans.scorer` prints it.

Boundaries: two measures match when the characters they share are at least 0.8 of the longer one.
Phrases (units, deadlines, quantities, names, frequencies) are compared between measures that share
at least half of the shorter one, so that a wrong boundary is not punished twice.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from jingwei.kernel.errors import BadInput
from jingwei.plans.outline import outline_of_file
from tests.plans.corpus import DOCUMENTS, expected_of, measures_of, squeezed

SAME, RELATED, CONTAINED = 0.8, 0.5, 0.4
LISTS = ("lead", "support", "quantities", "names")
SINGLES = ("deadline", "frequency")
COLUMNS = ("boundaries", "headings", *LISTS, *SINGLES)
BOUND = re.compile(
    "[0-9%]|以上|以下|以[内內]|不少[于於]|不低[于於]|不超[过過]|至少|最多|左右"
    "|约|半数|累计|[二两三四]分"
)
ORDINAL = re.compile(r"第[一二三四五]批")

Span = tuple[int, int]


@dataclass(frozen=True)
class Tally:
    """Expected and found of them; predicted and right of them."""

    expected: int = 0
    found: int = 0
    predicted: int = 0
    right: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.expected + other.expected,
            self.found + other.found,
            self.predicted + other.predicted,
            self.right + other.right,
        )

    @property
    def recall(self) -> float:
        return self.found / self.expected if self.expected else 1.0

    @property
    def precision(self) -> float:
        return self.right / self.predicted if self.predicted else 1.0

    @property
    def f1(self) -> float:
        total = self.recall + self.precision
        return 2 * self.recall * self.precision / total if total else 0.0


@dataclass
class Score:
    """The tallies of one document (or of all) by column, and what went wrong in words."""

    tallies: dict[str, Tally] = field(default_factory=lambda: dict.fromkeys(COLUMNS, Tally()))
    misses: list[str] = field(default_factory=list)

    def __add__(self, other: Score) -> Score:
        both = {name: self.tallies[name] + other.tallies[name] for name in COLUMNS}
        return Score(both, self.misses + other.misses)


@dataclass(frozen=True)
class Located:
    """A measure, its place in the squeezed source, and its phrases by column."""

    text: str
    span: Span
    phrases: dict[str, list[str]]


# ---------------------------------------------------------------- reading both sides


def score(predicted: dict[str, Any], expected: dict[str, Any]) -> Score:
    """Compare the JSON of an outline with an expected outline."""
    ours, theirs = _expected(expected, predicted["source_text"]), _predicted(predicted)
    answer = Score()
    answer.tallies["headings"] = _headings(answer, expected, predicted)
    answer.tallies["boundaries"] = _boundaries(answer, ours, theirs)
    for column in (*LISTS, *SINGLES):
        answer.tallies[column] = _phrases(answer, column, ours, theirs)
    return answer


def structure_of(outline: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Level, number and heading of every area and item, in order."""
    rows = []
    for area in outline["areas"]:
        rows.append(("area", area["number"], squeezed(area["heading"])))
        rows += [("item", i["number"], squeezed(i["heading"])) for i in area["items"]]
    return rows


def _expected(outline: dict[str, Any], source: str) -> list[Located]:
    text, position, answer = squeezed(source), 0, []
    for measure in measures_of(outline):
        words = squeezed(measure["text"])
        start = text.find(words, position)
        if start < 0:
            start = text.find(words)
        # a text the source does not hold gets a place where nothing can match it
        start = start if start >= 0 else len(text) + position
        position = start + len(words)
        answer.append(Located(words, (start, position), _phrases_of(measure, measure)))
    return answer


def _predicted(outline: dict[str, Any]) -> list[Located]:
    source = outline["source_text"]
    before = [0]
    for character in source:
        before.append(before[-1] + (not character.isspace()))
    return [
        Located(
            squeezed(measure["text"]),
            (before[measure["span"][0]], before[measure["span"][1]]),
            _phrases_of(measure, measure["units"]),
        )
        for measure in measures_of(outline)
    ]


def _phrases_of(measure: dict[str, Any], units: dict[str, Any]) -> dict[str, list[str]]:
    answer = {"lead": units["lead"], "support": units["support"]}
    answer |= {column: measure[column] for column in ("quantities", "names")}
    answer |= {column: [measure[column]] if measure[column] else [] for column in SINGLES}
    return {column: [squeezed(p) for p in phrases] for column, phrases in answer.items()}


# ---------------------------------------------------------------- comparing


def _headings(answer: Score, expected: dict[str, Any], predicted: dict[str, Any]) -> Tally:
    ours, theirs = structure_of(expected), structure_of(predicted)
    blocks = SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks()
    same = sum(block.size for block in blocks)
    lost, extra = Counter(ours) - Counter(theirs), Counter(theirs) - Counter(ours)
    answer.misses += [f"headings    missed {' '.join(row)}" for row in lost]
    answer.misses += [f"headings    extra  {' '.join(row)}" for row in extra]
    return Tally(len(ours), same, len(theirs), same)


def _shared(one: Span, other: Span) -> int:
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def _boundaries(answer: Score, ours: list[Located], theirs: list[Located]) -> Tally:
    open_ones, hits = list(theirs), 0
    for measure in ours:
        partner = next((p for p in open_ones if _same(measure, p)), None)
        if partner is None:
            answer.misses.append(f"boundaries  missed {measure.text}")
        else:
            open_ones.remove(partner)
            hits += 1
    answer.misses += [f"boundaries  extra  {p.text}" for p in open_ones]
    return Tally(len(ours), hits, len(theirs), hits)


def _same(one: Located, other: Located) -> bool:
    longer = max(len(one.text), len(other.text))
    return _shared(one.span, other.span) >= SAME * longer


def _phrases(answer: Score, column: str, ours: list[Located], theirs: list[Located]) -> Tally:
    expected, found, lost = _answered(column, ours, theirs)
    predicted, right, extra = _answered(column, theirs, ours)
    answer.misses += [f"{column:<11} missed {words}" for words in lost]
    answer.misses += [f"{column:<11} extra  {words}" for words in extra]
    return Tally(expected, found, predicted, right)


def _answered(
    column: str, ours: list[Located], theirs: list[Located]
) -> tuple[int, int, list[str]]:
    """How many phrases of `ours` there are, how many `theirs` know too, and the others."""
    total, known, lost = 0, 0, []
    for measure in ours:
        near = [p for p in theirs if _related(measure, p)]
        others = [phrase for p in near for phrase in p.phrases[column]]
        for phrase in measure.phrases[column]:
            hit = any(_agree(column, phrase, other) for other in others)
            total, known = total + 1, known + hit
            if not hit:
                lost.append(f"{phrase}  <- {measure.text}  (other side: {others})")
    return total, known, lost


def _related(one: Located, other: Located) -> bool:
    shorter = min(len(one.text), len(other.text))
    return _shared(one.span, other.span) >= max(1, RELATED * shorter)


def _agree(column: str, one: str, other: str) -> bool:
    """Units and names agree when equal; others may differ by words without figure or bound."""
    if one == other or column in ("lead", "support", "names"):
        return one == other
    short, long = sorted((ORDINAL.sub("", one), ORDINAL.sub("", other)), key=len)
    if short not in long or len(short) < CONTAINED * len(long):
        return False
    return not BOUND.search(long.replace(short, "", 1))


# ---------------------------------------------------------------- printing


def predicted_of(document: Path) -> dict[str, Any]:
    """The outline JSON of the engine; a refusal counts as an outline without anything in it."""
    try:
        answer: dict[str, Any] = outline_of_file(document).to_json()
    except BadInput as refusal:
        return {"title": str(refusal), "is_plan": False, "areas": [], "source_text": ""}
    return answer


def scores() -> dict[str, Score]:
    """The score of every document by its name."""
    return {d.stem: score(predicted_of(d), expected_of(d)) for d in DOCUMENTS}


def _row(name: str, result: Score) -> str:
    cells = [f"{t.precision:.2f}/{t.recall:.2f}" for t in result.tallies.values()]
    return f"{name:<22}" + "".join(f"{cell:>12}" for cell in cells)


def main() -> None:
    results = scores()
    print(f"{'precision/recall':<22}" + "".join(f"{name:>12}" for name in COLUMNS))
    for name, result in results.items():
        print(_row(name, result))
    overall = sum(results.values(), Score())
    print(_row("overall", overall))
    print(f"boundary F1 {overall.tallies['boundaries'].f1:.3f}\n")
    for name, result in results.items():
        for miss in result.misses:
            print(f"{name[:2]} {miss}")


if __name__ == "__main__":
    main()
