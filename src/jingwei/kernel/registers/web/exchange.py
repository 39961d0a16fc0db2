"""Files in and out of a register: template, upload, paste, differences, export."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jingwei.kernel.errors import BadInput, JingweiError
from jingwei.kernel.models import ImportBatch
from jingwei.kernel.pages import XLSX, Request, download, wants_fragment
from jingwei.kernel.registers.declaration import Register
from jingwei.kernel.registers.exchange import export as exports
from jingwei.kernel.registers.exchange.batches import batch_drop, batch_open, batches_of
from jingwei.kernel.registers.exchange.differences import TABS, page_entries, summary
from jingwei.kernel.registers.exchange.forms import ExportForm, PasteForm, UploadForm
from jingwei.kernel.registers.exchange.heads import key_words
from jingwei.kernel.registers.exchange.kept import PAGE_ROWS, Progress, folder_of
from jingwei.kernel.registers.exchange.paste import paste_open
from jingwei.kernel.registers.exchange.rejected import rejected_xlsx
from jingwei.kernel.registers.exchange.tasks import batch_confirm, batch_start
from jingwei.kernel.registers.exchange.template import template_csv, template_xlsx
from jingwei.kernel.registers.sight import Sight
from jingwei.kernel.registers.web.access import address, guard, register_page

CSV = "text/csv; charset=utf-8"
STEPS = ("交来文件", "核对差异", "写入")
State = ImportBatch.State


@register_page("view")
@require_safe
def template(request: Request, register: Register[Any], suffix: str) -> HttpResponse:
    """Answer with the empty workbook of a register."""
    _may_import(request, register)
    name = f"{register.title}模板.{suffix}"
    if suffix == "xlsx":
        return download(template_xlsx(register, request.user), name, XLSX)
    if suffix == "csv":
        return download(template_csv(register, request.user), name, CSV)
    raise Http404


@register_page("view")
@require_http_methods(["GET", "POST"])
def import_new(request: Request, register: Register[Any]) -> HttpResponse:
    """Take a file in and weigh it."""
    _may_import(request, register)
    form = UploadForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file, clear_empty = form.cleaned_data["file"], form.cleaned_data["clear_empty"]
        try:
            batch = batch_open(
                register, file.name, file.read(), clear_empty=clear_empty, actor=request.user
            )
        except JingweiError as error:
            form.add_error("file", str(error))
        else:
            batch_start(batch)
            return redirect("registers:import-batch", register.code, batch.pk)
    recent = batches_of(register, request.user).exclude(state=State.DROPPED)[:8]
    return _form_page(request, register, form, "registers/import.html", {"recent": recent})


@register_page("view")
@require_http_methods(["GET", "POST"])
def paste(request: Request, register: Register[Any]) -> HttpResponse:
    """Take rows in that were copied from a spreadsheet, and weigh them."""
    _may_import(request, register)
    form = PasteForm(request.POST or None)
    if form.is_valid():
        asked = form.cleaned_data
        try:
            batch = paste_open(
                register, asked["text"], clear_empty=asked["clear_empty"], actor=request.user
            )
        except JingweiError as error:
            form.add_error("text", str(error))
        else:
            batch_start(batch)
            return redirect("registers:import-batch", register.code, batch.pk)
    return _form_page(request, register, form, "registers/paste.html", {})


@register_page("view")
@require_safe
def import_batch(request: Request, register: Register[Any], pk: int) -> HttpResponse:
    """Show how far an import is, what it would change, or what it has changed."""
    batch = _batch(request, register, pk)
    if batch.state == State.WAITING:
        return _progress(request, register, batch)
    if wants_fragment(request) and request.htmx.target == "import-progress":
        return HttpResponse(headers={"HX-Refresh": "true"})
    told = summary(batch)
    tab = request.GET.get("kind", "")
    tab = tab if tab in TABS else next((k for k in TABS if told.counts[k]), "new")
    page = Paginator(range(told.counts[tab]), PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "register": register, "batch": batch, "told": told, "tab": tab, "tabs": TABS,
        "page": page, "steps": STEPS, "step": 2 if batch.state == State.READY else 3,
        "entries": page_entries(register, batch, tab, page.number, Sight(request.user)),
    }  # fmt: skip
    return render(request, "registers/import_batch.html", context)


@register_page("view")
@require_POST
def import_apply(request: Request, register: Register[Any], pk: int) -> HttpResponse:
    """Store what the difference page showed."""
    batch = _batch(request, register, pk)
    try:
        batch_confirm(batch, accept_good="accept_good" in request.POST)
    except JingweiError as error:
        messages.error(request, str(error))
    else:
        if batch.state == State.APPLIED:
            messages.success(request, f"已写入：{summary(batch).stored}。")
    return redirect("registers:import-batch", register.code, pk)


@register_page("view")
@require_POST
def import_drop(request: Request, register: Register[Any], pk: int) -> HttpResponse:
    """Give an import up, a running one too; nothing is stored."""
    batch = _batch(request, register, pk)
    if batch_drop(batch):
        messages.success(request, "已放弃这次导入，没有写入任何内容。")
        return redirect("registers:import", register.code)
    messages.error(request, "这次导入已经写入，不能放弃。")
    return redirect("registers:import-batch", register.code, pk)


@register_page("view")
@require_safe
def import_rejected(request: Request, register: Register[Any], pk: int) -> HttpResponse:
    """Answer with the rows that could not be imported, each with the reason."""
    batch = _batch(request, register, pk)
    return download(rejected_xlsx(batch), f"不能导入的行 {register.title}.xlsx", XLSX)


@register_page("view")
@require_http_methods(["GET", "POST"])
def export(request: Request, register: Register[Any], suffix: str) -> HttpResponse:
    """Answer with the filtered list; ask first which columns (``?choose=yes``) and what for."""
    _known_suffix(suffix)
    asked, sight = _asked(request), Sight(request.user)
    try:
        told = _export_told(register, asked, sight, suffix)
    except BadInput as error:
        messages.error(request, str(error))
        return redirect("registers:list", register.code)
    is_asking = "choose" in request.GET or exports.needs_purpose(register, [], sight)
    if request.method == "GET" and not (is_asking or told["minutes"]):
        return _unasked(request, register, asked, suffix)
    form = ExportForm(
        register, sight, request.POST or None, initial={"cols": asked["cols"].split(",")},
        may_reveal=exports.has_restricted(register, {}, request.user),
    )  # fmt: skip
    if form.is_valid():
        try:
            return _file(request, register, {**asked, **form.asked()}, suffix, form)
        except BadInput as error:
            form.add_error("purpose", str(error))
    return _form_page(request, register, form, "registers/export.html", told)


@register_page("view")
@require_safe
def roster(request: Request, register: Register[Any], name: str) -> HttpResponse:
    """Answer with the short list called ``name``: the filtered rows, its own columns."""
    if name not in getattr(register, "rosters", {}):
        raise Http404
    if exports.needs_purpose(register, [], Sight(request.user)):
        return redirect(f"{resolve_url('registers:export', register.code, 'xlsx')}?choose=yes")
    return _unasked(request, register, _asked(request), "xlsx", roster=name)


def _export_told(
    register: Register[Any], asked: dict[str, str], sight: Sight, suffix: str
) -> dict[str, Any]:
    """Return what is said before an export: how many rows, how long a workbook takes."""
    number = exports.rows_asked(register, asked, sight)
    minutes = exports.minutes_needed(number) if suffix == "xlsx" else 0
    others = {key: value for key, value in asked.items() if value}
    swift = address("export", register.code, "csv") + f"?{urlencode(others | {'choose': 'yes'})}"
    return {"suffix": suffix, "number": number, "minutes": minutes, "swift_url": swift}


def _asked(request: Request) -> dict[str, str]:
    """Return the query string of a list; its columns in one text."""
    asked = {key: str(value) for key, value in request.GET.items() if key != "choose"}
    return {**asked, "cols": ",".join(request.GET.getlist("cols"))}


def _unasked(
    request: Request, register: Register[Any], asked: dict[str, str], suffix: str, roster: str = ""
) -> HttpResponse:
    """Answer with the file at once; a filter that means nothing leads back to the list."""
    try:
        return _file(request, register, asked, suffix, roster=roster)
    except BadInput as error:
        messages.error(request, str(error))
        return redirect("registers:list", register.code)


def _file(
    request: Request,
    register: Register[Any],
    asked: dict[str, str],
    suffix: str,
    form: ExportForm | None = None,
    roster: str = "",
) -> HttpResponse:
    wishes: dict[str, Any] = form.cleaned_data if form else {}
    sight = Sight(request.user, unmasked=wishes.get("restricted", False))
    found = exports.export_asked(
        register, asked, sight, taker=str(request.user),
        purpose=wishes.get("purpose", ""), roster=roster,
    )  # fmt: skip
    exports.export_record(found, suffix=suffix, actor=request.user)
    name = f"{found.title}.{suffix}"
    if suffix == "csv":
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
        return StreamingHttpResponse(exports.export_csv(found), content_type=CSV, headers=headers)  # type: ignore[return-value]
    file = exports.export_xlsx(found)
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)  # type: ignore[return-value]


def _known_suffix(suffix: str) -> None:
    if suffix not in ("xlsx", "csv"):
        raise Http404


def _may_import(request: Request, register: Register[Any]) -> None:
    guard(register, request.user, "add", "change")


def _batch(request: Request, register: Register[Any], pk: int) -> ImportBatch:
    """Return an import of one's own; anybody else's is not there."""
    _may_import(request, register)
    return get_object_or_404(batches_of(register, request.user), pk=pk)


def _progress(request: Request, register: Register[Any], batch: ImportBatch) -> HttpResponse:
    fragment = wants_fragment(request)
    template = "registers/_import_progress.html" if fragment else "registers/import_progress.html"
    context = {
        "register": register, "batch": batch, "done": Progress(folder_of(batch.pk)).done,
        "total": batch.plan.get("total"), "act": batch.plan.get("act"), "steps": STEPS,
        "step": 3 if batch.plan.get("act") == "apply" else 2,
    }  # fmt: skip
    return render(request, template, context)


def _form_page(
    request: Request,
    register: Register[Any],
    form: forms.Form,
    template: str,
    context: dict[str, Any],
) -> HttpResponse:
    told = {"register": register, "form": form, "steps": STEPS, "keys": key_words(register)}
    return render(request, template, {**told, **context}, status=422 if form.errors else 200)
