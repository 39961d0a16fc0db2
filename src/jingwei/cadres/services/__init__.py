"""Writes of this room beside procedures and registers: structure targets and trays."""

from jingwei.cadres.services.structure import (
    move_add,
    move_remove,
    structure_taken,
    target_add,
    target_remove,
    tray_add,
    tray_remove,
)

__all__ = [
    "move_add", "move_remove", "structure_taken", "target_add", "target_remove", "tray_add",
    "tray_remove",
]  # fmt: skip
