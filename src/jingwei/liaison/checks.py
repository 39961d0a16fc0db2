"""What is wrong with the kinds of pairs, said when the product starts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core import checks

from jingwei.liaison.festivals import festivals
from jingwei.liaison.kinds import PairKind
from jingwei.liaison.registry import FAULTS, KINDS


def check_kinds(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Return every fault of every kind; an error stops the start."""
    unread = [checks.Error(text, id="jingwei.liaison.E001") for text in FAULTS]
    return [*unread, *(fault for kind in KINDS.values() for fault in faults(kind))]


def faults(kind: PairKind) -> Iterator[checks.CheckMessage]:
    """Yield what a kind names and nobody has: a permission, a festival."""
    if kind.permission and kind.permission not in _permissions():
        yield checks.Error(
            f"{kind.code}: unknown permission {kind.permission!r}", id="jingwei.liaison.E002"
        )
    named = {code for level in kind.levels for code in level.rhythm.festivals}
    if unknown := sorted(named - festivals().keys()):
        yield checks.Error(f"{kind.code}: unknown festivals {unknown}", id="jingwei.liaison.E003")


def _permissions() -> set[str]:
    found = set()
    for model in apps.get_models():
        told = model._meta
        own = [code for code, _ in told.permissions]
        usual = [f"{verb}_{told.model_name}" for verb in told.default_permissions]
        found |= {f"{told.app_label}.{code}" for code in (*own, *usual)}
    return found
