"""One value for many ticked rows: which column, which value, what it does, then done."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from jingwei.kernel.errors import JingweiError
from jingwei.kernel.pages import Request
from jingwei.kernel.registers.bulk import Plan, bulk_apply, bulk_rows, bulk_weighed
from jingwei.kernel.registers.declaration import Col, Register
from jingwei.kernel.registers.forms import FilterForm, bulk_columns
from jingwei.kernel.registers.reading import filtered
from jingwei.kernel.registers.sight import Sight
from jingwei.kernel.registers.web.access import address, register_page, row_address
from jingwei.kernel.registers.web.offers import offered
from jingwei.kernel.registers.web.queries import cleaned

STEPS = ("选栏目", "填新值", "核对", "写入")
SHOWN = 200
"""Rows that the check lists; the others are only counted."""


class ColumnForm(forms.Form):
    """Which column is to change."""

    column = forms.ChoiceField(label="修改哪一栏")

    def __init__(self, register: Register[Any], viewer: Any, data: Any) -> None:
        super().__init__(data)
        cols = bulk_columns(register, viewer)
        field: Any = self.fields["column"]
        field.choices = [(col.name, register.label_of(col)) for col in cols]


class ValueForm(forms.Form):
    """The new value of that column, and on what ground."""

    def __init__(self, register: Register[Any], viewer: Any, col: Col, data: Any) -> None:
        super().__init__(data)
        field = register.kind(col).form_field(viewer)
        if field is not None:
            field.label = f"新的{register.label_of(col)}"
            field.help_text = col.help or field.help_text
            self.fields["value"] = field
        self.fields["reason"] = forms.CharField(
            label="依据或原因", max_length=100, help_text="例如：区委常委会 6 月 12 日决定。"
        )


@register_page("change")
@require_POST
def bulk_change(request: Request, register: Register[Any]) -> HttpResponse:
    """Walk through the steps; the page carries the ticked rows from one to the next."""
    context: dict[str, Any] = {"register": register, "steps": STEPS, "carried": _carried(request)}
    context["back"] = address("list", register.code) + f"?{_query(request, register)}"
    try:
        rows = bulk_rows(_rows(request, register))
    except JingweiError as error:
        messages.error(request, str(error))
        return redirect(context["back"])
    context["number"] = len(rows)
    asked = request.POST.get("step", "")
    choice = ColumnForm(register, request.user, request.POST if asked else None)
    if not choice.is_valid():
        return _page(request, {**context, "step": 1, "form": choice, "next": "value"})
    col = register.col(choice.cleaned_data["column"])
    context |= {"column": col.name, "label": register.label_of(col)}
    return _valued(request, register, rows, col, context)


def _valued(
    request: Request, register: Register[Any], rows: list[Any], col: Col, context: dict[str, Any]
) -> HttpResponse:
    asked = request.POST["step"]
    data = None if asked == "value" else request.POST
    form = offered(ValueForm(register, request.user, col, data))
    if not form.is_valid():
        return _page(request, {**context, "step": 2, "form": form, "next": "check"})
    plan = bulk_weighed(register, rows, col, form.cleaned_data["value"])
    if asked == "apply":
        try:
            return _applied(request, register, plan, form.cleaned_data["reason"], context["back"])
        except JingweiError as error:
            form.add_error(None, str(error))
    shown = register.kind(col).show(form.cleaned_data["value"])
    told = {"step": 3, "form": form, "next": "apply", "value": shown, **_told(register, plan)}
    return _page(request, {**context, **told})


def _applied(
    request: Request, register: Register[Any], plan: Plan, reason: str, back: str
) -> HttpResponse:
    seen = request.POST.get("seen", "")
    count = bulk_apply(register, plan, seen=seen, reason=reason, actor=request.user)
    messages.success(request, f"已修改 {count:,} {register.unit_word}，每条的变更记录里都有依据。")
    return redirect(back)


def _told(register: Register[Any], plan: Plan) -> dict[str, Any]:
    def lines(pairs: list[tuple[Any, str]]) -> list[tuple[str, str, str]]:
        return [
            (register.row_name(row), row_address(register, row), text)
            for row, text in pairs[:SHOWN]
        ]

    return {
        "plan": plan,
        "changes": lines(plan.changes),
        "refused": lines(plan.refused),
        "more_changes": max(0, len(plan.changes) - SHOWN),
        "more_refused": max(0, len(plan.refused) - SHOWN),
    }


def _page(request: Request, context: dict[str, Any]) -> HttpResponse:
    status = 422 if context["form"].errors else 200
    return render(request, "registers/bulk.html", context, status=status)


def _rows(request: Request, register: Register[Any]) -> Any:
    """Return the rows that are meant: the ticked ones, or all that the filters find."""
    if request.POST.get("all"):
        sight, asked = Sight(request.user), QueryDict(_query(request, register))
        form = FilterForm(register, sight, asked)
        return filtered(register, form.asked(), sight)
    picks = [int(pk) for pk in request.POST.getlist("pick") if pk.isdecimal()]
    return register.rows(request.user).filter(pk__in=picks)


def _carried(request: Request) -> list[tuple[str, str]]:
    """Return what the next step needs to find the same rows."""
    query = ("query", request.POST.get("query", ""))
    if request.POST.get("all"):
        return [query, ("all", "yes")]
    return [query, *(("pick", pk) for pk in request.POST.getlist("pick") if pk.isdecimal())]


def _query(request: Request, register: Register[Any]) -> str:
    return cleaned(register, request.POST.get("query", ""), Sight(request.user))
