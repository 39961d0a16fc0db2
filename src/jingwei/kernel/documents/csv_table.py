"""Writes a table as .csv that WPS and Excel open in Chinese without asking."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

_GUARDED = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run these as a formula


def csv_bytes(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return the table in UTF-8 with byte order mark and CRLF line ends, heads first.

    None becomes an empty cell; a text that a spreadsheet would run gets an apostrophe in front.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(heads)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith(_GUARDED):
        return f"'{value}"
    return value
