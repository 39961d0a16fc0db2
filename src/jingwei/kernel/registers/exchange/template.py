"""The workbook a register is filled in with: heads, notes, choices, formats that keep digits."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Any

import xlsxwriter

from jingwei.kernel.documents.csv_table import csv_bytes
from jingwei.kernel.registers.declaration import Register
from jingwei.kernel.registers.exchange.export import mark_register, sheet_name
from jingwei.kernel.registers.exchange.heads import key_words
from jingwei.kernel.registers.exchange.reading_files import NOTES
from jingwei.kernel.registers.exchange.rules import Role, Rule, rule_of
from jingwei.kernel.registers.kinds import (
    CodeKind,
    DayKind,
    FlagKind,
    NumberKind,
    PartialKind,
    RelatedKind,
    SecretKind,
)

FILLED_ROWS = 5_000
"""Rows that offer choices."""
MOST_CHOICES = 3_000
_ASKED = {
    PartialKind: ("年月，知道日的写到日", "1985.03"),
    DayKind: ("写到日的日期", "2025-06-30"),
    FlagKind: ("是或否", "是"),
    NumberKind: ("数字", "12"),
    SecretKind: ("文本，不要写成数字", ""),
    CodeKind: ("从下拉列表中选", ""),
}
_RULES = (
    "表头文字不要改；列的先后可以调整，用不着的列可以删去。",
    "底色较深的列用来认定是哪一条记录。已有的记录会被修改，没有的记录会新增。",
    "空着的单元格不改动原有内容，除非上传时选择“空格清空原值”。",
    "身份证号、电话、编号保持“文本”格式，否则末几位会被表格软件改掉。",
    "上传后先看差异，确认后才写入。不能导入的行可以带原因下载，改好再传。",
)


@dataclass(frozen=True)
class _Asked:
    """What the template says about a column."""

    rule: Rule
    is_key: bool
    is_required: bool
    shape: str
    example: str
    choices: list[str]

    @property
    def wish(self) -> str:
        return "必填" if self.is_required else "认定记录用" if self.is_key else "选填"

    @property
    def note(self) -> str:
        lines = [f"{self.rule.label}（{self.wish}）", self.shape]
        lines += [f"例：{self.example}"] if self.example else []
        lines += [self.rule.col.help] if self.rule.col.help else []
        return "\n".join(line for line in lines if line)


def template_xlsx(register: Register[Any], viewer: Any) -> bytes:
    """Return the empty workbook of a register, with the columns that ``viewer`` may fill in."""
    asked = _columns(register, viewer)
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet(sheet_name(register.title))
        _write_heads(book, sheet, asked)
        _write_notes(book, register, asked)
        lists = mark_register(book, register)
        for place, one in enumerate(asked):
            _offer(book, sheet, lists, place, one)
    return out.getvalue()


def template_csv(register: Register[Any], viewer: Any) -> bytes:
    """Return the heads of a register as .csv."""
    return csv_bytes([one.rule.label for one in _columns(register, viewer)], [])


def _columns(register: Register[Any], viewer: Any) -> list[_Asked]:
    rules = [rule_of(register, col, viewer) for col in register.cols("import")]
    wanted = [rule for rule in rules if rule.may_write and rule.role == Role.WRITTEN]
    keys = {name for way in register.keys for name in way}
    return [_asked(register, rule, is_key=rule.name in keys) for rule in wanted]


def _asked(register: Register[Any], rule: Rule, *, is_key: bool) -> _Asked:
    field: Any = register.field(rule.col)
    required = not (field.blank or field.null or field.has_default() or rule.is_given)
    kind = rule.kind
    shape, example = next((a for k, a in _ASKED.items() if isinstance(kind, k)), ("", ""))
    choices = [label for _, label in kind.choices()]
    if isinstance(kind, RelatedKind):
        shape = f"写{kind.model._meta.verbose_name}的编号或名称，重名的写“上级/名称”"
    if rule.is_given:
        shape = "由系统编定，新增的行留空"
    if choices:
        shape, example = shape or "从下拉列表中选", example or choices[0]
    return _Asked(rule, is_key, required, shape, example, choices)


def _write_heads(book: Any, sheet: Any, asked: list[_Asked]) -> None:
    plain = {"bold": True, "border": 1, "align": "center", "text_wrap": True, "valign": "vcenter"}
    head = book.add_format({**plain, "bg_color": "#E7EBF0"})
    key = book.add_format({**plain, "bg_color": "#C3D4EA"})
    text, number = book.add_format({"num_format": "@"}), book.add_format({})
    for place, one in enumerate(asked):
        width = one.rule.col.width or max(7, min(14, len(one.rule.label) + 2))
        style = number if one.rule.kind.is_number else text
        sheet.set_column(place, place, 2 * width + 1, style)
        sheet.write_string(0, place, one.rule.label, key if one.is_key else head)
        size = {"x_scale": 1.6, "y_scale": 1.1, "author": "", "font_size": 9}
        sheet.write_comment(0, place, one.note, size)
    sheet.set_row(0, 28)
    sheet.freeze_panes(1, 0)


def _write_notes(book: Any, register: Register[Any], asked: list[_Asked]) -> None:
    sheet = book.add_worksheet(NOTES)
    bold = book.add_format({"bold": True, "bg_color": "#E7EBF0", "border": 1})
    cell = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    for place, width in enumerate((20, 12, 34, 24, 40)):
        sheet.set_column(place, place, width)
    lines = [f"{register.title}　填写说明", f"认定记录：{key_words(register)}。", *_RULES]
    for number, line in enumerate(lines):
        sheet.write_string(number, 0, line)
    top = len(lines) + 1
    for place, text in enumerate(("列", "要求", "写法", "示例", "说明")):
        sheet.write_string(top, place, text, bold)
    for number, one in enumerate(asked, top + 1):
        item = f"指标项 {one.rule.col.item}" if one.rule.col.item else ""
        told = "；".join(part for part in (one.rule.col.help, item) if part)
        for place, text in enumerate((one.rule.label, one.wish, one.shape, one.example, told)):
            sheet.write_string(number, place, text, cell)


def _offer(book: Any, sheet: Any, lists: Any, place: int, one: _Asked) -> None:
    """Put the choices of a column on the hidden sheet and offer them in its cells.

    A list of its own, since one written into the cell's rule breaks beyond 255 characters.
    """
    if not 0 < len(one.choices) <= MOST_CHOICES:
        return
    for number, text in enumerate(one.choices):
        lists.write_string(number, place + 1, text)
    letter = xlsxwriter.utility.xl_col_to_name(place + 1, col_abs=True)
    name = f"list_{one.rule.name}"
    book.define_name(name, f"={lists.get_name()}!{letter}$1:{letter}${len(one.choices)}")
    sheet.data_validation(
        1, place, FILLED_ROWS, place,
        {
            "validate": "list", "source": f"={name}", "error_type": "warning",
            "error_title": "不在列表中", "error_message": "请从下拉列表中选。",
        },
    )  # fmt: skip
