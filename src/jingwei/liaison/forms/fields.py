"""Form fields that name a party, a unit, a colleague."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db import models

from jingwei.accounts.models import User
from jingwei.kernel.registers.kinds import LookupField, RelatedKind
from jingwei.kernel.scoping import anywhere_below
from jingwei.liaison.kinds import Side
from jingwei.liaison.models import Pair, Party
from jingwei.org.models import PartyOrganization, Unit
from jingwei.people.models import Person

WRITTEN = {"person": "number", "unit": "written", "organization": "name", "words": "number"}
MOST = 5
"""Namesakes that are told apart in a message."""
HINTS = {"person": "姓名或人员编号", "unit": "单位名称", "organization": "党组织名称"}


def _kind(name: str) -> RelatedKind:
    """Return how rows behind a foreign key of Pair are written and found."""
    column = {"words": "two_person", "unit": "unit"}.get(name, f"two_{name}")
    field = cast("models.Field[Any, Any]", Pair._meta.get_field(column))
    return RelatedKind(field, WRITTEN[name])


def colleagues(viewer: Any) -> Any:
    """Return the accounts a viewer may give work to: of the same units, and the viewer."""
    seen = anywhere_below("home_path", viewer.unit_paths())
    return User.objects.filter(seen | models.Q(pk=viewer.pk), is_active=True)


class ColleagueField(forms.ModelChoiceField):  # type: ignore[type-arg]  # plain at run time
    """One of the viewer's colleagues."""

    def __init__(self, viewer: Any, *, label: str, required: bool = False) -> None:
        empty = "请选择" if required else "——"
        super().__init__(colleagues(viewer), label=label, required=required, empty_label=empty)


class UnitField(LookupField):
    """A unit, typed by name and offered as one types."""

    def __init__(self, viewer: Any, *, label: str, required: bool) -> None:
        super().__init__(_kind("unit"), viewer)
        self.label, self.required = label, required


def _apart(row: Any) -> str:
    """Return what tells a row from others of the same name."""
    if not isinstance(row, Person):
        return str(getattr(row, "written", row))
    told = [row.unit, row.birth_on[:4] and f"{row.birth_on[:4]} 年生"]
    return f"{row.number}（{'，'.join(str(one) for one in told if one)}）"


class PartyField(LookupField):
    """A party in one box: a name or number that means one visible row, else words where allowed."""

    def __init__(self, side: Side, viewer: Any, *, required: bool = True) -> None:
        super().__init__(_kind(side.of[0]), viewer)
        self.side, self.required, self.label = side, required, side.label
        told = [HINTS[one] for one in side.of if one in HINTS]
        free = "；没有登记的直接写名称" if "words" in side.of else ""
        self.help_text = f"{'，或'.join(told)}{free}"

    def clean(self, value: Any) -> Any:
        text = forms.CharField.clean(self, value).strip()
        if not text:
            return None
        found = [row for name in self.side.of if name != "words" for row in self._rows(name, text)]
        if len(found) == 1:
            return Party.of(found[0])
        if found:
            known = "；".join(map(_apart, found[:MOST]))
            raise forms.ValidationError(f"“{text}”不止一个，请写编号或全称：{known}。")
        if "words" in self.side.of and len(text) <= 100:
            return Party(words=text)
        raise forms.ValidationError(f"没有找到“{text}”，或你无权查看。")

    def _rows(self, name: str, text: str) -> list[Any]:
        if name == "person":
            rows = Person.objects.visible_to(self.viewer)
            column = "number" if text.isdecimal() else "full_name"
            return list(rows.filter(**{column: text}).select_related("unit")[:MOST])
        tree = Unit if name == "unit" else PartyOrganization
        seen: Any = tree.objects
        return list(seen.visible_to(self.viewer).by_texts([text]).get(text, []))
