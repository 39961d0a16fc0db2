"""The one way into a register: forms, bulk edits, imports, files and the API all end here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.errors import Conflict, JingweiError, RuleViolation
from jingwei.kernel.models import RowChange
from jingwei.kernel.registers.declaration import Col, Register, Secrecy, about
from jingwei.kernel.registers.rows import RegisterRow

declare_acts(
    {
        "register.add": "新增记录",
        "register.change": "修改记录",
        "register.remove": "删除记录",
        "register.batch": "批量写入",
    }
)
M = TypeVar("M", bound=RegisterRow)
BATCH = 2_000
"""Rows of one statement."""


@dataclass
class Draft(Generic[M]):
    """What somebody wants a row to be: a new one, or ``row`` with other ``values``.

    ``values`` holds the columns that were filled in, by name. ``version`` is the one the person
    saw, None when nobody looked at the row before. ``line`` places the row in a file.
    """

    values: dict[str, Any]
    row: M | None = None
    version: int | None = None
    line: int = 0


@dataclass
class Change(Generic[M]):
    """A row with what it was: plain values of the columns that differ, by name."""

    row: M
    before: dict[str, Any]
    after: dict[str, Any]
    is_new: bool = False
    line: int = 0


@dataclass(frozen=True)
class RowError:
    """What is wrong with one row: its line in the file (0: none), the column's name, a sentence."""

    line: int
    column: str
    message: str


class RowsRefused(JingweiError):
    """Rows that break a rule; nothing was stored."""

    status = 422

    def __init__(self, errors: list[RowError]) -> None:
        self.errors = errors
        first = errors[0]
        super().__init__("register.refused", f"{first.column}：{first.message}".lstrip("："))


class Stale(Conflict):
    """Somebody changed the row meanwhile: ``seen`` is the old version, ``row`` how it is now."""

    def __init__(self, row: RegisterRow, *, seen: int = 0) -> None:
        self.row, self.seen = row, seen
        super().__init__(
            "register.stale", "这条记录刚刚被别人改过，你的修改没有保存。",
            hint="对照两个版本后再保存。",
        )  # fmt: skip


@dataclass
class Outcome(Generic[M]):
    """What was stored, and how many rows were as they should be already."""

    changes: list[Change[M]] = field(default_factory=list)
    same: int = 0

    @property
    def created(self) -> int:
        return sum(change.is_new for change in self.changes)

    @property
    def changed(self) -> int:
        return len(self.changes) - self.created


@transaction.atomic
def rows_save(
    register: Register[M], drafts: list[Draft[M]], *, actor: Any, source: str = ""
) -> Outcome[M]:
    """Store the drafts of a register, all of them or none; return what changed.

    ``source`` is kept with every value: "表单", "导入 名单.xlsx", "更正申请 17".
    Raises RowsRefused with every reason, rows that would leave the sight of ``actor`` among them,
    and Stale when a row is no longer the one that was seen.
    """
    outcome = weighed(register, drafts)
    if errors := list(errors_of(register, outcome.changes)):
        raise RowsRefused(errors)
    try:
        _store(register, outcome.changes, source)
    except IntegrityError as error:
        raise Conflict(
            "register.race", "刚刚有人存入了与此冲突的记录，你的修改没有保存。",
            hint="请重新核对后再保存。",
        ) from error  # fmt: skip
    register.stored(outcome.changes, actor)
    if actor is not None:
        _refuse_out_of_sight(register, outcome.changes, actor)
    _record(register, outcome.changes, actor, source)
    return outcome


def _refuse_out_of_sight(register: Register[M], changes: list[Change[M]], actor: Any) -> None:
    """Refuse rows that their own writer would not see; what was stored is rolled back."""
    pks = [change.row.pk for change in changes]
    rows = register.model._default_manager.visible_to(actor)  # type: ignore[attr-defined]  # scoped
    seen: set[int] = set()
    for start in range(0, len(pks), 500):
        seen.update(rows.filter(pk__in=pks[start : start + 500]).values_list("pk", flat=True))
    lost = [change for change in changes if change.row.pk not in seen]
    if lost:
        why = "保存后不在你的数据范围内。"
        raise RowsRefused([_error(register, change, "", why) for change in lost])


def weighed(register: Register[M], drafts: list[Draft[M]], *, lock: bool = True) -> Outcome[M]:
    """Return what the drafts would change, derived columns set, nothing checked or stored."""
    found = _locked(register, [d.row.pk for d in drafts if d.row], lock=lock)
    outcome: Outcome[M] = Outcome()
    for draft in drafts:
        row = _present(found, draft.row) if draft.row else register.model()
        if draft.version is not None and draft.version != row.version:
            raise Stale(row, seen=draft.version)
        change = _applied(register, row, draft)
        if change.after or change.is_new:
            outcome.changes.append(change)
        else:
            outcome.same += 1
    register.prepare([change.row for change in outcome.changes])
    return outcome


def errors_of(register: Register[M], changes: list[Change[M]]) -> Iterator[RowError]:
    """Yield everything that speaks against the changed rows. Few queries for any number."""
    yield from _twice(register, changes)
    told: dict[Any, str] = {}
    known: dict[Any, Any] = {}
    for change in changes:
        reasons = {**register.refusals(change.row), **_field_errors(change.row, known)}
        if why := _rules_broken(change.row, told):
            reasons[""] = f"{reasons.get('', '')}{why}"
        yield from (_error(register, change, name, why) for name, why in reasons.items())
    yield from _taken(register, changes)


@transaction.atomic
def row_remove(
    register: Register[M], row: M, *, reason: str, actor: Any, taken_back: bool = False
) -> None:
    """Take a wrong row out of its register; the history keeps what it said.

    ``taken_back``: what added the row is itself undone. Raises RuleViolation ``register.keeps``
    for a register whose rows are never removed.
    """
    if not (register.removable or taken_back):
        raise RuleViolation("register.keeps", f"“{register.title}”的记录不能删除。")
    row = register.model._default_manager.select_for_update().get(pk=row.pk)
    cols = _own(register)
    before = {c.name: register.kind(c).plain(c.read(row)) for c in cols}
    history = _history(register, Change(row, before, {}), actor, reason, act="remove")
    audit("register.remove", row, actor, register=register.code, reason=reason)
    change = Change(row, before, {})
    row.delete()
    history.save()
    register.stored([change], actor)


def _locked(register: Register[M], pks: list[int], *, lock: bool) -> dict[int, M]:
    rows = register.model._default_manager.select_related(*register._related)
    rows = rows.select_for_update(of=("self",)) if lock else rows
    found: dict[int, M] = {}
    for start in range(0, len(pks), 500):
        found.update((row.pk, row) for row in rows.filter(pk__in=pks[start : start + 500]))
    return found


def _present(found: dict[int, M], row: M) -> M:
    if row.pk not in found:
        raise Conflict(
            "register.gone", "这条记录刚刚被别人删除，你的修改没有保存。", hint="回到列表核对。"
        )
    return found[row.pk]


def _applied(register: Register[M], row: M, draft: Draft[M]) -> Change[M]:
    change: Change[M] = Change(row, {}, {}, is_new=draft.row is None, line=draft.line)
    for name, value in draft.values.items():
        col = register.col(name)
        kind, now = register.kind(col), getattr(row, name) if not change.is_new else None
        if change.is_new or now != value:
            if not change.is_new:
                change.before[name] = kind.plain(now)
            setattr(row, name, value)
            change.after[name] = kind.plain(value)
    return change


def _own(register: Register[M]) -> list[Col]:
    return [col for col in register.columns if col.is_own]


def _field_errors(row: M, known: dict[Any, Any]) -> dict[str, str]:
    """Return what the fields say against a row; a text met before is not examined again.

    Relations that are set were read from the table: no query need ask for them again.
    """
    errors = {}
    for f in row._meta.concrete_fields:
        value = getattr(row, f.attname)
        is_found = f.is_relation and value is not None
        if f.primary_key or is_found or (f.blank and value in f.empty_values):
            continue
        if (f.attname, value) in known:
            setattr(row, f.attname, known[f.attname, value])
            continue
        try:
            clean = f.clean(value, row)
        except ValidationError as error:
            errors[f.name] = "".join(error.messages)
        else:
            setattr(row, f.attname, clean)
            known[f.attname, value] = clean
    return errors


def _rules_broken(row: M, told: dict[Any, str]) -> str:
    """Return what the rules between columns say; the database is asked once for alike rows.

    Unique values are another matter: they are asked of the table for all rows at once, in _taken.
    """
    broken = ""
    for rule in row._meta.constraints:
        if isinstance(rule, models.CheckConstraint):
            names = sorted(rule.condition.referenced_base_fields)  # type: ignore[union-attr]  # a Q
            key = (rule.name, *(_attribute(row, name) for name in names))
            if key not in told:
                told[key] = _rule_error(rule, row)
            broken += told[key]
    return broken


def _rule_error(rule: models.CheckConstraint, row: models.Model) -> str:
    try:
        rule.validate(type(row), row)
    except ValidationError as error:
        return "".join(error.messages)
    return ""


@dataclass(frozen=True)
class _Unique:
    """Fields whose values no two rows share, among the rows that meet ``among``."""

    fields: tuple[str, ...]
    sentence: str
    among: models.Q = field(default_factory=models.Q)


def unique_sets(model: type[models.Model]) -> Iterator[_Unique]:
    """Yield what no two rows of a table share."""
    for f in model._meta.concrete_fields:
        if f.unique and not f.primary_key:
            yield _Unique((f.name,), f"“{f.verbose_name}”重复，已有同样的记录。")
    for found in model._meta.constraints:
        if isinstance(found, models.UniqueConstraint):
            among = found.condition or models.Q()
            yield _Unique(tuple(found.fields), str(found.violation_error_message), among)


def _taken(register: Register[M], changes: list[Change[M]]) -> Iterator[RowError]:
    """Yield the rows whose unique values another row has, stored or in the same batch."""
    for unique in unique_sets(register.model):
        mine: dict[tuple[Any, ...], Change[M]] = {}
        for change in changes:
            key = tuple(_attribute(change.row, name) for name in unique.fields)
            if not any(key):
                continue
            if key in mine:
                why = f"与第 {mine[key].line} 行重复。"
                yield _error(register, change, unique.fields[-1], why)
            mine[key] = change
        for pk, *values in _stored_values(register.model, unique, mine):
            taken = mine.get(tuple(values))
            if taken is not None and taken.row.pk != pk:
                yield _error(register, taken, unique.fields[-1], unique.sentence)


def _twice(register: Register[M], changes: list[Change[M]]) -> Iterator[RowError]:
    """Yield the changes of rows that an earlier draft of the batch changes too."""
    lines: dict[int, int] = {}
    for change in changes:
        if change.row.pk in lines and not change.is_new:
            why = f"与第 {lines[change.row.pk]} 行是同一条记录。"
            yield _error(register, change, "", why)
        lines[change.row.pk] = change.line


def _attribute(row: models.Model, name: str) -> Any:
    return getattr(row, row._meta.get_field(name).attname)  # type: ignore[union-attr]


def _stored_values(
    model: type[models.Model], unique: _Unique, wanted: Iterable[tuple[Any, ...]]
) -> Iterator[tuple[Any, ...]]:
    first = unique.fields[0]
    firsts = sorted({key[0] for key in wanted if key[0] is not None}, key=str)
    for start in range(0, len(firsts), 500):
        rows = model._default_manager.filter(unique.among)
        rows = rows.filter(**{f"{first}__in": firsts[start : start + 500]})
        yield from rows.values_list("pk", *unique.fields)


def _error(register: Register[M], change: Change[M], name: str, why: str) -> RowError:
    known = {col.name for col in register.columns}
    label = register.label_of(register.col(name)) if name in known else ""
    return RowError(change.line, label, why)


def _store(register: Register[M], changes: list[Change[M]], source: str) -> None:
    now, rows = timezone.now(), register.model._default_manager
    for change in changes:
        change.row.source, change.row.changed_at = source, now
        change.row.version += 0 if change.is_new else 1
    new = [change.row for change in changes if change.is_new]
    old = [change.row for change in changes if not change.is_new]
    rows.bulk_create(new, batch_size=BATCH)
    fields = [f.name for f in register.model._meta.concrete_fields if not f.primary_key]
    if len(old) > 1:  # one upsert for all of them, where an update would take a CASE for each
        rows.bulk_create(
            old, batch_size=BATCH, update_conflicts=True, unique_fields=["id"], update_fields=fields
        )
    elif old:
        old[0].save(update_fields=fields)


def _history(
    register: Register[M], change: Change[M], actor: Any, source: str, *, act: str
) -> RowChange:
    return RowChange(
        register=register.code, row=change.row.pk, about=about(register, change.row),
        act=act, actor=actor, source=source, before=change.before, after=change.after,
    )  # fmt: skip


def _record(register: Register[M], changes: list[Change[M]], actor: Any, source: str) -> None:
    kept = [
        _history(register, c, actor, source, act="add" if c.is_new else "change") for c in changes
    ]
    RowChange.objects.bulk_create(kept, batch_size=BATCH)
    if len(changes) == 1:
        change = changes[0]
        act = "register.add" if change.is_new else "register.change"
        told = _told(register, change)
        audit(act, change.row, actor, register=register.code, source=source, **told)
    elif changes:
        pks = [c.row.pk for c in changes[:1000]]
        counts = {"created": sum(c.is_new for c in changes), "rows": pks}
        audit(
            "register.batch", kept[0], actor, register=register.code, source=source,
            count=len(changes), **counts,
        )  # fmt: skip


def _told(register: Register[M], change: Change[M]) -> dict[str, Any]:
    """Return what the audit says of a change: values of open fields, names alone of the others."""
    told: dict[str, Any] = {"fields": sorted(change.after)}
    told_at_all = change.after if register.secrecy == Secrecy.P1 else ()
    open_names = [n for n in told_at_all if register.col(n).secrecy == Secrecy.P1]
    told["before"] = {n: change.before.get(n) for n in open_names if n in change.before}
    told["after"] = {n: change.after[n] for n in open_names}
    return told
