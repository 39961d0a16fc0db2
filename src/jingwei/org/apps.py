"""Start-up of the organization."""

from django.apps import AppConfig


class OrgConfig(AppConfig):
    """Units and Party organizations as trees with dated history."""

    name = "jingwei.org"
    verbose_name = "单位"

    def ready(self) -> None:
        """Tell the accounts, which know paths only, what units and organizations are called."""
        from jingwei.accounts.directory import declare_directory
        from jingwei.accounts.models import Tree
        from jingwei.org import selectors

        declare_directory(selectors.unit_labels, selectors.unit_names)
        declare_directory(
            selectors.organization_choices, selectors.organization_names, Tree.ORGANIZATION
        )
