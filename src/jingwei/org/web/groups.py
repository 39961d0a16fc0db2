"""Pages of the collective names."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render, resolve_url
from django.views.decorators.http import require_http_methods, require_safe

from jingwei.kernel.pages import Request, answer_form
from jingwei.org import forms, services
from jingwei.org.models import UnitGroup
from jingwei.org.selectors import unit_groups


@login_required
@permission_required("org.view_unit", raise_exception=True)
@require_safe
def group_list(request: Request) -> HttpResponse:
    """Show the collective names and whom they mean."""
    return render(request, "org/group_list.html", {"groups": unit_groups(request.user)})


@login_required
@permission_required("org.change_unitalias", raise_exception=True)
@require_http_methods(["GET", "POST"])
def group_save(request: Request, pk: int | None = None) -> HttpResponse:
    """Make a group, or change its name and members."""
    groups = UnitGroup.objects.visible_to(request.user)
    group = get_object_or_404(groups, pk=pk) if pk else None
    form = forms.GroupForm(request.POST or None, viewer=request.user, group=group)

    def act(data: dict[str, Any]) -> None:
        services.unit_group_save(data.pop("name"), group=group, actor=request.user, **data)

    return answer_form(
        request, form, act, template="org/group_form.html", context={"group": group},
        done="单位组已保存。", to=resolve_url("org:group-list"),
    )  # fmt: skip


@login_required
@permission_required("org.change_unitalias", raise_exception=True)
@require_http_methods(["GET", "POST"])
def group_remove(request: Request, pk: int) -> HttpResponse:
    """Ask, then delete a group that no plan names."""
    group = get_object_or_404(UnitGroup.objects.visible_to(request.user), pk=pk)

    def act(data: dict[str, Any]) -> None:
        services.unit_group_remove(group, actor=request.user)

    return answer_form(
        request, forms.ConfirmForm(request.POST or None), act, template="org/group_remove.html",
        context={"group": group, "facts": [("名称", group.name)]},
        done=f"单位组“{group}”已删除。", to=resolve_url("org:group-list"),
    )  # fmt: skip
