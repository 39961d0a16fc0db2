"""Start-up of the liaison engine."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import register as register_check


class LiaisonConfig(AppConfig):
    """Reads the kinds of pairs that the rooms declare."""

    name = "jingwei.liaison"
    verbose_name = "联系"

    def ready(self) -> None:
        from jingwei.liaison import registry
        from jingwei.liaison.checks import check_kinds

        registry.load()
        register_check(check_kinds)
