"""Documents of a case: added with a step or later, taken out again."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from jingwei.accounts.models import User
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.errors import BadInput, Conflict
from jingwei.procedures.definition import Step
from jingwei.procedures.entries import PaperGiven
from jingwei.procedures.models import Case, CasePaper
from jingwei.procedures.selectors.course import course_of
from jingwei.procedures.services.locking import case_locked, look_again, reason_given, store

declare_acts({"case.paper_add": "补充程序材料", "case.paper_remove": "移除程序材料"})


@transaction.atomic
def paper_add(case: Case, given: PaperGiven, *, step: str, actor: User | None) -> CasePaper:
    """Add a document to a step that was taken or is present.

    Raises BadInput ``procedures.paper`` for an unknown step or a paper that is none of it,
    Conflict ``procedures.state`` for a revoked case.
    """
    case = case_locked(case)
    if case.state == Case.State.REVOKED:
        raise Conflict("procedures.state", f"“{case}”已撤销，不能再补充材料。")
    if step not in case.procedure.by_code:
        raise BadInput("procedures.paper", f"这个程序没有“{step}”这一步。")
    (paper,) = papers_made(case, case.procedure.step(step), [given], actor)
    look_again(course_of(case))
    store(case)
    audit("case.paper_add", case, actor, step=step, name=paper.name, file=given.file is not None)
    return paper


@transaction.atomic
def paper_remove(paper: CasePaper, *, reason: str, actor: User | None) -> None:
    """Take a document out of its case; the audit row keeps what it was.

    Raises RuleViolation ``procedures.reason`` without a reason, Conflict ``procedures.basis`` for
    the basis on which a step went on.
    """
    case, reason = case_locked(paper.case), reason_given(reason)
    if paper.is_basis:
        raise Conflict("procedures.basis", f"“{paper.name}”是突破规定的依据，不能移除。")
    audit("case.paper_remove", case, actor, step=paper.step, name=paper.name, reason=reason,
          number=paper.number, made_on=paper.made_on)  # fmt: skip
    paper.delete()
    look_again(course_of(case))
    store(case)


def papers_made(
    case: Case, step: Step, given: Iterable[PaperGiven], actor: User | None
) -> list[CasePaper]:
    """Store documents of a step and return their rows; in the caller's transaction.

    Raises BadInput ``procedures.paper`` for one without a name, none of the step, or a basis
    without its file.
    """
    rows = [_row(case, step, one, actor) for one in given]
    return CasePaper.objects.bulk_create(rows)


def _row(case: Case, step: Step, given: PaperGiven, actor: User | None) -> CasePaper:
    known = case.procedure.paper_by_code.get(given.code)
    if given.code and (known is None or given.code not in step.papers):
        raise BadInput("procedures.paper", f"“{step.name}”没有“{given.code}”这种材料。")
    name = given.name.strip() or (known.name if known else "")
    if not name:
        raise BadInput("procedures.paper", "材料需要写明名称。")
    if given.is_basis and given.file is None:
        raise BadInput("procedures.paper", "突破依据应上传文件。")
    return CasePaper(
        case=case, step=step.code, code=given.code, name=name, number=given.number.strip(),
        maker=given.maker.strip(), made_on=given.made_on, file=given.file,
        is_basis=given.is_basis, added_by=actor,
    )  # fmt: skip
