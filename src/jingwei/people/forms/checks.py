"""Which part of the district the checks are asked about."""

from __future__ import annotations

from typing import Any

from django import forms

from jingwei.kernel.inputs import PlainForm
from jingwei.org.selectors import unit_labels


class UnitFilterForm(PlainForm):
    """A unit and all below it; empty for everything the viewer sees."""

    unit = forms.ChoiceField(label="单位范围", required=False)

    def __init__(self, *args: Any, viewer: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit: Any = self.fields["unit"]
        unit.choices = [("", "你能看到的全部单位"), *unit_labels(viewer)]

    @property
    def path(self) -> str:
        """The path asked for, "" for none or for one that is not offered."""
        return str(self.cleaned_data.get("unit", "")) if self.is_valid() else ""
