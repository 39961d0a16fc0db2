"""Who stands where with the next rank: for one person, a batch or a whole district."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from jingwei.cadres.rules.rank_counting import Held, Measure
from jingwei.cadres.rules.ranks import Eligibility, RankLaw, Standing, eligibility
from jingwei.cadres.selectors.influence import in_influence
from jingwei.kernel import codes
from jingwei.kernel.law import law_book
from jingwei.kernel.rules import Citation
from jingwei.org.models import UnitKind
from jingwei.people.models import Appraisal, LevelHeld, Person, Reward

CHUNK = 2_000
GRADE_ACT = Citation(
    "关于县以下事业单位建立管理岗位职员等级晋升制度的意见", "晋升条件由省级规定", "2021"
)
RANKS, GRADES = "ranks", "grades"
"""The two ladders: ranks of civil servants, staff grades of public institutions."""
GRADE_CODES = {
    "五级职员": "0831", "六级职员": "0832", "七级职员": "0841", "八级职员": "0842",
    "九级职员": "0850", "十级职员": "0860",
}  # fmt: skip
"""Staff grades from above with their codes of ZB09. Source: cadres-and-civil-servants 8."""
RANK_NAMES = {row.code: row.label for row in codes.table("ZB148").rows}
LEVEL_NAMES = {row.code: row.label for row in codes.table("ZB09").rows}
GRADE_NAMES = {code: name for name, code in GRADE_CODES.items()}
SANCTION, DISMISSAL = "02", "02119"
"""Where the sanctions begin in ZB65; who was dismissed is in no list."""
COLUMNS = (
    "pk", "full_name", "name_key", "unit_path", "unit__name", "unit__kind", "unit__parent__name",
    "rank", "rank_since", "level", "level_since",
)  # fmt: skip
Measures = Mapping[int, Sequence[Measure]]


@dataclass(frozen=True, slots=True)
class RankRow:
    """A person with the present rank and where they stand with the next one."""

    pk: int
    name: str
    name_key: str
    unit: str
    unit_path: str
    rank: str
    since: str
    found: Eligibility

    @property
    def order(self) -> tuple[str, str, str, int]:
        """By due month, unit and name: never by what somebody is worth. Unknown months last."""
        return (self.found.due or "999999", self.unit_path, self.name_key, self.pk)


def eligibility_of(
    people: QuerySet[Person],
    day: date,
    *,
    ladder: str = RANKS,
    knows_measures: bool = True,
    law: RankLaw | None = None,
) -> Iterator[RankRow]:
    """Yield where each of ``people`` stands on ``day``, by key.

    Five queries for each CHUNK of people, nothing kept of those before. ``knows_measures``: False
    for whoever may not read sanctions; no condition about them is then met.
    """
    numbers = law or rank_law(day, ladder)
    last = 0
    while chunk := list(people.filter(pk__gt=last).order_by("pk").values(*COLUMNS)[:CHUNK]):
        last = chunk[-1]["pk"]
        yield from _rows(chunk, numbers, day, ladder, knows_measures)


def _rows(
    chunk: list[dict[str, Any]], law: RankLaw, day: date, ladder: str, knows_measures: bool
) -> Iterator[RankRow]:
    standings = _standings(chunk, ladder, day, knows_measures=knows_measures)
    for row in chunk:
        standing = standings[row["pk"]]
        since = row["rank_since"] if ladder == RANKS else row["level_since"]
        yield RankRow(
            row["pk"], row["full_name"], row["name_key"], _unit(row), row["unit_path"],
            standing.rank, since if standing.rank else "", eligibility(standing, law, day),
        )  # fmt: skip


def standings_of(keys: Iterable[int], day: date) -> dict[int, Standing]:
    """Return what is known of these people's ranks on ``day``, sanctions included. Five queries."""
    rows = Person.objects.filter(pk__in=list(keys)).order_by().values(*COLUMNS)
    return _standings(list(rows), RANKS, day, knows_measures=True)


def _standings(
    chunk: list[dict[str, Any]], ladder: str, day: date, *, knows_measures: bool
) -> dict[int, Standing]:
    keys = [row["pk"] for row in chunk]
    held, results = _held(keys, ladder), _results(keys)
    measures = sanctions_of(keys) if knows_measures else None
    supervised = in_influence(keys, day) if knows_measures else {}
    found = {}
    for row in chunk:
        pk = row["pk"]
        known = None if measures is None else tuple(measures.get(pk, ()))
        is_grade = ladder == GRADES
        rank = GRADE_NAMES.get(row["level"], "") if is_grade else RANK_NAMES.get(row["rank"], "")
        level = "" if is_grade else LEVEL_NAMES.get(row["level"], "")
        found[pk] = Standing(
            rank, level, held.get(pk, ()), results.get(pk, {}), known, supervised.get(pk)
        )
    return found


def _unit(row: dict[str, Any]) -> str:
    inner = row["unit__kind"] == UnitKind.SECTION and row["unit__parent__name"]
    return f"{row['unit__parent__name']}/{row['unit__name']}" if inner else row["unit__name"]


def _held(keys: list[int], ladder: str) -> dict[int, tuple[Held, ...]]:
    """Return what each held, by name. One query."""
    found: dict[int, list[Held]] = defaultdict(list)
    levels = GRADE_NAMES if ladder == GRADES else LEVEL_NAMES
    rows = LevelHeld.objects.filter(person__in=keys).order_by()
    for pk, level, rank, since, until in rows.values_list(
        "person", "level", "rank", "since", "until"
    ):
        name = RANK_NAMES.get(rank, "") if rank else levels.get(level, "")
        found[pk].append(Held(name, since, until))
    return {pk: tuple(rows) for pk, rows in found.items()}


def _results(keys: list[int]) -> dict[int, dict[int, str]]:
    """Return the yearly results of each by year. One query."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    rows = Appraisal.objects.filter(person__in=keys).order_by()
    for pk, year, result in rows.values_list("person", "year", "result"):
        found[pk][year] = result
    return found


def sanctions_of(keys: Iterable[int]) -> Measures:
    """Return the sanctions of these people, dismissals apart. One query."""
    found: dict[int, list[Measure]] = defaultdict(list)
    names = {row.code: row.label for row in codes.table("ZB65").rows}
    rows = Reward.objects.filter(person__in=list(keys), kind__startswith=SANCTION)
    rows = rows.exclude(kind=DISMISSAL).order_by()
    for pk, kind, decided, revoked in rows.values_list(
        "person", "kind", "decided_on", "revoked_on"
    ):
        found[pk].append(Measure(names.get(kind, kind), decided, revoked))
    return found


def rank_law(day: date, ladder: str = RANKS) -> RankLaw:
    """Return the numbers of a ladder on ``day``. Two queries, four for staff grades."""
    law = law_book("cadres.ranks").on(day)
    shared = {
        "result_months": law.result_months, "first_year_counts": int(law.first_year_counts),
        "influence_months": law.influence_months,
        "most_influence_months": law.most_influence_months,
    }  # fmt: skip
    if ladder == GRADES:
        return _grade_law(day, shared)
    counting = dict(law.counting)
    if law.chiefs_count_upward:
        counting["四级调研员"] = [*counting["四级调研员"], "乡科级正职"]
    return RankLaw(
        law.years, counting, lowest_of_level=law.lowest_of_level, highest_rank=law.highest_rank,
        **shared,
    )  # fmt: skip


def _grade_law(day: date, shared: dict[str, Any]) -> RankLaw:
    """Return the ladder of staff grades: from one to the next, with the district's own years."""
    own = law_book("cadres.staff_grades").on(day)
    names = list(GRADE_CODES)
    years = {name: int(own.get(f"years_{GRADE_CODES[name]}") or 0) for name in names[:-1]}
    below = {name: [names[place + 1]] for place, name in enumerate(names[:-1])}
    whole = {**years, names[-1]: 0}
    return RankLaw(whole, below, lowest_of_level={}, citation=GRADE_ACT, **shared)
