"""Who signs in, and which subtrees of units they see."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from jingwei.kernel.scoping import PathField, ScopedQuerySet, Viewer, anywhere_below


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
    """

    full_name = models.CharField("姓名", max_length=40)
    title = models.CharField("职务", max_length=60, blank=True)
    home_path = PathField("所在单位", blank=True)

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = "用户"
        permissions = [("grant_user", "授权")]
        ordering = ["home_path", "full_name", "pk"]

    def __str__(self) -> str:
        return self.full_name or self.username

    @cached_property
    def _unit_paths(self) -> tuple[str, ...]:
        return tuple(self.scopes.values_list("path", flat=True))

    def unit_paths(self) -> tuple[str, ...]:
        """Return the paths of the units in scope, sorted. One query per user object."""
        return self._unit_paths


class DataScope(models.Model):
    """``user`` sees the unit at ``path`` and everything below it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="scopes")
    path = PathField("单位路径")

    class Meta:
        verbose_name = "数据范围"
        ordering = ["path"]
        constraints = [models.UniqueConstraint(fields=["user", "path"], name="scope_once")]

    def __str__(self) -> str:
        return f"{self.user} @ {self.path}"
