"""Forms of pairs: filters, beginning, level, end, hand-over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from jingwei.kernel.clock import today
from jingwei.kernel.inputs import DayInput, PlainForm, ask_by_name
from jingwei.liaison.forms.fields import ColleagueField, PartyField, UnitField
from jingwei.liaison.kinds import PARTIES, PairKind, Side
from jingwei.liaison.models import Pair
from jingwei.liaison.occasions import BIRTHDAY, occasion_choices
from jingwei.liaison.registry import kinds_seen
from jingwei.liaison.selectors.pairs import STATES
from jingwei.liaison.services import HandOver, PairGiven

MET = [("", "全部"), ("no", "还没有走访"), ("yes", "已走访")]


def kind_choices(viewer: Any) -> list[tuple[str, str]]:
    """Return the kinds the viewer may see as choices of a filter."""
    return [("", "全部"), *((kind.code, kind.name) for kind in kinds_seen(viewer))]


class KindForm(forms.Form):
    """The filter by kind, alone."""

    kind = forms.ChoiceField(label="联系类别", required=False)

    def __init__(self, *args: Any, viewer: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kind_choices(viewer)  # type: ignore[attr-defined]


class PlaceForm(KindForm):
    """The filters by kind, unit and whether the pairs are the viewer's own."""

    mine = forms.ChoiceField(
        label="范围", required=False, choices=[("", "全部"), ("yes", "我联系或经办的")]
    )
    field_order: tuple[str, ...] = ("kind", "mine", "unit")

    def __init__(self, *args: Any, viewer: Any, **kwargs: Any) -> None:
        super().__init__(*args, viewer=viewer, **kwargs)
        self.fields["unit"] = UnitField(viewer, label="管理单位", required=False)
        self.order_fields(self.field_order)


class PairFilterForm(PlaceForm):
    """Filters of the list of pairs."""

    q = forms.CharField(label="名称或姓名", required=False, max_length=60)
    state = forms.ChoiceField(label="状态", required=False, choices=STATES)
    occasion = forms.ChoiceField(label="节日和生日", required=False)
    met = forms.ChoiceField(label="节日走访", required=False, choices=MET)
    field_order = ("q", "kind", "state", "mine", "unit", "occasion", "met")

    def __init__(self, *args: Any, viewer: Any, **kwargs: Any) -> None:
        super().__init__(*args, viewer=viewer, **kwargs)
        self.fields["occasion"].choices = [("", "不限"), *occasion_choices(today())]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if told.get("met") and told.get("occasion") in ("", BIRTHDAY):
            self.add_error("met", "先选一个节日，再看走访情况。")
        return told


class QuietForm(PlaceForm):
    """How many days nobody has been."""

    days = forms.IntegerField(
        label="多少天没有联系", required=False, min_value=1, max_value=3650, initial=90
    )
    field_order = ("days", "kind", "mine", "unit")


class MonthForm(PlaceForm):
    """A month of the calendar."""

    month = forms.DateField(
        label="月份", required=False, input_formats=["%Y-%m"],
        widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m"),
        error_messages={"invalid": "月份写成 2025-06 这样。"},
    )  # fmt: skip
    field_order = ("month", "kind", "mine", "unit")


class PairForm(PlainForm):
    """A new pair of one kind."""

    level = forms.ChoiceField(label="照护级别")
    since = forms.DateField(label="建立日期", widget=DayInput(), initial=today)

    def __init__(self, *args: Any, kind: PairKind, viewer: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields["one"] = PartyField(kind.one, viewer)
        self.fields["two"] = PartyField(kind.two, viewer)
        self.fields["unit"] = UnitField(viewer, label="管理单位", required=True)
        self.fields["keeper"] = ColleagueField(viewer, label="经办人")
        self.fields["level"].choices = [(one.code, one.name) for one in kind.levels]  # type: ignore[attr-defined]
        self.fields["level"].label = "频次"
        self.order_fields(["one", "two", "level", "since", "unit", "keeper"])
        ask_by_name(self)

    def given(self) -> PairGiven:
        """Return the pair as the service takes it."""
        return PairGiven(kind=self.kind.code, **self.cleaned_data)


class LevelForm(PlainForm):
    """Another level of care."""

    level = forms.ChoiceField(label="照护级别", widget=forms.RadioSelect)
    on = forms.DateField(label="自哪天起", widget=DayInput(), initial=today)

    def __init__(self, *args: Any, pair: Pair, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.code, one.name) for one in pair.pair_kind.levels]
        self.fields["level"].choices = choices  # type: ignore[attr-defined]
        self.fields["level"].initial = pair.care.code


class EndForm(PlainForm):
    """The end of a pair."""

    on = forms.DateField(label="结束日期", widget=DayInput(), initial=today)
    reason = forms.CharField(
        label="结束原因", max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )


class HandOverForm(PlainForm):
    """Who takes over the chosen pairs."""

    on = forms.DateField(label="移交日期", widget=DayInput(), initial=today)
    reason = forms.CharField(label="移交原因", max_length=200, help_text="例如“职务调整”。")

    def __init__(self, *args: Any, pairs: Iterable[Pair], viewer: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["one"] = PartyField(_common_side(pairs), viewer, required=False)
        self.fields["keeper"] = ColleagueField(viewer, label="新经办人")
        self.order_fields(["one", "keeper", "on", "reason"])
        ask_by_name(self)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if not (told.get("one") or told.get("keeper") or self.errors):
            raise forms.ValidationError("填写新的联系方，或者选择新经办人。")
        return told

    def given(self) -> HandOver:
        """Return the hand-over as the service takes it."""
        return HandOver(**self.cleaned_data)


def _common_side(pairs: Iterable[Pair]) -> Side:
    """Return what may take over all of the pairs; whatever there is when nothing fits all."""
    kinds = [pair.pair_kind for pair in pairs]
    common = [one for one in PARTIES if all(one in kind.one.of for kind in kinds)]
    return Side("新的联系方", tuple(common) or tuple(PARTIES))
