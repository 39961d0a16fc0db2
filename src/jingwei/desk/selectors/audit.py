"""The audit trail in words: filtered, with names for codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.utils import timezone

from jingwei.accounts.models import User
from jingwei.accounts.services import roles
from jingwei.kernel.audit import ACTS
from jingwei.kernel.models import AuditEntry, ParameterValue
from jingwei.kernel.parameters import PARAMETERS
from jingwei.plans.light import Light

KINDS = (
    "accounts.user",
    "desk.feedback",
    "kernel.parametervalue",
    "org.unit",
    "org.unitgroup",
    "plans.annualplan",
    "plans.decision",
    "plans.dispatchmeeting",
    "plans.measure",
    "plans.report",
)
"""What acts are recorded of, for the filter; an entry about anything else is shown all the same."""
FIELDS = {
    "after": "改后",
    "as_of": "数据截至",
    "basis": "依据",
    "before": "改前",
    "blocks": "选取内容",
    "changed": "改动",
    "characters": "字数",
    "closed_on": "办结日期",
    "computed": "计算的灯",
    "content": "内容摘要",
    "decisions": "决定数",
    "digest": "摘要",
    "done_on": "完成日期",
    "due_on": "期限",
    "entries": "议题数",
    "every": "频次",
    "fields": "改动的字段",
    "file": "文件",
    "full_name": "姓名",
    "gone": "删去",
    "home": "所在单位",
    "is_open": "开放范围",
    "kept": "未变",
    "kind": "类型",
    "lead": "牵头单位",
    "leader": "责任领导",
    "light": "灯",
    "measures": "举措",
    "members": "成员",
    "mentions": "处数",
    "month": "月份",
    "name": "名称",
    "new": "新增",
    "nodes": "段数",
    "note": "进展编号",
    "on": "日期",
    "owner": "责任人",
    "path": "路径",
    "reason": "理由",
    "responsible": "责任人编号",
    "result": "结果",
    "since": "设立日期",
    "starts_on": "启动时间",
    "state": "状态",
    "support": "配合单位",
    "text": "内容",
    "username": "登录名",
    "value": "数值",
    "version": "版本",
}


LIGHTS = {light.value: light.label for light in Light}


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What a reader asks of the trail; both days are included."""

    act: str = ""
    actor: str = ""
    subject: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class AuditRow:
    """An entry with words for its codes; ``name`` is empty when the row is gone."""

    entry: AuditEntry
    act: str
    kind: str
    number: str
    name: str
    facts: tuple[tuple[str, str], ...]


def audit_found(asked: AuditFilter) -> QuerySet[AuditEntry]:
    """Return the entries that ``asked`` wants, newest first, with their actors."""
    rows = AuditEntry.objects.select_related("actor")
    if asked.act:
        rows = rows.filter(act=asked.act)
    if asked.actor:
        people = User.objects.filter(full_name__contains=asked.actor)
        rows = rows.filter(actor__in=people | User.objects.filter(username=asked.actor))
    if asked.subject:
        one = ":" in asked.subject
        wanted = {"subject": asked.subject} if one else {"subject__startswith": f"{asked.subject}:"}
        rows = rows.filter(**wanted)
    if asked.since:
        rows = rows.filter(at__gte=_midnight(asked.since))
    if asked.until:
        rows = rows.filter(at__lt=_midnight(asked.until + timedelta(days=1)))
    return rows


def audit_rows(entries: Iterable[AuditEntry]) -> list[AuditRow]:
    """Return the entries in words. One query for each kind of subject among them."""
    found = list(entries)
    names = _names({entry.subject for entry in found})
    return [
        AuditRow(
            entry,
            ACTS.get(entry.act, entry.act),
            kind_label(entry.subject),
            entry.subject.partition(":")[2],
            names.get(entry.subject, ""),
            tuple(_facts(entry)),
        )
        for entry in found
    ]


def audit_entry(pk: int) -> AuditEntry | None:
    """Return one entry, or None when there is no such row."""
    return AuditEntry.objects.select_related("actor").filter(pk=pk).first()


def kind_label(subject: str) -> str:
    """Return what a row named "org.unit:12" is, in Chinese: "单位"."""
    model = _model(subject)
    return str(model._meta.verbose_name) if model else subject.partition(":")[0]


def _model(subject: str) -> Any:
    try:
        return apps.get_model(subject.partition(":")[0])
    except (LookupError, ValueError):
        return None


def _names(subjects: set[str]) -> dict[str, str]:
    by_label: dict[str, list[str]] = {}
    for subject in subjects:
        label, _, pk = subject.partition(":")
        if pk.isdecimal() and _model(subject):
            by_label.setdefault(label, []).append(pk)
    return {
        f"{label}:{pk}": _name(row)
        for label, pks in by_label.items()
        for pk, row in apps.get_model(label)._base_manager.in_bulk(pks).items()
    }


def _name(row: Any) -> str:
    declared = PARAMETERS.get(row.code) if isinstance(row, ParameterValue) else None
    return declared.label if declared else str(row)


def _facts(entry: AuditEntry) -> Iterator[tuple[str, str]]:
    codes = LIGHTS if entry.act.startswith("light.") else {}
    if entry.act == "user.grant":
        codes = {code: str(role["label"]) for code, role in roles().items()}
    for key, value in entry.data.items():
        yield FIELDS.get(key, key), _words(value, codes)


def _words(value: Any, codes: Mapping[str, str]) -> str:
    if value is None or value == "" or value == []:
        return "——"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "，".join(_words(part, codes) for part in value)
    if isinstance(value, dict):
        parts = value.items()
        return "，".join(f"{FIELDS.get(key, key)} {_words(part, codes)}" for key, part in parts)
    return codes.get(str(value), str(value))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
