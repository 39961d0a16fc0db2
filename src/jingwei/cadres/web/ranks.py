"""Who may be promoted in rank, what the quotas leave, and the beginning of a batch."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from jingwei.cadres.forms_ranks import RankBatchForm, RankFilterForm, UnitForm
from jingwei.cadres.rank_batches import MOST, rank_batch_open
from jingwei.cadres.rank_sheets import TITLE, rank_export
from jingwei.cadres.selectors.quotas import rank_quotas
from jingwei.cadres.selectors.rank_page import RankFound, rank_found, rank_rows_of, running_batches
from jingwei.cadres.selectors.ranks import GRADES, RANKS, RankRow, rank_law
from jingwei.kernel.clock import today
from jingwei.kernel.errors import JingweiError
from jingwei.kernel.pages import PAGE_SIZE, XLSX, Request, download
from jingwei.kernel.registers.web.offers import offered
from jingwei.kernel.rules import ANSWERS
from jingwei.org.models import Unit
from jingwei.procedures.models import Case

VIEW, RUN = "cadres.view_civilservant", "procedures.run_case"


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def rank_list(request: Request) -> HttpResponse:
    """List where everybody stands with the next rank. Queries do not grow with the page."""
    form = RankFilterForm(request.GET, viewer=request.user)
    found = _found(request, form)
    page = Paginator(found.rows, PAGE_SIZE).get_page(request.GET.get("page"))
    grades = form.is_grades
    context = {
        "filter_form": form, "page": page, "day": today(), "is_grades": grades, "unit_word": "人",
        "counts": [(ANSWERS[answer], count) for answer, count in found.counts.items()],
        "population": found.population,
        "can_run": request.user.has_perm(RUN) and not grades,
        "is_unset": grades and not any(rank_law(today(), GRADES).years.values()),
        "acts": [("batch", "用选中的人发起职级晋升")],
    }  # fmt: skip
    status = 200 if form.is_valid() else 422
    return render(request, "cadres/rank_list.html", context, status=status)


def _found(request: Request, form: RankFilterForm) -> RankFound:
    """Return who fits; nobody, with the reason on the form, where the question is refused."""
    if form.is_valid():
        try:
            return rank_found(request.user, form.asked(), today())
        except JingweiError as error:
            form.add_error(None, str(error))
    return RankFound([], {}, 0)


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def rank_file(request: Request) -> HttpResponse:
    """Answer with the whole list that the filters ask for as a workbook."""
    form = RankFilterForm(request.GET, viewer=request.user)
    found = _found(request, form)
    if form.errors:
        messages.error(request, "筛选条件不对，没有导出。")
        return redirect("cadres:rank-list")
    made = rank_export(found, scope=_scope(form), day=today(), actor=request.user)
    return download(made, f"{TITLE} {today():%Y%m%d}.xlsx", XLSX)


def _scope(form: RankFilterForm) -> str:
    """Return the filters as a sentence."""
    told = []
    for name, field in form.fields.items():
        value = form.cleaned_data[name]
        words = dict(getattr(field, "choices", ())).get(value, value)
        told += [f"{field.label}：{str(words).strip()}"] if value else []
    return "；".join(told) or "全部"


@login_required
@permission_required(RUN, raise_exception=True)
@permission_required(VIEW, raise_exception=True)
@require_http_methods(["GET", "POST"])
def rank_batch(request: Request) -> HttpResponse:
    """Check the chosen people, then begin a batch with them."""
    rows = _chosen(request)
    if not rows:
        messages.error(request, "还没有选人。在清单里勾选以后再发起。")
        return redirect("cadres:rank-list")
    form = RankBatchForm(request.POST or None, viewer=request.user, initial=_place(request))
    if offered(form).is_valid() and (case := _begun(request, form, rows)):
        messages.success(request, f"已发起“{case}”，{len(rows)} 人。")
        return redirect("procedures:case", pk=case.pk)
    busy = running_batches([row.pk for row in rows])
    seen = Case.objects.visible_to(request.user).in_bulk([case.pk for case in busy.values()])
    context = {
        "form": form, "rows": rows, "day": today(),
        "busy": [(row, seen.get(busy[row.pk].pk)) for row in rows if row.pk in busy],
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "cadres/rank_batch.html", context, status=status)


def _begun(request: Request, form: RankBatchForm, rows: list[RankRow]) -> Case | None:
    """Begin the batch, or put the refusal into the form."""
    told = form.cleaned_data
    try:
        return rank_batch_open(
            rows, title=told["title"], opened_on=told["opened_on"], place=told["unit"],
            owner=told["owner"], actor=request.user,
        )  # fmt: skip
    except JingweiError as error:
        form.add_error(None, str(error))
        return None


def _chosen(request: Request) -> list[RankRow]:
    """Return the people ticked, or everybody the filters ask for."""
    asked = request.POST if request.method == "POST" else request.GET
    if asked.get("all") == "yes" and request.method == "GET":
        form = RankFilterForm(request.GET, viewer=request.user)
        return _found(request, form).rows[:MOST]
    picks = [int(p) for p in asked.getlist("pick") if p.isascii() and p.isdecimal()]
    return rank_rows_of(request.user, picks[:MOST], today(), RANKS)


def _place(request: Request) -> dict[str, Any]:
    """Return the viewer's own unit as the place of the batch."""
    unit = Unit.objects.visible_to(request.user).filter(path=request.user.home_path)
    home = unit.select_related("parent").first()
    return {"unit": home.written if home else ""}


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def rank_quota_list(request: Request) -> HttpResponse:
    """Show quota, held, free and over of every organ, and of all together."""
    form = UnitForm(request.GET, viewer=request.user)
    path = form.cleaned_data["unit"] if form.is_valid() else ""
    quotas = rank_quotas(request.user, today(), path=path, grades=form.is_grades)
    is_over = request.GET.get("over") == "yes"
    context = {
        "filter_form": form, "quotas": quotas, "day": today(), "is_grades": form.is_grades,
        "rows": quotas.over if is_over else quotas.units, "is_over": is_over,
        "is_unset": form.is_grades and all(line.quota is None for line in quotas.total),
    }  # fmt: skip
    status = 200 if form.is_valid() else 422
    return render(request, "cadres/rank_quotas.html", context, status=status)
