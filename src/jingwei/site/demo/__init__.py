"""The people of the demo district: invented, the same for the same seed, at any scale."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def told(name: str) -> dict[str, Any]:
    """Return one of the data files of the demo ("names"). FileNotFoundError for another name."""
    path = files("jingwei.site").joinpath(f"data/demo/{name}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))
