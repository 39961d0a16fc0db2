"""The form of a contact, three fields long, and those of needs. None takes a file or a place."""

from __future__ import annotations

from typing import Any

from django import forms

from jingwei.kernel.clock import today
from jingwei.kernel.inputs import DayInput, PlainForm
from jingwei.liaison.forms.fields import ColleagueField
from jingwei.liaison.models import ContactWay
from jingwei.liaison.services import ContactGiven, Correction

FIRST = ("on", "form", "topic")
LINE = {"rows": 2}


class ContactForm(PlainForm):
    """Day, way, topic; folded away: result, and a need with its handler and term."""

    on = forms.DateField(label="日期", widget=DayInput(), initial=today)
    form = forms.ChoiceField(label="方式", choices=ContactWay.choices)
    topic = forms.CharField(
        label="谈了什么", max_length=200, widget=forms.Textarea(attrs=LINE),
        error_messages={"required": "写一句谈了什么。"},
    )  # fmt: skip
    result = forms.CharField(
        label="结果", max_length=200, required=False, widget=forms.Textarea(attrs=LINE)
    )
    need = forms.CharField(
        label="提出的需求", max_length=200, required=False, widget=forms.Textarea(attrs=LINE),
        help_text="写了就成为待办，由你确认后办结。",
    )  # fmt: skip
    need_due = forms.DateField(label="办理期限", required=False, widget=DayInput())

    def __init__(self, *args: Any, viewer: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["handler"] = ColleagueField(viewer, label="交给谁办")
        self.fields["handler"].help_text = "不选就是你自己。"
        self.order_fields([*FIRST, "need", "handler", "need_due", "result"])

    @property
    def first_fields(self) -> list[forms.BoundField]:
        """The three fields that every contact has."""
        return [self[name] for name in FIRST]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """The fields that only some contacts need."""
        return [self[name] for name in self.fields if name not in FIRST]

    @property
    def is_unfolded(self) -> bool:
        """Whether something is filled in, or wrong, among the further fields."""
        return self.is_bound and any(f.errors or f.value() for f in self.more_fields)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if not told.get("need") and (told.get("handler") or told.get("need_due")):
            self.add_error("need", "写明提出了什么需求。")
        return told

    def given(self) -> ContactGiven:
        """Return the contact as the service takes it."""
        return ContactGiven(**self.cleaned_data)


class CorrectForm(PlainForm):
    """A contact as it should have been recorded, and why it is changed."""

    on = forms.DateField(label="日期", widget=DayInput())
    form = forms.ChoiceField(label="方式", choices=ContactWay.choices)
    topic = forms.CharField(label="谈了什么", max_length=200, widget=forms.Textarea(attrs=LINE))
    result = forms.CharField(
        label="结果", max_length=200, required=False, widget=forms.Textarea(attrs=LINE)
    )
    reason = forms.CharField(
        label="更正原因", max_length=100, help_text="例如“日期填错”。原来的内容留在变更记录里。"
    )

    def given(self) -> Correction:
        """Return the contact as the service takes it."""
        told = {name: self.cleaned_data[name] for name in ("on", "form", "topic", "result")}
        return Correction(**told)


class WithdrawForm(PlainForm):
    """Why a contact is taken back."""

    reason = forms.CharField(
        label="撤回原因", max_length=100,
        help_text="例如“登记在了别人名下”。撤回的记录留下来可查，不再算一次联系。",
    )  # fmt: skip


class NeedFilterForm(forms.Form):
    """Filters of the list of needs; those of others are for who may read contacts."""

    q = forms.CharField(label="需求或姓名", required=False, max_length=60)
    whose = forms.ChoiceField(
        label="范围", required=False,
        choices=[("", "我提出或办理的"), ("all", "我能看到的联系里的")],
    )  # fmt: skip
    state = forms.ChoiceField(
        label="状态", required=False,
        choices=[("", "没有办结的"), ("late", "过了期限没有办结的"), ("closed", "已办结的")],
    )  # fmt: skip

    def __init__(self, *args: Any, viewer: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not viewer.has_perm("liaison.view_contactrecord"):
            del self.fields["whose"]


class NeedHandForm(PlainForm):
    """Who handles a need from now on, and until when."""

    due_on = forms.DateField(label="办理期限", required=False, widget=DayInput())

    def __init__(self, *args: Any, viewer: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"] = ColleagueField(viewer, label="交给谁办", required=True)
        self.order_fields(["to", "due_on"])


class NeedAnswerForm(PlainForm):
    """What was done about a need."""

    answer = forms.CharField(
        label="办理情况", max_length=200, widget=forms.Textarea(attrs={"rows": 3})
    )
