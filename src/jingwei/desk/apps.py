"""Start-up of the desk."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Home, to-do list, search box."""

    name = "jingwei.desk"
    verbose_name = "工作台"

    def ready(self) -> None:
        """Tell the explainer of access which records there are."""
        from jingwei.desk.records import declare_records

        declare_records()
