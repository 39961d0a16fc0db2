"""The account and the photo of a person: linked with care, taken off again."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from jingwei.kernel.errors import RuleViolation
from jingwei.kernel.models import AuditEntry
from jingwei.people.models import Person
from jingwei.people.services.own_account import account_link, account_unlink, accounts_for
from tests.browser.estate import PIXEL
from tests.factories import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(zzb, powerless):
    return PersonFactory(full_name=powerless.full_name, unit=zzb)


class TestLink:
    def test_an_account_of_the_same_name_becomes_ones_own(self, person, powerless, insider):
        account_link(person, powerless, actor=insider)

        assert Person.objects.get(pk=person.pk).user == powerless
        assert AuditEntry.objects.get(act="person.account").data["account"] == "powerless"

    def test_nobody_links_their_own_account(self, zzb, insider):
        person = PersonFactory(full_name=insider.full_name, unit=zzb)

        with pytest.raises(RuleViolation) as refusal:
            account_link(person, insider, actor=insider)

        assert refusal.value.code == "people.account_unfit"
        assert list(accounts_for(person, insider)) == []

    def test_an_account_of_another_name_is_refused(self, zzb, powerless, insider):
        with pytest.raises(RuleViolation):
            account_link(PersonFactory(unit=zzb), powerless, actor=insider)

    def test_an_account_is_one_persons_alone(self, person, powerless, insider, zzb):
        account_link(person, powerless, actor=insider)

        with pytest.raises(RuleViolation):
            account_link(
                PersonFactory(full_name=person.full_name, birth_on="199001", unit=zzb), powerless,
                actor=insider,
            )  # fmt: skip

    def test_a_person_has_one_account_until_it_is_taken_off(self, person, powerless, insider, zzb):
        account_link(person, powerless, actor=insider)
        other = UserFactory(full_name=person.full_name, unit=zzb)
        with pytest.raises(RuleViolation) as refusal:
            account_link(person, other, actor=insider)

        account_unlink(person, actor=insider)

        assert refusal.value.code == "people.account_there"
        assert account_link(person, other, actor=insider).user == other


@pytest.mark.once
class TestPages:
    def test_the_office_chooses_among_accounts_of_that_name(self, as_insider, person, powerless):
        page = reverse("people:own-account", args=[person.pk])

        assert "powerless（" in as_insider.get(page).content.decode()
        assert as_insider.post(page, {"account": powerless.pk}).status_code == 302
        assert "现在是 powerless" in as_insider.get(page).content.decode()
        as_insider.post(page, {"sure": "on"})
        assert Person.objects.get(pk=person.pk).user is None

    def test_without_an_account_of_that_name_the_page_says_what_to_do(self, as_insider, zzb):
        page = reverse("people:own-account", args=[PersonFactory(unit=zzb).pk])

        assert "没有可以对应的账号" in as_insider.get(page).content.decode()

    def test_out_of_sight_there_is_no_page(self, as_outsider, person):
        for name in ("people:own-account", "people:photo-new"):
            assert as_outsider.get(reverse(name, args=[person.pk])).status_code == 404

    def test_a_photo_is_taken_and_what_is_none_refused(self, as_insider, person):
        page = reverse("people:photo-new", args=[person.pk])

        bad = as_insider.post(page, {"photo": SimpleUploadedFile("照片.png", b"no picture")})
        good = as_insider.post(page, {"photo": SimpleUploadedFile("照片.png", PIXEL)})

        assert (bad.status_code, good.status_code) == (422, 302)
        assert as_insider.get(reverse("people:photo", args=[person.pk])).content == PIXEL

    def test_a_new_row_like_another_is_asked_about_once(self, as_insider, person, zzb):
        page = reverse("registers:new", args=["people.person"])
        row = {
            "full_name": person.full_name, "gender": "1", "birth_on": "1985.03.07",
            "unit": zzb.written, "birth_verified": "False",
        }  # fmt: skip

        asked = as_insider.post(page, row)
        saved = as_insider.post(page, {**row, "is_another": "1"})

        assert (asked.status_code, saved.status_code) == (409, 302)
        assert person.number in asked.content.decode()
        assert Person.objects.filter(full_name=person.full_name).count() == 2
