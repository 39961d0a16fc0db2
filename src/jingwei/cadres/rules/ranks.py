"""Where somebody stands with the next rank: the month the years are full, and what is in the way.

The answer is a list of conditions met, not met or not to be told. Promotion is a decision of the
committee, one rank at a time within the quota; reaching the years never forces one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from jingwei.cadres.rules.influence import influence_rank
from jingwei.cadres.rules.rank_conditions import (
    next_rank,
    rank_appraisal,
    rank_influence,
    rank_is_set,
    rank_matches_level,
    rank_one_step,
    rank_years,
    weights_of,
)
from jingwei.cadres.rules.rank_counting import (
    Due,
    Held,
    Measure,
    Restraint,
    counted_since,
    due_of,
    restraint_of,
)
from jingwei.cadres.rules.supervision import Standing as Supervised
from jingwei.kernel.rules import Answer, Citation, Strength, Verdict

YEARS_RULE = "cadres.rank_years"


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a person, by Chinese names; "" for none. ``measures`` None: not to be seen.

    ``results`` are the codes of the yearly appraisals (ZB18) by year; ``measures`` the sanctions
    of the register of rewards, ``supervised`` what the register of supervision says.
    """

    rank: str
    level: str
    held: tuple[Held, ...]
    results: Mapping[int, str]
    measures: tuple[Measure, ...] | None = ()
    supervised: Supervised | None = None


@dataclass(frozen=True, slots=True)
class RankLaw:
    """The numbers of one day; see data/law/ranks.toml. ``years`` goes from the highest rank down.

    ``highest_rank`` "" and an empty ``lowest_of_level``: the ladder knows no such limits.
    ``citation``: where this ladder is from, when that is not the regulation on ranks.
    """

    years: Mapping[str, int]
    counting: Mapping[str, list[str]]
    result_months: Mapping[str, int]
    first_year_counts: int
    influence_months: Mapping[str, int]
    most_influence_months: int
    lowest_of_level: Mapping[str, str]
    highest_rank: str = ""
    citation: Citation | None = None

    def cited(self, verdict: Verdict) -> Verdict:
        """Return a verdict with the source of this ladder."""
        return replace(verdict, citation=self.citation) if self.citation else verdict


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Where somebody stands with ``next_rank`` on a day, with every verdict.

    ``due`` is the month the years are full ("YYYYMM"), "" where nobody can tell, and the earliest
    possible one where ``is_earliest``; ``since`` the month they are counted from.
    """

    answer: Answer
    next_rank: str
    due: str
    is_earliest: bool
    restraint: Restraint
    verdicts: tuple[Verdict, ...]
    since: str = ""

    @property
    def blockers(self) -> list[Verdict]:
        """What is not met or cannot be told; mere information apart."""
        return [v for v in self.verdicts if not v.is_met and v.strength is not Strength.INFO]

    @property
    def years(self) -> Verdict | None:
        """What is said about the years; None while there is no rank above to count them for."""
        return next((v for v in self.verdicts if v.code == YEARS_RULE), None)

    @property
    def is_blocked(self) -> bool:
        """Whether something apart from the years is not met."""
        return any(v.answer is Answer.NOT_MET and v.code != YEARS_RULE for v in self.blockers)

    @property
    def remarks(self) -> list[Verdict]:
        """What is worth knowing and hinders nothing."""
        return [v for v in self.verdicts if not v.is_met and v.strength is Strength.INFO]


def eligibility(standing: Standing, law: RankLaw, on: date) -> Eligibility:
    """Return which month the years are full, what is in the way with its article, as known ``on``.

    Not met as soon as one condition is not met; cannot tell while one cannot be told.
    """
    above = next_rank(standing.rank, law.years)
    step = law.cited(rank_one_step(standing.rank or None, above or None, law.years))
    restraint = restraint_of(
        standing.measures or (), law.influence_months, on, law.most_influence_months
    )
    level = rank_matches_level(
        standing.rank or None, standing.level or None, law.years, law.lowest_of_level
    )
    if not step.is_met:
        return Eligibility(step.answer, "", "", False, restraint, (step, level))
    since = counted_since(standing.held, law.counting.get(above, ()))
    said = _conditions(standing, above, since, restraint, law, on)
    found = (step, *(law.cited(one) for one in said), level)
    month, is_earliest = _month(_due(since, above, standing, law, on), on)
    return Eligibility(answer_of(found), above, month, is_earliest, restraint, found, since or "")


def answer_of(verdicts: tuple[Verdict, ...]) -> Answer:
    """Return the answer of all that are more than information."""
    answers = {v.answer for v in verdicts if v.strength is not Strength.INFO}
    for answer in (Answer.NOT_MET, Answer.CANNOT_TELL):
        if answer in answers:
            return answer
    return Answer.MET


def _conditions(  # the facts of one person, their law, their day
    standing: Standing, above: str, since: str | None, restraint: Restraint, law: RankLaw, on: date
) -> tuple[Verdict, ...]:
    found = [
        rank_years(
            above, since, standing.results, on, law.years, law.result_months, law.first_year_counts
        ),
        rank_appraisal(standing.results, on),
        rank_influence(
            restraint.until, restraint.doubtful_until, standing.measures is not None, on
        ),
    ]
    if standing.supervised is not None:
        found.append(influence_rank(standing.supervised))
    if law.highest_rank:
        found.append(rank_is_set(above, law.highest_rank, law.years))
    return tuple(found)


def _due(since: str | None, above: str, standing: Standing, law: RankLaw, on: date) -> Due | None:
    need = law.years.get(above)
    if not since or not need:
        return None
    return due_of(
        since, need, standing.results, on, weights_of(law.result_months, law.first_year_counts)
    )


def _month(due: Due | None, on: date) -> tuple[str, bool]:
    """Return the month to show, and whether it is only the earliest possible one."""
    if due is None:
        return "", False
    if due.sure <= f"{on:%Y%m}":
        return due.sure, False
    return due.hoped, due.sure != due.hoped
