"""Rows of a register as .xlsx or .csv: streamed, marked with who took them when and what for."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

import xlsxwriter
from django.db.models import QuerySet
from django.utils import timezone

from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.documents.official_text import clean_text
from jingwei.kernel.encrypted import EncryptedField
from jingwei.kernel.errors import BadInput
from jingwei.kernel.registers.declaration import P3, Col, Register
from jingwei.kernel.registers.exchange.cells import GUARDED
from jingwei.kernel.registers.exchange.heads import head_of
from jingwei.kernel.registers.exchange.reading_files import LISTS
from jingwei.kernel.registers.reading import Asked, day_asked, filtered, order_of
from jingwei.kernel.registers.sight import REVEAL, Sight

declare_acts({"register.export": "导出记录"})
MOST_ROWS, MOST_CELL = 1_000_000, 32_767
LONG, ROWS_A_MINUTE = 50_000, 180_000
"""Rows from which a workbook is announced, as it is sent only when whole; how fast it is made."""
FETCHED = 2_000
CUT = "……（本格过长，已截断）"
VERSION = 1
"""Of the layout of our workbooks, written into a hidden cell."""
FORMULA_WORDS = ("=", "+", "-", "@")


@dataclass(frozen=True)
class Export:
    """What is taken out: rows in their order, the columns, for whose eyes and what for."""

    register: Register[Any]
    rows: QuerySet[Any]
    cols: Sequence[Col]
    sight: Sight
    taker: str
    purpose: str = ""
    filters: dict[str, str] = field(default_factory=dict)
    name: str = ""

    @property
    def title(self) -> str:
        return self.name or self.register.title

    @property
    def mark(self) -> str:
        """The line that stands above the rows and in the margins of every page."""
        moment = timezone.localtime()
        told = f"{self.title}　{self.taker} 于 {moment:%Y-%m-%d %H:%M} 导出"
        if self.register.interval and (day := day_asked(self.filters)):
            told = f"{told}　{day:%Y-%m-%d} 的状态"
        return f"{told}　用途：{self.purpose}" if self.purpose else told


def export_asked(
    register: Register[Any],
    asked: Asked,
    sight: Sight,
    *,
    taker: str,
    purpose: str = "",
    roster: str = "",
) -> Export:
    """Return the export of the list a query string asks for; ``cols`` names its columns.

    Without ``cols`` all columns of the register come along. A ``roster`` brings its own. Raises
    BadInput ``register.roster`` for an unknown one, ``register.purpose`` where one is wanting.
    """
    cols = _cols(register, asked.get("cols", ""), roster)
    if needs_purpose(register, cols, sight) and len(purpose.strip()) < 2:
        raise BadInput("register.purpose", "填写导出用途，例如“年度考核组核对名单”。")
    rows = filtered(register, asked, sight).order_by(*order_of(register, asked, sight).terms())
    filters = {key: value for key, value in asked.items() if value and key not in ("cols", "sort")}
    rows = _without_unread(register, rows, cols)
    return Export(register, rows, cols, sight, taker, purpose.strip(), filters, roster)


def rows_asked(register: Register[Any], asked: Asked, sight: Sight) -> int:
    """Return how many rows an export would have. Raises BadInput as ``export_asked`` does."""
    return filtered(register, asked, sight).order_by().count()


def minutes_needed(rows: int) -> int:
    """Return how many minutes a workbook of ``rows`` takes until it is sent; 0 for a short one."""
    return -(-rows // ROWS_A_MINUTE) if rows > LONG else 0


def needs_purpose(register: Register[Any], cols: Iterable[Col], sight: Sight) -> bool:
    """Whether a purpose must be told: restricted registers, restricted columns in clear."""
    if register.secrecy == P3:
        return True
    return any(col.secrecy == P3 and sight.clear(col) for col in cols)


def has_restricted(register: Register[Any], asked: Asked, viewer: Any) -> bool:
    """Whether ``viewer`` may ask for columns in clear that this export would mask."""
    cols = _cols(register, asked.get("cols", ""), "")
    return viewer.has_perm(REVEAL) and any(col.secrecy == P3 for col in cols)


def export_record(export: Export, *, suffix: str, actor: Any) -> int:
    """Write into the audit who takes out what; return the number of rows.

    Raises BadInput ``register.export`` for more rows than a sheet holds.
    """
    count = export.rows.order_by().count()
    if count > MOST_ROWS:
        raise BadInput(
            "register.export", f"要导出的有 {count} 行，超过 {MOST_ROWS} 行。",
            hint="请用筛选缩小范围，分几次导出。",
        )  # fmt: skip
    audit(
        "register.export", export.register.model(), actor, register=export.register.code,
        count=count, columns=[col.name for col in export.cols], filters=sorted(export.filters),
        purpose=export.purpose, suffix=suffix, roster=export.name,
        restricted=any(c.secrecy == P3 and export.sight.clear(c) for c in export.cols),
    )  # fmt: skip
    return count


def export_xlsx(export: Export) -> IO[bytes]:
    """Return the rows as a workbook in a temporary file, at its beginning; little memory."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  # handed to the caller, who closes it
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet(sheet_name(export.title))
        styles = _styles(book)
        _set_up(sheet, export, styles)
        writers = [_writer(sheet, place, export, styles) for place in range(len(export.cols))]
        for number, row in enumerate(export.rows.iterator(chunk_size=FETCHED), 2):
            for write in writers:
                write(number, row)
        mark_register(book, export.register)
    file.seek(0)
    return file


def export_csv(export: Export) -> Iterator[bytes]:
    """Yield the rows as .csv in UTF-8 with byte order mark, some thousand rows at a time."""
    out = _Pieces()
    writer = csv.writer(out)
    writer.writerow([_guarded(export.mark)])
    writer.writerow([head_of(export.register, col) for col in export.cols])
    readers = [_reader(export, col) for col in export.cols]
    yield "\ufeff".encode()
    for number, row in enumerate(export.rows.iterator(chunk_size=FETCHED), 1):
        writer.writerow([_guarded(read(row)) for read in readers])
        if number % FETCHED == 0:
            yield out.taken()
    yield out.taken()


def mark_register(book: Any, register: Register[Any]) -> Any:
    """Add the hidden sheet that says for which register a workbook was made; return it."""
    lists = book.add_worksheet(LISTS)
    lists.very_hidden()
    lists.write_string(0, 0, f"jingwei {register.code} {VERSION}")
    return lists


def sheet_name(title: str) -> str:
    """Return a name that the format allows for a sheet."""
    return "".join(char for char in clean_text(title) if char not in "[]:*?/\\'\n\t")[:31] or "表"


class _Pieces:
    """Takes what the csv writer writes until somebody takes it away."""

    def __init__(self) -> None:
        self._kept: list[str] = []

    def write(self, text: str) -> None:
        self._kept.append(text)

    def taken(self) -> bytes:
        text = "".join(self._kept)
        self._kept.clear()
        return text.encode()


def _cols(register: Register[Any], wanted: str, roster: str) -> list[Col]:
    cols = register.cols("export")
    if roster:
        rosters: dict[str, tuple[str, ...]] = getattr(register, "rosters", {})
        if roster not in rosters:
            raise BadInput("register.roster", f"“{register.title}”没有名为“{roster}”的名册。")
        return [register.col(name) for name in rosters[roster]]
    names = {name for name in wanted.split(",") if name}
    return [col for col in cols if col.name in names] or cols


def _without_unread(
    register: Register[Any], rows: QuerySet[Any], cols: Iterable[Col]
) -> QuerySet[Any]:
    """Leave encrypted columns that are not taken out in the database: reading decrypts."""
    taken = {col.name for col in cols}
    fields = register.model._meta.concrete_fields
    secret = [f.name for f in fields if isinstance(f, EncryptedField) and f.name not in taken]
    return rows.defer(*secret)


def _reader(export: Export, col: Col) -> Callable[[Any], Any]:
    kind = export.register.kind(col)
    shape = kind.write if export.sight.clear(col) else kind.mask
    read = _plain_read(col)
    return lambda row: shape(read(row))


def _plain_read(col: Col) -> Callable[[Any], Any]:
    name = col.name
    if col.is_own:
        return lambda row: getattr(row, name)
    return col.read


def _styles(book: Any) -> dict[str, Any]:
    common = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
    return {
        "text": book.add_format({**common, "num_format": "@", "border": 1}),
        "guarded": book.add_format(
            {**common, "num_format": "@", "border": 1, "quote_prefix": True}
        ),
        "number": book.add_format({**common, "border": 1}),
        "head": book.add_format(
            {**common, "bold": True, "border": 1, "bg_color": "#E7EBF0", "align": "center"}
        ),
        "mark": book.add_format({**common, "font_size": 10, "font_color": "#5C6570"}),
    }


def _set_up(sheet: Any, export: Export, styles: dict[str, Any]) -> None:
    """Frozen head below the mark; printed on A4 landscape, as wide as the page."""
    for place, col in enumerate(export.cols):
        sheet.set_column(place, place, 2 * (col.width or _usual_width(export.register, col)) + 1)
    margin = export.mark[:110].replace("&", "&&")
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)
    sheet.set_header(f"&R&9{margin}")
    sheet.set_footer(f"&L&9{margin}&R第 &P 页，共 &N 页")
    sheet.freeze_panes(2, 0)
    sheet.write_string(0, 0, clean_text(export.mark), styles["mark"])
    for place, col in enumerate(export.cols):
        sheet.write_string(1, place, head_of(export.register, col), styles["head"])


def _usual_width(register: Register[Any], col: Col) -> int:
    return max(6, min(14, len(head_of(register, col)) + 2))


def _writer(
    sheet: Any, place: int, export: Export, styles: dict[str, Any]
) -> Callable[[int, Any], None]:
    read = _reader(export, export.cols[place])
    text_style, number_style, guarded = styles["text"], styles["number"], styles["guarded"]

    def write(number: int, row: Any) -> None:
        value = read(row)
        if isinstance(value, int | float) and not isinstance(value, bool):
            sheet.write_number(number, place, value, number_style)
            return
        text = str(value or "")
        if not text.isalnum():
            text = clean_text(text)[:MOST_CELL] if len(text) <= MOST_CELL else _cut(text)
        style = guarded if text[:1] in FORMULA_WORDS and text else text_style
        sheet.write_string(number, place, text, style)

    return write


def _cut(text: str) -> str:
    units = clean_text(text).encode("utf-16-le")[: 2 * (MOST_CELL - len(CUT))]
    return units.decode("utf-16-le", "ignore") + CUT


def _guarded(value: Any) -> Any:
    if not isinstance(value, str):
        return "" if value is None else value
    text = value if value.isalnum() else clean_text(value)
    return f"'{text}" if text.startswith(GUARDED) else text
