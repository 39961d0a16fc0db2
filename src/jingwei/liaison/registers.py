"""Pairs and their contacts as registers; the rules of the services hold for every way in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet

from jingwei.kernel.registers.declaration import ASIDE, EVERYWHERE, Col, Place, Register, register
from jingwei.kernel.registers.writing import Change, RowError, RowsRefused
from jingwei.liaison.models import SIDES, ContactRecord, Pair
from jingwei.liaison.models.pairs import REFERENCES
from jingwei.liaison.selectors.pairs import named
from jingwei.liaison.services.hand_over import needs_pass
from jingwei.liaison.services.judging import (
    STRANGER,
    contact_refusals,
    correctors,
    may_correct,
    pair_refusals,
)
from jingwei.liaison.services.locking import derived_set, pairs_settle

NUMBER: frozenset[Place] = frozenset(("import", "export"))
SET_UP: frozenset[Place] = EVERYWHERE - {"edit"}
PARTY: frozenset[Place] = frozenset(("new", "import", "export", "api"))
READ: frozenset[Place] = frozenset(("list", "detail"))
TOLD: frozenset[Place] = frozenset(("detail", "export", "api"))
PARTIES = tuple(f"{side}_{name}" for side in SIDES for name in (*REFERENCES, "words"))
NAMES = {"one": "联系方", "two": "联系对象"}


def _party(side: str, name: str) -> Col:
    word, by = {
        "person": ("人员", "number"), "unit": ("单位", "written"),
        "organization": ("党组织", "name"), "words": ("（文字）", ""),
    }[name]  # fmt: skip
    return Col(f"{side}_{name}", label=f"{NAMES[side]}{word}", by=by, on=PARTY)


@register
class PairRegister(Register[Pair]):
    """Who looks after whom, of which kind, since when; as a list, files and an API."""

    model = Pair
    unit_word = "对"
    keys: ClassVar[tuple[tuple[str, ...], ...]] = (("id",), ("kind", *PARTIES, "since"))
    interval: ClassVar[tuple[str, str] | None] = ("since", "until")
    columns = (
        Col("id", label="联系编号", on=NUMBER),
        Col("two", label="联系对象", value=lambda row: str(row.two), on=READ, width=18),
        Col("one", label="联系方", value=lambda row: str(row.one), on=READ, width=12),
        Col("kind", filter="exact", on=SET_UP, width=12),
        *(_party(side, name) for side in SIDES for name in (*REFERENCES, "words")),
        Col("level", filter="exact", width=10),
        Col("level_since", on=ASIDE),
        Col("unit", by="written", filter="subtree", width=16),
        Col("keeper", by="username"),
        Col("since", filter="range", sort=True, on=SET_UP),
        Col("last_on", filter="range", on=READ | {"export", "api"}),
        Col("next_due", filter="range", sort=True, on=READ | {"export", "api"}),
        Col("until", filter="range", on=ASIDE),
        Col("end_reason", on=ASIDE),
    )

    def searched(self, rows: QuerySet[Pair], text: str) -> QuerySet[Pair]:
        """Keep the pairs one of whose parties ``text`` names."""
        return rows.filter(named(text))

    def row_url(self, row: Pair) -> str:
        return f"/liaison/{row.pk}/"

    def prepare(self, rows: list[Pair]) -> None:
        """Set paths, the key of what goes on, the level and the next day due."""
        for row in rows:
            derived_set(row)

    def refusals(self, row: Pair) -> dict[str, str]:
        return pair_refusals(row)

    def stored(self, changes: list[Change[Pair]], actor: Any) -> None:
        """Let a new keeper take over the open needs of the old one."""
        for change in changes:
            if not change.is_new and change.before.get("keeper") and change.row.keeper:
                needs_pass([change.row], change.before["keeper"], change.row.keeper)


@register
class ContactRecordRegister(Register[ContactRecord]):
    """When a pair met, how, about what, and what came of it."""

    model = ContactRecord
    unit_word = "次"
    is_reasoned = True
    keys: ClassVar[tuple[tuple[str, ...], ...]] = (("id",), ("pair", "on", "topic"))
    parent: ClassVar[str] = "pair"
    related: ClassVar[tuple[str, ...]] = tuple(
        f"pair__{side}_{name}" for side in SIDES for name in REFERENCES
    )
    columns = (
        Col("id", label="编号", on=NUMBER),
        Col("pair", by="written", on=EVERYWHERE - {"list", "detail"}),
        Col("two", label="联系对象", value=lambda row: str(row.pair.two), on=READ | {"export"}),
        Col("pair__kind", label="联系类别", filter="exact", on=READ | {"export", "api"}),
        Col("on", filter="range", sort=True),
        Col("form", filter="exact"),
        Col("topic", filter="text", width=30),
        Col("result", filter="text", width=20),
        Col("recorded_by", by="username", on=TOLD),
        Col("withdrawn_on", filter="range", on=TOLD),
        Col("withdrawn_by", by="username", on=TOLD),
        Col("why_withdrawn", on=TOLD),
    )

    def searched(self, rows: QuerySet[ContactRecord], text: str) -> QuerySet[ContactRecord]:
        """Keep the contacts of the pairs one of whose parties ``text`` names."""
        return rows.filter(named(text, "pair__"))

    def refusals(self, row: ContactRecord) -> dict[str, str]:
        return contact_refusals(row) if row.pair_id else {"pair": "填写联系编号。"}

    def stored(self, changes: list[Change[ContactRecord]], actor: Any) -> None:
        """Refuse what somebody else recorded, sign what is new, set when pairs meet next."""
        if actor is not None:
            _refuse_strangers(self, changes, actor)
            mine = [c.row.pk for c in changes if c.is_new and not c.row.recorded_by_id]
            ContactRecord.objects.filter(pk__in=mine).update(recorded_by=actor)
        pairs_settle(change.row.pair_id for change in changes)


def _refuse_strangers(
    register: Register[ContactRecord], changes: list[Change[ContactRecord]], actor: Any
) -> None:
    """Raise RowsRefused for contacts that ``actor`` may not correct, or that were withdrawn."""
    old = [change for change in changes if not change.is_new]
    keepers = correctors({change.row.pair_id for change in old}) if old else {}
    errors = []
    for change in old:
        row, why = change.row, ""
        if not may_correct(row, actor, keepers[row.pair_id]):
            why = f"“{register.row_name(row)}”{STRANGER}"
        elif row.withdrawn_on and "withdrawn_on" not in change.after:
            why = f"“{register.row_name(row)}”已经撤回，不能再改。"
        errors += [RowError(change.line, "", why)] if why else []
    if errors:
        raise RowsRefused(errors)
