"""What a procedure is: its steps, papers, limits and votes; what keeps it from running. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Literal

from jingwei.kernel.rules import Citation

SUBJECTS = {"person": "人员", "organization": "党组织", "unit": "单位", "none": "无对象"}
FIELD_KINDS = (
    "day", "month", "text", "long", "number", "choice", "person", "unit", "organization", "flag",
)  # fmt: skip
LIMIT_KINDS = ("max", "min")
STRENGTHS = ("BLOCK", "WARN", "INFO")
SPANS = ("days", "workdays", "months")
ENDS = ("", "finished", "stopped")
SKIP = "skip"
"""The decision by which an optional step is passed over."""


class WrongDefinition(ValueError):
    """A definition that cannot run; the message names the file, the step and the fault."""


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One fact a step asks for."""

    code: str
    label: str
    kind: str = "text"
    required: bool = False
    choices: tuple[str, ...] = ()
    help: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document of the procedure; ``template`` names what writes it, see ``panels.paper``."""

    code: str
    name: str
    template: str = ""


@dataclass(frozen=True, slots=True)
class Role:
    """Who acts in a step; with a ``permission`` nobody else records it."""

    code: str
    label: str
    permission: str = ""


@dataclass(frozen=True, slots=True)
class Limit:
    """A time between a named day and this step: at most, or at least.

    ``start`` is a step ("A01": the day it happened) or a field of kind day ("A01.applied_on").
    ``again``, where steps come round again: as soon as it is there, counts from the latest record
    with a choice ("B06.activity=考察") or day in a field; ``counts`` are words for the start.
    ``first_counts``: the start itself is the first day counted, as for a public notice.
    """

    code: str
    start: str
    kind: Literal["max", "min"]
    span: Literal["days", "workdays", "months"]
    value: int
    strength: str = "WARN"
    words: str = ""
    article: str = ""
    first_counts: bool = False
    again: str = ""
    counts: str = ""

    @property
    def start_step(self) -> str:
        return self.start.partition(".")[0]

    @property
    def start_field(self) -> str:
        """The field that holds the start; "" when it is the day of the step."""
        return self.start.partition(".")[2]

    @property
    def again_parts(self) -> tuple[str, str, str]:
        """The step, the field and the choice of ``again``; "" without."""
        step, _, rest = self.again.partition(".")
        return step, rest.partition("=")[0], rest.partition("=")[2]


@dataclass(frozen=True, slots=True)
class Decision:
    """A way a step can end, and the step it leads to ("" for the end of the case).

    A ``negative`` one ("不同意") is held back by no rule, limit or vote and runs only an effect of
    its own. ``ends`` says how the case ends: "finished" (the default) or "stopped".
    """

    code: str
    label: str
    next: str = ""
    ends: str = ""
    negative: bool = False
    effect: str = ""

    @property
    def skips(self) -> bool:
        return self.code == SKIP


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a procedure, as the definition has it."""

    code: str
    name: str
    stage: str = ""
    role: str = ""
    article: str = ""
    fields: tuple[FieldSpec, ...] = ()
    papers: tuple[str, ...] = ()
    required_papers: frozenset[str] = frozenset()
    rules: tuple[str, ...] = ()
    subject_rules: tuple[str, ...] = ()
    votes: tuple[str, ...] = ()
    limits: tuple[Limit, ...] = ()
    decisions: tuple[Decision, ...] = ()
    effect: str = ""
    optional: bool = False
    help: str = ""

    @property
    def follows(self) -> tuple[str, ...]:
        """The codes of the steps that may come next; empty at the end."""
        return tuple(dict.fromkeys(d.next for d in self.decisions if d.next))

    @property
    def effects(self) -> tuple[str, ...]:
        """Every effect the step may have."""
        return tuple(e for e in (self.effect, *(d.effect for d in self.decisions)) if e)

    def decision(self, code: str) -> Decision:
        """Return a way the step ends; the first for "". Raises KeyError."""
        if not code:
            return self.decisions[0]
        return {way.code: way for way in self.decisions}[code]

    def field(self, code: str) -> FieldSpec | None:
        """Return a field of the step, None when it asks for no such fact."""
        return next((asked for asked in self.fields if asked.code == code), None)


@dataclass(frozen=True)
class Procedure:
    """A definition in one version. Cases keep the version they began with.

    ``checked`` is the day a person compared its limits with the text of the act: until then they
    warn and never block. ``subject_fields`` are the columns of the rows of a batch.
    ``keywords`` are words of a plan that its cases prove, ``items`` the items of a plan (1 to 22).
    """

    code: str
    name: str
    version: int
    since: date
    subject: str
    act: str
    permission: str
    steps: tuple[Step, ...]
    edition: str = ""
    checked: date | None = None
    batch: bool = False
    restricted: bool = False
    stages: tuple[str, ...] = ()
    papers: tuple[Paper, ...] = ()
    roles: tuple[Role, ...] = ()
    subject_fields: tuple[FieldSpec, ...] = ()
    keywords: tuple[str, ...] = ()
    items: tuple[int, ...] = ()
    source: str = ""
    help: str = ""
    samples: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name

    @cached_property
    def by_code(self) -> dict[str, Step]:
        return {step.code: step for step in self.steps}

    @cached_property
    def paper_by_code(self) -> dict[str, Paper]:
        return {paper.code: paper for paper in self.papers}

    @cached_property
    def role_by_code(self) -> dict[str, Role]:
        return {role.code: role for role in self.roles}

    @cached_property
    def fields(self) -> dict[str, FieldSpec]:
        """Every fact the steps and the rows of a batch ask for, by code."""
        asked = [one for step in self.steps for one in step.fields]
        return {one.code: one for one in (*asked, *self.subject_fields)}

    @property
    def first(self) -> Step:
        return self.steps[0]

    def step(self, code: str) -> Step:
        """Return a step. Raises KeyError."""
        return self.by_code[code]

    def place(self, code: str) -> int:
        """Return the number of a step, from 1."""
        return self.steps.index(self.by_code[code]) + 1

    def role_words(self, step: Step) -> str:
        """Return who acts in a step: the label of a declared role, else the words themselves."""
        role = self.role_by_code.get(step.role)
        return role.label if role else step.role

    @property
    def cited(self) -> str:
        """The act and its edition in one line."""
        return str(self.citation(""))

    def citation(self, article: str) -> Citation:
        """Return where something of this definition is from."""
        return Citation(self.act, article, self.edition, self.checked)

    def reachable(self, code: str) -> set[str]:
        """Return the steps that can still come after ``code``, itself only through a loop."""
        forward = {step.code: step.follows for step in self.steps}
        return _closure(forward[code], forward)


def faults_of(found: Procedure) -> Iterator[str]:
    """Yield what keeps a definition from running, apart from the rules and effects it names."""
    codes = [step.code for step in found.steps]
    if not codes:
        yield "no steps"
        return
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        yield f"steps declared twice: {twice}"
    if found.subject not in SUBJECTS:
        yield f"unknown subject {found.subject!r}"
    if found.restricted and not found.permission:
        yield "restricted, but no permission opens it"
    yield from _field_faults("subject", found.subject_fields)
    for step in found.steps:
        yield from _step_faults(found, step)
        yield from _field_faults(step.code, step.fields)
        yield from _limit_faults(found, step)
    yield from _graph_faults(found)


def _step_faults(found: Procedure, step: Step) -> Iterator[str]:
    if unknown := [code for code in step.follows if code not in found.by_code]:
        yield f"step {step.code} leads to unknown {unknown}"
    if unknown := [code for code in step.papers if code not in found.paper_by_code]:
        yield f"step {step.code} names unknown papers {unknown}"
    if found.stages and step.stage not in found.stages:
        yield f"step {step.code} stands in unknown stage {step.stage!r}"
    if found.roles and step.role not in found.role_by_code:
        yield f"step {step.code} is taken by unknown role {step.role!r}"
    if step.subject_rules and not found.batch:
        yield f"step {step.code} has subject_rules, but the procedure is no batch"
    ways = [way.code for way in step.decisions]
    if len(ways) != len(set(ways)) or any(way.ends not in ENDS for way in step.decisions):
        yield f"step {step.code} has decisions declared twice or with an unknown end"


def _field_faults(where: str, fields: Iterable[FieldSpec]) -> Iterator[str]:
    for asked in fields:
        if asked.kind not in FIELD_KINDS or (asked.kind == "choice") != bool(asked.choices):
            yield f"field {where}.{asked.code} has a wrong kind or choices"
        if not asked.code.isidentifier():
            yield f"field {where}.{asked.code} is no name a rule could ask for"


def _limit_faults(found: Procedure, step: Step) -> Iterator[str]:
    for limit in step.limits:
        start = found.by_code.get(limit.start_step)
        if start is None:
            yield f"limit {limit.code} counts from unknown step {limit.start}"
        elif limit.start_field:
            asked = start.field(limit.start_field)
            if asked is None or asked.kind != "day":
                yield f"limit {limit.code} counts from {limit.start}, which is no day"
        if limit.again and not _is_again(found, limit):
            yield f"limit {limit.code} counts again from unknown {limit.again}"
        if limit.kind not in LIMIT_KINDS or limit.strength not in STRENGTHS:
            yield f"limit {limit.code} has a wrong kind or strength"


def _is_again(found: Procedure, limit: Limit) -> bool:
    code, name, value = limit.again_parts
    asked = found.by_code[code].field(name) if code in found.by_code else None
    return asked is not None and (value in asked.choices if value else asked.kind == "day")


def _graph_faults(found: Procedure) -> Iterator[str]:
    """Every step can be reached from the first, and from every step an end can be reached."""
    forward = {step.code: step.follows for step in found.steps}
    reached = _closure([found.first.code], forward)
    if lost := sorted(set(forward) - reached):
        yield f"steps that cannot be reached: {lost}"
    backward: dict[str, list[str]] = {code: [] for code in forward}
    for code, follows in forward.items():
        for after in follows:
            backward.setdefault(after, []).append(code)
    ends = [s.code for s in found.steps if any(not d.next for d in s.decisions)]
    if stuck := sorted(set(forward) - _closure(ends, backward)):
        yield f"steps from which there is no end: {stuck}"


def _closure(start: Iterable[str], edges: Mapping[str, Iterable[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = list(start)
    while waiting:
        code = waiting.pop()
        if code not in seen:
            seen.add(code)
            waiting.extend(edges.get(code, ()))
    return seen
