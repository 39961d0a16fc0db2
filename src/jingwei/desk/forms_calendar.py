"""Forms of the work calendar."""

from __future__ import annotations

from django import forms

from jingwei.kernel.inputs import DayInput, PlainForm


class CalendarDayForm(PlainForm):
    """A day that differs from its weekday, or no longer does."""

    day = forms.DateField(label="日期", widget=DayInput())
    is_working = forms.TypedChoiceField(
        label="这一天",
        choices=[("no", "休息"), ("yes", "上班")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="理由",
        max_length=200,
        help_text="例如“春节放假，国办放假通知”。",
        error_messages={"required": "写明理由，例如哪份放假通知。"},
    )


class YearConfirmForm(PlainForm):
    """The statement that a year is entered completely."""

    source = forms.CharField(
        label="来源",
        max_length=200,
        help_text="放假通知的名称和文号。",
        error_messages={"required": "填写来源，例如放假通知的名称和文号。"},
    )


class YearReopenForm(PlainForm):
    """Why a year is not complete after all."""

    reason = forms.CharField(
        label="理由",
        max_length=200,
        error_messages={"required": "写明为什么撤回确认。"},
    )
