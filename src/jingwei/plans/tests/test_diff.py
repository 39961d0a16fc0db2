"""Which measure of a new version is which of the old one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from jingwei.plans.diff import Entry, Fate, changed_runs, compare

TEXTS = st.text(alphabet="建立制度开展培训走访支部 ，", min_size=1, max_size=12)
ENTRIES = st.lists(st.tuples(st.sampled_from(["甲", "乙"]), TEXTS), max_size=8).map(
    lambda rows: [Entry(n, heading, text) for n, (heading, text) in enumerate(rows)]
)


def entries(*texts: str, heading: str = "甲") -> list[Entry]:
    return [Entry(n, heading, text) for n, text in enumerate(texts)]


def fates(old: list[Entry], new: list[Entry]) -> list[tuple[str, int | None, int | None]]:
    return [
        (p.fate.value, p.old.key if p.old else None, p.new.key if p.new else None)
        for p in compare(old, new)
    ]


class TestCompare:
    def test_the_same_text_is_kept_wherever_it_stands(self):
        old, new = entries("开展走访", "建立台账"), entries("建立台账", "开展走访")

        assert fates(old, new) == [("kept", 1, 0), ("kept", 0, 1)]

    def test_blanks_do_not_count_as_a_change(self):
        assert fates(entries("开展 走访"), entries("开展走访\n")) == [("kept", 0, 0)]

    def test_a_reworded_text_is_changed_and_still_the_same(self):
        old = entries("开展党支部书记轮训2期")
        new = entries("分批开展党支部书记轮训3期")

        assert fates(old, new) == [("changed", 0, 0)]

    def test_what_has_no_counterpart_is_new_or_gone(self):
        assert fates(entries("走访老党员"), entries("编制经费预算")) == [
            ("new", None, 0),
            ("gone", 0, None),
        ]

    def test_of_two_equal_texts_the_one_under_the_same_heading_is_meant(self):
        old = [Entry(0, "甲", "加强领导"), Entry(1, "乙", "加强领导")]
        new = [Entry(0, "乙", "加强领导")]

        assert fates(old, new) == [("kept", 1, 0), ("gone", 0, None)]

    def test_of_two_alike_texts_the_one_under_the_same_heading_is_meant(self):
        old = [Entry(0, "甲", "开展党支部书记轮训2期"), Entry(1, "乙", "开展党支部书记轮训2次")]
        new = [Entry(0, "乙", "开展党支部书记轮训4期")]

        assert fates(old, new) == [("changed", 1, 0), ("gone", 0, None)]

    @given(ENTRIES, ENTRIES)
    def test_every_entry_stands_in_exactly_one_pair(self, old, new):
        pairs = compare(old, new)

        assert sorted(p.old.key for p in pairs if p.old) == [e.key for e in old]
        assert [p.new.key for p in pairs if p.new] == [e.key for e in new]

    @given(ENTRIES)
    def test_a_version_differs_from_itself_in_nothing(self, old):
        assert {pair.fate for pair in compare(old, old)} <= {Fate.KEPT}


class TestChangedRuns:
    def test_marks_what_goes_out_and_what_comes_in(self):
        runs = list(changed_runs("培训2期", "轮训3期"))

        assert runs == [
            ("out", "培"), ("in", "轮"), ("same", "训"), ("out", "2"), ("in", "3"), ("same", "期"),
        ]  # fmt: skip

    @given(TEXTS, TEXTS)
    def test_the_runs_give_both_texts_back(self, old, new):
        runs = list(changed_runs(old, new))

        assert "".join(text for kind, text in runs if kind != "in") == old
        assert "".join(text for kind, text in runs if kind != "out") == new
