"""Writes of free ledgers: made, changed, started, ended, opened again; files beside rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from jingwei.accounts.models import User
from jingwei.collection.ledger_columns import (
    LedgerColumn,
    columns_check,
    columns_placed,
    in_use,
    key_columns,
)
from jingwei.collection.ledger_register import ledger_register
from jingwei.collection.models import Ledger, LedgerFile, LedgerRow
from jingwei.collection.rules.ledgers import label_refusal
from jingwei.collection.selectors.ledgers import Known, choices_used, columns_known, may_keep
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.clock import today
from jingwei.kernel.errors import BadInput, RuleViolation
from jingwei.kernel.files import file_store
from jingwei.org.models import Unit

declare_acts(
    {
        "ledger.draft": "起草自建台账",
        "ledger.change": "修改台账说明",
        "ledger.columns": "修改台账栏目",
        "ledger.start": "启用自建台账",
        "ledger.discard": "删去台账草稿",
        "ledger.close": "结束自建台账",
        "ledger.reopen": "重新启用台账",
        "ledger.file_add": "添加台账附件",
        "ledger.file_remove": "移除台账附件",
    }
)
CHANGEABLE = (
    "name", "purpose", "row_word", "person_label", "with_files", "is_shared", "by_organization",
)  # fmt: skip
MOST_FILES = 20


class ColumnsKnown(BadInput):
    """Columns that the registers hold already; ``known`` says which and where."""

    def __init__(self, known: Sequence[Known]) -> None:
        self.known = list(known)
        words = "；".join(f"“{one.label}”在{one.title}里已有" for one in known)
        super().__init__(
            "ledger.known", f"系统已有这些内容：{words}。", hint="请删去这几栏，直接使用登记册。"
        )


@transaction.atomic
def ledger_draft(*, actor: User, unit: Unit | None = None, **told: Any) -> Ledger:
    """Begin a ledger of ``unit``, else of the unit ``actor`` is at home in; no columns yet.

    Raises BadInput ``ledger.unit`` without a unit, or for one out of sight; ``ledger.word`` for a
    name that promises what is never built; ``ledger.name`` for a name the unit has already.
    """
    unit = unit or Unit.objects.filter(path=actor.home_path).first()
    if unit is None or not Unit.objects.visible_to(actor).filter(pk=unit.pk).exists():
        raise BadInput("ledger.unit", "建账单位不在你的数据范围内。", hint="请改选单位。")
    ledger = Ledger(unit=unit, owner=actor)
    _set(ledger, told)
    ledger.save()
    audit("ledger.draft", ledger, actor, name=ledger.name)
    return ledger


@transaction.atomic
def ledger_change(ledger: Ledger, *, actor: User, **told: Any) -> Ledger:
    """Change what a ledger is called, what it is for and who uses it.

    Raises RuleViolation ``ledger.person`` when rows that are there would gain or lose their
    person, ``ledger.who`` when they would be of a unit instead of an organization or the other way,
    ``ledger.closed`` for an ended one, BadInput as ``ledger_draft``.
    """
    ledger = _kept(ledger, actor)
    before = {name: getattr(ledger, name) for name in CHANGEABLE}
    if ledger.rows.exists():
        _refuse_other_rows(ledger, told)
    _set(ledger, told)
    if ledger.columns:
        _check(ledger, ledger.column_list)
    ledger.save()
    changed = {n: [old, getattr(ledger, n)] for n, old in before.items() if told.get(n, old) != old}
    audit("ledger.change", ledger, actor, changed=changed)
    return ledger


@transaction.atomic
def ledger_set_columns(ledger: Ledger, wanted: Iterable[LedgerColumn], *, actor: User) -> Ledger:
    """Give a ledger its columns; what is no longer wanted is retired and keeps its values.

    Raises BadInput as ``columns_placed`` and ``columns_check``; ``ledger.word`` for names that are
    never asked, ColumnsKnown for what the registers hold; RuleViolation ``ledger.key`` when rows
    that are there would be told apart otherwise, ``ledger.choice`` for a choice rows still hold.
    """
    ledger = _kept(ledger, actor)
    old = ledger.column_list
    columns = columns_placed(old, wanted)
    _check(ledger, columns)
    _refuse_words(columns)
    fresh = [c for c in in_use(columns) if c.label not in {one.label for one in in_use(old)}]
    if known := columns_known(fresh, actor):
        raise ColumnsKnown(known)
    if ledger.rows.exists():
        _refuse_other_keys(old, columns)
    _refuse_lost_choices(ledger, old, columns)
    ledger.columns = [column.as_json() for column in columns]
    ledger.save()
    told = "、".join(column.label for column in in_use(columns))
    audit("ledger.columns", ledger, actor, told=told, columns=ledger.columns)
    return ledger


@transaction.atomic
def ledger_start(ledger: Ledger, *, actor: User) -> Ledger:
    """Let a draft take rows. Raises BadInput ``ledger.columns`` while it has no columns."""
    ledger = _kept(ledger, actor)
    _check(ledger, ledger.column_list)
    if ledger.is_draft:
        ledger.started_on = today()
        ledger.save()
        audit("ledger.start", ledger, actor, name=ledger.name)
    return ledger


@transaction.atomic
def ledger_discard(ledger: Ledger, *, actor: User) -> None:
    """Delete a draft; it never had rows. Raises RuleViolation ``ledger.started`` for any other."""
    ledger = _kept(ledger, actor)
    if not ledger.is_draft:
        raise RuleViolation("ledger.started", f"“{ledger}”已经启用，不能删去，可以结束。")
    audit("ledger.discard", ledger, actor, name=ledger.name, columns=ledger.columns)
    ledger.delete()


@transaction.atomic
def ledger_close(ledger: Ledger, *, reason: str, actor: User) -> Ledger:
    """End a ledger: its rows stay to be read and exported.

    Raises RuleViolation ``ledger.draft`` for one that never began, ``ledger.closed`` for an ended.
    """
    ledger = _kept(ledger, actor)
    if ledger.is_draft:
        raise RuleViolation("ledger.draft", "台账还没有启用，不用结束。")
    ledger.closed_on, ledger.close_reason = today(), reason
    ledger.save()
    audit("ledger.close", ledger, actor, told=reason)
    return ledger


@transaction.atomic
def ledger_reopen(ledger: Ledger, *, actor: User) -> Ledger:
    """Take rows into an ended ledger again.

    Raises RuleViolation ``ledger.name`` when another one has got its name meanwhile.
    """
    ledger = _kept(ledger, actor, closed=True)
    _refuse_same_name(ledger)
    ledger.closed_on, ledger.close_reason = None, ""
    ledger.save()
    audit("ledger.reopen", ledger, actor)
    return ledger


@transaction.atomic
def row_file_add(row: LedgerRow, upload: UploadedFile[Any], *, actor: User) -> LedgerFile:
    """Put a file beside a row. Raises BadInput as ``file_store``, RuleViolation for too many."""
    row = LedgerRow.objects.select_for_update().get(pk=row.pk)
    _refuse_unfit(row, actor)
    if row.files.count() >= MOST_FILES:
        raise RuleViolation("ledger.files", f"一行最多 {MOST_FILES} 个附件。")
    stored = file_store(str(upload.name), upload.read(), actor=actor)
    found = LedgerFile.objects.create(row=row, file=stored, added_by=actor)
    audit("ledger.file_add", row, actor, register=row.register_code, file=stored.name)
    return found


@transaction.atomic
def row_file_remove(file: LedgerFile, *, actor: User) -> None:
    """Take a file from beside a row; the audit keeps its name."""
    _refuse_unfit(file.row, actor)
    row, name = file.row, file.file.name
    audit("ledger.file_remove", row, actor, register=row.register_code, file=name)
    file.delete()


def _refuse_unfit(row: LedgerRow, actor: User) -> None:
    register = ledger_register(Ledger.objects.select_related("unit").get(pk=row.ledger_id))
    if why := register.closed_to(actor, "change"):
        raise RuleViolation("ledger.closed", why)
    if not register.facts.with_files:
        raise RuleViolation("ledger.files", "这本台账不附文件。")


def _kept(ledger: Ledger, actor: User, *, closed: bool = False) -> Ledger:
    """Return the ledger locked. Raises PermissionDenied, RuleViolation ``ledger.closed``."""
    found = Ledger.objects.select_for_update(of=("self",)).select_related("unit")
    ledger = found.get(pk=ledger.pk)
    if not may_keep(ledger, actor):
        raise PermissionDenied("这本台账由建账单位维护。")
    if ledger.is_closed != closed:
        words = "已经结束，不能再改" if ledger.is_closed else "正在使用，不用重新启用"
        raise RuleViolation("ledger.closed", f"“{ledger}”{words}。")
    ledger.version += 1
    return ledger


def _set(ledger: Ledger, told: dict[str, Any]) -> None:
    if unknown := told.keys() - set(CHANGEABLE):
        raise ValueError(f"Fields of a ledger that nobody sets: {sorted(unknown)}")
    for name, value in told.items():
        setattr(ledger, name, value)
    ledger.is_shared = ledger.is_shared or ledger.by_organization
    for text in (ledger.name, ledger.person_label):
        if why := label_refusal(text):
            raise BadInput("ledger.word", why)
    _refuse_same_name(ledger)


def _refuse_other_rows(ledger: Ledger, told: dict[str, Any]) -> None:
    """Refuse what would tell the rows that are there apart in another way."""
    if bool(told.get("person_label")) != bool(ledger.person_label):
        raise RuleViolation("ledger.person", "已有记录，不能再改是否关联人员。")
    if told.get("by_organization", ledger.by_organization) != ledger.by_organization:
        raise RuleViolation("ledger.who", "已有记录，不能再改由单位还是由党组织登记。")


def _check(ledger: Ledger, columns: Sequence[LedgerColumn]) -> None:
    columns_check(columns, person_label=ledger.person_label, by_organization=ledger.by_organization)


def _refuse_same_name(ledger: Ledger) -> None:
    same = Ledger.objects.filter(unit=ledger.unit, name=ledger.name, closed_on=None)
    if same.exclude(pk=ledger.pk).exists():
        raise BadInput("ledger.name", f"本单位已有名为“{ledger.name}”的台账。", hint="请改名。")


def _refuse_words(columns: Sequence[LedgerColumn]) -> None:
    for column in in_use(columns):
        for text in (column.label, *column.choices):
            if why := label_refusal(text):
                raise BadInput("ledger.word", why)


def _refuse_other_keys(old: Sequence[LedgerColumn], columns: Sequence[LedgerColumn]) -> None:
    before, after = ({c.slot for c in key_columns(told)} for told in (old, columns))
    if before != after or any(c.retired for c in key_columns(columns)):
        raise RuleViolation(
            "ledger.key", "已有记录，认行的栏不能再改，也不能停用。", hint="可以另加不认行的栏。"
        )


def _refuse_lost_choices(
    ledger: Ledger, old: Sequence[LedgerColumn], columns: Sequence[LedgerColumn]
) -> None:
    now = {column.slot: set(column.choices) for column in in_use(columns)}
    for column in old:
        lost = set(column.choices) - now.get(column.slot, set(column.choices))
        used = choices_used(ledger, column, lost) if lost and ledger.pk else {}
        for word, count in sorted(used.items()):
            raise RuleViolation(
                "ledger.choice", f"“{column.label}”还有 {count} 行选了“{word}”，不能删去这个选项。"
            )
