"""Start-up of the coverage engine."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoverageConfig(AppConfig):
    """Loads the sources of evidence that the rooms declare."""

    name = "jingwei.coverage"
    verbose_name = "覆盖"

    def ready(self) -> None:
        autodiscover_modules("evidence")
