"""Forms of the reports: which one, and the filters of the sealed ones."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms

from jingwei.accounts.models import User
from jingwei.kernel.clock import today
from jingwei.kernel.errors import BadInput
from jingwei.kernel.inputs import DayInput
from jingwei.plans.models import AnnualPlan, Report
from jingwei.plans.selectors.measures import default_plan
from jingwei.plans.selectors.report import BLOCKS, report_period, reportable_plans, usual_day


class MonthInput(forms.DateInput):
    """The browser's own month picker, with the value in the form it needs."""

    input_type = "month"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m")


class ReportForm(forms.Form):
    """Which report: of which plan and kind, up to which day, with which blocks.

    Without ``as_of`` the data end with the month, the half year or the year, today at the latest;
    without ``blocks`` all of them are printed.
    """

    plan = forms.ModelChoiceField(AnnualPlan.objects.none(), label="要点", empty_label=None)
    kind = forms.ChoiceField(label="种类", choices=Report.Kind.choices)
    month = forms.DateField(
        label="月份", required=False, input_formats=["%Y-%m"], widget=MonthInput(),
        help_text="月度报告填写，例如 2025-06。",
    )  # fmt: skip
    as_of = forms.DateField(
        label="数据截至", required=False, widget=DayInput(),
        help_text="不填时为期末；还没到期末的，为今天。",
    )  # fmt: skip
    blocks = forms.MultipleChoiceField(
        label="内容", required=False, choices=list(BLOCKS.items()),
        widget=forms.CheckboxSelectMultiple, help_text="一项不选时全部写入。",
    )  # fmt: skip

    def __init__(self, *args: Any, viewer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = reportable_plans(viewer)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Settle the as-of day and the blocks."""
        found: dict[str, Any] = super().clean() or {}
        if self.errors:
            return found
        found["as_of"] = self._day(found)
        found["blocks"] = [code for code in BLOCKS if code in (found["blocks"] or BLOCKS)]
        if found["as_of"] > today():
            self.add_error("as_of", f"{found['as_of']} 还没有到，最晚选今天（{today()}）。")
            return found
        try:
            report_period(found["plan"], kind=found["kind"], as_of=found["as_of"])
        except BadInput as error:
            self.add_error("as_of", str(error))
        return found

    def sent(self) -> list[tuple[str, str]]:
        """Return the names and values that ask for this very report."""
        asked = self.cleaned_report()
        wanted = [("plan", str(asked["plan"].pk)), ("kind", asked["kind"])]
        wanted.append(("as_of", asked["as_of"].isoformat()))
        return [*wanted, *(("blocks", code) for code in asked["blocks"])]

    def query(self) -> str:
        """Return :meth:`sent` as a query string."""
        return urlencode(self.sent())

    def cleaned_report(self) -> dict[str, Any]:
        """Return plan, kind, as_of and blocks: what makes a report."""
        return {name: self.cleaned_data[name] for name in ("plan", "kind", "as_of", "blocks")}

    def _day(self, found: dict[str, Any]) -> date:
        day, month = found["as_of"], found["month"]
        if day is None:
            return usual_day(found["plan"], kind=found["kind"], month=month or today(), on=today())
        if month and found["kind"] == Report.Kind.MONTHLY and month != day.replace(day=1):
            self.add_error("as_of", f"{day} 不在所选的 {month:%Y-%m} 内，请改选月份或日期。")
        chosen: date = day
        return chosen


def first_choice(plans: list[AnnualPlan], asked: Any) -> dict[str, Any]:
    """Return the first values of ReportForm: the plan in force, its current month, all blocks."""
    plan = next((p for p in plans if str(p.pk) == asked.get("plan")), None)
    plan = plan or default_plan(plans, year=today().year)
    month = today().replace(day=1)
    if plan and plan.year < month.year:
        month = date(plan.year, 12, 1)
    return {
        "plan": plan,
        "kind": asked.get("kind", Report.Kind.MONTHLY),
        "month": asked.get("month", month),
        "blocks": list(BLOCKS),
    }


class ReportFilterForm(forms.Form):
    """The filters of the sealed reports."""

    plan = forms.ModelChoiceField(
        AnnualPlan.objects.none(), label="要点", required=False, empty_label="全部"
    )
    kind = forms.ChoiceField(
        label="种类", required=False, choices=[("", "全部"), *Report.Kind.choices]
    )

    def __init__(self, *args: Any, viewer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = reportable_plans(viewer)  # type: ignore[attr-defined]

    def filters(self) -> dict[str, Any]:
        """Return the filters in force; what makes no sense is left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
