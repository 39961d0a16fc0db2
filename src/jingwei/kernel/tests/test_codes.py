"""The shipped code tables: complete where they say so, and one meaning for every text."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.kernel.codes import (
    TABLES,
    choices,
    code_of,
    find,
    from_standard,
    label,
    short_label,
    to_standard,
    validate,
)
from jingwei.kernel.codes.tables import CodeTable, normal, table_from

CODES = [(table.code, row) for table in TABLES.values() for row in table.rows]
CURRENT = [(table, row) for table, row in CODES if not row.ends]
COUNTS = {
    "GB2261": 2, "GB3304": 60, "GB4762": 13, "ZB64": 19, "ZB123": 2, "ZB18": 14, "ZB03": 14,
    "ZB126": 5, "ZB130": 5, "ZB135": 4, "ZB122": 6, "ZB16": 9, "ZB13": 10, "ZB14": 2, "ZB24": 5,
    "ZB129": 3, "ZB132": 3, "XZ41": 18, "ZB79": 5, "XZ38": 11, "XZ31": 6, "XZ33": 3, "ZB27": 3,
    "ZB148": 12, "JW_TALENT": 6, "GBT12407": 23,
}  # fmt: skip
TWO_VERSIONS = """
code = "T"
title = "试验"
source = "测试"
edition = "1"
complete = true
codes = [
  { code = "1", label = "旧名", valid_to = 2019-05-31 },
  { code = "1", label = "新名", valid_from = 2019-06-01 },
]
"""


@pytest.fixture
def versions(monkeypatch) -> CodeTable:
    monkeypatch.setitem(TABLES, "T", table_from(TWO_VERSIONS))
    return TABLES["T"]


class TestTables:
    @pytest.mark.parametrize(("table", "count"), COUNTS.items())
    def test_hold_what_was_published(self, table, count):
        assert len(TABLES[table].by_code) == count

    def test_name_fifty_six_ethnic_groups_in_order(self):
        groups = [row for row in TABLES["GB3304"].rows if row.label.endswith("族")]

        assert [row.code for row in groups if row.code < "57"] == [
            f"{number:02}" for number in range(1, 57)
        ]
        assert (groups[0].label, groups[55].label) == ("汉族", "基诺族")

    @pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.code)
    def test_know_every_code_once_at_a_time(self, table):
        current = [row.code for row in table.rows if not row.ends]

        assert len(current) == len(set(current))

    @pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.code)
    def test_say_where_they_are_from_in_chinese(self, table):
        assert table.source
        assert table.edition
        assert not table.title.isascii()
        assert all(row.label.strip() == row.label and row.label for row in table.rows)

    @pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.code)
    def test_hang_under_parents_that_are_there(self, table):
        parents = {row.parent for row in table.rows if row.parent}

        assert parents - table.by_code.keys() == set()

    @pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.code)
    def test_point_to_codes_of_a_shipped_standard(self, table):
        known = TABLES[table.standard_table].by_code if table.standard_table else None
        told = {row.standard for row in table.rows if row.standard}

        assert known is None or told - known.keys() == set()

    @pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.code)
    def test_give_no_text_to_two_current_codes(self, table):
        told: dict[str, set[str]] = {}
        for row in table.rows:
            for text in (row.label, *filter(None, [row.short]), *row.aliases):
                told.setdefault(normal(text), set()).update([] if row.ends else [row.code])

        assert {text: codes for text, codes in told.items() if len(codes) > 1} == {}

    def test_offer_relatives_in_the_order_of_the_form(self, today):
        words = [word for _, word in choices_without_local("GB4761")]

        order = ["妻子", "儿子", "女儿", "父亲", "岳父", "公公", "哥哥", "其他亲属"]
        assert sorted(order, key=words.index) == order


def choices_without_local(table: str) -> list[tuple[str, str]]:
    return [(row.code, row.label) for row in TABLES[table].rows if not row.heading]


class TestCodeOf:
    @pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.code)
    def test_finds_every_code_by_its_label_short_word_and_aliases(self, table):
        current = [row for row in table.rows if not row.ends]
        told = [
            (text, row.code)
            for row in current
            for text in (row.label, row.short, *row.aliases)
            if text
        ]

        assert [(text, code_of(table.code, text)) for text, _ in told] == told

    @pytest.mark.parametrize(
        ("table", "text", "code"),
        [
            ("GB3304", "汉", "01"),
            ("GB3304", " 汉　族\n", "01"),
            ("ZB64", "硕士研究生", "11"),
            ("ZB64", "省委党校研究生", "1B"),
            ("ZB64", "省(区、市)委党校研究生", "1B"),
            ("GB4762", "党员", "01"),
            ("GB4762", "中共预备党员", "02"),
            ("GB6864", "管理学学士", "412"),
            ("GB22613", "健康", "10"),
            ("ZB18", "试用期不定等次", "5A"),
            ("GB6864", "ＭＢＡ", "346"),
        ],
    )
    def test_reads_the_words_of_the_appointment_form(self, table, text, code):
        assert code_of(table, text) == code

    def test_gives_an_ended_label_to_the_code_that_has_it_now(self):
        assert code_of("ZB09", "县处级正职") == "1A31"
        assert label("ZB09", "0131") == "县处级正职"

    @given(table=st.sampled_from(sorted(TABLES)), blanks=st.sampled_from(["", " ", "　\n", "\xa0"]))
    def test_means_nothing_by_blanks(self, table, blanks):
        assert code_of(table, blanks) is None


class TestStandard:
    @given(st.sampled_from(CURRENT))
    def test_and_back_is_the_same_code_where_both_are_defined(self, told):
        table, row = told
        standard = to_standard(table, row.code)

        back = from_standard(table, standard) if standard else None

        assert back in (None, row.code)

    @pytest.mark.parametrize(
        ("table", "code", "standard"),
        [
            ("GB2261", "1", "1"),
            ("GB3304", "91", "97"),
            ("GB3304", "92", "98"),
            ("ZB64", "21", "21"),
            ("GB4761", "03", "11"),
            ("GB4761", "45", "55"),
            ("ZB09", "1A31", "131"),
            ("ZB09", "0842", "242"),
        ],
    )
    def test_maps_both_ways(self, table, code, standard):
        assert to_standard(table, code) == standard
        assert from_standard(table, standard) == code

    def test_of_an_ended_code_leads_to_the_one_that_replaced_it(self):
        assert from_standard("ZB09", to_standard("ZB09", "0131") or "") == "1A31"

    def test_is_undefined_where_the_standard_tells_less_or_other(self):
        assert to_standard("ZB64", "11") is None
        assert to_standard("GB4761", "48") == to_standard("GB4761", "49") == "57"
        assert from_standard("GB4761", "57") is None
        assert from_standard("GB3304", "01") == "01"

    def test_of_the_made_up_district_is_undefined(self):
        assert to_standard("ZB01", "000001") is None


class TestVersions:
    @pytest.mark.parametrize(
        ("on", "word"),
        [
            (date(2000, 1, 1), "旧名"),
            (date(2019, 5, 31), "旧名"),
            (date(2019, 6, 1), "新名"),
            (None, "新名"),
        ],
    )
    def test_a_code_is_called_as_on_the_day(self, versions, on, word):
        assert label("T", "1", on) == word

    def test_both_names_mean_the_code(self, versions):
        assert code_of("T", "旧名") == code_of("T", "新名") == "1"

    def test_an_ended_code_keeps_its_word_after_its_end(self):
        assert label("ZB09", "0131", date(2025, 1, 1)) == "县处级正职"
        assert find("ZB09", "0131").holds_on(date(2016, 12, 31))
        assert not find("ZB09", "0131").holds_on(date(2017, 1, 1))


class TestLabel:
    def test_short_word_is_that_of_the_form(self):
        assert short_label("GB22613", "10") == "健康"
        assert short_label("GB3304", "01") == "汉族"

    def test_of_an_unknown_table_raises(self):
        with pytest.raises(KeyError):
            label("ZB0", "1")

    def test_blank_is_valid_and_every_shipped_code(self):
        for table, row in CODES:
            validate(table, row.code)
            validate(table, "")

    def test_headings_are_known_but_not_offered(self, db):
        assert label("ZB64", "20") == "本科教育"
        assert "20" not in dict(choices("ZB64"))
        assert "21" in dict(choices("ZB64"))
