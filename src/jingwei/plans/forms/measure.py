"""Forms around a measure."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme

from jingwei.accounts.models import User
from jingwei.kernel.clock import today
from jingwei.kernel.inputs import DayInput, PlainForm, ask_by_name
from jingwei.kernel.scoping import anywhere_below
from jingwei.org.models import Unit
from jingwei.plans.light import Light
from jingwei.plans.models import Measure, Proof


def people(viewer: User) -> Any:
    """Return the accounts that a viewer may give work to: those at home in the same scope."""
    return User.objects.filter(anywhere_below("home_path", viewer.unit_paths()), is_active=True)


class ProgressForm(PlainForm):
    """One note: the text, and for a typed proof the cumulated number."""

    text = forms.CharField(
        label="进展",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "autofocus": True}),
        error_messages={"required": "填写这段时间做了什么、到了哪一步。"},
    )
    value = forms.DecimalField(
        label="累计完成", required=False, min_value=0, max_digits=14, decimal_places=2
    )
    on = forms.DateField(label="日期", widget=DayInput())
    record_title = forms.CharField(label="关联记录名称", max_length=200, required=False)
    record_address = forms.CharField(
        label="关联记录地址",
        max_length=300,
        required=False,
        help_text="系统内页面的地址，以 / 开头",
    )
    file = forms.FileField(label="佐证文件", required=False)

    def __init__(self, *args: Any, measure: Measure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today()
        proof = getattr(measure, "proof", None)
        if proof is None or proof.kind != Proof.Kind.TYPED:
            del self.fields["value"]
        else:
            target = f"目标 {proof.target.normalize():f}{proof.unit_label}"
            self.fields["value"].label = f"累计完成（{target}）"

    def clean_record_address(self) -> str:
        address: str = self.cleaned_data["record_address"]
        inside = address.startswith("/") and url_has_allowed_host_and_scheme(address, None)
        if address and not inside:
            raise forms.ValidationError("填写系统内页面的地址，以 / 开头。")
        if self.cleaned_data.get("record_title") and not address:
            raise forms.ValidationError("填写这条记录在系统内的地址，或清空关联记录名称。")
        return address


class MeasureForm(forms.ModelForm[Measure]):
    """All plain fields of one measure."""

    reason = forms.CharField(label="修改理由", max_length=300, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Measure
        fields = ["kind", "leader", "owner", "starts_on", "due_on", "every"]
        widgets = {"starts_on": DayInput(), "due_on": DayInput()}

    def __init__(self, *args: Any, viewer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("leader", "owner"):
            present = User.objects.filter(pk=getattr(self.instance, f"{name}_id"))
            self.fields[name].queryset = people(viewer) | present  # type: ignore[attr-defined]
        self.fields["seen"].initial = self.instance.revision
        ask_by_name(self)

    def compare_with(self, newest: Measure) -> None:
        """Show what is stored now beside what the person wrote; the next save is of that state."""
        self.data = {name: self.data.get(name) for name in self.data} | {"seen": newest.revision}
        for name in self.Meta.fields:
            if name in self.changed_data:
                display = getattr(newest, f"get_{name}_display", None)
                words = display() if display else getattr(newest, name)
                self[name].help_text = format_html("最新内容：{}", words or "——")


class AssignForm(PlainForm):
    """What many measures get at once; an empty field changes nothing."""

    lead = forms.ModelChoiceField(Unit.objects.none(), label="牵头单位", required=False)
    support = forms.ModelMultipleChoiceField(Unit.objects.none(), label="配合单位", required=False)
    leader = forms.ModelChoiceField(User.objects.none(), label="责任领导", required=False)
    owner = forms.ModelChoiceField(User.objects.none(), label="责任人", required=False)
    starts_on = forms.DateField(label="启动时间", required=False, widget=DayInput())
    due_on = forms.DateField(label="完成时限", required=False, widget=DayInput())
    reason = forms.CharField(
        label="修改理由", max_length=300, required=False, help_text="改动已发布要点的时限时必填"
    )

    def __init__(self, *args: Any, viewer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.visible_to(viewer).filter(closed_on=None)
        for name in ("lead", "support"):
            self.fields[name].queryset = units  # type: ignore[attr-defined]
        for name in ("leader", "owner"):
            self.fields[name].queryset = people(viewer)  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, Any]:
        """Return the filled fields as the service wants them."""
        filled = {k: v for k, v in self.cleaned_data.items() if v and k != "reason"}
        if "support" in filled:
            filled["support"] = list(filled["support"])
        return filled

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(v for k, v in cleaned.items() if k != "reason"):
            raise forms.ValidationError("至少填写一项要分派的内容。")
        return cleaned


class ReasonForm(PlainForm):
    """A reason, for acts that need one."""

    reason = forms.CharField(
        label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3, "autofocus": True})
    )


class CloseForm(PlainForm):
    """The day and the statement that close a measure."""

    on = forms.DateField(label="完成日期", widget=DayInput())
    statement = forms.CharField(
        label="完成情况", max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today()


class OverrideForm(PlainForm):
    """A light set by hand."""

    light = forms.ChoiceField(
        label="改为", widget=forms.RadioSelect,
        choices=[(li.value, f"{li.mark} {li.label}") for li in list(Light)[:4]],
        error_messages={"required": "选择要改成的灯。"},
    )  # fmt: skip
    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class MilestoneForm(PlainForm):
    """A milestone and the document that came of it."""

    name = forms.CharField(
        label="节点", max_length=100, error_messages={"required": "填写节点名称。"}
    )
    due_on = forms.DateField(
        label="应完成", widget=DayInput(), error_messages={"required": "填写应完成的日期。"}
    )
    done_on = forms.DateField(label="实际完成", required=False, widget=DayInput())
    document_title = forms.CharField(label="成果文件名称", max_length=200, required=False)
    file = forms.FileField(label="成果文件", required=False)

    def clean_done_on(self) -> Any:
        day = self.cleaned_data["done_on"]
        if day and day > today():
            raise forms.ValidationError(f"{day} 还没有到，实际完成不能晚于今天。")
        return day
