"""What every page's shell needs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest  # noqa: TID251  # a context processor is HTTP


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the facts of the frame around every page."""
    return {"demo": settings.DEMO}
