"""Writes to plans: a document in, its cuts confirmed by a person, its measures out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from jingwei.accounts.models import User
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.clock import today
from jingwei.kernel.crypto import sm3_hex
from jingwei.kernel.errors import Conflict, RuleViolation
from jingwei.org.models import Unit
from jingwei.plans.diff import Fate, Pair
from jingwei.plans.models import AnnualPlan, PlanVersion
from jingwei.plans.outline import Node, Outline
from jingwei.plans.selectors.versions import version_outline, version_pairs
from jingwei.plans.services.light import lights_refresh
from jingwei.plans.services.plan_rows import plan_rows_store

declare_acts(
    {
        "plan.import": "导入要点",
        "plan.cut": "调整切分",
        "plan.recut": "重新切分",
        "plan.confirm": "确认要点",
        "plan.discard": "放弃草稿",
        "plan.issue": "发布要点",
        "plan.close": "归档要点",
    }
)


@transaction.atomic
def plan_import(
    found: Outline,
    *,
    unit: Unit,
    year: int,
    plan: AnnualPlan | None = None,
    file_name: str = "",
    actor: User | None,
) -> PlanVersion:
    """Keep ``found`` as the open draft of a plan of ``unit``; it has no measures yet.

    Without ``plan`` one is found by unit, year and title, or created. A draft that nobody
    confirmed is replaced. Raises RuleViolation ``plans.closed`` for an archived plan.
    """
    plan = _locked(plan or _plan_for(found, unit, year))
    refuse_archived(plan)
    plan.versions.filter(confirmed_at=None).delete()
    last = plan.versions.aggregate(last=Max("number"))["last"] or 0
    version = PlanVersion.objects.create(
        plan=plan, number=last + 1, file_name=file_name[:200], source_text=found.source_text,
        nodes=[asdict(node) for node in found.nodes], created_by=actor,
    )  # fmt: skip
    audit("plan.import", plan, actor, version=version.number, file=file_name,
          digest=sm3_hex(found.source_text.encode()))  # fmt: skip
    return version


@transaction.atomic
def version_recut(plan: AnnualPlan, *, actor: User) -> PlanVersion:
    """Open a draft with the text and cuts of the present version, to cut it differently.

    An open draft is returned as it is. Raises RuleViolation ``plans.closed`` for an archived
    plan, ``plans.nothing_confirmed`` before a version is confirmed.
    """
    plan = _locked(plan)
    refuse_archived(plan)
    versions = list(plan.versions.order_by("-number"))
    if versions and versions[0].confirmed_at is None:
        return versions[0]
    if not versions:
        raise RuleViolation("plans.nothing_confirmed", "还没有确认过的版本，先导入要点。")
    present = versions[0]
    draft = PlanVersion.objects.create(
        plan=plan,
        number=present.number + 1,
        file_name=present.file_name,
        source_text=present.source_text,
        nodes=present.nodes,
        created_by=actor,
    )
    audit("plan.recut", plan, actor, version=draft.number)
    return draft


@transaction.atomic
def version_cut(
    version: PlanVersion, *, nodes: Sequence[Node], seen: str, actor: User
) -> PlanVersion:
    """Replace the cuts of a draft; ``seen`` is the digest of the cuts the person looked at.

    Raises Conflict ``plans.stale`` when another person moved a cut since, RuleViolation
    ``plans.confirmed`` for a version that is no draft any more.
    """
    version = _draft(version)
    if version_digest(version) != seen:
        raise Conflict("plans.stale", "你打开页面之后，别人调整过切分。", hint="请刷新后再改。")
    version.nodes = [asdict(node) for node in nodes]
    version.save(update_fields=["nodes"])
    audit("plan.cut", version.plan, actor, version=version.number, nodes=len(nodes))
    return version


@transaction.atomic
def version_confirm(
    version: PlanVersion, *, actor: User | None, seen: str | None = None
) -> AnnualPlan:
    """Turn the cuts of a draft into areas, items and measures of the plan.

    Measures that stay keep owner, dates, proof and progress; what is gone keeps its history.
    ``seen`` is the digest of the cuts that were checked, None when nobody looked at a page.
    Raises RuleViolation ``plans.no_measures`` when the cuts hold no measure, ``plans.closed``
    for an archived plan; Conflict ``plans.stale`` when a cut was moved since the check.
    """
    version = _draft(version)
    refuse_archived(version.plan)
    if seen is not None and version_digest(version) != seen:
        raise Conflict(
            "plans.stale", "你打开核对页之后，切分又调整过。", hint="请重新核对后再确认。"
        )
    found = version_outline(version)
    if not found.measures:
        raise RuleViolation(
            "plans.no_measures", "现在的切分里没有举措。", hint="至少标出一条举措后再确认。"
        )
    pairs = version_pairs(version)
    measures = plan_rows_store(version, found, pairs)
    plan = version.plan
    plan.preamble = found.preamble
    plan.save(update_fields=["preamble"])
    version.confirmed_at, version.confirmed_by = timezone.now(), actor
    version.save(update_fields=["confirmed_at", "confirmed_by"])
    audit("plan.confirm", plan, actor, version=version.number, **_counts(pairs))
    lights_refresh(measures, on=today())
    return plan


@transaction.atomic
def version_discard(version: PlanVersion, *, actor: User) -> None:
    """Throw a draft away; a plan that never had a confirmed version goes with it."""
    version = _draft(version)
    plan = version.plan
    audit("plan.discard", plan, actor, version=version.number, file=version.file_name)
    version.delete()
    if not plan.versions.exists():
        plan.delete()


@transaction.atomic
def plan_issue(plan: AnnualPlan, *, actor: User | None) -> AnnualPlan:
    """Issue a plan: its measures become to-dos of their owners.

    Raises RuleViolation ``plans.nothing_confirmed`` before a version is confirmed,
    ``plans.already`` when it is issued or closed.
    """
    plan = _locked(plan)
    if not plan.measures.current().exists():
        raise RuleViolation("plans.nothing_confirmed", "先确认一个版本，再发布。")
    plan = _restate(plan, AnnualPlan.State.DRAFT, AnnualPlan.State.ISSUED, "plan.issue", actor)
    lights_refresh(plan.measures.current(), on=today())
    return plan


@transaction.atomic
def plan_close(plan: AnnualPlan, *, actor: User) -> AnnualPlan:
    """Archive an issued plan: it stays readable and asks nobody for anything."""
    plan = _locked(plan)
    return _restate(plan, AnnualPlan.State.ISSUED, AnnualPlan.State.CLOSED, "plan.close", actor)


def version_digest(version: PlanVersion) -> str:
    """Return a short digest of the cuts, to notice that somebody else moved one."""
    cuts = [(n["kind"], n["start"], n["end"], n["level"], n["number"]) for n in version.nodes]
    return sm3_hex(str(cuts).encode())[:16]


def _restate(plan: AnnualPlan, before: str, after: str, act: str, actor: User | None) -> AnnualPlan:
    if plan.state != before:
        raise RuleViolation("plans.already", f"“{plan}”现在是“{plan.get_state_display()}”。")
    plan.state = after
    plan.save(update_fields=["state"])
    audit(act, plan, actor)
    return plan


def _locked(plan: AnnualPlan) -> AnnualPlan:
    return AnnualPlan.objects.select_for_update(of=("self",)).select_related("unit").get(pk=plan.pk)


def refuse_archived(plan: AnnualPlan) -> None:
    """Raise RuleViolation ``plans.closed`` for an archived plan: nothing of it changes any more."""
    if plan.state == AnnualPlan.State.CLOSED:
        raise RuleViolation("plans.closed", f"“{plan}”已归档，只能查看，不能再改。")


def _plan_for(found: Outline, unit: Unit, year: int) -> AnnualPlan:
    title = (found.title or f"{unit.name}{year}年工作要点")[:200]
    known = AnnualPlan.objects.filter(unit=unit, year=year, title=title).first()
    if known is None:
        known = AnnualPlan(unit=unit, year=year, title=title)
        known.full_clean()
        known.save()
    return known


def _draft(version: PlanVersion) -> PlanVersion:
    version = (
        PlanVersion.objects.select_for_update(of=("self",))
        .select_related("plan__unit")
        .get(pk=version.pk)
    )
    if version.confirmed_at:
        raise RuleViolation(
            "plans.confirmed",
            f"第 {version.number} 版已确认，不能再改切分。",
            hint="请导入新版本。",
        )
    return version


def _counts(pairs: Sequence[Pair]) -> dict[str, int]:
    fates = [pair.fate for pair in pairs]
    return {fate.value: fates.count(fate) for fate in Fate}
