"""Forms made of columns: filters, one row, one change for many rows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.apps import apps
from django.db.models import Q
from django.http import QueryDict  # noqa: TID251  # the query string is what a filter is made of

from jingwei.kernel.errors import BadInput
from jingwei.kernel.inputs import DayInput
from jingwei.kernel.registers.declaration import Col, Place, Register, Secrecy
from jingwei.kernel.registers.reading import conditions, day_asked
from jingwei.kernel.registers.sight import Sight
from jingwei.kernel.scoping import PathField, Viewer

ANY = ("", "全部")
STANDING = 5
"""Filters that stand open; the others wait folded."""
WHY = "change_reason"
"""The field in which the form of a row asks why it is changed."""
LISTED = 100
"""Choices a select offers; longer code tables are typed, by code or by name."""


class BoundInput(forms.TextInput):
    """One end of a range: a month, a day, a number."""

    def __init__(self) -> None:
        super().__init__(attrs={"size": 8, "autocomplete": "off"})


class AnyChoice(forms.ChoiceField):
    """A select whose value is judged by the column: a label means the same as its code."""

    def valid_value(self, value: Any) -> bool:
        return True


class FilterForm(forms.Form):
    """The filter bar of a list; the fields follow from the columns the viewer may read.

    A branch of a tree is named as people write it; ``asked`` has its path.
    """

    def __init__(self, register: Register[Any], sight: Sight, data: Any) -> None:
        super().__init__(data or None, auto_id="filter_%s")
        self.register, self.sight = register, sight
        self.paths: dict[str, str] = {}
        hint = {"placeholder": register.search_hint, "title": register.search_hint}
        self.fields["q"] = forms.CharField(
            label="搜索", required=False, max_length=60, widget=forms.TextInput(hint)
        )
        for col in self._cols():
            self._add(col)
        if register.interval:
            self.fields["on"] = forms.CharField(label="截至", required=False, widget=DayInput())

    def _cols(self) -> list[Col]:
        return [col for col in self.register.columns if col.filter and self.sight.clear(col)]

    def _add(self, col: Col) -> None:
        label, kind = self.register.label_of(col), self.register.kind(col)
        choices = kind.choices()
        if col.filter == "range":
            for end, word in (("from", "从"), ("to", "到")):
                self.fields[f"{col.name}_{end}"] = forms.CharField(
                    label=f"{label}{word}", required=False, widget=BoundInput()
                )
        elif choices and len(choices) <= LISTED:
            self.fields[col.name] = AnyChoice(label=label, required=False, choices=[ANY, *choices])
        else:
            self.fields[col.name] = forms.CharField(label=label, required=False)

    def clean(self) -> dict[str, Any]:
        """Judge every value as the list will read it; find the branches that are meant."""
        for col in self._cols():
            if col.name in self.errors:
                continue
            try:
                if col.filter == "subtree" and self._text(col.name):
                    self._find_branch(col)
                list(conditions(self.register, col, self.asked()))
            except BadInput as error:
                name = next(n for n in (col.name, f"{col.name}_from") if n in self.fields)
                self.add_error(name, str(error))
        self._judge_day()
        return self.cleaned_data

    def _judge_day(self) -> None:
        try:
            day_asked(self.asked() if "on" in self.fields else {})
        except BadInput as error:
            self.add_error("on", str(error))

    def _text(self, name: str) -> str:
        return str(self.data.get(name, "")).strip()

    def _find_branch(self, col: Col) -> None:
        text, model = self._text(col.name), tree_of(self.register, col)
        rows = branches(model, self.sight.viewer, text)
        if len(rows) > 1:
            raise BadInput(
                "register.several", f"“{text}”有 {len(rows)} 个。", hint="写成“上级/名称”。"
            )
        if not rows and not text.endswith("/"):
            raise BadInput("register.unknown", f"没有找到“{text}”，或你无权查看。")
        self.paths[col.name] = rows[0].path if rows else text
        if rows:
            shown: Any = dict(self.data.items())
            self.data = shown | {col.name: str(getattr(rows[0], "written", rows[0]))}

    def asked(self) -> dict[str, str]:
        """Return the filters that are set, as the query string says them."""
        texts = {name: self._text(name) for name in self.fields}
        return {name: text for name, text in {**texts, **self.paths}.items() if text}

    def first_fields(self) -> list[forms.BoundField]:
        """Return the filters that stand open: the search, the day, and the first columns."""
        return [field for field in self if field.name in self._standing()]

    def more_fields(self) -> list[forms.BoundField]:
        """Return the filters that wait folded."""
        return [field for field in self if field.name not in self._standing()]

    def has_more(self) -> bool:
        """Whether a folded filter is set."""
        return bool(self.asked().keys() - self._standing())

    def _standing(self) -> set[str]:
        named = [name for name in self.fields if name not in {"q", "on"}]
        first = [n for n in named[: STANDING + 1] if n in named[:STANDING] or n.endswith("_to")]
        return {"q", "on", *first}

    def query(self) -> QueryDict:
        """Return the query string of the filters that are set."""
        found = QueryDict(mutable=True)
        found.update(self.asked())
        return found


def tree_of(register: Register[Any], col: Col) -> Any:
    """Return the model whose tree a "subtree" filter is about."""
    field: Any = register.field(col)
    if isinstance(field, PathField) and field.copies:
        return apps.get_model(field.copies.rpartition(".")[0])
    return field.related_model if field.is_relation else field.model


def branches(model: Any, viewer: Viewer, text: str) -> list[Any]:
    """Return the visible rows of a tree that ``text`` names: by path, code or name."""
    rows = model._default_manager.visible_to(viewer)
    if finder := getattr(rows, "by_texts", None):
        found: list[Any] = finder([text]).get(text, [])
        return found
    return list(rows.filter(Q(path=text) | Q(code=text) | Q(name=text))[:5])


class RowForm(forms.Form):
    """One row: the writable columns of ``place``; those in ``fixed`` are given by the page.

    A restricted value is written without being shown: left empty, it stays as it is.
    """

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        register: Register[Any],
        viewer: Viewer,
        place: Place,
        *args: Any,
        row: Any = None,
        fixed: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.register, self.fixed, self.sight = register, fixed or {}, Sight(viewer)
        self.unread: set[str] = set()
        for col in register.cols(place):
            if col.name not in self.fixed and self.sight.writable(col):
                self._add(col, row)
        if row is not None:
            self.fields["version"].initial = row.version
            if register.is_reasoned:
                self.fields[WHY] = forms.CharField(
                    label="更正原因", max_length=100, help_text="例如“日期填错”。会记入变更记录。"
                )

    def _add(self, col: Col, row: Any) -> None:
        kind = self.register.kind(col)
        field = kind.form_field(self.sight.viewer)
        if field is None:
            return
        field.label, field.help_text = self.register.label_of(col), col.help or field.help_text
        value = col.read(row) if row is not None else None
        if row is not None and not self.sight.clear(col):
            self._cover(col, field, kind.mask(value))
        elif row is not None:
            field.initial = str(value) if isinstance(value, bool) else value
        self.fields[col.name] = field

    def _cover(self, col: Col, field: forms.Field, mask: str) -> None:
        self.unread.add(col.name)
        if mask:
            field.required, field.help_text = False, f"现登记为 {mask}，留空则不改动。"

    def values(self) -> dict[str, Any]:
        """Return the values to store, by column; the fixed ones included."""
        own = {col.name for col in self.register.columns}
        asked = {name: value for name, value in self.cleaned_data.items() if name in own}
        for name in self.unread:
            if asked.get(name) in (None, ""):
                asked.pop(name, None)
        return {**self.fixed, **asked}


def bulk_columns(register: Register[Any], viewer: Viewer) -> list[Col]:
    """Return the columns that one change may set for many rows at once: no keys, no secrets."""
    sight = Sight(viewer)
    keys = {name for way in register.keys for name in way}
    return [
        c for c in register.cols("edit")
        if c.name not in keys and sight.clear(c) and c.secrecy < Secrecy.P3
    ]  # fmt: skip
