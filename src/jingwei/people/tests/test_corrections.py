"""The person concerned contests a field; an officer answers."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.urls import reverse

from jingwei.accounts.services import roles_sync
from jingwei.kernel.errors import BadInput, RuleViolation
from jingwei.kernel.models import AuditEntry, RowChange
from jingwei.kernel.registers.declaration import register_of
from jingwei.people.models import Correction, Education, FamilyMember, Person
from jingwei.people.selectors.own import correction_label, corrections_for
from jingwei.people.services.corrections import (
    correction_accept,
    correction_ask,
    correction_refuse,
    correction_withdraw,
    record_ask,
)
from tests.factories import EducationFactory, FamilyMemberFactory, PersonFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def person(zzb, powerless):
    found = PersonFactory(full_name="陶然", unit=zzb, native_place="示范汉宁")
    Person.objects.filter(pk=found.pk).update(user=powerless)
    return Person.objects.get(pk=found.pk)


def ask(person, actor, *, column="native_place", proposed="示范青岚"):
    return correction_ask(
        register_of(Person), person, column=column, proposed=proposed, reason="户口簿如此",
        file=None, actor=actor,
    )  # fmt: skip


class TestAsk:
    def test_keeps_what_was_shown_and_sets_a_limit(self, person, powerless):
        correction = ask(person, powerless)

        assert (correction.shown, correction.proposed) == ("示范汉宁", "示范青岚")
        assert correction.due_on == date(2025, 7, 15)

    def test_about_somebody_else_is_refused(self, person, insider):
        with pytest.raises(RuleViolation) as refusal:
            ask(person, insider)

        assert refusal.value.code == "people.not_yours"

    def test_twice_about_the_same_field_is_refused_while_open(self, person, powerless):
        ask(person, powerless)

        with pytest.raises(RuleViolation) as refusal:
            ask(person, powerless)

        assert refusal.value.code == "people.asked_already"

    def test_about_a_row_of_another_person_is_refused(self, person, powerless):
        row = EducationFactory()

        with pytest.raises(RuleViolation):
            correction_ask(
                register_of(type(row)), row, column="school", proposed="某校", reason="证书",
                file=None, actor=powerless,
            )  # fmt: skip


class TestMissingRecord:
    def test_is_asked_for_and_answered_without_touching_a_register(
        self, person, powerless, insider
    ):
        asked = record_ask(
            register_of(Education), person, proposed="2015年省委党校研究生", reason="有毕业证",
            file=None, actor=powerless,
        )  # fmt: skip

        correction_accept(asked, answer="已补登", actor=insider)

        assert correction_label(asked) == "缺少的学历学位"
        assert not Education.objects.exists()
        assert Correction.objects.get().state == "accepted"


class TestRestricted:
    def test_a_restricted_value_is_kept_masked(self, person, powerless):
        Person.objects.filter(pk=person.pk).update(id_number="110101198503070021")
        person.refresh_from_db()

        asked = ask(person, powerless, column="id_number", proposed="110101198503070021")

        assert asked.shown == "110101********0021"

    def test_what_is_proposed_lies_encrypted_in_the_database(self, person, powerless):
        ask(person, powerless, column="id_number", proposed="110101198503070021")

        with connection.cursor() as cursor:
            cursor.execute("SELECT proposed FROM people_correction")
            (kept,) = cursor.fetchone()
        assert "110101198503070021" not in kept
        assert Correction.objects.get().proposed == "110101198503070021"

    def test_the_list_masks_it_and_opening_it_is_recorded(self, person, powerless, as_insider):
        asked = ask(person, powerless, column="id_number", proposed="110101198503070021")

        shown = as_insider.get(reverse("people:correction-list")).content.decode()
        assert "110101********0021" in shown
        assert "110101198503070021" not in shown
        assert not AuditEntry.objects.filter(act="correction.read").exists()

        opened = as_insider.get(reverse("people:correction", args=[asked.pk])).content.decode()
        assert "110101198503070021" in opened
        assert AuditEntry.objects.filter(act="correction.read").count() == 1

    def test_only_who_keeps_the_register_answers(self, person, powerless, insider, zzb):
        row = FamilyMemberFactory(person=person)
        asked = correction_ask(
            register_of(FamilyMember), row, column="work", proposed="某公司", reason="已调动",
            file=None, actor=powerless,
        )  # fmt: skip
        roles_sync()
        talent = UserFactory(unit=zzb, roles=["talent_office"])

        assert list(corrections_for(insider)) == [asked]
        assert list(corrections_for(talent)) == []


class TestAnswer:
    def test_accepting_writes_the_register_with_its_source(self, person, powerless, insider):
        correction = ask(person, powerless)

        correction_accept(correction, answer="已核对户口簿", actor=insider)

        person.refresh_from_db()
        change = RowChange.objects.filter(row=person.pk, register="people.person").first()
        assert person.native_place == "示范青岚"
        assert change.source == f"更正申请 {correction.pk}"
        assert Correction.objects.get().state == Correction.State.ACCEPTED

    def test_a_value_the_register_does_not_take_leaves_it_open(self, person, powerless, insider):
        correction = ask(person, powerless, column="birth_on", proposed="某年某月")

        with pytest.raises(BadInput):
            correction_accept(correction, answer="", actor=insider)

        assert Correction.objects.get().state == Correction.State.OPEN

    def test_refusing_needs_a_reason(self, person, powerless, insider):
        correction = ask(person, powerless)

        with pytest.raises(RuleViolation) as refusal:
            correction_refuse(correction, answer=" ", actor=insider)

        assert refusal.value.code == "people.answer_missing"

    def test_an_answered_request_is_not_answered_again(self, person, powerless, insider):
        correction = correction_refuse(ask(person, powerless), answer="以档案为准", actor=insider)

        with pytest.raises(RuleViolation, match="未采纳"):
            correction_accept(correction, answer="", actor=insider)

    def test_only_the_asker_withdraws(self, person, powerless, insider):
        correction = ask(person, powerless)

        with pytest.raises(RuleViolation):
            correction_withdraw(correction, actor=insider)

        assert correction_withdraw(correction, actor=powerless).state == "withdrawn"
