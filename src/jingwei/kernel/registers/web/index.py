"""All registers that the viewer may open, by room."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jingwei.kernel.pages import Request
from jingwei.kernel.registers.declaration import Register, Secrecy
from jingwei.kernel.registers.made import registers_open
from jingwei.kernel.registers.web.access import address


@login_required
@require_safe
def index(request: Request) -> HttpResponse:
    """List the registers the viewer may open; how much they hold is not told."""
    return render(request, "registers/index.html", {"rooms": rooms(request.user)})


def rooms(viewer: Any) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """Return (room, its registers): title, address, whether restricted."""
    found: dict[str, list[tuple[str, str, bool]]] = {}
    for register in registers_open(viewer):
        found.setdefault(_room(register), []).append(
            (register.title, address("list", register.code), register.secrecy == Secrecy.P3)
        )
    return list(found.items())


def _room(register: Register[Any]) -> str:
    return str(apps.get_app_config(register.app).verbose_name)
