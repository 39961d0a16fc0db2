"""Row visibility. The only module that knows how a viewer's units become a filter."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import Any, Protocol, Self, TypeVar

from django.apps import apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func, Lookup, Q

M = TypeVar("M", bound=models.Model, covariant=True)

UNIT_TREE = "org.unit.path"
ORGANIZATION_TREE = "org.partyorganization.path"
_WORDS = {UNIT_TREE: "unit", ORGANIZATION_TREE: "organization"}


class Viewer(Protocol):
    """Whoever rows are shown to: a user, an API token, a scheduled job."""

    def unit_paths(self) -> tuple[str, ...]: ...
    def organization_paths(self) -> tuple[str, ...]: ...


class PathField(models.CharField[str, str]):
    """The codes from the root down, each followed by a slash ("qinglan/zzb/").

    Compared byte by byte on both databases, so that a subtree is one range of the index.
    ``copies`` says whose path is repeated here, so that it follows a move: UNIT_TREE,
    ORGANIZATION_TREE, or the column beside it that says "unit" or "organization".
    """

    def __init__(self, *args: Any, copies: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 255)
        self.copies = copies
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | ({"copies": self.copies} if self.copies else {})

    def db_parameters(self, connection: BaseDatabaseWrapper) -> Any:
        collation = {"collation": "C"} if connection.vendor == "postgresql" else {}
        return {**super().db_parameters(connection), **collation}


@PathField.register_lookup
class BelowRoot(Lookup[str]):
    """``path__below_root="gov/"``: the range of a whole tree, in which nearly every row lies.

    SQLite takes any range for a narrow one and would sort the tree it found by it; the plus
    before the column keeps the index for the order of the list instead.
    """

    lookup_name = "below_root"

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> Any:
        column, parameters = self.process_lhs(compiler, connection)
        plus = "+" if connection.vendor == "sqlite" else ""
        sql = f"({plus}{column} >= %s AND {plus}{column} < %s)"
        return sql, (*parameters, self.rhs, *parameters, f"{self.rhs[:-1]}0")


class HasKey(Func):
    """Always true: said so that SQLite expects few rows, else it reads a whole joined table.

    It would make a filter of the million people before it looks for the fifty rows of a page.
    """

    template = "%(expressions)s > 0"
    output_field = models.BooleanField()

    def as_sqlite(self, compiler: Any, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        told = "unlikely(+%(expressions)s > 0)"
        return super().as_sql(compiler, connection, template=told, **context)


def subtree(field: str, path: str) -> Q:
    """Match ``path`` ("gov/hr/") and every path below it, by one range of a plain index.

    "0" is the character after "/", so the range ends before "gov/hr0", and "gov/hr2/" is out.
    Of a whole tree reached through a relation it also says that the row has a key, see HasKey.
    """
    if path.count("/") == 1:
        whole = Q((f"{field}__below_root", path))
        return whole & Q(HasKey("pk")) if "__" in field else whole
    return Q((f"{field}__gte", path), (f"{field}__lt", f"{path[:-1]}0"))


def anywhere_below(field: str, paths: tuple[str, ...]) -> Q:
    """Match every row of the ``paths`` and below. Without a path: a condition no row meets."""
    return reduce(or_, (subtree(field, path) for path in paths), Q(pk__in=()))


def path_copies(tree: str) -> Iterator[tuple[models.QuerySet[Any], str]]:
    """Yield the rows that repeat paths of ``tree`` and the column they do it in, of every app."""
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if not isinstance(field, PathField) or not field.copies:
                continue
            rows = model._base_manager.all()
            if field.copies == tree:
                yield rows, field.name
            elif field.copies not in _WORDS:
                yield rows.filter(**{field.copies: _WORDS[tree]}), field.name


class ScopedQuerySet(models.QuerySet[M]):
    """Rows that belong to a unit, directly or through ``unit_path``.

    Where ``organization_path`` is given, they belong to a Party organization as well, and either
    way of belonging shows them.
    """

    unit_path = "unit__path"
    organization_path = ""

    def within(self, *paths: str) -> Self:
        """Keep the rows of the units at ``paths`` and below. Without a path: no rows."""
        return self.filter(anywhere_below(self.unit_path, paths)) if paths else self.none()

    def visible_to(self, viewer: Viewer) -> Self:
        """Keep the rows ``viewer`` may see. Every web, API and export read starts here."""
        return self.filter(self.seen_by(viewer))

    def seen_by(self, viewer: Viewer) -> Q:
        """Match the rows that lie in the units and Party organizations of ``viewer``."""
        seen = anywhere_below(self.unit_path, viewer.unit_paths())
        if self.organization_path:
            seen |= anywhere_below(self.organization_path, viewer.organization_paths())
        return seen
