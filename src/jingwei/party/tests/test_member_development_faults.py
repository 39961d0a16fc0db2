"""Planted faults of member development: exactly those are found; what is missing never passes."""

from __future__ import annotations

from datetime import date

import pytest

from jingwei.party.tests.development import branch_of, course, opened, passed, taken, wrong
from jingwei.people.models import Person
from jingwei.procedures.entries import PaperGiven
from jingwei.procedures.tests.sample import calendar
from tests.factories import PersonFactory

R = "party.development_"


@pytest.fixture
def branch(today, zzb, insider, settings):
    settings.FIXED_DAY = date(2025, 12, 31)
    calendar(2023, 2024, 2025)
    return branch_of(zzb, insider)


def on(day, **more):
    return {"happened_on": day, **more}


def data(**told):
    return {"data": told}


MINOR = data(applied_on=date(2003, 1, 9))
FAULTS = {
    "talked after a month": ({"A02": on(date(2023, 2, 11))}, {"MD-T01"}),
    "a target before a year": ({"B03": on(date(2023, 3, 8))}, {"MD-T02"}),
    "reviewed after half a year": ({"B06": on(date(2023, 9, 16))}, {"MD-T03"}),
    "the committee did not look for a year": (
        {"B06.3": data(activity="思想汇报"), "B06.4": on(date(2024, 3, 12)),
         "C07": on(date(2024, 3, 13))}, {"MD-T13", "MD-T03"},
    ),
    "two days of training": (
        {"C11": data(trained_to=date(2024, 4, 9), hours=16)}, {f"{R}training"},
    ),
    "the meeting a month after the preview": (
        {"D12": on(date(2024, 4, 12)), "D13": on(date(2024, 4, 14))}, {"MD-T05"},
    ),
    "approved after three months": (
        {"D17": on(date(2024, 8, 16)), "D18": on(date(2024, 8, 20)), "E19": on(date(2024, 8, 21)),
         "E20": on(date(2024, 9, 1))}, {"MD-T06"},
    ),
    "approved after six months": (
        {"D17": on(date(2024, 11, 16)), "D18": on(date(2024, 11, 17)),
         "E19": on(date(2024, 11, 18)), "E20": on(date(2024, 11, 19))}, {"MD-T06", "MD-T07"},
    ),
    "probation counted from the approval": (
        {"D17": data(probation_from=date(2024, 5, 28))}, {f"{R}probation"},
    ),
    "converted before the end": (
        {"E23": on(date(2025, 5, 14), data={"conversion_shown_on": date(2025, 5, 6)})}, {"MD-T08"},
    ),
    "converted long after the end": (
        {"E23": on(date(2025, 6, 16)), "E24": on(date(2025, 6, 18))}, {"MD-T09"},
    ),
    "conversion approved after three months": (
        {"E24": on(date(2025, 8, 21)), "E25": on(date(2025, 8, 22))}, {"MD-T10"},
    ),
    "a target shown for four days": (
        {"C08": data(target_shown_on=date(2024, 3, 15))}, {"MD-T12-C"},
    ),
    "an admission shown for four days": (
        {"D15": data(admission_shown_on=date(2024, 5, 12))}, {"MD-T12-D"},
    ),
    "a conversion shown for four days": (
        {"E23": data(conversion_shown_on=date(2025, 5, 15))}, {"MD-T12-E"},
    ),
    "a first review of probation after half a year": (
        {"E21": on(date(2024, 11, 29))}, {"MD-T03-E"},
    ),
    "a League member without nomination": (
        {"B03": data(league_member="是")}, {f"{R}nomination"},
    ),
    "not of age": ({"A01": MINOR}, {f"{R}age"}),
    "one introducer": ({"C09": data(introducer_two=None)}, {f"{R}introducers"}),
    "review not passed": ({"C10": data(review_conclusion="不合格")}, {f"{R}review"}),
    "leaves within three months": (
        {"D13": data(leaving="是", leaves_on=date(2024, 7, 1))}, {f"{R}leaving"},
    ),
    "another form than the issued one": (
        {"D14": data(form_no="示0000002")}, {f"{R}form_issued"},
    ),
    "a show of hands": ({"D15": data(ballot="其他")}, {f"{R}ballot"}),
    "a show of hands at the conversion": (
        {"E23": data(conversion_ballot="其他")}, {f"{R}conversion_ballot"},
    ),
    "more votes than members": ({"D15": {"votes": passed(4)}}, {f"{R}eligible"}),
    "half of those due": (
        {"D15": {"votes": passed(3)[:0]}},
        {"present_more_than_half", "majority_of_due", f"{R}eligible"},
    ),
    "extended by three months": (
        {"E23": data(resolution="延长预备期", extension_months=3), "E24": {
            "decision": "extend", "data": {"extended_to": date(2025, 8, 15)},
        }}, {f"{R}extension"},
    ),
    "extended to another day": (
        {"E23": data(resolution="延长预备期", extension_months=6), "E24": {
            "decision": "extend", "data": {"extended_to": date(2025, 8, 15)},
        }}, {f"{R}extended_to"},
    ),
    "without a required paper": ({"C10": {"papers": []}}, {"procedures.paper"}),
}  # fmt: skip


class TestPlantedFaults:
    """J07."""

    @pytest.mark.parametrize("name", FAULTS)
    def test_is_found_and_nothing_else(self, branch, name):
        changes, codes = FAULTS[name]
        if "League" in name:
            Person.objects.filter(pk=branch.person.pk).update(birth_on="199903")
        case = opened(branch)

        case = taken(case, until_end(branch, changes), changes=changes)

        assert wrong(case) == codes

    def test_a_contact_who_is_no_full_member(self, branch):
        changes = {"B05": data(contact_two=PersonFactory(unit=branch.person.unit))}

        case = taken(opened(branch), course(branch), before="B06", changes=changes)

        assert wrong(case) == {f"{R}contacts"}

    def test_a_number_that_somebody_else_has(self, branch):
        taken(opened(branch), course(branch), before="D15")
        branch.person = PersonFactory(unit=branch.person.unit)

        case = taken(opened(branch), course(branch), before="D15")

        assert wrong(case) == {f"{R}form_unique"}

    def test_a_void_number_is_used_no_more(self, branch):
        spoilt = {"D14": data(form_no="示0000002", void_no="示0000001")}
        case = taken(opened(branch), course(branch), before="D15", changes=spoilt)
        assert wrong(case) == set()
        branch.person = PersonFactory(unit=branch.person.unit)

        case = taken(opened(branch), course(branch), before="D15")

        assert wrong(case) == {f"{R}form_unique"}

    def test_an_impossible_day_goes_on_only_with_a_written_ground(self, branch, insider):
        from jingwei.kernel.files import file_store

        file = file_store("情况说明.pdf", b"%PDF-1.4", actor=insider)
        ground = [PaperGiven("approval"), PaperGiven(name="情况说明", file=file, is_basis=True)]
        changes = {"D17": on(date(2024, 5, 19), papers=ground)}

        case = taken(opened(branch), course(branch), before="D18", changes=changes)

        assert wrong(case) == {"procedures.order"}


MISSING = [
    ("C08", {"target_shown_on": None}, "MD-T12-C"),
    ("C09", {"introducers_free": None}, f"{R}introducers"),
    ("C11", {"trained_from": None, "trained_to": None, "hours": None}, f"{R}training"),
    ("D13", {"leaving": "是"}, f"{R}leaving"),
    ("D14", {}, f"{R}form_issued"),
    ("D17", {"probation_from": None}, f"{R}probation"),
    ("E23", {"resolution": "延长预备期"}, f"{R}extension"),
]


class TestWhatIsNotThere:
    @pytest.mark.parametrize(("step", "told", "code"), MISSING)
    def test_does_not_pass(self, branch, step, told, code):
        changes = {step: {"data": told}}
        if step == "D14":
            changes["D13"] = data(issued_no=None)
        case = taken(opened(branch), course(branch), before=step, changes=changes)

        case = taken(case, [one for one in course(branch) if one[0] == step], changes=changes)

        assert wrong(case) == {code}

    def test_an_unknown_day_of_birth_is_not_of_age(self, branch):
        Person.objects.filter(pk=branch.person.pk).update(birth_on="2005")

        case = taken(opened(branch), course(branch)[:1])

        assert wrong(case) == {f"{R}age"}


def until_end(branch, changes):
    """Return the steps; those after an extension are another story."""
    steps = course(branch)
    is_longer = changes.get("E24", {}).get("decision") == "extend"
    return steps[:-1] if is_longer else steps
