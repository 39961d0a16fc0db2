"""Two rows of people that are one: one row on each roster, with the earlier coverage."""

from __future__ import annotations

from datetime import date

from jingwei.coverage.services import evidence_add, programme_close, rows_leave
from jingwei.coverage.tests.samples import MARCH
from jingwei.people.services.merging import person_merge

MAY = date(2025, 5, 10)


def merged(pair, actor):
    kept, gone = pair
    return person_merge(kept, gone, take=[], reason="同一人", actor=actor)


def test_a_row_of_the_one_that_goes_is_now_the_others(programme, rows, pair, insider):
    evidence_add(programme, rows[1:], on=MARCH, words="第一期", actor=insider)
    rows[0].delete()

    merged(pair, insider)

    row = programme.rows.get()
    assert (row.person, row.words, row.covered_on) == (pair[0], "林示例", MARCH)


def test_on_the_same_roster_the_earlier_coverage_counts(programme, rows, pair, insider):
    evidence_add(programme, rows[:1], on=MAY, words="第二期", actor=insider)
    evidence_add(programme, rows[1:], on=MARCH, words="第一期", actor=insider)
    evidence_add(programme, rows, on=MAY, words="补课", actor=insider)
    programme_close(programme, result="完成", actor=insider)

    merged(pair, insider)

    row = programme.rows.get()
    assert (row.pk, row.covered_on) == (rows[0].pk, MARCH)
    assert sorted(row.evidence.values_list("words", flat=True)) == ["第一期", "第二期", "补课"]


def test_a_row_that_still_counts_stays_before_one_that_left(programme, rows, pair, insider):
    rows_leave(programme, rows[:1], why="调出", on=MARCH, actor=insider)

    merged(pair, insider)

    row = programme.rows.get()
    assert (row.pk, row.person, row.state) == (rows[1].pk, pair[0], "due")


def test_without_a_roster_nothing_moves(today, pair, insider):
    assert merged(pair, insider).roster_rows.count() == 0
