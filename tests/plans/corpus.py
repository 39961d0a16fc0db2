"""The plan corpus: where its documents lie and their own words, read without the engine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn
from python_calamine import CalamineWorkbook

HERE = Path(__file__).parent
DOCUMENTS = sorted((HERE / "documents").iterdir())


def expected_of(document: Path) -> dict[str, Any]:
    """The hand-checked outline of a document (shape: README, "The file")."""
    path = HERE / "expected" / f"{document.stem}.json"
    answer: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return answer


def measures_of(outline: dict[str, Any]) -> list[dict[str, Any]]:
    """All measures of an expected or a predicted outline, in order."""
    items = [item for area in outline["areas"] for item in area["items"]]
    return [measure for item in items for measure in item["measures"]]


def squeezed(text: str) -> str:
    """The text without any white space, so that hard-wrapped lines compare."""
    return "".join(text.split())


def own_text(document: Path) -> str:
    """The words of a document, squeezed; automatic numbers of Word are not part of it."""
    readers = {".txt": _text, ".docx": _word, ".xlsx": _sheet}
    return squeezed(readers[document.suffix](document))


def _text(document: Path) -> str:
    data = document.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def _word(document: Path) -> str:
    paragraphs = docx.Document(str(document)).element.body.iter(qn("w:p"))
    return "\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in paragraphs)


def _sheet(document: Path) -> str:
    book = CalamineWorkbook.from_path(str(document))
    rows = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
    return "\n".join(str(cell) for row in rows for cell in row)
