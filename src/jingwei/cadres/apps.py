"""App configuration."""

from __future__ import annotations

from django.apps import AppConfig


class CadresConfig(AppConfig):
    """Cadres and civil servants."""

    name = "jingwei.cadres"
    verbose_name = "干部"
