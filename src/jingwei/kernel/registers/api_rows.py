"""What the API does with the rows of a register: list, read, store, and the shapes of it all.

Annotations are evaluated here, not postponed: those of the shapes are made at run time.
"""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest  # noqa: TID251  # a part of the API
from django.shortcuts import get_object_or_404  # noqa: TID251  # a part of the API
from ninja import Schema
from pydantic import ConfigDict, Field, StrictFloat, StrictInt, create_model

from jingwei.kernel.errors import BadInput
from jingwei.kernel.registers.declaration import Col, Place, Register, Verb
from jingwei.kernel.registers.forms import FilterForm
from jingwei.kernel.registers.kinds import FlagKind, NumberKind, RelatedKind
from jingwei.kernel.registers.reading import PAGE_SIZE, filtered, order_of, window
from jingwei.kernel.registers.reveals import rows_read, rows_searched
from jingwei.kernel.registers.sight import Sight
from jingwei.kernel.registers.writing import Draft, RowError, RowsRefused, rows_save

LARGEST_PAGE = 200
WORDS = {
    "q": "搜索",
    "sort": "排序列，前加减号为降序",
    "after": "从这一标记往后",
    "before": "从这一标记往前",
}


def name_of(register: Register[Any]) -> str:
    return register.code.replace(".", "_")


def allowed(request: HttpRequest, register: Register[Any], verb: Verb = "view") -> Sight:
    needed = [register.permission("view"), register.permission(verb)]
    if not request.user.has_perms(needed) or register.closed_to(request.user, verb):
        raise PermissionDenied
    return Sight(request.user)


def row_of(register: Register[Any], sight: Sight, pk: int) -> Any:
    if pk >= 2**63:
        raise Http404
    return get_object_or_404(register.rows(sight.viewer), pk=pk)


def listed(register: Register[Any], query: Any, sight: Sight) -> dict[str, Any]:
    wanted: dict[str, Any] = query.dict(exclude_none=True)
    size = wanted.pop("limit")
    asked = _judged(register, wanted, sight)
    rows = filtered(register, asked, sight)
    got = window(rows, order_of(register, asked, sight), asked, size)
    rows_searched(register, asked.get("q", ""), actor=sight.viewer)
    rows_read(register, sight.viewer, count=len(got.rows), actor=sight.viewer)
    return {
        "items": told(register, got.rows, sight),
        "count": got.count, "is_more": got.is_more, "before": got.before, "after": got.after,
    }  # fmt: skip


def _judged(register: Register[Any], wanted: dict[str, str], sight: Sight) -> dict[str, str]:
    """Return the query as the page would read it: a branch by name is its path."""
    form = FilterForm(register, sight, wanted)
    if form.is_bound and not form.is_valid():
        raise RowsRefused(
            [
                RowError(0, str(form.fields[name].label) if name in form.fields else "", str(why))
                for name, reasons in form.errors.items()
                for why in reasons
            ]
        )
    return {**wanted, **form.asked()}


def saved(register: Register[Any], data: Any, sight: Sight, row: Any) -> dict[str, Any]:
    given = data.dict(exclude_unset=True)
    version = given.pop("version", None)
    values = _parsed(register, given, sight, row)
    draft: Draft[Any] = Draft(values, row=row, version=version)
    with transaction.atomic():
        outcome = rows_save(register, [draft], actor=sight.viewer, source="接口")
        stored = outcome.changes[0].row if outcome.changes else row
        found = register.rows(sight.viewer).filter(pk=stored.pk).first()
        if found is None:
            raise BadInput("register.out_of_sight", "这条记录会在你的数据范围之外，没有保存。")
    return told(register, [found], sight)[0]


def _parsed(
    register: Register[Any], given: dict[str, Any], sight: Sight, row: Any
) -> dict[str, Any]:
    """Return values by column. Raises RowsRefused with a reason for each that is none."""
    values, errors = {}, []
    for name, value in given.items():
        col = register.col(name)
        if row is not None and not sight.clear(col) and value == sight.text(register, col, row):
            continue  # the mask came back: nobody wrote anything
        try:
            values[name] = _value(register, col, value, sight)
        except BadInput as error:
            errors.append(RowError(0, register.label_of(col), str(error)))
    if row is None and not errors:
        errors = [RowError(0, label, "必须填写。") for label in _lacking(register, values)]
    if errors:
        raise RowsRefused(errors)
    return values


def _lacking(register: Register[Any], values: dict[str, Any]) -> list[str]:
    """Return the related rows without which a new row belongs to nobody, by label."""
    cols = [c for c in register.cols("new") if isinstance(register.kind(c), RelatedKind)]
    return [
        register.label_of(col)
        for col in cols
        if values.get(col.name) is None and not getattr(register.field(col), "null", True)
    ]


def _value(register: Register[Any], col: Col, value: Any, sight: Sight) -> Any:
    kind = register.kind(col)
    if not sight.writable(col):
        raise BadInput("register.masked", "你无权填写这一项。")
    if isinstance(kind, FlagKind) and isinstance(value, bool):
        return value
    text = "" if value is None else str(value).strip()
    if not text:
        return kind.empty
    if "\x00" in text:
        raise BadInput("register.text", "含有不能保存的字符。")
    if isinstance(kind, RelatedKind):
        return kind.one(text, kind.find([text], sight.viewer))
    return kind.parse(text)


def told(register: Register[Any], rows: list[Any], sight: Sight) -> list[dict[str, Any]]:
    cols = register.cols("api")
    return [
        {"id": row.pk, "version": row.version}
        | {col.name: _told_value(register, col, row, sight) for col in cols}
        for row in rows
    ]


def _told_value(register: Register[Any], col: Col, row: Any, sight: Sight) -> Any:
    is_flag = isinstance(register.kind(col), FlagKind) and sight.clear(col)
    return col.read(row) if is_flag else sight.cell(register, col, row)


def _fields(register: Register[Any], cols: Iterable[Col]) -> dict[str, Any]:
    return {
        col.name: (_type(register, col), Field(None, title=_label(register, col))) for col in cols
    }


def _type(register: Register[Any], col: Col) -> Any:
    kind = register.kind(col)
    if isinstance(kind, FlagKind):
        return bool | str | None
    return StrictInt | StrictFloat | str | None if isinstance(kind, NumberKind) else str | None


def _label(register: Register[Any], col: Col) -> str:
    label = register.label_of(col)
    return f"{label}（{col.item}）" if col.item else label


def row_schema(register: Register[Any]) -> Any:
    fields = _fields(register, register.cols("api"))
    return create_model(
        f"{name_of(register)}_row", __base__=Schema, id=(int, ...),
        version=(int, Field(..., title="版本")), **fields,
    )  # fmt: skip


def page_schema(register: Register[Any], row: Any) -> Any:
    return create_model(
        f"{name_of(register)}_page", __base__=Schema,
        items=(list[row], ...),
        count=(int, Field(..., title="总数")),
        is_more=(bool, Field(..., title="实际多于总数")),
        before=(str, Field("", title="上一页标记，空为没有")),
        after=(str, Field("", title="下一页标记，空为没有")),
    )  # fmt: skip


def input_schema(register: Register[Any], place: Place) -> Any:
    class Strict(Schema):
        model_config = ConfigDict(extra="forbid")

    fields = _fields(register, register.cols(place))
    if place == "edit":
        fields["version"] = (int, Field(..., title="看到的版本"))
    return create_model(f"{name_of(register)}_{place}", __base__=Strict, **fields)


def asked_schema(register: Register[Any]) -> Any:
    fields: dict[str, Any] = {n: (str | None, Field(None, title=t)) for n, t in WORDS.items()}
    fields["limit"] = (int, Field(PAGE_SIZE, ge=1, le=LARGEST_PAGE, title="每页行数"))
    if register.interval:
        fields["on"] = (str | None, Field(None, title="截至日期"))
    for col in register.columns:
        ends = {"_from": "从", "_to": "到"} if col.filter == "range" else {"": ""}
        for end, word in ends.items() if col.filter else ():
            title = _label(register, col) + word
            fields[col.name + end] = (str | None, Field(None, title=title))
    return create_model(f"{name_of(register)}_asked", __base__=Schema, **fields)
