"""Traditional script read as Simplified, sign by sign, so that one lexicon serves both."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


def simplified(text: str) -> str:
    """Return the text in Simplified script; same length, places unchanged."""
    return text.translate(_table())


@cache
def _table() -> dict[int, str]:
    raw = files("jingwei.plans.outline").joinpath("data/traditional.toml").read_text("utf-8")
    data = tomllib.loads(raw)
    return {ord(a): b for a, b in zip(data["traditional"], data["simplified"], strict=True)}
