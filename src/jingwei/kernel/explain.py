"""Which permission and which place a record belongs to: the ground of "why does X see this?".

An app makes its records known in ``ready()``; accounts, which know roles and scopes, explain.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from django.db import models
from django.db.models import Q
from django.urls import Resolver404, resolve

from jingwei.kernel.errors import BadInput
from jingwei.kernel.scoping import ScopedQuerySet


@dataclass(frozen=True, slots=True)
class RecordPlace:
    """What decides who sees a record; a path it has no part in is empty.

    ``shows`` says whether the product's own reads show it to a viewer: what is given to somebody
    shows beyond the paths, what is restricted does not show within. None: the paths say it all.
    """

    label: str
    permission: str
    unit_path: str = ""
    organization_path: str = ""
    shows: Callable[[Any], bool] | None = field(default=None, compare=False)


FindRow = Callable[[str], RecordPlace | None]
"""Returns the place of the record with a number as it is written in addresses, None for none."""


@dataclass(frozen=True, slots=True)
class RecordKind:
    """Records of one register; ``pages`` are the addresses by name that show one, with its ``pk``.

    Where registers share a page, its argument ``code`` is the code of the kind, for registers
    made for rows with their number behind it.
    """

    code: str
    label: str
    find_row: FindRow
    pages: tuple[str, ...] = ()


KINDS: dict[str, RecordKind] = {}
DIGITS = "0123456789"


def declare_record(kind: RecordKind) -> None:
    """Make a kind of record known; a code is declared once."""
    if kind.code in KINDS:
        raise ValueError(f"Record {kind.code!r} is declared twice")
    KINDS[kind.code] = kind


def scoped_finder(model: type[models.Model], permission: str, label: str = "") -> FindRow:
    """Return the finder of a model whose queryset is a ScopedQuerySet, by key or by ``number``.

    The label it gives names kind and number only: who explains sees no content.
    """
    word = label or str(model._meta.verbose_name)
    plain = {field.name for field in model._meta.concrete_fields if field.unique}

    def find(number: str) -> RecordPlace | None:
        rows = model._default_manager.all()
        if not isinstance(rows, ScopedQuerySet) or not re.fullmatch(r"[0-9]{1,18}", number):
            return None
        trees = [lookup for lookup in (rows.unit_path, rows.organization_path) if lookup]
        named = Q(pk=number) | Q(number=number) if "number" in plain else Q(pk=number)
        found = rows.filter(named).values("pk", *trees).first()
        if found is None:
            return None
        unit, organization = (
            found.get(lookup) or "" for lookup in (rows.unit_path, rows.organization_path)
        )
        shows = partial(_shows, rows, found["pk"])
        return RecordPlace(f"{word} {number}", permission, unit, organization, shows)

    return find


def _shows(rows: ScopedQuerySet[Any], pk: int, viewer: Any) -> bool:
    return rows.visible_to(viewer).filter(pk=pk).exists()


def record_kinds() -> list[tuple[str, str]]:
    """Return (code, label) of the kinds, by label."""
    return sorted(((kind.code, kind.label) for kind in KINDS.values()), key=lambda one: one[1])


def record_find(code: str, number: str) -> RecordPlace:
    """Return the place of a record. Raises BadInput ``explain.none`` when there is none."""
    kind = KINDS.get(code)
    found = kind.find_row(number.strip()) if kind else None
    if kind is None or found is None:
        raise BadInput(
            "explain.none", f"没有找到“{kind.label if kind else code}”里编号为“{number}”的记录。",
            hint="请核对编号。",
        )  # fmt: skip
    return found


def record_at(address: str) -> RecordPlace:
    """Return the place of the record a page of ours shows, by its address, host or not.

    Raises BadInput ``explain.address`` for an address that shows no known record.
    """
    try:
        match = resolve(urlsplit(address.strip()).path)
    except (Resolver404, ValueError):
        match = None
    page, told = (match.view_name, match.kwargs) if match else ("", {})
    for kind in KINDS.values():
        mine = page in kind.pages and told.get("code", kind.code).rstrip(DIGITS) == kind.code
        if mine and "pk" in told:
            return record_find(kind.code, str(told["pk"]))
    raise BadInput(
        "explain.address", f"“{address}”不是一条记录的页面地址。",
        hint="请打开那条记录，从浏览器地址栏复制；或者选类别并填编号。",
    )  # fmt: skip
