"""Code tables: what is shipped, what the district adds, which texts wait for a decision."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import render, resolve_url
from django.views.decorators.http import require_http_methods, require_safe

from jingwei.desk import forms_codes as forms
from jingwei.desk.selectors.codes import (
    code_history,
    code_rows,
    code_tables,
    code_text,
    local_code,
    waiting_texts,
)
from jingwei.kernel.codes import TABLES, CodeTable, label
from jingwei.kernel.codes.models import LocalCode
from jingwei.kernel.codes.services import code_add as store_code
from jingwei.kernel.codes.services import code_decide as store_decision
from jingwei.kernel.codes.services import code_end as store_end
from jingwei.kernel.pages import Request, answer_form, paged


@login_required
@permission_required("kernel.view_localcode", raise_exception=True)
@require_safe
def table_list(request: Request) -> HttpResponse:
    """List every table with its counts, or those that contain what is searched."""
    form = forms.CodeSearchForm(request.GET)
    context = {
        "filter_form": form,
        "rows": code_tables(form.asked()),
        "waiting": waiting_texts().count(),
    }
    return render(request, "desk/codes_tables.html", context)


@login_required
@permission_required("kernel.view_localcode", raise_exception=True)
@require_safe
def table(request: Request, code: str) -> HttpResponse:
    """Show the codes of one table, national and local, with the standard's code beside."""
    shown = _table(code)
    form = forms.CodeSearchForm(request.GET)
    rows = code_rows(shown, form.asked())
    context = {"filter_form": form, "table": shown, "rows": rows}
    return render(request, "desk/codes_table.html", context)


@login_required
@permission_required("kernel.change_localcode", raise_exception=True)
@require_http_methods(["GET", "POST"])
def code_add(request: Request, code: str) -> HttpResponse:
    """Add a local code to a table, with a reason."""
    shown = _table(code)
    form = forms.LocalCodeForm(request.POST or None, table=shown)

    def act(data: dict[str, Any]) -> None:
        reason = data.pop("reason")
        store_code(LocalCode(table=shown.code, **data), reason=reason, actor=request.user)

    return answer_form(
        request, form, act, template="desk/codes_add.html", context={"table": shown},
        done="本地代码已增加。", to=resolve_url("desk:code-table", shown.code),
    )  # fmt: skip


@login_required
@permission_required("kernel.change_localcode", raise_exception=True)
@require_http_methods(["GET", "POST"])
def code_end(request: Request, pk: int) -> HttpResponse:
    """Set the last day of a local code, with a reason."""
    row = local_code(pk)
    if row is None:
        raise Http404
    form = forms.LocalCodeEndForm(request.POST or None, initial={"valid_to": row.valid_to})
    context = {"table": TABLES[row.table], "row": row, "history": code_history(row)}
    return answer_form(
        request, form, lambda data: store_end(row, actor=request.user, **data),
        template="desk/codes_end.html", context=context,
        done=f"“{row.label}”已设停用日期。", to=resolve_url("desk:code-table", row.table),
    )  # fmt: skip


@login_required
@permission_required("kernel.view_localcode", raise_exception=True)
@require_safe
def queue(request: Request) -> HttpResponse:
    """List the texts no code answers to, the most frequent first."""
    page = paged(request, waiting_texts())
    rows = [(text, TABLES.get(text.table)) for text in page]
    return render(request, "desk/codes_queue.html", {"page": page, "rows": rows})


@login_required
@permission_required("kernel.change_localcode", raise_exception=True)
@require_http_methods(["GET", "POST"])
def code_decide(request: Request, pk: int) -> HttpResponse:
    """Say which code a text means, or that it means none."""
    text = code_text(pk)
    if text is None:
        raise Http404
    shown = TABLES[text.table]
    initial = {"code": text.code, "dismiss": bool(text.decided_at and not text.code)}
    form = forms.CodeTextForm(request.POST or None, table=shown, initial=initial)
    now = label(text.table, text.code)
    return answer_form(
        request, form, lambda data: store_decision(text, code=data["code"], actor=request.user),
        template="desk/codes_decide.html", context={"text": text, "table": shown, "now": now},
        done=f"“{text.text}”已处理。", to=resolve_url("desk:code-queue"),
    )  # fmt: skip


def _table(code: str) -> CodeTable:
    if code not in TABLES:
        raise Http404
    return TABLES[code]
