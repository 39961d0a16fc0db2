"""Forms of the branch page: what was paid, the bank slip, a meeting, the filter of branches."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from jingwei.kernel.clock import today
from jingwei.kernel.inputs import DayInput, PlainForm
from jingwei.org.models import PartyOrganization
from jingwei.party.models import DuesRow, OrganizationMeeting

MONEY = {"inputmode": "decimal", "autocomplete": "off"}
SHOWN = (
    ("", "全部"), ("dues", "本月党费没有结清"), ("meetings", "本月组织生活没有开齐"),
    ("rounds", "有填报没有交"), ("development", "发展党员到期"), ("mobile", "流动党员待联系"),
    ("election", "换届到期或逾期"),
)  # fmt: skip


def _money(label: str, *, required: bool = True) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, min_value=Decimal(0), max_digits=9, decimal_places=2, required=required,
        widget=forms.TextInput(attrs=MONEY),
    )  # fmt: skip


class ExceptForm(PlainForm):
    """What one member paid, empty for nothing yet, and why."""

    def __init__(self, *args: Any, row: DuesRow, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paid"] = _money("实交（元）", required=False)
        self.fields["paid"].help_text = "还没有交就空着。"
        self.fields["reason"] = forms.CharField(
            label="原因", max_length=200, required=False,
            help_text="实交与应交相同不用填。", initial=row.reason,
        )  # fmt: skip
        self.fields["paid"].initial = row.paid


class CloseForm(PlainForm):
    """The total of the bank slip."""

    slip_total = _money("银行回单金额（元）")


class ReopenForm(PlainForm):
    """Why a closed month is opened again."""

    reason = forms.CharField(label="原因", max_length=200)


class MeetingForm(PlainForm):
    """A meeting as it is entered on a phone; no file, no place, no time of day."""

    kind = forms.ChoiceField(label="会议类型", choices=OrganizationMeeting.Kind.choices)
    held_on = forms.DateField(label="日期", widget=DayInput())
    topic = forms.CharField(label="议题", max_length=200)
    due_count = forms.IntegerField(label="应到人数", min_value=0, max_value=9999)
    present_count = forms.IntegerField(label="实到人数", min_value=0, max_value=9999)
    leave = forms.CharField(label="请假人员", max_length=300, required=False)
    decision = forms.CharField(
        label="决定事项", max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    also = forms.ChoiceField(
        label="同时作为", required=False, choices=[("", "——"), *OrganizationMeeting.Kind.choices]
    )

    def __init__(self, *args: Any, kind: str, members: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].initial = kind
        self.fields["held_on"].initial = today()
        self.fields["due_count"].initial = self.fields["present_count"].initial = members


class BranchFilterForm(forms.Form):
    """The filters above the list of branches."""

    q = forms.CharField(label="名称", required=False, max_length=60)
    under = forms.ModelChoiceField(
        PartyOrganization.objects.none(), label="上级党组织", required=False, empty_label="全部"
    )
    shown = forms.ChoiceField(label="只看", required=False, choices=SHOWN)

    def __init__(self, data: Any, *, above: Any) -> None:
        super().__init__(data or None)
        field: Any = self.fields["under"]
        field.queryset = above
