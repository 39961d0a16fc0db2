"""What the pages of team structure ask for: a scope, a target, a move of a tray."""

from __future__ import annotations

from typing import Any

from django import forms

from jingwei.cadres.forms_ranks import ALL, EVERYWHERE
from jingwei.cadres.models import StructureTarget, TrayMove
from jingwei.cadres.rules.appointment_people import TIERS
from jingwei.cadres.selectors.teams import SHOWN
from jingwei.kernel.inputs import PlainForm
from jingwei.org.models import UnitKind
from jingwei.org.selectors import unit_labels
from jingwei.procedures.forms.fields import PersonField, RowField

KINDS = [(kind.value, kind.label) for kind in UnitKind if kind != UnitKind.SECTION]


class StructureForm(PlainForm):
    """The scope of the analysis: a unit and below, a kind of units, which teams are shown."""

    unit = forms.ChoiceField(label="单位范围", required=False)
    kind = forms.ChoiceField(label="单位类别", required=False, choices=[ALL, *KINDS])
    show = forms.ChoiceField(label="班子", required=False, choices=list(SHOWN.items()))

    def __init__(self, *args: Any, viewer: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit: Any = self.fields["unit"]
        unit.choices = [EVERYWHERE, *unit_labels(viewer)]

    def words(self) -> str:
        """Return the scope as a sentence; call it for a valid form."""
        told = []
        for name, field in self.fields.items():
            value = self.cleaned_data[name]
            choices: Any = getattr(field, "choices", ())
            told += [f"{field.label}：{dict(choices)[value].strip()}"] if value else []
        return "；".join(told) or "全部班子"


class TargetForm(PlainForm, forms.ModelForm):  # type: ignore[type-arg]
    """What every team of a kind should hold at least."""

    class Meta:
        model = StructureTarget
        fields = ("feature", "unit_kind", "least", "basis")
        help_texts = {"basis": "写明文件名称和文号，例如“优化班子结构意见（青组发〔2025〕6 号）”"}


class TrayForm(PlainForm):
    """The name of a draft."""

    title = forms.CharField(label="名称", max_length=60, help_text="例如“乡镇班子年龄结构测算”")


class MoveForm(PlainForm):
    """Somebody and the post they would take in the draft."""

    title = forms.CharField(
        label="拟任职务", max_length=60, required=False, help_text="不写单位名称，例如 副局长"
    )
    role = forms.ChoiceField(
        label="职务类别", required=False, choices=[("", "——"), *TrayMove.Role.choices]
    )
    level = forms.ChoiceField(
        label="拟任层次", required=False, choices=[("", "不核对层次"), *((t, t) for t in TIERS)]
    )
    leaves = forms.BooleanField(label="免去现任领导职务", required=False, initial=True)

    def __init__(self, *args: Any, viewer: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = PersonField(viewer)
        self.fields["unit"] = RowField("unit", viewer, label="拟到单位", required=False)
        self.fields["unit"].help_text = "只免不任的不填"
        self.order_fields(["person", "unit", "title", "role", "level", "leaves"])

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        for name, words in (("title", "拟任职务"), ("role", "职务类别")):
            if told.get("unit") and not told.get(name):
                self.add_error(name, f"填了拟到单位，就要填{words}。")
        if not told.get("unit") and not told.get("leaves") and not self.errors:
            self.add_error("unit", "既不到新单位也不免现职，就没有变动。")
        return told
