"""The offline package: a signed zip that goes to a place without network and comes back.

    manifest.json   what it is: package, round, columns, the digest of the rows
    rows.csv        the values that went out, one line for each row
    填报表.xlsx      the same values, to be changed
    signature.txt   HMAC-SM3 over manifest.json, with the key of this installation

The manifest and the rows must come back as they went; only the workbook may differ. The workbook
alone may come back too: its first head names the package.
"""

from __future__ import annotations

import csv
import hmac
import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jingwei.kernel.crypto import keyed_hash, sm3_hex
from jingwei.kernel.documents.csv_table import csv_bytes
from jingwei.kernel.documents.packages import Package as Archive
from jingwei.kernel.documents.workbook import Column as Head
from jingwei.kernel.documents.workbook import Sheet, workbook_bytes
from jingwei.kernel.errors import BadInput, JingweiError
from jingwei.kernel.registers.exchange.cells import GUARDED
from jingwei.kernel.registers.exchange.reading_files import Table, read_table

FORMAT = 1
MANIFEST, ROWS, SIGNATURE, WORKBOOK = "manifest.json", "rows.csv", "signature.txt", "填报表.xlsx"
PARTS = (MANIFEST, ROWS, SIGNATURE, WORKBOOK)
PURPOSE = "collection.package"
LOOK_ONLY = "（只供核对）"
_NUMBER = re.compile(r"行号（包 ([0-9a-f]{12})）")
_UNREADABLE = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError)
Texts = dict[str, str]
Reader = Callable[[str, Any], str]
"""Returns the text of a cell of a column; raises BadInput for one that says nothing lawful."""


@dataclass(frozen=True)
class PackageColumn:
    """A column of a package; one that is not ``is_open`` is only to look at."""

    name: str
    label: str
    is_open: bool = True

    @property
    def head(self) -> str:
        return self.label if self.is_open else f"{self.label}{LOOK_ONLY}"


@dataclass(frozen=True)
class Packing:
    """What goes into a package: ``rows`` are number → texts by column name."""

    code: str
    facts: Mapping[str, str]
    columns: Sequence[PackageColumn]
    rows: Mapping[int, Texts]


@dataclass
class Returned:
    """What came back: what went out, the answers, and what could not be taken, in sentences."""

    code: str
    base: dict[int, Texts] = field(default_factory=dict)
    said: dict[int, Texts] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def package_bytes(packing: Packing) -> bytes:
    """Return the package; equal contents give equal bytes."""
    labels = [column.label for column in packing.columns]
    lines = _lines(packing)
    rows = csv_bytes(["行号", *labels], lines)
    manifest = {
        "format": FORMAT, "package": packing.code, **packing.facts, "rows": len(lines),
        "columns": [[c.name, c.label, c.is_open] for c in packing.columns], ROWS: sm3_hex(rows),
    }  # fmt: skip
    told = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode()
    parts = {MANIFEST: told, ROWS: rows, SIGNATURE: _signature(told), WORKBOOK: _book(packing)}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), content)
    return out.getvalue()


def package_read(name: str, data: bytes, read: Reader | None = None) -> Returned:
    """Return what a package says. ``read`` None: what went out alone, the answers unread.

    Raises BadInput ``collection.package`` naming the part that is missing or was altered.
    """
    parts = _parts(name, data)
    manifest = _manifest(name, parts)
    columns = [PackageColumn(*told) for told in manifest["columns"]]
    returned = Returned(manifest["package"], _base(parts[ROWS], columns))
    if read is not None:
        workbook_into(returned, columns, parts[WORKBOOK], read)
    return returned


def package_columns(data: bytes) -> list[PackageColumn]:
    """Return the columns of a package that is known to be whole."""
    manifest = _manifest("", _parts("", data))
    return [PackageColumn(*told) for told in manifest["columns"]]


def workbook_code(name: str, data: bytes) -> str:
    """Return the package a workbook belongs to. Raises BadInput when it names none."""
    return _code(_table(name, data))


def workbook_into(
    returned: Returned, columns: Sequence[PackageColumn], data: bytes, read: Reader
) -> None:
    """Put the answers of a workbook into ``returned``; rows and cells at fault are told."""
    table = _table(WORKBOOK, data)
    if _code(table) != returned.code:
        raise _refused(f"{WORKBOOK} 属于另一个包。", "请把同一个包里的填报表放回去再传。")
    places = _places(returned, columns, table.heads)
    for line, cells in table.rows():
        number = _row_number(cells[0])
        if number not in returned.base:
            returned.faults.append(f"第 {line} 行：行号“{cells[0]}”不在这个包里，这一行没有收。")
        elif number in returned.said:
            returned.faults.append(f"第 {line} 行：行号 {number} 重复，只收了前面的一行。")
        else:
            returned.said[number] = _answers(returned, line, number, places, cells, read)


def _answers(
    returned: Returned,
    line: int,
    number: int,
    places: Mapping[int, PackageColumn],
    cells: Sequence[Any],
    read: Reader,
) -> Texts:
    said: Texts = {}
    base = returned.base[number]
    for place, column in places.items():
        before = base.get(column.name, "")
        try:
            text = read(column.name, cells[place])
            text = before if text == _through(read, column.name, before) else text
        except JingweiError as error:
            returned.faults.append(f"第 {line} 行“{column.label}”：{error}这一格没有收。")
            continue
        if column.is_open:
            said[column.name] = text
        elif text != before:
            told = f"第 {line} 行“{column.label}”只供核对，改动没有收。"
            returned.faults.append(told)
    return said


def _through(read: Reader, name: str, text: str) -> str:
    """Return how a text that went out reads when nobody touched it."""
    try:
        return read(name, text)
    except JingweiError:
        return text


def _lines(packing: Packing) -> list[list[str]]:
    return [
        [str(number), *(texts.get(column.name, "") for column in packing.columns)]
        for number, texts in packing.rows.items()
    ]


def _book(packing: Packing) -> bytes:
    heads = [Head(f"行号（包 {packing.code}）", 12, "id")]
    heads += [Head(column.head, kind="id") for column in packing.columns]
    told = [(label, text) for label, text in packing.facts.items()]
    notes = [
        *told,
        ("怎么填", "直接改单元格；没有变化的不用动。不要增删行，不要改表头和行号。"),
        ("怎么交回", f"把改好的 {WORKBOOK} 放回压缩包，或者单独上传这一个文件。"),
    ]
    sheets = (
        Sheet("填报表", heads, _lines(packing)),
        Sheet("填写说明", (Head("事项", 10), Head("说明", 40)), notes),
    )
    return workbook_bytes(sheets)


def _signature(manifest: bytes) -> bytes:
    return keyed_hash(PURPOSE, sm3_hex(manifest)).encode()


def _parts(name: str, data: bytes) -> dict[str, bytes]:
    try:
        Archive(name, data)  # sizes first
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            there = {_plain(info): info for info in archive.infolist() if not info.is_dir()}
            if lost := [part for part in PARTS if part not in there]:
                raise _refused(
                    f"离线包“{name}”里缺少 {'、'.join(lost)}。", "请用原来的包重做一份。"
                )
            return {part: archive.read(there[part]) for part in PARTS}
    except (*_UNREADABLE, BadInput) as error:
        if isinstance(error, BadInput) and error.code != "file.broken":
            raise
        raise _refused(f"“{name}”不是离线包，或没有传完整。", "请选择下发的那个压缩包。") from error


def _plain(info: zipfile.ZipInfo) -> str:
    """Return the name of a part: packers put a folder before it, some write it in GBK."""
    name = info.filename
    if not info.flag_bits & 0x800 and not name.isascii():
        name = name.encode("cp437", "replace").decode("gbk", "replace")
    return name.rsplit("/", 1)[-1]


def _manifest(name: str, parts: Mapping[str, bytes]) -> dict[str, Any]:
    if not hmac.compare_digest(_signature(parts[MANIFEST]), parts[SIGNATURE].strip()):
        raise _refused(
            f"离线包“{name}”的清单（{MANIFEST}）或签名被改动过，或不是本系统制作的。",
            "请用原来的包，只改填报表。",
        )
    manifest: dict[str, Any] = json.loads(parts[MANIFEST])
    if manifest["format"] != FORMAT:
        raise _refused(f"离线包“{name}”的格式版本不认识。", "请重新下载离线包。")
    if manifest[ROWS] != sm3_hex(parts[ROWS]):
        raise _refused(
            f"离线包“{name}”的原始数据（{ROWS}）被改动过。", "请用原来的包，只改填报表。"
        )
    return manifest


def _base(rows: bytes, columns: Sequence[PackageColumn]) -> dict[int, Texts]:
    lines = csv.reader(io.StringIO(rows.decode("utf-8-sig"), newline=""))
    next(lines)
    names = [column.name for column in columns]
    return {
        int(number): dict(zip(names, map(_unguarded, texts), strict=True))
        for number, *texts in lines
    }


def _unguarded(text: str) -> str:
    return text[1:] if text[:1] == "'" and text[1:].startswith(GUARDED) else text


def _table(name: str, data: bytes) -> Table:
    return read_table(name, data, lambda cells: any(_NUMBER.fullmatch(str(c)) for c in cells[:1]))


def _code(table: Table) -> str:
    found = _NUMBER.fullmatch(table.heads[0])
    if found is None:
        raise _refused(f"“{table.name}”的第一个表头不是行号。", "请不要改动表头。")
    return found[1]


def _places(
    returned: Returned, columns: Sequence[PackageColumn], heads: Sequence[str]
) -> dict[int, PackageColumn]:
    """Return which cell holds which column; heads nobody knows and columns that left are told."""
    known = {column.head: column for column in columns}
    places = {n: known[head] for n, head in enumerate(heads) if head in known}
    told = [head for head in heads[1:] if head and head not in known]
    returned.faults += [f"表头“{head}”不是这个包的栏目，这一列没有收。" for head in told]
    lost = [column.label for column in columns if column not in places.values()]
    returned.faults += [f"缺少栏目“{label}”，按没有变化处理。" for label in lost]
    return places


def _row_number(cell: Any) -> int:
    text = str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell).strip()
    return int(text) if text.isascii() and text.isdecimal() else -1


def _refused(message: str, hint: str) -> BadInput:
    return BadInput("collection.package", message, hint=hint)
