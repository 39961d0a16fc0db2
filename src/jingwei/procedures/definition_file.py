"""Reading a procedure from its TOML file. Pure; ``definition`` says what a procedure is."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

from jingwei.procedures.definition import (
    SKIP,
    SPANS,
    Decision,
    FieldSpec,
    Limit,
    Paper,
    Procedure,
    Role,
    Step,
    WrongDefinition,
    faults_of,
)


def read_definition(text: str, where: str) -> Procedure:
    """Return the procedure a TOML text defines. Raises WrongDefinition with every plain fault."""
    try:
        found = _procedure(tomllib.loads(text), where)
    except (KeyError, TypeError, ValueError) as error:
        raise WrongDefinition(f"{where}: {type(error).__name__} {error}") from error
    if faults := list(faults_of(found)):
        raise WrongDefinition(f"{where}: " + "; ".join(faults))
    return found


def _procedure(told: dict[str, Any], where: str) -> Procedure:
    made = ("steps", "papers", "stages", "roles", "subject_fields", "keywords", "items")
    plain = {k: v for k, v in told.items() if k not in made}
    raw = told.get("steps", [])
    codes = [one["code"] for one in raw]
    names = {one["code"]: one["name"] for one in raw}
    return Procedure(
        steps=tuple(_step(one, codes[n + 1 : n + 2], names) for n, one in enumerate(raw)),
        papers=tuple(Paper(**one) for one in told.get("papers", [])),
        stages=tuple(told.get("stages", [])),
        keywords=tuple(told.get("keywords", [])), items=tuple(told.get("items", [])),
        roles=tuple(_role(code, one) for code, one in told.get("roles", {}).items()),
        subject_fields=tuple(_field(one) for one in told.get("subject_fields", [])),
        source=where, **plain,
    )  # fmt: skip


def _role(code: str, told: str | dict[str, str]) -> Role:
    return Role(code, told) if isinstance(told, str) else Role(code, **told)


def _step(told: dict[str, Any], after: list[str], names: Mapping[str, str]) -> Step:
    one = dict(told)
    papers = one.pop("papers", [])
    vote = one.pop("vote", ())
    decisions = _decisions(one, after, names)
    return Step(
        papers=tuple(code.rstrip("*") for code in papers),
        required_papers=frozenset(code[:-1] for code in papers if code.endswith("*")),
        limits=tuple(_limit(limit) for limit in one.pop("limits", [])),
        fields=tuple(_field(asked) for asked in one.pop("fields", [])),
        votes=(vote,) if isinstance(vote, str) and vote else tuple(vote),
        rules=tuple(one.pop("rules", ())), subject_rules=tuple(one.pop("subject_rules", ())),
        decisions=decisions, **one,
    )  # fmt: skip


def _decisions(
    one: dict[str, Any], after: list[str], names: Mapping[str, str]
) -> tuple[Decision, ...]:
    """Return the ways a step ends: as declared, else on to the ``next`` steps, else in order."""
    declared = one.pop("decisions", None)
    follows = one.pop("next", after)
    if declared is not None:
        ways = [Decision(**way) for way in declared]
    elif len(follows) > 1:
        ways = [Decision(f"to_{c}", f"完成，转入“{names.get(c, c)}”", c) for c in follows]
    else:
        ways = [Decision("done", "完成", *follows)]
    if one.get("optional"):
        ways.append(Decision(SKIP, "不需要这一步", ways[0].next))
    return tuple(ways)


def _field(told: dict[str, Any]) -> FieldSpec:
    return FieldSpec(**{**told, "choices": tuple(told.get("choices", ()))})


def _limit(told: dict[str, Any]) -> Limit:
    one = dict(told)
    (span,) = [name for name in SPANS if name in one]
    value = one.pop(span)
    return Limit(start=one.pop("from"), span=span, value=value, **one)  # type: ignore[arg-type]  # one of SPANS
