"""The query string of a list: what it holds, and what links make of it."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from jingwei.kernel.registers.declaration import Register
from jingwei.kernel.registers.forms import FilterForm

PLACES = ("after", "before", "page", "count")
"""Keys that say where one stands in a list; a view does not keep them."""
DENSITIES = {"compact": "紧凑", "normal": "标准", "comfortable": "宽松"}


def changed(query: QueryDict, **changes: object) -> str:
    """Return the query string with ``changes``, back on the first page; "" takes a key out.

    Always begins with "?", so that a link to it never keeps the old one, and is never bare: a
    bare address opens with the view that somebody made the usual one.
    """
    wanted = query.copy()
    for key, value in changes.items():
        wanted.pop(key, None)
        if value not in (None, ""):
            wanted[key] = str(value)
    return f"?{wanted.urlencode() or 'view='}"


def kept(form: FilterForm, asked: QueryDict) -> QueryDict:
    """Return what of a list's query string is worth keeping: filters, order, columns, the view."""
    query = form.query()
    for name in ("sort", "view"):
        if asked.get(name):
            query[name] = str(asked[name])
    if names := [name for value in asked.getlist("cols") for name in value.split(",") if name]:
        query["cols"] = ",".join(names)
    return query


def cleaned(register: Register[Any], text: str, sight: Any) -> str:
    """Return of a query string that came back from a page what ``kept`` keeps, but the view."""
    asked = QueryDict(text.lstrip("?"))
    query = kept(FilterForm(register, sight, asked), asked)
    query.pop("view", None)
    return query.urlencode()


def chips(form: FilterForm, query: QueryDict) -> list[dict[str, str]]:
    """Return the filters in force: label, value for people, the query string without it."""
    return [
        {
            "label": str(field.label),
            "value": _shown(field, str(form.data.get(name, ""))),
            "without": changed(query, **{name: ""}),
        }
        for name, field in form.fields.items()
        if query.get(name)
    ]


def without_filters(form: FilterForm, query: QueryDict) -> str:
    """Return the query string of the same list unfiltered: its order and columns stay."""
    return changed(query, view="", **dict.fromkeys(form.fields, ""))


def _shown(field: Any, value: str) -> str:
    words = {str(key): str(word) for key, word in getattr(field, "choices", ())}
    return words.get(value, value)
