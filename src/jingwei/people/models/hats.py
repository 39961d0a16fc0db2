"""What a hat is: a row of an upper room that makes a person a cadre, a member, a talent …"""

from __future__ import annotations

from typing import TypeVar

from django.db import models

from jingwei.kernel.registers.rows import RegisterRow
from jingwei.kernel.scoping import UNIT_TREE, PathField
from jingwei.people.models.person import OfPersonQuerySet, Person

H = TypeVar("H", bound=models.Model, covariant=True)


class HatQuerySet(OfPersonQuerySet[H]):
    """Wearers of a hat, scoped as the person is."""

    unit_path = "unit_path"


class Hat(RegisterRow):
    """A hat: at most one of its kind for each person. ``unit_path`` copies the person's."""

    person = models.OneToOneField(
        Person, models.PROTECT, related_name="%(class)s", verbose_name="人员"
    )
    unit_path = PathField(editable=False, copies=UNIT_TREE)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.person)
