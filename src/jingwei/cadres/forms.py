"""What the pages of the national workbook ask for."""

from __future__ import annotations

from typing import Any

from django import forms

from jingwei.cadres.workbook.writing import Scope
from jingwei.kernel.files import MAX_SIZE
from jingwei.kernel.inputs import PlainForm
from jingwei.org.selectors import unit_labels


class WorkbookExportForm(PlainForm):
    """Whom to take out and what for."""

    unit = forms.ChoiceField(label="单位范围", required=False)
    purpose = forms.CharField(
        label="用途", max_length=60, help_text="记入审计，例如“向市委组织部报送年度数据”。"
    )

    def __init__(self, *args: Any, viewer: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit: Any = self.fields["unit"]
        unit.choices = [("", "你能看到的全部单位"), *unit_labels(viewer)]

    def scope(self, picks: tuple[int, ...]) -> Scope:
        """Return the people asked for; call it for a valid form."""
        return Scope(self.cleaned_data["unit"], picks)


class WorkbookForm(PlainForm):
    """The ten-sheet workbook."""

    file = forms.FileField(
        label="文件", max_length=200,
        help_text="公务员管理信息系统信息采集表（V2018.11），.xlsx 或 .xls，不超过 20 MB。"
        "工作表名称和表头不要改动，缺少的工作表不导入。",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls"}),
        error_messages={"required": "选择文件。", "empty": "选中的文件是空的，请重新选择。"},
    )  # fmt: skip

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if (file.size or 0) > MAX_SIZE:
            raise forms.ValidationError("文件超过 20 MB，请按单位分几次导入。")
        return file
