"""Pages that change more than one unit, or what a unit is made of."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.forms import model_to_dict
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from jingwei.kernel.clock import today
from jingwei.kernel.pages import Request
from jingwei.org import forms, services
from jingwei.org.models import Unit
from jingwei.org.selectors import staffing_on
from jingwei.org.web.acts import act_page, parts_asked
from jingwei.org.web.units import effects, visible_unit


@login_required
@permission_required("org.change_unit", raise_exception=True)
@require_http_methods(["GET", "POST"])
def unit_merge(request: Request, pk: int) -> HttpResponse:
    """Put other units into this one."""
    found = visible_unit(request, pk)
    form = forms.UnitMergeForm(request.POST or None, viewer=request.user, into=found)

    def act(data: dict[str, Any]) -> None:
        units = data.pop("chosen")
        services.unit_merge(units, found, actor=request.user, **data)

    words = ("将其他单位并入", "合并单位", "单位已合并，下级单位、账号和数据范围一并转入。")
    return act_page(request, found, form, act, words, effects(found))


@login_required
@permission_required("org.change_unit", raise_exception=True)
@require_http_methods(["GET", "POST"])
def unit_split(request: Request, pk: int) -> HttpResponse:
    """Split units off this one."""
    found = visible_unit(request, pk)
    form = forms.UnitSplitForm(
        request.POST or None, viewer=request.user, unit=found, count=parts_asked(request)
    )

    def act(data: dict[str, Any]) -> None:
        dated = {name: data[name] for name in ("on", "basis", "keep")}
        services.unit_split(found, form.unit_parts(), actor=request.user, **dated)

    words = ("单位分设", "分设单位", "单位已分设。")
    return act_page(request, found, form, act, words, effects(found))


@login_required
@permission_required("org.change_unit", raise_exception=True)
@require_http_methods(["GET", "POST"])
def unit_change(request: Request, pk: int) -> HttpResponse:
    """Change the facts of a unit that carry no date."""
    found = visible_unit(request, pk)
    form = forms.UnitDetailsForm(request.POST or None, instance=found)

    def act(data: dict[str, Any]) -> None:
        services.unit_describe(found, data, actor=request.user)

    words = ("修改单位信息", "保存单位信息", "单位信息已保存。")
    return act_page(request, found, form, act, words, [("名称", found.name)])


@login_required
@permission_required("org.add_staffing", raise_exception=True)
@require_http_methods(["GET", "POST"])
def staffing_add(request: Request, pk: int) -> HttpResponse:
    """Record approved staffing and leading posts from a day on."""
    found = visible_unit(request, pk)
    form = forms.StaffingForm(request.POST or None, initial=_numbers(found))

    def act(data: dict[str, Any]) -> None:
        dated = {"since": data.pop("since"), "basis": data.pop("basis")}
        services.staffing_add(found, numbers=data, actor=request.user, **dated)

    words = ("登记编制职数", "保存编制职数", "编制职数已登记，此前的仍可查阅。")
    return act_page(request, found, form, act, words, [("名称", found.name)])


def _numbers(found: Unit) -> dict[str, Any]:
    """Return the numbers that hold today, for the form to start from."""
    present = staffing_on(found, today())
    return model_to_dict(present, exclude=["id", "unit", "since", "basis"]) if present else {}
