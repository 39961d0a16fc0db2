"""The HTTP API of the registers, generated from the same columns as the pages.

Annotations are evaluated here, not postponed: those of the addresses are made at run time.
"""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import pydantic
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import register_converter
from ninja import Body, NinjaAPI, Path, Query, Router, Schema, Status
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.renderers import JSONRenderer
from ninja.security import django_auth

from jingwei.kernel.errors import JingweiError
from jingwei.kernel.registers.api_rows import (
    allowed,
    asked_schema,
    input_schema,
    listed,
    name_of,
    page_schema,
    row_of,
    row_schema,
    saved,
    told,
)
from jingwei.kernel.registers.declaration import REGISTERS, Place, Register
from jingwei.kernel.registers.made import is_made, register_named
from jingwei.kernel.registers.reveals import rows_read
from jingwei.kernel.registers.writing import RowsRefused, Stale

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]


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
    api.add_router("/registers/{made:code}", made_router())
    api.add_router("", _elsewhere())
    _answer_failures(api)
    return api


def register_router(register: Register[Any]) -> Router:
    """Return the addresses of one register: list, read, add, change."""
    router = Router(tags=[register.title])
    name, row = name_of(register), row_schema(register)
    page, asked = page_schema(register, row), asked_schema(register)
    new, change = input_schema(register, "new"), input_schema(register, "edit")

    @router.get(
        "", response={200: page, **READ_PROBLEMS}, operation_id=f"{name}_list",
        url_name=f"{name}_list", summary=f"{register.title}：列表",
    )  # fmt: skip
    def rows(request: HttpRequest, query: Query[asked]) -> Any:  # type: ignore[valid-type]
        return listed(register, query, allowed(request, register))

    @router.post(
        "", response={201: row, **WRITE_PROBLEMS}, operation_id=f"{name}_add",
        summary=f"{register.title}：新增",
    )  # fmt: skip
    def add(request: HttpRequest, data: new) -> Any:  # type: ignore[valid-type]
        return Status(201, saved(register, data, allowed(request, register, "add"), None))

    @router.get(
        "/{int:pk}", response={200: row, **READ_PROBLEMS}, operation_id=f"{name}_read",
        url_name=f"{name}_row", summary=f"{register.title}：一条",
    )  # fmt: skip
    def read(request: HttpRequest, pk: int) -> Any:
        sight = allowed(request, register)
        found = row_of(register, sight, pk)
        rows_read(register, found, actor=sight.viewer)
        return told(register, [found], sight)[0]

    @router.patch(
        "/{int:pk}", response={200: row, **WRITE_PROBLEMS}, operation_id=f"{name}_change",
        summary=f"{register.title}：修改",
    )  # fmt: skip
    def change_row(request: HttpRequest, pk: int, data: change) -> Any:  # type: ignore[valid-type]
        sight = allowed(request, register, "change")
        return Status(200, saved(register, data, sight, row_of(register, sight, pk)))

    _refuse_others(router)
    return router


class MadeConverter:
    """The code of a made register ("collection.ledger12") as a part of an address."""

    regex = r"[a-z]+\.[a-z]+[0-9]+"

    def to_python(self, value: str) -> str:
        if not is_made(value):
            raise ValueError(value)
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(MadeConverter, "made")
Given = dict[str, Any]


def made_router() -> Router:
    """Return the addresses of the registers that are made for rows.

    They are described as one, since their columns are known only when asked for; what is sent is
    judged by the columns of the register as strictly as elsewhere.
    """
    router = Router(tags=["自建台账"])

    @router.get(
        "", response={200: Given, **READ_PROBLEMS}, operation_id="made_list",
        url_name="made_list", summary="自建台账：列表",
    )  # fmt: skip
    def rows(request: HttpRequest, code: Path[str]) -> Any:
        register = _made(code)
        query = _shaped(_asked_shape(register), request.GET.dict())
        return listed(register, query, allowed(request, register))

    @router.post(
        "", response={201: Given, **WRITE_PROBLEMS}, operation_id="made_add",
        summary="自建台账：新增",
    )  # fmt: skip
    def add(request: HttpRequest, code: Path[str], data: Body[Given]) -> Any:
        register = _made(code)
        sight = allowed(request, register, "add")
        return Status(
            201, saved(register, _shaped(_input_shape(register, "new"), data), sight, None)
        )

    @router.get(
        "/{int:pk}", response={200: Given, **READ_PROBLEMS}, operation_id="made_read",
        url_name="made_row", summary="自建台账：一条",
    )  # fmt: skip
    def read(request: HttpRequest, code: Path[str], pk: int) -> Any:
        register = _made(code)
        sight = allowed(request, register)
        return told(register, [row_of(register, sight, pk)], sight)[0]

    @router.patch(
        "/{int:pk}", response={200: Given, **WRITE_PROBLEMS}, operation_id="made_change",
        summary="自建台账：修改",
    )  # fmt: skip
    def change_row(request: HttpRequest, code: Path[str], pk: int, data: Body[Given]) -> Any:
        register = _made(code)
        sight = allowed(request, register, "change")
        row = row_of(register, sight, pk)
        return Status(
            200, saved(register, _shaped(_input_shape(register, "edit"), data), sight, row)
        )

    _refuse_others(router)
    return router


def _made(code: str) -> Register[Any]:
    register = register_named(code)
    if register is None:
        raise Http404
    return register


_asked_shape = cache(asked_schema)
_input_shape: Callable[[Register[Any], Place], Any] = cache(input_schema)


def _shaped(schema: Any, given: Given) -> Any:
    """Return what was sent in the shape of a register. Raises ValidationError."""
    try:
        return schema.model_validate(given)
    except pydantic.ValidationError as error:
        raise ValidationError([dict(one) for one in error.errors()]) from error


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
    def rows_not_so(request: HttpRequest, code: str = "") -> None:
        raise NotAllowed(known[""])

    others = [method for method in METHODS if method not in known["/{int:pk}"]]

    @router.api_operation(others, "/{int:pk}", include_in_schema=False)
    def row_not_so(request: HttpRequest, pk: int, code: str = "") -> None:
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
