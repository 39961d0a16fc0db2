"""The minutes of a dispatch meeting as .docx in GB/T 9704."""

from __future__ import annotations

from datetime import date

from jingwei.kernel.documents.official import Official
from jingwei.plans.papers.report_paper import title_in_lines


def minutes_paper(*, issuer: str, month: date, day: date, minutes: str) -> bytes:
    """Return the document of the ``minutes`` of the dispatch of ``month``, held on ``day``."""
    title = f"{issuer}{month.year}年{month.month}月工作要点月度调度会议纪要"
    paper = Official(title=title_in_lines(title, issuer), issuer=issuer, day=day)
    for line in minutes.splitlines():
        if line.strip():
            paper.paragraph(line.strip())
    paper.signature()
    return paper.to_bytes()
