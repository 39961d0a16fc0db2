"""The audit trail, for the audit administrator alone."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from jingwei.desk.forms import AuditFilterForm
from jingwei.desk.selectors.audit import audit_entry, audit_found, audit_rows
from jingwei.kernel.audit import audit_verify as chain_verify
from jingwei.kernel.documents.csv_table import csv_bytes
from jingwei.kernel.pages import Request, download, paged

HEADS = ("序号", "时间", "操作人", "登录名", "操作", "对象", "对象编号", "对象名称", "内容", "摘要")


@login_required
@permission_required("kernel.view_auditentry", raise_exception=True)
@require_safe
def audit_list(request: Request) -> HttpResponse:
    """Show who did what to which record, newest first."""
    form = AuditFilterForm(request.GET or None)
    page = paged(request, audit_found(form.asked()))
    context = {"filter_form": form, "page": page, "rows": audit_rows(page.object_list)}
    return render(request, "desk/audit_list.html", context)


@login_required
@permission_required("kernel.view_auditentry", raise_exception=True)
@require_safe
def audit_export(request: Request) -> HttpResponse:
    """Answer with the filtered trail as a file for inspection."""
    asked = AuditFilterForm(request.GET or None).asked()
    rows = [
        (
            row.entry.pk,
            f"{timezone.localtime(row.entry.at):%Y-%m-%d %H:%M:%S}",
            str(row.entry.actor or "系统"),
            row.entry.actor.username if row.entry.actor else "",
            row.act,
            row.kind,
            row.number,
            row.name,
            "；".join(f"{label}：{value}" for label, value in row.facts),
            row.entry.digest,
        )
        for row in audit_rows(audit_found(asked))
    ]
    return download(csv_bytes(HEADS, rows), "审计记录.csv", "text/csv")


@login_required
@permission_required("kernel.view_auditentry", raise_exception=True)
@require_safe
def audit_verify(request: Request) -> HttpResponse:
    """Recompute the chain and name the first row that does not fit."""
    count, broken = chain_verify()
    entry = audit_entry(broken) if broken else None
    row = audit_rows([entry])[0] if entry else None
    context = {"count": count, "broken": broken, "row": row, "fits": broken is None}
    return render(request, "desk/audit_verify.html", context)
