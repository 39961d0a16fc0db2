"""Papers written from a case: its index with page numbers, drafts its room writes."""

from __future__ import annotations

from datetime import date
from typing import Any

from jingwei.accounts.models import User
from jingwei.kernel.documents.official import Official
from jingwei.kernel.errors import BadInput
from jingwei.procedures.models import Case
from jingwei.procedures.panels import PAPERS
from jingwei.procedures.selectors.page import CasePage, Done, StepView

HEADS = ("序号", "步骤", "材料", "文号", "形成日期", "备注")
WIDTHS = (1, 3, 5, 3, 2.4, 2)
FOUND = ("事项", "结果", "依据", "说明")


def case_index(page: CasePage, *, issuer: str, day: date) -> bytes:
    """Return the index of a case as .docx: its steps, its papers, its findings; pages numbered."""
    paper = Official(title=f"{page.case.title}\n全程纪实", issuer=issuer, day=day)
    paper.heading(1, 1, "办理经过")
    for step in page.steps:
        for done in step.done:
            paper.run_in(2, step.number, f"{step.step.name}。", *_told(step, done))
    paper.heading(1, 2, "材料目录")
    paper.table(HEADS, list(_lines(page)), WIDTHS)
    paper.heading(1, 3, "核查情况")
    paper.table(FOUND, list(_findings(page)), (4, 2, 5, 5))
    if page.recusals:
        paper.heading(1, 4, "回避情况")
        told = [(r.name, r.reason, "回避" if r.decided else "不需要回避") for r in page.recusals]
        paper.table(("姓名", "事由", "决定"), told)
    paper.signature()
    return paper.to_bytes()


def _told(step: StepView, done: Done) -> list[str]:
    record = done.record
    words = [f"{record.happened_on}，{step.role or '经办人'}，{done.decision}。"]
    words += [f"{label}：{value}。" for label, value in done.facts if value]
    words += [f"表决：应到会{v.due}人，实到会{v.present}人，{v}。" for v in done.votes]
    words += [f"理由：{record.reason}。"] if record.reason else []
    words += ["（补录）"] if record.is_late else []
    return [*words, "（已退回）"] if record.is_returned else words


def _lines(page: CasePage) -> Any:
    number = 0
    for step in page.steps:
        for line in step.papers:
            for paper in line.given:
                number += 1
                note = "突破依据" if paper.is_basis else "" if paper.file else "原件存档"
                day = str(paper.made_on or "")
                yield str(number), step.step.name, paper.name, paper.number, day, note
            if line.is_missing and step.done:
                number += 1
                yield str(number), step.step.name, line.name, "", "", "缺"


def _findings(page: CasePage) -> Any:
    for step in page.steps:
        for done in step.done:
            if not done.record.is_returned:
                for found in done.findings:
                    about = f"{found['about']}：" if found["about"] else ""
                    yield f"{about}{found['title']}", found["word"], found["citation"], found["why"]


def paper_draft(case: Case, code: str, *, actor: User) -> bytes:
    """Return the .docx of a paper as its room writes it from the case.

    Raises BadInput ``procedures.template`` for a paper that nobody writes.
    """
    known = case.procedure.paper_by_code.get(code)
    if known is None or known.template not in PAPERS:
        raise BadInput("procedures.template", "这种材料没有可以生成的模板。")
    return PAPERS[known.template].write(case, actor)
