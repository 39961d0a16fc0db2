"""The kinds of pairs of the product: every ``<app>/liaison/*.toml``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps

from jingwei.kernel.errors import BadInput
from jingwei.liaison.kinds import PairKind, WrongKind, read_kind

KINDS: dict[str, PairKind] = {}
FAULTS: list[str] = []
"""What could not be read; the start-up check reports it and stops the start."""
USUAL = "常规频次"


def load() -> None:
    """Read every kind of the installed apps anew."""
    KINDS.clear()
    FAULTS.clear()
    for path in kind_files():
        try:
            shelve(read_kind(path.read_text(encoding="utf-8"), "/".join(path.parts[-3:])))
        except WrongKind as error:
            FAULTS.append(str(error))


def kind_files() -> Iterator[Path]:
    """Yield the files of every app of the product, in a fixed order."""
    for app in apps.get_app_configs():
        if app.name.startswith("jingwei."):
            yield from sorted((Path(app.path) / "liaison").glob("*.toml"))


def shelve(kind: PairKind) -> None:
    """Put a kind among the others. Raises WrongKind when the code is taken."""
    if kind.code in KINDS:
        raise WrongKind(f"{kind.code} exists twice")
    KINDS[kind.code] = kind


def pair_kind(code: str) -> PairKind:
    """Return a kind. Raises BadInput ``liaison.kind``."""
    if code not in KINDS:
        raise BadInput("liaison.kind", f"没有“{code}”这一类联系。", hint="从列表里选择联系类别。")
    return KINDS[code]


def kinds_seen(viewer: Any) -> list[PairKind]:
    """Return the kinds whose pairs ``viewer`` may see where the units allow it, by code."""
    known = [KINDS[code] for code in sorted(KINDS)]
    return [one for one in known if not one.permission or viewer.has_perm(one.permission)]


def kinds_named() -> list[tuple[str, str]]:
    """Return every kind as a choice: code and name, by code."""
    return [(code, KINDS[code].name) for code in sorted(KINDS)]


def levels_named() -> list[tuple[str, str]]:
    """Return the levels of all kinds as choices; one that several kinds have is just usual."""
    names: dict[str, set[str]] = {}
    for _, kind in sorted(KINDS.items()):
        for one in kind.levels:
            names.setdefault(one.code, set()).add(one.name)
    return [(code, min(told) if len(told) == 1 else USUAL) for code, told in names.items()]
