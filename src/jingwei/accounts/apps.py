"""Start-up of the accounts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, roles, data scopes, sign-in."""

    name = "jingwei.accounts"
    verbose_name = "账号"
