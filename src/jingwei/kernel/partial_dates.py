"""Dates known to the month, as personnel files state them: "197803", sometimes "19780302".

A value is digits only: "", "YYYY", "YYYYMM" or "YYYYMMDD". So text order is order in time, and
a coarser value stands before the finer ones it contains. Ages and years of service count months
and ignore days; of a bare year January counts.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from jingwei.kernel.errors import BadInput

EARLIEST, LATEST = 1850, 2200
HINT = "填写年月，例如 1978.03。"
_LINK = r"\s*[.\-/年·、]\s*"
_SPELLINGS = re.compile(
    rf"(?P<year>[0-9]{{4}})(?:{_LINK})?"
    rf"|(?P<y1>[0-9]{{4}}){_LINK}(?P<m1>[0-9]{{1,2}})\s*月?"
    rf"|(?P<y2>[0-9]{{4}}){_LINK}(?P<m2>[0-9]{{1,2}})\s*[.\-/月·、]\s*(?P<d2>[0-9]{{1,2}})\s*日?"
    r"(?:[ T]00:00(?::00)?)?"
    r"|(?P<y3>[0-9]{4})(?P<m3>[0-9]{2})(?P<d3>[0-9]{2})?"
)
_HALF_WIDTH = str.maketrans("０１２３４５６７８９．－／　。—–", "0123456789.-/ .--")


@lru_cache(maxsize=4096)
def parse_partial(text: str, *, year_ok: bool = True) -> str:
    """Return the value of a date in any usual spelling; "" for a blank text.

    Accepts 1978.03, 1978.3, 197803, 1978-03-02, 19780302, 1978年3月, 1978/3, 1978年, full-width.
    Raises BadInput ``kernel.partial_date`` for anything else, for months and days that do not
    exist, and for a bare year unless ``year_ok``.
    """
    plain = text.translate(_HALF_WIDTH).strip()
    if not plain:
        return ""
    found = _SPELLINGS.fullmatch(plain)
    if not found:
        raise _refusal(f"“{text.strip()}”不是年月。")
    parts = [part for part in found.groups() if part]
    value = parts[0] + "".join(part.zfill(2) for part in parts[1:])
    if why := _impossible(value):
        raise _refusal(f"“{text.strip()}”有误：{why}。")
    if len(value) == 4 and not year_ok:
        raise _refusal(f"“{text.strip()}”只有年份，缺少月份。")
    return value


def show_partial(value: str) -> str:
    """Return a value as people write it: "1978", "1978.03", "1978.03.02"; "" for ""."""
    return ".".join(part for part in (value[:4], value[4:6], value[6:]) if part)


def months_between(earlier: date | str, later: date | str) -> int:
    """Return the whole months from one to the other, days ignored; negative when reversed."""
    return _month_number(later) - _month_number(earlier)


def full_years(birth: date | str, on: date | str) -> int:
    """Return the full years from ``birth`` to ``on``, counted by months, days ignored."""
    return months_between(birth, on) // 12


def as_first_day(value: str) -> date:
    """Return the first day a value can mean; ValueError for ""."""
    return date(int(value[:4]), int(value[4:6] or 1), int(value[6:] or 1))


def as_last_day(value: str) -> date:
    """Return the last day a value can mean; ValueError for ""."""
    year, month = int(value[:4]), int(value[4:6] or 12)
    return date(year, month, int(value[6:] or monthrange(year, month)[1]))


def just_after(value: str) -> str:
    """Return the exclusive end of a range that takes in ``value`` and all finer values in it.

    "1978" gives "1979", "197812" gives "197901"; ValueError for "".
    """
    following = as_last_day(value) + timedelta(days=1)
    return f"{following:%Y%m%d}"[: len(value)]


def as_partial(day: date) -> str:
    """Return a whole day as a value."""
    return f"{day.year:04}{day.month:02}{day.day:02}"


def in_force_on(day: date, since: str = "since", until: str = "until") -> models.Q:
    """Match the rows whose dates ``since`` and ``until`` take in ``day``.

    A date known to the month counts as its first day, so a post ends with the month it ended in.
    """
    mark = as_partial(day)
    goes_on = models.Q((until, "")) | models.Q((f"{until}__gt", mark))
    return models.Q((f"{since}__lte", mark)) & goes_on


def falls_between(name: str, start: date, end: date) -> models.Q:
    """Match the rows whose date ``name`` is one of the days ``start``..``end``, both inclusive.

    A date known to the month counts as its first day: periods that follow each other without a
    gap take in every date exactly once.
    """
    first = as_partial(start)
    if start.day == 1:
        first = first[:4] if start.month == 1 else first[:6]
    return models.Q((f"{name}__gte", first), (f"{name}__lte", as_partial(end)))


class PartialDateFormField(forms.CharField):
    """A text control that takes every spelling and shows "1978.03"."""

    def __init__(self, *, year_ok: bool = False, **options: Any) -> None:
        self.year_ok = year_ok
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        text = str(value or "")
        whole = text.isascii() and text.isdecimal() and len(text) in {4, 6, 8}
        return show_partial(text) if whole else value

    def to_python(self, value: Any) -> str:
        return _told(value, self.year_ok)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "placeholder": "1978.03", "autocomplete": "off"}


class PartialDateField(models.CharField[str, str]):
    """A date known to the month; a bare year only where the field says ``year_ok``."""

    def __init__(self, *args: Any, year_ok: bool = False, **options: Any) -> None:
        self.year_ok = year_ok
        options = {"max_length": 8, "blank": True, "default": "", **options}
        super().__init__(*args, **options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        options["blank"] = self.blank  # our default is not Django's
        if self.year_ok:
            options["year_ok"] = True
        return name, path, args, options

    def to_python(self, value: Any) -> str:
        return _told(value, year_ok=True)  # bounds of a filter may be bare years anywhere

    def validate(self, value: Any, model_instance: Any) -> None:
        _told(value, self.year_ok)
        super().validate(value, model_instance)

    def formfield(self, *args: Any, **options: Any) -> Any:
        options = {"form_class": PartialDateFormField, "max_length": 20, **options}
        if options["form_class"] is PartialDateFormField:
            options.setdefault("year_ok", self.year_ok)
        return super().formfield(*args, **options)


def _told(value: Any, year_ok: bool) -> str:
    """Return ``value`` parsed, with a refusal in the form Django's validation expects."""
    if isinstance(value, date):
        return as_partial(value)
    try:
        return parse_partial(str(value or ""), year_ok=year_ok)
    except BadInput as error:
        raise ValidationError(str(error), code=error.code) from error


def _month_number(value: date | str) -> int:
    if isinstance(value, date):
        return value.year * 12 + value.month
    return int(value[:4]) * 12 + int(value[4:6] or 1)


def _impossible(value: str) -> str:
    """Return why no such date exists, or ""."""
    year, month, day = int(value[:4]), int(value[4:6] or 1), int(value[6:] or 1)
    if not EARLIEST <= year <= LATEST:
        return f"年份应在 {EARLIEST} 到 {LATEST} 之间"
    if not 1 <= month <= 12:
        return f"没有 {month} 月"
    if not 1 <= day <= monthrange(year, month)[1]:
        return f"{year} 年 {month} 月没有 {day} 日"
    return ""


def _refusal(what: str) -> BadInput:
    return BadInput("kernel.partial_date", what, hint=HINT)
