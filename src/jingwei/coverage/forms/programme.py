"""The form of a programme: what, why, about whom, until when, what counts."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import Field, Q

from jingwei.coverage.models import Programme
from jingwei.coverage.selectors.audience import (
    audience_registers,
    audience_words,
    conditions,
    day_columns,
    found_rows,
    subject_of,
)
from jingwei.coverage.selectors.programmes import STATES
from jingwei.coverage.sources import SOURCES
from jingwei.kernel.errors import BadInput
from jingwei.kernel.inputs import DayInput, PlainForm
from jingwei.kernel.models import SavedView
from jingwei.kernel.registers.declaration import REGISTERS
from jingwei.kernel.registers.kinds import LookupField, RelatedKind

NONE = ("", "——")
LONG = {"rows": 2}
AUDIENCE = ("view", "register", "query", "due_column", "due_months")


def unit_field(model: type[Any], viewer: Any, *, label: str, required: bool) -> LookupField:
    """Return the field of a unit, typed by name or path and offered as one types."""
    relation = cast("Field[Any, Any]", model._meta.get_field("unit"))
    field = LookupField(RelatedKind(relation, "written"), viewer)
    field.label, field.required = label, required
    return field


class ProgrammeFilterForm(forms.Form):
    """Filters of the list of programmes."""

    q = forms.CharField(label="名称、目的或对象", required=False, max_length=60)
    state = forms.ChoiceField(label="状态", required=False, choices=STATES)
    mine = forms.ChoiceField(
        label="范围", required=False, choices=[("", "全部"), ("yes", "我经办的")]
    )


class ProgrammeForm(PlainForm):
    """A programme; of a started one the audience is not asked for."""

    title = forms.CharField(label="名称", max_length=120)
    purpose = forms.CharField(
        label="目的", max_length=300, required=False, widget=forms.Textarea(attrs=LONG)
    )
    measure = forms.CharField(
        label="对应举措", max_length=300, required=False, help_text="年度要点里的原文"
    )
    basis = forms.CharField(label="依据", max_length=300, required=False)
    began_on = forms.DateField(label="起始日期", widget=DayInput())
    due_on = forms.DateField(label="截止日期", widget=DayInput())
    view = forms.MultipleChoiceField(
        label="对象：常用视图", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="在登记册列表里保存过的筛选；同一登记册的可以选几个，符合任一个就算",
    )  # fmt: skip
    register = forms.ChoiceField(
        label="对象：登记册", required=False,
        help_text="没有选视图时，这本登记册里的全部都是对象；要先筛选，请到列表里保存一个视图",
    )  # fmt: skip
    query = forms.CharField(
        label="对象：筛选条件", max_length=2000, required=False, widget=forms.HiddenInput
    )
    counts = forms.CharField(label="怎样算覆盖", max_length=200)
    source = forms.ChoiceField(
        label="凭据取自", required=False, help_text="选了以后每天自动取数，另外仍可手工登记"
    )
    source_words = forms.CharField(label="登记里的名称", max_length=200, required=False)
    needed = forms.IntegerField(label="需要几次", min_value=1, max_value=365, initial=1)
    due_column = forms.ChoiceField(
        label="各自期限从哪天起算", required=False, help_text="例如新任职一年内完成的，选任职时间"
    )
    due_months = forms.IntegerField(
        label="起算后几个月", min_value=1, max_value=600, required=False
    )

    def __init__(self, *args: Any, viewer: Any, frozen: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer, self.frozen = viewer, frozen
        self.fields["unit"] = unit_field(Programme, viewer, label="承办单位", required=True)
        self.registers = audience_registers(viewer)
        self._choices("source", [(s.code, s.title) for s in SOURCES.values()])
        helps = [f"{s.title}：{s.help}" for s in SOURCES.values() if s.help]
        self.fields["source_words"].help_text = "；".join(helps)
        if frozen:
            for name in AUDIENCE:
                del self.fields[name]
        else:
            self._offer_audience()
        self.order_fields(["title", "purpose", "measure", "basis", "unit"])

    def _offer_audience(self) -> None:
        titles = {found.code: found.title for found in self.registers}
        mine = Q(owner=self.viewer) | Q(is_shared=True)
        views = SavedView.objects.filter(mine, register__in=titles).order_by("register", "name")
        self.fields["view"].choices = [  # type: ignore[attr-defined]
            (str(view.pk), f"{titles[view.register]}：{view.name}") for view in views
        ]
        if not views:
            del self.fields["view"]
        self._choices("register", list(titles.items()))
        self._choices("due_column", self._days())
        self._tell_present()

    def _days(self) -> list[tuple[str, str]]:
        """Return the columns that hold a day, each by all the names that registers give it."""
        names: dict[str, list[str]] = {}
        for found in self.registers:
            for name, label in day_columns(found):
                names.setdefault(name, []).append(label)
        return [(name, "／".join(dict.fromkeys(told))) for name, told in names.items()]

    def _tell_present(self) -> None:
        """Say beside the register whom the filter brought along means."""
        register, query = self.initial.get("register"), self.initial.get("query")
        if register in REGISTERS and query:
            told = audience_words(register, query, self.viewer)
            self.fields["register"].help_text = f"现在的对象：{told}。另选视图，就换成视图的对象。"

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = [NONE, *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("began_on"), cleaned.get("due_on")
        if since and until and until < since:
            self.add_error("due_on", "截止日期早于起始日期。")
        if not self.frozen:
            self._audience(cleaned)
        if not self.errors:
            self._source(cleaned)
        return cleaned

    def _audience(self, cleaned: dict[str, Any]) -> None:
        """Replace the saved view by what it says; judge register, filter and own limits."""
        picked = cleaned.pop("view", None)
        if picked and not self._take_views(cleaned, picked):
            return
        if not picked and self.initial.get("query") and "register" in self.changed_data:
            cleaned["query"] = ""  # it meant the register that was there before
        register = REGISTERS.get(cleaned.get("register", ""))
        subject = subject_of(register) if register else None
        if register is None or subject is None:
            self.add_error("register", "选择一个常用视图，或选择登记册。")
            return
        lines = conditions(cleaned.get("query", ""))
        query = cleaned["query"] = "\n".join(lines)
        try:
            for line in lines:
                found_rows(register, line, self.viewer)
        except BadInput as error:
            self.add_error("register", f"筛选条件不能用：{error}")
            return
        cleaned["subject"] = subject[0].value
        cleaned["audience"] = audience_words(register.code, query, self.viewer)
        self._own_limit(cleaned, dict(day_columns(register)))

    def _take_views(self, cleaned: dict[str, Any], picked: list[str]) -> bool:
        """Put the saved views in place of register and filter; whether they are of one register."""
        views = list(SavedView.objects.filter(pk__in=picked).order_by("pk"))
        if len({view.register for view in views}) > 1:
            self.add_error("view", "选的视图不是同一本登记册的，请只选一本登记册的视图。")
            return False
        queries = [view.query for view in views]
        cleaned["register"] = views[0].register
        cleaned["query"] = "\n".join(queries) if all(queries) else ""
        return True

    def _own_limit(self, cleaned: dict[str, Any], days: dict[str, str]) -> None:
        column, months = cleaned.get("due_column"), cleaned.get("due_months")
        if bool(column) != bool(months):
            self.add_error("due_months", "各自期限要同时写明从哪天起算、几个月。")
        elif column and column not in days:
            self.add_error("due_column", "所选登记册没有这一栏。")

    def _source(self, cleaned: dict[str, Any]) -> None:
        source = SOURCES.get(cleaned.get("source", ""))
        subject = cleaned.get("subject") or self.initial.get("subject")
        if source is None:
            return
        if subject not in source.subjects:
            self.add_error("source", f"“{source.title}”不记这类对象。")
        elif why := source.refusal(cleaned.get("source_words", "")):
            self.add_error("source_words", why)
