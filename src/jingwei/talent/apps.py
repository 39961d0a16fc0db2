"""App configuration."""

from __future__ import annotations

from django.apps import AppConfig


class TalentConfig(AppConfig):
    """Talents, rural ones included."""

    name = "jingwei.talent"
    verbose_name = "人才"
