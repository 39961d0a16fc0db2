"""The forms of free ledgers: what for, which columns, why it ends, a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.db.models import Field

from jingwei.collection.columns import KIND_WORDS, ColumnKind
from jingwei.collection.forms.lines import MORE_LINES, ColumnLine, lines_wanted
from jingwei.collection.ledger_columns import LedgerColumn
from jingwei.collection.models import Ledger
from jingwei.collection.selectors.ledgers import SCOPES, STATES
from jingwei.kernel.files import KINDS
from jingwei.kernel.inputs import PlainForm
from jingwei.kernel.registers.kinds import LookupField, RelatedKind

NEW_LINES = 6
ALIKE = (ColumnKind.NUMBER, ColumnKind.WHOLE)
"""Kinds that may take each other's place."""
OWN, UNITS, ORGANIZATIONS = "own", "units", "organizations"
WHO = (
    (OWN, "只有建账单位"), (UNITS, "各单位登记本单位的"), (ORGANIZATIONS, "各党组织登记本组织的"),
)  # fmt: skip


class LedgerFilterForm(forms.Form):
    """The filter of the list of ledgers."""

    q = forms.CharField(label="名称或用途", max_length=60, required=False)
    scope = forms.ChoiceField(label="哪些", choices=list(SCOPES.items()), required=False)
    state = forms.ChoiceField(label="状态", choices=list(STATES.items()), required=False)


class LedgerForm(PlainForm):
    """The first step: name, purpose, who keeps it, what a row is about."""

    name = forms.CharField(label="台账名称", max_length=60, help_text="例如：党员教育阵地")
    purpose = forms.CharField(
        label="用途", max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="登记的人会看到：记下来做什么用",
    )  # fmt: skip
    row_word = forms.CharField(
        label="一行叫一什么", max_length=4, initial="条", help_text="例如：个、场、次、项"
    )
    person_label = forms.CharField(
        label="关联人员的叫法", max_length=20, required=False,
        help_text="一行是关于某个人的才填，例如“联系人”；姓名等从人员登记册取，不另设栏。不关联人员的留空",
    )  # fmt: skip
    with_files = forms.BooleanField(
        label="每行可以附文件", required=False, help_text="附件从不要求，有就传，没有不补"
    )
    who = forms.ChoiceField(
        label="谁登记", choices=WHO, initial=OWN, widget=forms.RadioSelect,
        help_text="各单位、各支部只登记、只看到自己的行；上级按自己的数据范围看",
    )  # fmt: skip

    def __init__(
        self, *args: Any, viewer: Any, ledger: Ledger | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if ledger is None:
            relation = cast("Field[Any, Any]", Ledger._meta.get_field("unit"))
            field = LookupField(RelatedKind(relation, "written"), viewer)
            field.label, field.required = "建账单位", False
            field.help_text = "不填则为你所在的单位"
            self.fields["unit"] = field
            self.order_fields(["name", "purpose", "unit"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        who = cleaned.pop("who", OWN)
        return {**cleaned, "is_shared": who != OWN, "by_organization": who == ORGANIZATIONS}


def ledger_initial(ledger: Ledger) -> dict[str, Any]:
    """Return the first step as the ledger has it."""
    who = ORGANIZATIONS if ledger.by_organization else UNITS if ledger.is_shared else OWN
    names = [name for name in LedgerForm.base_fields if name != "who"]
    return {name: getattr(ledger, name) for name in names} | {"who": who}


class LineForm(ColumnLine):
    """One column: a new one, or one with its slot."""

    slot = forms.CharField(max_length=12, required=False, widget=forms.HiddenInput)
    place = forms.IntegerField(label="次序", required=False, min_value=1, max_value=99)
    label = forms.CharField(label="栏名", max_length=30, required=False)
    kind = forms.ChoiceField(label="类型", choices=list(KIND_WORDS.items()), required=False)
    choices = forms.CharField(label="选项（用顿号分开）", max_length=500, required=False)
    low = forms.FloatField(label="最小值", required=False)
    high = forms.FloatField(label="最大值", required=False)
    is_key = forms.BooleanField(label="认行", required=False)
    wanted = forms.BooleanField(label="应填", required=False)
    help = forms.CharField(label="填写说明", max_length=100, required=False)
    retired = forms.BooleanField(label="停用", required=False)

    def __init__(
        self, *args: Any, number: int, column: LedgerColumn | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **{**kwargs, "initial": _line(number, column)})
        self.column = column
        sizes = {"label": 10, "choices": 24, "help": 14}
        for name, field in self.fields.items():
            field.widget.attrs["aria-label"] = f"第 {number} 栏{field.label}"
            if name in sizes:
                field.widget.attrs["size"] = sizes[name]
        if column is None:
            del self.fields["retired"]
        else:
            kind = ColumnKind(column.kind)
            offered = ALIKE if kind in ALIKE else (kind,)
            self.fields["kind"].choices = [(one, KIND_WORDS[one]) for one in offered]  # type: ignore[attr-defined]

    def cells(self) -> list[forms.BoundField]:
        """Return the fields that stand in the table."""
        return list(self.visible_fields())

    def told(self) -> LedgerColumn | None:
        """Return the column, None for an empty line. The form is valid."""
        told = self.cleaned_data
        label = " ".join(told["label"].split())
        if not label:
            return None
        texts = told["choices"].replace(",", "、").replace("，", "、").split("、")
        kind = told["kind"] or ColumnKind.TEXT
        is_number, is_choice = kind in ALIKE, kind == ColumnKind.CHOICE
        return LedgerColumn(
            label, kind, told["slot"],
            choices=tuple(filter(None, map(str.strip, texts))) if is_choice else (),
            wanted=told["wanted"], is_key=told["is_key"],
            low=told["low"] if is_number else None, high=told["high"] if is_number else None,
            help=told["help"].strip(), retired=told.get("retired", False),
        )  # fmt: skip


class LedgerColumnsForm(PlainForm):
    """All columns of a ledger, one line each, with room for some more."""

    def __init__(self, *args: Any, ledger: Ledger, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held, sent = ledger.column_list, self.data if self.is_bound else None
        count = lines_wanted(sent, "c", len(held) + MORE_LINES if held else NEW_LINES)
        self.lines = [
            LineForm(sent, prefix=f"c{n}", number=n + 1, column=column)
            for n, column in enumerate([*held, *([None] * (count - len(held)))])
        ]

    def heads(self) -> Sequence[forms.BoundField]:
        """Return the fields of a whole line, for the heads of the table."""
        return list(LineForm(number=0, column=LedgerColumn("")).visible_fields())

    def is_valid(self) -> bool:
        lines = [line.is_valid() for line in self.lines]
        return super().is_valid() and all(lines)

    def columns(self) -> list[LedgerColumn]:
        """Return the columns in the order of their numbers. The form is valid.

        A column whose name was emptied is missing: it is retired.
        """
        told = [(line.cleaned_data["place"], n, line.told()) for n, line in enumerate(self.lines)]
        told.sort(key=lambda one: (one[0] or one[1] + 1, one[1]))
        return [column for _, _, column in told if column]


def _line(number: int, column: LedgerColumn | None) -> dict[str, Any]:
    if column is None:
        return {"place": number}
    return {
        "slot": column.slot, "place": number, "label": column.label, "kind": column.kind,
        "choices": "、".join(column.choices), "low": column.low, "high": column.high,
        "is_key": column.is_key, "wanted": column.wanted, "help": column.help,
        "retired": column.retired,
    }  # fmt: skip


class FileForm(PlainForm):
    """A file beside a row."""

    file = forms.FileField(
        label="添加一个文件", max_length=200, help_text="不超过 20 MB",
        widget=forms.FileInput(attrs={"accept": ",".join(KINDS)}),
        error_messages={"required": "选择文件。", "empty": "选中的文件是空的，请重新选择。"},
    )  # fmt: skip
