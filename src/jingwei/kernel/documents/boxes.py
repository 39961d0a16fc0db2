"""The rectangle that the filled cells of a sheet span."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Box:
    """Rows and columns counted from 1; all four are 0 while nothing is filled."""

    top: int = 0
    left: int = 0
    bottom: int = 0
    right: int = 0

    def take(self, row: int, column: int) -> None:
        """Reach as far as a filled cell."""
        if not self.bottom:
            self.top, self.left, self.bottom, self.right = row, column, row, column
            return
        self.top, self.bottom = min(self.top, row), max(self.bottom, row)
        self.left, self.right = min(self.left, column), max(self.right, column)

    @property
    def cells(self) -> int:
        """How many cells lie in it, filled or not."""
        return (self.bottom - self.top + 1) * (self.right - self.left + 1) if self.bottom else 0
