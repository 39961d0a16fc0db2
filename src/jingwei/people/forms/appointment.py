"""What an appointment form says beyond the person, and the file it comes in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms

from jingwei.kernel.clock import today
from jingwei.kernel.errors import BadInput
from jingwei.kernel.inputs import DayInput, PlainForm
from jingwei.kernel.scoping import Viewer
from jingwei.org.models import Unit
from jingwei.people.models import Person
from jingwei.people.selectors.appointment_form import Occasion

FORMATS = [
    ("docx", "Word（.docx）"),
    ("pdf", "PDF"),
    ("lrmx", "任免表编辑器（.lrmx）"),
    ("lrm", "旧版任免表（.lrm + .pic）"),
]

WORDS = (
    "proposed_post", "post_to_remove", "appointment_reason", "reporting_unit", "filled_by",
)  # fmt: skip
OWN = {"proposed_post": "拟任职务", "post_to_remove": "拟免职务"}
"""What may be another thing for each person of a batch."""


class OccasionForm(PlainForm):
    """The day ages are counted on, the posts proposed, the reason, who reports."""

    format = forms.ChoiceField(label="格式", choices=FORMATS, initial="docx")
    ages_on = forms.DateField(label="计算年龄时间", widget=DayInput())
    proposed_post = forms.CharField(label="拟任职务", max_length=200, required=False)
    post_to_remove = forms.CharField(label="拟免职务", max_length=200, required=False)
    appointment_reason = forms.CharField(label="任免理由", max_length=200, required=False)
    reporting_unit = forms.CharField(label="呈报单位", max_length=100, required=False)
    filled_by = forms.CharField(label="填表人", max_length=40, required=False)

    def __init__(
        self, *args: Any, viewer: Any, people: Sequence[Person] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ages_on"].initial = today()
        self.fields["filled_by"].initial = viewer.full_name
        self.people = people if len(people) > 1 else ()
        for person in self.people:
            for name, label in OWN.items():
                self.fields[f"{name}-{person.pk}"] = forms.CharField(
                    label=f"{person}{label}", max_length=200, required=False
                )

    def shared(self) -> list[forms.BoundField]:
        """Return the fields that hold for everybody."""
        return [field for field in self if "-" not in field.name]

    def own_rows(self) -> list[tuple[Person, list[forms.BoundField]]]:
        """Return for each of several people the fields of their own posts."""
        return [(one, [self[f"{name}-{one.pk}"] for name in OWN]) for one in self.people]

    def own(self) -> dict[int, Occasion]:
        """Return the occasion of everybody for whom posts of their own were written."""
        common, found = self.occasion(), dict[int, Occasion]()
        data = self.cleaned_data if self.is_bound and self.is_valid() else {}
        for person in self.people:
            told = {name: data.get(f"{name}-{person.pk}", "") for name in OWN}
            if any(told.values()):
                found[person.pk] = replace(common, **{n: t for n, t in told.items() if t})
        return found

    def occasion(self) -> Occasion:
        """Return what was asked, the defaults for what was not."""
        data = self.cleaned_data if self.is_bound and self.is_valid() else {}
        day = data.get("ages_on") or today()
        words = {name: data.get(name, "") for name in WORDS}
        return Occasion(ages_on=f"{day:%Y%m%d}", filled_on=f"{today():%Y%m%d}", **words)


class FormFileForm(PlainForm):
    """A .lrmx, a .lrm or a zip of them."""

    file = forms.FileField(
        label="任免表文件", max_length=200,
        help_text="任免表编辑器保存的 .lrmx，旧版 .lrm（连同 .pic 压缩成 zip），或多份的 .zip。",
        widget=forms.FileInput(attrs={"accept": ".lrmx,.lrm,.zip"}),
        error_messages={"empty": "选中的文件是空的，请重新选择。"},
    )  # fmt: skip


class TakeForm(PlainForm):
    """Whom a form is about, and which of its differences are taken over."""

    person = forms.ModelChoiceField(
        Person.objects.none(), label="这是谁", required=False, empty_label="新增人员"
    )
    unit = forms.CharField(
        label="所在单位", required=False, help_text="新增人员时填写，例如 区教育局"
    )
    picked = forms.MultipleChoiceField(label="采用的内容", required=False)

    def __init__(
        self, *args: Any, viewer: Viewer, people: Any, keys: list[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        chosen: Any = self.fields["person"]
        chosen.queryset = Person.objects.visible_to(viewer).filter(pk__in=[p.pk for p in people])
        picked: Any = self.fields["picked"]
        picked.choices = [(key, key) for key in keys]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("person") is None:
            data["unit"] = self._unit(data.get("unit", "").strip())
        return data

    def _unit(self, text: str) -> Unit | None:
        found = Unit.objects.visible_to(self.viewer).by_texts([text]).get(text, []) if text else []
        if len(found) != 1:
            why = "没有找到这个单位" if text else "填写所在单位"
            self.add_error(
                "unit",
                f"{why}，例如 区教育局。" if len(found) < 2 else "有同名单位，请写成“单位/科室”。",
            )
            return None
        unit: Unit = found[0]
        return unit


def read_upload(form: FormFileForm) -> tuple[str, bytes]:
    """Return name and bytes of the uploaded file. Raises BadInput for one that is too large."""
    upload = form.cleaned_data["file"]
    if upload.size > 100 * 1024 * 1024:
        raise BadInput("forms.large", "文件超过 100 MB。", hint="请分几次上传。")
    return upload.name, upload.read()
