"""Lists of a register: what filters keep, pages that neither skip nor repeat, a day's state."""

from __future__ import annotations

import base64
from datetime import date, timedelta
from functools import cached_property
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from jingwei.kernel.errors import BadInput
from jingwei.kernel.partial_dates import as_first_day
from jingwei.kernel.registers.declaration import register_of
from jingwei.kernel.registers.reading import (
    conditions,
    day_asked,
    filtered,
    in_force,
    order_of,
    pack,
    unpack,
    window,
)
from jingwei.kernel.registers.sight import Sight
from jingwei.org.models import Unit
from jingwei.party.models import Member
from jingwei.people.models import CareerStint, Person
from jingwei.talent.models import Talent
from tests.factories import PartyOrganizationFactory, PersonFactory, UnitFactory, UserFactory

PERSONS = register_of(Person)
DAYS = st.dates(date(1970, 12, 28), date(1971, 2, 3))
NUMBERS = count(1)


def partials(*, empty: bool):
    digits = st.builds(
        lambda day, length: f"{day:%Y%m%d}"[:length], DAYS, st.sampled_from((4, 6, 8))
    )
    return st.one_of(st.just(""), digits) if empty else digits


def person(unit: Unit, birth_on: str = "198503", missing: int = 0) -> Person:
    """Return an unsaved person; these tests are about reading."""
    number = next(NUMBERS)
    return Person(
        number=f"{number:08d}", full_name=f"李{number}", name_key=f"li{number % 3}", gender="2",
        birth_on=birth_on, unit=unit, unit_path=unit.path, missing_count=missing,
    )  # fmt: skip


def walked(register, asked, viewer, size, between=lambda: None, backwards=False):
    """Return the keys of all pages from one end to the other; ``between`` happens after each."""
    sight, found, marks = Sight(viewer), [], dict(asked)
    if backwards:
        marks["page"] = "last"
    while True:
        rows = filtered(register, asked, sight)
        page = window(rows, order_of(register, asked, sight), marks, size)
        keys = [row.pk for row in page.rows]
        found = keys + found if backwards else found + keys
        mark = page.before if backwards else page.after
        if not mark:
            return found
        between()
        marks = {**asked, "before" if backwards else "after": mark}


class Scene(TestCase):
    """A unit and somebody who sees it, made anew for every example."""

    @cached_property
    def _units(self):
        return count(1)

    def scene(self):
        unit = UnitFactory(code=f"scene{next(self._units)}", name="甲局")
        return unit, UserFactory(unit=unit, every_permission=True)


SOME = settings(max_examples=25, deadline=None)
ORDERS = st.sampled_from(("", "birth_on", "-birth_on", "missing_count", "-missing_count"))
BIRTHS = st.lists(st.tuples(partials(empty=True), st.integers(0, 2)), max_size=9)


class TestPages(Scene):
    @SOME
    @given(BIRTHS, ORDERS, st.integers(1, 4), st.booleans())
    def test_hold_every_row_once_and_in_order(self, births, sort, size, backwards):
        unit, viewer = self.scene()
        Person.objects.bulk_create(person(unit, *facts) for facts in births)

        keys = walked(PERSONS, {"sort": sort}, viewer, size, backwards=backwards)

        order = order_of(PERSONS, {"sort": sort}, Sight(viewer))
        assert keys == [row.pk for row in Person.objects.order_by(*order.terms())]

    @SOME
    @given(BIRTHS, ORDERS, st.integers(1, 4), st.lists(partials(empty=True), max_size=6))
    def test_stay_where_they_are_when_rows_come_between(self, births, sort, size, later):
        unit, viewer = self.scene()
        before = Person.objects.bulk_create(person(unit, *facts) for facts in births)
        waiting = [person(unit, birth_on) for birth_on in later]

        keys = walked(
            PERSONS, {"sort": sort}, viewer, size, lambda: waiting and waiting.pop().save()
        )

        assert [pk for pk in keys if pk in {row.pk for row in before}] == sorted(
            (row.pk for row in before), key=keys.index
        )
        assert len(keys) == len(set(keys))

    @SOME
    @given(
        st.lists(st.one_of(st.none(), DAYS), max_size=8),
        st.sampled_from(("joined_on", "-joined_on")), st.integers(1, 3), st.booleans(),
    )  # fmt: skip
    def test_hold_rows_without_a_value_once_too(self, days, sort, size, backwards):
        unit, viewer = self.scene()
        organization = PartyOrganizationFactory(unit=unit)
        people = Person.objects.bulk_create(person(unit) for _ in days)
        made = Member.objects.bulk_create(
            Member(
                person=one, unit_path=unit.path, organization=organization,
                organization_path=organization.path, stage="applicant", joined_on=day,
            )
            for one, day in zip(people, days, strict=True)
        )  # fmt: skip

        keys = walked(register_of(Member), {"sort": sort}, viewer, size, backwards=backwards)

        place = {row.pk: (row.joined_on or date.min, row.pk) for row in made}
        assert keys == sorted(place, key=place.get, reverse=sort.startswith("-"))

    @SOME
    @given(st.integers(0, 7), st.integers(1, 3))
    def test_of_rows_about_people_stand_by_person(self, number, size):
        unit, viewer = self.scene()
        people = Person.objects.bulk_create(person(unit) for _ in range(3))
        made = CareerStint.objects.bulk_create(
            CareerStint(person=people[n % 3], began_on="2001", text="科员") for n in range(number)
        )

        keys = walked(register_of(CareerStint), {}, viewer, size)

        assert keys == [row.pk for row in sorted(made, key=lambda row: (row.person_id, row.pk))]

    def test_lead_from_each_page_to_the_one_before_and_the_one_after(self):
        unit, viewer = self.scene()
        Person.objects.bulk_create(person(unit) for _ in range(5))
        rows, order = PERSONS.rows(viewer), order_of(PERSONS, {}, Sight(viewer))

        first = window(rows, order, {}, 2)
        second = window(rows, order, {"after": first.after}, 2)
        third = window(rows, order, {"after": second.after}, 2)
        back = window(rows, order, {"before": third.before}, 2)

        assert [len(page.rows) for page in (first, second, third)] == [2, 2, 1]
        assert (first.before, third.after) == ("", "")
        assert back == second


@pytest.mark.django_db
class TestMarks:
    @given(st.lists(st.one_of(st.none(), st.integers(), st.text(st.characters(codec="utf-8")))))
    def test_come_back_as_they_were_packed(self, values):
        assert unpack(pack(values)) == values

    @pytest.mark.parametrize(
        "text",
        ['[[], {}, {}]', '["a", "b", "c"]', '["\\u0000", "", 1]', '["\\ud800", "", 1]',
         '["", "", 1e999]', '["", "", 1' + "0" * 40 + "]", "[" * 5000, '{"a": 1}',
         "[null, null, null]", "null", "[1]"],
    )  # fmt: skip
    def test_that_are_nonsense_crash_nothing(self, insider, zzb, text):
        PersonFactory(unit=zzb)
        word = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
        order = order_of(PERSONS, {}, Sight(insider))

        pages = [window(PERSONS.rows(insider), order, {way: word}) for way in ("after", "before")]

        assert all(page.count == 1 for page in pages)

    @pytest.mark.parametrize("word", ["x", "%", "汉", "=" * 9])
    def test_that_are_none_show_the_first_page(self, insider, zzb, word):
        PersonFactory(unit=zzb)

        page = window(PERSONS.rows(insider), order_of(PERSONS, {}, Sight(insider)), {"after": word})

        assert len(page.rows) == 1


class TestInForce(Scene):
    @SOME
    @given(st.lists(st.tuples(partials(empty=False), partials(empty=True)), max_size=6), DAYS)
    def test_is_begun_and_not_yet_ended(self, spans, day):
        unit, _ = self.scene()
        one = person(unit)
        one.save()
        stints = CareerStint.objects.bulk_create(
            CareerStint(person=one, began_on=since, ended_on=until, text="科员")
            for since, until in spans
        )

        held = CareerStint.objects.filter(
            in_force(PERSONS_OF_CAREER, ("began_on", "ended_on"), day)
        )

        assert {row.pk for row in held} == {row.pk for row in stints if holds(row, day)}


PERSONS_OF_CAREER = register_of(CareerStint)


def holds(row: CareerStint, day: date) -> bool:
    """The slow plain definition: from the first day it can have begun to the day before its end."""
    day_before_end = as_first_day(row.ended_on) - timedelta(days=1) if row.ended_on else date.max
    return as_first_day(row.began_on) <= day <= day_before_end


class TestRange(Scene):
    @SOME
    @given(st.lists(partials(empty=True), max_size=6), partials(empty=True), partials(empty=True))
    def test_holds_what_lies_within_its_months_and_nothing_undated(self, births, low, high):
        unit, viewer = self.scene()
        made = Person.objects.bulk_create(person(unit, birth_on) for birth_on in births)
        asked = {"birth_on_from": low, "birth_on_to": high}

        found = filtered(PERSONS, asked, Sight(viewer))

        assert {row.pk for row in found} == {
            row.pk
            for row in made
            if (not (low or high) or row.birth_on)
            and (not low or row.birth_on >= low)
            and (not high or row.birth_on[: len(high)] <= high)
        }


@pytest.mark.django_db
class TestFilter:
    def test_takes_the_label_and_the_code(self, insider, zzb):
        woman = PersonFactory(unit=zzb, gender="2")
        PersonFactory(unit=zzb, gender="1")

        found = [filtered(PERSONS, {"gender": word}, Sight(insider)) for word in ("女", "2")]

        assert [list(rows) for rows in found] == [[woman], [woman]]

    def test_by_a_branch_stops_before_units_whose_path_begins_alike(self, insider, gbk, gbk2):
        inside = PersonFactory(unit=gbk)
        PersonFactory(unit=gbk2)

        assert list(filtered(PERSONS, {"unit": gbk.path}, Sight(insider))) == [inside]

    def test_by_an_unknown_key_means_nothing(self, insider, zzb):
        PersonFactory(unit=zzb)

        assert filtered(PERSONS, {"full_name": "x", "no_column": "y"}, Sight(insider)).count() == 1

    @pytest.mark.parametrize("name", ["gender", "birth_on_from", "unit", "q", "political_status"])
    @pytest.mark.parametrize("value", ["\x00", "甲" * 201])
    def test_refuses_what_no_database_takes(self, insider, name, value):
        with pytest.raises(BadInput):
            filtered(PERSONS, {name: value}, Sight(insider))

    def test_of_a_text_takes_percent_signs_as_they_are(self, insider, zzb):
        talents = register_of(Talent)
        col = talents.col("mentor")

        (condition,) = conditions(talents, col, {"mentor": "%"})

        assert not talents.rows(insider).filter(condition).exists()


class TestDay:
    @pytest.mark.parametrize("text", ["2025-06-30", "2025.6.30", "20250630", "2025年6月30日"])
    def test_is_read_in_every_usual_spelling(self, text):
        assert day_asked({"on": text}) == date(2025, 6, 30)

    @pytest.mark.parametrize("text", ["2025-06", "2025-W01-1", "今天", "2025-02-30"])
    def test_that_is_none_is_refused(self, text):
        with pytest.raises(BadInput):
            day_asked({"on": text})

    def test_is_none_when_nobody_asks(self):
        assert day_asked({"on": " "}) is None
