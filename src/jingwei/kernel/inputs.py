"""Form controls that every app's forms share."""

from __future__ import annotations

from typing import Any

from django import forms


class DayInput(forms.DateInput):
    """The browser's own day picker, with the value in the form it needs."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


CALLED_REQUIRED = forms.Field.default_error_messages["required"]


def ask_by_name(form: forms.BaseForm) -> None:
    """Let every field without words of its own ask for what it is called: "填写期限。"."""
    for field in form.fields.values():
        if field.error_messages.get("required") == CALLED_REQUIRED:
            verb = "选择" if isinstance(field, forms.ChoiceField) else "填写"
            field.error_messages["required"] = f"{verb}{field.label or ''}。"


class PlainForm(forms.Form):
    """A form whose empty fields are asked for by name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask_by_name(self)
