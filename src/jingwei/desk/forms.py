"""Forms of the desk."""

from __future__ import annotations

from typing import Any

from django import forms

from jingwei.desk.selectors.audit import AuditFilter, kind_choices
from jingwei.kernel.audit import ACTS
from jingwei.kernel.inputs import DayInput
from jingwei.kernel.parameters import Parameter


class ParameterForm(forms.Form):
    """A new value for a threshold, and why."""

    value = forms.FloatField(
        label="新值",
        widget=forms.NumberInput(attrs={"step": "any"}),
        error_messages={"required": "填写新值。", "invalid": "新值应为数字，例如 0.8 或 10。"},
    )
    reason = forms.CharField(
        label="理由",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "写明修改理由，例如会议决定及日期。"},
    )

    def __init__(self, *args: Any, declared: Parameter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        span = f"{declared.low:g} 到 {declared.high:g}{declared.unit and f' {declared.unit}'}"
        self.fields["value"].help_text = f"可填 {span}；默认 {declared.default:g}。"


class AuditFilterForm(forms.Form):
    """The filters above the audit trail."""

    q = forms.CharField(label="内容", required=False, max_length=100)
    act = forms.ChoiceField(label="操作", required=False)
    actor = forms.CharField(label="操作人（姓名或登录名）", required=False)
    subject = forms.ChoiceField(label="对象", required=False)
    record = forms.IntegerField(label="对象编号", required=False, min_value=1)
    since = forms.DateField(label="从", required=False, widget=DayInput())
    until = forms.DateField(label="到", required=False, widget=DayInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        acts = sorted(ACTS.items(), key=lambda one: one[1])
        self.fields["act"].choices = [("", "全部"), *acts]  # type: ignore[attr-defined]
        self.fields["subject"].choices = [("", "全部"), *kind_choices()]  # type: ignore[attr-defined]

    def asked(self) -> AuditFilter:
        """Return the filter; what makes no sense asks for nothing."""
        given = self.cleaned_data if self.is_valid() else {}
        kind, record = given.get("subject", ""), given.get("record")
        return AuditFilter(
            act=given.get("act", ""),
            actor=given.get("actor", "").strip(),
            subject=f"{kind}:{record}" if kind and record else kind,
            since=given.get("since"),
            until=given.get("until"),
            text=given.get("q", "").strip(),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("record") and not cleaned.get("subject"):
            self.add_error("record", "先选对象的类别。")
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", f"{until} 早于 {since}。")
        return cleaned


class FeedbackForm(forms.Form):
    """A question, an error, a complaint."""

    page = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)
    text = forms.CharField(
        label="你的意见",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="写明哪里不对、不便或不合理，你希望怎样。不要写身份证号、电话等个人信息：答复后内容会公开。",
        error_messages={"required": "写下你的意见再提交。"},
    )
    is_anonymous = forms.BooleanField(
        label="匿名提出",
        required=False,
        help_text="不勾选时，只有答复人看得到是你提的，方便找你核实；公开时都不显示提出人。",
    )


class AnswerForm(forms.Form):
    """The public answer."""

    answer = forms.CharField(
        label="答复",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="问题和答复会对所有人公开，不显示提出人。",
        error_messages={"required": "写下答复再提交。"},
    )
