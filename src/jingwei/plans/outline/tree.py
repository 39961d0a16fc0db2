"""What an outline is made of: a flat cover of nodes, and the tree read from it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

KINDS = (
    "title",
    "preamble",
    "area",
    "item",
    "subitem",
    "measure",
    "context",
    "note",
    "other",
)
HEADINGS = ("area", "item", "subitem")


@dataclass(frozen=True)
class Node:
    """A stretch [start, end) of the source text and what it is.

    ``level`` is 1 for an area, 2 for an item, 3 and more for a subitem, 0 otherwise.
    ``number`` is the printed number of a heading; None: read it from the text.
    """

    kind: str
    start: int
    end: int
    level: int = 0
    number: str | None = None


@dataclass(frozen=True)
class Units:
    """Responsible units as printed; ``open_set`` if the list is not closed (等、各相关部门)."""

    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    open_set: bool = False


@dataclass(frozen=True)
class Deadline:
    """A time limit as printed and the day it means, if it can be told."""

    text: str
    on: str | None


@dataclass(frozen=True)
class Quantity:
    """A number to reach: words as printed, bound, value(s) and unit."""

    text: str
    bound: str
    number: float | None
    number_to: float | None
    unit: str


@dataclass(frozen=True)
class Measure:
    """One action that can be reported on by itself."""

    text: str
    span: tuple[int, int]
    units: Units
    deadline: str | None
    deadline_on: str | None
    deadlines: tuple[Deadline, ...]
    quantities: tuple[Quantity, ...]
    names: tuple[str, ...]
    frequency: str | None
    kind: str
    leader: str = ""
    owner: str = ""
    subitem: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the measure in the published shape; dates are ISO text."""
        return {
            "text": self.text,
            "span": list(self.span),
            "units": {"lead": list(self.units.lead), "support": list(self.units.support)},
            "open_set": self.units.open_set,
            "deadline": self.deadline,
            "deadline_on": self.deadline_on,
            "deadlines": [asdict(d) for d in self.deadlines],
            "quantities": [q.text for q in self.quantities],
            "quantity_values": [asdict(q) for q in self.quantities],
            "names": list(self.names),
            "frequency": self.frequency,
            "kind": self.kind,
            "leader": self.leader,
            "owner": self.owner,
            "subitem": self.subitem,
        }


@dataclass(frozen=True)
class Heading:
    """A printed heading; ``span`` covers its words, ``extent`` all that stands under it."""

    number: str
    heading: str
    span: tuple[int, int]
    extent: tuple[int, int]
    level: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return number, heading, span and extent."""
        return {
            "number": self.number,
            "heading": self.heading,
            "span": list(self.span),
            "extent": list(self.extent),
        }


@dataclass(frozen=True)
class Item:
    """An item of the plan with its measures in printed order."""

    head: Heading
    subitems: tuple[Heading, ...] = ()
    measures: tuple[Measure, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the item in the published shape."""
        return self.head.to_json() | {
            "subitems": [s.to_json() | {"level": s.level} for s in self.subitems],
            "measures": [m.to_json() for m in self.measures],
        }


@dataclass(frozen=True)
class Area:
    """An area of the plan; unnamed (number and heading empty) if the plan has none."""

    head: Heading
    items: tuple[Item, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the area in the published shape."""
        return self.head.to_json() | {"items": [i.to_json() for i in self.items]}


@dataclass(frozen=True)
class Outline:
    """A plan read: the tree, and the nodes that cover every character of the source once."""

    source_text: str
    nodes: tuple[Node, ...]
    title: str = ""
    preamble: str = ""
    is_plan: bool = True
    year: int | None = None
    areas: tuple[Area, ...] = ()
    other: tuple[tuple[str, tuple[int, int]], ...] = field(default=())

    @property
    def measures(self) -> tuple[Measure, ...]:
        """All measures in printed order."""
        return tuple(m for a in self.areas for i in a.items for m in i.measures)

    def to_json(self) -> dict[str, Any]:
        """Return the whole outline as plain lists and dicts, ready for JSON."""
        return {
            "title": self.title,
            "preamble": self.preamble,
            "is_plan": self.is_plan,
            "year": self.year,
            "source_text": self.source_text,
            "areas": [area.to_json() for area in self.areas],
            "other": [{"text": text, "span": list(span)} for text, span in self.other],
            "nodes": [asdict(node) for node in self.nodes],
        }
