"""How a text fits into a cell: wrapped lines and the largest type size that holds it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from jingwei.kernel.documents.appointment.resume import resume_lines

SIZES = (14.0, 13.0, 12.0, 11.0, 10.5, 10.0, 9.0)
"""Type sizes in points, the usual one first, none below what can be read."""

PITCH = 1.25
"""Line pitch over type size."""

POINTS_PER_MM = 72 / 25.4
RESUME_WIDTH, RESUME_HEIGHT = 156.0, 124.0
"""The cell of the résumé in mm, without its margins."""

DATE_WIDTH = 9
"""Width of the months before a stint in full-width characters."""

_MOST_LINES = {14.0: 12, 13.0: 20}
_MOST_EXACT = 60


class ResumeFit(NamedTuple):
    """Printed lines of a résumé and the type size in points."""

    lines: int
    points: float

    @property
    def is_too_long(self) -> bool:
        """Whether even the smallest size leaves lines for a further page."""
        return self.lines > most_lines(RESUME_HEIGHT, self.points)

    @property
    def sentence(self) -> str:
        """What the user is told: ``简历 19 行，将用 13 磅。``."""
        told = f"简历 {self.lines} 行，将用 {self.points:g} 磅"
        return f"{told}，第一页放不下，会多出一页。" if self.is_too_long else f"{told}。"


def fit_resume(text: str) -> ResumeFit:
    """Return how a résumé is printed: 14 points up to 12 lines, then smaller, never below 9."""
    fit = ResumeFit(0, SIZES[0])
    for points in SIZES:
        lines = sum(
            wrapped(words, RESUME_WIDTH - DATE_WIDTH * points / POINTS_PER_MM, points)
            for _, words in resume_lines(text)
        )
        fit = ResumeFit(lines, points)
        if lines <= min(_MOST_LINES.get(points, 99), most_lines(RESUME_HEIGHT, points)):
            break
    return fit


def fit_points(texts: Sequence[str], width: float, height: float, largest: float = 14.0) -> float:
    """Return the largest size at which the paragraphs fit ``width`` x ``height`` mm, at least 9."""
    for points in SIZES:
        lines = sum(wrapped(text, width, points) for text in texts)
        if points <= largest and lines <= most_lines(height, points):
            return points
    return SIZES[-1]


def wrapped(text: str, width: float, points: float) -> int:
    """Return the lines of one paragraph; one half character is kept free for closing marks."""
    halves = max(int(width * POINTS_PER_MM / points * 2) - 1, 2)
    lines, used = 1, 0
    for char in text:
        size = 2 if unicodedata.east_asian_width(char) in "WFA" else 1
        if used + size > halves:
            lines, used = lines + 1, 0
        used += size
    return lines


def most_lines(height: float, points: float) -> int:
    """Return how many lines of a size stand in ``height`` mm."""
    return int(height * POINTS_PER_MM / (points * PITCH) + 0.05)
