"""From document to confirmed plan: import, cuts, check, issue; versions and what they change."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jingwei.kernel.errors import Conflict, JingweiError
from jingwei.kernel.pages import Request, answer_form, wants_fragment
from jingwei.org.models import Unit
from jingwei.plans.forms.imports import ConfirmForm, CutForm, ImportForm
from jingwei.plans.models import AnnualPlan, Item, Measure, PlanVersion
from jingwei.plans.selectors.cuts import counts_told, editor_of, node_counts, text_parts
from jingwei.plans.selectors.differences import draft_difference, versions_difference
from jingwei.plans.selectors.versions import present_version, version_nodes, version_outline
from jingwei.plans.services import plan as services
from jingwei.plans.web.access import visible_plan
from jingwei.plans.web.cut_history import History

STEPS = ("交来文件", "调整切分", "核对确认")


@login_required
@permission_required("plans.import_annualplan", raise_exception=True)
@require_http_methods(["GET", "POST"])
def plan_import(request: Request) -> HttpResponse:
    """Take a document in and open it as a draft; ``?plan=`` makes it a new version of that plan."""
    asked = request.GET.get("plan", "")
    plan = _own_plan(request, int(asked)) if asked.isdecimal() else None
    form = ImportForm(request.POST or None, request.FILES or None, viewer=request.user, plan=plan)
    if form.is_valid():
        try:
            version = services.plan_import(**form.facts(), actor=request.user)
        except JingweiError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _imported_words(version))
            return redirect("plans:cut", pk=version.pk)
    draft = plan and plan.versions.filter(confirmed_at=None).select_related("created_by").first()
    context = {"form": form, "plan": plan, "draft": draft, "steps": STEPS}
    return render(request, "plans/import.html", context, status=422 if form.errors else 200)


@login_required
@permission_required("plans.import_annualplan", raise_exception=True)
@require_http_methods(["GET", "POST"])
def cut(request: Request, pk: int) -> HttpResponse:
    """Edit the cuts of a draft; of a confirmed version, show the receipt."""
    version = _version(request, pk)
    if version.confirmed_at:
        return _receipt(request, version)
    if request.method == "POST":
        return _edit(request, version)
    node = _number(request.GET.get("node"))
    if not wants_fragment(request):
        return _editor(request, version, node)
    if request.GET.get("seen") != services.version_digest(version):
        return _editor(request, version, node, refusal="别人刚调整过切分，已换成最新的。")
    return _opened(request, version, node)


@login_required
@permission_required("plans.import_annualplan", raise_exception=True)
@require_POST
def recut(request: Request, pk: int) -> HttpResponse:
    """Open the present version for other cuts, as a new draft."""
    plan = _own_plan(request, pk)
    try:
        draft = services.version_recut(plan, actor=request.user)
    except JingweiError as error:
        messages.error(request, str(error))
        return redirect("plans:board-of", pk=plan.pk)
    return redirect("plans:cut", pk=draft.pk)


@login_required
@permission_required("plans.import_annualplan", raise_exception=True)
@require_http_methods(["GET", "POST"])
def version_confirm(request: Request, pk: int) -> HttpResponse:
    """Check what a draft makes of the plan, then confirm it; if wanted, issue the plan at once."""
    version = _version(request, pk)
    if version.confirmed_at:
        return redirect("plans:cut", pk=pk)
    may_issue = request.user.has_perm("plans.issue_annualplan")
    form = ConfirmForm(
        request.POST or None,
        may_issue=may_issue and version.plan.state == AnnualPlan.State.DRAFT,
        initial={"seen": services.version_digest(version)},
    )

    def act(data: dict[str, Any]) -> None:
        with transaction.atomic():
            plan = services.version_confirm(version, actor=request.user, seen=data["seen"])
            if data.get("issue"):
                services.plan_issue(plan, actor=request.user)

    return answer_form(
        request, form, act, template="plans/version_confirm.html", context=_check(version),
        done=f"第 {version.number} 版已确认。", to=resolve_url("plans:cut", pk=pk),
    )  # fmt: skip


@login_required
@permission_required("plans.import_annualplan", raise_exception=True)
@require_POST
def version_discard(request: Request, pk: int) -> HttpResponse:
    """Throw a draft away, after a check of what is lost."""
    version = _version(request, pk)
    plan = version.plan
    if "confirmed" not in request.POST:
        context = {"edition": version, "plan": plan, "facts": _draft_facts(version)}
        return render(request, "plans/version_discard.html", context)
    try:
        services.version_discard(version, actor=request.user)
    except JingweiError as error:
        messages.error(request, str(error))
        return redirect("plans:cut", pk=pk)
    messages.success(request, f"“{plan}”的草稿已放弃。")
    kept = AnnualPlan.objects.visible_to(request.user).filter(pk=version.plan_id).exists()
    return redirect("plans:version-list", pk=version.plan_id) if kept else redirect("plans:board")


@login_required
@permission_required("plans.issue_annualplan", raise_exception=True)
@require_POST
def issue(request: Request, pk: int) -> HttpResponse:
    """Issue a plan."""
    plan = _own_plan(request, pk)
    try:
        services.plan_issue(plan, actor=request.user)
    except JingweiError as error:
        messages.error(request, str(error))
    else:
        measures = plan.measures.current()
        bare = measures.filter(owner=None).count()
        words = f"已发布，共 {measures.count()} 条举措。"
        messages.success(request, words + (f"其中 {bare} 条还没有责任人，请分派。" if bare else ""))
    return redirect("plans:board-of", pk=plan.pk)


@login_required
@permission_required("plans.issue_annualplan", raise_exception=True)
@require_http_methods(["GET", "POST"])
def close(request: Request, pk: int) -> HttpResponse:
    """Archive a plan, after a check of what that ends."""
    plan = _own_plan(request, pk)
    if "confirmed" in request.POST:
        try:
            services.plan_close(plan, actor=request.user)
        except JingweiError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "已归档，要点仍可查看。")
        return redirect("plans:board-of", pk=plan.pk)
    measures = plan.measures.current()
    done = measures.filter(state=Measure.State.DONE).count()
    facts = [("要点", plan), ("举措", f"{measures.count()} 条，已销号 {done} 条")]
    return render(request, "plans/version_close.html", {"plan": plan, "facts": facts})


@login_required
@permission_required("plans.view_annualplan", raise_exception=True)
@require_safe
def version_list(request: Request, pk: int) -> HttpResponse:
    """List the versions of a plan; ``?old=&new=`` goes on to their comparison."""
    plan = visible_plan(request, pk)
    old, new = (_number(request.GET.get(name)) for name in ("old", "new"))
    if old and new:
        return redirect("plans:version-diff", pk=pk, old=min(old, new), new=max(old, new))
    found = PlanVersion.objects.visible_to(request.user).filter(plan=plan).defer("source_text")
    versions = list(found.select_related("created_by", "confirmed_by"))
    before = [*(version.number for version in versions[1:]), None]
    counts = [node_counts(version_nodes(version)) for version in versions]
    rows = list(zip(versions, counts, before, strict=False))
    context = {"plan": plan, "present": present_version(plan), "rows": rows}
    return render(request, "plans/version_list.html", context)


@login_required
@permission_required("plans.view_annualplan", raise_exception=True)
@require_safe
def version_diff(request: Request, pk: int, old: int, new: int) -> HttpResponse:
    """Show what changed from one version of a plan to another."""
    plan = visible_plan(request, pk)
    versions = PlanVersion.objects.visible_to(request.user).filter(plan=plan)
    before, after = (get_object_or_404(versions, number=number) for number in (old, new))
    context = {
        "plan": plan,
        "old": before,
        "new": after,
        "difference": versions_difference(before, after),
    }
    return render(request, "plans/version_diff.html", context)


@login_required
@permission_required("plans.view_annualplan", raise_exception=True)
@require_safe
def text(request: Request, pk: int) -> HttpResponse:
    """Show the text of the present version, each measure linked; of a foreign plan one's items."""
    plan = visible_plan(request, pk)
    version = present_version(plan)
    whole = PlanVersion.objects.visible_to(request.user).filter(plan=plan).exists()
    items = Item.objects.visible_to(request.user).current().filter(area__plan=plan)
    measures = Measure.objects.visible_to(request.user).filter(plan=plan).current()
    links = dict(measures.values_list("start", "pk"))
    extents = None if whole else list(items.values_list("start", "end"))
    parts = text_parts(version_outline(version), links, extents) if version else []
    context = {"plan": plan, "edition": version, "whole": whole, "parts": parts}
    return render(request, "plans/text.html", context)


def _edit(request: Request, version: PlanVersion) -> HttpResponse:
    node = _number(request.POST.get("node"))
    try:
        version, node = _moved(request, version)
    except Conflict as error:
        words = f"{error.message}下面是最新的切分，请再做一次。"
        return _editor(request, _version(request, version.pk), node, refusal=words, status=422)
    except JingweiError as error:
        return _editor(request, _version(request, version.pk), node, refusal=str(error), status=422)
    if wants_fragment(request):
        return _editor(request, version, node)
    return HttpResponseRedirect(f"{resolve_url('plans:cut', pk=version.pk)}?node={node}#c{node}")


def _moved(request: Request, version: PlanVersion) -> tuple[PlanVersion, int]:
    """Do the edit, the undo or the redo that was posted; return the start of the node to show."""
    nodes, history = version_nodes(version), History(request.session, version)
    seen = request.POST.get("seen", "")
    if "undo" in request.POST:
        edited, at = history.undo(nodes)
    elif "redo" in request.POST:
        edited, at = history.redo(nodes)
    else:
        edited, at = CutForm(request.POST).edited(nodes)
        history.add(nodes, edited)
    if edited == tuple(nodes):
        return version, at
    version = services.version_cut(version, nodes=edited, seen=seen, actor=request.user)
    history.save(version)
    return version, at


def _editor(
    request: Request,
    version: PlanVersion,
    node: int | None,
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    editor = editor_of(version)
    opened = editor.cut_at(node)
    history = History(request.session, version)
    context = {
        "edition": version,
        "plan": version.plan,
        "editor": editor,
        "opened": opened,
        "ends": editor.heading_ends(opened) if opened else [],
        "seen": services.version_digest(version),
        "history": history,
        "refusal": refusal,
        "steps": STEPS,
    }
    template = "plans/_cut_editor.html" if wants_fragment(request) else "plans/cut.html"
    response = render(request, template, context, status=status)
    if wants_fragment(request):
        response["HX-Retarget"] = "#cut-editor"
    return response


def _opened(request: Request, version: PlanVersion, node: int | None) -> HttpResponse:
    editor = editor_of(version)
    opened = editor.cut_at(node)
    if opened is None:
        return _editor(request, version, None, refusal="这一段的边界刚才变过。")
    context = {
        "edition": version,
        "cut": opened,
        "ends": editor.heading_ends(opened),
        "seen": services.version_digest(version),
    }
    return render(request, "plans/_cut_open.html", context)


def _receipt(request: Request, version: PlanVersion) -> HttpResponse:
    counts = node_counts(version_nodes(version))
    bare = version.plan.measures.current().filter(owner=None).count()
    context = {
        "edition": version,
        "plan": version.plan,
        "facts": [
            ("确认人", version.confirmed_by),
            ("确认时间", version.confirmed_at),
            ("内容", counts_told(counts)),
            ("还没有责任人", f"{bare} 条举措"),
        ],
        "is_present": present_version(version.plan) == version,
    }
    return render(request, "plans/version.html", context)


def _check(version: PlanVersion) -> dict[str, Any]:
    editor = editor_of(version)
    return {
        "edition": version,
        "plan": version.plan,
        "editor": editor,
        "difference": draft_difference(version),
        "steps": STEPS,
    }


def _draft_facts(version: PlanVersion) -> list[tuple[str, Any]]:
    return [
        ("要点", version.plan),
        ("草稿", f"第 {version.number} 版，{version.file_name or '粘贴的全文'}"),
        ("导入时间", version.created_at),
        ("内容", counts_told(node_counts(version_nodes(version)))),
    ]


def _imported_words(version: PlanVersion) -> str:
    told = counts_told(node_counts(version_nodes(version)))
    again = f"作为“{version.plan}”的第 {version.number} 版。" if version.number > 1 else ""
    return f"已读出 {told}。{again}确认之前不会发给任何人。"


def _version(request: Request, pk: int) -> PlanVersion:
    rows = PlanVersion.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("plan__unit", "confirmed_by"), pk=pk)


def _own_plan(request: Request, pk: int) -> AnnualPlan:
    """Return a plan of the viewer's own units; one that only gives them something is not theirs."""
    plans = AnnualPlan.objects.visible_to(request.user).select_related("unit")
    return get_object_or_404(plans, pk=pk, unit__in=Unit.objects.visible_to(request.user))


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() else None
