"""The forms of who manages a round: filters, reasons, remarks, parts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from jingwei.collection.models import Assignment, Round
from jingwei.kernel.inputs import PlainForm
from jingwei.org.models import PartyOrganization


class RoundFilterForm(forms.Form):
    """The filter of the list of rounds."""

    state = forms.ChoiceField(
        label="状态", choices=[("", "全部"), *Round.State.choices], required=False
    )


class AssignmentFilterForm(forms.Form):
    """The filter of the assignments of a round."""

    state = forms.ChoiceField(
        label="状态", choices=[("", "全部"), *Assignment.State.choices], required=False
    )
    below = forms.CharField(required=False, widget=forms.HiddenInput)


class ReasonForm(PlainForm):
    """A reason."""

    reason = forms.CharField(label="理由", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


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
    """Which organizations get their part."""

    parts = forms.ModelMultipleChoiceField(
        PartyOrganization.objects.none(), label="分给",
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, offered: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parts"].queryset = offered  # type: ignore[attr-defined]
