"""Forms of the dispatch."""

from __future__ import annotations

from typing import Any

from django import forms

from jingwei.accounts.models import User
from jingwei.kernel.clock import today
from jingwei.kernel.inputs import DayInput, PlainForm
from jingwei.plans.forms.measure import people
from jingwei.plans.forms.report import MonthInput
from jingwei.plans.models import AnnualPlan
from jingwei.plans.selectors.decisions import STATES, charged, deciding_plans


class DecisionForm(PlainForm):
    """What was decided, who does it, by when."""

    text = forms.CharField(
        label="决定", max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "写明决定做什么。"},
    )  # fmt: skip
    responsible = forms.ModelChoiceField(
        User.objects.none(), label="责任人", empty_label="选择责任人"
    )
    due_on = forms.DateField(label="期限", widget=DayInput())
    measure = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["responsible"].queryset = people(viewer)  # type: ignore[attr-defined]


class DecisionFilterForm(forms.Form):
    """The filters above the decisions of all dispatches."""

    plan = forms.ModelChoiceField(
        AnnualPlan.objects.none(), label="要点", required=False, empty_label="全部"
    )
    month = forms.DateField(
        label="月份", required=False, input_formats=["%Y-%m"], widget=MonthInput(),
        error_messages={"invalid": "月份写作 2025-06。"},
    )  # fmt: skip
    state = forms.ChoiceField(label="状态", required=False, choices=STATES)
    responsible = forms.ModelChoiceField(
        User.objects.none(), label="责任人", required=False, empty_label="全部"
    )
    q = forms.CharField(label="内容", required=False, max_length=60)

    def __init__(self, *args: Any, viewer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = deciding_plans(viewer)  # type: ignore[attr-defined]
        self.fields["responsible"].queryset = charged(viewer)  # type: ignore[attr-defined]

    def words(self) -> str:
        """Return the filters in force as a sentence; call it for a valid form."""
        told = []
        for name, value in self.cleaned_data.items():
            if value:
                said = dict(STATES).get(value, value) if name == "state" else value
                said = f"{said:%Y-%m}" if name == "month" else said
                told.append(f"{self.fields[name].label}：{said}")
        return "；".join(told) or "全部决定"


class DecisionCloseForm(PlainForm):
    """The day and the result that close a decision."""

    result = forms.CharField(
        label="办理结果", max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "autofocus": True}),
    )  # fmt: skip
    on = forms.DateField(label="办结日期", widget=DayInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today()


class MinutesForm(PlainForm):
    """The text of the minutes."""

    text = forms.CharField(label="纪要", widget=forms.Textarea(attrs={"rows": 18}))
