"""Forms of the code tables."""

from __future__ import annotations

from typing import Any

from django import forms

from jingwei.kernel.codes import CodeTable, choices, codes_of_table
from jingwei.kernel.inputs import DayInput

NO_REASON = {"required": "写明理由，例如哪份文件、哪次会议。"}


class CodeSearchForm(forms.Form):
    """The search above the tables and above one table."""

    q = forms.CharField(label="查找", required=False, max_length=60)

    def asked(self) -> str:
        """Return the searched text; "" when nothing sensible was asked."""
        return str(self.cleaned_data.get("q", "")).strip() if self.is_valid() else ""


class LocalCodeForm(forms.Form):
    """A new local code of one table."""

    code = forms.CharField(
        label="代码",
        max_length=20,
        help_text="数字和大写字母，不能与表中已有的代码相同。",
        error_messages={"required": "填写代码。"},
    )
    label = forms.CharField(label="名称", max_length=80, error_messages={"required": "填写名称。"})
    parent = forms.ChoiceField(label="上级代码", required=False)
    valid_from = forms.DateField(label="启用日期", required=False, widget=DayInput())
    reason = forms.CharField(
        label="理由",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=NO_REASON,
    )

    def __init__(self, *args: Any, table: CodeTable, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(row.code, f"{row.code} {row.label}") for row in codes_of_table(table.code)]
        self.fields["parent"].choices = [("", "没有"), *known]  # type: ignore[attr-defined]


class LocalCodeEndForm(forms.Form):
    """The last day of a local code."""

    valid_to = forms.DateField(
        label="停用日期（含当日）",
        widget=DayInput(),
        error_messages={"required": "填写停用日期。"},
    )
    reason = forms.CharField(
        label="理由",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=NO_REASON,
    )


class CodeTextForm(forms.Form):
    """What a text means: a code, or nothing to be learnt from it."""

    code = forms.ChoiceField(label="对应的代码", required=False)
    dismiss = forms.BooleanField(label="忽略：这个文本有误，不对应任何代码", required=False)

    def __init__(self, *args: Any, table: CodeTable, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(code, f"{code} {text}") for code, text in choices(table.code)]
        self.fields["code"].choices = [("", "选择代码"), *known]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("code")) == bool(cleaned.get("dismiss")) and not self.errors:
            raise forms.ValidationError("选一个代码，或勾选忽略。")
        return cleaned
