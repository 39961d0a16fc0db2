"""Numbers about what is registered of people, on the days where they change."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from jingwei.kernel.indicators import Slice, indicator_named
from jingwei.people.models import CheckRun, Correction, Finding, Person
from tests.factories import (
    IdentityDocumentFactory,
    PersonFactory,
    RewardFactory,
    TrainingRecordFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
MARCH = (date(2025, 3, 1), date(2025, 3, 31))
APRIL = (date(2025, 4, 1), date(2025, 4, 30))
MOMENT = datetime(2025, 3, 10, 4, tzinfo=UTC)


def value(code, unit, start, end):
    return indicator_named(f"people.{code}").value(Slice(unit.path, start, end))


@pytest.fixture
def person(gbk):
    return PersonFactory(unit=gbk)


class TestTrainings:
    def test_count_once_for_each_who_took_part_on_the_first_day(self, gbk, gbk2, zzb, person):
        for day in (date(2025, 3, 1), date(2025, 3, 31)):
            TrainingRecordFactory(person=person, began_on=day, kind="010201")
        TrainingRecordFactory(of=gbk2, began_on=date(2025, 3, 31), kind="010203")

        assert value("training_attendances", zzb, *MARCH) == 3
        assert value("trained", zzb, *MARCH) == 2
        assert value("training_attendances", gbk, *MARCH) == 2
        assert value("training_attendances", gbk2, *MARCH) == 1
        assert value("first_trainings", zzb, date(2025, 3, 2), date(2025, 3, 31)) == 1
        assert value("training_attendances", zzb, *APRIL) == 0

    def test_of_somebody_merged_into_another_do_not_count(self, zzb, gbk, person):
        twin = PersonFactory(unit=gbk)
        TrainingRecordFactory(person=twin, began_on=date(2025, 3, 1))
        Person.objects.filter(pk=twin.pk).update(merged_into=person)

        assert value("training_attendances", zzb, *MARCH) == 0
        assert value("trained", zzb, *MARCH) == 0


class TestRewards:
    def test_known_to_the_month_count_in_that_month_alone(self, zzb, person):
        RewardFactory(person=person, decided_on="202503", kind="01111C", name="示例称号")
        RewardFactory(person=person, decided_on="202503", kind="02250", name="党内警告")

        assert value("rewards", zzb, *MARCH) == 1
        assert value("satisfying_servants", zzb, *MARCH) == 1
        assert value("rewards", zzb, *APRIL) == 0
        assert value("rewards", zzb, date(2025, 1, 1), date(2025, 2, 28)) == 0

    def test_revoked_since_are_out_from_that_day(self, zzb, person):
        RewardFactory(person=person, decided_on="202503", revoked_on="20250410")

        assert value("rewards", zzb, date(2025, 3, 1), date(2025, 4, 9)) == 1
        assert value("rewards", zzb, date(2025, 3, 1), date(2025, 4, 10)) == 0


class TestCorrections:
    def test_are_answered_in_time_up_to_the_last_day(self, zzb, person, insider):
        for answered, state in (
            (date(2025, 3, 20), "accepted"), (date(2025, 3, 21), "refused"),
            (date(2025, 3, 19), "withdrawn"),
        ):  # fmt: skip
            Correction.objects.create(
                person=person, register="people.person", row=person.pk, column="native_place",
                proposed="示范青岚", reason="户口簿如此", asked_by=insider,
                asked_on=date(2025, 3, 5), due_on=date(2025, 3, 20), state=state,
                answered_on=answered,
            )  # fmt: skip

        last, next_day = date(2025, 3, 20), date(2025, 3, 21)
        assert value("answered_in_time_share", zzb, *MARCH) == Decimal("50.00")
        assert value("answered_in_time_share", zzb, *APRIL) is None
        assert value("corrections_asked", zzb, *MARCH) == 3
        assert value("corrections_accepted", zzb, last, last) == 1
        assert value("corrections_overdue", zzb, last, last) == 0
        assert value("corrections_overdue", zzb, next_day, next_day) == 0  # answered that day

    def test_without_an_answer_are_overdue_from_the_day_after(self, zzb, person, insider):
        Correction.objects.create(
            person=person, register="people.person", row=person.pk, column="native_place",
            proposed="示范青岚", reason="户口簿如此", asked_by=insider,
            asked_on=date(2025, 3, 5), due_on=date(2025, 3, 20),
        )  # fmt: skip

        assert value("corrections_overdue", zzb, date(2025, 3, 20), date(2025, 3, 20)) == 0
        assert value("corrections_overdue", zzb, date(2025, 3, 21), date(2025, 3, 21)) == 1


class TestDocuments:
    def test_that_are_no_longer_valid_are_not_among_those_to_be_kept(self, zzb, person):
        IdentityDocumentFactory(person=person, keeper="青岚区委组织部")
        IdentityDocumentFactory(
            person=person, kind="taiwan", number="T1", valid_until=date(2025, 3, 31)
        )

        assert value("documents_kept_share", zzb, *MARCH) == Decimal("50.00")
        assert value("documents_kept_share", zzb, *APRIL) == Decimal("100.00")
        assert value("documents_kept_share", zzb, date(2019, 1, 1), date(2019, 12, 31)) is None


class TestChecks:
    def test_tell_nothing_before_one_ran_over_the_whole_of_it(self, zzb, gbk, gbk2, person):
        PersonFactory(unit=gbk2)
        Finding.objects.create(
            rule="people.duplicate", register="people.person", row=person.pk,
            unit_path=person.unit_path, sentence="疑似重复", found_at=MOMENT,
        )  # fmt: skip
        run = {"asked_at": MOMENT, "finished_at": MOMENT, "state": "done"}
        CheckRun.objects.create(path=gbk.path, **run)

        codes = ("faultless_share", "duplicates_share")
        assert [value(code, zzb, *MARCH) for code in codes] == [None, None]
        assert [value(code, gbk, *MARCH) for code in codes] == [0, 100]
        CheckRun.objects.create(path="", **run)
        assert [value(code, zzb, *MARCH) for code in codes] == [50, 50]
