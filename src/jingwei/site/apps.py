"""Start-up of the site: the shell's templates and static files, and what joins rooms."""

from importlib import import_module

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The frame around every page."""

    name = "jingwei.site"
    label = "jingwei_site"
    verbose_name = "页面框架"

    def ready(self) -> None:
        """Join rooms that do not know each other."""
        import_module("jingwei.site.uncovered")
