"""Evidence: typed and shown as typed, read from registers, withdrawn."""

from __future__ import annotations

from datetime import date

import pytest

from jingwei.coverage.indicators import indicator_named, programme_indicator, programme_indicators
from jingwei.coverage.models import Evidence
from jingwei.coverage.models.roster import Kind
from jingwei.coverage.services import (
    TrainingGiven,
    evidence_add,
    evidence_refresh,
    evidence_withdraw,
    programme_change,
    training_record,
)
from jingwei.coverage.services.evidence import evidence_refresh_all
from jingwei.coverage.sources import SOURCES, Asked, evidence_source
from jingwei.coverage.tests.samples import MARCH, started
from jingwei.kernel.errors import BadInput
from jingwei.kernel.indicators import Slice
from jingwei.people.models import TrainingRecord
from tests.factories import TrainingRecordFactory

TRAINING = {"source": "people.trainingrecord", "source_words": "轮训"}


@pytest.fixture
def trained(today, zzb, insider, pair):
    """A programme that reads trainings; the first person took part in one that counts."""
    TrainingRecordFactory(person=pair[0], title="科级干部轮训班", began_on=MARCH)
    TrainingRecordFactory(person=pair[1], title="电脑班", began_on=MARCH)
    TrainingRecordFactory(person=pair[1], title="科级干部轮训班", began_on=date(2024, 3, 1))
    return started(zzb, insider, **TRAINING)


def covered(programme):
    rows = programme.rows.order_by("unit_path", "words")
    return list(rows.values_list("covered_on", flat=True))


class TestTyped:
    def test_covers_from_its_day_and_is_shown_as_typed(self, programme, rows, insider):
        evidence_add(programme, rows[:1], on=MARCH, words="第一期", actor=insider)

        assert covered(programme) == [MARCH, None]
        assert Evidence.objects.get().get_kind_display() == "手工登记"

    def test_the_same_again_is_passed_over(self, programme, rows, insider):
        evidence_add(programme, rows[:1], on=MARCH, words="第一期", actor=insider)

        added = evidence_add(programme, rows, on=MARCH, words="第一期", actor=insider)

        assert added == 1

    @pytest.mark.parametrize("day", [date(2024, 12, 31), date(2025, 7, 1)])
    def test_outside_the_programme_is_refused(self, programme, rows, insider, day):
        with pytest.raises(BadInput, match="不在"):
            evidence_add(programme, rows, on=day, words="第一期", actor=insider)

    def test_withdrawn_counts_no_more_but_stays(self, programme, rows, insider):
        evidence_add(programme, rows[:1], on=MARCH, words="第一期", actor=insider)

        evidence_withdraw(Evidence.objects.get(), why="记错人", actor=insider)

        assert covered(programme) == [None, None]
        assert Evidence.objects.get().why_withdrawn == "记错人"

    def test_a_programme_may_need_more_than_one(self, programme, rows, insider):
        programme = programme_change(programme, {"needed": 2}, actor=insider)
        evidence_add(programme, rows[:1], on=MARCH, words="第一季度", actor=insider)
        once = covered(programme)

        evidence_add(programme, rows[:1], on=date(2025, 5, 6), words="第二季度", actor=insider)

        assert (once, covered(programme)) == ([None, None], [date(2025, 5, 6), None])


class TestRead:
    def test_takes_what_the_register_says_of_the_period(self, trained):
        assert covered(trained) == [MARCH, None]
        assert Evidence.objects.get().kind == Kind.REGISTER

    def test_reading_again_adds_nothing(self, trained, insider):
        assert evidence_refresh(trained, actor=insider) == 0

    def test_follows_the_register(self, trained, pair, insider):
        TrainingRecord.objects.filter(person=pair[0]).delete()
        TrainingRecordFactory(person=pair[1], title="轮训二期", began_on=date(2025, 4, 7))

        evidence_refresh_all()

        assert covered(trained) == [None, date(2025, 4, 7)]

    def test_what_was_withdrawn_is_not_read_again(self, trained, insider):
        evidence_withdraw(Evidence.objects.get(), why="没有结业", actor=insider)

        evidence_refresh(trained, actor=insider)

        assert covered(trained) == [None, None]

    def test_of_everybody_takes_one_query(self, trained, django_assert_num_queries):
        asked = Asked("person", "轮训", date(2025, 1, 1), date(2025, 6, 30))

        with django_assert_num_queries(1):
            found = list(SOURCES["people.trainingrecord"].find(asked))

        assert len(found) == 1

    def test_a_source_is_declared_once(self):
        with pytest.raises(ValueError, match="twice"):
            evidence_source("people.trainingrecord", "培训登记", subjects={"person"})(iter)


class TestTrainingRecord:
    def test_writes_the_register_and_covers(self, trained, insider, pair):
        rows = list(trained.rows.filter(person=pair[1]))
        given = TrainingGiven("轮训第三期", date(2025, 6, 2), date(2025, 6, 6))

        training_record(trained, rows, given, actor=insider)
        evidence_refresh(trained, actor=insider)

        assert TrainingRecord.objects.filter(person=pair[1], title="轮训第三期").count() == 1
        assert covered(trained) == [MARCH, date(2025, 6, 6)]
        assert Evidence.objects.filter(row=rows[0]).count() == 1


class TestIndicator:
    def test_is_the_share_on_the_last_day_with_its_rows(self, trained, zzb, gbk):
        found = programme_indicator(trained)
        early, late = (Slice(zzb.path, date(2025, 1, 1), day) for day in (date(2025, 2, 1), MARCH))

        assert (found.value(early), found.value(late)) == (0, 50)
        assert found.value(Slice(gbk.path, date(2025, 1, 1), MARCH)) == 0
        assert found.rows(late).count() == 1

    def test_is_found_by_its_code(self, trained, insider):
        (found,) = programme_indicators(insider)

        assert indicator_named(found.code).label == found.label
        assert indicator_named("coverage.programme.x") is None
        assert indicator_named("plans.meetings_held") is None
