"""The festivals by their days, as ``data/festivals.toml`` lists them."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import lru_cache
from pathlib import Path

FIRST, LAST = 2023, 2030
"""The years for which every festival has its day."""


@lru_cache(maxsize=1)
def festivals() -> dict[str, tuple[date, ...]]:
    """Return the days of every festival, oldest first, by its code."""
    return {code: days for code, (_, days) in _table().items()}


def festival_names() -> dict[str, str]:
    """Return what the festivals are called, by code."""
    return {code: name for code, (name, _) in _table().items()}


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[str, tuple[date, ...]]]:
    text = (Path(__file__).parent / "data/festivals.toml").read_text(encoding="utf-8")
    return {one["code"]: (one["name"], _days(one)) for one in tomllib.loads(text)["festivals"]}


def _days(told: dict[str, object]) -> tuple[date, ...]:
    if every := told.get("every"):
        month, day = (int(part) for part in str(every).split("-"))
        return tuple(date(year, month, day) for year in range(FIRST, LAST + 1))
    return tuple(sorted(told["days"]))  # type: ignore[call-overload]  # dates of TOML
