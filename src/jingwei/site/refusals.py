"""What a refusal can tell: which permissions a page asks for, and which roles carry them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from fnmatch import fnmatch
from typing import Any

from django.apps import apps

from jingwei.accounts.services import roles

VERBS = {"view": "查看", "add": "新建", "change": "修改", "delete": "删除"}


def permissions_asked(view: Callable[..., Any]) -> list[str]:
    """Return the codes that ``permission_required`` asks for around ``view``, outermost first."""
    asked: list[str] = []
    layer: Any = view
    while layer is not None:
        test = inspect.getclosurevars(layer).nonlocals.get("test_func")
        if test is not None:
            asked += inspect.getclosurevars(test).nonlocals.get("perms", ())
        layer = getattr(layer, "__wrapped__", None)
    return asked


def permission_words(code: str) -> str:
    """Return what ``code`` ("plans.import_annualplan") allows, in Chinese; unknown: the code."""
    app_label, _, codename = code.partition(".")
    for model in apps.get_app_config(app_label).get_models():
        meta = model._meta
        own = dict(meta.permissions)
        verb, _, name = codename.partition("_")
        if codename in own:
            return str(own[codename])
        if name == meta.model_name and verb in VERBS:
            return f"{VERBS[verb]}{meta.verbose_name}"
    return code


def roles_with(codes: Sequence[str]) -> list[str]:
    """Return the Chinese names of the roles that carry all of ``codes``."""
    return [
        str(role["label"])
        for role in roles().values()
        if all(any(fnmatch(code, held) for held in _permissions(role)) for code in codes)
    ]


def _permissions(role: dict[str, object]) -> list[str]:
    permissions = role["permissions"]
    return permissions if isinstance(permissions, list) else []
