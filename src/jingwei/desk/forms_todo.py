"""Forms of the to-do list, of who stands in, of hand-over, of the alerts, of the start page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms

from jingwei.accounts.models import User
from jingwei.desk.selectors.alerts import kinds_of
from jingwei.desk.selectors.deputies import absents_for, deputies_for
from jingwei.desk.selectors.feedback import STATES
from jingwei.desk.selectors.start import places_of
from jingwei.desk.selectors.todo import Todo
from jingwei.kernel.clock import today
from jingwei.kernel.inputs import DayInput, PlainForm

ALL = ("", "全部")


class TodoFilterForm(forms.Form):
    """The filters above the list; what is not in the list asks for everything."""

    work = forms.ChoiceField(label="出自", required=False)
    unit = forms.ChoiceField(label="单位", required=False)

    def __init__(self, *args: Any, todo: Todo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, known in (("work", todo.works), ("unit", todo.units)):
            if len(known) < 2:
                del self.fields[name]
            else:
                choices = [ALL, *((one, one) for one in known)]
                self.fields[name].choices = choices  # type: ignore[attr-defined]

    def asked(self) -> dict[str, str]:
        """Return work and unit, "" for each that is not asked for."""
        given = self.cleaned_data if self.is_valid() else {}
        return {"work": given.get("work", ""), "unit": given.get("unit", "")}


class DelegationForm(PlainForm):
    """Who stands in, on which days, why."""

    deputy = forms.ModelChoiceField(User.objects.none(), label="代办人", empty_label="请选择")
    since = forms.DateField(label="从", widget=DayInput())
    until = forms.DateField(label="到", widget=DayInput())
    reason = forms.CharField(
        label="事由", max_length=200, help_text="例如：外出培训。代办人会看到。"
    )

    def __init__(self, *args: Any, viewer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deputy"].queryset = deputies_for(viewer)  # type: ignore[attr-defined]
        self.fields["since"].initial = today()
        self.fields["until"].initial = today() + timedelta(days=7)


class ArrangeForm(DelegationForm):
    """Who stands in for a colleague who cannot ask for it, and why."""

    absent = forms.ModelChoiceField(User.objects.none(), label="不在的同事", empty_label="请选择")
    field_order = ("absent", "deputy", "since", "until", "reason")

    def __init__(self, *args: Any, viewer: User, **kwargs: Any) -> None:
        super().__init__(*args, viewer=viewer, **kwargs)
        people = User.objects.visible_to(viewer).filter(is_active=True)
        self.fields["absent"].queryset = absents_for(viewer)  # type: ignore[attr-defined]
        self.fields["deputy"].queryset = people.order_by(  # type: ignore[attr-defined]
            "home_path", "full_name", "pk"
        )
        self.fields["reason"].help_text = "例如：突发疾病住院。两个人都会看到，并留下记录。"


class HandOverForm(PlainForm):
    """Whose work passes to whom, and why."""

    former = forms.ModelChoiceField(User.objects.none(), label="移交人", empty_label="请选择")
    heir = forms.ModelChoiceField(User.objects.none(), label="接手人", empty_label="请选择")
    reason = forms.CharField(label="原因", max_length=200, help_text="例如：岗位调整，附文号。")

    def __init__(self, *args: Any, viewer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.visible_to(viewer).order_by("home_path", "full_name", "pk")
        self.fields["former"].queryset = people  # type: ignore[attr-defined]
        self.fields["heir"].queryset = people.filter(is_active=True)  # type: ignore[attr-defined]


class AlertFilterForm(forms.Form):
    """The filters above the alerts."""

    kind = forms.ChoiceField(label="类别", required=False)
    when = forms.ChoiceField(
        label="期限", required=False,
        choices=[
            ("", "提前量以内"), ("passed", "已过期"), ("30", "30 天内"), ("90", "90 天内"),
            ("365", "一年内"),
        ],
    )  # fmt: skip
    day = forms.DateField(label="某一天", required=False, widget=DayInput())

    def __init__(self, *args: Any, viewer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [ALL, *((one.code, one.label) for one in kinds_of(viewer))]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]


class MonthFilterForm(AlertFilterForm):
    """The filters above the month."""

    month = forms.DateField(
        label="月份", required=False, input_formats=["%Y-%m"],
        widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m"),
        error_messages={"invalid": "月份写作 2025-06。"},
    )  # fmt: skip
    view = forms.CharField(required=False, widget=forms.HiddenInput)
    field_order = ("kind", "month", "view")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["when"], self.fields["day"]


class StartForm(forms.Form):
    """The page to begin with."""

    place = forms.ChoiceField(label="登录后先看", required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, viewer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [(one.name, one.label) for one in places_of(viewer)]
        choices = [("", "按我的角色"), *places]
        self.fields["place"].choices = choices  # type: ignore[attr-defined]


class FeedbackFilterForm(forms.Form):
    """The filters above questions and answers."""

    q = forms.CharField(label="内容", required=False, max_length=60)
    state = forms.ChoiceField(label="状态", required=False, choices=STATES)
