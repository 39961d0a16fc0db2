"""Forms around the dictionary of names."""

from __future__ import annotations

from typing import Any

from django import forms

from jingwei.kernel.scoping import Viewer
from jingwei.org.models import Unit, UnitGroup
from jingwei.org.selectors import unit_labels


class AliasForm(forms.Form):
    """One more way to write a unit's name."""

    text = forms.CharField(
        label="新别名",
        max_length=100,
        help_text="要点里可能出现的简称、旧称，例如“区委组织部”。",
        error_messages={"required": "填写别名。"},
    )


class GroupForm(forms.Form):
    """A collective name and its members; members out of the viewer's sight are kept."""

    name = forms.CharField(
        label="名称",
        max_length=100,
        help_text="与要点里的写法一致，例如“各镇党委”。",
        error_messages={"required": "填写名称。"},
    )
    is_open = forms.BooleanField(
        label="开放范围",
        required=False,
        help_text="像“有关部门”这样没有固定成员的说法。",
    )
    members = forms.MultipleChoiceField(
        label="成员", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, viewer: Viewer, group: UnitGroup | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.group = group
        choices = unit_labels(viewer)
        held = list(group.members.all()) if group else []
        seen = dict(choices)
        self.out_of_sight = [unit for unit in held if unit.path not in seen]
        self.fields["members"].choices = choices  # type: ignore[attr-defined]
        if group:
            paths = [unit.path for unit in held if unit.path in seen]
            self.initial = {"name": group.name, "is_open": group.is_open, "members": paths}

    def clean_name(self) -> str:
        """Refuse the name of another group, which saving would otherwise run into."""
        name: str = self.cleaned_data["name"].strip()
        bearer = UnitGroup.objects.filter(name=name).first()
        if bearer and bearer != self.group:
            raise forms.ValidationError(f"已有名为“{name}”的单位组，请直接修改它。")
        return name

    def clean_members(self) -> list[Unit]:
        chosen = Unit.objects.filter(path__in=self.cleaned_data["members"])
        return [*chosen, *self.out_of_sight]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("is_open") and "members" in cleaned and not cleaned["members"]:
            self.add_error("members", "至少勾选一个成员，或者勾选“开放范围”。")
        return cleaned
