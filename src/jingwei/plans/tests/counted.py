"""Indicators of the tests: a few over people, in place of all that are declared."""

from __future__ import annotations

from typing import Any

from jingwei.kernel.indicators import FAMILIES, INDICATORS, Indicator, Rows, Slice
from jingwei.people.models import FamilyMember, Person

COMMON = {"source": "人员登记册", "keywords": ("人员",)}


def people(subject: Slice) -> Rows:
    return Person.objects.within(subject.path)


def women(subject: Slice) -> Rows:
    return people(subject).filter(gender="2")


def relatives(subject: Slice) -> Rows:
    return FamilyMember.objects.within(subject.path)


def broken(subject: Slice) -> Rows:
    raise ZeroDivisionError("division by zero")


PEOPLE = Indicator(
    "tests.people", "在册人数", "人", "期末在册的人数", rows=people, is_level=True, items=(3,),
    **COMMON,
)  # fmt: skip
WOMEN = Indicator(
    "tests.women", "女性占比", "%", "在册人员中女性的占比", rows=women, among=people, items=(4,),
    **COMMON,
)  # fmt: skip
RELATIVES = Indicator(
    "tests.relatives", "登记的家庭成员", "人", "登记在册的家庭成员人数", rows=relatives, **COMMON
)
BROKEN = Indicator("tests.broken", "算不出的数", "条", "定义写错的一个数", rows=broken, **COMMON)


def declared_only(patch: Any, *chosen: Indicator) -> None:
    """Let ``chosen`` be all the indicators there are, until the test ends."""
    for registry in (INDICATORS, FAMILIES):
        for name in list(registry):
            patch.delitem(registry, name)
    for one in chosen:
        patch.setitem(INDICATORS, one.code, one)
