"""The rules: what the product checks, where it comes from, who compared it with the text."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import render, resolve_url
from django.views.decorators.http import require_http_methods, require_safe

from jingwei.desk import forms_rules as forms
from jingwei.desk.selectors.rules import rule_rooms, rule_row
from jingwei.kernel import rule_checks
from jingwei.kernel.clock import today
from jingwei.kernel.models import RuleCheck
from jingwei.kernel.pages import Request, answer_form
from jingwei.kernel.rules import RULES, Rule


@login_required
@require_safe
def rule_list(request: Request) -> HttpResponse:
    """Show every rule by room, or those that fit the filters."""
    form = forms.RuleFilterForm(request.GET)
    rooms = rule_rooms(form.asked(), on=today())
    count = sum(len(rows) for _, rows in rooms)
    open_count = sum(not row.checked for _, rows in rooms for row in rows)
    context = {"filter_form": form, "rooms": rooms, "count": count, "open_count": open_count}
    return render(request, "desk/rules_list.html", context)


@login_required
@require_safe
def rule_page(request: Request, code: str) -> HttpResponse:
    """Show one rule with its source, numbers, examples and checks."""
    rule = _rule(code)
    context = {"row": rule_row(rule, on=today()), "checks": rule_checks.rule_history(rule)}
    return render(request, "desk/rules_rule.html", context)


@login_required
@permission_required("kernel.add_rulecheck", raise_exception=True)
@require_http_methods(["GET", "POST"])
def rule_check(request: Request, code: str) -> HttpResponse:
    """Record that a rule was compared with its text."""
    rule = _rule(code)
    initial = {"edition": rule.citation.edition, "checked_on": today()}
    form = forms.RuleCheckForm(request.POST or None, initial=initial)

    def act(data: dict[str, Any]) -> None:
        rule_checks.rule_check(rule, RuleCheck(**data), actor=request.user)

    return answer_form(
        request, form, act, template="desk/rules_check.html",
        context={"row": rule_row(rule, on=today())},
        done=f"“{rule.title}”的核对已登记。", to=resolve_url("desk:rule", rule.code),
    )  # fmt: skip


def _rule(code: str) -> Rule:
    if code not in RULES:
        raise Http404
    return RULES[code]
