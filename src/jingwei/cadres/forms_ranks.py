"""What the pages of ranks ask for: filters, and how a batch begins."""

from __future__ import annotations

from typing import Any

from django import forms

from jingwei.accounts.models import User
from jingwei.cadres.selectors.rank_page import DUE, STATES, RankFilter
from jingwei.cadres.selectors.ranks import GRADE_NAMES, GRADES, RANK_NAMES, RANKS
from jingwei.kernel.clock import today
from jingwei.kernel.inputs import DayInput, PlainForm
from jingwei.org.selectors import unit_labels
from jingwei.procedures.forms.fields import RowField
from jingwei.procedures.forms.lists import colleagues

ALL = ("", "全部")
EVERYWHERE = ("", "你能看到的全部单位")
LADDERS = (("", "公务员职级"), (GRADES, "事业单位职员等级"))


class UnitForm(PlainForm):
    """A unit and all below it, of the ladder that is looked at."""

    unit = forms.ChoiceField(label="单位范围", required=False)
    ladder = forms.ChoiceField(label="序列", required=False, choices=LADDERS)

    def __init__(self, *args: Any, viewer: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit: Any = self.fields["unit"]
        unit.choices = [EVERYWHERE, *unit_labels(viewer)]

    @property
    def is_grades(self) -> bool:
        """Whether staff grades are asked for instead of ranks."""
        return self.data.get("ladder") == GRADES


class RankFilterForm(UnitForm):
    """The filters of the page of eligibility; submitted, never applied by themselves."""

    q = forms.CharField(label="姓名", required=False, max_length=60)
    rank = forms.ChoiceField(label="现职级", required=False)
    state = forms.ChoiceField(label="结果", required=False, choices=[ALL, *STATES.items()])
    due = forms.ChoiceField(label="年限", required=False, choices=[ALL, *DUE.items()])
    field_order = ("q", "unit", "rank", "state", "due", "ladder")

    def __init__(self, *args: Any, viewer: Any, **kwargs: Any) -> None:
        super().__init__(*args, viewer=viewer, **kwargs)
        names = GRADE_NAMES if self.is_grades else RANK_NAMES
        rank: Any = self.fields["rank"]
        rank.choices = [ALL, *names.items()]

    def asked(self) -> RankFilter:
        """Return what is asked for; call it for a valid form."""
        told = {name: self.cleaned_data[name].strip() for name in self.fields}
        return RankFilter(**told | {"ladder": told["ladder"] or RANKS})


class RankBatchForm(PlainForm):
    """How a batch begins: where, since when, who answers for it."""

    title = forms.CharField(label="批次名称", max_length=200)
    opened_on = forms.DateField(label="发起日期", widget=DayInput())
    owner = forms.ModelChoiceField(User.objects.none(), label="经办人", empty_label="请选择")

    def __init__(self, *args: Any, viewer: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = today()
        self.fields["unit"] = RowField("unit", viewer, label="办理单位", required=True)
        self.fields["title"].initial = f"{day.year}年{day.month}月公务员职级晋升"
        self.fields["opened_on"].initial = day
        owner: Any = self.fields["owner"]
        owner.queryset = colleagues(viewer) | User.objects.filter(pk=viewer.pk)
        owner.initial = viewer.pk
        self.order_fields(("title", "unit", "opened_on", "owner"))
