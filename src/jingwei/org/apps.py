"""Start-up of the organization."""

from django.apps import AppConfig


class OrgConfig(AppConfig):
    """Units as a tree with dated history, and the dictionary of their names."""

    name = "jingwei.org"
    verbose_name = "单位"
