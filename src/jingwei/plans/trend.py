"""Numbers month by month as a picture: a line from zero, a target across it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

WIDTH, HEIGHT = 440, 190
LEFT, RIGHT, TOP, BOTTOM = 48, 14, 20, 26
LINES = 4
"""Lines of the grid above zero, at most."""
STEPS = (1, 2, 5, 10)


@dataclass(frozen=True, slots=True)
class Point:
    """A number of one month; None where there is none. ``url`` leads to its rows."""

    label: str
    value: Decimal | None
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A point in its place. ``text_y`` is where its number is written."""

    point: Point
    x: int
    y: int

    @property
    def text_y(self) -> int:
        return self.y - 8


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the grid and the number it stands for."""

    y: int
    text: str

    @property
    def text_y(self) -> int:
        return self.y + 4


@dataclass(frozen=True, slots=True)
class Trend:
    """The whole picture; ``paths`` are the pieces of the line, broken where a number is missing.

    ``labels`` are (words, x) below the axis. Without a target ``target`` is None.
    """

    marks: list[Mark]
    paths: list[str]
    ticks: list[Tick]
    labels: list[tuple[str, int]]
    target: Tick | None = None
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    label_y: int = HEIGHT - 8

    @property
    def last(self) -> Mark | None:
        """The newest number, which is written beside its mark."""
        return self.marks[-1] if self.marks else None


def trend_of(points: Sequence[Point], *, target: Decimal | None = None) -> Trend:
    """Draw ``points`` from left to right with the same distance, whatever is missing."""
    known = [point.value for point in points if point.value is not None]
    most = max([*known, target or Decimal(0), Decimal(1)])
    step = _step(most)
    top = step * (most / step).to_integral_value(ROUND_CEILING)
    places = [_x(number, len(points)) for number in range(len(points))]
    drawn = list(zip(points, places, strict=True))
    marks = [Mark(point, x, _y(point.value, top)) for point, x in drawn if point.value is not None]
    return Trend(
        marks, list(_paths(drawn, top)), list(_ticks(step, top)),
        [(point.label, x) for point, x in drawn],
        None if target is None else Tick(_y(target, top), f"{target.normalize():f}"),
    )  # fmt: skip


def _x(number: int, count: int) -> int:
    return LEFT + 14 + (WIDTH - LEFT - RIGHT - 28) * number // max(1, count - 1)


def _y(value: Decimal, top: Decimal) -> int:
    space = HEIGHT - TOP - BOTTOM
    return HEIGHT - BOTTOM - int(space * max(value, Decimal(0)) / top)


def _step(most: Decimal) -> Decimal:
    """Return the distance of the grid: 1, 2 or 5 times a power of ten, never less than one."""
    size = Decimal(1)
    while True:
        for step in STEPS:
            if size * step * LINES >= most:
                return size * step
        size *= 10


def _ticks(step: Decimal, top: Decimal) -> Iterator[Tick]:
    value = Decimal(0)
    while value <= top:
        yield Tick(_y(value, top), f"{int(value):,}")
        value += step


def _paths(drawn: Sequence[tuple[Point, int]], top: Decimal) -> Iterator[str]:
    """Yield a piece of line for every run of months that have a number."""
    piece: list[str] = []
    for point, x in [*drawn, (Point("", None, ""), 0)]:
        if point.value is not None:
            piece.append(f"{x},{_y(point.value, top)}")
        elif piece:
            yield f"M{' L'.join(piece)}"
            piece = []
