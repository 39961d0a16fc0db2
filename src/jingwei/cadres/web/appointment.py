"""Pages of selection and appointment: what is entered of one person, the forms of a batch."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, resolve_url
from django.views.decorators.http import require_http_methods, require_safe

from jingwei.cadres.procedures.appointment import BATCHES
from jingwei.cadres.procedures.appointment_papers import batch_forms, forms_taken
from jingwei.kernel.clock import today
from jingwei.kernel.documents.appointment.bundle import write_zip
from jingwei.kernel.documents.appointment.paper import appointment_docx, appointment_pdf
from jingwei.kernel.errors import BadInput
from jingwei.kernel.inputs import PlainForm, ask_by_name
from jingwei.kernel.pages import DOCX, Request, answer_form, download
from jingwei.kernel.registers.web.offers import offered
from jingwei.procedures.definition import FieldSpec
from jingwei.procedures.forms.fields import TREES, field_for
from jingwei.procedures.models import Case, CaseSubject
from jingwei.procedures.services import subject_change

RUN = "cadres.run_appointment"
KINDS = {"docx": DOCX, "pdf": "application/pdf", "zip": "application/zip"}


class RowForm(PlainForm):
    """The columns of one person of a batch."""

    def __init__(self, *args: Any, row: CaseSubject, viewer: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = row.case.procedure.subject_fields
        for one in self.asked:
            field = field_for(one, viewer)
            field.initial = _shown(one, row.data.get(one.code))
            self.fields[f"f_{one.code}"] = field
        ask_by_name(self)

    def told(self) -> dict[str, Any]:
        """Return every column by its code; an emptied one is None."""
        values = {one.code: self.cleaned_data.get(f"f_{one.code}") for one in self.asked}
        return {code: None if value == "" else value for code, value in values.items()}


def _shown(asked: FieldSpec, kept: Any) -> Any:
    """Return a stored value as its form field takes it: of a relation, the key."""
    return kept["pk"] if asked.kind in TREES and kept else kept


@login_required
@permission_required((RUN, "procedures.run_case"), raise_exception=True)
@require_http_methods(["GET", "POST"])
def row_change(request: Request, pk: int) -> HttpResponse:
    """Enter the four musts of one person, or put right what is proposed."""
    rows = CaseSubject.objects.visible_to(request.user).select_related("case", "person__unit")
    row = get_object_or_404(rows, pk=pk, case__definition__in=BATCHES)
    form = offered(RowForm(request.POST or None, row=row, viewer=request.user))
    back = resolve_url("procedures:case", pk=row.case_id)

    def act(told: dict[str, Any]) -> None:
        subject_change(row, form.told(), actor=request.user)

    context = {
        "case": row.case, "heading": f"{row.person}：拟任免和凡提四必", "button": "保存",
        "back": back,
    }  # fmt: skip
    return answer_form(
        request, form, act, template="cadres/appointment_row.html", context=context,
        done=f"{row.person}的登记已保存。", to=back,
    )  # fmt: skip


@login_required
@permission_required((RUN, "people.print_appointment_form"), raise_exception=True)
@require_safe
def forms_batch(request: Request, pk: int, kind: str) -> HttpResponse:
    """Answer with the appointment forms of everybody who stands: .docx, .pdf, or .lrmx in a zip."""
    case = get_object_or_404(Case.objects.visible_to(request.user), pk=pk, definition__in=BATCHES)
    if kind not in KINDS:
        raise Http404
    try:
        made = batch_forms(case, request.user, on=today())
    except BadInput as error:
        raise Http404(str(error)) from error
    forms_taken(case, kind=kind, actor=request.user)
    day = f"{today():%Y%m%d}"
    written = {
        "docx": lambda: appointment_docx(made, on=day),
        "pdf": lambda: appointment_pdf(made, on=day),
        "zip": lambda: write_zip(made, "lrmx"),
    }
    return download(written[kind](), f"{case.title} 任免审批表.{kind}", KINDS[kind])
