"""What proves a measure: the form, one click on a suggestion, and many suggestions at once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.views.decorators.http import require_http_methods, require_POST

from jingwei.kernel.errors import JingweiError
from jingwei.kernel.pages import Request, answer_form
from jingwei.plans.forms.proof import PartsForm, ProofForm
from jingwei.plans.models import AnnualPlan, Measure, Proof
from jingwei.plans.selectors.suggest import Suggested, suggested_proof, suggestions_for
from jingwei.plans.services.measure import proof_set as proof_store
from jingwei.plans.services.proof import proof_accept as proof_take
from jingwei.plans.services.proof import proof_divide as proof_part
from jingwei.plans.web.access import visible_measure, visible_plan, way_back


@login_required
@permission_required("plans.assign_measure", raise_exception=True)
@require_http_methods(["GET", "POST"])
def proof_set(request: Request, pk: int) -> HttpResponse:
    """Say what proves a measure; what its own words suggest is filled in and explained."""
    found = visible_measure(request, pk)
    proof = getattr(found, "proof", None)
    initial = {} if proof else suggested_proof(found)
    form = ProofForm(
        request.POST or None, initial=initial, viewer=request.user, measure=found, stored=proof
    )
    back = way_back(request, resolve_url("plans:measure", pk=found.pk))
    (suggested,) = suggestions_for([found], viewer=request.user).values()
    context = {
        "measure": found,
        "heading": "佐证方式",
        "button": "保存佐证方式",
        "back": back,
        "suggested": [] if proof else suggested,
    }

    def act(_: dict[str, Any]) -> None:
        proof_store(found, actor=request.user, **form.terms())

    return answer_form(
        request, form, act, template="plans/measure_act.html", context=context,
        done="佐证方式已保存。", to=back,
    )  # fmt: skip


@login_required
@permission_required("plans.assign_measure", raise_exception=True)
@require_http_methods(["GET", "POST"])
def proof_divide(request: Request, pk: int) -> HttpResponse:
    """Give each unit its part of the target, so that it can be said which are behind."""
    found = visible_measure(request, pk)
    proof = getattr(found, "proof", None)
    back = resolve_url("plans:measure", pk=found.pk)
    context = {"measure": found, "proof": proof, "back": back}
    if proof is None or not proof.may_be_divided:
        return render(request, "plans/proof_divide.html", context)
    form = PartsForm(request.POST or None, measure=found, proof=proof)

    def act(data: dict[str, Any]) -> None:
        parts, reason = form.parts(), data.get("reason", "")
        proof_part(found, parts, reason=reason, actor=request.user)
        _tell_difference(request, proof, sum(parts.values(), Decimal(0)))

    return answer_form(
        request, form, act, template="plans/proof_divide.html", context=context,
        done="各单位的目标已保存。", to=back,
    )  # fmt: skip


def _tell_difference(request: Request, proof: Proof, whole: Decimal) -> None:
    """Say when the parts do not come to the target; they may, a reserve is kept at times."""
    if whole and proof.target is not None and whole != proof.target:
        words = f"各单位合计 {whole.normalize():f}，总目标 {proof.target.normalize():f}。"
        messages.warning(request, words)


@login_required
@permission_required("plans.assign_measure", raise_exception=True)
@require_POST
def proof_accept(request: Request, pk: int) -> HttpResponse:
    """Take one of the suggestions of a measure as its proof."""
    found = visible_measure(request, pk)
    (suggested,) = suggestions_for([found], viewer=request.user).values()
    chosen = next((one for one in suggested if one.key == request.POST.get("choice")), None)
    if chosen is None:
        raise Http404("这条建议已经变了，请打开举措重新选择。")
    if _taken(request, {found: chosen}):
        messages.success(request, "佐证方式已确定，灯已重新计算。")
    return redirect(way_back(request, resolve_url("plans:measure", pk=found.pk)))


@login_required
@permission_required("plans.assign_measure", raise_exception=True)
@require_http_methods(["GET", "POST"])
def proof_suggestions(request: Request, pk: int) -> HttpResponse:
    """List the measures without a proof and what their words suggest; take those ticked."""
    plan = visible_plan(request, pk)
    bare = _bare(request, plan)
    found = suggestions_for(bare, viewer=request.user)
    if request.method == "POST":
        ticked = set(request.POST.getlist("measure"))
        chosen = {m: found[m.pk][0] for m in bare if found[m.pk] and str(m.pk) in ticked}
        count = _taken(request, chosen)
        told = messages.success if count else messages.warning
        told(request, f"已确定 {count} 条举措的佐证方式。" if count else "没有勾选可以采用的建议。")
        return redirect("plans:proof-suggestions", pk=plan.pk)
    rows = [(m, found[m.pk]) for m in bare]
    context = {
        "plan": plan,
        "suggested": [row for row in rows if row[1]],
        "without": [m for m, suggested in rows if not suggested],
        "proven": plan.measures.visible_to(request.user).current().exclude(proof=None).count(),
    }
    return render(request, "plans/proof_suggestions.html", context)


def _bare(request: Request, plan: AnnualPlan) -> list[Measure]:
    rows = plan.measures.visible_to(request.user).current().filter(proof=None)
    return list(rows.select_related("item__area", "plan__unit"))


def _taken(request: Request, chosen: dict[Measure, Suggested]) -> int:
    """Store each suggestion; return how many, and tell what was refused."""
    count = 0
    for measure, suggested in chosen.items():
        try:
            proof_take(measure, suggested, actor=request.user)
        except JingweiError as error:
            messages.error(request, str(error))
        else:
            count += 1
    return count
