"""Rules: pure functions from plain values to met, not met or cannot tell, each with its source.

A rule never reads the clock, the database or settings; numbers come in as arguments from the
dated tables of ``kernel.law``. What it answers can be stored and repeated. Which rules somebody
has compared with the text is known to ``kernel.rule_checks``; a verdict is told by ``checked_by``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import wraps
from typing import Any, ParamSpec

from jingwei.kernel.errors import RuleViolation

P = ParamSpec("P")


class Answer(StrEnum):
    """What a rule says. Cannot-tell never counts as met."""

    MET = "met"
    NOT_MET = "not_met"
    CANNOT_TELL = "cannot_tell"


class Strength(StrEnum):
    """What a rule that is not met does: stop the step, ask for a reason, or only inform."""

    BLOCK = "block"
    WARN = "warn"
    INFO = "info"


ANSWERS = {Answer.MET: "符合", Answer.NOT_MET: "不符合", Answer.CANNOT_TELL: "不能判断"}
STRENGTHS = {
    Strength.BLOCK: "不符合不能继续",
    Strength.WARN: "不符合须说明理由",
    Strength.INFO: "只作提示",
}
UNCHECKED = "未核对原文，只提醒不阻止"


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a rule comes from. ``checked`` is the day a person compared it with the text."""

    act: str
    article: str = ""
    edition: str = ""
    checked: date | None = None

    def __str__(self) -> str:
        edition = f"（{self.edition}）" if self.edition else ""
        act = self.act if "《" in self.act else f"《{self.act}》"
        return f"{act}{edition}{self.article}"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a rule function returns: the answer, why, and the facts it used, by Chinese name."""

    answer: Answer
    why: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


def met(**facts: object) -> Judgement:
    """The rule holds, given ``facts``."""
    return Judgement(Answer.MET, facts=_told(facts))


def not_met(why: str, /, **facts: object) -> Judgement:
    """The rule does not hold; ``why`` is a sentence that names the values."""
    return Judgement(Answer.NOT_MET, why, _told(facts))


def cannot_tell(missing: str, /, **facts: object) -> Judgement:
    """A fact is missing: ``missing`` names it ("2022 年度考核结果")."""
    return Judgement(Answer.CANNOT_TELL, f"缺{missing}，不能判断。", _told(facts))


def _told(facts: Mapping[str, object]) -> dict[str, str]:
    return {name: _word(value) for name, value in facts.items()}


def _word(value: object) -> str:
    if value is None or value == "":
        return "——"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list | tuple):
        return "、".join(_word(one) for one in value) or "——"
    return str(value)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer of one rule, with everything needed to read it again in ten years."""

    code: str
    title: str
    strength: Strength
    citation: Citation
    answer: Answer
    why: str
    facts: Mapping[str, str]

    @property
    def is_met(self) -> bool:
        return self.answer is Answer.MET

    @property
    def blocks(self) -> bool:
        """Whether the step must stop. A rule whose source nobody has checked warns instead."""
        checked = self.citation.checked is not None
        return not self.is_met and self.strength is Strength.BLOCK and checked

    @property
    def asks_reason(self) -> bool:
        """Whether going on takes a written reason."""
        return not self.is_met and self.strength is not Strength.INFO and not self.blocks

    @property
    def answer_word(self) -> str:
        """The answer in Chinese."""
        return ANSWERS[self.answer]

    def checked_by(self, days: Mapping[str, date]) -> Verdict:
        """Return the verdict as the district's checks have it (``rule_checks.checked_days``).

        ``days`` is the whole truth: a rule it does not name counts as unchecked, whatever was
        shipped.
        """
        return replace(self, citation=replace(self.citation, checked=days.get(self.code)))

    def enforce(self) -> Verdict:
        """Return self, or raise RuleViolation when the step must stop."""
        if self.blocks:
            raise RuleViolation(self.code, self.why, hint=f"依据：{self.citation}。")
        return self

    def as_dict(self) -> dict[str, Any]:
        """Return the verdict as JSON keeps it."""
        checked = self.citation.checked
        return {
            "code": self.code, "title": self.title, "strength": self.strength.value,
            "answer": self.answer.value, "why": self.why, "facts": dict(self.facts),
            "citation": str(self.citation), "checked": checked.isoformat() if checked else None,
            "blocks": self.blocks,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example of a rule: the values, the answer, shown on the page and run as a test."""

    answer: Answer
    values: Mapping[str, Any]
    words: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A declared rule. It holds for events from ``since`` until before ``until``, open where None.

    ``numbers`` names what it is given from ``kernel.law``: "party.development.training_days".
    """

    code: str
    title: str
    strength: Strength
    citation: Citation
    judge: Callable[..., Judgement]
    examples: tuple[Example, ...]
    since: date | None = None
    until: date | None = None
    numbers: tuple[str, ...] = ()

    @property
    def room(self) -> str:
        """The label of the app that declares the rule."""
        return self.code.partition(".")[0]

    def applies_on(self, day: date) -> bool:
        """Whether the rule was in force on ``day``."""
        begun = self.since is None or self.since <= day
        return begun and (self.until is None or day < self.until)

    def verdict(self, **values: Any) -> Verdict:
        """Judge plain values."""
        return self.told(self.judge(**values))

    def told(self, said: Judgement) -> Verdict:
        """Return a judgement of this rule with what the rule is and where it comes from."""
        return Verdict(
            self.code, self.title, self.strength, self.citation, said.answer, said.why, said.facts
        )

    def worked(self) -> Iterator[tuple[Example, Verdict]]:
        """Yield the examples with their verdicts."""
        return ((example, self.verdict(**example.values)) for example in self.examples)


RULES: dict[str, Rule] = {}


def rule(  # noqa: PLR0913  # a declaration: one argument for each thing the page of rules shows
    code: str,
    title: str,
    *,
    strength: Strength,
    citation: Citation,
    examples: tuple[Example, ...],
    since: date | None = None,
    until: date | None = None,
    numbers: tuple[str, ...] = (),
) -> Callable[[Callable[P, Judgement]], Callable[P, Verdict]]:
    """Register a function from plain values to a Judgement; calling it gives a Verdict.

    A code is declared once. Without an example a rule is not accepted.
    """

    def declare(judge: Callable[P, Judgement]) -> Callable[P, Verdict]:
        found = Rule(code, title, strength, citation, judge, examples, since, until, numbers)
        _accept(found)

        @wraps(judge)
        def judged(*args: P.args, **kwargs: P.kwargs) -> Verdict:
            return found.told(judge(*args, **kwargs))

        return judged

    return declare


def _accept(found: Rule) -> None:
    if found.code in RULES:
        raise ValueError(f"Rule {found.code!r} is declared twice")
    if "." not in found.code:
        raise ValueError(f"Rule {found.code!r} does not begin with its app")
    if not found.examples:
        raise ValueError(f"Rule {found.code!r} has no example")
    if found.since and found.until and found.until <= found.since:
        raise ValueError(f"Rule {found.code!r} ends before it begins")
    RULES[found.code] = found
