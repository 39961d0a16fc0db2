"""The other names of a unit, on its page."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from jingwei.kernel.errors import RuleViolation
from jingwei.kernel.pages import Request
from jingwei.org import forms, services
from jingwei.org.web.units import unit_page, visible_unit


@login_required
@permission_required("org.change_unitalias", raise_exception=True)
@require_POST
def alias_add(request: Request, pk: int) -> HttpResponse:
    """Let one more name find a unit; the form stands on the unit's page."""
    found = visible_unit(request, pk)
    form = forms.AliasForm(request.POST)
    if form.is_valid():
        text = form.cleaned_data["text"]
        try:
            services.unit_alias_add(found, text=text, actor=request.user)
        except RuleViolation as error:
            form.add_error("text", str(error))
        else:
            messages.success(request, f"以后“{text}”就指“{found}”。")
            return redirect("org:unit", pk=found.pk)
    return unit_page(request, found, form, status=422)


@login_required
@permission_required("org.change_unitalias", raise_exception=True)
@require_POST
def alias_remove(request: Request, pk: int, alias: int) -> HttpResponse:
    """Stop a name from finding a unit."""
    found = visible_unit(request, pk)
    row = get_object_or_404(found.aliases, pk=alias)
    services.unit_alias_remove(row, actor=request.user)
    messages.success(request, f"别名“{row.text}”已删除，以前认定的不受影响。")
    return redirect("org:unit", pk=found.pk)
