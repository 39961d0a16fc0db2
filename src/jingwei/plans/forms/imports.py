"""A document handed in, one edit of its cuts, the confirmation of a version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from jingwei.accounts.models import User
from jingwei.kernel.errors import BadInput
from jingwei.org.models import Unit, UnitKind
from jingwei.plans.models import AnnualPlan
from jingwei.plans.outline import (
    Node,
    Outline,
    change_kind,
    join,
    outline_of_bytes,
    outline_of_text,
    split,
)
from jingwei.plans.outline.reading import MOST_BYTES
from jingwei.plans.outline.tree import KINDS
from jingwei.plans.selectors.cuts import heading_end

YEARS = (2000, 2099)
YEAR_WANTED = "年度填四位数字，例如 2025。"


class ImportForm(forms.Form):
    """A file or a pasted text, and whose plan of which year it is.

    For a new version of ``plan`` unit, year and title are those of the plan. After is_valid()
    ``cleaned_data["found"]`` holds the outline.
    """

    file = forms.FileField(
        label="文件", required=False, max_length=200,
        help_text="Word（.docx）、Excel 分解表（.xlsx）或纯文本（.txt），不超过 20 MB。"
        "旧版 .doc 请先另存为 .docx。",
        widget=forms.FileInput(attrs={"accept": ".docx,.xlsx,.txt"}),
        error_messages={
            "empty": "选中的文件是空的，请重新选择。",
            "max_length": "文件名太长，请改短后再上传。",
        },
    )  # fmt: skip
    text = forms.CharField(
        label="或者粘贴全文", required=False, strip=False,
        help_text="从 Word、WPS 或网页复制全文后粘贴，保留分段。",
        widget=forms.Textarea(attrs={"rows": 12}),
    )  # fmt: skip
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label="哪个单位的要点", empty_label=None,
        error_messages={
            "required": "选择单位。",
            "invalid_choice": "这个单位不在你的数据范围内，请另选。",
        },
    )  # fmt: skip
    year = forms.IntegerField(
        label="年度", required=False, min_value=YEARS[0], max_value=YEARS[1],
        help_text="留空则按原文写的年份。",
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), YEAR_WANTED),
    )  # fmt: skip
    title = forms.CharField(
        label="标题", required=False, max_length=200, help_text="留空则用原文的标题。"
    )

    def __init__(
        self, *args: Any, viewer: User, plan: AnnualPlan | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        if plan:
            for name in ("unit", "year", "title"):
                del self.fields[name]
            return
        units = Unit.objects.visible_to(viewer).filter(closed_on=None)
        units = units.exclude(kind=UnitKind.SECTION)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["unit"].initial = _home(viewer, units)

    def clean_file(self) -> UploadedFile[Any] | None:
        file: UploadedFile[Any] | None = self.cleaned_data["file"]
        if file and (file.size or 0) > MOST_BYTES:
            size, limit = (file.size or 0) / 1e6, MOST_BYTES // 1_000_000
            raise forms.ValidationError(
                f"文件“{file.name}”有 {size:.0f} MB，超过 {limit} MB。"
                "请去掉图片等附件，只提交计划正文。"
            )
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file, text = cleaned.get("file"), cleaned.get("text", "").strip()
        if "file" in self.errors:
            return cleaned
        if bool(file) == bool(text):
            both = "文件和粘贴的全文只能用一样，请去掉其中一样。"
            self.add_error("file", both if file else "选择文件，或者粘贴全文。")
            return cleaned
        self._read(cleaned, file)
        return cleaned

    def _read(self, cleaned: dict[str, Any], file: UploadedFile[Any] | None) -> None:
        try:
            if file:
                found = outline_of_bytes(file.name or "", file.read())
            else:
                found = outline_of_text(cleaned["text"])
        except BadInput as error:
            self.add_error("file" if file else "text", str(error))
            return
        cleaned["found"] = replace(found, title=cleaned.get("title") or found.title)
        if not self.plan and "year" not in self.errors:
            cleaned["year"] = cleaned.get("year") or found.year
            if not cleaned["year"]:
                self.add_error("year", "原文里没有写年份，请填写年度，例如 2025。")

    def facts(self) -> dict[str, Any]:
        """Return what ``plan_import`` wants to know, after is_valid()."""
        found: Outline = self.cleaned_data["found"]
        file = self.cleaned_data["file"]
        return {
            "found": found,
            "unit": self.plan.unit if self.plan else self.cleaned_data["unit"],
            "year": self.plan.year if self.plan else self.cleaned_data["year"],
            "plan": self.plan,
            "file_name": file.name if file else "",
        }


class CutForm(forms.Form):
    """One edit of the cuts: exactly one of join, split, end and kind, on the node at ``node``."""

    ACTS = ("join", "split", "end", "kind")

    seen = forms.CharField(max_length=64)
    node = forms.IntegerField()
    join = forms.BooleanField(required=False)
    split = forms.IntegerField(required=False)
    end = forms.IntegerField(required=False)
    kind = forms.ChoiceField(required=False, choices=[(kind, kind) for kind in KINDS])

    def edited(self, nodes: Sequence[Node]) -> tuple[tuple[Node, ...], int]:
        """Return the nodes after the edit, and the start of the node to look at next.

        Raises BadInput ``plan.edit`` when the edit cannot be understood or done.
        """
        acts = [name for name in self.ACTS if self.data.get(name)]
        if not self.is_valid() or len(acts) != 1:
            raise BadInput("plan.edit", "没有看懂要做的调整。", hint="请刷新页面后再试。")
        data = self.cleaned_data
        index = next((n for n, node in enumerate(nodes) if node.start == data["node"]), -1)
        if index < 0:
            raise BadInput("plan.edit", "这一段的边界刚才变过。", hint="请在新的切分上再做。")
        return self._done(acts[0], nodes, index)

    def _done(self, act: str, nodes: Sequence[Node], index: int) -> tuple[tuple[Node, ...], int]:
        data, here = self.cleaned_data, nodes[index]
        if act == "join":
            return join(nodes, index), nodes[max(index - 1, 0)].start
        if act == "end":
            return heading_end(nodes, index, data["end"]), here.start
        if act == "kind":
            return change_kind(nodes, index, data["kind"]), here.start
        if not here.start < data["split"] < here.end:
            words = "切开的位置不在这一段里。"
            raise BadInput("plan.edit", words, hint="请在这一段的文字中间选一处。")
        return split(nodes, data["split"]), data["split"]


class ConfirmForm(forms.Form):
    """The digest of the cuts that were checked, and whether to issue the plan at once."""

    seen = forms.CharField(widget=forms.HiddenInput)
    issue = forms.BooleanField(label="确认后立即发布，举措成为责任人的待办", required=False)

    def __init__(self, *args: Any, may_issue: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_issue:
            del self.fields["issue"]


def _home(viewer: User, units: Any) -> Unit | None:
    """Return the lowest unit on offer that holds the viewer's home, else the first on offer."""
    above = [unit for unit in units if viewer.home_path.startswith(unit.path)]
    return max(above, key=lambda unit: len(unit.path), default=next(iter(units), None))
