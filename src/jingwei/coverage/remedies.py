"""What is done about the uncovered: pages of upper rooms that take a programme's uncovered rows.

    remedy(Remedy("发起填报", "collection:round-new", "collection.issue_round"))

The page gets ``coverage`` (the programme's key) and the filters of the roster in the query string;
``selectors.rows.roster`` tells who is meant.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Remedy:
    """A link beside the uncovered."""

    label: str
    url_name: str
    permission: str


REMEDIES: list[Remedy] = []


def remedy(found: Remedy) -> Remedy:
    """Offer a page beside the uncovered of every programme."""
    REMEDIES.append(found)
    return found
