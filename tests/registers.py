"""What tests of every register share: rows of each, addresses of each, values that fit."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from jingwei.accounts.models import User
from jingwei.collection.models import LedgerRow
from jingwei.kernel.models import ImportBatch
from jingwei.kernel.registers.declaration import P1, REGISTERS, Col, Register
from jingwei.kernel.registers.kinds import (
    ChoiceKind,
    CodeKind,
    DayKind,
    FlagKind,
    Kind,
    NumberKind,
    PartialKind,
    RelatedKind,
    SecretKind,
)
from jingwei.kernel.registers.writing import Draft, RowsRefused, rows_save
from jingwei.org.models import Unit
from tests import factories
from tests.ledgers import LedgerRowFactory, sample_register

EVERY = pytest.mark.parametrize("register", REGISTERS.values(), ids=REGISTERS.keys())
EVERY_AND_A_LEDGER = pytest.mark.parametrize(
    "register", [*REGISTERS.values(), sample_register()], ids=[*REGISTERS, "a ledger"]
)
ID_NUMBERS = ("110101198503070021", "110101198503070048", "110101198503070064")
"""Made-up numbers whose check digits fit."""
PURPOSE = "核对名单"


def make(register: Register[Any], unit: Unit, n: int = 1, **fields: Any) -> list[Any]:
    """Return ``n`` new rows of a register, about new people of ``unit``."""
    made = LedgerRowFactory if register.model is LedgerRow else None
    factory = made or getattr(factories, f"{register.model.__name__}Factory")
    word = "of" if issubclass(factory, factories.OfPersonFactory) else "unit"
    word = "parent" if register.model is Unit else word
    return [factory(**{word: unit}, **fields) for _ in range(n)]


def standing(register: Register[Any], *units: Unit) -> list[Any]:
    """Return the rows that are there before any is made: of units, those of the cast."""
    return list(units) if register.model is Unit else []


def page(register: Register[Any], name: str, *parts: object) -> str:
    """Return the address of a page of a register."""
    return reverse(f"registers:{name}", args=[register.code, *parts])


def api(register: Register[Any], pk: int | None = None) -> str:
    """Return the address of a register, or of a row, in the API."""
    return f"/api/v1/registers/{register.code}" + (f"/{pk}" if pk else "")


def listed(html: bytes) -> int:
    """Return how many rows a list shows."""
    return html.count(b'<th scope="row"')


def exported(client: Client, register: Register[Any], suffix: str, **wishes: str) -> bytes:
    """Return the export of a register, for a purpose."""
    answer = client.post(page(register, "export", suffix), {"purpose": PURPOSE, **wishes})
    assert answer.status_code == 200, answer.content.decode()
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def imported(client: Client, register: Register[Any], name: str, data: bytes) -> ImportBatch:
    """Hand a file in and return the import, weighed and not yet applied."""
    answer = client.post(page(register, "import"), {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 302, re.findall(r"<li[^>]*>[^<]*</li>", answer.content.decode())
    return ImportBatch.objects.latest("pk")


def applied(client: Client, register: Register[Any], batch: ImportBatch) -> ImportBatch:
    """Store what an import would change."""
    client.post(page(register, "import-apply", batch.pk))
    batch.refresh_from_db()
    return batch


def sample(register: Register[Any], col: Col, n: int = 0) -> Any:
    """Return a value that fits a column, another one for another ``n``; None where none does."""
    kind, field = register.kind(col), register.field(col)
    if isinstance(kind, CodeKind | ChoiceKind):
        choices = kind.choices()
        return choices[n % len(choices)][0]
    if isinstance(kind, FlagKind):
        return n % 2 == 0
    if isinstance(kind, NumberKind) and col.secrecy != P1:
        return 48_217 + n  # a number that stands nowhere by chance
    return _open_sample(kind, field, f"{col.name}乙{n}", n)


def _open_sample(kind: Kind, field: Any, text: str, n: int) -> Any:
    if isinstance(kind, SecretKind):
        return ID_NUMBERS[n % 3] if kind.purpose == "people.id_number" else f"E{n:08d}"
    if isinstance(kind, NumberKind):
        return n + 1
    if isinstance(kind, DayKind):
        return date(2012, 3, 1 + n)
    if isinstance(kind, PartialKind):
        return f"2012{n + 1:02d}"
    if isinstance(kind, RelatedKind) or field is None or kind.is_number:
        return None
    return text[-field.max_length :] if field.max_length else text


def samples(register: Register[Any], row: Any, n: int = 0) -> Iterator[tuple[str, Any]]:
    """Yield (column, value) that one change may write into ``row`` and that differ from it."""
    for col in register.cols("edit"):
        value = sample(register, col, n)
        if value not in (None, col.read(row)) and _is_accepted(register, row, col.name, value):
            yield col.name, value


_accepted: dict[tuple[str, str, object], bool] = {}
"""What registers were found to take, by code, column and value: rows of a factory are alike."""


def _is_accepted(register: Register[Any], row: Any, name: str, value: Any) -> bool:
    key = (register.code, name, value)
    if key not in _accepted:
        _accepted[key] = _takes(register, row, name, value)
    return _accepted[key]


def _takes(register: Register[Any], row: Any, name: str, value: Any) -> bool:
    try:
        with transaction.atomic():
            rows_save(register, [Draft({name: value}, row=row)], actor=None)
            transaction.set_rollback(True)
    except RowsRefused:
        return False
    return True


def harmless(
    register: Register[Any], row: Any, *, only: str = "", but: Any = None
) -> tuple[str, Any]:
    """Return a column of ``row`` that is open and no key, and another value than it has or ``but``.

    ``only`` names the column, where it has been chosen already.
    """
    keys = {name for way in register.keys for name in way}
    return next(
        (name, value)
        for n in range(1, 6)
        for name, value in samples(register, row, n)
        if name not in keys
        and only in ("", name)
        and value != but
        and is_plain(register, register.col(name))
    )


def is_plain(register: Register[Any], col: Col) -> bool:
    """Whether everybody reads a column and it takes more values than two."""
    return col.secrecy == P1 and not isinstance(register.kind(col), FlagKind)


def filled(register: Register[Any], row: Any, n: int = 0) -> Any:
    """Return ``row`` with a value in every column that takes one on its own."""
    for name, value in list(samples(register, row, n)):
        try:
            rows_save(register, [Draft({name: value}, row=row)], actor=None, source="测试")
        except RowsRefused:
            continue  # two columns that do not go together
    return register.model._default_manager.get(pk=row.pk)


def said(register: Register[Any], name: str, value: Any) -> Any:
    """Return a value as the API takes it."""
    return value if isinstance(value, bool) else register.kind(register.col(name)).write(value)


def change(user: User, register: Register[Any], row: Any, **wishes: Any) -> tuple[str, Any]:
    """Change something harmless as somebody else would; return the column and its new value."""
    name, value = harmless(register, row, **wishes)
    fresh = register.model._default_manager.get(pk=row.pk)
    rows_save(register, [Draft({name: value}, row=fresh)], actor=user, source="测试")
    return name, value


def table(data: bytes) -> tuple[list[str], list[list[str]]]:
    """Return the heads and the rows of an exported .csv."""
    _, heads, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig")))
    return heads, rows


def written(heads: list[str], rows: list[list[str]]) -> bytes:
    """Return a .csv."""
    out = io.StringIO()
    csv.writer(out).writerows([heads, *rows])
    return out.getvalue().encode("utf-8-sig")
