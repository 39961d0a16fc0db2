"""Two rows that are one person."""

from __future__ import annotations

import pytest

from jingwei.kernel.errors import RuleViolation
from jingwei.kernel.models import AuditEntry
from jingwei.people.models import Education, Person
from jingwei.people.selectors.duplicates import likenesses
from jingwei.people.selectors.search import found_people
from jingwei.people.services.merging import person_distinct, person_merge
from tests.factories import (
    AppraisalFactory,
    CadreFactory,
    EducationFactory,
    PersonFactory,
    TalentFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(zzb):
    return PersonFactory(full_name="单小明", unit=zzb)


@pytest.fixture
def gone(zzb):
    return PersonFactory(full_name="单小明", unit=zzb, native_place="示范汉宁")


class TestMerge:
    def test_moves_rows_and_hats_and_takes_the_fields_chosen(self, kept, gone, insider):
        EducationFactory(person=gone)
        TalentFactory(person=gone)

        person_merge(kept, gone, take=["native_place"], reason="同一人", actor=insider)

        person = Person.objects.get(pk=kept.pk)
        assert person.native_place == "示范汉宁"
        assert person.hats == "talent"
        assert person.education == "21"
        assert Education.objects.get().person == person

    def test_the_other_row_stays_out_of_every_read(self, kept, gone, insider):
        person_merge(kept, gone, take=[], reason="同一人", actor=insider)

        assert list(Person.objects.visible_to(insider)) == [kept]
        assert list(Person.objects.filter(found_people("单小明"))) == [kept]

    def test_what_the_kept_person_has_already_stays_behind(self, kept, gone, insider):
        AppraisalFactory(person=kept, result="1")
        AppraisalFactory(person=gone, result="2")

        person_merge(kept, gone, take=[], reason="同一人", actor=insider)

        assert [a.result for a in Person.objects.get(pk=kept.pk).appraisals.all()] == ["1"]

    def test_two_rows_with_the_same_hat_are_refused_and_nothing_changes(self, kept, gone, insider):
        CadreFactory(person=kept)
        CadreFactory(person=gone)
        before = AuditEntry.objects.count()

        with pytest.raises(RuleViolation, match="干部") as refusal:
            person_merge(kept, gone, take=[], reason="同一人", actor=insider)

        assert refusal.value.code == "people.two_hats"
        assert Person.objects.filter(merged_into=None).count() == 2
        assert AuditEntry.objects.count() == before

    def test_a_person_is_not_merged_twice(self, kept, gone, insider):
        person_merge(kept, gone, take=[], reason="同一人", actor=insider)

        with pytest.raises(RuleViolation) as refusal:
            person_merge(kept, gone, take=[], reason="同一人", actor=insider)

        assert refusal.value.code == "people.merged_before"

    def test_nobody_is_merged_with_themselves(self, kept, insider):
        with pytest.raises(RuleViolation) as refusal:
            person_merge(kept, kept, take=[], reason="同一人", actor=insider)

        assert refusal.value.code == "people.merge_itself"


class TestLikenesses:
    def test_the_same_name_and_birth_month_make_a_pair(self, kept, gone, zzb, insider):
        PersonFactory(full_name="单小明", birth_on="199001", unit=zzb)

        pairs = likenesses(insider)

        assert [(pair.first, pair.second) for pair in pairs] == [(kept, gone)]

    def test_a_decided_pair_is_not_asked_about_again(self, kept, gone, insider):
        person_distinct(gone, kept, reason="两人", actor=insider)

        assert likenesses(insider) == []

    def test_people_the_viewer_may_not_see_make_no_pair(self, kept, gone, outsider):
        assert likenesses(outsider) == []
