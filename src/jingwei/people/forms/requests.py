"""Merging two rows, asking for a correction, answering one."""

from __future__ import annotations

from typing import Any

from django import forms

from jingwei.kernel.inputs import PlainForm


class MergeForm(PlainForm):
    """Which fields of the row that goes are kept, and why the two are one."""

    take = forms.MultipleChoiceField(label="改用另一条的内容", required=False)
    reason = forms.CharField(label="合并理由", max_length=200)

    def __init__(self, *args: Any, columns: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        take: Any = self.fields["take"]
        take.choices = columns


class DistinctForm(PlainForm):
    """Why two rows that look alike are two people."""

    reason = forms.CharField(
        label="理由", max_length=200, help_text="例如：身份证号不同，已电话核实。"
    )


class AskForm(PlainForm):
    """What a field should say, and why."""

    proposed = forms.CharField(label="应为", max_length=300)
    reason = forms.CharField(label="理由", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    file = forms.FileField(
        label="佐证材料",
        required=False,
        max_length=200,
        help_text="可不附；PDF、图片或 Word，不超过 20 MB。",
    )


class AnswerForm(PlainForm):
    """The answer of the office; a refusal needs its reason."""

    answer = forms.CharField(
        label="答复", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
