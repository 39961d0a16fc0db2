"""What an entry of the audit trail says, in words: facts, and what was before and after."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime

from jingwei.accounts.directory import organization_names, unit_names
from jingwei.accounts.services import roles
from jingwei.kernel.models import AuditEntry
from jingwei.plans.light import Light

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
    "count": "数量",
    "created": "新增数",
    "decisions": "决定数",
    "digest": "摘要",
    "done_on": "完成日期",
    "due_on": "期限",
    "entries": "议题数",
    "every": "频次",
    "fields": "改动的字段",
    "file": "文件",
    "filters": "筛选条件",
    "format": "格式",
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
    "organizations": "党组织范围",
    "origin": "来源地址",
    "owner": "责任人",
    "path": "路径",
    "purpose": "用途",
    "reason": "理由",
    "register": "登记簿",
    "responsible": "责任人编号",
    "result": "结果",
    "roles": "角色",
    "rows": "记录编号",
    "since": "起始日期",
    "source": "来源",
    "starts_on": "启动时间",
    "state": "状态",
    "support": "配合单位",
    "table": "代码表",
    "text": "内容",
    "title": "职务",
    "units": "单位范围",
    "until": "截止",
    "username": "登录名",
    "value": "数值",
    "version": "版本",
}
LIGHTS = {light.value: light.label for light in Light}
MANY = 20
"""Values of a list that are shown; of more, the number."""
_PATH = re.compile(r"(?:[a-z0-9]+/)+")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after, in words."""

    label: str
    before: str
    after: str


def model_of(subject: str) -> Any:
    """Return the model of the rows named "org.unit:12", None for one that is no more."""
    try:
        return apps.get_model(subject.partition(":")[0])
    except (LookupError, ValueError):
        return None


def place_names(entries: Iterable[AuditEntry]) -> dict[str, str]:
    """Return the names of the units and organizations whose paths the entries tell. Two queries."""
    paths = {path for entry in entries for path in _paths(entry.data)}
    return {**organization_names(paths), **unit_names(paths)} if paths else {}


def facts_of(entry: AuditEntry, names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return (label, words) of what the entry holds besides changed fields; names by path."""
    model, codes = model_of(entry.subject), {**names, **_codes(entry.act)}
    skipped = {"before", "after"} if _has_fields(entry.data) else set()
    return tuple(
        (_label(key, model), _words(value, codes, model))
        for key, value in entry.data.items()
        if key not in skipped
    )


def changes_of(entry: AuditEntry, names: Mapping[str, str]) -> tuple[FieldChange, ...]:
    """Return the fields the act changed, field by field where the entry names them."""
    return tuple(_changes(entry, names)) if _has_fields(entry.data) else ()


def _paths(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _paths(part)
    elif isinstance(value, str) and _PATH.fullmatch(value):
        yield value


def _changes(entry: AuditEntry, names: Mapping[str, str]) -> Iterator[FieldChange]:
    model, codes = model_of(entry.subject), {**names, **_codes(entry.act)}
    before: Mapping[str, Any] = entry.data.get("before") or {}
    after: Mapping[str, Any] = entry.data.get("after") or {}
    for key in {**before, **after}:
        if before.get(key) != after.get(key):
            pair = (_words(side.get(key), codes, model) for side in (before, after))
            yield FieldChange(_label(key, model), *pair)


def _has_fields(data: Mapping[str, Any]) -> bool:
    sides = [data.get("before"), data.get("after")]
    return any(isinstance(side, dict) for side in sides) and all(
        side is None or isinstance(side, dict) for side in sides
    )


def _codes(act: str) -> Mapping[str, str]:
    if act == "user.grant":
        return {code: str(role["label"]) for code, role in roles().items()}
    return LIGHTS if act.startswith("light.") else {}


def _label(key: str, model: Any) -> str:
    """Return the word for a key: ours, else the one of the column, else the key itself."""
    if key in FIELDS or model is None:
        return FIELDS.get(key, key)
    try:
        return str(getattr(model._meta.get_field(key), "verbose_name", key))
    except FieldDoesNotExist:
        return key


def _words(value: Any, codes: Mapping[str, str], model: Any) -> str:
    if value is None or value == "" or value == []:
        return "——"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        shown = "，".join(_words(part, codes, model) for part in value[:MANY])
        return shown if len(value) <= MANY else f"{shown} 等 {len(value)} 项"
    if isinstance(value, dict):
        parts = value.items()
        return "，".join(
            f"{_label(key, model)} {_words(part, codes, model)}" for key, part in parts
        )
    return codes.get(str(value)) or _moment(str(value))


def _moment(text: str) -> str:
    """Return an ISO moment in local time, anything else as it stands."""
    moment = parse_datetime(text) if len(text) >= 20 and text[4:5] == "-" and "T" in text else None
    return f"{localtime(moment):%Y-%m-%d %H:%M}" if moment and moment.tzinfo else text
