"""What the pages of a recipient's own workbooks send: files, and where each column stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from jingwei.collection.own.layout import SHAPE_WORDS, Asked, Grid, Shape
from jingwei.collection.selectors.own_sheets import Matched, heads_offered
from jingwei.kernel.errors import BadInput
from jingwei.kernel.files import MAX_SIZE
from jingwei.kernel.inputs import PlainForm

MOST_FILES = 100
"""As many as the server takes at once (DATA_UPLOAD_MAX_NUMBER_FILES)."""
MOST_AT_ONCE = 3 * MAX_SIZE
"""Bytes of all files together: they are read in memory."""


class ManyFiles(forms.ClearableFileInput):
    """A file control that takes several."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files; cleaned to a list of uploaded files."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        several = (data or [None]) if isinstance(data, list) else [data]
        if len(several) > MOST_FILES:
            raise forms.ValidationError(f"一次最多上传 {MOST_FILES} 个文件。")
        return [super(FilesField, self).clean(one, initial) for one in several]


class OwnUploadForm(PlainForm):
    """The workbook a unit uses, empty or filled; of a form there may be several."""

    sheets = FilesField(
        label="本单位的表",
        help_text="空表或填好的都可以。一表一条的表，可以一次选多个文件。.xlsx，20 MB 以内。",
    )

    def contents(self) -> list[tuple[str, bytes]]:
        """Return (name, bytes) of the files. Raises BadInput ``kernel.file`` for too large ones."""
        sent = self.cleaned_data["sheets"]
        if sum(one.size for one in sent) > MOST_AT_ONCE:
            raise BadInput("kernel.file", "这些文件合计超过 60 MB。", hint="请分几次上传。")
        for one in sent:
            if one.size > MAX_SIZE:
                raise BadInput("kernel.file", f"文件“{one.name}”超过 20 MB。")
        return [(one.name, one.read()) for one in sent]


class LookForm(PlainForm):
    """How a sheet is to be looked at; sent by GET when it was not recognised well."""

    shape = forms.ChoiceField(label="样式", choices=SHAPE_WORDS, required=False)
    title = forms.ChoiceField(label="工作表", required=False)
    line = forms.IntegerField(label="表头在第几行", min_value=0, max_value=200, required=False)

    def __init__(self, *args: Any, grids: Sequence[Grid], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        titles = [(grid.title, grid.title) for grid in grids]
        self.fields["title"].choices = titles  # type: ignore[attr-defined]

    def asked(self) -> Asked:
        """Return what was said; nothing of a form that is not valid."""
        told = self.cleaned_data if self.is_valid() else {}
        return Asked(told.get("shape") or "", told.get("title") or "", told.get("line") or 0)


class PlacesForm(PlainForm):
    """Where each column of the round stands: a head of a table, or the address of a cell."""

    def __init__(
        self, *args: Any, matched: Sequence[Matched], grid: Grid, asked: Asked, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.codes = {f"p_{one.column.code}": one.column.code for one in matched}
        self.is_single = asked.shape == Shape.SINGLE
        heads = [("", "表里没有"), *heads_offered(grid, asked.line)]
        for one in matched:
            told: dict[str, Any] = {
                "label": one.column.label, "required": False, "initial": one.place,
                "help_text": "文字只是相近，请核对" if one.is_alike else "",
            }  # fmt: skip
            name = f"p_{one.column.code}"
            if self.is_single:
                self.fields[name] = forms.CharField(
                    max_length=6, widget=forms.TextInput({"placeholder": "如 C4"}), **told
                )
            else:
                self.fields[name] = forms.ChoiceField(choices=heads, **told)

    def places(self) -> dict[str, str]:
        """Return column code → place, "" for nowhere. The form is valid."""
        told = {code: self.cleaned_data[name].strip() for name, code in self.codes.items()}
        return {code: text.upper() for code, text in told.items()} if self.is_single else told
