"""Reports of a plan: choose, check, download, seal; the ledger and the minutes as files."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from jingwei.kernel.pages import Request


@login_required
@permission_required("plans.view_report", raise_exception=True)
@require_safe
def report_list(request: Request) -> HttpResponse:
    """Show the sealed reports."""
    raise Http404


@login_required
@permission_required("plans.view_report", raise_exception=True)
@require_safe
def report_new(request: Request) -> HttpResponse:
    """Choose kind, month and blocks."""
    raise Http404


@login_required
@permission_required("plans.view_report", raise_exception=True)
@require_safe
def report_check(request: Request) -> HttpResponse:
    """List every number with its source."""
    raise Http404


@login_required
@permission_required("plans.view_report", raise_exception=True)
@require_safe
def report_draft(request: Request) -> HttpResponse:
    """Download the report without keeping it."""
    raise Http404


@login_required
@permission_required("plans.seal_report", raise_exception=True)
@require_POST
def report_seal(request: Request) -> HttpResponse:
    """Keep the report as it is sent."""
    raise Http404


@login_required
@permission_required("plans.view_report", raise_exception=True)
@require_safe
def report_download(request: Request, pk: int) -> HttpResponse:
    """Download a sealed report as it was sent."""
    raise Http404


@login_required
@permission_required("plans.view_report", raise_exception=True)
@require_safe
def ledger(request: Request, pk: int) -> HttpResponse:
    """Download the ledger of a plan as a workbook."""
    raise Http404


@login_required
@permission_required("plans.view_dispatchmeeting", raise_exception=True)
@require_safe
def minutes(request: Request, pk: int) -> HttpResponse:
    """Download the minutes of a held meeting."""
    raise Http404
