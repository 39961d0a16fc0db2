"""Forms of the rules."""

from __future__ import annotations

from typing import Any

from django import forms

from jingwei.desk.selectors.rules import CHECKED, OPEN, RuleFilter, room_choices
from jingwei.kernel.inputs import DayInput, PlainForm
from jingwei.kernel.rules import STRENGTHS


class RuleFilterForm(forms.Form):
    """The filters above the rules."""

    q = forms.CharField(label="查找", required=False, max_length=60)
    room = forms.ChoiceField(label="板块", required=False)
    strength = forms.ChoiceField(
        label="强度",
        required=False,
        choices=[("", "全部"), *((strength.value, word) for strength, word in STRENGTHS.items())],
    )
    state = forms.ChoiceField(
        label="核对",
        required=False,
        choices=[("", "全部"), (CHECKED, "已核对原文"), (OPEN, "未核对原文")],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["room"].choices = [("", "全部"), *room_choices()]  # type: ignore[attr-defined]

    def asked(self) -> RuleFilter:
        """Return the filter; what makes no sense asks for nothing."""
        given = self.cleaned_data if self.is_valid() else {}
        return RuleFilter(
            text=given.get("q", "").strip(),
            room=given.get("room", ""),
            strength=given.get("strength", ""),
            state=given.get("state", ""),
        )


class RuleCheckForm(PlainForm):
    """What came out when a rule was compared with its text."""

    agrees = forms.TypedChoiceField(
        label="核对结果",
        choices=[("yes", "与原文一致"), ("no", "与原文不一致")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        help_text="一致：不符合时按规则的强度处理。不一致：这条规则只提醒，不阻止。",
    )
    edition = forms.CharField(label="对照的版本", max_length=80, help_text="例如 2014。")
    checked_on = forms.DateField(label="核对日期", widget=DayInput())
    note = forms.CharField(
        label="核对说明",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明在哪里看的原文、核对了哪几条、不一致在哪里。",
    )
