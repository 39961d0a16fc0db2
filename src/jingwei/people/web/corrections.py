"""One's own register fields, and what becomes of an objection to one of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jingwei.kernel.clock import today
from jingwei.kernel.errors import JingweiError
from jingwei.kernel.files import file_store
from jingwei.kernel.pages import Request, answer_form, paged, stored_handed_out
from jingwei.kernel.registers.declaration import REGISTERS, Col, Register
from jingwei.people.forms.requests import AnswerForm, AskForm
from jingwei.people.models import Correction, Person
from jingwei.people.selectors.own import (
    askable_registers,
    correction_label,
    corrections_for,
    corrections_of,
    own_person,
    own_rows,
    proposed_masked,
)
from jingwei.people.services.corrections import (
    correction_accept,
    correction_ask,
    correction_read,
    correction_refuse,
    correction_withdraw,
    record_ask,
)

ANSWER = "people.answer_correction"


@login_required
@require_safe
def mine(request: Request) -> HttpResponse:
    """Show the person concerned what the registers say about them, and their own requests."""
    person = own_person(request.user)
    if person is None:
        return render(request, "people/mine.html", {"person": None})
    context = {
        "person": person, "blocks": [_block(register, rows) for register, rows in own_rows(person)],
        "corrections": [(one, correction_label(one)) for one in corrections_of(person)],
        "askable": askable_registers(),
    }  # fmt: skip
    return render(request, "people/mine.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def correction_new(request: Request, code: str, pk: int, column: str) -> HttpResponse:
    """Ask that one field be corrected."""
    person = own_person(request.user)
    if person is None:
        raise Http404
    register, row = _own_row(person, code, pk)
    col = next((col for col in register.cols("edit") if col.name == column), None)
    if col is None:
        raise Http404
    form = AskForm(request.POST or None, request.FILES or None)

    def act(data: dict[str, Any]) -> None:
        told = _with_file(data, request)
        correction_ask(register, row, column=column, actor=request.user, **told)

    context = {
        "register": register, "label": register.label_of(col),
        "shown": register.kind(col).show(col.read(row)),
        "choices": register.kind(col).choices(),
    }  # fmt: skip
    return answer_form(
        request, form, act, template="people/correction_new.html", context=context,
        done="申请已提交，答复会出现在“我的登记信息”里。", to=resolve_url("people:mine"),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def record_new(request: Request, code: str) -> HttpResponse:
    """Ask that a record about oneself, which a register does not hold, be added."""
    person = own_person(request.user)
    register = next((one for one in askable_registers() if one.code == code), None)
    if person is None or register is None:
        raise Http404
    form = AskForm(request.POST or None, request.FILES or None)
    form.fields["proposed"].label = "应补登的内容"

    def act(data: dict[str, Any]) -> None:
        record_ask(register, person, actor=request.user, **_with_file(data, request))

    context = {"register": register, "label": f"缺少的{register.title}", "is_new": True}
    return answer_form(
        request, form, act, template="people/correction_new.html", context=context,
        done="申请已提交，答复会出现在“我的登记信息”里。", to=resolve_url("people:mine"),
    )  # fmt: skip


def _with_file(data: dict[str, Any], request: Request) -> dict[str, Any]:
    """Return the cleaned data with the uploaded file stored."""
    upload = data["file"]
    file = file_store(upload.name, upload.read(), actor=request.user) if upload else None
    return {**data, "file": file}


@login_required
@require_POST
def correction_back(request: Request, pk: int) -> HttpResponse:
    """Take back one's own request."""
    correction = get_object_or_404(Correction, pk=pk, asked_by=request.user)
    try:
        correction_withdraw(correction, actor=request.user)
    except JingweiError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "申请已撤回。")
    return redirect("people:mine")


@login_required
@permission_required(ANSWER, raise_exception=True)
@require_safe
def correction_list(request: Request) -> HttpResponse:
    """Show the requests to answer, those with the nearest limit first."""
    rows = corrections_for(request.user).select_related("person__unit")
    if request.GET.get("state") == "all":
        rows = rows.order_by("-asked_on", "-pk")
    else:
        rows = rows.filter(state=Correction.State.OPEN).order_by("due_on", "pk")
    page = paged(request, rows)
    lines = [(one, correction_label(one), proposed_masked(one)) for one in page]
    context = {"page": page, "today": today(), "rows": lines}
    return render(request, "people/correction_list.html", context)


@login_required
@permission_required(ANSWER, raise_exception=True)
@require_http_methods(["GET", "POST"])
def correction(request: Request, pk: int) -> HttpResponse:
    """Show one request and answer it: the register is changed, or the reason is given."""
    found = get_object_or_404(corrections_for(request.user), pk=pk)
    register = REGISTERS[found.register]
    correction_read(found, actor=request.user)
    act_on = correction_accept if request.POST.get("act") == "accept" else correction_refuse

    def act(data: dict[str, Any]) -> None:
        act_on(found, actor=request.user, **data)

    may_add = found.column == Correction.NEW_ROW and request.user.has_perm(
        register.permission("add")
    )
    context = {
        "correction": found, "register": register, "label": correction_label(found),
        "may_add": may_add,
    }  # fmt: skip
    return answer_form(
        request, AnswerForm(request.POST or None), act, template="people/correction.html",
        context=context, done="已答复，本人可以看到。", to=resolve_url("people:correction-list"),
    )  # fmt: skip


@login_required
@require_safe
def correction_file(request: Request, pk: int) -> HttpResponse:
    """Answer with the file of a request: to who asked, and to who may answer."""
    found = get_object_or_404(Correction, pk=pk)
    if found.asked_by_id != request.user.pk:
        if not request.user.has_perm(ANSWER):
            raise Http404
        found = get_object_or_404(corrections_for(request.user), pk=pk)
    return stored_handed_out(request, found.file, about=found)


def _own_row(person: Person, code: str, pk: int) -> tuple[Register[Any], Any]:
    for register, rows in own_rows(person):
        for row in rows:
            if register.code == code and row.pk == pk:
                return register, row
    raise Http404


def _block(register: Register[Any], rows: list[Any]) -> dict[str, Any]:
    """Return the fields of one register for their own person: nothing is masked."""
    cols = [col for col in register.cols("detail") if not col.name.startswith("person")]
    editable = {col.name for col in register.cols("edit")}
    lines = [[_line(register, col, row, col.name in editable) for col in cols] for row in rows]
    return {"register": register, "rows": list(zip(rows, lines, strict=True))}


def _line(register: Register[Any], col: Col, row: Any, editable: bool) -> tuple[str, str, str]:
    text = register.kind(col).show(col.read(row))
    return register.label_of(col), text, col.name if editable else ""
