"""How a name reads, kept beside it: for trees of units, whose rows are few next to people."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from jingwei.kernel.pinyin import initials, readings

SHORTEST = 2
"""Letters that pinyin is searched with; one letter is in every second name."""


class SpellingField(models.TextField[str, str]):
    """Full pinyin and initials of the column ``of``, a line for each reading.

    Made anew whenever the row is stored. Who stores single columns stores this one with the name.
    """

    def __init__(self, *args: Any, of: str = "", **kwargs: Any) -> None:
        self.of = of
        super().__init__(*args, **{"editable": False, "default": "", **kwargs})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # Django's
        value = spelling(getattr(model_instance, self.of))
        setattr(model_instance, self.attname, value)
        return value


def spelling(name: str) -> str:
    """Return what a ``SpellingField`` keeps of ``name``; "" for a name without letters."""
    return "\n".join([*readings(name), *initials(name)])


def reads(column: str, text: str) -> Q:
    """Match the rows of which a part reads like ``text``: pinyin or initials, blanks aside.

    ``column`` leads to a ``SpellingField``. No row for a single letter or other characters.
    """
    asked = _letters(text)
    return Q((f"{column}__contains", asked)) if asked else Q(pk__in=())


def is_read_so(spelled: str, text: str) -> bool:
    """Whether ``reads`` would match a row that keeps ``spelled``."""
    asked = _letters(text)
    return bool(asked) and asked in spelled


def _letters(text: str) -> str:
    asked = text.replace(" ", "").lower()
    return asked if len(asked) >= SHORTEST and asked.isascii() and asked.isalpha() else ""
