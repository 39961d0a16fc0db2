"""How the values of a column look: to people, in files, in a form, in the history."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.db import models
from django.utils.timezone import localtime

from jingwei.kernel import codes
from jingwei.kernel.codes.fields import CodeField
from jingwei.kernel.crypto import decrypt, encrypt
from jingwei.kernel.encrypted import EncryptedField
from jingwei.kernel.errors import BadInput
from jingwei.kernel.inputs import DayInput
from jingwei.kernel.partial_dates import PartialDateField, parse_partial, show_partial
from jingwei.kernel.scoping import ScopedQuerySet, Viewer

STARS = "***"
LARGEST = 2_000_000_000
"""No count, year or sum in a register is larger."""


class Kind:
    """Text, and whatever has no kind of its own. ``empty`` is the value of an empty cell."""

    empty: Any = ""
    is_number = False

    def __init__(self, field: models.Field[Any, Any] | None) -> None:
        self.field = field

    def show(self, value: Any) -> str:
        """Return the value for people; "" when there is none."""
        return "" if value is None else str(value)

    def write(self, value: Any) -> Any:
        """Return the value for a cell of a file."""
        return self.show(value)

    def parse(self, text: str) -> Any:
        """Return the value that a cell or a query says. Raises BadInput with a plain sentence."""
        return text

    def plain(self, value: Any) -> Any:
        """Return the value as the history keeps it: anything JSON can hold."""
        return self.write(value)

    def unplain(self, kept: Any) -> str:
        """Return for people what the history kept."""
        return "" if kept is None else str(kept)

    def mask(self, value: Any) -> str:
        """Return what stands for the value where it may not be read."""
        return STARS if value not in (None, "") else ""

    def form_field(self, viewer: Viewer) -> forms.Field | None:
        """Return the form field of a writable column."""
        return self.field.formfield() if self.field else None

    def choices(self) -> list[tuple[str, str]]:
        """Return the (value, label) pairs a filter offers; empty when it takes any text."""
        return []


class NumberKind(Kind):
    """Whole and decimal numbers; floats of a workbook that mean whole numbers are whole."""

    empty = None
    is_number = True

    def show(self, value: Any) -> str:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else super().show(value)

    def write(self, value: Any) -> Any:
        return float(value) if isinstance(value, Decimal) else value

    def parse(self, text: str) -> Any:
        try:
            number = Decimal(text.replace(",", ""))
        except InvalidOperation as error:
            raise BadInput("register.number", f"“{text}”不是数字。") from error
        if not number.is_finite() or abs(number) > LARGEST:
            raise BadInput("register.number", f"“{text}”不是可以登记的数字。")
        if isinstance(self.field, models.DecimalField):
            return number
        if number != number.to_integral_value():
            raise BadInput("register.whole_number", f"“{text}”应为整数。")
        return int(number)


class FlagKind(Kind):
    """Yes and no; an empty cell is no, or unknown where the field may be empty."""

    WORDS = {"是": True, "1": True, "true": True, "否": False, "0": False, "false": False}

    def __init__(self, field: models.Field[Any, Any] | None) -> None:
        super().__init__(field)
        self.empty = None if field and field.null else False

    def show(self, value: Any) -> str:
        return "" if value is None else "是" if value else "否"

    def parse(self, text: str) -> Any:
        if (found := self.WORDS.get(text.lower())) is None:
            raise BadInput("register.flag", f"“{text}”应填“是”或“否”。")
        return found

    def choices(self) -> list[tuple[str, str]]:
        return [("1", "是"), ("0", "否")]

    def form_field(self, viewer: Viewer) -> forms.Field | None:
        choices = [("True", "是"), ("False", "否")]
        if self.empty is None:
            choices.insert(0, ("", "——"))
        return forms.TypedChoiceField(
            choices=choices, coerce=lambda word: word == "True", empty_value=None,
            required=self.empty is not None, initial="False", label=self._label(),
        )  # fmt: skip

    def _label(self) -> str:
        return str(self.field.verbose_name) if self.field else ""


class DayKind(Kind):
    """Days."""

    empty = None

    def show(self, value: Any) -> str:
        return f"{value:%Y-%m-%d}" if value else ""

    def parse(self, text: str) -> Any:
        digits = parse_partial(text)
        if len(digits) != 8:
            raise BadInput("register.day", f"“{text}”应写到日，例如 2025-06-30。")
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))

    def form_field(self, viewer: Viewer) -> forms.Field | None:
        field = super().form_field(viewer)
        if field:
            field.widget = DayInput()
        return field


class MomentKind(Kind):
    """Moments, in local time; only read."""

    empty = None

    def show(self, value: Any) -> str:
        return f"{localtime(value):%Y-%m-%d %H:%M}" if isinstance(value, datetime) else ""


class PartialKind(Kind):
    """Months and days of the trade: 1978.03 on paper, digits in the column."""

    def show(self, value: Any) -> str:
        return show_partial(value) if value else ""

    def parse(self, text: str) -> Any:
        return parse_partial(text)


class ChoiceKind(Kind):
    """A fixed list in code."""

    def _pairs(self) -> list[tuple[str, str]]:
        return [(str(v), str(label)) for v, label in self.field.flatchoices] if self.field else []

    def show(self, value: Any) -> str:
        return dict(self._pairs()).get(str(value), "" if value is None else str(value))

    def parse(self, text: str) -> Any:
        for value, label in self._pairs():
            if text in (value, label):
                return value
        known = "、".join(label for _, label in self._pairs()[:8])
        raise BadInput("register.choice", f"“{text}”不在可选项中。", hint=f"可填：{known}。")

    def choices(self) -> list[tuple[str, str]]:
        return self._pairs()


class CodeKind(Kind):
    """A code table: the label outside, the code in the column; unknown words are queued."""

    def __init__(self, field: CodeField) -> None:
        super().__init__(field)
        self.table = field.table

    def show(self, value: Any) -> str:
        return codes.label(self.table, value) if value else ""

    def parse(self, text: str) -> Any:
        found = codes.code_of(self.table, text)
        if found is None and codes.find(self.table, text):
            return text
        if found is None:
            title = codes.table(self.table).title
            raise BadInput(
                "register.code", f"“{text}”不在代码表“{title}”中。", hint="改用表中的说法。"
            )
        return found

    def choices(self) -> list[tuple[str, str]]:
        return list(codes.choices(self.table))


class SecretKind(Kind):
    """An encrypted field: masked, compared in clear, kept encrypted in the history."""

    def __init__(self, field: EncryptedField) -> None:
        super().__init__(field)
        self.purpose = field.purpose

    def plain(self, value: Any) -> Any:
        return encrypt(value, purpose=self.purpose) if value else ""

    def unplain(self, kept: Any) -> str:
        return decrypt(kept, purpose=self.purpose) if kept else ""

    def mask(self, value: Any) -> str:
        text = str(value or "")
        if len(text) < 9:
            return STARS if text else ""
        head, tail = (6, 4) if len(text) == 18 else (1, 1)
        return f"{text[:head]}{'*' * (len(text) - head - tail)}{text[-tail:]}"


class RelatedKind(Kind):
    """A row of another table, named by ``by`` in forms and files, found within what is visible."""

    empty = None

    def __init__(self, field: models.Field[Any, Any], by: str) -> None:
        super().__init__(field)
        self.by = by
        self.model: Any = field.related_model

    def write(self, value: Any) -> Any:
        return "" if value is None else str(getattr(value, self.by) if self.by else value)

    def find(self, texts: Iterable[str], viewer: Viewer) -> dict[str, list[Any]]:
        """Return text → the visible rows it names; none for an unknown one. Few queries."""
        wanted = sorted({text for text in texts if text})
        rows: ScopedQuerySet[Any] = self.model._default_manager.visible_to(viewer)
        if finder := getattr(rows, "by_texts", None):
            found: dict[str, list[Any]] = finder(wanted)
            return found
        by: dict[str, list[Any]] = {}
        for row in rows.filter(**{f"{self.by}__in": wanted}):
            by.setdefault(str(getattr(row, self.by)), []).append(row)
        return by

    def one(self, text: str, found: dict[str, list[Any]]) -> Any:
        """Return the row that ``text`` names. Raises BadInput for none or several."""
        rows = found.get(text, [])
        title = str(self.model._meta.verbose_name)
        if not rows:
            raise BadInput("register.unknown", f"没有找到{title}“{text}”，或你无权查看。")
        if len(rows) > 1:
            raise BadInput(
                "register.several", f"“{text}”对应 {len(rows)} 条{title}，请写得更准确。"
            )
        return rows[0]

    def form_field(self, viewer: Viewer) -> forms.Field | None:
        return LookupField(self, viewer) if self.field else None


class LookupField(forms.CharField):
    """A related row, typed by name or number and offered as one types."""

    def __init__(self, kind: RelatedKind, viewer: Viewer) -> None:
        self.kind, self.viewer = kind, viewer
        field = kind.field
        super().__init__(
            required=not (field and field.null), label=str(getattr(field, "verbose_name", ""))
        )

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, models.Model):
            return self.kind.write(value)
        if isinstance(value, int):
            row = self.kind.model._default_manager.filter(pk=value).first()
            return self.kind.write(row)
        return value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return self.kind.one(text, self.kind.find([text], self.viewer))
        except BadInput as error:
            raise forms.ValidationError(str(error)) from error


BY_FIELD: list[tuple[type[models.Field[Any, Any]], Callable[[Any], Kind]]] = [
    (CodeField, CodeKind),
    (PartialDateField, PartialKind),
    (EncryptedField, SecretKind),
    (models.BooleanField, FlagKind),
    (models.DateTimeField, MomentKind),
    (models.DateField, DayKind),
    (models.IntegerField, NumberKind),
    (models.DecimalField, NumberKind),
]


def kind_of(field: models.Field[Any, Any] | None, *, by: str = "") -> Kind:
    """Return the kind of a model field; plain text for a computed column."""
    if field is None:
        return Kind(None)
    if field.is_relation:
        return RelatedKind(field, by)
    for cls, make in BY_FIELD:
        if isinstance(field, cls):
            return make(field)
    return ChoiceKind(field) if field.choices else Kind(field)
