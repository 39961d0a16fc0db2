"""The form of a step, made from the definition: facts, papers, counts, decision, reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms

from jingwei.accounts.models import User
from jingwei.kernel.clock import today
from jingwei.kernel.files import file_store
from jingwei.kernel.inputs import DayInput, PlainForm, ask_by_name
from jingwei.procedures.definition import Procedure, Step
from jingwei.procedures.entries import PaperGiven, StepEntry, VoteGiven
from jingwei.procedures.forms.fields import field_for
from jingwei.procedures.models import CaseSubject
from jingwei.procedures.votes import Counted

MEETING = {
    "eligible": "有表决权人数", "excluded_count": "其中不计入应到会的人数", "present": "实到会人数",
    "written": "书面意见份数",
}  # fmt: skip
BALLOT = {"approve": "赞成", "against": "反对", "abstain": "弃权"}
PAPER = ("have", "number", "maker", "made_on", "file")
MOST = 100_000


class StepForm(PlainForm):
    """What a person tells of a step. ``seen`` is the version of the case on the page.

    Facts are named ``f_…``, papers ``p_…``, counts ``v_…``. ``people`` are the rows of a batch
    that are voted on one by one.
    """

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    happened_on = forms.DateField(
        label="发生日期",
        widget=DayInput(),
        help_text="事情发生的那一天；超过 30 天后登记的标为补录",
    )
    reason = forms.CharField(
        label="理由", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="有不符合或不能判断的事项而确需继续时填写",
    )  # fmt: skip
    basis_name = forms.CharField(label="突破依据名称", max_length=200, required=False)
    basis_file = forms.FileField(
        label="突破依据文件", required=False, help_text="不符合不能继续的事项，确有依据时上传"
    )

    def __init__(
        self,
        *args: Any,
        procedure: Procedure,
        step: Step,
        viewer: Any,
        people: Sequence[CaseSubject] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.procedure, self.step, self.people = procedure, step, people
        self.fields["happened_on"].initial = today()
        self._add_decision()
        for asked in step.fields:
            self.fields[f"f_{asked.code}"] = field_for(asked, viewer)
        for code in step.papers:
            self._add_paper(code)
        if step.votes:
            self._add_votes()
        self._relax()
        ask_by_name(self)

    def _add_decision(self) -> None:
        ways = [(way.code, way.label) for way in self.step.decisions]
        if len(ways) > 1:
            self.fields["decision"] = forms.ChoiceField(
                label="结论", choices=ways, widget=forms.RadioSelect, initial=ways[0][0],
                error_messages={"required": "选择结论。"},
            )  # fmt: skip

    def _add_paper(self, code: str) -> None:
        self.fields[f"p_{code}_have"] = forms.BooleanField(label="已有，原件存档", required=False)
        self.fields[f"p_{code}_number"] = forms.CharField(
            label="文号", max_length=80, required=False
        )
        self.fields[f"p_{code}_maker"] = forms.CharField(
            label="形成单位或人", max_length=100, required=False
        )
        self.fields[f"p_{code}_made_on"] = forms.DateField(
            label="形成日期", widget=DayInput(), required=False
        )
        self.fields[f"p_{code}_file"] = forms.FileField(label="扫描件", required=False)

    def _add_votes(self) -> None:
        for name, label in MEETING.items():
            self._add_count(f"v_{name}", label, needed=name in ("eligible", "present"))
        self.fields["v_excluded_basis"] = forms.CharField(
            label="不计入的依据", max_length=300, required=False
        )
        for key, whom in self._ballots():
            for name, label in BALLOT.items():
                self._add_count(f"v_{name}{key}", f"{whom}{label}", needed=name == "approve")

    def _ballots(self) -> list[tuple[str, str]]:
        """Return (end of the field names, words before the labels) of each vote taken."""
        return [(f"_{row.pk}", f"{row} ") for row in self.people] or [("", "")]

    def _add_count(self, name: str, label: str, *, needed: bool) -> None:
        self.fields[name] = forms.IntegerField(
            label=label, min_value=0, max_value=MOST, required=needed
        )

    def _relax(self) -> None:
        """Ask for nothing of a step that is passed over."""
        chosen = self.data.get("decision", "") if self.is_bound else ""
        if any(way.skips and way.code == chosen for way in self.step.decisions):
            for name, field in self.fields.items():
                field.required = name in ("happened_on", "decision")

    def groups(self) -> Iterator[tuple[str, list[forms.BoundField], bool]]:
        """Yield (heading, fields, whether folded) in the order of the page."""
        plain = ["happened_on", "decision", *(f"f_{asked.code}" for asked in self.step.fields)]
        yield "", [self[name] for name in plain if name in self.fields], False
        for code in self.step.papers:
            name = self.procedure.paper_by_code[code].name
            words = name if code in self.step.required_papers else f"{name}（可选）"
            yield words, [self[f"p_{code}_{part}"] for part in PAPER], True
        if self.step.votes:
            yield "表决", [self[name] for name in self.fields if name.startswith("v_")], False
        yield "", [self["reason"]], False
        yield "突破依据", [self["basis_name"], self["basis_file"]], True

    def entry(self, actor: User) -> StepEntry:
        """Return what was told, its files stored; call it in the transaction of the step."""
        told = self.cleaned_data
        return StepEntry(
            told["happened_on"], told.get("decision", ""), self.facts(),
            [*self._papers(actor), *self._basis(actor)], self.votes(), told["reason"],
        )  # fmt: skip

    def facts(self) -> dict[str, Any]:
        """Return the filled facts by the codes of the definition."""
        told = {asked.code: self.cleaned_data.get(f"f_{asked.code}") for asked in self.step.fields}
        return {code: value for code, value in told.items() if value not in (None, "")}

    def _papers(self, actor: User) -> Iterator[PaperGiven]:
        for code in self.step.papers:
            told: dict[str, Any] = {n: self.cleaned_data.get(f"p_{code}_{n}") for n in PAPER}
            if any(told.values()):
                file = told["file"]
                stored = file_store(file.name, file.read(), actor=actor) if file else None
                yield PaperGiven(
                    code, number=told["number"], maker=told["maker"], made_on=told["made_on"],
                    file=stored,
                )  # fmt: skip

    def _basis(self, actor: User) -> Iterator[PaperGiven]:
        if file := self.cleaned_data.get("basis_file"):
            name = self.cleaned_data["basis_name"] or file.name
            stored = file_store(file.name, file.read(), actor=actor)
            yield PaperGiven(name=name, file=stored, is_basis=True)

    def votes(self) -> list[VoteGiven]:
        """Return the counts of the votes taken; none while the numbers are not all there."""
        try:
            return list(self._votes())
        except KeyError:  # a number that is none
            return []

    def _votes(self) -> Iterator[VoteGiven]:
        told = {name: self.cleaned_data.get(f"v_{name}") or 0 for name in MEETING}
        if not self.step.votes or self.cleaned_data.get("v_eligible") is None:
            return
        left_out = told["excluded_count"]
        for number, (key, _) in enumerate(self._ballots()):
            cast = {name: self.cleaned_data.get(f"v_{name}{key}") or 0 for name in BALLOT}
            counted = Counted(
                told["eligible"], max(told["eligible"] - left_out, 0), told["present"],
                written=told["written"], **cast,
            )  # fmt: skip
            subject = self.people[number] if self.people else None
            basis = self.cleaned_data["v_excluded_basis"]
            yield VoteGiven(counted, subject, left_out, basis)
