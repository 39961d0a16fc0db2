"""Form fields of the facts a definition asks for."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db import models

from jingwei.kernel.errors import BadInput
from jingwei.kernel.inputs import DayInput
from jingwei.kernel.partial_dates import parse_partial
from jingwei.kernel.registers.kinds import LookupField, RelatedKind
from jingwei.people.models import Person
from jingwei.procedures.definition import FieldSpec
from jingwei.procedures.models import Case, CaseSubject

TREES = {"unit": ("unit", "written"), "organization": ("organization", "name")}


def relation(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    """Return a foreign key of a model."""
    return cast("models.Field[Any, Any]", model._meta.get_field(name))


class RowField(LookupField):
    """A unit or a Party organization, typed by name and offered as one types."""

    def __init__(self, kind: str, viewer: Any, *, label: str, required: bool) -> None:
        name, by = TREES[kind]
        super().__init__(RelatedKind(relation(Case, name), by), viewer)
        self.label, self.required = label, required


class PersonField(LookupField):
    """A person, typed by number, or by a name that only one visible person has."""

    def __init__(self, viewer: Any, *, label: str = "人员", required: bool = True) -> None:
        super().__init__(RelatedKind(relation(CaseSubject, "person"), "number"), viewer)
        self.label, self.required = label, required
        self.help_text = "姓名或人员编号"

    def clean(self, value: Any) -> Any:
        text = forms.CharField.clean(self, value)
        if not text or text.isdecimal():
            return super().clean(value)
        found = list(Person.objects.visible_to(self.viewer).filter(full_name=text)[:2])
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(f"没有找到“{text}”，或你无权查看。")
        raise forms.ValidationError(f"有不止一位“{text}”，请写人员编号。")


class MonthField(forms.CharField):
    """A month or a day as the trade writes it: 1978.03."""

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        try:
            return parse_partial(text) if text else ""
        except BadInput as error:
            raise forms.ValidationError(str(error)) from error


def field_for(asked: FieldSpec, viewer: Any) -> forms.Field:
    """Return the form field of one fact, labelled, required or not as the definition says."""
    told: dict[str, Any] = {"label": asked.label, "required": asked.required}
    if asked.kind in TREES:
        return RowField(asked.kind, viewer, **told)
    if asked.kind == "person":
        return PersonField(viewer, **told)
    field = _plain(asked, told)
    field.help_text = asked.help
    return field


def _plain(asked: FieldSpec, told: dict[str, Any]) -> forms.Field:
    if asked.kind == "day":
        return forms.DateField(widget=DayInput(), **told)
    if asked.kind == "month":
        return MonthField(max_length=20, **told)
    if asked.kind == "number":
        return forms.DecimalField(max_digits=14, decimal_places=4, **told)
    if asked.kind == "flag":
        return forms.BooleanField(label=asked.label, required=False)
    if asked.kind == "choice":
        none = ("", "请选择" if asked.required else "——")
        return forms.ChoiceField(choices=[none, *((c, c) for c in asked.choices)], **told)
    if asked.kind == "long":
        return forms.CharField(max_length=4000, widget=forms.Textarea(attrs={"rows": 4}), **told)
    return forms.CharField(max_length=300, **told)
