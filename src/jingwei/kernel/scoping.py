"""Row visibility. The only module that knows how a viewer's units become a filter."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any, Protocol, Self, TypeVar

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q

M = TypeVar("M", bound=models.Model, covariant=True)


class Viewer(Protocol):
    """Whoever rows are shown to: a user, an API token, a scheduled job."""

    def unit_paths(self) -> tuple[str, ...]: ...


class PathField(models.CharField[str, str]):
    """The codes from the root down, each followed by a slash ("qinglan/zzb/").

    Compared byte by byte on both databases, so that a subtree is one range of the index.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 255)
        super().__init__(*args, **kwargs)

    def db_parameters(self, connection: BaseDatabaseWrapper) -> Any:
        collation = {"collation": "C"} if connection.vendor == "postgresql" else {}
        return {**super().db_parameters(connection), **collation}


def subtree(field: str, path: str) -> Q:
    """Match ``path`` ("gov/hr/") and every path below it, by one range of a plain index.

    "0" is the character after "/", so the range ends before "gov/hr0", and "gov/hr2/" is out.
    """
    return Q((f"{field}__gte", path), (f"{field}__lt", f"{path[:-1]}0"))


def anywhere_below(field: str, paths: tuple[str, ...]) -> Q:
    """Match every row of the ``paths`` and below. Without a path: a condition no row meets."""
    return reduce(or_, (subtree(field, path) for path in paths), Q(pk__in=()))


class ScopedQuerySet(models.QuerySet[M]):
    """Rows that belong to a unit, directly or through ``unit_path``."""

    unit_path = "unit__path"

    def within(self, *paths: str) -> Self:
        """Keep the rows of the units at ``paths`` and below. Without a path: no rows."""
        return self.filter(anywhere_below(self.unit_path, paths)) if paths else self.none()

    def visible_to(self, viewer: Viewer) -> Self:
        """Keep the rows ``viewer`` may see. Every web, API and export read starts here."""
        return self.within(*viewer.unit_paths())
