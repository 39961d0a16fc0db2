"""Start-up of the desk."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Home, to-do list, search box."""

    name = "jingwei.desk"
    verbose_name = "工作台"
