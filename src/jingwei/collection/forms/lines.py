"""Editors of columns, one line each: how many lines the page has, and what a line shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

MORE = "more"
"""The name of the button that asks for more lines and keeps what was typed."""
MORE_LINES = 3


def lines_wanted(data: Mapping[str, Any] | None, prefix: str, least: int) -> int:
    """Return the number of lines: ``least``, those that were sent, and some more when asked.

    The name of line n was sent as "<prefix>n-label".
    """
    if data is None:
        return least
    while f"{prefix}{least}-label" in data:
        least += 1
    return least + (MORE_LINES if MORE in data else 0)


class ColumnLine(forms.Form):
    """A line of an editor of columns; subclasses have the fields ``label`` and ``kind``."""

    @property
    def is_spare(self) -> bool:
        """Whether nothing is said of the column yet."""
        return not self["label"].value()

    @property
    def kind_now(self) -> str:
        """The kind chosen, by which a phone shows what is asked of it."""
        return str(self["kind"].value() or self.fields["kind"].choices[0][0])  # type: ignore[attr-defined]
