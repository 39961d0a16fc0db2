"""What is asked for about a person: a merge, a correction, its answer, an account, a photo."""

from __future__ import annotations

from typing import Any

from django import forms

from jingwei.kernel.inputs import PlainForm


class MergeForm(PlainForm):
    """Which fields of the row that goes are kept, and why the two are one."""

    take = forms.MultipleChoiceField(label="改用另一条的内容", required=False)
    reason = forms.CharField(label="合并理由", max_length=200)

    def __init__(
        self, *args: Any, columns: list[tuple[str, str]], hats: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        take: Any = self.fields["take"]
        take.choices = columns
        if hats:
            self.fields["leave_hats"] = forms.BooleanField(
                label=f"两条都登记为{hats}，以保留一条的登记为准", required=False,
                help_text="并入一条的这项登记不再使用；要用它的，请换一条保留。",
            )  # fmt: skip


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


class AccountForm(PlainForm):
    """Which account is somebody's own."""

    account = forms.TypedChoiceField(label="本人账号", coerce=int, widget=forms.RadioSelect)

    def __init__(self, *args: Any, choices: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        account: Any = self.fields["account"]
        account.choices = choices


class EndAccountForm(PlainForm):
    """That the account is no longer the person's own."""

    sure = forms.BooleanField(label="解除后，本人不能再查看自己的登记信息")


class PhotoForm(PlainForm):
    """A photo for the appointment form."""

    photo = forms.FileField(
        label="照片", max_length=200,
        help_text="JPG、PNG 或 BMP，宽高约 4 比 5，不超过 4 MB。拍摄信息不会留下。",
        widget=forms.FileInput(attrs={"accept": ".jpg,.jpeg,.png,.bmp"}),
        error_messages={"required": "选择照片。", "empty": "选中的文件是空的，请重新选择。"},
    )  # fmt: skip
