"""The forms of the wizard: what is asked, who answers, which columns."""

from __future__ import annotations

from typing import Any

from django import forms

from jingwei.collection.columns import KIND_WORDS, Column, ColumnKind
from jingwei.collection.forms.lines import ColumnLine, lines_wanted
from jingwei.collection.models import Form, Round
from jingwei.collection.selectors.prefill import (
    can_be_asked,
    columns_offered,
    is_scoped_by,
    register_for,
)
from jingwei.collection.selectors.recipients import Wanted, towns
from jingwei.kernel.clock import today
from jingwei.kernel.inputs import DayInput, PlainForm
from jingwei.kernel.registers.declaration import REGISTERS, Register
from jingwei.org.models import OrganizationKind, Sector, UnitKind

FEW = 12
"""A column of so many choices at most is offered as a filter on the rows."""
NEW_LINES = 5
NEVER = ("org.unit", "org.partyorganization", "collection.form")
KINDS = {
    Round.RecipientKind.UNIT: UnitKind.choices,
    Round.RecipientKind.ORGANIZATION: OrganizationKind.choices,
}


def columns_known(round_: Round) -> list[Column]:
    """Return the columns of the register of a round, to be looked over, by their names."""
    register = register_for(round_)
    return [
        Column(
            col.name, register.label_of(col), register=register.code, source=col.name,
            check_only=True,
        )
        for col in columns_offered(register)
    ]  # fmt: skip


def subjects_offered(viewer: Any) -> list[tuple[str, str]]:
    """Return what rows may be about: the recipient itself, or a register the viewer may read."""
    found = [("organization", "每个党组织填一行"), ("unit", "每个单位填一行")]
    for code, register in REGISTERS.items():
        if register.parent or code in NEVER or not viewer.has_perm(register.permission("view")):
            continue
        for kind, word in Round.RecipientKind.choices[::-1]:
            if is_scoped_by(register, kind) and columns_offered(register):
                found.append(
                    (f"{kind}:{code}", f"逐{register.unit_word}核对{register.title}，按{word}分发")
                )
    return found


class WhatForm(PlainForm):
    """The first step: what for, on what basis, until when, about what."""

    title = forms.CharField(
        label="名称", max_length=100, widget=forms.TextInput({"autofocus": True})
    )
    subject = forms.ChoiceField(label="填什么", help_text="逐条核对时，系统已有的内容会自动带出")
    form = forms.ModelChoiceField(
        Form.objects.none(), label="清单内报表", required=False, empty_label="清单外，一事一报"
    )
    basis = forms.CharField(
        label="依据", max_length=200, required=False, help_text="选了清单内报表时自动带出，可不填"
    )
    why = forms.CharField(
        label="用途", max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="基层会看到：收上来做什么用",
    )  # fmt: skip
    deadline = forms.DateField(label="期限", widget=DayInput())
    leader_named = forms.CharField(
        label="同意缩短期限的部领导", max_length=60, required=False,
        help_text="期限少于 3 个工作日时必须写明",
    )  # fmt: skip
    phone = forms.CharField(label="联系电话", max_length=40, required=False)

    def __init__(self, *args: Any, viewer: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subject"].choices = subjects_offered(viewer)  # type: ignore[attr-defined]
        known = Form.objects.visible_to(viewer).in_force_on(today())
        self.fields["form"].queryset = known  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("form") and not cleaned.get("basis"):
            self.add_error("basis", "清单外的填报要写明依据。")
        kind, _, code = cleaned.pop("subject", "").partition(":")
        return {
            **cleaned, "recipient_kind": kind, "register": code,
            "subject": Round.Subject.REGISTER if code else Round.Subject.RECIPIENT,
        }  # fmt: skip


def what_initial(round_: Round) -> dict[str, Any]:
    """Return the first step as the draft has it."""
    names = ("title", "form", "basis", "why", "deadline", "leader_named", "phone")
    told = {name: getattr(round_, name) for name in names}
    kind = str(round_.recipient_kind)
    return told | {"subject": f"{kind}:{round_.register}" if round_.register else kind}


class LineForm(ColumnLine):
    """One new column."""

    label = forms.CharField(label="列名", max_length=60, required=False)
    kind = forms.ChoiceField(label="类型", choices=list(KIND_WORDS.items()), required=False)
    required = forms.BooleanField(label="必填", required=False)
    low = forms.FloatField(label="最小值", required=False)
    high = forms.FloatField(label="最大值", required=False)
    length = forms.IntegerField(label="最多字数", required=False, min_value=1, max_value=500)
    choices = forms.CharField(label="选项（用顿号分开）", max_length=500, required=False)
    help = forms.CharField(label="填写说明", max_length=100, required=False)

    def __init__(self, *args: Any, number: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"第 {number} 列{field.label}"

    def column(self, code: str) -> Column | None:
        """Return the column, None for an empty line."""
        told = self.cleaned_data
        if not told["label"].strip():
            return None
        choices = tuple(
            filter(None, map(str.strip, told["choices"].replace(",", "、").split("、")))
        )
        return Column(
            code, told["label"].strip(), told["kind"] or ColumnKind.TEXT,
            required=told["required"], low=told["low"], high=told["high"], choices=choices,
            length=told["length"] or 500, help=told["help"].strip(),
        )  # fmt: skip


class HeadsForm(forms.Form):
    """A workbook whose heads say the columns."""

    sheet = forms.FileField(
        label="现在用的表", help_text=".xlsx、.xls 或 .csv；只读表头，不保存这个文件。",
        error_messages={"required": "选择文件。", "empty": "选中的文件是空的，请重新选择。"},
    )  # fmt: skip


class ColumnsForm(forms.Form):
    """The columns: of the register to look over or to fill, new ones, and which rows count.

    ``columns`` stand there at first, else those of the draft.
    """

    def __init__(
        self, *args: Any, round_: Round, columns: list[Column] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.register: Register[Any] = register_for(round_)
        self.offered = columns_offered(self.register)
        held = round_.column_list if columns is None else columns
        there = {c.source: c for c in held if c.register}
        for col in self.offered:
            self._add(col, there.get(col.name))
        self._add_filters(round_)
        self.lines = self._lines([c for c in held if c.is_new])

    def _lines(self, columns: list[Column]) -> list[LineForm]:
        sent = self.data if self.is_bound else None
        count = lines_wanted(sent, "new", max(NEW_LINES, len(columns) + 2))
        padded = [*columns, *([None] * (count - len(columns)))]
        return [
            LineForm(sent, prefix=f"new{n}", initial=_line(column), number=n + 1)
            for n, column in enumerate(padded)
        ]

    def _add(self, col: Any, held: Column | None) -> None:
        label = self.register.label_of(col)
        choices = [("", "不要"), ("check", "带出核对")]
        if can_be_asked(self.register, col):
            choices.append(("fill", "要求填写"))
        initial = "" if held is None else "check" if held.check_only else "fill"
        self.fields[f"c_{col.name}"] = forms.ChoiceField(
            label=label, choices=choices, initial=initial, required=False
        )

    def _add_filters(self, round_: Round) -> None:
        if round_.subject != Round.Subject.REGISTER:
            return
        for col in self.offered:
            choices = self.register.kind(col).choices()
            if col.filter == "exact" and col.is_own and 0 < len(choices) <= FEW:
                self.fields[f"f_{col.name}"] = forms.MultipleChoiceField(
                    label=f"只含{self.register.label_of(col)}", choices=choices, required=False,
                    widget=forms.CheckboxSelectMultiple,
                    initial=round_.row_filter.get(col.name, []),
                )  # fmt: skip

    def known_fields(self) -> list[forms.BoundField]:
        """Return the fields of the register's columns."""
        return [self[name] for name in self.fields if name.startswith("c_")]

    def filter_fields(self) -> list[forms.BoundField]:
        """Return the fields that say which rows count."""
        return [self[name] for name in self.fields if name.startswith("f_")]

    def is_valid(self) -> bool:
        lines = [line.is_valid() for line in self.lines]
        return super().is_valid() and all(lines)

    def row_filter(self) -> dict[str, list[str]]:
        """Return the stored values that count, by column; nothing chosen means all."""
        told = {n[2:]: v for n, v in self.cleaned_data.items() if n.startswith("f_")}
        return {name: values for name, values in told.items() if values}

    def columns(self) -> list[Column]:
        """Return the columns chosen, the register's first, coded in their order."""
        known = [
            Column(
                f"k{number}", self.register.label_of(col), register=self.register.code,
                source=col.name, check_only=self.cleaned_data[f"c_{col.name}"] == "check",
                required=self.cleaned_data[f"c_{col.name}"] == "fill",
            )
            for number, col in enumerate(self.offered, 1)
            if self.cleaned_data[f"c_{col.name}"]
        ]  # fmt: skip
        new = [line.column(f"n{number}") for number, line in enumerate(self.lines, 1)]
        return [*known, *filter(None, new)]


def _line(column: Column | None) -> dict[str, Any]:
    if column is None:
        return {}
    return {
        "label": column.label, "kind": column.kind, "required": column.required,
        "low": column.low, "high": column.high, "length": column.length,
        "choices": "、".join(column.choices), "help": column.help,
    }  # fmt: skip


class WhoForm(PlainForm):
    """The filter on recipients; sent by GET, and again with the picks."""

    below = forms.ChoiceField(label="镇街", required=False)
    kinds = forms.ChoiceField(label="类别", required=False)
    sectors = forms.ChoiceField(
        label="领域", choices=[("", "全部"), *Sector.choices], required=False
    )
    text = forms.CharField(label="名称包含", max_length=60, required=False)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(path, town.name) for path, town in sorted(towns().items())]
        self.fields["below"].choices = [("", "全区"), *known]  # type: ignore[attr-defined]
        self.fields["kinds"].choices = [("", "全部"), *KINDS[Round.RecipientKind(kind)]]  # type: ignore[attr-defined]
        if kind == Round.RecipientKind.UNIT:
            del self.fields["sectors"]

    def wanted(self) -> Wanted:
        """Return the filter. The form is valid."""
        told = {name: value.strip() for name, value in self.cleaned_data.items()}
        kinds, sectors = (tuple(filter(None, (told.get(n),))) for n in ("kinds", "sectors"))
        return Wanted(told["below"], kinds, sectors, told["text"])


class ExceptionForm(PlainForm):
    """Who signed that towns may bear more than the ceiling."""

    signed_by = forms.CharField(label="签批领导", max_length=60)
    reason = forms.CharField(
        label="超限理由", max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )
