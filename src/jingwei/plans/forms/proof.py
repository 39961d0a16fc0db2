"""Forms around the proof of a measure: what proves it, and the parts of its units."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q
from django.forms import model_to_dict

from jingwei.accounts.models import User
from jingwei.kernel.indicators import Indicator, indicator_named, indicators_seen
from jingwei.kernel.inputs import PlainForm
from jingwei.org.models import Unit
from jingwei.plans.models import TERMS, AnnualPlan, Measure, Proof
from jingwei.plans.selectors.behind import part_of
from jingwei.plans.selectors.proof import numbers_now
from jingwei.plans.suggestions import item_kind
from jingwei.plans.topics import TOPICS

OTHERS = "其他和按事项建立的"
COUNTED_FROM = ("indicator", "reading", "scope")
"""What the number at the start depends on."""


class ProofForm(PlainForm):
    """What proves a measure: which number, how it is read, what it should reach.

    ``stored`` is the proof that is changed, None for the first one.
    """

    kind = forms.ChoiceField(label="佐证方式", choices=Proof.Kind.choices, widget=forms.RadioSelect)
    indicator = forms.ChoiceField(
        label="指标", required=False, help_text="与这项任务同类的排在最前，括号里是计量单位"
    )
    reading = forms.ChoiceField(
        label="怎样读数", required=False, choices=Proof.Reading.choices,
        help_text="期内累计：从启动日加起；期末达到、占比达到：到期那天的数；"
        "比启动时变化：与启动那天相比；逐单位达到：达到下面数目的单位占多少",
    )  # fmt: skip
    target = forms.DecimalField(
        label="目标值", required=False, min_value=0, max_digits=14, decimal_places=2,
        help_text="越少越好的指标，目标值是上限，可以是 0；逐单位达到的，目标值是单位的百分比",
    )  # fmt: skip
    per_unit = forms.DecimalField(
        label="每个单位应达", required=False, min_value=0, max_digits=14, decimal_places=2,
        help_text="只用于逐单位达到",
    )  # fmt: skip
    unit_label = forms.CharField(label="计量单位", max_length=20, required=False)
    scope = forms.ModelChoiceField(
        Unit.objects.none(), label="统计范围", required=False, empty_label="要点单位管理的全部单位",
        help_text="只数这个单位和它的下属单位",
    )  # fmt: skip
    baseline = forms.DecimalField(
        label="启动时的数", required=False, max_digits=14, decimal_places=2,
        help_text="不填就按启动那天的记录数；记录不全时由你填写",
    )  # fmt: skip

    def __init__(
        self, *args: Any, viewer: User, measure: Measure, stored: Proof | None = None, **kwargs: Any
    ) -> None:
        if stored:
            kwargs["initial"] = model_to_dict(stored, TERMS)
        super().__init__(*args, **kwargs)
        scope = self.initial.get("scope")
        units = Unit.objects.filter(
            Q(pk__in=Unit.objects.visible_to(viewer).filter(closed_on=None)) | Q(pk=scope)
        )
        self.fields["scope"].queryset = units  # type: ignore[attr-defined]
        choices = _grouped(measure, self.initial.get("indicator") or "", viewer)
        self.fields["indicator"].choices = choices  # type: ignore[attr-defined]
        if stored and measure.plan.state == AnnualPlan.State.ISSUED:
            self.fields |= _change_fields()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind = cleaned.get("kind")
        found = indicator_named(cleaned["indicator"]) if cleaned.get("indicator") else None
        cleaned["reading"] = cleaned.get("reading") or Proof.Reading.SUM
        if kind == "indicator" and found is None:
            self.add_error("indicator", "选择一个指标。")
        elif kind == "indicator" and found:
            self._check_reading(found, cleaned)
        may_be_none = kind == "indicator" and found is not None and found.few_is_good
        if kind in ("indicator", "typed") and not self._has_target(cleaned, may_be_none):
            self.add_error("target", "填写大于 0 的目标值。")
        if "baseline" not in self.changed_data and set(COUNTED_FROM) & set(self.changed_data):
            cleaned["baseline"] = None
        return cleaned

    def terms(self) -> dict[str, Any]:
        """Return what was filled in as the service wants it."""
        found = dict(self.cleaned_data)
        found["from_start"] = found.pop("since", "") == "start"
        return found

    def _check_reading(self, found: Indicator, cleaned: dict[str, Any]) -> None:
        reading = cleaned["reading"]
        if found.is_share and reading == Proof.Reading.SUM:
            self.add_error("reading", "这个指标是占比，不能累计，请选“占比达到”。")
        if not found.is_share and reading == Proof.Reading.SHARE:
            self.add_error("reading", "这个指标不是占比，请选“期内累计”或“期末达到”。")
        if reading == Proof.Reading.UNITS and not cleaned.get("per_unit"):
            self.add_error("per_unit", "填写每个单位应达的数。")

    @staticmethod
    def _has_target(cleaned: dict[str, Any], may_be_none: bool) -> bool:
        target = cleaned.get("target")
        return target is not None and (target > 0 or may_be_none)


class PartsForm(PlainForm):
    """The part of the target each unit has, in the order of the tree; an empty one has none."""

    def __init__(self, *args: Any, measure: Measure, proof: Proof, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.numbers = numbers_now(measure, proof)
        for one in self.numbers:
            self.fields[_name(one.unit)] = forms.DecimalField(
                label=one.unit.name, required=False, min_value=0, max_digits=14, decimal_places=2,
                initial=part_of(proof, one.unit),
            )  # fmt: skip
        if proof.unit_targets and measure.plan.state == AnnualPlan.State.ISSUED:
            self.fields["reason"] = _reason("已经分过，改动时必填")

    def rows(self) -> list[tuple[Unit, Decimal | None, forms.BoundField]]:
        """Return the units with what they have now and their fields, for a table."""
        return [(one.unit, one.number, self[_name(one.unit)]) for one in self.numbers]

    def parts(self) -> dict[Unit, Decimal]:
        """Return what was filled in, by unit."""
        filled = {one.unit: self.cleaned_data[_name(one.unit)] for one in self.numbers}
        return {unit: part for unit, part in filled.items() if part is not None}


def _name(unit: Unit) -> str:
    return f"unit_{unit.pk}"


def _change_fields() -> dict[str, forms.Field]:
    return {
        "since": forms.ChoiceField(
            label="以前的日子怎样读", required=False, initial="today", widget=forms.RadioSelect,
            choices=[
                ("today", "从今天起改，以前的日子仍按原来的佐证方式和目标"),
                ("start", "原来填错了，以前的日子也按现在填的"),
            ],
        ),
        "reason": _reason("佐证方式或目标有改动时必填"),
    }  # fmt: skip


def _reason(help_text: str) -> forms.CharField:
    return forms.CharField(label="修改理由", max_length=300, required=False, help_text=help_text)


def _grouped(measure: Measure, present: str, viewer: User) -> list[tuple[str, Any]]:
    """Return the indicators by kind of item, that of the measure first."""
    listed = indicators_seen(viewer)
    if present and present not in {one.code for one in listed}:
        listed += [found] if (found := indicator_named(present)) else []
    groups: dict[int, list[tuple[str, str]]] = {}
    for one in listed:
        told = one.code, f"{one.label}（{one.unit_label}）"
        groups.setdefault(one.items[0] if one.items else 0, []).append(told)
    own = item_kind(measure.item.heading)
    order = sorted(groups, key=lambda number: (number != own, number == 0, number))
    named = [(str(TOPICS[n]) if n in TOPICS else OTHERS, groups[n]) for n in order]
    return [("", "——"), *named]
