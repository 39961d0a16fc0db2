"""What the system knows of the rows of a round: read in bulk, as texts, by recipient."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, QuerySet

from jingwei.collection.columns import Column
from jingwei.collection.models import Assignment, Round, Row
from jingwei.collection.selectors.recipients import Recipient, upwards
from jingwei.kernel.registers.declaration import P1, REGISTERS, Col, Register, register_of
from jingwei.kernel.registers.exchange.values import Values
from jingwei.kernel.registers.kinds import FlagKind
from jingwei.kernel.scoping import anywhere_below
from jingwei.org.models import PartyOrganization, Unit

PLACE = "recipient_place"
READ_AT_ONCE = 2_000


@dataclass(slots=True)
class Known:
    """A row to be answered: its key, what it is called, the text of every column, its version."""

    key: str
    label: str
    texts: dict[str, str] = field(default_factory=dict)
    version: int | None = None


def register_for(round_: Round) -> Register[Any]:
    """Return the register the rows of a round come from. Raises KeyError for an unknown code."""
    if round_.subject == Round.Subject.REGISTER:
        return REGISTERS[round_.register]
    is_unit = round_.recipient_kind == Round.RecipientKind.UNIT
    return register_of(Unit if is_unit else PartyOrganization)


def columns_offered(register: Register[Any]) -> list[Col]:
    """Return the columns a round may take from a register: readable by all, not computed.

    Office and restricted fields are never sent down; a related one can only be looked at.
    """
    return [
        col for col in register.columns
        if col.secrecy == P1 and col.value is None and (col.shown("export") or col.shown("list"))
    ]  # fmt: skip


def can_be_asked(register: Register[Any], col: Col) -> bool:
    """Whether an answer can be merged into the register."""
    return col in register.cols("import")


def prefill(round_: Round, recipients: list[Recipient], viewer: Any) -> dict[int, list[Known]]:
    """Return the rows of every recipient by its primary key, in order; [] for one without rows.

    A handful of queries, whatever the number of recipients. New columns carry what the same
    recipient last answered to the same question.
    """
    found: dict[int, list[Known]] = {one.pk: [] for one in recipients}
    columns = round_.column_list
    for pk, known in _known_rows(round_, recipients, viewer):
        found[pk].append(known)
    earlier = _earlier_answers(round_, [c for c in columns if c.is_new])
    for rows in found.values():
        for known in rows:
            told = earlier.get(known.key, {})
            known.texts |= {c.code: told.get(c.code, "") for c in columns if c.is_new}
    return found


def _known_rows(
    round_: Round, recipients: list[Recipient], viewer: Any
) -> Iterator[tuple[int, Known]]:
    register = register_for(round_)
    read = _Reader(register, round_.column_list, viewer)
    if round_.subject == Round.Subject.RECIPIENT:
        rows = register.rows(viewer).filter(pk__in=[one.pk for one in recipients])
        return ((row.pk, read.known(row)) for row in rows.order_by("path", "pk"))
    return _placed(register_rows(round_, recipients, viewer), recipients, read)


def _placed(
    rows: QuerySet[Any], recipients: list[Recipient], read: _Reader
) -> Iterator[tuple[int, Known]]:
    """Give every row to the recipient whose place is the nearest above it."""
    places = {one.path: one.pk for one in recipients}
    nearest: dict[str, int | None] = {}
    for row in rows.order_by(PLACE, "pk").iterator(chunk_size=READ_AT_ONCE):
        path = getattr(row, PLACE)
        if path not in nearest:
            nearest[path] = next((places[up] for up in upwards(path) if up in places), None)
        owner = nearest[path]
        if owner is not None:
            yield owner, read.known(row)


def register_rows(round_: Round, recipients: Iterable[Recipient], viewer: Any) -> QuerySet[Any]:
    """Return the rows of the register of a round at or below the recipients, with their PLACE."""
    register = register_for(round_)
    rows: Any = register.rows(viewer)
    is_unit = round_.recipient_kind == Round.RecipientKind.UNIT
    place = rows.unit_path if is_unit else rows.organization_path
    top = _common([one.path for one in recipients])
    told = {f"{name}__in": values for name, values in _filter(register, round_.row_filter)}
    rows = rows.select_related(None)
    if relations := _relations(register, round_):
        rows = rows.select_related(*sorted(relations))
    found: QuerySet[Any] = (
        rows.filter(anywhere_below(place, (top,)) if top else anywhere_below(place, ()))
        .filter(**told)
        .annotate(**{PLACE: F(place)})
    )
    return found


def _relations(register: Register[Any], round_: Round) -> set[str]:
    """Return the relations that the columns of a round and the names of its rows read.

    A row is named by what its keys are; other related rows would be made by the thousand in vain.
    """
    asked = {column.source for column in round_.column_list if column.register}
    cols = [col for col in register.columns if col.name in asked]
    ways = {col.name.rpartition("__")[0] for col in cols} | {c.name for c in cols if c.by}
    keys = {name for key in register.keys for name in key if register.col(name).by}
    return (ways | keys) - {""}


def is_scoped_by(register: Register[Any], kind: str) -> bool:
    """Whether the rows of a register belong to units, or to organizations, by ``kind``."""
    rows: Any = register.model._default_manager.all()
    wanted = "unit_path" if kind == Round.RecipientKind.UNIT else "organization_path"
    return bool(getattr(rows, wanted, ""))


def _common(paths: list[str]) -> str:
    """Return the lowest path above all ``paths``; "" without a path."""
    if not paths:
        return ""
    return next((up for up in upwards(paths[0]) if all(p.startswith(up) for p in paths)), "")


def _filter(
    register: Register[Any], row_filter: dict[str, list[str]]
) -> Iterator[tuple[str, list[Any]]]:
    for name, texts in row_filter.items():
        kind = register.kind(register.col(name))
        is_flag = isinstance(kind, FlagKind)
        yield name, [kind.parse(text) if is_flag else text for text in texts]


class _Reader:
    """Writes the columns of a round out of register rows."""

    def __init__(self, register: Register[Any], columns: list[Column], viewer: Any) -> None:
        self.register = register
        self.values = Values(register, viewer)
        self.columns = [
            (c.code, register.col(c.source)) for c in columns if c.register == register.code
        ]
        self.empty = {c.code: "" for c in columns}

    def known(self, row: Any) -> Known:
        texts = {code: self.values.stored(col.name, col.read(row)) for code, col in self.columns}
        label = self.register.row_name(row)
        return Known(str(row.pk), label[:120], {**self.empty, **texts}, row.version)


def _earlier_answers(round_: Round, columns: list[Column]) -> dict[str, dict[str, str]]:
    """Return key → column code → the last text handed in for the same question."""
    found: dict[str, dict[str, str]] = {}
    if not columns:
        return found
    for code, (earlier, earlier_code) in _sources(round_, columns).items():
        answers = Row.objects.filter(
            assignment__round=earlier, assignment__state__in=Assignment.HANDED_IN
        ).values_list("key", "values")
        for key, values in answers:
            found.setdefault(key, {})[code] = values.get(earlier_code, "")
    return found


def _sources(round_: Round, columns: list[Column]) -> dict[str, tuple[int, str]]:
    """Return column code → (the latest round that asked the same, the code it had there)."""
    found: dict[str, tuple[int, str]] = {}
    like = Round.objects.filter(
        state__in=(Round.State.ISSUED, Round.State.CLOSED), subject=round_.subject,
        register=round_.register, recipient_kind=round_.recipient_kind,
        unit_path=round_.unit_path,
    ).exclude(pk=round_.pk)  # fmt: skip
    for other in like.order_by("-issued_on", "-pk"):
        there = {(c.origin, c.kind): c.code for c in other.column_list if c.is_new}
        for column in columns:
            if (column.origin, column.kind) in there:
                found.setdefault(column.code, (other.pk, there[column.origin, column.kind]))
    return found
