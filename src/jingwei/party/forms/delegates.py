"""Forms of the election of delegates: which branches took part, what one person counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms

from jingwei.kernel.clock import today
from jingwei.kernel.inputs import DayInput, PlainForm
from jingwei.party.rules.delegate_count import HEADS, MARKS, Kind, Round, Sheet
from jingwei.party.selectors.delegates import BranchLine, Participation
from jingwei.party.services.delegates import TurnoutGiven

MOST = 100_000
OTHERS = (1, 2, 3)
"""Lines for people written in."""


def _whole(label: str, *, required: bool) -> forms.IntegerField:
    """Return a field for a number of people or ballots; the label is read out, not shown."""
    attrs = {"aria-label": label, "inputmode": "numeric"}
    return forms.IntegerField(
        label=label, min_value=0, max_value=MOST, required=required,
        widget=forms.NumberInput(attrs=attrs),
    )  # fmt: skip


class TurnoutForm(PlainForm):
    """The branches of an electing unit in one round; a branch without a number took no part."""

    day = forms.DateField(
        label="开会日期", widget=DayInput(), help_text="日期不同的支部在表里单独写"
    )

    def __init__(self, *args: Any, took: Participation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.took = took
        self.fields["day"].initial = today()
        for line in took.lines:
            self._add(line)

    def _add(self, line: BranchLine) -> None:
        pk, turnout = line.branch.pk, line.turnout
        present = _whole(f"{line.branch}参加党员数", required=False)
        day = forms.DateField(
            label=f"{line.branch}开会日期", required=False,
            widget=DayInput(attrs={"aria-label": f"{line.branch}开会日期"}),
        )  # fmt: skip
        if turnout:
            present.initial, day.initial = turnout.present, turnout.held_on
        self.fields |= {f"present_{pk}": present, f"day_{pk}": day}

    def rows(self) -> Iterator[tuple[BranchLine, forms.BoundField, forms.BoundField]]:
        """Yield (branch, number, day) in the order of the branches."""
        for line in self.took.lines:
            yield line, self[f"present_{line.branch.pk}"], self[f"day_{line.branch.pk}"]

    def given(self) -> dict[int, TurnoutGiven]:
        """Return the branches that took part."""
        told, found = self.cleaned_data, {}
        for line in self.took.lines:
            pk = line.branch.pk
            if (present := told[f"present_{pk}"]) is not None:
                found[pk] = TurnoutGiven(told[f"day_{pk}"] or told["day"], present)
        return found


class CountForm(PlainForm):
    """What one person counted in a round: the ballots, the marks of each candidate."""

    def __init__(
        self, *args: Any, held: Round, names: Mapping[str, str], own: Sheet | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.held, self.names = held, names
        for name, label in HEADS.items():
            self.fields[name] = forms.IntegerField(label=label, min_value=0, max_value=MOST)
            self.fields[name].initial = getattr(own, name) if own else None
        for key in held.candidates:
            for mark, word in MARKS.items():
                field = _whole(f"{names[key]}{word}", required=True)
                field.initial = getattr(own, mark).get(key) if own else None
                self.fields[f"{mark}_{key}"] = field
        if held.kind is not Kind.REVOTE:
            self._add_others(list(own.others.items()) if own else [])

    def _add_others(self, known: list[tuple[str, int]]) -> None:
        for n in OTHERS:
            name, found = known[n - 1] if n <= len(known) else ("", None)
            self.fields[f"other_{n}"] = forms.CharField(
                label=f"另选他人 {n} 姓名", max_length=40, required=False, initial=name
            )
            self.fields[f"other_count_{n}"] = forms.IntegerField(
                label=f"另选他人 {n} 得票",
                min_value=1,
                max_value=MOST,
                required=False,
                initial=found,
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for n in OTHERS:
            name, found = cleaned.get(f"other_{n}"), cleaned.get(f"other_count_{n}")
            if bool(name) != bool(found):
                self.add_error(f"other_{n}", "姓名和得票应当都填。")
        return cleaned

    def heads(self) -> list[forms.BoundField]:
        """Return the fields of the ballots."""
        return [self[name] for name in HEADS]

    def rows(self) -> Iterator[tuple[str, list[tuple[str, forms.BoundField]]]]:
        """Yield (candidate, marks with their words) in the order of the list."""
        for key in self.held.candidates:
            yield self.names[key], [(word, self[f"{mark}_{key}"]) for mark, word in MARKS.items()]

    def others(self) -> list[forms.BoundField]:
        """Return the fields for people written in."""
        return [self[name] for name in self.fields if name.startswith("other_")]

    def sheet(self) -> Sheet:
        """Return the counts as they were entered."""
        told, keys = self.cleaned_data, self.held.candidates
        approve, against, abstain = ({key: told[f"{mark}_{key}"] for key in keys} for mark in MARKS)
        pairs = [(told.get(f"other_{n}"), told.get(f"other_count_{n}")) for n in OTHERS]
        others = {name: found for name, found in pairs if name and found}
        heads = {name: told[name] for name in HEADS}
        return Sheet(**heads, approve=approve, against=against, abstain=abstain, others=others)


class RecountForm(PlainForm):
    """Why the entries of the last round are thrown away."""

    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
