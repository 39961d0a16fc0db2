"""Start-up of the site: the shell's templates and static files."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The frame around every page."""

    name = "jingwei.site"
    label = "jingwei_site"
    verbose_name = "页面框架"
