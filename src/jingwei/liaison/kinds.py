"""What a kind of pair is, as a TOML file of a domain room declares it. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jingwei.liaison.rhythm import Rhythm

PARTIES = {"person": "人员", "unit": "单位", "organization": "党组织", "words": "文字"}


class WrongKind(Exception):
    """A file that declares no usable kind; the text says where and why."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two parties: what it is called, and what may stand there."""

    label: str
    of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Level:
    """A level of care with its rhythm; most kinds have one."""

    code: str
    name: str
    rhythm: Rhythm


@dataclass(frozen=True, slots=True)
class PairKind:
    """A kind of pair. ``permission`` is asked for besides liaison.view_pair to see any of it.

    Party one is whoever makes the contacts, party two whom they are for.
    """

    code: str
    name: str
    one: Side
    two: Side
    levels: tuple[Level, ...]
    permission: str = ""
    citation: str = ""
    note: str = ""

    def level(self, code: str) -> Level:
        """Return a level by code; the first for "" or one that is gone."""
        return next((one for one in self.levels if one.code == code), self.levels[0])


def read_kind(text: str, where: str) -> PairKind:
    """Return the kind a TOML text declares. Raises WrongKind with every plain fault."""
    try:
        found = _kind(tomllib.loads(text))
    except (KeyError, TypeError, ValueError) as error:
        raise WrongKind(f"{where}: {type(error).__name__} {error}") from error
    if faults := list(_faults(found)):
        raise WrongKind(f"{where}: {'; '.join(faults)}")
    return found


def _kind(told: dict[str, Any]) -> PairKind:
    sides = {name: Side(told[name]["label"], tuple(told[name]["of"])) for name in ("one", "two")}
    levels = tuple(_level(one) for one in told["levels"])
    plain = {key: value for key, value in told.items() if key not in {"one", "two", "levels"}}
    return PairKind(one=sides["one"], two=sides["two"], levels=levels, **plain)


def _level(told: dict[str, Any]) -> Level:
    rest = {key: value for key, value in told.items() if key not in {"code", "name"}}
    for key in ("festivals", "birthdays"):
        rest[key] = tuple(told.get(key, ()))
    return Level(told["code"], told["name"], Rhythm(**rest))


def _faults(kind: PairKind) -> Iterator[str]:
    for side in (kind.one, kind.two):
        if not side.of or set(side.of) - PARTIES.keys():
            yield f"{side.label} may be none of {sorted(PARTIES)}"
    codes = [one.code for one in kind.levels]
    if not codes or len(set(codes)) < len(codes):
        yield "levels missing or named twice"
    for one in kind.levels:
        rhythm = one.rhythm
        if not (rhythm.days or rhythm.months or rhythm.festivals):
            yield f"level {one.code} has no rhythm"
        if rhythm.birthdays and "person" not in kind.two.of:
            yield f"level {one.code} has birthdays, and party two is no person"
