"""The filters of the board."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from jingwei.accounts.models import User
from jingwei.kernel.clock import today
from jingwei.kernel.inputs import DayInput
from jingwei.plans.light import Light
from jingwei.plans.models import AnnualPlan, Area
from jingwei.plans.selectors.board import BoardFilter, lead_units


class BoardFilterForm(forms.Form):
    """Area, lead, owner, light, and the day of an as-of reading."""

    area = forms.ModelChoiceField(Area.objects.none(), label="板块", required=False)
    lead = forms.ChoiceField(label="牵头", required=False)
    owner = forms.ModelChoiceField(User.objects.none(), label="责任人", required=False)
    light = forms.ChoiceField(
        label="灯", required=False,
        choices=[("", "全部"), *[(li.value, f"{li.mark} {li.label}") for li in Light]],
    )  # fmt: skip
    on = forms.DateField(label="看哪一天", required=False, widget=DayInput())

    def __init__(self, *args: Any, plan: AnnualPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners = User.objects.filter(owned_measures__plan=plan).distinct()
        areas = plan.areas.filter(items__gone_in=None).distinct()
        for name, rows in (("area", areas), ("owner", owners)):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
            self.fields[name].empty_label = "全部"  # type: ignore[attr-defined]
        leads = [(unit.path, unit.name) for unit in lead_units(plan)]
        self.fields["lead"].choices = [("", "全部"), *leads]  # type: ignore[attr-defined]

    def clean_on(self) -> date | None:
        """Refuse a day to come: nothing is known of it."""
        day: date | None = self.cleaned_data["on"]
        if day and day > today():
            raise forms.ValidationError(f"{day} 还没有到。")
        return day

    def asked(self) -> BoardFilter:
        """Return the filters in force; what makes no sense is left out."""
        self.is_valid()
        found = self.cleaned_data
        area, owner, on = found.get("area"), found.get("owner"), found.get("on")
        return BoardFilter(
            area=area.pk if area else None,
            lead=found.get("lead", ""),
            owner=owner.pk if owner else None,
            light=found.get("light", ""),
            on=None if on == today() else on,
        )
