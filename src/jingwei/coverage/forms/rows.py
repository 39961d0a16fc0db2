"""The forms about rows of a roster: filters, evidence, changes with a reason."""

from __future__ import annotations

from typing import Any

from django import forms

from jingwei.coverage.forms.programme import unit_field
from jingwei.coverage.models import RosterRow
from jingwei.coverage.selectors.rows import SHOWN, UNCOVERED, RosterAsked
from jingwei.coverage.services import TrainingGiven
from jingwei.kernel.clock import today
from jingwei.kernel.codes import choices as code_choices
from jingwei.kernel.inputs import DayInput, PlainForm

LONG = {"rows": 2}
MOST_NAMES = 2000


class RosterFilterForm(forms.Form):
    """Filters of a roster; all of it lives in the query string."""

    q = forms.CharField(label="名称或姓名", required=False, max_length=60)
    show = forms.ChoiceField(label="名单", required=False, choices=SHOWN)
    on = forms.DateField(label="截至", required=False, widget=DayInput())
    below = forms.ChoiceField(
        label="下级单位", required=False, choices=[("", "连同下级"), ("own", "只看本级")]
    )

    def __init__(self, *args: Any, viewer: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = unit_field(RosterRow, viewer, label="单位", required=False)
        self.order_fields(["q", "show", "unit", "below", "on"])

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if told.get("below") and not told.get("unit") and "unit" not in self.errors:
            self.add_error("below", "先填单位，再选只看本级。")
        return told

    def asked(self) -> RosterAsked:
        """Return what is asked for; the uncovered of today where nothing is said."""
        told = self.cleaned_data if self.is_valid() else {}
        unit = told.get("unit")
        return RosterAsked(
            day=told.get("on") or today(), show=told.get("show") or UNCOVERED,
            text=(told.get("q") or "").strip(), unit_path=unit.path if unit else "",
            is_alone=bool(unit and told.get("below")),
        )  # fmt: skip


class EvidenceForm(PlainForm):
    """That the chosen rows were covered, as somebody says."""

    on = forms.DateField(label="日期", widget=DayInput())
    words = forms.CharField(
        label="说明", max_length=200, help_text="例如班次、会议、谈话人；会显示为“手工登记”"
    )


class PasteForm(EvidenceForm):
    """Names, one on a line, as they come from a sheet of paper or a workbook."""

    names = forms.CharField(
        label="名单", widget=forms.Textarea(attrs={"rows": 8}), max_length=100_000,
        help_text="每行一个姓名、人员编号或名称，也可以从表格里整列粘贴",
    )  # fmt: skip
    field_order = ("names", "on", "words")

    def clean_names(self) -> list[str]:
        cells = (line.split("\t")[0].strip() for line in self.cleaned_data["names"].splitlines())
        found = list(dict.fromkeys(filter(None, cells)))
        if len(found) > MOST_NAMES:
            raise forms.ValidationError(f"一次最多 {MOST_NAMES} 行，现为 {len(found)} 行。")
        return found


class ChangeForm(PlainForm):
    """A change of the roster with its day and its reason."""

    on = forms.DateField(label="自哪天起", widget=DayInput())
    why = forms.CharField(label="原因", max_length=300, widget=forms.Textarea(attrs=LONG))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today()


class WhyForm(PlainForm):
    """A reason."""

    why = forms.CharField(label="原因", max_length=300, widget=forms.Textarea(attrs=LONG))


class CloseForm(PlainForm):
    """How a programme ended."""

    result = forms.CharField(
        label="结束说明", max_length=300, required=False, widget=forms.Textarea(attrs=LONG)
    )


class TrainingForm(PlainForm):
    """A class that the chosen people took part in."""

    title = forms.CharField(label="培训班名称", max_length=100)
    kind = forms.ChoiceField(label="培训类别", required=False)
    organizer = forms.CharField(label="主办单位", max_length=100, required=False)
    began_on = forms.DateField(label="开始日期", widget=DayInput())
    ended_on = forms.DateField(label="结束日期", required=False, widget=DayInput())
    hours = forms.DecimalField(
        label="学时", required=False, min_value=0, max_digits=6, decimal_places=1
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "——"), *code_choices("XZ31")]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("began_on"), cleaned.get("ended_on")
        if since and until and until < since:
            self.add_error("ended_on", "结束日期早于开始日期。")
        if not self.errors:
            cleaned = {"given": TrainingGiven(**cleaned)}
        return cleaned
