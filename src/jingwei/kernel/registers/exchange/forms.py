"""What the pages of import and export ask for."""

from __future__ import annotations

from typing import Any

from django import forms

from jingwei.kernel.files import MAX_SIZE
from jingwei.kernel.registers.declaration import Register
from jingwei.kernel.registers.exchange.heads import head_of
from jingwei.kernel.registers.sight import Sight


class UploadForm(forms.Form):
    """A table of rows."""

    file = forms.FileField(
        label="文件", max_length=200,
        help_text="Excel 或 WPS 表格（.xlsx、.xls）或 .csv，不超过 20 MB。表头文字与模板一致，"
        "列的先后和多余的列不影响。",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
        error_messages={"required": "选择文件。", "empty": "选中的文件是空的，请重新选择。"},
    )  # fmt: skip
    clear_empty = forms.BooleanField(
        label="空格清空原值", required=False,
        help_text="不勾选时，空着的单元格不改动原有内容。",
    )  # fmt: skip

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if (file.size or 0) > MAX_SIZE:
            raise forms.ValidationError("文件超过 20 MB，请拆成几个文件分次导入。")
        return file


class PasteForm(forms.Form):
    """Rows copied from a spreadsheet."""

    text = forms.CharField(
        label="粘贴表格", strip=False,
        help_text="在表格里连同表头一起选中、复制，再粘贴到这里。",
        widget=forms.Textarea(attrs={"rows": 14, "data-paste-table": "", "spellcheck": "false"}),
        error_messages={"required": "还没有粘贴内容。"},
    )  # fmt: skip
    clear_empty = forms.BooleanField(
        label="空格清空原值", required=False,
        help_text="不勾选时，空着的单元格不改动原有内容。",
    )  # fmt: skip


class ExportForm(forms.Form):
    """Which columns, whether restricted ones in clear, and what for."""

    cols = forms.MultipleChoiceField(
        label="列", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="一列也不选时导出全部列。",
    )  # fmt: skip
    restricted = forms.BooleanField(
        label="受限字段写明文", required=False, help_text="每次导出都会记入审计。"
    )
    purpose = forms.CharField(
        label="用途", required=False, max_length=60,
        help_text="写进文件的水印和审计，例如“年度考核组核对名单”。",
    )  # fmt: skip

    def __init__(
        self, register: Register[Any], sight: Sight, *args: Any, may_reveal: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        cols = sight.cols(register, "export")
        choices = [(col.name, head_of(register, col)) for col in cols]
        self.fields["cols"].choices = choices  # type: ignore[attr-defined]
        if not may_reveal:
            del self.fields["restricted"]

    def asked(self) -> dict[str, str]:
        """Return the columns as the query string of a list names them."""
        return {"cols": ",".join(self.cleaned_data.get("cols", []))}
