"""Each data check finds its fault and nothing where there is none."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace as Row

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.cadres.models import Cadre
from jingwei.kernel.id_numbers import id_check_character
from jingwei.kernel.registers.declaration import register_of
from jingwei.kernel.registers.writing import Draft, rows_save
from jingwei.org.models import Unit, UnitKind
from jingwei.people.checks import CHECKS, Dossier, Severity, Twin, sentences
from jingwei.people.models import (
    Appraisal,
    CareerStint,
    Education,
    FamilyMember,
    LevelHeld,
    Person,
    PostHeld,
)
from jingwei.people.selectors.dossiers import dossier_chunks, dossiers_of, people_below
from tests import factories as make

ON = date(2025, 6, 30)


def number(first17: str) -> str:
    return first17 + id_check_character(first17)


GOOD_ID = number("62030219850307002")


def person(**facts) -> Person:
    usual = {
        "full_name": "顾晓岚", "gender": "2", "birth_on": "198503", "id_number": GOOD_ID,
        "work_since": "200708", "education": "21", "unit": unit(), "photo_id": 1,
    }  # fmt: skip
    return Person(**{**usual, **facts})


def unit(**facts) -> Unit:
    return Unit(**{"name": "区委组织部", "kind": UnitKind.PARTY_BODY, "level": "109", **facts})


def post(**facts) -> PostHeld:
    usual = {"unit": unit(), "title": "副部长", "since": "202003", "is_main": True}
    return PostHeld(**{**usual, **facts})


def level(code: str = "1A42", since: str = "202003", until: str = "") -> LevelHeld:
    return LevelHeld(kind="0", level=code, since=since, until=until)


def rank(code: str = "1A", since: str = "202003", until: str = "") -> LevelHeld:
    return LevelHeld(kind="1", rank=code, since=since, until=until)


def stints(*months: tuple[str, str]) -> tuple[CareerStint, ...]:
    return tuple(CareerStint(began_on=begun, ended_on=ended) for begun, ended in months)


def parents() -> tuple[FamilyMember, ...]:
    return FamilyMember(relation="01", name="甲"), FamilyMember(relation="02", name="乙")


def dossier(**parts) -> Dossier:
    """A serving cadre with nothing wrong, but for ``parts``."""
    usual = {
        "person": person(), "on": ON, "family": parents(),
        "studies": (Education(kind="1", education="21"),),
        "appraisals": tuple(Appraisal(year=year, result="2") for year in range(2020, 2025)),
        "hats": {"cadre": Cadre(manage_state="1")},
    }  # fmt: skip
    return Dossier(**{**usual, **parts})


def found(one: Dossier) -> dict[str, str]:
    return dict(sentences(one))


CLOSED = unit(closed_on=date(2024, 1, 1))
FAULTS = {
    "people.name_characters": {"person": person(full_name="顾晓岚（女）")},
    "people.id_number_wrong": {"person": person(id_number="620302198503070021")},
    "people.id_number_missing": {"person": person(id_number="")},
    "people.id_birth_differs": {"person": person(birth_on="198504")},
    "people.id_gender_differs": {"person": person(gender="1")},
    "people.birth_place": {"person": person(birth_place="A")},
    "people.code_unknown": {"person": person(ethnic_group="7X")},
    "people.birth_verified_changed": {"verified_changes": ("1986.03",)},
    "people.leader_without_photo": {
        "person": person(photo_id=None), "posts": (post(is_leader=True, member_kind="1"),)
    },
    "people.parents_missing": {"family": parents()[:1]},
    "people.parents_twice": {"family": (*parents(), parents()[0])},
    "people.duplicate": {"twins": (Twin("顾晓岚", "gu xiaolan"),)},
    "people.similar_name": {
        "person": person(name_pinyin="gu xiaolan"), "twins": (Twin("顾小兰", "gu xiaolan"),)
    },
    "people.two_levels": {"levels": (level("1A42", "201503"), level("1A41", "202003"))},
    "people.two_ranks": {"levels": (rank("19", "201906"), rank("18", "202106"))},
    "people.level_after_post": {"levels": (level(since="202106"),), "posts": (post(),)},
    "people.rank_below_level": {"levels": (level("1A41"), rank("19"))},
    "people.level_above_unit": {"levels": (level("1A32", "201903"),), "posts": (post(),)},
    "people.post_not_in_resume": {"posts": (post(),), "stints": stints(("201001", ""))},
    "people.statistics_unit": {"person": person(unit=unit(legal_kind="2", kind="party_body"))},
    "people.post_in_closed_unit": {"posts": (post(unit=CLOSED),)},
    "people.post_contains_unit": {"posts": (post(title="区委组织部副部长"),)},
    "people.retired_in_post": {"posts": (post(),), "hats": {"retired_cadre": Row()}},
    "people.died_in_post": {"person": person(died_on="202501"), "posts": (post(),)},
    "people.no_diploma": {"studies": ()},
    "people.degree_above_education": {"person": person(education="31", degree="403")},
    "people.resume_gap": {"stints": stints(("200708", "201205"), ("201209", ""))},
    "people.resume_overlap": {"stints": stints(("200708", "201205"), ("201203", ""))},
    "people.appraisal_missing": {"appraisals": (Appraisal(year=2024),)},
    "party.joined_under_18": {
        "hats": {"cadre": Cadre(manage_state="1"), "member": Row(joined_on=date(2003, 2, 1))}
    },
}  # fmt: skip
WITHOUT_CODES = {"people.retired_in_post", "party.joined_under_18"}


class TestFaults:
    def test_a_good_dossier_raises_nothing(self, db):
        assert found(dossier()) == {}

    @pytest.mark.parametrize("code", FAULTS)
    def test_the_fault_is_found_and_no_other(self, code, db, monkeypatch):
        if code in WITHOUT_CODES:
            monkeypatch.setattr("jingwei.people.checks.identity._code_fields", lambda model: [])

        assert list(found(dossier(**FAULTS[code]))) == [code]

    def test_every_check_of_people_has_a_fault_here(self):
        assert {code for code, check in CHECKS.items() if check.look} == FAULTS.keys()

    @pytest.mark.parametrize("check", CHECKS.values(), ids=lambda check: check.code)
    def test_a_check_says_what_it_looks_for_and_who_says_so(self, check):
        assert all((check.title, check.explanation, check.source))
        assert check.severity in Severity
        assert bool(check.look) != bool(check.survey)

    def test_no_sentence_holds_the_id_number(self, db):
        for parts in FAULTS.values():
            assert all(
                GOOD_ID not in text for _, text in sentences(dossier(**{**parts, "hats": {}}))
            )


class TestEdges:
    @pytest.mark.parametrize("name", ["阿依古丽·买买提", "欧阳春", "㛃玉"])
    def test_names_of_han_characters_and_dots_are_good(self, name, db):
        assert "people.name_characters" not in found(dossier(person=person(full_name=name)))

    @pytest.mark.parametrize(
        ("education", "degree", "is_fault"),
        [
            ("21", "403", False),
            ("21", "303", True),
            ("11", "203", False),
            ("1A", "", False),
            ("31", "", False),
        ],
    )
    def test_a_degree_fits_the_education(self, education, degree, is_fault, db):
        one = dossier(person=person(education=education, degree=degree))

        assert ("people.degree_above_education" in found(one)) is is_fault

    def test_a_stretch_that_begins_where_the_last_one_ended_is_neither_gap_nor_overlap(self, db):
        one = dossier(stints=stints(("200708", "201205"), ("201205", "202003"), ("202003", "")))

        assert found(one) == {}

    def test_years_before_the_first_job_need_no_appraisal(self, db):
        one = dossier(person=person(work_since="202307"), appraisals=(Appraisal(year=2024),))

        assert found(one) == {}

    def test_a_parameter_says_how_many_years_need_one(self, db):
        assert found(dossier(appraisals=(Appraisal(year=2024),), years=1)) == {}

    def test_a_level_that_ended_is_no_second_level(self, db):
        assert (
            found(dossier(levels=(level("1A42", "201503", "202003"), level("1A41", "202003"))))
            == {}
        )

    def test_ranks_are_in_their_order(self, db):
        assert found(dossier(levels=(level("1A41"), rank("18")))) == {}
        assert found(dossier(levels=(level("1A32"), rank("16")))) == {}


MONTHS = st.integers(0, 500).map(lambda n: f"{1980 + n // 12}{n % 12 + 1:02d}")


@given(st.lists(MONTHS, min_size=2, max_size=8, unique=True).map(sorted))
def test_a_chain_of_stretches_has_no_fault_and_a_moved_end_has_one(months):
    chain = list(zip(months, [*months[1:], ""], strict=True))
    whole = Dossier(person(), ON, stints=stints(*chain))
    checks = (CHECKS["people.resume_gap"], CHECKS["people.resume_overlap"])

    assert not [text for check in checks for text in check.look(whole)]

    torn = [(chain[0][0], chain[0][0]), *chain[1:]]
    gaps = list(checks[0].look(Dossier(person(), ON, stints=stints(*torn))))
    assert len(gaps) == 1


class TestDossiers:
    def test_queries_do_not_grow_with_people(self, zzb, django_assert_max_num_queries):
        for _ in range(3):
            make.CadreFactory(of=zzb)
        with django_assert_max_num_queries(25) as few:
            list(dossier_chunks(people_below(""), ON))
        for _ in range(10):
            make.PostHeldFactory(of=zzb)

        with django_assert_max_num_queries(len(few)):
            list(dossier_chunks(people_below(""), ON))

    def test_a_birth_date_written_after_its_verification_is_told(self, zzb, insider):
        one = make.PersonFactory(unit=zzb, birth_on="198503", birth_verified=True)
        register = register_of(Person)
        rows_save(register, [Draft({"birth_on": "198603"}, row=one)], actor=insider, source="表单")
        one.refresh_from_db()

        assert dossiers_of([one], ON)[0].verified_changes == ("1986.03",)

    def test_a_twin_without_a_number_is_told_and_a_decided_pair_is_not(self, zzb, insider):
        first = make.PersonFactory(unit=zzb, full_name="林雁秋", birth_on="19850307")
        second = make.PersonFactory(
            unit=zzb, full_name="林雁秋", birth_on="19850307", id_number=GOOD_ID
        )

        told = {one.person.pk: one.twins for one in dossiers_of([first, second], ON)}
        assert [twin.full_name for twin in told[first.pk]] == ["林雁秋"]
        assert told[second.pk] == ()

        from jingwei.people.services.merging import person_distinct

        person_distinct(first, second, reason="经核对是两个人", actor=insider)
        assert dossiers_of([first], ON)[0].twins == ()
