"""The forms of everything else that is done to a case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from jingwei.accounts.models import User
from jingwei.kernel.clock import today
from jingwei.kernel.inputs import DayInput, PlainForm, ask_by_name
from jingwei.procedures.definition import Procedure, Step
from jingwei.procedures.entries import Opening
from jingwei.procedures.forms.fields import PersonField, RowField, field_for
from jingwei.procedures.forms.lists import colleagues
from jingwei.procedures.models import Case

LONG = {"rows": 3}


class SeenForm(PlainForm):
    """An act with its reason, on the case as the page showed it."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label="理由", max_length=500, widget=forms.Textarea(attrs=LONG))

    def __init__(self, *args: Any, case: Case, viewer: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = case.version


class ReturnForm(SeenForm):
    """The step to go back to: one from which on nothing was recorded that the viewer may not."""

    to = forms.ChoiceField(label="退回到", error_messages={"required": "选择退回到哪一步。"})
    field_order = ("seen", "to", "reason")

    def __init__(self, *args: Any, case: Case, viewer: Any, **kwargs: Any) -> None:
        super().__init__(*args, case=case, viewer=viewer, **kwargs)
        taken = case.records.filter(is_returned=False).order_by("pk")
        steps = [case.procedure.step(r.step) for r in taken]
        others = [n for n, step in enumerate(steps) if not _may_record(viewer, case, step)]
        first = max(others, default=-1) + 1
        own = [step for step in reversed(steps) if steps.index(step) >= first]
        choices = list(dict.fromkeys((s.code, f"{s.code} {s.name}") for s in own))
        self.fields["to"].choices = choices  # type: ignore[attr-defined]


def _may_record(viewer: Any, case: Case, step: Step) -> bool:
    """Whether the role of a step asks for nothing the viewer lacks."""
    role = case.procedure.role_by_code.get(step.role)
    return role is None or not role.permission or viewer.has_perm(role.permission)


class HandOverForm(SeenForm):
    """The new owner, and the new place where the subject has moved."""

    to = forms.ModelChoiceField(User.objects.none(), label="新经办人", empty_label="请选择")
    field_order = ("seen", "to", "unit", "organization", "reason")

    def __init__(self, *args: Any, case: Case, viewer: Any, **kwargs: Any) -> None:
        super().__init__(*args, case=case, viewer=viewer, **kwargs)
        self.fields["to"].queryset = colleagues(viewer)  # type: ignore[attr-defined]
        self.fields["unit"] = RowField("unit", viewer, label="改由单位办理", required=False)
        self.fields["organization"] = RowField(
            "organization", viewer, label="改由党组织办理", required=False
        )
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("unit") and cleaned.get("organization"):
            raise forms.ValidationError("单位和党组织选其中一项。")
        cleaned["place"] = cleaned.pop("organization", None) or cleaned.pop("unit", None)
        cleaned.pop("unit", None)
        return cleaned


class PaperForm(PlainForm):
    """A document to add to a step."""

    step = forms.ChoiceField(label="步骤")
    code = forms.ChoiceField(label="材料", required=False)
    name = forms.CharField(
        label="材料名称", max_length=200, required=False, help_text="不在上面列出的材料才填"
    )
    number = forms.CharField(label="文号", max_length=80, required=False)
    maker = forms.CharField(label="形成单位或人", max_length=100, required=False)
    made_on = forms.DateField(label="形成日期", required=False, widget=DayInput())
    file = forms.FileField(label="扫描件", required=False)

    def __init__(self, *args: Any, procedure: Procedure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = [(s.code, f"{s.code} {s.name}") for s in procedure.steps]
        papers = [("", "——"), *((p.code, p.name) for p in procedure.papers)]
        self.fields["step"].choices = steps  # type: ignore[attr-defined]
        self.fields["code"].choices = papers  # type: ignore[attr-defined]


class RecusalForm(PlainForm):
    """Who keeps out of the case."""

    user = forms.ModelChoiceField(
        User.objects.none(), label="账号", required=False, empty_label="不是系统用户"
    )
    name = forms.CharField(label="姓名", max_length=40, required=False)
    reason = forms.CharField(label="回避事由", max_length=300, widget=forms.Textarea(attrs=LONG))
    decided = forms.TypedChoiceField(
        label="决定", choices=[("yes", "回避"), ("no", "不需要回避")],
        coerce=lambda word: word == "yes",
    )  # fmt: skip
    decided_by = forms.CharField(label="决定人", max_length=100, required=False)
    decided_on = forms.DateField(label="决定日期", widget=DayInput())

    def __init__(self, *args: Any, viewer: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = colleagues(viewer)  # type: ignore[attr-defined]
        self.fields["decided_on"].initial = today()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("user") and not cleaned.get("name"):
            self.add_error("name", "选择账号，或写明姓名。")
        return cleaned


class SubjectForm(PlainForm):
    """A person to add to a batch, with the columns of its rows."""

    def __init__(self, *args: Any, procedure: Procedure, viewer: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = procedure.subject_fields
        self.fields["person"] = PersonField(viewer)
        for one in self.asked:
            self.fields[f"f_{one.code}"] = field_for(one, viewer)
        ask_by_name(self)

    def facts(self) -> dict[str, Any]:
        """Return the filled columns by code."""
        told = {one.code: self.cleaned_data.get(f"f_{one.code}") for one in self.asked}
        return {code: value for code, value in told.items() if value not in (None, "")}


class OpenForm(PlainForm):
    """A new case of ``procedure``: about whom, run where, since when, by whom."""

    title = forms.CharField(
        label="名称", max_length=200, required=False, help_text="不填时用程序名和对象"
    )
    opened_on = forms.DateField(label="发起日期", widget=DayInput())
    owner = forms.ModelChoiceField(User.objects.none(), label="经办人", empty_label="请选择")

    def __init__(self, *args: Any, procedure: Procedure, viewer: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.procedure = procedure
        self.fields["opened_on"].initial = today()
        self.fields["owner"].initial = viewer.pk
        self.fields["owner"].queryset = colleagues(viewer) | User.objects.filter(pk=viewer.pk)  # type: ignore[attr-defined]
        self._add_subject(viewer)
        ask_by_name(self)

    def _add_subject(self, viewer: Any) -> None:
        kind = self.procedure.subject
        if kind == "person":
            self.fields["subject"] = PersonField(viewer)
        elif kind != "none":
            words = "单位" if kind == "unit" else "党组织"
            self.fields["subject"] = RowField(kind, viewer, label=words, required=True)
        else:
            self.fields["unit"] = RowField("unit", viewer, label="办理单位", required=False)
            self.fields["organization"] = RowField(
                "organization", viewer, label="或办理党组织", required=False
            )
        first: Sequence[str] = ("subject", "unit", "organization")
        self.order_fields([*first, "title", "opened_on", "owner"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        places = [cleaned.get("unit"), cleaned.get("organization")]
        if (
            self.procedure.subject == "none"
            and not self.errors
            and len([*filter(None, places)]) != 1
        ):
            raise forms.ValidationError("办理单位和办理党组织选其中一项。")
        return cleaned

    def opening(self) -> Opening:
        """Return what is to be opened."""
        told = self.cleaned_data
        return Opening(
            self.procedure, told["owner"], told["opened_on"], subject=told.get("subject"),
            place=told.get("unit") or told.get("organization"), title=told["title"],
        )  # fmt: skip
