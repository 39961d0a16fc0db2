"""Writes to the tree of Party organizations: dated, each with the number of its approval."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from jingwei.accounts.models import User
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.errors import RuleViolation
from jingwei.org.models import PartyOrganization, Succession, Unit
from jingwei.org.services import trees
from jingwei.org.services.units import refuse_split

declare_acts(
    {
        "organization.create": "设立党组织",
        "organization.rename": "党组织更名",
        "organization.kind": "党组织改设",
        "organization.move": "调整党组织隶属",
        "organization.close": "撤销党组织",
        "organization.merge": "党组织合并",
        "organization.split": "党组织分设",
        "organization.describe": "修改党组织信息",
    }
)
DETAILS = (
    "short_name", "unit", "unit_link", "sector", "village_or_community", "national_class_code",
    "founded_on", "approval_no", "phone", "note", "position",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Founding:
    """A Party organization to be set up; ``details`` by column of ``DETAILS`` but the unit."""

    code: str
    name: str
    kind: str
    unit: Unit
    since: date
    parent: PartyOrganization | None = None
    approval_no: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    joint_units: Sequence[Unit] = ()


@dataclass(frozen=True, slots=True)
class OrganizationPart:
    """A Party organization split off another, with the organizations below that go to it."""

    code: str
    name: str
    kind: str
    children: Sequence[PartyOrganization] = ()


@transaction.atomic
def party_organization_create(new: Founding, *, actor: User | None) -> PartyOrganization:
    """Set up a Party organization from the day ``new.since``.

    Raises ValidationError when the code is malformed or taken among its siblings, RuleViolation
    ``org.closed`` under a closed parent or in a closed unit, ``org.dates`` before the parent
    came to its place.
    """
    made = PartyOrganization(
        code=new.code, name=new.name, kind=new.kind, since=new.since, approval_no=new.approval_no,
        parent=trees.locked_open(new.parent) if new.parent else None,
        unit=trees.locked_open(new.unit), **new.details,
    )  # fmt: skip
    made.unit_path = made.unit.path
    trees.found(made, basis=new.approval_no)
    made.joint_units.set(new.joint_units)
    facts = {"path": made.path, "name": made.name, "kind": made.kind, "unit": made.unit_path}
    audit(
        "organization.create", made, actor, since=made.since, approval_no=made.approval_no, **facts
    )
    return made


@transaction.atomic
def party_organization_rename(
    organization: PartyOrganization, *, name: str, on: date, approval_no: str, actor: User
) -> PartyOrganization:
    """Give ``organization`` the new ``name`` from the day ``on``.

    Raises RuleViolation ``org.nothing_changes``, ``org.approval_missing``, ``org.dates``,
    ``org.closed``.
    """
    found = _ready(organization, approval_no)
    before = found.name
    if name == before:
        raise RuleViolation("org.nothing_changes", f"“{found}”现在就叫这个名称。")
    _respell(found, on=on, approval_no=approval_no, name=name)
    audit(
        "organization.rename", found, actor,
        before=before, after=name, on=on, approval_no=approval_no,
    )  # fmt: skip
    return found


@transaction.atomic
def party_organization_change_kind(
    organization: PartyOrganization, *, kind: str, name: str, on: date, approval_no: str,
    actor: User,
) -> PartyOrganization:  # fmt: skip
    """Make ``organization`` one of another ``kind`` (a branch a general branch) from ``on``.

    Its name mostly changes with it. Raises what ``party_organization_rename`` raises.
    """
    found = _ready(organization, approval_no)
    before = [found.kind, found.name]
    if kind == found.kind:
        raise RuleViolation("org.nothing_changes", f"“{found}”现在就是{found.get_kind_display()}。")
    _respell(found, on=on, approval_no=approval_no, kind=kind, name=name)
    audit(
        "organization.kind", found, actor,
        before=before, after=[kind, name], on=on, approval_no=approval_no,
    )  # fmt: skip
    return found


@transaction.atomic
def party_organization_move(
    organization: PartyOrganization, *, to: PartyOrganization, on: date, approval_no: str,
    actor: User,
) -> PartyOrganization:  # fmt: skip
    """Put ``organization`` and all below it under ``to`` from the day ``on``.

    Raises as ``unit_move`` does, and RuleViolation ``org.approval_missing``.
    """
    found, to = _ready(organization, approval_no), trees.locked_open(to)
    old, new = trees.place(found, to=to, on=on, basis=approval_no)
    audit("organization.move", found, actor, before=old, after=new, on=on, approval_no=approval_no)
    return found


@transaction.atomic
def party_organization_close(
    organization: PartyOrganization, *, on: date, approval_no: str, actor: User
) -> PartyOrganization:
    """Close ``organization`` from the day ``on``; its term and the seats in it end with it.

    Raises as ``unit_close`` does, and RuleViolation ``org.approval_missing``.
    """
    found = _ready(organization, approval_no)
    _end(found, on=on)
    audit("organization.close", found, actor, on=on, approval_no=approval_no)
    return found


@transaction.atomic
def party_organization_merge(
    organizations: Iterable[PartyOrganization], into: PartyOrganization, *, on: date,
    approval_no: str, actor: User,
) -> PartyOrganization:  # fmt: skip
    """Close ``organizations`` on the day ``on``; what is below them goes under ``into``.

    Data scopes on them and whatever a room above declared as follower go along.
    Raises RuleViolation ``org.nothing_chosen`` and what a move and a closing raise.
    """
    into, gone = _ready(into, approval_no), trees.deepest_first(organizations)
    if not gone:
        raise RuleViolation("org.nothing_chosen", "还没有选择要并入的党组织。")
    for row in gone:
        row = trees.locked_open(row)
        _leaders_end(row, on)
        trees.absorb(row, into, on=on, basis=approval_no, actor=actor)
    paths = [row.path for row in gone]
    audit(
        "organization.merge", into, actor,
        organizations=paths, into=into.path, on=on, approval_no=approval_no,
    )  # fmt: skip
    return into


@transaction.atomic
def party_organization_split(
    organization: PartyOrganization, parts: Sequence[OrganizationPart], *, on: date,
    approval_no: str, keep: bool, actor: User,
) -> list[PartyOrganization]:  # fmt: skip
    """Set up ``parts`` beside ``organization`` on the day ``on``; each takes what it names.

    Without ``keep`` the organization is closed; what is below it must then be named.
    Raises as ``unit_split`` does.
    """
    found = _ready(organization, approval_no)
    refuse_split(found, parts, on)
    made = [_part_set_up(found, part, on=on, approval_no=approval_no) for part in parts]
    if not keep:
        _end(found, on=on)
    paths = [part.path for part in made]
    audit(
        "organization.split", found, actor,
        parts=paths, keep=keep, on=on, approval_no=approval_no,
    )  # fmt: skip
    return made


@transaction.atomic
def party_organization_describe(
    organization: PartyOrganization, details: Mapping[str, Any], *, joint_units: Iterable[Unit],
    actor: User | None,
) -> PartyOrganization:  # fmt: skip
    """Set the columns of ``DETAILS`` named in ``details`` and the units of a joint organization.

    Raises ValidationError, KeyError for a column that is not among them.
    """
    found = PartyOrganization.objects.select_for_update().get(pk=organization.pk)
    if unknown := details.keys() - set(DETAILS):
        raise KeyError(f"Not a detail of a Party organization: {sorted(unknown)}")
    changed = [name for name, value in details.items() if getattr(found, name) != value]
    before = {name: _plain(getattr(found, name)) for name in changed}
    for name in changed:
        setattr(found, name, details[name])
    found.unit_path = found.unit.path
    found.full_clean()
    found.save(update_fields=[*changed, "unit_path"])
    found.joint_units.set(joint_units)
    after = {name: _plain(details[name]) for name in changed}
    audit("organization.describe", found, actor, before=before, after=after)
    return found


def _ready(organization: PartyOrganization, approval_no: str) -> PartyOrganization:
    if not approval_no.strip():
        raise RuleViolation("org.approval_missing", "没有填写批准文号。", hint="写明批复的文号。")
    return trees.locked_open(organization)


def _respell(found: PartyOrganization, *, on: date, approval_no: str, **changes: Any) -> None:
    trees.next_spell(found, on=on, basis=approval_no, **changes)
    for name, value in changes.items():
        setattr(found, name, value)
    found.full_clean()
    found.save(update_fields=[*changes, "spelling"])


def _end(found: PartyOrganization, *, on: date) -> None:
    _leaders_end(found, on)
    trees.end(found, on=on)


def _leaders_end(found: PartyOrganization, on: date) -> None:
    """End the term and the seats; what began only afterwards shows a wrong date."""
    terms, seats = found.terms.filter(ended_on=None), found.seats.filter(until=None)
    if terms.filter(began_on__gt=on).exists() or seats.filter(since__gt=on).exists():
        raise RuleViolation(
            "org.dates", f"“{found}”有 {on} 以后才开始的任期或任职。", hint="改填更晚的日期。"
        )
    terms.update(ended_on=on)
    seats.update(until=on)


def _part_set_up(
    found: PartyOrganization, part: OrganizationPart, *, on: date, approval_no: str
) -> PartyOrganization:
    made = PartyOrganization(
        code=part.code, name=part.name, kind=part.kind, since=on, approval_no=approval_no,
        parent=found.parent, unit=found.unit, unit_path=found.unit_path, sector=found.sector,
    )  # fmt: skip
    trees.found(made, basis=approval_no)
    for child in part.children:
        trees.place(trees.locked_open(child), to=made, on=on, basis=approval_no)
    trees.succeed(found, made, kind=Succession.Kind.SPLIT, on=on, basis=approval_no)
    return made


def _plain(value: Any) -> Any:
    return value.path if isinstance(value, Unit) else value
