"""Start-up of the procedures."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps
from django.core.checks import register as register_check


class ProceduresConfig(AppConfig):
    """Reads the definitions and what the rooms declare for them."""

    name = "jingwei.procedures"
    verbose_name = "程序"

    def ready(self) -> None:
        for config in apps.get_app_configs():
            if config.name.startswith("jingwei."):
                import_declarations(f"{config.name}.procedures")
        from jingwei.procedures import registry
        from jingwei.procedures.checks import check_procedures

        registry.load()
        register_check(check_procedures)


def import_declarations(package: str) -> None:
    """Import every module of a room's ``procedures``: effects, facts, panels, papers, rules."""
    spec = find_spec(package)
    if spec and spec.submodule_search_locations:
        for found in pkgutil.iter_modules(spec.submodule_search_locations):
            import_module(f"{package}.{found.name}")
