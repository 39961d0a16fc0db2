"""The rules of disposal hold for every day and every number, not for examples alone."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from jingwei.kernel.rules import Answer
from jingwei.org.rules import months_later
from jingwei.party.rules import disposal
from jingwei.party.rules.disposal import (
    CORRECT,
    DETACHED,
    QUIT,
    REMOVALS,
    disposal_detached,
    disposal_filed,
    disposal_ground,
    disposal_longest_period,
    disposal_lost,
    disposal_office_preview,
    disposal_told,
    disposal_usual_period,
)

DAYS = st.dates(date(2019, 1, 1), date(2030, 12, 31))
MONTHS = st.integers(1, 36)
LATER = st.integers(0, 900).map(lambda n: timedelta(days=n))


class TestLost:
    @given(DAYS, DAYS, LATER, MONTHS)
    def test_once_due_stays_due(self, lost, on, later, months):
        if disposal_lost(lost, on, months).is_met:
            assert disposal_lost(lost, on + later, months).is_met

    @given(DAYS, DAYS, MONTHS)
    def test_is_what_one_counts_on_the_fingers(self, lost, on, months):
        counted = (
            next(n for n in range(600) if months_later(lost, n) > on) - 1 if on >= lost else -1
        )

        assert disposal_lost(lost, on, months).is_met == (counted >= months)


class TestPeriod:
    @given(DAYS, DAYS, LATER, MONTHS)
    def test_shorter_one_is_no_worse(self, start, end, less, months):
        shorter = end - less
        if disposal_longest_period(start, end, months).is_met and shorter > start:
            assert disposal_longest_period(start, shorter, months).is_met

    @given(DAYS, DAYS)
    def test_usual_one_is_never_too_long(self, start, end):
        if end > start and disposal_usual_period(start, end, 6).is_met:
            assert disposal_longest_period(start, end, 12).is_met


class TestDetached:
    @given(st.integers(0, 40), st.integers(0, 40), MONTHS)
    def test_more_months_are_no_worse(self, missed, more, months):
        said = [
            disposal_detached(DETACHED, n, None, date(2025, 1, 1), months, 24).is_met
            for n in (missed, missed + more)
        ]

        assert said != [True, False]

    @given(st.none() | st.integers(0, 40), st.none() | DAYS, DAYS)
    def test_other_kinds_are_not_judged_by_it(self, missed, stopped, on):
        assert disposal_detached(QUIT, missed, stopped, on, 6, 24).is_met

    @given(DAYS)
    def test_what_is_not_known_is_never_met(self, on):
        assert disposal_detached(DETACHED, None, None, on, 6, 24).answer is Answer.CANNOT_TELL


class TestOrder:
    @given(DAYS, DAYS)
    def test_filing_and_telling_come_first(self, before, on):
        assert disposal_filed(before, on).is_met == (before <= on)
        assert disposal_told(before, on).is_met == (before <= on)


class TestPreview:
    @given(st.sampled_from([QUIT, *REMOVALS]), st.none() | st.just(""))
    def test_of_the_office_is_asked_of_every_exit(self, kind, number):
        assert not disposal_office_preview(kind, number).is_met
        assert disposal_office_preview(CORRECT, number).is_met


class TestGround:
    @given(st.text(alphabet="参加组织生活信仰教党费欠交年月", min_size=1, max_size=20))
    def test_no_description_passes(self, text):
        assert not disposal_ground(text).is_met

    @given(st.integers(1, 40), st.integers(1, 9))
    def test_every_article_and_item_passes(self, article, item):
        assert disposal_ground(f"第{article}条第（{item}）项").is_met
        assert disposal_ground(f"《{disposal.ACT.act}》第{article}条").is_met
