"""Targets of teams, and trays of moves."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from jingwei.cadres.models import StructureTarget, Tray, TrayMove
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.clock import today
from jingwei.kernel.errors import RuleViolation

declare_acts(
    {
        "structure.target_add": "登记班子结构要求",
        "structure.target_remove": "撤去班子结构要求",
        "structure.export": "导出班子结构分析",
        "tray.add": "新建结构测算草稿",
        "tray.remove": "删除结构测算草稿",
        "tray.move": "在草稿里放入变动",
        "tray.move_remove": "从草稿移出变动",
    }
)
MOST = 30
"""Moves of one tray: a draft for a talk, not a personnel file."""


@transaction.atomic
def target_add(values: dict[str, Any], *, actor: Any) -> StructureTarget:
    """Write down what teams should hold at least. Raises ValidationError for a second of a kind."""
    target = StructureTarget(**values)
    target.full_clean()
    target.save()
    audit("structure.target_add", target, actor, least=target.least, basis=target.basis)
    return target


@transaction.atomic
def target_remove(target: StructureTarget, *, actor: Any) -> None:
    """Take a target away; the audit row keeps what it was."""
    audit("structure.target_remove", target, actor, said=str(target), basis=target.basis)
    target.delete()


@transaction.atomic
def tray_add(title: str, *, actor: Any) -> Tray:
    """Begin an empty tray of ``actor``."""
    tray = Tray(owner=actor, title=title, made_on=today())
    tray.full_clean()
    tray.save()
    audit("tray.add", tray, actor)
    return tray


@transaction.atomic
def tray_remove(tray: Tray, *, actor: Any) -> None:
    """Throw a tray away with its moves."""
    audit("tray.remove", tray, actor, moves=tray.moves.count())
    tray.delete()


@transaction.atomic
def move_add(tray: Tray, values: dict[str, Any], *, actor: Any) -> TrayMove:
    """Put a move into a tray. Raises RuleViolation ``cadres.tray_full`` above MOST."""
    tray = Tray.objects.select_for_update().get(pk=tray.pk)
    if tray.moves.count() >= MOST:
        raise RuleViolation(
            "cadres.tray_full", f"一份草稿最多放 {MOST} 人。", hint="先移出几人，或者另建一份草稿。"
        )
    move = TrayMove(tray=tray, **values)
    move.full_clean()
    move.save()
    audit("tray.move", tray, actor, moves=tray.moves.count())
    return move


@transaction.atomic
def move_remove(move: TrayMove, *, actor: Any) -> None:
    """Take a move out of its tray."""
    audit("tray.move_remove", move.tray, actor)
    move.delete()


def structure_taken(actor: Any, *, kind: str, teams: int) -> None:
    """Record that the analysis was taken out as a file."""
    audit("structure.export", actor, actor, kind=kind, teams=teams)
