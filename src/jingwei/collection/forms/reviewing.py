"""The forms of who manages a round: filters, reasons, remarks, parts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from jingwei.collection.models import Assignment, Round
from jingwei.kernel.inputs import DayInput, PlainForm
from jingwei.org.models import PartyOrganization


class RoundFilterForm(forms.Form):
    """The filter of the list of rounds."""

    q = forms.CharField(label="名称、用途或依据", max_length=60, required=False)
    state = forms.ChoiceField(
        label="状态", choices=[("", "全部"), *Round.State.choices], required=False
    )
    whose = forms.ChoiceField(
        label="经办", choices=[("", "全部"), ("mine", "我经办的")], required=False
    )


class TableFilterForm(forms.Form):
    """The filter of the merged table."""

    q = forms.CharField(label="对象或填报单位", max_length=60, required=False)
    show = forms.ChoiceField(
        label="显示", choices=[("", "全部"), ("changed", "有变化的")], required=False
    )


class AssignmentFilterForm(forms.Form):
    """The filter of the assignments of a round."""

    q = forms.CharField(label="填报单位", max_length=60, required=False)
    state = forms.ChoiceField(
        label="状态", choices=[("", "全部"), *Assignment.State.choices], required=False
    )
    below = forms.CharField(required=False, widget=forms.HiddenInput)


class ReasonForm(PlainForm):
    """A reason."""

    reason = forms.CharField(label="理由", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class ExtendForm(PlainForm):
    """A later deadline and why."""

    deadline = forms.DateField(label="新的期限", widget=DayInput())
    reason = forms.CharField(label="理由", max_length=200, help_text="填报单位会看到新的期限")


class ReturnForm(forms.Form):
    """Why an answer is given back; remarks on cells come as ``r_<row>_<column>``."""

    reason = forms.CharField(
        label="退回原因", max_length=300, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def remarks(self) -> dict[int, dict[str, str]]:
        """Return the remarks by primary key of the row and code of the column."""
        found: dict[int, dict[str, str]] = {}
        for name, text in self.data.items():
            kind, _, place = name.partition("_")
            pk, _, code = place.partition("_")
            if kind == "r" and pk.isdecimal() and str(text).strip():
                found.setdefault(int(pk), {})[code] = str(text).strip()[:200]
        return found


class SplitForm(PlainForm):
    """Which organizations get their part: all that are offered, or those ticked."""

    everyone = forms.BooleanField(label="下面全部", required=False)
    parts = forms.ModelMultipleChoiceField(
        PartyOrganization.objects.none(), label="只分给勾选的", required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, offered: QuerySet[PartyOrganization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = offered
        self.fields["parts"].queryset = offered  # type: ignore[attr-defined]
        self.fields["everyone"].label = f"下面全部 {offered.count()} 个"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = self.offered if cleaned.pop("everyone", False) else cleaned.get("parts")
        if not chosen:
            self.add_error("parts", "请勾选要分给哪些支部，或选下面全部。")
        return {**cleaned, "parts": chosen}
