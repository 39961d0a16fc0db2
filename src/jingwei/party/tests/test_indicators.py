"""Every number of this room in a planted district, with the edges of period, age and scope."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from jingwei.kernel.indicators import INDICATORS, Slice
from jingwei.org.models import CommitteeSeat, PartyOrganization, Sector, Term
from jingwei.party.indicators.base import whole_spans
from jingwei.party.models import BranchTurnout, DuesMonth, DuesRow, Member
from jingwei.people.models import Person
from jingwei.procedures.models import Case
from tests.factories import (
    DelegateFactory,
    MemberFactory,
    OrganizationMeetingFactory,
    PartyOrganizationFactory,
    UnitFactory,
    WeakSpellFactory,
)

YEAR, MIDDLE = date(2025, 1, 1), date(2025, 6, 30)
RURAL = {"sector": Sector.VILLAGE}


def number(code, unit, end=MIDDLE, start=YEAR):
    """Return what an indicator of the room says of a unit; exactly as many rows stand behind."""
    found, subject = INDICATORS[f"party.{code}"], Slice(unit.path, start, end)
    rows = list(found.rows(subject).order_by().values_list("pk", flat=True))
    assert len(rows) == len(set(rows)), code
    if found.among is not None:
        assert not found.rows(subject).exclude(pk__in=found.among(subject).values("pk")).exists()
    return found.value(subject)


def numbers(unit, end=MIDDLE, start=YEAR, **codes):
    """Return the numbers of the codes, to be compared with what was expected of them."""
    return {code: number(code, unit, end, start) for code in codes}


@pytest.fixture
def town(qinglan):
    return UnitFactory(code="bz", name="白石镇", kind="town", parent=qinglan)


@pytest.fixture
def branch(town, today):
    return PartyOrganizationFactory(unit=town, details=RURAL)


@pytest.fixture
def other(jyj):
    return PartyOrganizationFactory(unit=jyj, details={"sector": Sector.SCHOOL})


def admitted(branch, day, **more):
    """Return somebody admitted to a branch on a day."""
    told = {"stage": "probationary", "joined_on": day, "full_on": None, "entry": "developed"}
    return MemberFactory(of=branch.unit, organization=branch, **(told | more))


def member(branch, **more):
    return MemberFactory(of=branch.unit, organization=branch, **more)


class TestDevelopment:
    def test_counts_who_was_admitted_here_in_the_period(self, qinglan, jyj, branch, other):
        admitted(branch, YEAR, person__birth_on="198901", person__gender="1", occupation="2")
        admitted(branch, MIDDLE, person__birth_on="198907")
        admitted(branch, date(2025, 6, 2), person__birth_on="19890630", occupation="5")
        admitted(branch, date(2025, 3, 5), state="left", exit_kind="3", exited_on=date(2025, 5, 6))
        admitted(branch, date(2024, 12, 31), occupation="1")
        admitted(branch, date(2025, 7, 1))
        admitted(branch, date(2025, 2, 1), entry="transferred_in", entered_on=MIDDLE)
        admitted(other, date(2025, 4, 1), person__birth_on="200001")

        expected = {
            "developed": 5, "developed_women": 80, "developed_young": 40,
            "developed_frontline": 1, "developed_educated": 0,
        }  # fmt: skip
        assert numbers(qinglan, **expected) == expected
        assert number("developed", jyj) == 1
        assert number("developed_young", jyj) == 100
        assert number("developed_young", jyj, date(2025, 3, 31)) is None

    def test_tells_the_stage_of_any_past_day(self, qinglan, branch):
        days = [date(2025, month, 10) for month in (1, 2, 3, 4)]
        member(
            branch, stage="full", applied_on=days[0], activist_on=days[1], target_on=days[2],
            joined_on=days[3], full_on=MIDDLE,
        )  # fmt: skip
        stages = ("applicants", "activists", "targets", "probationary")
        found = {
            day: [code for code in stages if number(code, qinglan, day)]
            for day in (date(2025, 1, 9), *days, date(2025, 6, 29), MIDDLE)
        }

        assert list(found.values()) == [[], *([code] for code in stages), ["probationary"], []]
        assert (number("turned_full", qinglan), number("activists_new", qinglan)) == (1, 1)

    def test_finds_a_probation_over_from_the_day_after_its_year(self, qinglan, branch):
        admitted(branch, date(2024, 6, 30))
        admitted(branch, date(2024, 6, 29))

        assert number("probation_over", qinglan) == 1
        assert number("probation_over", qinglan, date(2025, 6, 29)) == 0


class TestMembers:
    def test_are_those_of_the_last_day(self, qinglan, branch):
        member(branch, person__birth_on="198907")
        member(branch, person__birth_on="198906", person__gender="1", person__ethnic_group="11")
        member(branch, state="left", exit_kind="22", exited_on=date(2025, 6, 1))
        member(branch, state="left", exit_kind="1", exited_on=date(2025, 7, 1))
        member(branch, state="stopped", lost_since=date(2025, 2, 1))
        member(branch, entry="transferred_in", entered_on=date(2025, 7, 1))
        member(branch, stage="activist", joined_on=None, full_on=None)
        expected = {
            "members": 3, "members_women": Decimal("66.67"), "members_young": Decimal("33.33"),
            "members_minority": Decimal("33.33"), "lost": 1, "disposed": 1,
        }  # fmt: skip

        assert numbers(qinglan, **expected) == expected
        assert number("members", qinglan, date(2025, 5, 31)) == 4
        assert number("lost", qinglan, date(2025, 1, 31)) == 0

    def test_stand_in_just_one_band_of_age_counted_by_months(self, qinglan, branch):
        for born in ("199407", "199406", "198907", "198906", "196407", "196406", "195001", ""):
            one = member(branch)
            Person.objects.filter(pk=one.person_id).update(birth_on=born)
        expected = {
            "members_aged_0": 1, "members_aged_31": 2, "members_aged_36": 1, "members_aged_41": 0,
            "members_aged_46": 0, "members_aged_51": 0, "members_aged_56": 1, "members_aged_61": 2,
            "members_aged_unknown": 1,
        }  # fmt: skip

        assert numbers(qinglan, **expected) == expected
        assert sum(expected.values()) == number("members", qinglan) == 8

    def test_stand_once_in_every_division(self, qinglan, branch):
        for study, work, day in (
            ("11", "1", date(1978, 12, 31)), ("2A", "8", date(1979, 1, 1)), ("3B", "", YEAR),
            ("47", "2", date(2012, 10, 31)), ("81", "5", date(2012, 11, 1)), ("", "7", MIDDLE),
        ):  # fmt: skip
            one = member(branch, stage="probationary", occupation=work, joined_on=day, full_on=None)
            Person.objects.filter(pk=one.person_id).update(education=study)

        codes = [code.removeprefix("party.") for code in INDICATORS if "members_" in code]
        for division in ("studied", "works", "joined", "aged"):
            bands = [code for code in codes if code.startswith(f"members_{division}_")]
            assert sum(number(code, qinglan) for code in bands) == 6, division
        joined = [number(f"members_joined_{period}", qinglan) for period in (1978, 2002, 2012)]
        assert joined == [1, 1, 1]
        assert number("members_studied_unknown", qinglan) == 1
        assert number("members_studied_secondary", qinglan) == 1

    def test_who_float_are_located_and_in_touch_for_three_months(self, qinglan, branch):
        member(branch, is_mobile=True, mobile_place="邻县", contacted_on=date(2025, 3, 30))
        member(branch, is_mobile=True, contacted_on=date(2025, 3, 29))
        member(branch, is_mobile=True, mobile_place="邻县")
        member(branch)
        expected = {
            "floating": 3, "floating_located": Decimal("66.67"),
            "floating_contacted": Decimal("33.33"),
        }  # fmt: skip

        assert numbers(qinglan, **expected) == expected


class TestDues:
    def test_of_the_month_before_are_settled_or_explained(self, qinglan, town, branch, other):
        months = {
            day: DuesMonth.objects.create(organization=branch, month=day, state=state, slip_total=9)
            for day, state in ((date(2025, 5, 1), "open"), (date(2025, 6, 1), "closed"))
        }
        for due, paid, reason in ((5, 5, ""), (5, None, "住院"), (None, 5, ""), (5, None, "")):
            DuesRow.objects.create(
                month=months[date(2025, 6, 1)], member=member(branch), due=due, paid=paid,
                reason=reason,
            )  # fmt: skip
        expected = {
            "dues_settled": 50, "dues_unexplained": 2, "dues_closed": 50, "dues_behind": 1,
        }  # fmt: skip
        july = date(2025, 7, 1)

        assert numbers(qinglan, july, **expected) == expected
        assert number("dues_closed", town, july) == 100
        assert numbers(qinglan, MIDDLE, **expected) == {
            "dues_settled": None, "dues_unexplained": 0, "dues_closed": 0, "dues_behind": 1,
        }  # fmt: skip
        assert number("dues_behind", qinglan, date(2025, 5, 31)) == 0


class TestMeetings:
    def test_are_asked_of_every_whole_quarter_after_the_founding(
        self, qinglan, town, branch, other
    ):
        PartyOrganizationFactory(unit=town, since=date(2025, 4, 2))
        for day in (date(2025, 1, 1), date(2025, 6, 30)):
            self.met(branch, "1", day)
            self.met(branch, "3", day, also="4")
        self.met(other, "1", date(2025, 3, 31), topic="学党史")
        general, life = "general_quarterly", "life_quarterly"

        assert number(general, qinglan) == number(life, qinglan) == 50
        assert number(general, qinglan, date(2025, 6, 29)) == 100
        assert number(general, qinglan, date(2025, 3, 30)) is None
        assert number(general, qinglan, start=date(2025, 1, 2)) == 50
        assert number("history_quarterly", qinglan, date(2025, 3, 31)) == 50
        assert (number("meetings", qinglan), number("lectures", qinglan)) == (5, 2)
        assert number("three_meetings", qinglan) == 50

    def test_of_a_committee_are_asked_where_there_is_one(self, qinglan, branch, other):
        for nth, post in enumerate(("secretary", "organization", "publicity")):
            CommitteeSeat.objects.create(
                organization=branch, holder_name=f"王{nth}", post=post, since=date(2024, 1, 1)
            )
        for one in (branch, other):
            self.met(one, "1", date(2025, 3, 31), also="4")
        self.met(branch, "2", date(2025, 1, 31))
        self.met(branch, "2", date(2025, 2, 1), also="5")
        spring = date(2025, 3, 31)

        assert number("committee_monthly", qinglan, date(2025, 2, 28)) == 100
        assert number("committee_monthly", qinglan, spring) == 0
        assert number("committee_monthly", other.unit, spring) is None
        assert number("three_meetings", qinglan, spring) == 50
        assert number("theme_monthly", qinglan, date(2025, 2, 28), date(2025, 1, 2)) == 50

    def test_of_a_year_count_once_in_the_period(self, qinglan, branch, other):
        self.met(branch, "6", date(2025, 1, 17), also="8")
        retired = PartyOrganizationFactory(unit=other.unit, name="中共教育局离退休干部支部委员会")
        for day in (date(2025, 2, 3), date(2025, 5, 3)):
            self.met(retired, "5", day)

        expected = {"life_held": Decimal("33.33"), "appraisal_held": Decimal("33.33")}
        assert numbers(qinglan, **expected) == expected
        assert number("life_held", qinglan, start=date(2025, 1, 18)) == 0
        assert number("retired_quarterly", qinglan) == 100
        assert number("retired_quarterly", branch.unit) is None

    def met(self, branch, kind, day, **more):
        OrganizationMeetingFactory(organization=branch, kind=kind, held_on=day, **more)


def test_whole_spans_lie_within_the_period():
    asked = Slice("qinglan/", date(2024, 10, 2), date(2025, 4, 1))

    assert [first.month for first, _ in whole_spans(asked, 3)] == [1]
    assert [first.month for first, _ in whole_spans(asked, 1)] == [11, 12, 1, 2, 3]


class TestOrganizations:
    def test_are_those_of_the_last_day(self, qinglan, town, jyj, branch, other):
        committee = PartyOrganizationFactory(
            unit=town, kind="committee", details={"sector": Sector.VILLAGE}
        )
        self.seat(committee)
        gone = PartyOrganizationFactory(unit=town, details=RURAL)
        PartyOrganization.objects.filter(pk=gone.pk).update(closed_on=MIDDLE)
        PartyOrganizationFactory(unit=town, kind="temporary_branch", since=date(2025, 7, 1))
        expected = {
            "branches": 2, "sector_village": 2, "sector_school": 1, "village_secretaries": 50,
        }  # fmt: skip

        assert numbers(qinglan, **expected) == expected
        assert number("branches", town, date(2025, 6, 29)) == 2
        assert number("village_secretaries", jyj) is None

    def test_count_all_their_members_wherever_these_work(self, qinglan, town, jyj, branch, other):
        for unit in (jyj, jyj, town, town, town, town, town):
            MemberFactory(of=unit, organization=branch)
        Term.objects.create(organization=branch, began_on=YEAR, due_on=MIDDLE)
        secretary = self.seat(branch)

        assert number("branch_basics", qinglan) == 50
        assert number("branch_basics", town) == 100
        assert number("branch_basics", town, date(2025, 7, 1)) == 0
        assert (number("committees_whole", town), number("committees_whole", jyj)) == (0, None)
        for post in ("organization", "publicity"):
            self.seat(branch, post)
        assert number("committees_whole", town) == 100
        CommitteeSeat.objects.filter(pk=secretary.pk).update(until=MIDDLE)
        assert number("committees_whole", town) == number("branch_basics", town) == 0

    def seat(self, organization, post="secretary"):
        return CommitteeSeat.objects.create(
            organization=organization, holder_name="王示例", post=post, since=date(2024, 1, 1)
        )


class TestWeak:
    def test_counts_found_closed_looked_at_and_fallen_back(self, qinglan, town, jyj):
        WeakSpellFactory(unit=town, identified_on=date(2025, 1, 1))
        WeakSpellFactory(unit=town, identified_on=date(2024, 6, 1), closed_on=MIDDLE)
        old = {"identified_on": date(2024, 1, 1), "closed_on": date(2024, 10, 1)}
        WeakSpellFactory(unit=jyj, **old, looked_back_on=date(2025, 3, 1), result="relapsed")
        WeakSpellFactory(unit=jyj, **old, looked_back_on=date(2024, 12, 31), result="steady")
        expected = {
            "weak_identified": 1, "weak_open": 1, "weak_closed": 1, "weak_looked_back": 50,
            "weak_relapsed": 1,
        }  # fmt: skip

        assert numbers(qinglan, **expected) == expected
        assert number("weak_open", qinglan, date(2025, 6, 29)) == 2
        assert number("weak_looked_back", town) == 0
        assert number("weak_looked_back", town, date(2025, 6, 29)) is None


class TestDelegates:
    def test_in_office_end_with_their_seat(self, qinglan, branch):
        DelegateFactory(of=branch.unit, organization=branch)
        DelegateFactory(
            of=branch.unit, organization=branch, person__gender="1", elected_on=YEAR,
            ended_on=MIDDLE, reason="调离",
        )  # fmt: skip

        assert (number("delegates", qinglan), number("delegates_women", qinglan)) == (1, 100)
        assert number("delegates", qinglan, date(2025, 6, 29)) == 2
        assert number("delegates_elected", qinglan) == 1

    def test_were_named_by_the_branches_that_took_part(self, qinglan, branch, other, insider):
        for one, state, round_ in ((branch, "open", 1), (other, "stopped", 1), (other, "open", 2)):
            case = Case.objects.create(
                definition="party.delegate_selection", definition_version=1, title="代表选举",
                state=state, step="R2", owner=insider, opened_on=YEAR, unit_path=qinglan.path,
            )  # fmt: skip
            BranchTurnout.objects.create(
                case=case, branch=one, round=round_, held_on=date(2025, 3, 10), present=9
            )

        assert number("nominating", qinglan) == 50
        assert number("nominating", qinglan, date(2025, 3, 9)) == 0


def test_a_row_of_the_register_without_days_counts_at_its_stage(qinglan, branch):
    member(branch, stage="applicant", joined_on=None, full_on=None)

    assert number("applicants", qinglan) == 1
    assert Member.objects.get().applied_on is None
