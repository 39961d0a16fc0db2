"""Two rows that are one person."""

from __future__ import annotations

import pytest

from jingwei.cadres.models import Cadre
from jingwei.kernel.errors import RuleViolation
from jingwei.kernel.files import file_store
from jingwei.kernel.models import AuditEntry
from jingwei.kernel.registers.declaration import register_of
from jingwei.people.models import Education, Person
from jingwei.people.selectors.duplicates import likenesses
from jingwei.people.selectors.search import found_people
from jingwei.people.services.corrections import correction_accept, correction_ask
from jingwei.people.services.merging import person_distinct, person_merge
from tests.browser.estate import PIXEL
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

    def test_a_hat_both_wear_is_that_of_the_kept_row_when_somebody_says_so(
        self, kept, gone, insider
    ):
        stays = CadreFactory(person=kept)
        CadreFactory(person=gone)

        merged = person_merge(kept, gone, take=[], reason="同一人", actor=insider, leave_hats=True)

        assert (merged.cadre, merged.hats) == (stays, "cadre")
        assert list(Cadre.objects.visible_to(insider)) == [stays]

    def test_a_person_is_not_merged_twice(self, kept, gone, insider):
        person_merge(kept, gone, take=[], reason="同一人", actor=insider)

        with pytest.raises(RuleViolation) as refusal:
            person_merge(kept, gone, take=[], reason="同一人", actor=insider)

        assert refusal.value.code == "people.merged_before"

    def test_nobody_is_merged_with_themselves(self, kept, insider):
        with pytest.raises(RuleViolation) as refusal:
            person_merge(kept, kept, take=[], reason="同一人", actor=insider)

        assert refusal.value.code == "people.merge_itself"


class TestMergeTakesAlong:
    def test_account_photo_and_requests_of_the_row_that_goes(self, kept, gone, powerless, insider):
        photo = file_store("照片.png", PIXEL, actor=insider)
        Person.objects.filter(pk=gone.pk).update(user=powerless, photo=photo)
        asked = correction_ask(
            register_of(Person), Person.objects.get(pk=gone.pk), column="native_place",
            proposed="示范青岚", reason="户口簿如此", file=None, actor=powerless,
        )  # fmt: skip

        person_merge(kept, gone, take=[], reason="同一人", actor=insider)

        person = Person.objects.get(pk=kept.pk)
        asked.refresh_from_db()
        assert (person.user, person.photo) == (powerless, photo)
        assert (asked.person, asked.row) == (person, person.pk)
        assert correction_accept(asked, answer="", actor=insider).state == "accepted"

    def test_nothing_the_kept_row_has_already(self, kept, gone, powerless, insider):
        Person.objects.filter(pk=kept.pk).update(user=insider)
        Person.objects.filter(pk=gone.pk).update(user=powerless)

        person_merge(kept, gone, take=[], reason="同一人", actor=insider)

        assert Person.objects.get(pk=kept.pk).user == insider


class TestLikenesses:
    def test_a_month_is_like_a_day_of_it_and_two_days_are_not(self, kept, zzb, insider):
        days = [
            PersonFactory(full_name="单小明", birth_on=day, unit=zzb)
            for day in ("19850307", "19850309", "19850401")
        ]

        pairs = likenesses(insider)

        assert [(pair.first, pair.second) for pair in pairs] == [(kept, days[0]), (kept, days[1])]

    def test_the_same_name_and_birth_month_make_a_pair(self, kept, gone, zzb, insider):
        PersonFactory(full_name="单小明", birth_on="199001", unit=zzb)

        pairs = likenesses(insider)

        assert [(pair.first, pair.second) for pair in pairs] == [(kept, gone)]

    def test_a_decided_pair_is_not_asked_about_again(self, kept, gone, insider):
        person_distinct(gone, kept, reason="两人", actor=insider)

        assert likenesses(insider) == []

    def test_people_the_viewer_may_not_see_make_no_pair(self, kept, gone, outsider):
        assert likenesses(outsider) == []
