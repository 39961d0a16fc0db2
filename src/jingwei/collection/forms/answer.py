"""What the pages of an answer send: cells by name, a file, a pasted table, a filter."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django import forms

from jingwei.collection.services.answering import Change
from jingwei.kernel.errors import BadInput

LOST = BadInput("collection.form", "页面送来的内容不完整，没有保存。", hint="请刷新页面后再填。")


def changes_read(sent: Mapping[str, Any]) -> list[Change]:
    """Return the cells that no longer say what stood there when the page was made.

    ``was`` holds name of a cell → what stood there; a cell it does not name counts as changed.
    Raises BadInput ``collection.form`` for what no page of ours sends.
    """
    was = _was(sent.get("was", "{}"))
    found = []
    for name, text in sent.items():
        if not name.startswith("c-"):
            continue
        row, _, code = name[2:].partition("-")
        if not (row.isascii() and row.isdecimal() and len(row) < 19 and code):
            raise LOST
        text = text.replace("\r\n", "\n")
        if text != was.get(name):
            found.append(Change(int(row), code, text, was.get(name)))
    return found


def _was(text: str) -> dict[str, str]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise LOST from error
    if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
        raise LOST
    return found


class WorkbookForm(forms.Form):
    """A filled workbook."""

    file = forms.FileField(
        label="填好的工作簿",
        help_text=".xlsx、.xls 或 .csv，20 MB 以内。按表头认列，列的先后不限。",
    )


class PasteForm(forms.Form):
    """Rows copied from a spreadsheet, with their heads."""

    text = forms.CharField(
        label="粘贴的表格", strip=False,
        help_text="在表格里连同表头一起选中、复制，粘贴到这里。",
        widget=forms.Textarea({"rows": 8, "data-paste-table": True, "spellcheck": "false"}),
        error_messages={"required": "还没有粘贴内容。请连同表头一起复制后粘贴。"},
    )  # fmt: skip


class GridFilterForm(forms.Form):
    """Which rows of the grid are shown."""

    q = forms.CharField(label="查找", required=False, max_length=40)
    show = forms.ChoiceField(
        label="显示", required=False,
        choices=[("", "全部"), ("changed", "有变化的"), ("remarked", "有退回意见的")],
    )  # fmt: skip
