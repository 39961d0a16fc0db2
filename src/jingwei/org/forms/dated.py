"""What forms of both trees share: the day of a change, several nodes named at once, parts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.db import models

from jingwei.kernel.clock import today
from jingwei.kernel.inputs import DayInput

MOST_TICKED = 200


class DatedForm(forms.Form):
    """What every change needs: the day it takes effect."""

    on = forms.DateField(
        label="生效日期", widget=DayInput(), error_messages={"required": "填写生效日期。"}
    )

    def clean_on(self) -> date:
        """Refuse a day to come: the name and the place kept are those of today."""
        day: date = self.cleaned_data["on"]
        if day > today():
            raise forms.ValidationError(f"{day} 还没有到。变动生效后再登记。")
        return day


class BasisForm(DatedForm):
    """A change of a unit: the day and the document it rests on."""

    basis = forms.CharField(
        label="依据",
        max_length=120,
        help_text="文件名称和文号，例如“关于……的批复（青编〔2025〕3号）”。",
        error_messages={"required": "写明依据的文件。"},
    )
    field_order: list[str] | None = ["name", "to", "on", "basis"]


class ApprovedForm(DatedForm):
    """A change of a Party organization: the day and the number of its approval."""

    approval_no = forms.CharField(
        label="批准文号",
        max_length=120,
        help_text="上级党组织批复的文号，例如“青组复〔2025〕12号”。",
        error_messages={"required": "写明批准文号。"},
    )
    field_order: list[str] | None = ["name", "kind", "to", "on", "approval_no"]


class LinesField(forms.CharField):
    """Several names, one a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def to_python(self, value: Any) -> Any:
        lines = (line.strip() for line in (super().to_python(value) or "").splitlines())
        return list(dict.fromkeys(filter(None, lines)))

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


class NamedChoice:
    """Finds the one node that a text names; subclasses say where to look (``called``)."""

    what = ""

    def called(self, text: str) -> list[Any]:
        """Return what ``text`` names, as far as the viewer sees it."""
        raise NotImplementedError

    def the_one(self, text: str) -> Any:
        """Return the only node so called. Raises forms.ValidationError."""
        found = self.called(text)
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(f"没有找到名为“{text}”的{self.what}，请核对全称。")
        places = "；".join(f"{row.path}（上级：{row.parent or '无'}）" for row in found)
        raise forms.ValidationError(f"有多个{self.what}叫“{text}”，请改填路径：{places}")

    def every_one(self, texts: list[str]) -> list[Any]:
        """Return the node of each text. Raises forms.ValidationError with every text's trouble."""
        found, errors = [], []
        for text in texts:
            try:
                found.append(self.the_one(text))
            except forms.ValidationError as error:
                errors += error.messages
        if errors:
            raise forms.ValidationError(errors)
        return found


class MergeFields(NamedChoice, forms.Form):
    """What goes into another: siblings by a tick, others by name; ``chosen`` after cleaning."""

    siblings: Any = forms.ModelMultipleChoiceField(
        None, label="同级中并入的", required=False, widget=forms.CheckboxSelectMultiple
    )
    others = LinesField(
        label="不在同一上级之下的",
        required=False,
        help_text="每行一个全称。",
    )

    def offer(self, siblings: models.QuerySet[Any]) -> None:
        """Let ``siblings`` be ticked; with none or too many, only names can be given."""
        self.fields["siblings"].queryset = siblings  # type: ignore[attr-defined]
        if not 0 < siblings.count() <= MOST_TICKED:
            del self.fields["siblings"]
            self.fields["others"].label = "并入的"

    def clean_others(self) -> list[Any]:
        return self.every_one(self.cleaned_data["others"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        named = cleaned.pop("others", [])
        cleaned["chosen"] = list(dict.fromkeys([*cleaned.pop("siblings", []), *named]))
        if not cleaned["chosen"] and not self.errors:
            self.add_error(None, f"还没有选择要并入的{self.what}。")
        return cleaned


class SplitFields(forms.Form):
    """Parts to be set up, and for all that hangs on the old one the part it goes to."""

    keep = forms.TypedChoiceField(
        label="原来的",
        choices=[("yes", "保留"), ("no", "撤销")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "选择保留还是撤销。"},
    )

    def add_parts(self, count: int, kinds: list[tuple[str, str]], most: int) -> None:
        """Add name, code and kind of ``count`` parts; names of at most ``most`` characters."""
        self.count = count
        for n in range(1, count + 1):
            self.fields[f"name{n}"] = forms.CharField(
                label=f"分出的第 {n} 个：名称", max_length=most,
                error_messages={"required": "填写名称。"},
            )  # fmt: skip
            self.fields[f"code{n}"] = forms.CharField(
                label=f"分出的第 {n} 个：代码", max_length=20, help_text="小写字母和数字。",
                error_messages={"required": "填写代码。"},
            )  # fmt: skip
            self.fields[f"kind{n}"] = forms.ChoiceField(
                label=f"分出的第 {n} 个：类别", choices=[("", "——"), *kinds],
                error_messages={"required": "选择类别。"},
            )  # fmt: skip

    def add_goers(self, word: str, rows: list[Any]) -> None:
        """Ask for each of ``rows`` where it goes; ``word`` names the fields."""
        choices = [("", "留在原处"), *((n, f"第 {n} 个") for n in range(1, self.count + 1))]
        self.goers = {**getattr(self, "goers", {}), word: rows}
        for row in rows:
            self.fields[f"{word}{row.pk}"] = forms.TypedChoiceField(
                label=f"“{row}”的去向", choices=choices, required=False, coerce=int
            )

    def parts(self) -> Iterator[dict[str, Any]]:
        """Yield for each part its code, name, kind and, by word, the rows that go to it."""
        given = self.cleaned_data
        for n in range(1, self.count + 1):
            going = {
                word: [row for row in rows if given[f"{word}{row.pk}"] == n]
                for word, rows in self.goers.items()
            }
            yield {name: given[f"{name}{n}"] for name in ("code", "name", "kind")} | going


class ConfirmForm(forms.Form):
    """Nothing to fill in: the button is the answer."""
