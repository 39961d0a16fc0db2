"""App configuration."""

from __future__ import annotations

from django.apps import AppConfig


class PartyConfig(AppConfig):
    """Party members, from the application on."""

    name = "jingwei.party"
    verbose_name = "党员"
