"""Plans to measure with: invented, as long or as full as wanted."""

from __future__ import annotations

from pathlib import Path

from jingwei.kernel.chinese import counting_numeral
from jingwei.kernel.documents.encoding import decode_text

DOCUMENTS = Path(__file__).parents[1] / "tests/plans/documents"
PAGE = 22 * 28
"""Characters of a page by GB/T 9704: 22 lines of 28."""


def long_text(pages: int = 15) -> str:
    """Return the test documents one behind the other, as many pages as wanted."""
    files = sorted(DOCUMENTS.glob("*.txt"))
    text = "\n".join(decode_text(path.name, path.read_bytes()) for path in files)
    while len(text) < pages * PAGE:
        text += "\n" + text
    return text[: text.rindex("\n", 0, pages * PAGE) + 1]


def year_text(number: int) -> str:
    """Return a plan with 4 areas of 8 items of 5 measures: 160."""
    lines = [f"青岚区委组织部2025年第{number + 1}批工作要点"]
    for area in range(4):
        lines.append(f"{counting_numeral(area + 1)}、建强第{counting_numeral(area + 1)}类组织")
        for item in range(8):
            place = area * 8 + item + 1
            lines += [f"{place}.抓实第{counting_numeral(place)}类基础", _measures(place)]
    return "\n".join(lines) + "\n"


def _measures(place: int) -> str:
    return (
        f"举办党务干部培训班{place}期。6月底前完成{place}处阵地整改。建立导师帮带档案{place}份。"
        f"每季度召开1次研判会。开展党员集中轮训{place}次。"
    )
