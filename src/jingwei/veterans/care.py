"""What the register says of care sets how often somebody is visited."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jingwei.kernel.clock import today
from jingwei.kernel.registers.writing import Change
from jingwei.liaison.models import Pair
from jingwei.liaison.services import pair_set_level
from jingwei.veterans.models import RetiredCadre

KIND = "veterans.retired_cadre"
USUAL, CLOSE, HOSPITAL, DISCHARGED = "usual", "close", "hospital", "discharged"
COLUMNS = {"living", "care", "is_in_hospital"}


def level_of(row: RetiredCadre, *, left_hospital: bool = False) -> str:
    """Return the level of care of ``liaison/retired_cadre.toml`` that a row asks for."""
    if row.is_in_hospital:
        return HOSPITAL
    if left_hospital:
        return DISCHARGED
    alone = row.living == RetiredCadre.Living.ALONE or row.care == RetiredCadre.Care.FULL
    return CLOSE if alone else USUAL


def visits_follow(changes: Iterable[Change[Any]]) -> None:
    """Give the pairs of rows whose care changed the level that fits now, from today on.

    The visit that follows a discharge stays due. One query, and a few for each pair that changes.
    """
    changed = {c.row.person_id: c for c in changes if not c.is_new and COLUMNS & c.after.keys()}
    pairs = Pair.objects.running().filter(kind=KIND, two_person__in=changed) if changed else ()
    for pair in pairs:
        change = changed[pair.two_person_id or 0]
        level = level_of(change.row, left_hospital="is_in_hospital" in change.after)
        stays = (pair.care.code, level) == (DISCHARGED, USUAL)
        if pair.care.code != level and not stays:
            pair_set_level(pair, level=level, on=max(pair.since, today()), actor=None)
