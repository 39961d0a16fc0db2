"""What the pages of indicators ask for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms

from jingwei.kernel.clock import today
from jingwei.kernel.inputs import DayInput, PlainForm
from jingwei.org.models import Unit
from jingwei.plans.selectors.series import month_of
from jingwei.plans.topics import TOPICS


class PlaceForm(forms.Form):
    """Which unit, and the month up to which it is counted."""

    unit = forms.ChoiceField(label="单位", required=False)
    month = forms.ChoiceField(label="截至月份", required=False)

    def __init__(
        self, *args: Any, units: Iterable[Unit], months: Iterable[date], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        units = list(units)
        offered = [(f"{month:%Y-%m}", f"{month.year} 年 {month.month} 月") for month in months]
        choices = {"unit": [("", "全部"), *((u.path, u.written) for u in units)], "month": offered}
        for name, found in choices.items():
            self.fields[name].choices = found  # type: ignore[attr-defined]
        if not units:
            del self.fields["unit"]

    def month_asked(self) -> date:
        """Return the first day of the month asked for, else of the newest offered."""
        self.is_valid()
        text = self.cleaned_data.get("month") or self.fields["month"].choices[0][0]  # type: ignore[attr-defined]
        return date.fromisoformat(f"{text}-01")


class IndicatorFilterForm(PlaceForm):
    """Words, kind of item, unit, month."""

    q = forms.CharField(
        label="查找", required=False, max_length=60,
        widget=forms.TextInput(attrs={"placeholder": "名称、定义或关键词"}),
    )  # fmt: skip
    item = forms.TypedChoiceField(
        label="任务类别", required=False, coerce=int, empty_value=None,
        choices=[("", "全部"), *((number, str(topic)) for number, topic in TOPICS.items())],
    )  # fmt: skip
    field_order = ("q", "item", "unit", "month")

    def words(self) -> dict[str, Any]:
        """Return what narrows the list; what makes no sense is left out."""
        self.is_valid()
        found = self.cleaned_data
        return {"text": found.get("q", ""), "item": found.get("item")}


class PeriodForm(forms.Form):
    """The days between which rows are counted, both inclusive."""

    unit = forms.CharField(required=False, widget=forms.HiddenInput)
    part = forms.CharField(required=False, widget=forms.HiddenInput)
    own = forms.CharField(required=False, widget=forms.HiddenInput)
    start = forms.DateField(label="从", required=False, widget=DayInput())
    end = forms.DateField(label="到", required=False, widget=DayInput())

    def __init__(self, asked: Mapping[str, Any]) -> None:
        end = asked.get("end") or str(today())
        start = asked.get("start") or f"{end[:4]}-01-01"
        super().__init__({**{name: asked[name] for name in asked}, "start": start, "end": end})

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins, or lies ahead."""
        found: dict[str, Any] = super().clean() or {}
        start, end = found.get("start"), found.get("end")
        if start and end and end < start:
            self.add_error("end", f"{end} 早于开始日期 {start}。")
        if end and end > today():
            self.add_error("end", f"{end} 还没有到。")
        return found

    def period(self) -> tuple[date, date]:
        """Return the days asked for; without them the year up to today."""
        self.is_valid()
        end = self.cleaned_data.get("end") or today()
        start = self.cleaned_data.get("start") or date(end.year, 1, 1)
        return min(start, end), end


class PurposeForm(PlainForm):
    """What a restricted list is taken out for."""

    purpose = forms.CharField(
        label="用途", min_length=2, max_length=60,
        help_text="写进文件和审计，例如“年度考核组核对名单”。",
    )  # fmt: skip


class RefreshForm(PlainForm):
    """The month whose number is computed again."""

    month = forms.DateField(widget=forms.HiddenInput)

    def clean_month(self) -> date:
        """Refuse a month that has not begun."""
        month = month_of(self.cleaned_data["month"])
        if month > today():
            raise forms.ValidationError(f"{month:%Y-%m} 还没有开始。")
        return month
