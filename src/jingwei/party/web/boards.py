"""Lists above single cases: elections ahead, letters of introduction without a receipt."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jingwei.kernel.clock import today
from jingwei.kernel.pages import Request
from jingwei.party.selectors.elections import elections_ahead
from jingwei.party.selectors.transfers import letters_out

VIEW, RUN = "procedures.view_case", "procedures.run_case"


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def election_list(request: Request) -> HttpResponse:
    """List the organizations whose term ends, with the state of their election."""
    page, rows = elections_ahead(request.user, today(), request.GET.get("page", ""))
    context = {"page": page, "rows": rows, "can_run": request.user.has_perm(RUN), "unit_word": "个"}
    return render(request, "party/elections.html", context)


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def letter_list(request: Request) -> HttpResponse:
    """List the letters that are out, with the days they still hold."""
    letters = letters_out(request.user, today())
    context = {
        "letters": letters, "can_run": request.user.has_perm(RUN),
        "overdue": sum(letter.left < 0 for letter in letters),
    }  # fmt: skip
    return render(request, "party/letters.html", context)
