"""Reads over Party organizations: the tree as of a day, terms that run out, what became of one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from jingwei.kernel.scoping import Viewer, subtree
from jingwei.kernel.spelling import reads
from jingwei.org import rules
from jingwei.org.models import (
    CommitteeSeat,
    OrganizationKind,
    OrganizationSpell,
    PartyOrganization,
    SeatPost,
    Term,
)
from jingwei.org.selectors.trees import in_tree_order


@dataclass(frozen=True, slots=True)
class OrganizationFilter:
    """What a reader asks of the tree as it was on the day ``on``.

    ``state`` is "" (existing), "closed" or "all"; ``due`` is "", "due", "overdue" or "none"
    (no term is recorded). Without any but ``on`` and ``under`` it is one level of the tree.
    """

    on: date
    text: str = ""
    kind: str = ""
    sector: str = ""
    due: str = ""
    state: str = ""
    under: PartyOrganization | None = None

    @property
    def flat(self) -> bool:
        """Whether rows of all levels are asked for, and not one level of the tree."""
        return any((self.text, self.kind, self.sector, self.due, self.state))


@dataclass(frozen=True, slots=True)
class OrganizationRow:
    """An organization as it was on a day; ``children`` counts those the viewer sees."""

    spell: OrganizationSpell
    on: date
    children: int = 0
    secretary: str = ""
    term: Term | None = None
    depth: int = 0

    @property
    def organization(self) -> PartyOrganization:
        return self.spell.organization

    @property
    def indent(self) -> str:
        """Full-width blanks: they indent in a file."""
        return "　" * self.depth

    @property
    def due(self) -> str:
        """ "overdue", "due" or "": see rules.due_state."""
        return rules.due_state(self.term.runs_out if self.term else None, self.on)

    @property
    def closed(self) -> bool:
        """Whether it no longer existed on the day."""
        return bool(self.organization.closed_on and self.organization.closed_on <= self.on)

    @property
    def months_left(self) -> int | None:
        """Whole months until the term runs out, negative afterwards."""
        expiry = self.term.runs_out if self.term else None
        return rules.months_left(expiry, self.on) if expiry else None


def organization_spells(viewer: Viewer, asked: OrganizationFilter) -> QuerySet[Any]:
    """Return the spells of the organizations ``asked`` wants, sorted; nothing read yet.

    One level below ``under`` (the topmost that ``viewer`` sees without it), or with a filter the
    rows of all levels, below ``under`` when it is given.
    """
    rows = _of_the_day(viewer, asked).select_related("organization", "parent")
    if not asked.flat:
        return _level(viewer, rows, asked.under).order_by(
            "organization__position", "organization__path"
        )
    rows = _matching(rows, asked)
    if asked.due in ("due", "overdue"):
        return rows.order_by("expiry", "organization__path")
    return rows.order_by("organization__path")


def organization_rows(
    viewer: Viewer, spells: Iterable[OrganizationSpell], on: date
) -> list[OrganizationRow]:
    """Return one page of ``spells`` with what the list shows beside each. Three queries."""
    spells = list(spells)
    keys = [spell.organization_id for spell in spells]
    below = OrganizationSpell.objects.visible_to(viewer).filter(_existing(on), parent__in=keys)
    counts = dict(below.values_list("parent").annotate(Count("pk")).order_by("parent"))
    leaders = _secretaries(keys, on)
    terms = {term.organization_id: term for term in _terms(on).filter(organization__in=keys)}
    return [
        OrganizationRow(spell, on, counts.get(key, 0), leaders.get(key, ""), terms.get(key))
        for key, spell in zip(keys, spells, strict=True)
    ]


def organization_tree(viewer: Viewer, asked: OrganizationFilter) -> list[OrganizationRow]:
    """Return every organization ``asked`` wants, of all levels, in the order of the tree.

    For files: reads the whole tree of the day. Four queries.
    """
    every = {spell.organization: spell for spell in _with_organization(viewer, asked)}
    wanted = set(_wanted_keys(viewer, asked))
    leaders = _secretaries(None, asked.on)
    terms = {term.organization_id: term for term in _terms(asked.on)}
    order = in_tree_order(
        {row: spell.parent_id for row, spell in every.items()},
        _sibling_order,
    )
    return [
        OrganizationRow(every[row], asked.on, 0, leaders.get(row.pk, ""), terms.get(row.pk), depth)
        for row, depth in order
        if row.pk in wanted
    ]


def expiry_list(viewer: Viewer, *, on: date, months: int) -> list[OrganizationRow]:
    """Return the organizations whose term is over or ends within ``months``, the first first."""
    asked = OrganizationFilter(on=on, due="due")
    limit = rules.months_later(on, months)
    rows = _with_expiry(_of_the_day(viewer, asked), on).filter(expiry__lte=limit)
    spells = rows.select_related("organization", "parent").order_by("expiry", "organization__path")
    return organization_rows(viewer, spells, on)


def organization_line(organization: PartyOrganization, on: date) -> list[OrganizationSpell]:
    """Return the spells above ``organization`` on the day, the topmost first, its own last."""
    line: list[OrganizationSpell] = []
    above: int | None = organization.pk
    while above is not None:
        spells = OrganizationSpell.objects.filter(_existing(on), organization=above)
        spell = spells.select_related("organization").first()
        if spell is None:
            break
        line.append(spell)
        above = spell.parent_id
    return line[::-1]


def organization_labels(viewer: Viewer, *, at_most: int) -> list[tuple[str, str]]:
    """Return (path, name) of open organizations others can stand under. One query."""
    branches = [kind for kind in OrganizationKind if kind.endswith(("branch", "party_group"))]
    branches.remove(OrganizationKind.GENERAL_BRANCH)
    rows = PartyOrganization.objects.visible_to(viewer).filter(closed_on=None)
    return list(rows.exclude(kind__in=branches).values_list("path", "name")[:at_most])


def organization_choices(viewer: Viewer) -> list[tuple[str, str]]:
    """Return (path, indented name) of the open organizations ``viewer`` sees. One query."""
    rows = PartyOrganization.objects.visible_to(viewer).filter(closed_on=None)
    tree = in_tree_order({row: row.parent_id for row in rows}, _sibling_order)
    return [(row.path, "　" * depth + row.name) for row, depth in tree]


def organization_names(paths: Iterable[str]) -> dict[str, str]:
    """Return the names of the organizations at ``paths``; unknown ones are missing. One query."""
    rows = PartyOrganization.objects.filter(path__in=set(paths))
    return dict(rows.values_list("path", "name"))


def organizations_called(viewer: Viewer, text: str) -> list[PartyOrganization]:
    """Return the open organizations of that name, short name or path. One query, at most six."""
    rows = PartyOrganization.objects.visible_to(viewer).filter(closed_on=None)
    named = Q(name=text) | Q(short_name=text) | Q(path=text.rstrip("/") + "/")
    return list(rows.filter(named).select_related("parent")[:6])


def _sibling_order(row: PartyOrganization) -> tuple[int, str]:
    return row.position, row.path


def _of_the_day(viewer: Viewer, asked: OrganizationFilter) -> QuerySet[Any]:
    day = asked.on
    closed = Q(organization__closed_on__lte=day, until=F("organization__closed_on"))
    states = {"": _existing(day), "closed": closed, "all": _existing(day) | closed}
    rows = OrganizationSpell.objects.visible_to(viewer)
    return rows.filter(states[asked.state], since__lte=day)


def _existing(day: date) -> Q:
    return Q(until=None) & Q(since__lte=day) | Q(until__gt=day, since__lte=day)


def _level(viewer: Viewer, rows: QuerySet[Any], under: PartyOrganization | None) -> QuerySet[Any]:
    if under:
        return rows.filter(parent=under)
    seen = PartyOrganization.objects.visible_to(viewer)
    return rows.exclude(parent__in=seen.values("pk"))


def _matching(rows: QuerySet[Any], asked: OrganizationFilter) -> QuerySet[Any]:
    if asked.under:
        rows = rows.filter(subtree("organization__path", asked.under.path))
    if asked.text:
        text = asked.text
        rows = rows.filter(
            Q(name__contains=text)
            | Q(organization__short_name__contains=text)
            | Q(organization__code=text)
            | reads("organization__spelling", text)
        )
    given = {"kind": asked.kind, "organization__sector": asked.sector}
    return _due(rows.filter(**{k: v for k, v in given.items() if v}), asked)


def _due(rows: QuerySet[Any], asked: OrganizationFilter) -> QuerySet[Any]:
    if not asked.due:
        return rows
    if asked.due == "none":
        electing = [kind for kind in OrganizationKind if rules.term_years(kind, "")]
        held = Term.objects.on(asked.on).filter(organization=OuterRef("organization"))
        return rows.filter(~Exists(held), kind__in=electing)
    rows = _with_expiry(rows, asked.on)
    if asked.due == "overdue":
        return rows.filter(expiry__lt=asked.on)
    limit = rules.months_later(asked.on, rules.FIRST_REMINDER_MONTHS)
    return rows.filter(expiry__gte=asked.on, expiry__lte=limit)


def _with_expiry(rows: QuerySet[Any], on: date) -> QuerySet[Any]:
    held: QuerySet[Any] = Term.objects.on(on).filter(organization=OuterRef("organization"))
    expiry = held.annotate(expiry=Coalesce("delay_until", "due_on")).values("expiry")
    dated: QuerySet[Any] = rows.annotate(expiry=expiry[:1])
    return dated


def _terms(on: date) -> QuerySet[Any]:
    return Term.objects.on(on)


def _secretaries(keys: list[int] | None, on: date) -> dict[int, str]:
    seats = CommitteeSeat.objects.on(on).filter(post=SeatPost.SECRETARY)
    if keys is not None:
        seats = seats.filter(organization__in=keys)
    return dict(seats.values_list("organization", "holder_name"))


def _with_organization(viewer: Viewer, asked: OrganizationFilter) -> QuerySet[Any]:
    return _of_the_day(viewer, asked).select_related("organization", "parent")


def _wanted_keys(viewer: Viewer, asked: OrganizationFilter) -> QuerySet[Any, int]:
    rows = _matching(_of_the_day(viewer, asked), asked)
    return rows.values_list("organization", flat=True)
