"""The numbers of a report: each with its definition, its rows, and where they are listed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

Inline = str | dict[str, str]
"""A piece of a sentence: words, {"figure": code}, or {"key": words, "means": definition}."""

BLANK = "——"


@dataclass
class Figures:
    """Collects the numbers; ``said`` is the JSON that the report keeps, by code."""

    said: dict[str, dict[str, Any]] = field(default_factory=dict)

    def count(
        self,
        code: str,
        rows: Iterable[int] | None,
        *,
        name: str,
        means: str,
        unit: str = "条",
        of: str = "measure",
        query: dict[str, str] | None = None,
    ) -> Inline:
        """Keep the number of ``rows`` (primary keys) under ``code``; return what prints it.

        None says that a source failed: it prints the dash, never 0. ``query`` are the filters of
        the list of measures that has exactly these rows, if there is such a list.
        """
        pks = None if rows is None else list(rows)
        self.said[code] = {
            "name": name,
            "value": None if pks is None else len(pks),
            "text": BLANK if pks is None else f"{len(pks)}{unit}",
            "means": means,
            "of": of,
            "rows": pks or [],
            "query": query,
        }
        return {"figure": code}

    def value(self, code: str) -> int:
        """Return the number under ``code``, 0 for one that is not known."""
        return int(self.said[code]["value"] or 0)


def key(words: str, means: str) -> Inline:
    """Return words that carry a definition, for numbers that stand in a column or a reason."""
    return {"key": words, "means": means}


def joined(parts: Iterable[list[Inline]], mark: str = "，") -> list[Inline]:
    """Return the sentences' parts one after the other with ``mark`` between them."""
    found: list[Inline] = []
    for part in parts:
        found += [mark, *part] if found else part
    return found


def figures_in(content: Any) -> list[str]:
    """Return the codes of the figures printed anywhere in ``content``, in printed order."""
    if isinstance(content, dict):
        here = [content["figure"]] if "figure" in content else []
        return here + [code for part in content.values() for code in figures_in(part)]
    if isinstance(content, list):
        return [code for part in content for code in figures_in(part)]
    return []
