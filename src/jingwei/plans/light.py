"""The lights of a measure: shape, word and colour, never colour alone."""

from __future__ import annotations

from enum import StrEnum


class Light(StrEnum):
    """In the order a reader wants them: what needs a decision comes first."""

    RED = "red"
    YELLOW = "yellow"
    BLUE = "blue"
    GREEN = "green"
    NOT_STARTED = "not_started"
    SUSPENDED = "suspended"
    DONE = "done"

    @property
    def label(self) -> str:
        return _WORDS[self][1]

    @property
    def mark(self) -> str:
        """The shape that prints in black and white."""
        return _WORDS[self][0]

    @property
    def urgency(self) -> int:
        """0 is the most urgent; for sorting and for the worst light of an item."""
        return list(Light).index(self)

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(light.value, light.label) for light in cls]


_WORDS = {
    Light.RED: ("■", "滞后"),
    Light.YELLOW: ("▲", "预警"),
    Light.BLUE: ("◆", "临期"),
    Light.GREEN: ("●", "正常"),
    Light.NOT_STARTED: ("–", "未开始"),
    Light.SUSPENDED: ("‖", "暂缓"),
    Light.DONE: ("✓", "完成"),
}
