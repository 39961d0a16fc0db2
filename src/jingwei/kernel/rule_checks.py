"""Which rules somebody has compared with the text of the law, without waiting for a release.

A check speaks of one edition: when a release cites another one, earlier checks no longer count.
Callers that judge read ``checked_days`` once and hand it to ``Verdict.checked_by``.
"""

from __future__ import annotations

from datetime import date

from django.db import models, transaction

from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.clock import today
from jingwei.kernel.errors import BadInput
from jingwei.kernel.rule_models import RuleCheck
from jingwei.kernel.rules import RULES, Rule

declare_acts({"rule.check": "核对规则"})


def checked_days() -> dict[str, date]:
    """Return the day each rule was last found to agree with its text; unchecked ones are absent.

    The newest of the shipped day and the register's rows decides, the register on the same day.
    One query.
    """
    days = {code: rule.citation.checked for code, rule in RULES.items()}
    for check in RuleCheck.objects.order_by("checked_on", "pk"):
        rule = RULES.get(check.code)
        if rule is None or not check_counts(rule, check):
            continue
        shipped = rule.citation.checked
        if shipped is None or shipped <= check.checked_on:
            days[check.code] = check.checked_on if check.agrees else None
    return {code: day for code, day in days.items() if day}


def check_counts(rule: Rule, check: RuleCheck) -> bool:
    """Whether ``check`` speaks of the edition that ``rule`` cites."""
    return rule.citation.edition in ("", check.edition) or not check.agrees


def rule_history(rule: Rule) -> models.QuerySet[RuleCheck]:
    """Return the checks of ``rule``, newest first, with who made them."""
    return RuleCheck.objects.filter(code=rule.code).select_related("by")


@transaction.atomic
def rule_check(rule: Rule, check: RuleCheck, *, actor: models.Model) -> RuleCheck:
    """Store the unsaved ``check`` of ``rule`` by ``actor``: from now on its verdicts follow it.

    Raises BadInput ``rule.check`` for a day that is still to come, without edition or note, or
    when an edition is found to agree that the rule does not cite.
    """
    check.code, check.by_id = rule.code, actor.pk
    check.edition, check.note = check.edition.strip(), check.note.strip()
    _refuse(rule, check)
    check.full_clean()
    check.save()
    audit(
        "rule.check", check, actor, code=rule.code, edition=check.edition,
        checked_on=check.checked_on, agrees=check.agrees, reason=check.note,
    )  # fmt: skip
    return check


def _refuse(rule: Rule, check: RuleCheck) -> None:
    if not check.edition or not check.note:
        raise BadInput("rule.check", "核对需要写明对照的版本和核对说明。")
    if check.checked_on > today():
        raise BadInput("rule.check", f"核对日期 {check.checked_on} 还没有到。")
    if not check_counts(rule, check):
        raise BadInput(
            "rule.check",
            f"规则引用的是“{rule.citation.edition}”版，你对照的是“{check.edition}”版。",
            hint="版本不同时请选“不一致”，并在说明里写明差别。",
        )
