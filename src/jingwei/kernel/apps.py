"""Start-up of the kernel."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import register as register_check
from django.utils.module_loading import autodiscover_modules


class KernelConfig(AppConfig):
    """Loads what the apps declare, so that nothing depends on who imported whom first."""

    name = "jingwei.kernel"
    verbose_name = "内核"

    def ready(self) -> None:
        autodiscover_modules("services", "rules", "indicators", "registers", "checks", "schedule")
        from jingwei.kernel.codes import services  # noqa: F401  # declares its acts
        from jingwei.kernel.registers.checks import check_registers

        register_check(check_registers)
        self._load_law()

    def _load_law(self) -> None:
        from jingwei.kernel import rule_checks, workdays  # noqa: F401  # declare their acts
        from jingwei.kernel.law import check_rule_numbers, law_load

        law_load()
        register_check(check_rule_numbers)
