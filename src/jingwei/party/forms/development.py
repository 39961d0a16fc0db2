"""The three fields in which a branch secretary records a talk or a half-year review."""

from __future__ import annotations

from typing import Any

from django import forms

from jingwei.kernel.clock import today
from jingwei.kernel.inputs import DayInput, PlainForm, ask_by_name
from jingwei.party.selectors.development import REPORT, REVIEW, TALK
from jingwei.procedures.definition import Step
from jingwei.procedures.entries import StepEntry

KINDS = (TALK, REVIEW, REPORT)


class QuickForm(PlainForm):
    """A day, who talked or what it was, what came of it. ``seen`` is the version on the page.

    A reason is asked for only once a rule asks for one.
    """

    seen = forms.IntegerField(widget=forms.HiddenInput)
    happened_on = forms.DateField(label="日期", widget=DayInput())
    words = forms.CharField(label="情况", max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    reason = forms.CharField(label="理由", max_length=500, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, step: Step, version: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.step = step
        self.fields["seen"].initial = version
        self.fields["happened_on"].initial = today()
        if step.field("activity"):
            self.fields["activity"] = forms.ChoiceField(
                label="事项", choices=[(kind, kind) for kind in KINDS]
            )
        else:
            self.fields["talker"] = forms.CharField(label="谈话人", max_length=300)
        ask_by_name(self)
        self.order_fields(["seen", "happened_on", "activity", "talker", "words", "reason"])

    def ask_reason(self) -> None:
        """Show the field for the reason."""
        self.fields["reason"].widget = forms.Textarea(attrs={"rows": 2})

    def entry(self) -> StepEntry:
        """Return the step as a plain entry."""
        told = self.cleaned_data
        data = (
            {"activity": told["activity"], "situation": told["words"]}
            if "activity" in told
            else {"talker": told["talker"], "talked": told["words"]}
        )
        return StepEntry(told["happened_on"], data=data, reason=told["reason"])
