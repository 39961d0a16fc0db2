"""Forms around a unit: filters, dated changes, its facts, its staffing."""

from __future__ import annotations

from typing import Any

from django import forms

from jingwei.accounts.models import User
from jingwei.kernel.clock import today
from jingwei.kernel.inputs import DayInput
from jingwei.kernel.scoping import Viewer
from jingwei.org.forms.dated import BasisForm, MergeFields, NamedChoice, SplitFields
from jingwei.org.models import Staffing, Unit, UnitKind
from jingwei.org.selectors import TreeFilter, unit_labels, units_named
from jingwei.org.services import UnitPart


class TreeFilterForm(forms.Form):
    """The filters above the tree of units."""

    q = forms.CharField(label="名称、拼音、别名或代码", required=False)
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


class RenameForm(BasisForm):
    """A new name."""

    name = forms.CharField(
        label="新名称", max_length=100, error_messages={"required": "填写新名称。"}
    )


class MoveForm(BasisForm):
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


class CloseForm(BasisForm):
    """The day from which a unit is no more."""


class NewUnitForm(BasisForm):
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


class UnitByName(NamedChoice):
    """Finds an open unit the viewer sees by name, alias or path."""

    what = "单位"
    viewer: Viewer

    def called(self, text: str) -> list[Any]:
        seen = Unit.objects.visible_to(self.viewer).filter(closed_on=None).select_related("parent")
        if found := list(seen.filter(name=text)[:6]) or list(seen.filter(path=text)):
            return found
        known = units_named([text]).get(text)
        return list(seen.filter(pk=known.pk)) if isinstance(known, Unit) else []


class UnitMergeForm(UnitByName, MergeFields, BasisForm):
    """Units that go into ``into``."""

    field_order = ["siblings", "others", "on", "basis"]

    def __init__(self, *args: Any, viewer: Viewer, into: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        beside = Unit.objects.visible_to(viewer).filter(closed_on=None, parent=into.parent_id)
        self.offer(beside.exclude(pk=into.pk))


class UnitSplitForm(SplitFields, BasisForm):
    """Units split off ``unit``, and what of it goes to which."""

    def __init__(self, *args: Any, viewer: Viewer, unit: Unit, count: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_parts(count, UnitKind.choices, 100)
        users = User.objects.visible_to(viewer).filter(home_path=unit.path, is_active=True)
        self.add_goers("children", list(unit.children.filter(closed_on=None)))
        self.add_goers("users", list(users))
        self.add_goers("organizations", list(unit.organizations.filter(closed_on=None)))
        self.order_fields([n for n in self.fields if n not in ("on", "basis")])

    def unit_parts(self) -> list[UnitPart]:
        """Return the parts as filled in."""
        return [UnitPart(**part) for part in self.parts()]


class StaffingForm(forms.ModelForm[Staffing]):
    """Approved staffing and posts from a day on; the service stores it."""

    class Meta:
        model = Staffing
        exclude = ("unit",)  # noqa: DJ006  # every other column, and a new one must show here
        widgets = {"since": DayInput()}


class UnitDetailsForm(forms.ModelForm[Unit]):
    """The facts of a unit that carry no date."""

    class Meta:
        model = Unit
        fields = (
            "short_name", "level", "category", "legal_kind", "credit_code",
            "reference_approved_on", "reference_approved_no", "position", "note",
        )  # fmt: skip
        widgets = {"reference_approved_on": DayInput(), "note": forms.Textarea(attrs={"rows": 3})}
