"""What collection puts on somebody's to-do list, and who sees none of it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from jingwei.collection.models import Assignment, Merge, Round, Row
from jingwei.collection.selectors.waiting import waiting_for
from jingwei.collection.tests.answered import assignment_made, round_made

pytestmark = pytest.mark.django_db
JUNE, LATER = date(2025, 6, 30), date(2025, 7, 10)


def told(viewer, on=JUNE):
    return [(one.what, one.verb, one.due_on) for one in waiting_for(viewer, on=on)]


def moved(assignment, **fields):
    Assignment.objects.filter(pk=assignment.pk).update(**fields)


class TestWhoAnswers:
    def test_fills_in_and_learns_how_late_it_is(self, assignment, outsider):
        (line,) = waiting_for(outsider, on=LATER)

        assert (line.what, line.verb) == ("流动党员核对（区教育局）", "填写")
        assert line.why == "区委组织部下发，3 条，已超期 6 天"
        assert line.url == reverse("collection:answer", args=[assignment.pk])

    def test_corrects_what_came_back_and_gathers_parts(self, assignment, gbk, outsider):
        moved(assignment, state="returned", return_reason="电话不全")
        (back,) = waiting_for(outsider, on=JUNE)
        moved(assignment, state="saved")
        part = assignment_made(assignment.round, gbk, parent=assignment)
        moved(part, state="submitted")
        (parts,) = waiting_for(outsider, on=JUNE)

        assert (back.verb, back.why) == ("修改", "被退回：电话不全")
        assert (parts.verb, parts.why) == ("汇总", "下级 1 家已交 1 家")

    def test_what_is_handed_in_or_of_a_closed_round_waits_for_nobody(self, assignment, outsider):
        moved(assignment, state="submitted")
        assert told(outsider) == []
        moved(assignment, state="saved")
        Round.objects.update(state="closed")
        assert told(outsider) == []


class TestWhoIsInCharge:
    def test_reviews_then_reminds_then_merges_then_ends(self, assignment, insider, zzb, gbk):
        other = assignment_made(assignment.round, gbk)
        moved(assignment, state="submitted")
        reviews = told(insider)
        moved(assignment, state="accepted")
        quiet, reminds = told(insider), told(insider, LATER)
        moved(other, state="accepted")
        ends = told(insider)
        Row.objects.filter(assignment=other).update(is_changed=True)
        columns = [column | {"register": "people.person"} for column in assignment.round.columns]
        Round.objects.update(columns=columns)
        merges = told(insider)

        due = date(2025, 7, 4)
        found = [lines[0][1:] for lines in (reviews, reminds, ends, merges)]
        assert found == [("审核", due), ("提醒", due), ("结束", due), ("并入", None)]
        assert quiet == []

    def test_a_merged_and_ended_round_is_done(self, assignment, insider):
        moved(assignment, state="accepted")
        Round.objects.update(state="closed")
        at = datetime(2025, 7, 1, tzinfo=UTC)
        Merge.objects.create(round=assignment.round, register="people.person", by=insider, at=at)

        assert told(insider) == []

    def test_somebody_else_of_the_office_has_nothing_to_do(self, assignment, powerless):
        moved(assignment, state="submitted")

        assert told(powerless) == []

    def test_asks_the_same_however_many_there_are(
        self, assignment, insider, zzb, jyj, django_assert_num_queries
    ):
        insider = type(insider).objects.get(pk=insider.pk)
        waiting_for(insider, on=JUNE)
        for _ in range(3):
            moved(assignment_made(round_made(zzb, insider), jyj), state="submitted")

        with django_assert_num_queries(2):
            assert len(waiting_for(insider, on=JUNE)) == 3
