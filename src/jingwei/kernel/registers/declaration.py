"""The declaration of a register: its columns, and what each of them drives."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Literal, TypeVar

from django.db import models
from django.db.models import Q, QuerySet

from jingwei.kernel.registers.kinds import Kind, kind_of
from jingwei.kernel.registers.rows import RegisterRow
from jingwei.kernel.scoping import ScopedQuerySet, Viewer

if TYPE_CHECKING:
    from jingwei.kernel.registers.writing import Change

M = TypeVar("M", bound=RegisterRow)
Verb = Literal["view", "add", "change", "delete"]
Place = Literal["list", "detail", "new", "edit", "import", "export", "api"]
READ_ONLY: frozenset[Place] = frozenset(("list", "detail", "export", "api"))
EVERYWHERE: frozenset[Place] = READ_ONLY | {"new", "edit", "import"}
ASIDE: frozenset[Place] = EVERYWHERE - {"list"}
"""Everywhere but among the columns a list shows before anybody chose columns."""


class Secrecy(IntEnum):
    """Who reads a field: every user of the register, the office, or few and one at a time."""

    P1 = 1
    P2 = 2
    P3 = 3


P1, P2, P3 = Secrecy.P1, Secrecy.P2, Secrecy.P3


@dataclass(frozen=True)
class Col:
    """One column: a field of the row, one of a related row ("person__gender"), or computed.

    Only fields of the row itself can be written. ``by`` is the attribute of a related row that
    stands for it in forms and files. ``item`` is the code of the national information set.
    """

    name: str
    label: str = ""
    on: frozenset[Place] = EVERYWHERE
    filter: Literal["", "exact", "range", "subtree", "text"] = ""
    search: bool = False
    sort: bool = False
    by: str = ""
    value: Callable[[Any], Any] | None = None
    secrecy: Secrecy = P1
    wanted: bool = False
    item: str = ""
    width: int = 0
    help: str = ""

    @property
    def is_own(self) -> bool:
        """Whether the column is a field of the row itself, neither related nor computed."""
        return self.value is None and "__" not in self.name

    def shown(self, place: Place) -> bool:
        """Whether the column stands in ``place``; what cannot be written stands in no form."""
        return place in self.on and (self.is_own or place in READ_ONLY)

    def read(self, row: models.Model) -> Any:
        """Return the value of this column in ``row``; None beyond a missing related row."""
        if self.value:
            return self.value(row)
        found: Any = row
        for part in self.name.split("__"):
            found = getattr(found, part, None)
        return found


@dataclass(frozen=True)
class RowAct:
    """A page that takes the rows ticked in a list: it gets ``register`` and ``pick`` by POST."""

    label: str
    url_name: str
    permission: str


@dataclass(frozen=True)
class ListLink:
    """A paper or page beside a list; it gets the list's query string.

    ``takes_code``: one page for several registers, whose address names the register.
    """

    label: str
    url_name: str
    permission: str
    takes_code: bool = False


class Register(Generic[M]):
    """A register of ``model`` rows: subclass, declare, decorate with ``@register``.

    ``keys`` are the ways a file may name a row: the first whose columns are all filled decides.
    ``parent`` names the relation whose page shows these rows as a tab. ``interval`` names the
    columns from which and until which a row holds, for reading as of a day. Where ``is_reasoned``
    the form of a row that is there asks why it is changed.
    """

    model: type[M]
    label: str = ""
    unit_word: str = "条"
    keys: ClassVar[tuple[tuple[str, ...], ...]]
    columns: ClassVar[tuple[Col, ...]]
    parent: ClassVar[str] = ""
    interval: ClassVar[tuple[str, str] | None] = None
    related: ClassVar[tuple[str, ...]] = ()
    removable: ClassVar[bool] = False
    is_reasoned: ClassVar[bool] = False
    secrecy: ClassVar[Secrecy] = P1
    acts: ClassVar[tuple[RowAct, ...]] = ()
    links: ClassVar[tuple[ListLink, ...]] = ()

    @property
    def app(self) -> str:
        return self.model._meta.app_label

    @property
    def slug(self) -> str:
        return self.model._meta.model_name or ""

    @property
    def code(self) -> str:
        """The name of the register in addresses, permissions and the audit: "people.person"."""
        return f"{self.app}.{self.slug}"

    def permission(self, verb: Verb) -> str:
        return f"{self.app}.{verb}_{self.slug}"

    def closed_to(self, viewer: Any, verb: Verb) -> str:
        """Return why ``viewer`` may not do ``verb`` here whatever the permission, "" for nothing.

        Asked beside the permission: a made register may be of other units, or ended.
        """
        return ""

    def is_open(self, viewer: Any, verb: Verb) -> bool:
        """Whether ``viewer`` may do ``verb`` with rows of this register."""
        return bool(viewer.has_perm(self.permission(verb)) and not self.closed_to(viewer, verb))

    @cached_property
    def title(self) -> str:
        return self.label or str(self.model._meta.verbose_name)

    @cached_property
    def _by_name(self) -> dict[str, Col]:
        return {col.name: col for col in self.columns}

    def col(self, name: str) -> Col:
        """Return a column by name. Raises KeyError."""
        return self._by_name[name]

    def cols(self, place: Place) -> list[Col]:
        """Return the columns of ``place`` in the order declared."""
        return [col for col in self.columns if col.shown(place)]

    def field(self, col: Col) -> models.Field[Any, Any] | None:
        """Return the model field behind a column, None for a computed one."""
        if col.value:
            return None
        model: Any = self.model
        *way, last = col.name.split("__")
        for part in way:
            model = model._meta.get_field(part).related_model
        found: models.Field[Any, Any] = model._meta.get_field(last)
        return found

    @cached_property
    def _kinds(self) -> dict[str, Kind]:
        return {col.name: kind_of(self.field(col), by=col.by) for col in self.columns}

    def kind(self, col: Col) -> Kind:
        """Return how values of this column look in pages and files."""
        return self._kinds[col.name]

    @cached_property
    def _labels(self) -> dict[str, str]:
        return {
            col.name: col.label or str(getattr(self.field(col), "verbose_name", col.name))
            for col in self.columns
        }

    def label_of(self, col: Col) -> str:
        """Return the Chinese name of a column."""
        return self._labels[col.name]

    @cached_property
    def _related(self) -> tuple[str, ...]:
        ways = {col.name.rpartition("__")[0] for col in self.columns if not col.value}
        own = {col.name for col in self.columns if col.by}
        return tuple(sorted({*ways, *own, *self.related} - {""}))

    def rows(self, viewer: Viewer) -> ScopedQuerySet[M]:
        """Return every row ``viewer`` may see, with the related rows the columns read."""
        rows: ScopedQuerySet[M] = self.model._default_manager.all()  # type: ignore[assignment]
        return rows.visible_to(viewer).select_related(*self._related)

    def searched(self, rows: QuerySet[M], text: str) -> QuerySet[M]:
        """Keep the rows that hold ``text`` in a search column; one condition for all of them."""
        found = [Q((f"{col.name}__icontains", text)) for col in self.columns if col.search]
        return rows.filter(Q(*found, _connector=Q.OR)) if found else rows.none()

    @property
    def search_hint(self) -> str:
        """Return in what a search looks, for the box it is typed into; "" for nothing to say."""
        return "、".join(self.label_of(col) for col in self.columns if col.search)

    def is_sensitive(self, text: str) -> bool:
        """Whether searching for ``text`` is itself worth a line in the audit."""
        return False

    def row_name(self, row: M) -> str:
        """Return how a row is called in headings and messages."""
        return str(row)

    def row_url(self, row: M) -> str:
        """Return the address of the page of a row; "" for the engine's own page."""
        return ""

    def about_url(self) -> str:
        """Return the address of a page that tells what the register is for; "" without one."""
        return ""

    def suggested(self, viewer: Any) -> dict[str, str]:
        """Return what stands in the form of a new row before anybody wrote: column → text."""
        return {}

    def alike(self, values: dict[str, Any], viewer: Any) -> list[tuple[str, str]]:
        """Return (name, address) of visible rows that a new one may be a double of.

        The form of a new row shows them once and asks whether it is another one all the same.
        """
        return []

    def prepare(self, rows: list[M]) -> None:
        """Set the derived columns of rows about to be checked and stored."""

    def refusals(self, row: M) -> dict[str, str]:
        """Return what speaks against a row: column name ("" for the whole row) → sentence."""
        return {}

    def stored(self, changes: list[Change[M]], actor: Any) -> None:
        """Follow up what was stored, in the same transaction."""

    def missing(self, row: M) -> list[Col]:
        """Return the wanted columns that are empty in ``row``."""
        return [col for col in self.columns if col.wanted and col.read(row) in (None, "")]


REGISTERS: dict[str, Register[Any]] = {}


def register(declaration: type[Register[M]]) -> type[Register[M]]:
    """Add a register to the product: its pages, files, API and checks follow."""
    instance = declaration()
    if instance.code in REGISTERS:
        raise ValueError(f"Register {instance.code!r} is declared twice")
    REGISTERS[instance.code] = instance
    return declaration


def register_of(model: type[models.Model]) -> Register[Any]:
    """Return the register of a model. Raises KeyError."""
    return REGISTERS[f"{model._meta.app_label}.{model._meta.model_name}"]


def children_of(model: type[models.Model]) -> list[tuple[str, Register[Any]]]:
    """Return the child registers of a model's rows: (relation name, register), as declared."""
    found = ((r.parent, r) for r in REGISTERS.values() if r.parent)
    return [(p, r) for p, r in found if r.model._meta.get_field(p).related_model is model]


def about(changed: Register[Any], row: models.Model) -> str:
    """Return the key of the page a row belongs to: its parent's, or its own."""
    if not changed.parent:
        return f"{row._meta.label_lower}:{row.pk}"
    relation: Any = row._meta.get_field(changed.parent)
    return f"{relation.related_model._meta.label_lower}:{getattr(row, relation.attname)}"


def names(cols: Iterable[Col]) -> list[str]:
    """Return the names of columns."""
    return [col.name for col in cols]
