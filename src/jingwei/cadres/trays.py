"""What the teams would look like after the moves of a tray, and which rules each move meets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from jingwei.cadres.models import Tray, TrayMove
from jingwei.cadres.procedures.appointment_facts import batch_facts, held_posts, qualifications
from jingwei.cadres.procedures.appointment_rows import post_words
from jingwei.cadres.rules.appointment_people import TIERS
from jingwei.cadres.selectors.teams import Team, degrees_of, leaders, member_of, teams_with
from jingwei.cadres.structure import Member
from jingwei.kernel.partial_dates import as_partial
from jingwei.kernel.rules import RULES, Verdict
from jingwei.kernel.scoping import Viewer
from jingwei.org.models import Unit
from jingwei.people.models import Person, PostHeld
from jingwei.procedures.facts import fact_labels
from jingwei.procedures.models import CaseSubject
from jingwei.procedures.selectors.course import tools_now
from jingwei.procedures.selectors.findings import judged

ALWAYS = ("quota", "relatives", "influence", "age")
RISING = ("years", "education", "training", "county_service", "appraisal", "exceptional")
LEVEL = ("same_level",)
PROMOTION = "cadres.appointment"
"""The definition whose facts these are."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A move with the posts held now and what the rules say of it, the worst first."""

    move: TrayMove
    held: str
    verdicts: list[Verdict]

    @property
    def troubles(self) -> list[Verdict]:
        """The rules that are not met, and those nobody can tell."""
        return [verdict for verdict in self.verdicts if not verdict.is_met]


@dataclass(frozen=True, slots=True)
class Compared:
    """A team before and after the moves."""

    before: Team
    after: Team

    def cells(self) -> Iterator[tuple[int, int]]:
        """Yield (before, after) by feature, in the order of the columns."""
        return (
            (was, now)
            for (_, was), (_, now) in zip(self.before.cells(), self.after.cells(), strict=True)
        )


@dataclass(frozen=True, slots=True)
class TrayFound:
    """A tray worked out: its moves, the teams concerned.

    ``hidden`` is the number of moves about people or units that are out of the viewer's sight now.
    """

    moves: list[Moved]
    teams: list[Compared]
    hidden: int = 0


def tray_found(tray: Tray, viewer: Viewer, day: date) -> TrayFound:
    """Work a tray out. The number of queries does not grow with the moves."""
    rows = list(tray.moves.select_related("person", "unit__parent"))
    moves = _seen(rows, viewer)
    held = held_posts(move.person_id for move in moves)
    verdicts = move_verdicts(moves, held, day)
    told = [
        Moved(move, "、".join(map(post_words, held[move.person_id])), verdicts[move.pk])
        for move in moves
    ]
    return TrayFound(told, _compared(moves, held, viewer, day), len(rows) - len(moves))


def _seen(rows: Iterable[TrayMove], viewer: Viewer) -> list[TrayMove]:
    """Keep the moves whose person and unit ``viewer`` still sees; scopes and posts change."""
    rows = list(rows)
    people = Person.objects.visible_to(viewer).filter(pk__in=[row.person_id for row in rows])
    units = Unit.objects.visible_to(viewer).filter(pk__in=[row.unit_id for row in rows])
    known = set(people.values_list("pk", flat=True))
    places = {None, *units.order_by().values_list("pk", flat=True)}
    return [row for row in rows if row.person_id in known and row.unit_id in places]


def _compared(
    moves: list[TrayMove], held: Mapping[int, list[PostHeld]], viewer: Viewer, day: date
) -> list[Compared]:
    """Return the teams that somebody leaves or enters, before and after. Seven queries."""
    left = {p.unit_id for m in moves if m.leaves for p in held[m.person_id] if p.is_leader}
    keys = {key for key in (*left, *(move.unit_id for move in moves)) if key}
    units = list(Unit.objects.visible_to(viewer).filter(pk__in=keys))
    now = leaders(viewer, units)
    leaving = {move.person_id for move in moves if move.leaves}
    later = [*(one for one in now if one.person not in leaving), *_entering(moves, day)]
    pairs = zip(
        teams_with(units, now, day, empty=True).teams,
        teams_with(units, later, day, empty=True).teams,
        strict=True,
    )
    return [Compared(before, after) for before, after in pairs]


def _entering(moves: list[TrayMove], day: date) -> Iterator[Member]:
    degrees = degrees_of(move.person_id for move in moves)
    for move in moves:
        if move.unit_id and move.role != TrayMove.Role.OTHER:
            one = member_of(move.person, None, degrees.get(move.person_id, ""))
            chief = move.role == TrayMove.Role.CHIEF
            yield one.moved_to(move.unit_id, move.title, is_chief=chief, since=as_partial(day))


def move_verdicts(
    moves: list[TrayMove], held: Mapping[int, list[PostHeld]], day: date
) -> dict[int, list[Verdict]]:
    """Return what the rules of appointment say of each move, by its key.

    The moves are judged together, as a batch would be: who leaves makes room for who comes.
    """
    rows = {move.pk: _as_row(move, held[move.person_id]) for move in moves}
    known = qualifications([move.person for move in moves], day)
    more = batch_facts(list(rows.values()), day)
    tools, labels = tools_now(), fact_labels(PROMOTION)
    found = {}
    for move in moves:
        facts = known[move.person_id] | more[move.pk] | rows[move.pk].data | {"on": day}
        found[move.pk] = [
            judged(RULES[code], facts, day, tools, lambda name: labels.get(name, name))
            for code in _rules(move, known[move.person_id]["held_level"])
        ]
    return found


def _as_row(move: TrayMove, held: list[PostHeld]) -> CaseSubject:
    """Return a move as a row of a batch that is never stored."""
    unit = {"pk": move.unit_id, "words": move.unit.written} if move.unit else None
    leaves = "、".join(post_words(post) for post in held if post.is_leader) if move.leaves else ""
    data = {
        "to_unit": unit, "to_title": move.title, "to_role": move.role,
        "to_level": move.level, "from_post": leaves, "exceptional": False,
    }  # fmt: skip
    return CaseSubject(pk=move.pk, person=move.person, data=data)


def _rules(move: TrayMove, level: str | None) -> list[str]:
    """Return the codes that concern a move: of a rise, or of a move on the same level."""
    if move.unit is None:
        return []
    rises = TIERS.get(move.level, 0) > TIERS.get(level or "", 0)
    names = (*ALWAYS, *(RISING if rises else LEVEL))
    return [f"cadres.appointment_{name}" for name in names if move.level or name in ALWAYS]
