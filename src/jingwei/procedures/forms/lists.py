"""The filters above the list of cases."""

from __future__ import annotations

from typing import Any

from django import forms

from jingwei.accounts.models import User
from jingwei.kernel.inputs import DayInput
from jingwei.kernel.scoping import anywhere_below
from jingwei.procedures.definition import Procedure
from jingwei.procedures.forms.fields import RowField
from jingwei.procedures.models import Case
from jingwei.procedures.registry import PROCEDURES

ALL = ("", "全部")
DUE = (ALL, ("overdue", "已逾期"), ("7", "7 天内到期"), ("30", "30 天内到期"), ("none", "没有期限"))


def colleagues(viewer: Any) -> Any:
    """Return the accounts a viewer may give work to: those at home in the same scope."""
    return User.objects.filter(anywhere_below("home_path", viewer.unit_paths()), is_active=True)


def known_procedures(viewer: Any) -> list[Procedure]:
    """Return the newest version of what the viewer may hear of, by name."""
    newest = [versions[-1] for versions in PROCEDURES.values()]
    open_ = [one for one in newest if not one.restricted or viewer.has_perm(one.permission)]
    return sorted(open_, key=lambda one: one.name)


class CaseFilterForm(forms.Form):
    """Filters of cases; stages and steps are those of the chosen procedure."""

    q = forms.CharField(label="名称或姓名", required=False, max_length=60)
    definition = forms.ChoiceField(label="程序", required=False)
    stage = forms.ChoiceField(label="阶段", required=False)
    step = forms.ChoiceField(label="步骤", required=False)
    state = forms.ChoiceField(
        label="状态", required=False,
        choices=[("", "在办"), *Case.State.choices, ("all", "全部")],
    )  # fmt: skip
    due = forms.ChoiceField(label="期限", required=False, choices=DUE)
    due_before = forms.DateField(label="期限早于", required=False, widget=DayInput())
    owner = forms.ModelChoiceField(
        User.objects.none(), label="经办人", required=False, empty_label="全部"
    )
    missing = forms.ChoiceField(label="材料", required=False, choices=[ALL, ("yes", "缺材料")])
    sort = forms.ChoiceField(
        label="排序", required=False, choices=[("", "期限先后"), ("new", "最近发起")]
    )
    view = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = known_procedures(viewer)
        self.fields["unit"] = RowField("unit", viewer, label="单位", required=False)
        self.fields["organization"] = RowField(
            "organization", viewer, label="党组织", required=False
        )
        self.fields["owner"].queryset = colleagues(viewer)  # type: ignore[attr-defined]
        self._choices("definition", [(one.code, one.name) for one in known])
        self.procedure = {one.code: one for one in known}.get(self.data.get("definition", ""))
        steps = self.procedure.steps if self.procedure else ()
        self._choices("stage", [(s, s) for s in dict.fromkeys(x.stage for x in steps) if s])
        self._choices("step", [(s.code, f"{s.code} {s.name}") for s in steps])
        self.order_fields(["q", "definition", "stage", "step", "state", "due", "due_before",
                           "missing", "owner", "unit", "organization", "sort", "view"])  # fmt: skip

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = [ALL, *choices]  # type: ignore[attr-defined]
