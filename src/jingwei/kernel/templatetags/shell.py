"""Tags of the page shell. They return data or plain text, never markup."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.template import Context
from django.utils.choices import flatten_choices

from jingwei.kernel.partial_dates import show_partial

register = template.Library()


@register.filter
def dash(value: object) -> object:
    """Return ``value``, or the dash that stands for "not known". 0 and False are known."""
    return "——" if value is None or value == "" else value


@register.filter
def month(value: str) -> str:
    """Return a partial date as people write it: "198503" as 1985.03."""
    return show_partial(value) if value else "——"


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: object) -> str:
    """Return the page's query string with ``changes``; None or "" takes a key out.

    Always begins with "?", so that a link to it never keeps the old one.
    """
    wanted = context["request"].GET.copy()
    for key, value in changes.items():
        wanted.pop(key, None)
        if value not in (None, ""):
            wanted[key] = str(value)
    return f"?{wanted.urlencode()}"


@register.simple_tag(takes_context=True)
def chips(context: Context, form: forms.Form) -> list[dict[str, str]]:
    """Return the filters in force, in field order: label, value, and the query without it."""
    found = context["request"].GET
    return [
        {
            "label": _label(field),
            "value": _shown(field, value),
            "without": _without(found, name, value),
        }
        for name, field in form.fields.items()
        for value in found.getlist(form.add_prefix(name))
        if value and not field.widget.is_hidden
    ]


def _label(field: forms.Field) -> str:
    return str(field.label or "")


def _shown(field: forms.Field, value: str) -> str:
    if isinstance(field, forms.BooleanField):
        return "是"
    choices: list[tuple[Any, Any]] = list(flatten_choices(getattr(field, "choices", ())))
    words = {str(key): str(word) for key, word in choices}
    return words.get(value, value)


def _without(found: Any, name: str, value: str) -> str:
    rest = found.copy()
    rest.pop("page", None)
    rest.setlist(name, [kept for kept in rest.getlist(name) if kept != value])
    return f"?{rest.urlencode()}"


@register.simple_tag
def page_numbers(page: Page[Any]) -> Iterator[int | str]:
    """Return the page numbers worth showing, with "…" where some are left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
