"""Forms around a unit and around the dictionary of names."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from jingwei.kernel.clock import today
from jingwei.kernel.inputs import DayInput
from jingwei.kernel.scoping import Viewer
from jingwei.org.models import Unit, UnitGroup, UnitKind
from jingwei.org.selectors import TreeFilter, unit_labels


class TreeFilterForm(forms.Form):
    """The filters above the tree of units."""

    q = forms.CharField(label="名称、别名或代码", required=False)
    kind = forms.ChoiceField(
        label="类别", required=False, choices=[("", "全部"), *UnitKind.choices]
    )
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "存续"), ("closed", "已撤销"), ("all", "全部")],
    )
    on = forms.DateField(label="截至日期", required=False, widget=DayInput())

    def asked(self) -> TreeFilter:
        """Return the filter; without a day, or with one that is none, as of today."""
        given = self.cleaned_data if self.is_valid() else {}
        return TreeFilter(
            on=given.get("on") or today(),
            text=given.get("q", "").strip(),
            kind=given.get("kind", ""),
            state=given.get("state", ""),
        )


class DatedForm(forms.Form):
    """What every change of a unit needs: the day it takes effect and the document it rests on."""

    on = forms.DateField(
        label="生效日期", widget=DayInput(), error_messages={"required": "填写生效日期。"}
    )
    basis = forms.CharField(
        label="依据",
        max_length=120,
        help_text="文件名称和文号，例如“关于……的批复（青编〔2025〕3号）”。",
        error_messages={"required": "写明依据的文件。"},
    )
    field_order: list[str] | None = ["name", "to", "on", "basis"]

    def clean_on(self) -> date:
        """Refuse a day to come: the name and the place kept are those of today."""
        day: date = self.cleaned_data["on"]
        if day > today():
            raise forms.ValidationError(f"{day} 还没有到。变动生效后再登记。")
        return day


class RenameForm(DatedForm):
    """A new name."""

    name = forms.CharField(
        label="新名称", max_length=100, error_messages={"required": "填写新名称。"}
    )


class MoveForm(DatedForm):
    """A new parent, among the open units the viewer sees."""

    to = forms.ModelChoiceField(
        Unit.objects.none(),
        label="划转到",
        empty_label="——",
        error_messages={"required": "选择新的上级单位。"},
    )

    def __init__(self, *args: Any, viewer: Viewer, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        below = Unit.objects.within(unit.path)
        rows = Unit.objects.visible_to(viewer).filter(closed_on=None).exclude(pk__in=below)
        labels = dict(unit_labels(viewer))
        field: Any = self.fields["to"]
        field.queryset = rows.exclude(children=unit)
        field.label_from_instance = lambda row: labels[row.path]


class CloseForm(DatedForm):
    """The day from which a unit is no more."""


class NewUnitForm(DatedForm):
    """A unit to be set up."""

    name = forms.CharField(label="名称", max_length=100, error_messages={"required": "填写名称。"})
    code = forms.CharField(
        label="代码",
        max_length=20,
        help_text="小写字母和数字，同一上级之下不重复，设立后不能修改，例如 zzb。",
        error_messages={"required": "填写代码。"},
    )
    kind = forms.ChoiceField(
        label="类别",
        choices=[("", "——"), *UnitKind.choices],
        error_messages={"required": "选择类别。"},
    )
    field_order = ["name", "code", "kind", "on", "basis"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "设立日期"


class AliasForm(forms.Form):
    """One more way to write a unit's name."""

    text = forms.CharField(
        label="新别名",
        max_length=100,
        help_text="要点里可能出现的简称、旧称，例如“区委组织部”。",
        error_messages={"required": "填写别名。"},
    )


class ConfirmForm(forms.Form):
    """Nothing to fill in: the button is the answer."""


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
