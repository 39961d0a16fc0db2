"""The flow of a case as a picture: boxes of the steps by stage, arrows, marks. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from jingwei.procedures.definition import Procedure, Step

WIDTH, HEIGHT = 132, 44
GAP_X, GAP_Y = 26, 22
LEFT, TOP = 96, 8
PER_ROW = 6
NAME = 8
"""Characters of a name that fit a box; the whole name is its title."""


@dataclass(frozen=True, slots=True)
class Box:
    """A step: its place in pixels, its mark, and what is wrong with its day, if anything."""

    step: Step
    number: int
    x: int
    y: int
    mark: str
    day: str = ""
    fault: str = ""

    @property
    def name(self) -> str:
        name = self.step.name
        return name if len(name) <= NAME else f"{name[: NAME - 1]}…"

    @property
    def text_x(self) -> int:
        return self.x + 8

    @property
    def name_y(self) -> int:
        return self.y + 18

    @property
    def day_y(self) -> int:
        return self.y + 35


@dataclass(frozen=True, slots=True)
class Arrow:
    """A way from one step to another: an SVG path. ``side``: not the usual way."""

    path: str
    side: bool


@dataclass(frozen=True, slots=True)
class Flow:
    """The whole picture. ``stages`` are (words, y) at the left."""

    boxes: list[Box]
    arrows: list[Arrow]
    stages: list[tuple[str, int]]
    width: int
    height: int


def flow_of(
    procedure: Procedure,
    present: str,
    days: Mapping[str, str],
    *,
    skipped: Collection[str] = (),
    faults: Mapping[str, str] | None = None,
) -> Flow:
    """Draw ``procedure`` with the ``present`` step ("" when the case has ended).

    ``days`` are the days of the steps taken, ``faults`` what a day contradicts.
    """
    places = dict(_places(procedure))
    boxes = [
        Box(
            step, number, *places[step.code], _mark(step.code, present, days, skipped),
            days.get(step.code, ""), (faults or {}).get(step.code, ""),
        )
        for number, step in enumerate(procedure.steps, 1)
    ]  # fmt: skip
    bottom = max(y for _, y in places.values()) + HEIGHT + TOP
    width = max(x for x, _ in places.values()) + WIDTH + GAP_X
    return Flow(boxes, list(_arrows(procedure, places)), _stages(procedure, places), width, bottom)


def _mark(code: str, present: str, days: Mapping[str, str], skipped: Collection[str]) -> str:
    if code == present:
        return "present"
    if code in skipped:
        return "skipped"
    return "past" if code in days else "ahead"


def _places(procedure: Procedure) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield where each step stands: a stage begins a row, a full row goes on below."""
    row, column, stage = -1, PER_ROW, None
    for step in procedure.steps:
        if step.stage != stage or column == PER_ROW:
            row, column, stage = row + 1, 0, step.stage
        yield step.code, (LEFT + column * (WIDTH + GAP_X), TOP + row * (HEIGHT + GAP_Y))
        column += 1


def _stages(procedure: Procedure, places: Mapping[str, tuple[int, int]]) -> list[tuple[str, int]]:
    first: dict[str, int] = {}
    for step in procedure.steps:
        first.setdefault(step.stage, places[step.code][1] + HEIGHT // 2 + 5)
    return [(stage, y) for stage, y in first.items() if stage]


def _arrows(procedure: Procedure, places: Mapping[str, tuple[int, int]]) -> Iterator[Arrow]:
    order = [step.code for step in procedure.steps]
    for number, step in enumerate(procedure.steps):
        for code in step.follows:
            usual = order[number + 1 : number + 2] == [code]
            yield Arrow(_path(places[step.code], places[code], usual=usual), side=not usual)


def _path(start: tuple[int, int], end: tuple[int, int], *, usual: bool) -> str:
    """Return the line: straight within a row, through the gap between rows, bent for side ways."""
    (x1, y1), (x2, y2) = start, end
    middle = HEIGHT // 2
    if usual and y1 == y2:
        return f"M{x1 + WIDTH},{y1 + middle} H{x2 - 3}"
    if usual:
        turn = y2 - GAP_Y // 2
        return f"M{x1 + WIDTH // 2},{y1 + HEIGHT} V{turn} H{x2 + WIDTH // 2} V{y2 - 3}"
    if start == end:
        return f"M{x1 + 90},{y1 + HEIGHT} v8 h30 v-5"
    out = y1 + HEIGHT + 6
    return (
        f"M{x1 + WIDTH // 3},{y1 + HEIGHT} V{out} H{x2 - GAP_X // 2} V{y2 + middle + 8} H{x2 - 3}"
    )
