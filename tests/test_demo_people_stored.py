"""The invented people in the database: as the services would have written them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models import F

from jingwei.cadres.models import Cadre, CivilServant
from jingwei.kernel.id_numbers import id_birth, id_gender, id_number_refusal
from jingwei.kernel.models import AuditEntry
from jingwei.kernel.registers.declaration import REGISTERS, register_of
from jingwei.kernel.registers.writing import Change, errors_of
from jingwei.org.models import (
    CommitteeSeat,
    OrganizationSpell,
    PartyOrganization,
    Staffing,
    Term,
    Unit,
)
from jingwei.party.models import Member
from jingwei.people.hats import hats_refresh
from jingwei.people.models import CareerStint, Person, PersonName, PostHeld
from jingwei.people.selectors.search import found_people
from jingwei.people.services.summaries import FIELDS, summaries_refresh
from jingwei.talent.models import Talent
from jingwei.veterans.models import RetiredCadre
from tests.demo_people import district_of, found_wrong


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, tmp_path_factory):
    """The small demo in the database, for this module."""
    with district_of(0.05, django_db_blocker, tmp_path_factory.mktemp("media")) as outcome:
        yield outcome


@pytest.mark.django_db
class TestLoaded:
    def test_everybody_is_there_with_number_and_name_index(self, loaded):
        assert Person.objects.count() == PersonName.objects.count() == loaded.people == 972
        assert Person.objects.order_by("-number").first().number == "10000972"
        assert Cadre.objects.count() == 150
        assert RetiredCadre.objects.count() == 50
        assert Talent.objects.count() == 100

    def test_the_load_stands_in_the_audit(self, loaded):
        entry = AuditEntry.objects.get(act="demo.loaded")

        assert entry.data["people"] == 972

    def test_no_key_leads_nowhere(self, loaded):
        connection.check_constraints()

    def test_summaries_and_hats_find_nothing_to_change(self, loaded):
        pks = list(Person.objects.values_list("pk", flat=True))
        before = dict(Person.objects.values_list("pk", "hats"))

        assert summaries_refresh(pks) == 0, FIELDS
        hats_refresh(pks)
        assert dict(Person.objects.values_list("pk", "hats")) == before

    @pytest.mark.parametrize("model", [
        Person, Member, Cadre, CivilServant, Talent, RetiredCadre, PostHeld, CareerStint,
    ])  # fmt: skip
    def test_a_register_would_store_the_rows_as_they_are(self, loaded, model):
        register = register_of(model)
        rows = list(model.objects.order_by("pk")[::7])
        fields = [f.attname for f in model._meta.concrete_fields]
        before = [[getattr(row, name) for name in fields] for row in rows]

        register.prepare(rows)

        assert [[getattr(row, name) for name in fields] for row in rows] == before
        assert list(errors_of(register, [Change(row, {}, {}) for row in rows])) == []

    @pytest.mark.parametrize("code", ["people.education", "people.contact", "people.familymember",
                                      "people.appraisal", "people.levelheld", "people.reward",
                                      "people.trainingrecord", "people.titleheld"])  # fmt: skip
    def test_rows_of_people_pass_their_register(self, loaded, code):
        register = REGISTERS[code]
        rows = list(register.model.objects.order_by("pk")[::11])

        assert rows
        assert list(errors_of(register, [Change(row, {}, {}) for row in rows])) == []

    def test_id_numbers_fit_birth_and_gender_but_the_planted_and_nobody_can_have_them(self, loaded):
        odd = {f.subject for f in loaded.faults.planted if f.code == "people.id_birth_differs"}
        differing = set()
        for person in Person.objects.exclude(id_hash=""):
            assert id_number_refusal(person.id_number) == ""
            assert person.id_number.startswith("00000")
            assert id_gender(person.id_number) == person.gender
            if id_birth(person.id_number)[:6] != person.birth_on[:6]:
                differing.add(person.number)

        assert differing == odd

    def test_people_are_found_by_part_of_the_name_and_by_pinyin(self, loaded):
        person = Person.objects.filter(full_name__regex="^[一-龥]{3}$").first()

        assert person in Person.objects.filter(found_people(person.full_name[1:]))
        assert person in Person.objects.filter(found_people(person.name_pinyin))

    def test_organizations_have_one_open_spell_that_says_what_they_are(self, loaded):
        living = PartyOrganization.objects.filter(closed_on=None)
        same = OrganizationSpell.objects.filter(
            until=None, name=F("organization__name"), parent=F("organization__parent")
        )

        assert same.count() == living.count() - 1  # the root has no parent
        for one in living.select_related("parent", "unit"):
            assert one.path == f"{one.parent.path if one.parent else ''}{one.code}/"
            assert one.unit_path == one.unit.path
            one.full_clean(exclude=["approval_no", "joint_units"])

    def test_members_belong_to_the_branch_whose_path_they_carry(self, loaded):
        assert not Member.objects.exclude(organization_path=F("organization__path")).exists()
        assert not Member.objects.exclude(person__organization_path=F("organization_path")).exists()
        assert not Member.objects.exclude(person__unit_path=F("unit_path")).exists()

    def test_committees_are_held_by_people_of_the_register(self, loaded):
        numbers = set(Person.objects.values_list("number", flat=True))

        assert set(CommitteeSeat.objects.values_list("holder_number", flat=True)) <= numbers
        assert Term.objects.filter(ended_on=None).count() > 30

    def test_units_have_staffing_and_leaders_within_it(self, loaded):
        over = {f.subject for f in loaded.faults.planted if f.code == "org.chiefs_over_quota"}
        found = set()
        for row in Staffing.objects.select_related("unit"):
            chiefs = PostHeld.objects.filter(
                unit=row.unit, until="", is_leader=True, is_main=True, member_kind="1"
            )
            if chiefs.count() > row.chief_posts:
                found.add(row.unit.path)

        assert found == over

    def test_the_data_checks_find_what_was_planted_and_nothing_else(self, loaded):
        assert found_wrong() == set(loaded.faults.planted)

    def test_only_chosen_leaders_have_a_photo(self, loaded):
        assert 0 < Person.objects.exclude(photo=None).count() == len(loaded.pictured) <= 120

    def test_no_unit_is_left_without_level_or_legal_kind(self, loaded):
        assert not Unit.objects.filter(legal_kind="").exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--scale", "0"), "倍数应为 0.05 到 60 的数，不能是“0”。"),
        (("--scale", "一半"), "倍数应为 0.05 到 60 的数，不能是“一半”。"),
        (("--seed", "-1"), "种子应为 0 到 999999999 的整数，不能是“-1”。"),
    ],
)
def test_a_scale_or_seed_that_is_none_is_refused_in_one_sentence(asked, words, sentence):
    code, said, complaint = asked("demo", "load", *words)

    assert (code, said) == (2, "")
    assert sentence in complaint
