"""Start-up of the organization."""

from django.apps import AppConfig


class OrgConfig(AppConfig):
    """Units as a tree with dated history, and the dictionary of their names."""

    name = "jingwei.org"
    verbose_name = "单位"

    def ready(self) -> None:
        """Tell the accounts, which know paths only, what units are called."""
        from jingwei.accounts.directory import declare_directory
        from jingwei.org.selectors import unit_labels, unit_names

        declare_directory(unit_labels, unit_names)
