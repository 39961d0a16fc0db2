"""The model field of a code, and its select in forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import checks
from django.core.exceptions import ValidationError
from django.db import models

from jingwei.kernel.codes import TABLES, choices, find, label, validate
from jingwei.kernel.errors import BadInput


class CodeSelect(forms.Select):
    """A select that also offers the stored code when it is no longer in use."""

    table = ""

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> Any:
        offered = [str(code) for code, _ in self.choices]
        kept = [(code, _outdated(self.table, code)) for code in value if code not in offered]
        self.choices = [*self.choices, *kept]
        return super().optgroups(name, value, attrs)


def _outdated(table: str, code: str) -> str:
    known = find(table, code)
    return f"{known.label}（已停用）" if known else f"{code}（不在代码表中）"


class CodeChoiceField(forms.ChoiceField):
    """Current codes of ``table``; one that has ended passes, so that old rows can be saved."""

    widget = CodeSelect

    def __init__(self, *, table: str, **kwargs: Any) -> None:
        self.table = table
        super().__init__(choices=self._offered, **kwargs)
        chosen: object = self.widget
        if isinstance(chosen, CodeSelect):
            chosen.table = table

    def _offered(self) -> list[tuple[str, str]]:
        return [("", "——"), *choices(self.table)]

    def valid_value(self, value: Any) -> bool:
        return find(self.table, str(value)) is not None


class CodeField(models.CharField[str, str]):
    """A code of ``table`` as the national system stores it; "" when not known."""

    def __init__(self, *args: Any, table: str = "", **kwargs: Any) -> None:
        self.table = table
        kwargs.setdefault("max_length", 20)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "table": self.table}

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        found: list[checks.CheckMessage] = list(super().check(**kwargs))
        if self.table not in TABLES:
            text = f"There is no code table {self.table!r}."
            found.append(checks.Error(text, obj=self, id="kernel.E001"))
        return found

    def validate(self, value: Any, model_instance: Any) -> None:
        """Refuse a code that the table does not know; blank is decided by ``blank``."""
        super().validate(value, model_instance)
        try:
            validate(self.table, str(value or ""))
        except BadInput as error:
            raise ValidationError(str(error), code=error.code) from error

    def label_of(self, value: str) -> str:
        """Return what a stored value is called."""
        return label(self.table, value) if value else ""

    def formfield(self, **kwargs: Any) -> Any:
        """Return a select; what is meant for a text box (max_length) does not apply."""
        defaults: dict[str, Any] = {"form_class": CodeChoiceField, "table": self.table} | kwargs
        return models.Field.formfield(self, **defaults)
