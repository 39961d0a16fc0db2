"""The person concerned contests a field; an officer answers."""

from __future__ import annotations

from datetime import date

import pytest

from jingwei.kernel.errors import BadInput, RuleViolation
from jingwei.kernel.models import RowChange
from jingwei.kernel.registers.declaration import register_of
from jingwei.people.models import Correction, Person
from jingwei.people.services.corrections import (
    correction_accept,
    correction_ask,
    correction_refuse,
    correction_withdraw,
)
from tests.factories import EducationFactory, PersonFactory

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
