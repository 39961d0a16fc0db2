"""App configuration."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """One person, many hats."""

    name = "jingwei.people"
    verbose_name = "人员"
