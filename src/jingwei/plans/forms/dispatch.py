"""Forms of the dispatch."""

from __future__ import annotations

from typing import Any

from django import forms

from jingwei.accounts.models import User
from jingwei.kernel.clock import today
from jingwei.kernel.inputs import DayInput, PlainForm
from jingwei.plans.forms.measure import people


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
