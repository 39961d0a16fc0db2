"""When a vote is passed: named formulas over counts, each with its source. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from jingwei.kernel.rules import Citation, Judgement, Strength, Verdict, met, not_met

DEVELOPMENT = Citation("中国共产党发展党员工作细则", edition="2014")
ELECTION = Citation("中国共产党基层组织选举工作条例", edition="2020")
SELECTION = Citation("党政领导干部选拔任用工作条例", edition="2019")
"""The acts the formulas are from; articles wait for somebody to compare them with the texts."""
HALF, TWO_THIRDS, FOUR_FIFTHS = (1, 2, "半数"), (2, 3, "三分之二"), (4, 5, "五分之四")


@dataclass(frozen=True, slots=True)
class Counted:
    """The counts of one vote. ``due`` is who should attend: ``eligible`` without the excluded.

    ``written`` are formal opinions of those absent, counted among the votes.
    """

    eligible: int
    due: int
    present: int
    approve: int
    against: int = 0
    abstain: int = 0
    written: int = 0

    @property
    def cast(self) -> int:
        return self.present + self.written

    @property
    def faults(self) -> list[str]:
        """What cannot be in these counts, as sentences."""
        found = []
        counted = self.approve + self.against + self.abstain
        if self.due > self.eligible:
            found.append(f"应到会 {self.due} 人多于有表决权的 {self.eligible} 人。")
        if self.cast > self.due:
            found.append(
                f"实到会 {self.present} 人加书面意见 {self.written} 份多于应到会 {self.due} 人。"
            )
        if counted > self.cast:
            found.append(
                f"赞成、反对、弃权共 {counted} 票，多于实到会和书面意见共 {self.cast} 人。"
            )
        return found


@dataclass(frozen=True, slots=True)
class Threshold:
    """A formula: what it demands in one sentence, where from, and the function that judges."""

    code: str
    title: str
    citation: Citation
    judge: Callable[[Counted], Judgement]

    def verdict(self, counted: Counted) -> Verdict:
        """Judge the counts of one vote. A vote that fails blocks once its source is checked."""
        said = self.judge(counted)
        return Verdict(
            self.code, self.title, Strength.BLOCK, self.citation, said.answer, said.why, said.facts
        )


VOTES: dict[str, Threshold] = {}


def threshold(
    code: str, title: str, *, citation: Citation
) -> Callable[[Callable[[Counted], Judgement]], Callable[[Counted], Judgement]]:
    """Make a formula known under ``code``; codes are unique."""

    def declare(judge: Callable[[Counted], Judgement]) -> Callable[[Counted], Judgement]:
        if code in VOTES:
            raise ValueError(f"Threshold {code!r} is declared twice")
        VOTES[code] = Threshold(code, title, citation, judge)
        return judge

    return declare


def _more(part: int, whole: int, share: tuple[int, int, str], words: str, of: str) -> Judgement:
    """``part`` is more than the ``share`` of ``whole``."""
    facts = {words: part, of: whole}
    if part * share[1] > whole * share[0]:
        return met(**facts)
    return not_met(f"{words} {part}，没有超过{of} {whole} 的{share[2]}。", **facts)


def _least(part: int, whole: int, share: tuple[int, int, str], words: str, of: str) -> Judgement:
    """``part`` is the ``share`` of ``whole`` or more; of nobody nothing is enough."""
    facts = {words: part, of: whole}
    if whole and part * share[1] >= whole * share[0]:
        return met(**facts)
    return not_met(f"{words} {part}，没有达到{of} {whole} 的{share[2]}。", **facts)


@threshold("present_more_than_half", "到会有表决权的人数超过应到会人数的半数", citation=DEVELOPMENT)
def present_more_than_half(counted: Counted) -> Judgement:
    """More than half of those who should attend are present."""
    return _more(counted.present, counted.due, HALF, "实到会人数", "应到会人数")


@threshold(
    "majority_of_due", "赞成人数（含书面意见）超过应到会有表决权人数的半数", citation=DEVELOPMENT
)
def majority_of_due(counted: Counted) -> Judgement:
    """More than half of those who should attend approve, written opinions included."""
    return _more(counted.approve, counted.due, HALF, "赞成票", "应到会有表决权人数")


@threshold("majority_of_present", "赞成人数超过实到会人数的半数", citation=ELECTION)
def majority_of_present(counted: Counted) -> Judgement:
    """More than half of those present approve."""
    return _more(counted.approve, counted.present, HALF, "赞成票", "实到会人数")


@threshold("two_thirds_present", "到会人数达到应到会人数的三分之二", citation=SELECTION)
def two_thirds_present(counted: Counted) -> Judgement:
    """At least two thirds of those who should attend are present."""
    return _least(counted.present, counted.due, TWO_THIRDS, "实到会人数", "应到会人数")


@threshold("four_fifths_present", "有选举权的到会人数达到应到会人数的五分之四", citation=ELECTION)
def four_fifths_present(counted: Counted) -> Judgement:
    """At least four fifths of those with the right to elect are present."""
    return _least(counted.present, counted.due, FOUR_FIFTHS, "实到会人数", "应到会人数")


@threshold(
    "two_thirds_present_and_half_of_due",
    "到会人数达到应到会人数的三分之二，赞成超过应到会人数的半数",
    citation=SELECTION,
)
def two_thirds_present_and_half_of_due(counted: Counted) -> Judgement:
    """Two thirds of those who should attend are present, and more than half of them all approve."""
    attended, passed = two_thirds_present(counted), majority_of_due(counted)
    facts = {**attended.facts, **passed.facts}
    why = attended.why + passed.why
    return not_met(why, **facts) if why else met(**facts)
