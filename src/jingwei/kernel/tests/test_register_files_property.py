"""Whatever rows hold: exported they import back unchanged, and a messy file says the same."""

from __future__ import annotations

import random
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from jingwei.kernel.registers.declaration import Register, register_of
from jingwei.kernel.registers.exchange.export import export_asked, export_csv, export_xlsx
from jingwei.kernel.registers.exchange.plan import Entry, Plan, file_asked, plan_made
from jingwei.kernel.registers.exchange.reading_files import read_table
from jingwei.kernel.registers.management import System
from jingwei.kernel.registers.sight import Sight
from jingwei.kernel.registers.writing import Draft, RowsRefused, rows_save
from jingwei.people.models import Education, Person
from tests.factories import PersonFactory, UnitFactory

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
SIGNS = st.text(st.sampled_from("=+-@'\"*，,;\t\n\r 　——甲1.0eE"), max_size=12)
MONTHS = st.builds("{:04}{:02}".format, st.integers(1930, 2024), st.integers(1, 12))
DATES = st.one_of(MONTHS, MONTHS.map(lambda month: f"{month}15"))
PEOPLE = st.lists(
    st.fixed_dictionaries(
        {
            "full_name": st.one_of(SIGNS, TEXTS).map(lambda text: f"李{text}"[:36]),
            "gender": st.sampled_from("12"),
            "birth_on": DATES,
            "ethnic_group": st.sampled_from(["", "01", "03"]),
            "native_place": st.one_of(SIGNS, TEXTS),
            "note": st.one_of(SIGNS, TEXTS),
            "resume_text": TEXTS,
            "birth_verified": st.booleans(),
        }
    ),
    min_size=1,
    max_size=4,
)
STUDIES = st.lists(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from("12"),
            "education": st.sampled_from(["", "21", "31"]),
            "graduated_on": st.one_of(st.just(""), DATES),
            "school": st.one_of(SIGNS, TEXTS),
            "years": st.one_of(st.none(), st.decimals(0, 9, places=1)),
            "is_printed": st.booleans(),
        }
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda row: (row["kind"], row["education"], row["graduated_on"]),
)


class TestRoundTrip(TestCase):
    """Exports in both shapes against the register they came from."""

    @settings(max_examples=20, deadline=None)
    @given(PEOPLE)
    def test_any_people_come_back_unchanged(self, people: list[dict[str, Any]]) -> None:
        unit = UnitFactory()
        stored(register_of(Person), [{**row, "unit": unit} for row in people])

        assert_unchanged(register_of(Person))

    @settings(max_examples=20, deadline=None)
    @given(STUDIES)
    def test_any_studies_come_back_unchanged(self, studies: list[dict[str, Any]]) -> None:
        person = PersonFactory(unit=UnitFactory())
        stored(register_of(Education), [{**row, "person": person} for row in studies])

        assert_unchanged(register_of(Education))


class TestMessyFile(TestCase):
    """The same rows, as an office program leaves them after somebody worked on them."""

    @settings(max_examples=25, deadline=None)
    @given(PEOPLE, st.randoms(use_true_random=False))
    def test_gives_the_same_plan(self, people: list[dict[str, Any]], chance: random.Random) -> None:
        register, unit = register_of(Person), UnitFactory()
        stored(register, [{**row, "unit": unit} for row in people])
        heads, *rows = sheet(register)
        for row in rows:
            row[heads.index("备注")] = chance.choice(["", "已核对", row[heads.index("备注")]])
            row[heads.index("出生年月")] = chance.choice(["1990.1", "1985.10", "", "1985.13"])
        rows.append(["" for _ in heads])
        rows[-1][heads.index("姓名")], rows[-1][heads.index("出生年月")] = "新人", "1991.05"

        clean, messy = book([heads, *rows]), book(worked_on(heads, rows, chance))

        assert told(register, messy) == told(register, clean)


def stored(register: Register[Any], rows: list[dict[str, Any]]) -> None:
    try:
        rows_save(register, [Draft(row) for row in rows], actor=None)
    except RowsRefused as error:
        pytest.fail(f"no valid rows: {error.errors}")


def assert_unchanged(register: Register[Any]) -> None:
    count = register.model._default_manager.count()
    export = export_asked(register, {}, Sight(System()), taker="测试", purpose="核对")
    with export_xlsx(export) as file:
        assert planned(register, file.read()).counts == {"same": count}
    assert planned(register, b"".join(export_csv(export))).counts == {"same": count}


def planned(register: Register[Any], data: bytes, keep: Any = lambda kind, entry: None) -> Plan:
    return plan_made(file_asked(register, "名单", data, System()), keep=keep)


def told(register: Register[Any], data: bytes) -> tuple[dict[str, int], list[Any]]:
    """Return what a plan says, but for the lines."""
    entries: list[tuple[str, Entry]] = []
    plan = planned(register, data, lambda kind, entry: entries.append((kind, entry)))
    return dict(plan.counts), [
        (kind, entry["title"], entry.get("cells"), entry.get("errors")) for kind, entry in entries
    ]


def sheet(register: Register[Any]) -> list[list[Any]]:
    export = export_asked(register, {}, Sight(System()), taker="测试")
    table = read_table("名单.csv", b"".join(export_csv(export)), lambda cells: "姓名" in cells)
    return [list(table.heads), *(list(cells) for _, cells in table.rows())]


def worked_on(
    heads: Sequence[str], rows: Sequence[Sequence[Any]], chance: random.Random
) -> list[list[Any]]:
    """Return the rows with other columns, blank rows, a title, numbers and full-width blanks."""
    order = [*range(len(heads)), None, None]
    chance.shuffle(order)
    lines = [["名单（内部）"]] * chance.randint(0, 1) + [[]] * chance.randint(0, 2)
    lines.append([decorated(heads[n], chance) if n is not None else "" for n in order])
    for row in rows:
        lines += [[], ["", "　"]][: chance.randint(0, 2)]
        lines.append([dressed(heads[n], row[n], chance) if n is not None else "" for n in order])
    return lines


def decorated(head: str, chance: random.Random) -> str:
    return chance.choice([head, f"{head}*", f" {head}（必填）", "　".join(head), f"{head}："])


def dressed(head: str, text: str, chance: random.Random) -> Any:
    if head == "出生年月" and text and chance.random() < 0.5:
        return float("1990.01") if text == "1990.1" else float(text)
    return chance.choice([text, f"{text}  ", f"　{text}"]) if text else ""


def book(rows: Sequence[Sequence[Any]]) -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out) as made:
        target = made.add_worksheet()
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                if isinstance(value, float):
                    target.write_number(number, place, value)
                elif value:
                    target.write_string(number, place, value)
    return out.getvalue()
