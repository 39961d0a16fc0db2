"""Forms around a Party organization: filters, dated changes, its facts, its committee."""

from __future__ import annotations

from typing import Any

from django import forms

from jingwei.kernel.clock import today
from jingwei.kernel.inputs import DayInput
from jingwei.kernel.scoping import Viewer
from jingwei.org.forms.dated import ApprovedForm, LinesField, MergeFields, NamedChoice, SplitFields
from jingwei.org.forms.units import UnitByName
from jingwei.org.models import (
    CommitteeSeat,
    OrganizationKind,
    PartyOrganization,
    Sector,
    Term,
    Unit,
)
from jingwei.org.selectors import (
    OrganizationFilter,
    organization_labels,
    organizations_called,
    unit_labels,
)
from jingwei.org.services import OrganizationPart

MOST_OFFERED = 500


class OrganizationFilterForm(forms.Form):
    """The filters above the tree of Party organizations."""

    q = forms.CharField(label="名称、拼音或代码", required=False)
    kind = forms.ChoiceField(
        label="类别", required=False, choices=[("", "全部"), *OrganizationKind.choices]
    )
    sector = forms.ChoiceField(
        label="领域", required=False, choices=[("", "全部"), *Sector.choices]
    )
    due = forms.ChoiceField(
        label="换届",
        required=False,
        choices=[
            ("", "全部"),
            ("due", "6 个月内届满"),
            ("overdue", "已过届满日期"),
            ("none", "未登记任期"),
        ],
    )
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "存续"), ("closed", "已撤销"), ("all", "全部")],
    )
    on = forms.DateField(label="截至日期", required=False, widget=DayInput())
    under = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def asked(self, under: PartyOrganization | None = None) -> OrganizationFilter:
        """Return the filter; without a day, or with one that is none, as of today."""
        given = self.cleaned_data if self.is_valid() else {}
        return OrganizationFilter(
            on=given.get("on") or today(),
            text=given.get("q", "").strip(),
            under=under,
            **{name: given.get(name, "") for name in ("kind", "sector", "due", "state")},
        )


class OrganizationInput(forms.TextInput):
    """A name, with the organizations that others can stand under on offer."""

    template_name = "org/_organization_input.html"
    offered: tuple[tuple[str, str], ...] = ()

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        widget["offered"] = self.offered
        widget["attrs"]["list"] = f"{widget['attrs'].get('id', name)}-offered"
        return context


class OrganizationByName(NamedChoice):
    """Finds an open Party organization the viewer sees by name, short name or path."""

    what = "党组织"
    viewer: Viewer

    def called(self, text: str) -> list[Any]:
        return list(organizations_called(self.viewer, text))


class OrganizationRenameForm(ApprovedForm):
    """A new name."""

    name = forms.CharField(
        label="新全称", max_length=120, error_messages={"required": "填写新全称。"}
    )


class OrganizationKindForm(ApprovedForm):
    """Another kind, and the name that goes with it."""

    kind = forms.ChoiceField(label="改设为", choices=OrganizationKind.choices)
    name = forms.CharField(
        label="改设后的全称", max_length=120, error_messages={"required": "填写全称。"}
    )
    field_order = ["kind", "name", "on", "approval_no"]


class OrganizationMoveForm(OrganizationByName, ApprovedForm):
    """A new parent, by name."""

    to = forms.CharField(
        label="新的上级党组织",
        widget=OrganizationInput,
        help_text="填写全称、简称或路径。",
        error_messages={"required": "填写新的上级党组织。"},
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        widget: Any = self.fields["to"].widget
        widget.offered = tuple(organization_labels(viewer, at_most=MOST_OFFERED))

    def clean_to(self) -> PartyOrganization:
        organization: PartyOrganization = self.the_one(self.cleaned_data["to"].strip())
        return organization


class OrganizationCloseForm(ApprovedForm):
    """The day from which an organization is no more."""


class OrganizationMergeForm(OrganizationByName, MergeFields, ApprovedForm):
    """Party organizations that go into ``into``."""

    field_order = ["siblings", "others", "on", "approval_no"]

    def __init__(self, *args: Any, viewer: Viewer, into: PartyOrganization, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        seen = PartyOrganization.objects.visible_to(viewer).filter(closed_on=None)
        beside = seen.filter(parent=into.parent_id).exclude(pk=into.pk)
        self.offer(beside)


class OrganizationSplitForm(SplitFields, ApprovedForm):
    """Party organizations split off ``organization``, and what is below it by part."""

    def __init__(
        self, *args: Any, organization: PartyOrganization, count: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.add_parts(count, OrganizationKind.choices, 120)
        self.add_goers("children", list(organization.children.filter(closed_on=None)))
        self.order_fields([n for n in self.fields if n not in ("on", "approval_no")])

    def organization_parts(self) -> list[OrganizationPart]:
        """Return the parts as filled in."""
        return [OrganizationPart(**part) for part in self.parts()]


class OrganizationDetailsForm(UnitByName, forms.ModelForm[PartyOrganization]):
    """The facts of a Party organization that carry no date of their own."""

    joint = LinesField(
        label="联合组建单位", required=False, help_text="联合党支部填写，每行一个单位名称。"
    )

    class Meta:
        model = PartyOrganization
        fields = (
            "short_name", "unit", "unit_link", "sector", "village_or_community", "founded_on",
            "approval_no", "national_class_code", "phone", "position", "note",
        )  # fmt: skip
        widgets = {"founded_on": DayInput(), "note": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"national_class_code": "全国党员管理信息系统中的类别代码，按原样填写。"}

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        labels = dict(unit_labels(viewer))
        field: Any = self.fields["unit"]
        field.queryset = Unit.objects.visible_to(viewer).filter(closed_on=None)
        field.label_from_instance = lambda row: labels.get(row.path, row.name)
        if self.instance.pk:
            self.initial["joint"] = [row.name for row in self.instance.joint_units.all()]

    def clean_joint(self) -> list[Unit]:
        return self.every_one(self.cleaned_data["joint"])


class NewOrganizationForm(OrganizationDetailsForm):
    """A Party organization to be set up."""

    since = forms.DateField(
        label="设立日期", widget=DayInput(), error_messages={"required": "填写设立日期。"}
    )
    field_order = ["name", "short_name", "code", "kind", "unit", "unit_link", "joint", "sector"]

    class Meta(OrganizationDetailsForm.Meta):
        fields = ("name", "code", "kind", *OrganizationDetailsForm.Meta.fields)  # type: ignore[assignment]
        help_texts = {
            **OrganizationDetailsForm.Meta.help_texts,
            "name": "与印章一致，例如“中共青岚区教育局支部委员会”。",
            "code": "小写字母和数字，同一上级之下不重复，设立后不能修改。",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["approval_no"].required = True

    def clean_since(self) -> Any:
        """Refuse a day to come."""
        day = self.cleaned_data["since"]
        if day > today():
            raise forms.ValidationError(f"{day} 还没有到。设立后再登记。")
        return day


class TermForm(forms.ModelForm[Term]):
    """A term; what is left out follows from the kind of the organization."""

    class Meta:
        model = Term
        fields = ("number", "began_on", "due_on", "elected_on", "approval_no")
        widgets = {"began_on": DayInput(), "due_on": DayInput(), "elected_on": DayInput()}
        help_texts = {
            "number": "不填则为上一届加一。",
            "due_on": "不填则按类别和领域推算：党委 5 年，总支、支部 3 年，村和社区 5 年。",
        }


class TermChangeForm(forms.ModelForm[Term]):
    """How far an election has come, a delay, a correction, the end of the term."""

    ended_on = forms.DateField(
        label="结束日期", required=False, widget=DayInput(),
        help_text="没有下一届、任期就此结束的才填；登记新一届时会自动结束本届。",
    )  # fmt: skip

    class Meta:
        model = Term
        fields = (
            "stage", "number", "due_on", "elected_on", "approval_no", "delay_until",
            "delay_approval_no",
        )  # fmt: skip
        widgets = {"due_on": DayInput(), "elected_on": DayInput(), "delay_until": DayInput()}
        help_texts = {"delay_until": "延期须经上级党组织批准，一般不超过一年。"}


class SeatForm(forms.ModelForm[CommitteeSeat]):
    """Who takes a post."""

    class Meta:
        model = CommitteeSeat
        fields = ("holder_name", "holder_number", "post", "since", "basis")
        widgets = {"since": DayInput()}
        help_texts = {"holder_number": "人员库中的编号，没有的不填。"}


class SeatEndForm(forms.Form):
    """The day from which a post is no longer held."""

    until = forms.DateField(
        label="任职止（不含）", widget=DayInput(), error_messages={"required": "填写日期。"}
    )
