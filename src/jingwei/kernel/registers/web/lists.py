"""The list of a register: filters, columns, order, pages that later inserts do not shift."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from jingwei.kernel.pages import Request, wants_fragment
from jingwei.kernel.registers import bulk, reveals
from jingwei.kernel.registers.declaration import ListLink, Register, Secrecy, Verb
from jingwei.kernel.registers.forms import FilterForm, bulk_columns
from jingwei.kernel.registers.reading import (
    PAGE_SIZE,
    Window,
    day_asked,
    filtered,
    order_of,
    window,
)
from jingwei.kernel.registers.sight import Sight
from jingwei.kernel.registers.web import cells, queries, views
from jingwei.kernel.registers.web.access import address, register_page
from jingwei.kernel.registers.web.offers import offered

WRITING: tuple[Verb, ...] = ("add", "change")
PRINTED = 1_000
"""Rows on one page for the printer."""


@register_page("view")
@require_safe
def row_list(request: Request, register: Register[Any]) -> HttpResponse:
    """Show the rows the query string asks for: a page of them, or only the results of a filter."""
    kept = views.views_kept(request, register)
    if not request.GET and (usual := views.usual_query(kept)):
        return redirect(f"{request.path}?{usual}")
    context = _context(request, register)
    context["views"] = views.offered_views(request, register, kept)
    template = "registers/_results.html" if wants_fragment(request) else "registers/list.html"
    response = render(request, template, context, status=422 if context["faults"] else 200)
    patch_vary_headers(response, ["HX-Request"])
    if request.htmx:
        query = queries.changed(context["query"], **_place(request))
        response["HX-Push-Url"] = request.path + query
    if request.GET.get("density") in queries.DENSITIES:
        response.set_cookie("density", request.GET["density"], 365 * 86400, httponly=True)
    return response


@register_page("view")
@require_safe
def row_count(request: Request, register: Register[Any]) -> HttpResponse:
    """Count exactly what a list holds; for the line above it."""
    sight = Sight(request.user)
    form = FilterForm(register, sight, request.GET)
    asked = _asked(form, request)
    reveals.rows_searched(register, asked.get("q", ""), actor=request.user)
    number = 0 if _faults(form) else filtered(register, asked, sight).count()
    return HttpResponse(f"共 {number:,} {register.unit_word}", content_type="text/plain")


def _context(request: Request, register: Register[Any]) -> dict[str, Any]:
    """Return what list and fragment show. A fixed number of queries, whatever the list holds."""
    sight = Sight(request.user)
    form = offered(FilterForm(register, sight, request.GET))
    faults = _faults(form)
    query, asked = queries.kept(form, request.GET), _asked(form, request)
    cols = cells.chosen(register, query)
    found = Window([], 0, is_more=False) if faults else _window(register, asked, sight, cols)
    _record(request, register, asked, found)
    return {
        "register": register, "form": form, "faults": faults, "query": query, "asked": asked,
        "chips": [] if faults else queries.chips(form, query),
        "unfiltered": queries.without_filters(form, query),
        "heads": cells.heads(register, cols, sight, query),
        "lines": cells.lines(register, cols, sight, found.rows),
        "count": _count_line(register, found, query),
        "pages": _page_links(register, found, asked, query),
        "whole": _whole(register, found, asked, query),
        "day": None if faults else day_asked(asked),
        "density": _density(request),
        **_tools(request, register, query, cols),
        **_picking(request, register, found),
    }  # fmt: skip


def _faults(form: FilterForm) -> bool:
    return form.is_bound and not form.is_valid()


def _asked(form: FilterForm, request: Request) -> dict[str, str]:
    place = {name: str(request.GET.get(name, "")) for name in ("sort", *queries.PLACES)}
    return {**{name: text for name, text in place.items() if "\x00" not in text}, **form.asked()}


def _place(request: Request) -> dict[str, str]:
    return {name: request.GET.get(name, "") for name in queries.PLACES}


def _window(
    register: Register[Any], asked: dict[str, str], sight: Sight, cols: list[Any]
) -> Window:
    """Return the page that is asked for; walking back past the start gives the whole first one."""
    rows = cells.without_secrets(register, filtered(register, asked, sight), cols)
    order = order_of(register, asked, sight)
    if asked.get("page") == "all":
        found = window(rows, order, {**asked, "before": "", "after": ""}, PRINTED)
    else:
        found = window(rows, order, asked)
    if asked.get("before") and not found.before and len(found.rows) < PAGE_SIZE:
        found = window(rows, order, {**asked, "before": ""})
    if asked.get("count") == "exact" and found.is_more:
        found = replace(found, count=rows.order_by().count(), is_more=False)
    return found


def _record(
    request: Request, register: Register[Any], asked: dict[str, str], found: Window
) -> None:
    reveals.rows_read(register, request.user, count=len(found.rows), actor=request.user)
    reveals.rows_searched(register, asked.get("q", ""), actor=request.user)


def _count_line(register: Register[Any], found: Window, query: QueryDict) -> dict[str, Any]:
    words = f"{found.count:,} {register.unit_word}"
    counting = queries.changed(query, count="exact") if found.is_more else ""
    return {
        "number": found.count,
        "text": f"{words}以上" if found.is_more else f"共 {words}",
        "exact": counting,
        "fragment": address("count", register.code) + counting,
    }


def _page_links(
    register: Register[Any], found: Window, asked: dict[str, str], query: QueryDict
) -> dict[str, Any]:
    """Return the links around a page; which rows it shows is told where that is known."""
    shown, count = len(found.rows), found.count
    span = (1, shown) if not found.before else (count - shown + 1, count)
    is_known = shown and (not found.before or (not found.after and not found.is_more))
    exact = {"count": asked.get("count", "")}
    return {
        "span": f"第 {span[0]:,}–{span[1]:,} {register.unit_word}" if is_known else "",
        "first": queries.changed(query, **exact) if found.before else "",
        "before": queries.changed(query, before=found.before, **exact) if found.before else "",
        "after": queries.changed(query, after=found.after, **exact) if found.after else "",
        "last": queries.changed(query, page="last", **exact) if found.after else "",
    }


def _whole(
    register: Register[Any], found: Window, asked: dict[str, str], query: QueryDict
) -> dict[str, Any]:
    """Return how a list of several pages is put on one for the printer: address and words.

    ``is_open`` where that was asked for; ``is_cut`` where even one page does not hold it.
    """
    is_open, is_all = asked.get("page") == "all", found.count <= PRINTED and not found.is_more
    number = f"{found.count if is_all else PRINTED:,} {register.unit_word}"
    has_more = bool(found.before or found.after) and not is_open
    return {
        "url": queries.changed(query, page="all") if has_more else "",
        "words": f"列出{'全部' if is_all else '前'} {number}再打印",
        "is_open": is_open,
        "is_cut": is_open and bool(found.after),
        "number": number,
        "back": queries.changed(query),
    }


def _density(request: Request) -> str:
    word = request.GET.get("density", request.COOKIES.get("density", ""))
    return word if word in queries.DENSITIES else "normal"


def _tools(
    request: Request, register: Register[Any], query: QueryDict, cols: list[Any]
) -> dict[str, Any]:
    """Return what stands around the table: columns to choose, views, other rooms' pages."""
    shown = {col.name for col in cols}
    may = [register.is_open(request.user, verb) for verb in WRITING]
    return {
        "choices": [
            (col.name, register.label_of(col), col.name in shown) for col in cells.columns(register)
        ],
        "usual_columns": queries.changed(query, cols="") if query.get("cols") else "",
        "densities": [
            (word, label, queries.changed(query, density=word))
            for word, label in queries.DENSITIES.items()
        ],
        "exports": [*_exports(register, query), *_papers(request, register, query)],
        "new_url": address("new", register.code) if may[0] else "",
        "import_url": address("import", register.code) if any(may) else "",
        "paste_url": address("paste", register.code) if any(may) else "",
        "template_url": address("template", register.code, "xlsx") if any(may) else "",
        "is_secret": register.secrecy == Secrecy.P3,
    }


def _exports(register: Register[Any], query: QueryDict) -> list[tuple[str, str]]:
    """Return the files that can be made of what the list shows: words, address."""
    found = [("工作簿", "xlsx", ""), ("CSV", "csv", ""), ("选栏目导出", "xlsx", "yes")]
    return [
        (words, url + queries.changed(query, choose=choose))
        for words, suffix, choose in found
        if (url := address("export", register.code, suffix))
    ]


def _papers(request: Request, register: Register[Any], query: QueryDict) -> list[tuple[str, str]]:
    """Return the papers of the register's own room: words, address."""
    return [
        (link.label, _paper_url(register, link) + queries.changed(query))
        for link in register.links
        if request.user.has_perm(link.permission)
    ]


def _paper_url(register: Register[Any], link: ListLink) -> str:
    return reverse(link.url_name, args=[register.code] if link.takes_code else [])


def _picking(request: Request, register: Register[Any], found: Window) -> dict[str, Any]:
    """Return whether rows can be ticked, and whether a bulk change can mean all that were found.

    Where they were not all counted it can: the check counts them, and refuses too many.
    """
    may_change = register.is_open(request.user, "change")
    is_wide = len(found.rows) < found.count + found.is_more <= bulk.MOST
    may_bulk = may_change and bool(bulk_columns(register, request.user))
    acts = [
        (reverse(act.url_name), act.label)
        for act in register.acts
        if request.user.has_perm(act.permission)
    ]
    return {
        "can_pick": may_bulk or bool(acts),
        "can_bulk": may_bulk,
        "acts": acts,
        "can_pick_all": is_wide and may_bulk,
        "bulk_url": address("bulk", register.code),
    }
