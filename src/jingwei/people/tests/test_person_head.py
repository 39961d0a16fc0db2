"""The head of the person page tells each viewer what they may read, and no more."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from conftest import signed_in
from jingwei.kernel.audit import subject_key
from jingwei.kernel.models import AuditEntry
from tests.factories import (
    CareerStintFactory,
    IdentityDocumentFactory,
    PersonFactory,
    UserFactory,
)

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("today")]
RUNS_OUT, CAREER = "2025-09-01 到期", "在示范中学任教"


@pytest.fixture
def person(zzb):
    found = PersonFactory(unit=zzb)
    IdentityDocumentFactory(person=found, valid_until=date(2025, 9, 1))
    CareerStintFactory(person=found, began_on="199709", text=CAREER)
    return found


@pytest.fixture
def reader(zzb):
    """Return a maker of colleagues who open the page, with these permissions besides."""

    def make(*more):
        user = UserFactory(unit=zzb)
        user.user_permissions.set(Permission.objects.filter(codename__in=["view_person", *more]))
        return user

    return make


def page(viewer, person):
    answer = signed_in(viewer).get(reverse("people:person", args=[person.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def readings(person):
    return AuditEntry.objects.filter(act="register.read", subject=subject_key(person))


def test_certificates_are_told_to_who_opens_their_register_and_the_look_is_recorded(person, reader):
    viewer = reader("view_identitydocument")

    assert RUNS_OUT in page(viewer, person)

    (entry,) = readings(person)
    assert (entry.actor, entry.data["register"]) == (viewer, "people.identitydocument")


def test_certificates_are_told_to_nobody_else(person, reader):
    assert RUNS_OUT not in page(reader("read_office_fields"), person)
    assert not readings(person).exists()


def test_the_picture_holds_the_career_for_those_who_may_read_it(person, reader):
    told = {more: CAREER in page(reader(more), person)
            for more in ("read_office_fields", "view_careerstint", "view_education")}  # fmt: skip

    assert told == {"read_office_fields": True, "view_careerstint": True, "view_education": False}
