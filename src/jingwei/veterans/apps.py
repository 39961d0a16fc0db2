"""App configuration."""

from __future__ import annotations

from django.apps import AppConfig


class VeteransConfig(AppConfig):
    """Retired cadres."""

    name = "jingwei.veterans"
    verbose_name = "老干部"
