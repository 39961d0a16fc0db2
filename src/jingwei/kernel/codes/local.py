"""What the database adds to the shipped tables, kept in the process and checked now and then.

Every change of local codes and learnt texts leaves an audit row in its own transaction, so the
digest of the newest such row is the version of them all, for every worker, at no extra table.
It is asked for by the first look that needs the database after ``refresh``: the start of every
request calls that, a job or a command calls it before a batch. So one query per request at most,
and three only after a change. Looks that a shipped table answers ask nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from django.core.signals import request_started

from jingwei.kernel.codes.models import CodeText, LocalCode
from jingwei.kernel.codes.tables import Code, text_map

ACTS = {
    "code.add": "新增本地代码",
    "code.end": "停用本地代码",
    "code.decide": "认定代码文本",
    "code.dismiss": "忽略代码文本",
}
UNREAD = "unread"


@dataclass
class LocalPart:
    """The local codes and texts of all tables as of one version."""

    version: str = UNREAD
    asked: int = 1
    answered: int = 0
    rows: dict[str, tuple[Code, ...]] = field(default_factory=dict)
    texts: dict[str, dict[str, str]] = field(default_factory=dict)


_part = LocalPart()
_LOCK = Lock()


def refresh(**_: Any) -> None:
    """Let the next look that needs the database see what other processes changed."""
    _part.asked += 1


request_started.connect(refresh, dispatch_uid="jingwei.kernel.codes")


def local_codes(table: str) -> tuple[Code, ...]:
    """Return the local codes of ``table`` in their order, ended ones included."""
    return _current().rows.get(table, ())


def local_texts(table: str) -> dict[str, str]:
    """Return the codes of local labels and learnt texts of ``table``, by normalised text."""
    return _current().texts.get(table, {})


def _current() -> LocalPart:
    with _LOCK:
        asked = _part.asked
        if _part.answered != asked:
            version = _version()
            if version != _part.version:
                _part.rows, _part.texts = _read()
                _part.version = version
            _part.answered = asked
    return _part


def _version() -> str:
    from jingwei.kernel.models import AuditEntry  # the models of the kernel import ours

    newest = AuditEntry.objects.filter(act__in=ACTS).order_by("-pk")
    return newest.values_list("digest", flat=True).first() or ""


def _read() -> tuple[dict[str, tuple[Code, ...]], dict[str, dict[str, str]]]:
    rows: dict[str, list[Code]] = {}
    for stored in LocalCode.objects.order_by("table", "order", "pk"):
        rows.setdefault(stored.table, []).append(as_code(stored))
    learnt = CodeText.objects.exclude(code="").values_list("table", "text", "code")
    texts: dict[str, dict[str, str]] = {table: text_map(found) for table, found in rows.items()}
    for table, text, code in learnt:
        texts.setdefault(table, {}).setdefault(text, code)
    return {table: tuple(found) for table, found in rows.items()}, texts


def as_code(stored: LocalCode) -> Code:
    """Return a stored local code in the shape of the shipped ones."""
    return Code(
        code=stored.code, label=stored.label, order=stored.order, parent=stored.parent,
        valid_from=stored.valid_from, valid_to=stored.valid_to, local=True,
    )  # fmt: skip


def after_national(national: Iterable[Code], local: Iterable[Code]) -> list[Code]:
    """Return both, the local ones last; a local code that a shipped one overtook is left out."""
    listed = list(national)
    known = {row.code for row in listed}
    return [*listed, *(row for row in local if row.code not in known)]
