"""The definitions of the product: every ``<app>/procedures/*.toml``, in every version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from django.apps import apps

from jingwei.kernel.errors import BadInput
from jingwei.procedures.definition import Procedure, WrongDefinition
from jingwei.procedures.definition_file import read_definition

PROCEDURES: dict[str, tuple[Procedure, ...]] = {}
"""By code, the versions of each, oldest first."""
FAULTS: list[str] = []
"""What could not be read; the start-up check reports it and stops the start."""


def load() -> None:
    """Read every definition of the installed apps anew."""
    PROCEDURES.clear()
    FAULTS.clear()
    for path in definition_files():
        try:
            shelve(read_definition(path.read_text(encoding="utf-8"), _place(path)))
        except WrongDefinition as error:
            FAULTS.append(str(error))


def definition_files() -> Iterator[Path]:
    """Yield the files of every app of the product, in a fixed order."""
    for app in apps.get_app_configs():
        if app.name.startswith("jingwei."):
            yield from sorted((Path(app.path) / "procedures").glob("*.toml"))


def shelve(found: Procedure) -> None:
    """Put a definition among the others. Raises WrongDefinition when the version is taken."""
    others = PROCEDURES.get(found.code, ())
    if found.version in [other.version for other in others]:
        raise WrongDefinition(f"{found.source}: {found.code} version {found.version} exists twice")
    PROCEDURES[found.code] = tuple(sorted((*others, found), key=lambda one: one.version))


def procedures_all() -> Iterator[Procedure]:
    """Yield every version of every definition, by code and version."""
    for code in sorted(PROCEDURES):
        yield from PROCEDURES[code]


def procedures_on(day: date) -> list[Procedure]:
    """Return what can be begun on ``day``: the newest version in force of each, by code."""
    newest = (_in_force(PROCEDURES[code], day) for code in sorted(PROCEDURES))
    return [found for found in newest if found]


def procedure_on(code: str, day: date) -> Procedure:
    """Return the newest version in force on ``day``. Raises BadInput ``procedures.unknown``."""
    found = _in_force(PROCEDURES.get(code, ()), day)
    if found is None:
        raise BadInput(
            "procedures.unknown", f"{day} 没有可用的程序“{code}”。", hint="请从列表里选择程序。"
        )
    return found


def procedure(code: str, version: int) -> Procedure:
    """Return the version a case runs by. Raises BadInput ``procedures.unknown``."""
    for found in PROCEDURES.get(code, ()):
        if found.version == version:
            return found
    raise BadInput(
        "procedures.unknown", f"程序“{code}”第 {version} 版的定义不在系统里。",
        hint="请系统管理员恢复这一版的定义文件。",
    )  # fmt: skip


def name_of(code: str) -> str:
    """Return what a procedure is called in its newest version; the code when it is gone."""
    versions = PROCEDURES.get(code)
    return versions[-1].name if versions else code


def _in_force(versions: Iterable[Procedure], day: date) -> Procedure | None:
    begun = [one for one in versions if one.since <= day]
    return begun[-1] if begun else None


def _place(path: Path) -> str:
    return "/".join(path.parts[-3:])
