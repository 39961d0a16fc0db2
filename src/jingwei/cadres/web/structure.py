"""Team structure: the matrix, the people behind each number, targets, private trays."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jingwei.cadres import services, structure
from jingwei.cadres.forms_structure import MoveForm, StructureForm, TargetForm, TrayForm
from jingwei.cadres.models import StructureTarget, Tray, TrayMove
from jingwei.cadres.selectors.teams import Teams, members_with, targets, teams_of
from jingwei.cadres.structure_papers import TITLE, structure_document, structure_workbook
from jingwei.cadres.trays import tray_found
from jingwei.kernel.clock import today
from jingwei.kernel.pages import DOCX, PAGE_SIZE, XLSX, Request, answer_form, download
from jingwei.kernel.registers.web.offers import offered
from jingwei.org.models import Unit

VIEW, DRAFT = "cadres.view_structuretarget", "cadres.add_tray"


def _found(request: Request) -> tuple[StructureForm, Teams, dict[str, str]]:
    """Return the form of the scope, the teams it asks for and what it says."""
    form = StructureForm(request.GET, viewer=request.user)
    asked = form.cleaned_data if form.is_valid() else {"unit": "", "kind": "", "show": ""}
    teams = teams_of(request.user, today(), path=asked["unit"], kind=asked["kind"])
    return form, teams, asked


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def matrix(request: Request) -> HttpResponse:
    """Show the teams by what their members are; every number opens its people."""
    form, found, asked = _found(request)
    shown, day = found.shown(asked["show"]), today()
    context = {
        "filter_form": form, "found": shown, "day": day, "groups": structure.groups(),
        "features": structure.FEATURES, "teams_count": len(shown.teams),
        "members": shown.members, "totals": shown.counts, "charts": _charts(shown, day),
        "page": Paginator(shown.teams, PAGE_SIZE).get_page(request.GET.get("page")),
        "pyramid": structure.pyramid(shown.members, day),
        "targets": targets(), "unit_word": "个班子",
    }  # fmt: skip
    return render(request, "cadres/structure.html", context, status=200 if form.is_valid() else 422)


def _charts(found: Teams, day: date) -> list[tuple[str, list[structure.Bar]]]:
    """Return the charts of bars by their title, those without anybody left out."""
    members = found.members
    drawn = (
        ("学历", structure.by_education(members, day)),
        ("任现职年限", structure.by_tenure(members, day)),
        ("学位学科门类", structure.by_field(members, day)),
    )
    return [(title, bars) for title, bars in drawn if any(bar.count for bar in bars)]


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def people(request: Request) -> HttpResponse:
    """List the people behind one number of the matrix."""
    _, found, asked = _found(request)
    feature, key = request.GET.get("feature", ""), request.GET.get("team", "")
    teams = [t for t in found.shown(asked["show"]).teams if not key or str(t.unit.pk) == key]
    rows = [(t, one, one.age(today())) for t, one in members_with(teams, feature, today())]
    roles = {"": "全部成员", "chief": "正职", "deputy": "副职"}
    known = structure.feature_of(feature)
    if known is None and feature not in roles:
        raise Http404
    context = {
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")), "count": len(rows),
        "label": f"{known.group}：{known.label}" if known else roles[feature], "day": today(),
        "team": teams[0] if key and teams else None,
    }  # fmt: skip
    return render(request, "cadres/structure_people.html", context)


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def export(request: Request, kind: str) -> HttpResponse:
    """Answer with the analysis as .xlsx or .docx, logged."""
    form, found, asked = _found(request)
    if not form.is_valid():
        messages.error(request, "筛选条件不对，没有导出。")
        return redirect("cadres:structure")
    teams = found.shown(asked["show"])
    files = {"xlsx": (structure_workbook, XLSX), "docx": (structure_document, DOCX)}
    if kind not in files:
        raise Http404
    make, content = files[kind]
    data = make(teams, scope=form.words(), day=today())
    services.structure_taken(request.user, kind=kind, teams=len(teams.teams))
    return download(data, f"{TITLE} {today():%Y%m%d}.{kind}", content)


@login_required
@permission_required("cadres.add_structuretarget", raise_exception=True)
@require_http_methods(["GET", "POST"])
def target_new(request: Request) -> HttpResponse:
    """Write down what teams should hold at least."""
    form = TargetForm(request.POST or None)
    context = {
        "heading": "登记结构要求",
        "button": "保存要求",
        "back": resolve_url("cadres:structure"),
    }

    def act(told: dict[str, Any]) -> None:
        services.target_add(told, actor=request.user)

    return answer_form(
        request, form, act, template="cadres/structure_form.html", context=context,
        done="结构要求已登记。", to="cadres:structure",
    )  # fmt: skip


@login_required
@permission_required("cadres.delete_structuretarget", raise_exception=True)
@require_POST
def target_remove(request: Request, pk: int) -> HttpResponse:
    """Take a target away."""
    services.target_remove(get_object_or_404(StructureTarget, pk=pk), actor=request.user)
    messages.success(request, "结构要求已撤去。")
    return redirect("cadres:structure")


@login_required
@permission_required(DRAFT, raise_exception=True)
@require_http_methods(["GET", "POST"])
def tray_list(request: Request) -> HttpResponse:
    """List the viewer's own drafts, and begin one."""
    form = TrayForm(request.POST or None)
    context = {"trays": Tray.objects.visible_to(request.user).prefetch_related("moves")}

    def act(told: dict[str, Any]) -> None:
        services.tray_add(told["title"], actor=request.user)

    return answer_form(
        request, form, act, template="cadres/tray_list.html", context=context,
        done="草稿已建立，只有你自己能看到。", to="cadres:tray-list",
    )  # fmt: skip


def _tray(request: Request, pk: int) -> Tray:
    return get_object_or_404(Tray.objects.visible_to(request.user), pk=pk)


@login_required
@permission_required(DRAFT, raise_exception=True)
@require_http_methods(["GET", "POST"])
def tray(request: Request, pk: int) -> HttpResponse:
    """Show a draft worked out, and put one more move into it."""
    draft = _tray(request, pk)
    unit = Unit.objects.visible_to(request.user).filter(pk=_key(request.GET.get("unit"))).first()
    initial = {"unit": unit.written} if unit else {}
    form = MoveForm(request.POST or None, viewer=request.user, initial=initial)
    context = {
        "tray": draft, "found": tray_found(draft, request.user, today()), "day": today(),
        "groups": structure.groups(), "features": structure.FEATURES,
    }  # fmt: skip

    def act(told: dict[str, Any]) -> None:
        services.move_add(draft, told, actor=request.user)

    return answer_form(
        request, offered(form), act, template="cadres/tray.html", context=context,
        done="已放入草稿，结构已重算。", to=resolve_url("cadres:tray", pk=pk),
    )  # fmt: skip


def _key(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() else 0


@login_required
@permission_required(DRAFT, raise_exception=True)
@require_POST
def move_remove(request: Request, pk: int) -> HttpResponse:
    """Take a move out of a draft."""
    rows = TrayMove.objects.visible_to(request.user).select_related("tray")
    move = get_object_or_404(rows, pk=pk)
    services.move_remove(move, actor=request.user)
    messages.success(request, "已移出草稿。")
    return redirect("cadres:tray", pk=move.tray_id)


@login_required
@permission_required(DRAFT, raise_exception=True)
@require_POST
def tray_remove(request: Request, pk: int) -> HttpResponse:
    """Throw a draft away."""
    services.tray_remove(_tray(request, pk), actor=request.user)
    messages.success(request, "草稿已删除。")
    return redirect("cadres:tray-list")
