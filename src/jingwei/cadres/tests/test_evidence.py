"""Steps of procedures about cadres and about Party organizations as evidence of coverage."""

from __future__ import annotations

from datetime import date

import pytest

from jingwei.coverage.sources import SOURCES, Asked
from jingwei.liaison.tests.sample import met, opened
from jingwei.procedures.models import Case, CaseSubject, StepRecord
from jingwei.procedures.registry import PROCEDURES
from jingwei.procedures.selectors.naming import step_words
from tests.factories import PartyOrganizationFactory, PersonFactory

PERIOD = (date(2025, 1, 1), date(2025, 6, 30))
DAY = date(2025, 3, 10)


def case(owner, unit, code, **about):
    return Case.objects.create(
        definition=code, definition_version=1, title="测试程序", unit_path=unit.path, step="R06",
        owner=owner, opened_on=DAY, **about,
    )  # fmt: skip


def taken(found, step="R06", on=DAY, **fields):
    StepRecord.objects.create(case=found, step=step, happened_on=on, decision="done", **fields)


def found(source, words, subject="person"):
    return [(one.key, one.on) for one in SOURCES[source].find(Asked(subject, words, *PERIOD))]


class TestCadreSteps:
    def test_cover_everybody_who_stayed_in_the_batch(self, zzb, insider):
        stays, drops = PersonFactory(unit=zzb), PersonFactory(unit=zzb)
        batch = case(insider, zzb, "cadres.rank_promotion")
        CaseSubject.objects.create(case=batch, person=stays, position=1)
        CaseSubject.objects.create(case=batch, person=drops, position=2, result="dropped")
        taken(batch)

        assert found("cadres.case_step", "cadres.rank_promotion R06") == [(stays.pk, DAY)]

    def test_do_not_cover_when_returned_skipped_or_out_of_the_period(self, zzb, insider):
        person = PersonFactory(unit=zzb)
        one = case(insider, zzb, "cadres.rank_promotion", person=person)
        taken(one, is_returned=True)
        taken(one, attempt=2, on=date(2024, 3, 1))

        assert found("cadres.case_step", "cadres.rank_promotion R06") == []

    @pytest.mark.parametrize(
        "words",
        [
            "", "cadres.rank_promotion X9", "cadres.admonition A01", "party.weak_organization W01",
        ],
    )  # fmt: skip
    def test_of_nothing_or_of_a_restricted_procedure_are_refused(self, words):
        assert "没有" in SOURCES["cadres.case_step"].refusal(words)

    def test_are_accepted_by_code_and_step_and_by_their_names(self, zzb, insider):
        version = PROCEDURES["cadres.rank_promotion"][-1]
        step = version.by_code["R06"]
        person = PersonFactory(unit=zzb)
        taken(case(insider, zzb, "cadres.rank_promotion", person=person))

        for words in ("cadres.rank_promotion R06", f"{version.name} {step.name}"):
            assert SOURCES["cadres.case_step"].refusal(words) == "", words
            assert found("cadres.case_step", words) == [(person.pk, DAY)], words
        assert step_words(StepRecord.objects.get()).endswith(f"：{step.name}")


class TestTalks:
    def test_cover_whom_somebody_talked_with_and_tell_nothing_more(self, today, zzb, insider):
        talked, visited = (opened(zzb) for _ in range(2))
        met(talked, insider, DAY, "谈思想和家庭", form="talk")
        met(visited, insider, DAY, "谈思想和家庭", form="visit")

        assert found("liaison.contactrecord", "") == [(talked.two_person_id, DAY)]
        assert found("liaison.contactrecord", "廉洁") == []
        (one,) = SOURCES["liaison.contactrecord"].find(Asked("person", "", *PERIOD))
        assert one.words == "谈心谈话"


class TestPartySteps:
    def test_cover_the_organization(self, zzb, insider):
        branch = PartyOrganizationFactory(unit=zzb)
        taken(case(insider, zzb, "party.organization_election", organization=branch), step="C01")

        words = "party.organization_election C01"
        assert found("party.case_step", words, "organization") == [(branch.pk, DAY)]
        assert SOURCES["party.case_step"].refusal(words) == ""

    def test_of_a_restricted_procedure_are_refused(self):
        assert "没有" in SOURCES["party.case_step"].refusal("party.member_disposal A01")
