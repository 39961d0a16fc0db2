"""``jingwei rules list``: every rule with its source, its dates and its worked examples."""

from __future__ import annotations

from datetime import date
from typing import Any

from jingwei.kernel.console import Answer
from jingwei.kernel.rule_checks import checked_days
from jingwei.kernel.rules import RULES, STRENGTHS, UNCHECKED, Rule


def run(asked: Any) -> Answer:
    """Return the rules by code; ``checked`` is the day in force, the district's checks included."""
    days = checked_days()
    found = [_told(rule, days.get(rule.code)) for _, rule in sorted(RULES.items())]
    lines = [f"规则 {len(found)} 条，已核对原文 {len(days)} 条"]
    lines += [_line(one) for one in found]
    return Answer(lines, {"rules": found})


def _told(rule: Rule, checked: date | None) -> dict[str, Any]:
    return {
        "code": rule.code,
        "title": rule.title,
        "strength": rule.strength.value,
        "act": rule.citation.act,
        "edition": rule.citation.edition,
        "article": rule.citation.article,
        "since": _iso(rule.since),
        "until": _iso(rule.until),
        "checked": _iso(checked),
        "numbers": list(rule.numbers),
        "examples": [
            {"words": example.words, "answer": verdict.answer.value, "why": verdict.why,
             "facts": dict(verdict.facts)}
            for example, verdict in rule.worked()
        ],
    }  # fmt: skip


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _line(told: dict[str, Any]) -> str:
    rule = RULES[told["code"]]
    checked = f"{told['checked']} 核对" if told["checked"] else UNCHECKED
    return f"{rule.code}　{rule.title}　{STRENGTHS[rule.strength]}　{rule.citation}　{checked}"
