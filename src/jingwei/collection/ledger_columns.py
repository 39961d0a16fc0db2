"""The columns of a free ledger: which slot of a row bears them, what they take, what is left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from jingwei.collection.columns import KIND_WORDS, ColumnKind
from jingwei.kernel.errors import BadInput

SLOTS = {"text": 12, "number": 6, "day": 4, "flag": 4, "choice": 6}
"""How many columns of a kind a ledger has room for: a row has so many typed fields."""
SLOT_OF = {
    ColumnKind.TEXT: "text",
    ColumnKind.NUMBER: "number",
    ColumnKind.WHOLE: "number",
    ColumnKind.DAY: "day",
    ColumnKind.CHOICE: "choice",
    ColumnKind.FLAG: "flag",
}
SLOT_WORDS = {"text": "文字", "number": "数字", "day": "日期", "flag": "是否", "choice": "选项"}
KEY_KINDS = frozenset((ColumnKind.TEXT, ColumnKind.DAY, ColumnKind.CHOICE))
"""What may tell one row from another: counts and answers repeat."""
LONGEST_CHOICE = 60
BUILT_IN = ("单位", "备注")
"""Every ledger has these."""
OF_ORGANIZATION = "党组织"
"""A ledger of Party organizations has this one too."""


@dataclass(frozen=True, slots=True)
class LedgerColumn:
    """One column, as it stands in ``Ledger.columns``; ``slot`` "" until it has been given one.

    ``wanted``: an empty value is shown as missing. ``is_key``: it tells rows apart, with the unit
    and the person. ``low`` and ``high`` bound numbers, both inclusive. A retired column is neither
    asked nor listed; its values stay, and nobody else gets its slot.
    """

    label: str
    kind: str = ColumnKind.TEXT
    slot: str = ""
    choices: tuple[str, ...] = ()
    wanted: bool = False
    is_key: bool = False
    low: float | None = None
    high: float | None = None
    help: str = ""
    retired: bool = False

    @property
    def kind_word(self) -> str:
        return KIND_WORDS[ColumnKind(self.kind)]

    @property
    def slot_kind(self) -> str:
        """Which family of fields holds it: "text", "number", "day", "flag" or "choice"."""
        return SLOT_OF[ColumnKind(self.kind)]

    @property
    def rule(self) -> str:
        """What a value must obey, for people; "" for anything."""
        if self.choices:
            return "、".join(self.choices)
        whole = "整数" if self.kind == ColumnKind.WHOLE else ""
        return "，".join(part for part in (whole, self._bounds()) if part)

    def _bounds(self) -> str:
        if self.low is not None and self.high is not None:
            return f"{self.low:g} 到 {self.high:g}"
        if self.low is not None:
            return f"不小于 {self.low:g}"
        return f"不大于 {self.high:g}" if self.high is not None else ""

    def as_json(self) -> dict[str, Any]:
        """Return the column as ``Ledger.columns`` keeps it."""
        return {**asdict(self), "choices": list(self.choices), "kind": str(self.kind)}


def column_read(kept: dict[str, Any]) -> LedgerColumn:
    """Return the column that ``Ledger.columns`` keeps."""
    known = {field.name for field in fields(LedgerColumn)}
    told = {name: value for name, value in kept.items() if name in known}
    return LedgerColumn(**{**told, "choices": tuple(told.get("choices", ()))})


def in_use(columns: Iterable[LedgerColumn]) -> list[LedgerColumn]:
    """Return the columns that are not retired."""
    return [column for column in columns if not column.retired]


def key_columns(columns: Iterable[LedgerColumn]) -> list[LedgerColumn]:
    """Return the columns that tell rows apart; retired ones too, for rows keep their key."""
    return [column for column in columns if column.is_key]


def slots_left(columns: Iterable[LedgerColumn]) -> dict[str, int]:
    """Return for each Chinese word of a kind how many columns of it may still be added."""
    taken = Counter(column.slot_kind for column in columns)
    return {SLOT_WORDS[kind]: count - taken[kind] for kind, count in SLOTS.items()}


def columns_placed(
    old: Sequence[LedgerColumn], wanted: Iterable[LedgerColumn]
) -> list[LedgerColumn]:
    """Return the wanted columns, new ones with a free slot, what is not wanted any more retired.

    A column is known by its slot. Raises BadInput ``ledger.slots`` when a kind has no room left,
    ``ledger.kind`` for a column that would change into another kind.
    """
    before = {column.slot: column for column in old}
    taken = set(before)
    found: list[LedgerColumn] = []
    for column in wanted:
        if column.slot and column.slot not in before:
            raise BadInput("ledger.slots", f"没有“{column.label}”这一栏，请重新打开页面。")
        if column.slot and before[column.slot].slot_kind != column.slot_kind:
            raise BadInput("ledger.kind", f"“{column.label}”已有类型，不能改成{column.kind_word}。")
        slot = column.slot or _free(column, taken)
        taken.add(slot)
        found.append(replace(column, slot=slot))
    kept = {column.slot for column in found}
    return [*found, *(replace(c, retired=True) for c in old if c.slot not in kept)]


def _free(column: LedgerColumn, taken: set[str]) -> str:
    kind = column.slot_kind
    for number in range(1, SLOTS[kind] + 1):
        if (slot := f"{kind}_{number}") not in taken:
            return slot
    word = SLOT_WORDS[kind]
    raise BadInput(
        "ledger.slots", f"{word}类的栏最多 {SLOTS[kind]} 个，“{column.label}”放不下。",
        hint="停用的栏也占位置，因为它的内容还在。",
    )  # fmt: skip


def columns_check(
    columns: Sequence[LedgerColumn], *, person_label: str, by_organization: bool = False
) -> None:
    """Raise BadInput ``ledger.columns`` or ``ledger.column`` for what contradicts itself."""
    used = in_use(columns)
    if not used:
        raise BadInput("ledger.columns", "台账至少要有一栏。")
    labels = [_plain(column.label) for column in used]
    own = {*BUILT_IN, _plain(person_label), OF_ORGANIZATION if by_organization else ""} - {""}
    for label in labels:
        if labels.count(label) > 1:
            raise BadInput("ledger.columns", f"“{label}”这一栏重复了。", hint="请改名或删去一栏。")
        if label in own:
            raise BadInput("ledger.columns", f"“{label}”每本台账都自带，不用再加。")
    if not any(c.is_key for c in used) and not person_label:
        raise BadInput(
            "ledger.columns", "请至少勾选一栏“认行”。", hint="靠它分清是哪一行，导入时不会重复。"
        )
    for column in used:
        if why := _fault(column):
            raise BadInput("ledger.column", f"“{column.label}”：{why}")


def _fault(column: LedgerColumn) -> str:
    if column.kind == ColumnKind.CHOICE and len(column.choices) < 2:
        return "选项至少要有两个。"
    if len(set(column.choices)) < len(column.choices):
        return "选项有重复。"
    if any(len(word) > LONGEST_CHOICE for word in column.choices):
        return f"每个选项最多 {LONGEST_CHOICE} 个字。"
    if column.low is not None and column.high is not None and column.low > column.high:
        return "最小值不能大于最大值。"
    if column.is_key and column.kind not in KEY_KINDS:
        return "认行的栏应是文字、日期或选项。"
    return ""


def _plain(label: str) -> str:
    return "".join(label.split())
