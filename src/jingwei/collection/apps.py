"""Start-up of the collection engine."""

from __future__ import annotations

from django.apps import AppConfig


class CollectionConfig(AppConfig):
    """Nothing of its own starts here."""

    name = "jingwei.collection"
    verbose_name = "填报"
