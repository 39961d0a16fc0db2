"""The HTTP API of the registers, generated from the same columns as the pages.

Annotations are evaluated here, not postponed: those of the addresses are made at run time.
"""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import NinjaAPI, Query, Router, Schema, Status
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.renderers import JSONRenderer
from ninja.security import django_auth
from pydantic import ConfigDict, Field, StrictFloat, StrictInt, create_model

from jingwei.kernel.errors import BadInput, JingweiError
from jingwei.kernel.registers.declaration import REGISTERS, Col, Place, Register, Verb
from jingwei.kernel.registers.forms import FilterForm
from jingwei.kernel.registers.kinds import FlagKind, NumberKind, RelatedKind
from jingwei.kernel.registers.reading import PAGE_SIZE, filtered, order_of, window
from jingwei.kernel.registers.reveals import rows_read, rows_searched
from jingwei.kernel.registers.sight import Sight
from jingwei.kernel.registers.writing import Draft, RowError, RowsRefused, Stale, rows_save

LARGEST_PAGE = 200
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]
WORDS = {
    "q": "搜索",
    "sort": "排序列，前加减号为降序",
    "after": "从这一标记往后",
    "before": "从这一标记往前",
}


class Problem(Schema):
    """How every failure is answered. ``seen`` and ``current`` are versions of a stale row."""

    code: str
    message: str
    hint: str = ""
    errors: list[dict[str, str]] = []
    seen: int | None = None
    current: int | None = None


class Renderer(JSONRenderer):
    """JSON with Chinese as it is, half the size of escapes."""

    json_dumps_params = {"ensure_ascii": False}


class NotAllowed(Exception):
    """An address does not answer to a method; ``allowed`` are those it knows."""

    def __init__(self, allowed: Iterable[str]) -> None:
        self.allowed = ", ".join(allowed)
        super().__init__(self.allowed)


READ_PROBLEMS = dict.fromkeys((401, 403, 404, 422), Problem)
WRITE_PROBLEMS = dict.fromkeys((400, 401, 403, 404, 409, 422), Problem)


def register_api() -> NinjaAPI:
    """Return the API of all registers; every address asks for a signed-in session."""
    api = NinjaAPI(
        title="经纬", version="1", urls_namespace="api", auth=django_auth,
        docs_url=None, openapi_url=None, renderer=Renderer(),
        description="各登记册的读写接口；字段与页面、导入导出一致，括号内为国家标准信息项代码。",
    )  # fmt: skip
    api.add_router("", _description(api))
    for code, register in sorted(REGISTERS.items()):
        api.add_router(f"/registers/{code}", register_router(register))
    api.add_router("", _elsewhere())
    _answer_failures(api)
    return api


def register_router(register: Register[Any]) -> Router:
    """Return the addresses of one register: list, read, add, change."""
    router = Router(tags=[register.title])
    name, row = _name(register), _row_schema(register)
    page, asked = _page_schema(register, row), _asked_schema(register)
    new, change = _input_schema(register, "new"), _input_schema(register, "edit")

    @router.get(
        "", response={200: page, **READ_PROBLEMS}, operation_id=f"{name}_list",
        url_name=f"{name}_list", summary=f"{register.title}：列表",
    )  # fmt: skip
    def rows(request: HttpRequest, query: Query[asked]) -> Any:  # type: ignore[valid-type]
        return _listed(register, query, _allowed(request, register))

    @router.post(
        "", response={201: row, **WRITE_PROBLEMS}, operation_id=f"{name}_add",
        summary=f"{register.title}：新增",
    )  # fmt: skip
    def add(request: HttpRequest, data: new) -> Any:  # type: ignore[valid-type]
        return Status(201, _saved(register, data, _allowed(request, register, "add"), None))

    @router.get(
        "/{int:pk}", response={200: row, **READ_PROBLEMS}, operation_id=f"{name}_read",
        url_name=f"{name}_row", summary=f"{register.title}：一条",
    )  # fmt: skip
    def read(request: HttpRequest, pk: int) -> Any:
        sight = _allowed(request, register)
        found = _row(register, sight, pk)
        rows_read(register, found, actor=sight.viewer)
        return _told(register, [found], sight)[0]

    @router.patch(
        "/{int:pk}", response={200: row, **WRITE_PROBLEMS}, operation_id=f"{name}_change",
        summary=f"{register.title}：修改",
    )  # fmt: skip
    def change_row(request: HttpRequest, pk: int, data: change) -> Any:  # type: ignore[valid-type]
        sight = _allowed(request, register, "change")
        return Status(200, _saved(register, data, sight, _row(register, sight, pk)))

    _refuse_others(router)
    return router


def _name(register: Register[Any]) -> str:
    return register.code.replace(".", "_")


def _allowed(request: HttpRequest, register: Register[Any], verb: Verb = "view") -> Sight:
    needed = [register.permission("view"), register.permission(verb)]
    if not request.user.has_perms(needed):
        raise PermissionDenied
    return Sight(request.user)


def _row(register: Register[Any], sight: Sight, pk: int) -> Any:
    if pk >= 2**63:
        raise Http404
    return get_object_or_404(register.rows(sight.viewer), pk=pk)


def _listed(register: Register[Any], query: Any, sight: Sight) -> dict[str, Any]:
    wanted: dict[str, Any] = query.dict(exclude_none=True)
    size = wanted.pop("limit")
    asked = _judged(register, wanted, sight)
    rows = filtered(register, asked, sight)
    got = window(rows, order_of(register, asked, sight), asked, size)
    rows_searched(register, asked.get("q", ""), actor=sight.viewer)
    rows_read(register, sight.viewer, count=len(got.rows), actor=sight.viewer)
    return {
        "items": _told(register, got.rows, sight),
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


def _saved(register: Register[Any], data: Any, sight: Sight, row: Any) -> dict[str, Any]:
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
    return _told(register, [found], sight)[0]


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


def _told(register: Register[Any], rows: list[Any], sight: Sight) -> list[dict[str, Any]]:
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


def _row_schema(register: Register[Any]) -> Any:
    fields = _fields(register, register.cols("api"))
    return create_model(
        f"{_name(register)}_row", __base__=Schema, id=(int, ...),
        version=(int, Field(..., title="版本")), **fields,
    )  # fmt: skip


def _page_schema(register: Register[Any], row: Any) -> Any:
    return create_model(
        f"{_name(register)}_page", __base__=Schema,
        items=(list[row], ...),
        count=(int, Field(..., title="总数")),
        is_more=(bool, Field(..., title="实际多于总数")),
        before=(str, Field("", title="上一页标记，空为没有")),
        after=(str, Field("", title="下一页标记，空为没有")),
    )  # fmt: skip


def _input_schema(register: Register[Any], place: Place) -> Any:
    class Strict(Schema):
        model_config = ConfigDict(extra="forbid")

    fields = _fields(register, register.cols(place))
    if place == "edit":
        fields["version"] = (int, Field(..., title="看到的版本"))
    return create_model(f"{_name(register)}_{place}", __base__=Strict, **fields)


def _asked_schema(register: Register[Any]) -> Any:
    fields: dict[str, Any] = {n: (str | None, Field(None, title=t)) for n, t in WORDS.items()}
    fields["limit"] = (int, Field(PAGE_SIZE, ge=1, le=LARGEST_PAGE, title="每页行数"))
    if register.interval:
        fields["on"] = (str | None, Field(None, title="截至日期"))
    for col in register.columns:
        ends = {"_from": "从", "_to": "到"} if col.filter == "range" else {"": ""}
        for end, word in ends.items() if col.filter else ():
            title = _label(register, col) + word
            fields[col.name + end] = (str | None, Field(None, title=title))
    return create_model(f"{_name(register)}_asked", __base__=Schema, **fields)


def _description(api: NinjaAPI) -> Router:
    router = Router()

    @cache
    def schema(root: str) -> dict[str, Any]:
        return dict(api.get_openapi_schema(path_prefix=root))

    @router.get("/openapi.json", include_in_schema=False, url_name="description")
    def describe(request: HttpRequest) -> HttpResponse:
        root = request.path.removesuffix("openapi.json")
        return api.create_response(request, schema(root), status=200)

    return router


def _refuse_others(router: Router) -> None:
    """Answer the methods an address does not know in the shape of every other failure."""
    known = {"": ["GET", "POST"], "/{int:pk}": ["GET", "PATCH"]}

    others = [method for method in METHODS if method not in known[""]]

    @router.api_operation(others, "", include_in_schema=False)
    def rows_not_so(request: HttpRequest) -> None:
        raise NotAllowed(known[""])

    others = [method for method in METHODS if method not in known["/{int:pk}"]]

    @router.api_operation(others, "/{int:pk}", include_in_schema=False)
    def row_not_so(request: HttpRequest, pk: int) -> None:
        raise NotAllowed(known["/{int:pk}"])


def _elsewhere() -> Router:
    router = Router()

    @router.api_operation(METHODS, "", include_in_schema=False, url_name="start")
    def start(request: HttpRequest) -> None:
        raise Http404

    @router.api_operation(METHODS, "/{path:rest}", include_in_schema=False, url_name="elsewhere")
    def nothing(request: HttpRequest, rest: str) -> None:
        raise Http404

    return router


def _answer_failures(api: NinjaAPI) -> None:
    """Give every expected failure the shape of ``Problem``."""

    def answer(request: HttpRequest, status: int, code: str, message: str, **more: Any) -> Any:
        problem = Problem(code=code, message=message, **more).dict()
        return api.create_response(request, problem, status=status)

    def not_allowed(request: HttpRequest, error: NotAllowed) -> Any:
        response = answer(request, 405, "method", "这个地址不接受这种请求。")
        response["Allow"] = error.allowed
        return response

    handlers: dict[type[Exception], Callable[..., HttpResponse]] = {
        AuthenticationError: lambda r, e: answer(
            r, 401, "signed_out", "你还没有登录，或登录已经过期。", hint="登录后再试。"),
        HttpError: lambda r, e: answer(r, e.status_code, *HTTP[e.status_code]),
        Http404: lambda r, e: answer(r, 404, "not_found", "没有这条记录，或你无权查看。"),
        PermissionDenied: lambda r, e: answer(r, 403, "forbidden", "你没有这项权限。"),
        NotAllowed: not_allowed,
        ValidationError: lambda r, e: answer(
            r, 422, "register.shape", "请求的内容不符合格式。", errors=_places(e)),
        RowsRefused: lambda r, e: answer(
            r, 422, e.code, e.message,
            errors=[{"column": x.column, "message": x.message} for x in e.errors]),
        Stale: lambda r, e: answer(
            r, 409, e.code, e.message, hint=e.hint, seen=e.seen, current=e.row.version),
        JingweiError: lambda r, e: answer(r, e.status, e.code, e.message, hint=e.hint),
    }  # fmt: skip
    for cls, handler in handlers.items():
        api.add_exception_handler(cls, handler)


HTTP = {
    400: ("body", "请求的内容读不出来，应为 JSON。"),
    403: ("csrf", "请求缺少防伪标记，没有执行。"),
}
SHAPES = {"missing": "必须填写。", "extra_forbidden": "没有这一项，或它不能在这里填写。"}


def _places(error: ValidationError) -> list[dict[str, str]]:
    """Return what is wrong with the shape, once for each place."""
    found: dict[str, str] = {}
    for one in error.errors:
        loc = one["loc"]
        place = str(loc[2] if loc[0] == "body" and len(loc) > 2 else loc[-1])
        found.setdefault(place, SHAPES.get(one["type"], "格式不对。"))
    return [{"column": place, "message": message} for place, message in found.items()]
