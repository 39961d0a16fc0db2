"""The form that says what a unit name means."""

from __future__ import annotations

from typing import Any

from django import forms

from jingwei.accounts.models import User
from jingwei.kernel.inputs import PlainForm
from jingwei.org.models import Unit, UnitGroup


class NameForm(PlainForm):
    """A unit or a group; ``learn`` adds the name to the dictionary."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label="单位", required=False)
    group = forms.ModelChoiceField(UnitGroup.objects.all(), label="或单位组", required=False)
    learn = forms.BooleanField(label="记入单位别名，以后自动认定", required=False, initial=True)

    def __init__(self, *args: Any, viewer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.visible_to(viewer).filter(closed_on=None)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("unit")) == bool(cleaned.get("group")):
            raise forms.ValidationError("单位和单位组选其中一项。")
        return cleaned
