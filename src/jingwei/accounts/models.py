"""Who signs in, and which subtrees of units they see."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from jingwei.kernel.scoping import (
    UNIT_TREE,
    PathField,
    ScopedQuerySet,
    Viewer,
    anywhere_below,
)


class Tree(models.TextChoices):
    """What a data scope is a branch of."""

    UNIT = "unit", "单位"
    ORGANIZATION = "organization", "党组织"


class UserQuerySet(ScopedQuerySet["User"]):
    """People, scoped by the unit they are at home in."""

    unit_path = "home_path"

    def visible_to(self, viewer: Viewer) -> UserQuerySet:
        """Keep who is at home in the viewer's units; who has no home belongs to the root."""
        paths = viewer.unit_paths()
        homeless = Q(home_path="") if any(path.count("/") == 1 for path in paths) else Q(pk__in=())
        return self.filter(anywhere_below("home_path", paths) | homeless)


class UserManager(DjangoUserManager["User"]):
    """Django's own way to make users, with the reads of UserQuerySet."""

    use_in_migrations = False

    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def visible_to(self, viewer: Viewer) -> UserQuerySet:
        """See UserQuerySet."""
        return self.get_queryset().visible_to(viewer)


class User(AbstractUser):
    """A person who signs in. Roles (groups) say what they may do, data scopes where.

    ``is_superuser`` and ``is_staff`` are unused: nobody stands outside the rules.
    ``origin`` is the network address of the request the object acts in; it is not stored.
    """

    full_name = models.CharField("姓名", max_length=40)
    title = models.CharField("职务", max_length=60, blank=True)
    home_path = PathField("所在单位", blank=True, copies=UNIT_TREE)
    must_change_password = models.BooleanField("下次登录须改密码", default=False)
    password_changed_at = models.DateTimeField("密码修改时间", null=True, blank=True)
    origin = ""

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = "用户"
        permissions = [("grant_user", "授权"), ("explain_access", "查看授权依据")]
        ordering = ["home_path", "full_name", "pk"]

    def __str__(self) -> str:
        return self.full_name or self.username

    @cached_property
    def _scopes(self) -> tuple[tuple[str, str], ...]:
        return tuple((scope.tree, scope.path) for scope in self.scopes.all())

    @cached_property
    def _role_codes(self) -> frozenset[str]:
        return frozenset(self.groups.values_list("name", flat=True))

    def unit_paths(self) -> tuple[str, ...]:
        """Return the paths of the units in scope, sorted. One query per user object."""
        return tuple(path for tree, path in self._scopes if tree == Tree.UNIT)

    def organization_paths(self) -> tuple[str, ...]:
        """Return the paths of the Party organizations in scope, sorted; the same one query."""
        return tuple(path for tree, path in self._scopes if tree == Tree.ORGANIZATION)

    def role_codes(self) -> frozenset[str]:
        """Return the codes of the roles held. One query per user object."""
        return self._role_codes


class DataScope(models.Model):
    """``user`` sees the unit, or the Party organization, at ``path`` and everything below it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="scopes")
    tree = models.CharField("类别", max_length=12, choices=Tree.choices, default=Tree.UNIT)
    path = PathField("路径", copies="tree")

    class Meta:
        verbose_name = "数据范围"
        ordering = ["path"]
        constraints = [models.UniqueConstraint(fields=["user", "tree", "path"], name="scope_once")]

    def __str__(self) -> str:
        return f"{self.user} @ {self.path}"


class PasswordHistory(models.Model):
    """The hash of a password ``user`` has had, so that it is not taken again soon."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    digest = models.CharField("密码摘要", max_length=128)
    set_at = models.DateTimeField("启用时间")

    class Meta:
        verbose_name = "用过的密码"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.user} {self.set_at:%Y-%m-%d}"
