"""Numbers of the burden pre-check that a district may change."""

from __future__ import annotations

from jingwei.collection.rules.burden import Speed
from jingwei.kernel.parameters import parameter, parameter_values

SOURCE = "本系统估算，可按本地实际调整"

FILL = parameter(
    "collection.seconds_fill", "填写一格所需时间", default=20, bounds=(1, 600), unit="秒",
    source=SOURCE,
)  # fmt: skip
CHECK = parameter(
    "collection.seconds_check", "核对一格所需时间", default=2, bounds=(0, 60), unit="秒",
    source=SOURCE,
)  # fmt: skip
BEGIN = parameter(
    "collection.minutes_begin", "打开和提交一次填报所需时间", default=1, bounds=(0, 60),
    unit="分钟", source=SOURCE,
)  # fmt: skip
CEILING = parameter(
    "collection.ceiling", "每个镇街每月填报时间上限", default=3000, bounds=(60, 100000),
    unit="分钟", source=SOURCE,
)  # fmt: skip


def speed_and_ceiling() -> tuple[Speed, int]:
    """Return how fast people are, and the minutes a town bears in a month. One query."""
    told = parameter_values()
    speed = Speed(told[FILL.code], told[CHECK.code], told[BEGIN.code])
    return speed, int(told[CEILING.code])
