"""New rows and changes of one row; two people at the same row settle it field by field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from jingwei.kernel.errors import JingweiError
from jingwei.kernel.pages import Request
from jingwei.kernel.registers.declaration import Register
from jingwei.kernel.registers.forms import WHY, RowForm
from jingwei.kernel.registers.history import before_since
from jingwei.kernel.registers.web.access import (
    address,
    own_register,
    owner_asked,
    page_address,
    register_page,
    row_address,
    visible_row,
)
from jingwei.kernel.registers.web.offers import offered
from jingwei.kernel.registers.writing import Draft, RowsRefused, Stale, rows_save

SOURCE = "表单"
IS_ANOTHER = "is_another"
"""Posted when somebody saw the rows alike and says that the new one is none of them."""
SECTION = 10
"""Fields of a section, on forms with more than ``UNDIVIDED``."""
UNDIVIDED = 15


@dataclass(frozen=True)
class Conflict:
    """A field where two people disagree; ``choice`` is what is ticked: mine, theirs or nothing."""

    name: str
    label: str
    mine: str
    theirs: str
    choice: str = ""


@register_page("add")
@require_http_methods(["GET", "POST"])
def row_new(request: Request, register: Register[Any]) -> HttpResponse:
    """Take a new row; ``?for=`` says whose child it is, other keys fill fields in beforehand."""
    owner = owner_asked(request, register)
    fixed = {register.parent: owner} if owner is not None else {}
    data, initial = request.POST or None, register.suggested(request.user) | request.GET.dict()
    form = RowForm(register, request.user, "new", data, fixed=fixed, initial=initial)
    form = offered(form)
    alike: list[tuple[str, str]] = []
    if form.is_valid() and IS_ANOTHER not in request.POST:
        alike = register.alike(form.values(), request.user)
    if form.is_valid() and not alike:
        saved = _saved(request, register, form, None)
        if saved is not None:
            messages.success(request, f"{register.title}已新增。")
            return redirect(page_address(register, saved))
    back = row_address(own_register(owner), owner) if fixed and own_register(owner) else ""  # type: ignore[arg-type]  # asked before
    context = {"verb": f"新增{register.title}", "owner": owner, "back": back, "alike": alike}
    return _answer(request, register, form, context)


@register_page("change")
@require_http_methods(["GET", "POST"])
def row_edit(request: Request, register: Register[Any], pk: int) -> HttpResponse:
    """Change one row; what somebody else changed meanwhile is shown beside it first."""
    row = visible_row(request, register, pk)
    fixed = {register.parent: getattr(row, register.parent)} if register.parent else {}
    data, open_names = _settled(request, register, row, fixed)
    form = offered(RowForm(register, request.user, "edit", data, row=row, fixed=fixed))
    conflicts: list[Conflict] = []
    if form.is_valid() and not open_names:
        try:
            saved = _saved(request, register, form, row)
        except Stale as stale:
            form, conflicts = _compared(request, register, form, stale.row)
            if not conflicts:
                messages.warning(
                    request, "这条记录刚刚被别人改过，与你的修改不冲突。请核对后再保存一次。"
                )
        else:
            if saved is not None:
                messages.success(request, "修改已保存。")
                return redirect(page_address(register, saved))
    elif open_names:
        form, conflicts = _compared(request, register, form, row)
    context = {
        "verb": f"保存{register.title}", "row": row, "name": register.row_name(row),
        "back": page_address(register, row), "conflicts": conflicts,
    }  # fmt: skip
    return _answer(request, register, form, context)


def _saved(request: Request, register: Register[Any], form: RowForm, row: Any) -> Any:
    """Return the stored row; None when something was refused, which stands in the form then."""
    version = form.cleaned_data.get("version") if row is not None else None
    draft = Draft(form.values(), row=row, version=version)
    why = form.cleaned_data.get(WHY)
    try:
        outcome = rows_save(
            register, [draft], actor=request.user, source=f"更正：{why}" if why else SOURCE
        )
    except RowsRefused as refused:
        by_label = {str(field.label): name for name, field in form.fields.items()}
        for error in refused.errors:
            form.add_error(by_label.get(error.column), error.message)
        return None
    except Stale:
        raise
    except JingweiError as error:
        form.add_error(None, str(error))
        return None
    return outcome.changes[0].row if outcome.changes else row


def _settled(
    request: Request, register: Register[Any], row: Any, fixed: dict[str, Any]
) -> tuple[dict[str, Any] | None, list[str]]:
    """Return the data with the fields that were left to the other, and the fields still open."""
    if request.method != "POST":
        return None, []
    data: dict[str, Any] = request.POST.dict()
    asked = request.POST.getlist("conflict")
    theirs = RowForm(register, request.user, "edit", row=row, fixed=fixed)
    for name in asked:
        if request.POST.get(f"keep-{name}") == "theirs" and name in theirs.fields:
            data[name] = theirs[name].value()
    choices = {"mine", "theirs"}
    return data, [name for name in asked if request.POST.get(f"keep-{name}") not in choices]


def _compared(
    request: Request, register: Register[Any], form: RowForm, now: Any
) -> tuple[RowForm, list[Conflict]]:
    """Return the form on top of the newest version, and the fields that differ from it."""
    seen = form.cleaned_data.get("version") or 0
    asked = request.POST.getlist("conflict")
    before = dict.fromkeys(asked) if asked else before_since(register, now, now.version - seen)
    data = dict(form.data) | {"version": now.version}
    later = offered(RowForm(register, request.user, "edit", data, row=now, fixed=form.fixed))
    later.is_valid()
    found = [_conflict(register, form, now, name, before[name]) for name in before]
    return later, [conflict for conflict in found if conflict]


def _conflict(
    register: Register[Any], form: RowForm, now: Any, name: str, before: Any
) -> Conflict | None:
    col = register.col(name)
    mine, theirs = form.values().get(name), col.read(now)
    if name not in form.values() or mine == theirs:
        return None
    kind = register.kind(col)
    show = kind.show if form.sight.clear(col) else kind.mask
    is_untouched = before is not None and kind.plain(mine) == before
    return Conflict(
        name, register.label_of(col), show(mine), show(theirs), "theirs" if is_untouched else ""
    )


def _answer(
    request: Request, register: Register[Any], form: RowForm, context: dict[str, Any]
) -> HttpResponse:
    told = {
        "register": register, "form": form, "sections": _sections(form),
        "list_url": address("list", register.code), **context,
    }  # fmt: skip
    is_open = bool(context.get("conflicts") or context.get("alike"))
    status = 409 if is_open else 422 if form.errors else 200
    return render(request, "registers/edit.html", told, status=status)


def _sections(form: RowForm) -> list[tuple[str, list[Any]]]:
    """Return the fields in their order; many of them in parts called after first and last."""
    fields = list(form.visible_fields())
    size = SECTION if len(fields) > UNDIVIDED else len(fields) or 1
    parts = [fields[start : start + size] for start in range(0, len(fields), size)]
    if len(parts) == 1:
        return [("", parts[0])]
    return [(f"{part[0].label} 至 {part[-1].label}", part) for part in parts]
