"""The appointment form out of the registers and back into them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jingwei.accounts.services import roles_sync
from jingwei.kernel.documents.appointment.form import AppointmentForm, FamilyRow
from jingwei.kernel.documents.appointment.lrmx import read_lrmx, write_lrmx
from jingwei.kernel.errors import RuleViolation
from jingwei.kernel.files import file_store
from jingwei.people.forms.appointment import OccasionForm
from jingwei.people.models import Person
from jingwei.people.selectors.appointment_form import Occasion, forms_of
from jingwei.people.services.appointment_file import differences_for, form_take, match
from jingwei.people.services.form_differences import differences
from tests.factories import (
    AppraisalFactory,
    CareerStintFactory,
    EducationFactory,
    FamilyMemberFactory,
    PersonFactory,
    PostHeldFactory,
    RewardFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
ID_NUMBER = "000001198503010022"
FORM = AppointmentForm(
    full_name="李示例", gender="女", birth_on="198503", ethnic_group="汉族",
    native_place="示范汉宁",
    joined_party_on="200606", work_since="200708", health="健康",
    full_time_education="大学", full_time_degree="管理学学士",
    full_time_education_school="示例大学公共管理系行政管理专业", current_post="青岚区示例局科员",
    resume="2003.09--2007.07  示例大学公共管理系行政管理专业学习\n"
    "2007.08--         青岚区示例局科员",
    rewards="2022年03月，经青岚区委批准，嘉奖。",
    appraisals="2022年年度考核优秀；2023年年度考核称职。",
    family=(FamilyRow("丈夫", "王示例", "198401", "中共党员", "示例公司职员"),),
)  # fmt: skip


@pytest.fixture
def person(zzb):
    found = PersonFactory(full_name="李示例", unit=zzb, ethnic_group="01", work_since="200708")
    EducationFactory(person=found, degree="412")
    CareerStintFactory(person=found, began_on="200309", ended_on="200707", text="示例大学学习")
    CareerStintFactory(person=found, began_on="200708", text="青岚区示例局科员")
    PostHeldFactory(person=found, unit=zzb)
    AppraisalFactory(person=found)
    RewardFactory(person=found)
    FamilyMemberFactory(person=found, birth_on="198401", political_status="01", work="示例公司")
    return Person.objects.get(pk=found.pk)


@pytest.fixture
def file(insider):
    return file_store("李示例.lrmx", write_lrmx(FORM), actor=insider)


def test_a_written_form_read_again_shows_no_difference(person):
    form = forms_of([person], Occasion(ages_on="20250601"))[0]

    again = read_lrmx(write_lrmx(form))

    assert differences(again, person) == []


def test_what_ran_beside_a_stint_comes_back_unchanged(person):
    note = "青岚区示例局科员（其间：2010.09--2013.07  省委党校在职学习）"
    person.careerstints.filter(began_on="200708").update(text=note)

    again = read_lrmx(write_lrmx(forms_of([person], Occasion())[0]))

    assert "其间" in again.resume
    assert differences(again, person) == []


def test_what_the_file_leaves_out_is_shown_and_kept(person, insider, file):
    FamilyMemberFactory(person=person, relation="01", name="李老示")

    found = [d for d in differences(FORM, person) if not d.then]
    form_take(FORM, person, picked=[d.key for d in found], unit=None, file=file, actor=insider)

    assert [d.now for d in found] == ["父亲 李老示"]
    assert person.familymembers.count() == 2


def test_another_school_of_the_same_diploma_changes_its_row(person, insider, file):
    form_take(FORM, person, picked=["full_time"], unit=None, file=file, actor=insider)

    study = person.educations.get()
    assert (study.education, study.degree) == ("21", "412")
    assert study.school + study.major == FORM.full_time_education_school


def test_relatives_stand_in_the_order_of_the_form(person):
    for relation, name in (("01", "李老示"), ("05", "王小示")):
        FamilyMemberFactory(person=person, relation=relation, name=name)

    form = forms_of([person], Occasion())[0]

    assert [row.relation for row in form.family] == ["丈夫", "儿子", "父亲"]


class TestSight:
    """Who keeps some registers reads and writes no others by way of a file."""

    @pytest.fixture
    def talent(self, zzb):
        roles_sync()
        return UserFactory(unit=zzb, roles=["talent_office"])

    def test_what_the_role_does_not_keep_cannot_be_taken(self, person, talent, file):
        keys = [d.key for d in differences(FORM, person)]

        form_take(FORM, person, picked=keys, unit=None, file=file, actor=talent)

        assert person.familymembers.get().work == "示例公司"
        assert [row.year for row in person.appraisals.all()] == [2024]
        assert Person.objects.get(pk=person.pk).native_place == "示范汉宁"

    def test_restricted_values_of_the_registers_are_not_shown(self, person, talent):
        Person.objects.filter(pk=person.pk).update(id_number="110101198503070021")
        form = replace(FORM, id_number=ID_NUMBER)

        found = {d.key: d for d in differences_for(form, Person.objects.get(pk=person.pk), talent)}

        assert found["id_number"].now == "110101********0021"
        assert found["family-1"].now == ""
        assert found["family-1"].why_not

    def test_who_may_not_add_people_adds_none_by_a_file(self, zzb, file):
        clerk = UserFactory(unit=zzb, roles=["branch_secretary"])

        with pytest.raises(RuleViolation) as refusal:
            form_take(FORM, None, picked=["full_name"], unit=zzb, file=file, actor=clerk)

        assert refusal.value.code == "people.may_not_add"


@pytest.mark.once
def test_everybody_of_a_batch_may_have_posts_of_their_own(zzb, insider):
    people = PersonFactory.create_batch(2, unit=zzb)
    data = {
        "format": "docx", "ages_on": "2025-06-30", "proposed_post": "副科长",
        f"proposed_post-{people[0].pk}": "科长",
    }  # fmt: skip
    form = OccasionForm(data, viewer=insider, people=people)

    made = forms_of(people, form.occasion(), form.own())

    assert [one.proposed_post for one in made] == ["科长", "副科长"]


def test_a_new_person_gets_every_field_of_the_form(zzb, insider, file):
    keys = [difference.key for difference in differences(FORM, None)]

    person = form_take(FORM, None, picked=keys, unit=zzb, file=file, actor=insider)

    assert differences(FORM, person) == []
    assert (person.full_name, person.birth_on, person.political_status) == (
        "李示例",
        "198503",
        "01",
    )
    assert person.education == "21"
    assert [stint.began_on for stint in person.careerstints.all()] == ["200309", "200708"]
    assert [row.year for row in person.appraisals.all()] == [2022, 2023]
    assert person.familymembers.get().name == "王示例"


def test_only_what_was_picked_is_written(person, insider, file):
    form_take(FORM, person, picked=["native_place"], unit=None, file=file, actor=insider)

    person.refresh_from_db()
    assert person.native_place == "示范汉宁"
    assert person.reward_summary == ""


def test_a_word_outside_the_code_tables_is_shown_and_not_written(person, insider, file):
    form = AppointmentForm(full_name="李示例", birth_on="198503", ethnic_group="某某族")

    found = {d.key: d for d in differences(form, person)}

    assert "某某族" in found["ethnic_group"].why_not
    taken = form_take(form, person, picked=found, unit=None, file=file, actor=insider)
    assert taken.ethnic_group == "01"


def test_the_id_number_finds_the_person_before_the_name_does(person, zzb, insider):
    PersonFactory(full_name="李示例", unit=zzb)
    form = AppointmentForm(full_name="李示例", birth_on="1985.03")

    assert len(match(form, insider).people) == 2


def test_people_out_of_sight_are_not_found(person, outsider):
    assert match(FORM, outsider).people == ()


def test_forms_of_many_take_as_many_queries_as_of_one(person, zzb, django_assert_num_queries):
    PersonFactory.create_batch(5, unit=zzb)
    people = list(Person.objects.select_related("photo"))

    with django_assert_num_queries(6):
        forms_of(people, Occasion())
