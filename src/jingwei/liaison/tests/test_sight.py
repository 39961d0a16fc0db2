"""Who sees what of a pair; and what no row and no form of liaison ever asks for."""

from __future__ import annotations

from datetime import date

import pytest
from django import forms
from django.apps import apps
from django.contrib.auth.models import Permission
from django.db import models

from conftest import signed_in
from jingwei.kernel.registers.sight import READ_OFFICE
from jingwei.liaison.forms.contacts import ContactForm, NeedAnswerForm, NeedHandForm
from jingwei.liaison.forms.pairs import PairForm
from jingwei.liaison.models import ContactRecord, Pair, Party
from jingwei.liaison.registry import KINDS
from jingwei.liaison.selectors.addresses import addresses_of
from jingwei.liaison.tests.sample import at, met, needed, opened, words
from tests.factories import ContactFactory, PersonFactory, UserFactory

RESTRICTED = sorted(code for code, kind in KINDS.items() if kind.permission)
PLACE = ("photo", "picture", "image", "place", "location", "latitude", "longitude", "gps", "track")
FORBIDDEN = (*PLACE, "score", "points", "checkin", "online", "duration", "seen_at", "read_at")


def lacking(unit, *codes):
    """Return somebody with every permission but ``codes``."""
    user = UserFactory(unit=unit, every_permission=True)
    for code in codes:
        app, name = code.split(".")
        user.user_permissions.remove(
            Permission.objects.get(content_type__app_label=app, codename=name)
        )
    return type(user).objects.get(pk=user.pk)


def pair_of(kind, unit):
    """Return a pair of any kind that is between a person or words and a person."""
    one = unit if KINDS[kind].one.of[0] == "unit" else PersonFactory(unit=unit)
    return opened(unit, kind=kind, one=one)


class TestKinds:
    @pytest.mark.parametrize("kind", RESTRICTED)
    def test_show_nothing_without_their_permission(self, today, zzb, insider, kind):
        pair = pair_of(kind, zzb)
        contact = met(pair, insider, date(2025, 6, 2), "家里的事")
        stranger = lacking(zzb, KINDS[kind].permission)

        seen = [
            (list(Pair.objects.visible_to(who)), list(ContactRecord.objects.visible_to(who)))
            for who in (insider, stranger)
        ]

        assert seen == [([pair], [contact]), ([], [])]

    @pytest.mark.once
    @pytest.mark.parametrize("kind", RESTRICTED)
    def test_open_no_page_without_their_permission(self, today, zzb, insider, kind):
        pair = pair_of(kind, zzb)
        met(pair, insider, date(2025, 1, 8), "家里的事")
        browser = signed_in(lacking(zzb, KINDS[kind].permission))

        for name in ("pair", "contact-new", "pair-level", "pair-end"):
            assert browser.get(at(name, pair.pk)).status_code == 404
            assert browser.post(at(name, pair.pk), {}).status_code in (404, 405)
        for name in ("pair-list", "pair-quiet", "pair-calendar"):
            assert str(pair.two) not in words(browser.get(at(name)))
        for name in ("pair-sheets", "pair-envelopes", "pair-hand-over"):
            assert browser.get(at(name), {"pick": pair.pk}).status_code == 302

    def test_are_no_way_into_other_units(self, today, zzb, insider, outsider):
        opened(zzb)

        assert not Pair.objects.visible_to(outsider).exists()


class TestNeedsOfOthers:
    @pytest.mark.once
    def test_tell_the_handler_the_need_and_nothing_of_the_contacts(self, today, zzb, insider):
        helper = UserFactory(unit=zzb)
        pair = opened(zzb, kind="veterans.retired_cadre", one=zzb)
        need = needed(pair, insider, handler=helper, topic="家里的事")
        browser = signed_in(helper)

        text = words(browser.get(at("need-list")))

        assert "装扶手" in text
        assert "家里的事" not in text + words(browser.get(at("need-answer", need.pk)))
        assert browser.get(at("pair", pair.pk)).status_code == 403

    @pytest.mark.once
    def test_are_nobody_elses(self, today, zzb, insider, as_outsider):
        need = needed(opened(zzb), insider)

        for name in ("need-hand", "need-answer"):
            assert as_outsider.get(at(name, need.pk)).status_code == 404
        assert as_outsider.post(at("need-close", need.pk)).status_code == 404
        assert "装扶手" not in words(as_outsider.get(at("need-list")))


class TestAddresses:
    @pytest.fixture
    def person(self, zzb):
        person = PersonFactory(unit=zzb)
        ContactFactory(person=person, address="示范路1号", postcode="000001")
        return person

    def test_are_told_to_whoever_may_read_them(self, today, person, insider):
        assert addresses_of(insider, [person])[person.pk].address == "示范路1号"

    def test_are_left_empty_without_the_sight_of_the_office(self, today, zzb, person):
        told = addresses_of(lacking(zzb, READ_OFFICE), [person])[person.pk]

        assert (told.address, told.mobile, told.postcode) == ("", "", "000001")

    def test_are_nobodys_without_the_register_of_contacts(self, today, zzb, person, outsider):
        assert addresses_of(lacking(zzb, "people.view_contact"), [person]) == {}
        assert addresses_of(outsider, [person]) == {}


class TestForbidden:
    def test_no_column_takes_a_file_a_place_or_a_score(self):
        columns = [field for model in apps.get_app_config("liaison").get_models()
                   for field in model._meta.local_fields]  # fmt: skip

        assert [
            c.name for c in columns if isinstance(c, models.FileField | models.BinaryField)
        ] == []
        assert [c.name for c in columns for word in FORBIDDEN if word in c.name] == []
        assert [c.name for c in columns if c.is_relation
                and "file" in c.related_model._meta.model_name] == []  # fmt: skip

    def test_no_form_takes_a_file_or_a_place(self, today, insider):
        asked = [
            ContactForm(viewer=insider), NeedHandForm(viewer=insider), NeedAnswerForm(),
            *(PairForm(kind=kind, viewer=insider) for kind in KINDS.values()),
        ]  # fmt: skip

        fields = {name: field for form in asked for name, field in form.fields.items()}
        assert [n for n, field in fields.items() if isinstance(field, forms.FileField)] == []
        assert [n for n in fields for word in FORBIDDEN if word in n] == []

    def test_a_contact_asks_for_three_things_and_no_more(self, today, insider):
        form = ContactForm(viewer=insider)

        assert [n for n, field in form.fields.items() if field.required] == ["on", "form", "topic"]

    def test_words_may_stand_for_a_village(self, today, zzb):
        pair = opened(zzb, kind="party.first_secretary", two=Party(words="示范村"))

        assert str(pair.two) == "示范村"
