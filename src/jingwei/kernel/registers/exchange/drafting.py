"""A row of a file becomes a draft, or a list of what is wrong with it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from jingwei.kernel.errors import BadInput
from jingwei.kernel.registers.declaration import Register
from jingwei.kernel.registers.exchange.cells import cell_text, is_month, refuse_cut
from jingwei.kernel.registers.exchange.finding import Key, Named, Way, comparable, rows_found
from jingwei.kernel.registers.exchange.heads import Heads, key_words
from jingwei.kernel.registers.exchange.rules import Role, Rule, rule_of
from jingwei.kernel.registers.exchange.values import Values
from jingwei.kernel.registers.kinds import PartialKind, RelatedKind, SecretKind
from jingwei.kernel.registers.writing import Draft

STAR = "*"


@dataclass
class FileRow:
    """A row of the file on its way; ``errors`` are (label, text, reason).

    ``texts`` holds the filled cells by column, ``months`` those where a real date, the first of
    a month, may stand for the month alone. ``doubt`` is a related row nobody may see or knows.
    """

    line: int
    texts: dict[str, str] = field(default_factory=dict)
    months: set[str] = field(default_factory=set)
    way: Way = ()
    key: Key = ()
    doubt: tuple[Rule, str] | None = None
    found: Any = None
    values: dict[str, Any] = field(default_factory=dict)
    errors: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        return self.found is None

    @property
    def is_same(self) -> bool:
        """Whether the file says nothing else than what is stored."""
        return not (self.is_new or self.values or self.errors)

    def draft(self, *, seen: bool = True) -> Draft[Any]:
        """Return the draft to weigh, or to save when the row is still as it was ``seen``."""
        version = self.found.version if seen and not self.is_new else None
        return Draft(self.values, row=self.found, version=version, line=self.line)


class Drafting:
    """Makes drafts of the rows of one file; remembers which rows it has met."""

    def __init__(
        self, register: Register[Any], heads: Heads, viewer: Any, *, clear_empty: bool = False
    ) -> None:
        self.register, self.viewer, self.clear_empty = register, viewer, clear_empty
        self.values = Values(register, viewer)
        rules = {place: rule_of(register, col, viewer) for place, col in heads.places.items()}
        self.rules = {rule.name: rule for rule in rules.values()}
        self._places = {place: rule for place, rule in rules.items() if rule.role != Role.COMPUTED}
        self._order = sorted(self._places.values(), key=lambda rule: rule.role == Role.RELATED)
        self._may_add = viewer.has_perm(register.permission("add"))
        self._may_change = viewer.has_perm(register.permission("change"))
        self.claimed: dict[tuple[Way, Key], int] = {}
        """The line that first claimed values which no two rows may share."""
        self._met: dict[Key, int] = {}

    def drafted(self, rows: list[tuple[int, Any]]) -> list[FileRow]:
        """Return the rows of the file with what they would store, in their order. Few queries."""
        read = [self._read(line, cells) for line, cells in rows]
        for name in self.rules:
            self.values.meet(name, (row.texts.get(name, "") for row in read))
        for row in read:
            self._set_key(row)
        self._find(read)
        for row in read:
            self._refuse_second(row)
            if row.key:
                self._set_values(row)
                self._refuse_forbidden(row)
            else:
                self._read_others(row)
        return read

    def title(self, row: FileRow) -> str:
        """Return how a row is called in the difference page; nothing secret."""
        if row.found is not None:
            return self.register.row_name(row.found)
        rules = [self.rules[col.name] for col in self.register.columns if col.name in self.rules]
        texts = [text for r in rules if not r.is_secret and (text := row.texts.get(r.name))]
        return " ".join(texts[:2])[:60]

    def refuse(self, row: FileRow, rule: Rule, reason: str) -> None:
        """Note what is wrong with a cell."""
        row.errors.append((rule.label, rule.shown(row.texts.get(rule.name, "")), reason))

    def _read(self, line: int, cells: Any) -> FileRow:
        row = FileRow(line)
        for place, rule in self._places.items():
            cell = cells[place]
            try:
                text = cell_text(cell, rule.kind)
            except BadInput as error:
                row.errors.append((rule.label, rule.shown(str(cell)), str(error)))
                continue
            if text:
                row.texts[rule.name] = text
            if not isinstance(cell, str) and is_month(cell, rule.kind):
                row.months.add(rule.name)
        return row

    def _set_key(self, row: FileRow) -> None:
        keys = self.register.keys
        row.way = next((way for way in keys if self._is_filled(row, way)), ())
        row.way = row.way or next((way for way in keys if self._will_do(row, way)), ())
        if not row.way:
            words = key_words(self.register)
            row.errors.append(("", "", f"没有填写认定是哪一条记录的内容：{words}。"))
            return
        key = []
        for name in row.way:
            try:
                key.append(comparable(self._key_part(row, self.rules[name])))
            except BadInput as error:
                self.refuse(row, self.rules[name], str(error))
        row.key = tuple(key) if len(key) == len(row.way) else ()

    def _is_filled(self, row: FileRow, way: Way) -> bool:
        return all(
            row.texts.get(name) and not (self.rules[name].is_secret and STAR in row.texts[name])
            for name in way
        )

    def _will_do(self, row: FileRow, way: Way) -> bool:
        """Whether a way with a relation in it lacks only what rows may lack: no end, no parent."""
        if not set(way) <= self.rules.keys():
            return False
        rules = [self.rules[name] for name in way]
        has_relation = any(isinstance(rule.kind, RelatedKind) for rule in rules)
        lacking = [rule for rule in rules if rule.name not in row.texts]
        return has_relation and len(lacking) < len(way) and all(r.may_be_empty for r in lacking)

    def _key_part(self, row: FileRow, rule: Rule) -> Any:
        text = row.texts.get(rule.name)
        if text is None:
            return rule.kind.empty
        try:
            return self._value(row, rule, text)
        except BadInput as error:
            if not isinstance(rule.kind, RelatedKind) or len(row.way) == 1:
                raise
            row.doubt = (rule, str(error))
            return Named(text)

    def _find(self, rows: list[FileRow]) -> None:
        by_way: dict[Way, list[FileRow]] = defaultdict(list)
        for row in rows:
            if row.key:
                by_way[row.way].append(row)
        for way, mine in by_way.items():
            found = rows_found(self.register, way, (row.key for row in mine), self.viewer)
            for row in mine:
                matches = found.get(row.key, [])
                if len(matches) > 1:
                    words = "、".join(self.rules[name].label for name in way)
                    row.errors.append(
                        ("", "", f"{words}相同的记录有 {len(matches)} 条，不能确定是哪一条。")
                    )
                    row.key = ()
                row.found = matches[0] if len(matches) == 1 else None
                if row.is_new and row.doubt:
                    self.refuse(row, *row.doubt)
                    row.key = ()

    def _refuse_second(self, row: FileRow) -> None:
        if not row.key:
            return
        key = (row.way, *row.key) if row.is_new else (row.found.pk,)
        first = self._met.setdefault(key, row.line)
        if first != row.line:
            row.errors.append(("", "", f"与第 {first} 行是同一条记录。"))

    def _set_values(self, row: FileRow) -> None:
        for rule in self._order:
            text = row.texts.get(rule.name)
            try:
                if text is None:
                    self._set_empty(row, rule)
                elif rule.role == Role.RELATED:
                    self._compare_related(row, rule, text)
                elif row.is_new:
                    self._set_new(row, rule, text)
                elif rule.name not in row.way:
                    self._set_changed(row, rule, text)
            except BadInput as error:
                self.refuse(row, rule, str(error))

    def _read_others(self, row: FileRow) -> None:
        """Note what else is wrong with a row that is refused for its key, all in one go."""
        for rule in self._order:
            text = row.texts.get(rule.name)
            if text is None or rule.name in row.way or rule.role != Role.WRITTEN:
                continue
            try:
                if STAR not in text:
                    self._value(row, rule, text)
            except BadInput as error:
                self.refuse(row, rule, str(error))

    def _set_empty(self, row: FileRow, rule: Rule) -> None:
        wanted = self.clear_empty and rule.role == Role.WRITTEN and rule.may_write
        if wanted and not (row.is_new or rule.is_kept):
            row.values[rule.name] = rule.kind.empty

    def _set_new(self, row: FileRow, rule: Rule, text: str) -> None:
        if not rule.may_write:
            raise BadInput("register.secret", "你没有填写这一列的权限。")
        if rule.role == Role.FIXED:
            raise BadInput("register.fixed", "由程序变更，不能导入修改。")
        if rule.is_given:
            raise BadInput(
                "register.given", "没有找到这条记录。",
                hint=f"“{rule.label}”由系统编定，新增的行请留空。",
            )  # fmt: skip
        _refuse_mask(rule, text)
        row.values[rule.name] = self._value(row, rule, text)

    def _set_changed(self, row: FileRow, rule: Rule, text: str) -> None:
        old = rule.col.read(row.found)
        if rule.is_secret and text == rule.kind.mask(old):
            return
        if not rule.may_write:
            raise BadInput("register.secret", "你没有修改这一列的权限。", hint="请保留原样或留空。")
        if text == self.values.stored(rule.name, old):
            return
        _refuse_mask(rule, text)
        if rule.role == Role.FIXED:
            raise BadInput("register.fixed", "由程序变更，不能导入修改。")
        value = self._value(row, rule, text)
        is_coarser = isinstance(rule.kind, PartialKind) and str(old).startswith(value)
        if is_coarser or comparable(old) == comparable(value):
            return
        if rule.is_kept:
            raise BadInput("register.fixed", "由程序变更，不能导入修改。")
        row.values[rule.name] = value

    def _value(self, row: FileRow, rule: Rule, text: str) -> Any:
        refuse_cut(text)
        value = self.values.value(rule.name, text)
        return value[:6] if rule.name in row.months else value

    def _compare_related(self, row: FileRow, rule: Rule, text: str) -> None:
        """Refuse a name beside a number that is somebody else's."""
        first, _, rest = rule.name.partition("__")
        base = self._base(row, first)
        if base is None:
            return
        value: Any = base
        for part in rest.split("__"):
            value = getattr(value, part, None)
        masks = {rule.kind.mask(value)} if rule.is_secret else set()
        if text in masks or (rule.may_write and text == self.values.stored(rule.name, value)):
            return
        told = f"，系统里是“{rule.kind.show(value)}”" if rule.is_clear else ""
        raise BadInput("register.related", f"与所指的记录不符{told}。", hint="这一列不从这里修改。")

    def _base(self, row: FileRow, name: str) -> Any:
        if name in row.values:
            return row.values[name]
        if row.found is not None:
            return getattr(row.found, name)
        return None

    def _refuse_forbidden(self, row: FileRow) -> None:
        title = self.register.title
        if row.is_new and not self._may_add:
            row.errors.append(("", "", f"系统里没有这条记录，你也没有新增{title}的权限。"))
        elif row.values and not row.is_new and not self._may_change:
            row.errors.append(("", "", f"你没有修改{title}的权限。"))


def _refuse_mask(rule: Rule, text: str) -> None:
    if STAR in text and (rule.is_secret or isinstance(rule.kind, SecretKind)):
        raise BadInput(
            "register.mask", "这是遮盖后的内容，与现有内容对不上。", hint="请填写完整内容，或留空。"
        )
