"""Numbers about cadres: a planted district, and the days on which each number changes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from jingwei.cadres.indicators.posts import births_retiring
from jingwei.kernel.indicators import Slice, indicator_named
from jingwei.org.services import staffing_add
from jingwei.people.rules import retirement
from jingwei.people.services.checking import check_everything
from tests import factories as make

MARCH = (date(2025, 3, 1), date(2025, 3, 31))
APRIL = (date(2025, 4, 1), date(2025, 4, 30))


def value(code, unit, start, end):
    return indicator_named(f"cadres.{code}").value(Slice(unit.path, start, end))


def leader(unit, *, level="1A42", since="202001", until="", **given):
    """Return a cadre who leads ``unit`` at a level between two months."""
    person = make.PersonFactory(unit=unit, **given)
    make.CadreFactory(person=person)
    make.LevelHeldFactory(person=person, level=level, since=since, until=until)
    make.PostHeldFactory(
        person=person, unit=unit, title="副局长", member_kind="3", is_leader=True, since=since,
        until=until, removal_kind="3" if until else "",
    )  # fmt: skip
    return person


@pytest.mark.django_db
class TestStructure:
    def test_shares_are_of_those_who_held_a_level_and_a_post_that_day(self, zzb, gbk, gbk2, jyj):
        leader(gbk, gender="2", birth_on="198904", ethnic_group="03", political_status="05")
        leader(gbk2, gender="1", birth_on="198903", political_status="01")
        leader(gbk2, gender="1", birth_on="197001", since="202504")
        leader(jyj, gender="2")

        for code, march, april in (
            ("section_level", 2, 3), ("section_women_share", 50, Decimal("33.33")),
            ("section_minority_share", 50, Decimal("33.33")),
            ("section_non_party_share", 50, Decimal("33.33")),
            ("section_young_share", 50, 0),  # turned 36 in April
            ("section_three_kinds_share", 50, Decimal("33.33")),
            ("county_women_share", None, None),
        ):  # fmt: skip
            assert (value(code, zzb, *MARCH), value(code, zzb, *APRIL)) == (march, april), code
        assert value("section_women_share", gbk2, *MARCH) == 0

    def test_who_left_the_post_is_out_from_that_month_though_the_level_goes_on(self, jyj):
        leader(jyj).posthelds.update(until="202504")

        assert value("section_level", jyj, *MARCH) == 1
        assert value("section_level", jyj, *APRIL) == 0

    def test_teams_count_units_and_not_people(self, qinglan, zzb, jyj):
        leader(jyj, gender="2", birth_on="199001")
        leader(jyj, gender="2")
        leader(zzb, gender="1")

        assert value("teams_with_women_share", qinglan, *MARCH) == 50
        assert value("teams_with_young_share", qinglan, *MARCH) == 50
        assert value("towns_with_young_share", qinglan, *MARCH) is None


@pytest.mark.django_db
class TestPosts:
    def test_are_vacant_or_over_against_the_staffing_of_the_day(self, qinglan, jyj, zzb, insider):
        for day, deputies in ((date(2020, 1, 1), 1), (date(2025, 4, 1), 2)):
            numbers = {"chief_posts": 0, "deputy_posts": deputies}
            staffing_add(jyj, since=day, basis="批", numbers=numbers, actor=insider)
        leader(jyj)
        leader(jyj, since="202503")
        leader(zzb)  # nothing was laid down

        before = (date(2025, 2, 1), date(2025, 2, 28))
        assert [value("bodies_over", qinglan, *when) for when in (before, MARCH, APRIL)] == [
            0, 1, 0,
        ]  # fmt: skip
        leader(jyj, until="202505")
        assert value("vacant_bodies", qinglan, *MARCH) == 0
        assert value("bodies_over", qinglan, *APRIL) == 1
        assert value("vacant_bodies", zzb, *APRIL) == 0
        assert value("bodies_without_chief", qinglan, *APRIL) == 0

    def test_that_end_by_exchange_count_in_that_month(self, jyj):
        leader(jyj, until="202503", birth_on="198503")
        leader(jyj, until="202503", birth_on="198402")

        assert (value("moves", jyj, *MARCH), value("moves", jyj, *APRIL)) == (2, 0)
        assert value("young_moves", jyj, *MARCH) == 1

    def test_promotion_is_the_first_time_at_a_level(self, jyj):
        person = leader(jyj, since="202001", until="202503")
        make.LevelHeldFactory(person=person, level="1A41", since="202503", until="202504")
        make.LevelHeldFactory(person=person, level="1A42", since="202504")

        assert (value("promotions", jyj, *MARCH), value("promotions", jyj, *APRIL)) == (1, 0)


@pytest.mark.parametrize("kind", ["M60", "F55", "F50"])
def test_births_that_retire_in_a_year_are_those_the_law_says(kind):
    first, last = 2025 * 12 + 6, 2026 * 12 + 5
    low, high = births_retiring(kind, first, last)

    months = [f"{year}{month:02}" for year in range(1955, 1990) for month in range(1, 13)]
    due = [born for born in months if "202507" <= retirement(born, kind)[1] <= "202606"]
    assert (low, high) == (due[0], due[-1])


@pytest.mark.django_db
class TestServants:
    def test_a_first_rank_is_no_promotion_and_the_next_one_is(self, jyj):
        person = make.PersonFactory(unit=jyj)
        for rank, since, until in (("1B", "202301", "202503"), ("1A", "202503", "")):
            make.LevelHeldFactory(
                person=person, kind="1", level="", rank=rank, since=since, until=until
            )

        assert value("rank_promotions", jyj, *MARCH) == 1
        assert value("rank_promotions", jyj, *APRIL) == 0
        assert value("rank_promotions", jyj, date(2023, 1, 1), date(2023, 12, 31)) == 0

    def test_ranks_are_over_in_the_units_a_check_has_told(self, qinglan, jyj, zzb, insider):
        for unit in (jyj, zzb):
            staffing_add(
                unit, since=date(2020, 1, 1), basis="批", numbers={"admin_staffing": 1},
                actor=insider,
            )  # fmt: skip
        for rank in ("19", "1A"):
            person = make.PersonFactory(unit=jyj)
            make.LevelHeldFactory(person=person, kind="1", level="", rank=rank, since="202301")

        year = (date(2025, 1, 1), date(2025, 6, 30))
        assert value("ranks_over_share", qinglan, *year) is None
        check_everything()
        assert value("ranks_over_share", qinglan, *year) == 50

    def test_are_registered_by_their_month_and_gone_with_the_cadre(self, jyj):
        make.CivilServantFactory(of=jyj, registered_on="202503", joined_service_on="202503")
        make.CivilServantFactory(of=jyj)
        gone = make.PersonFactory(unit=jyj)
        make.CivilServantFactory(person=gone, registered_on="202503")
        make.CadreFactory(person=gone, manage_state="2")

        for code, found in (
            ("servants_registered", 1), ("civil_servants", 1), ("servants_unregistered", 1),
            ("joined_trained_share", 0),
        ):  # fmt: skip
            assert value(code, jyj, *MARCH) == found, code
        assert value("civil_servants", jyj, date(2025, 2, 1), date(2025, 2, 28)) == 0


@pytest.mark.django_db
class TestTraining:
    def test_hours_are_those_of_the_year_up_to_the_day(self, jyj):
        person = leader(jyj)
        for day, hours in ((date(2024, 12, 31), 90), (date(2025, 1, 1), 50), (MARCH[1], 40)):
            make.TrainingRecordFactory(person=person, began_on=day, hours=hours, title=f"{day}")

        assert value("hours_short", jyj, date(2025, 3, 1), date(2025, 3, 30)) == 1
        assert value("hours_short", jyj, *MARCH) == 0
        assert value("hours_reached_share", jyj, *MARCH) == 100
        assert value("section_trained_share", jyj, *MARCH) == 100
        assert value("section_trained_share", jyj, *APRIL) == 0

    def test_who_is_new_needs_the_training_for_the_office(self, jyj):
        new, other = leader(jyj, since="202503"), leader(jyj, since="202503")
        make.TrainingRecordFactory(person=new, began_on=date(2025, 3, 20), kind="010202")
        make.TrainingRecordFactory(person=other, began_on=date(2025, 3, 20), kind="010203")

        assert value("new_trained_share", jyj, *MARCH) == 50
        assert value("new_untrained", jyj, *MARCH) == 1
        assert value("new_trained_share", jyj, *APRIL) is None


@pytest.mark.django_db
class TestAppraisals:
    def test_are_those_of_the_year_before(self, jyj):
        for result in ("1", "2", "5A"):
            person = make.PersonFactory(unit=jyj, work_since="202001")
            make.CadreFactory(person=person)
            make.CivilServantFactory(person=person)
            make.AppraisalFactory(person=person, year=2024, result=result)
        make.CadreFactory(person=make.PersonFactory(unit=jyj, work_since="202401"))  # too new
        make.CadreFactory(person=make.PersonFactory(unit=jyj, work_since="202312"))

        assert value("excellent_share", jyj, *MARCH) == 50
        assert value("appraised_share", jyj, *MARCH) == 75
        assert value("appraisals_missing", jyj, *MARCH) == 1


@pytest.mark.django_db
class TestSupervision:
    def test_an_influence_holds_from_its_first_day_to_its_last(self, zzb, gbk, gbk2):
        measure = make.SupervisionMeasureFactory(of=gbk)
        make.SupervisionMeasureFactory(
            person=measure.person, kind="reminder", decided_on=date(2025, 3, 31)
        )

        first, last = date(2025, 3, 3), measure.influence_until
        days = (date(2025, 3, 2), first, last, date.fromordinal(last.toordinal() + 1))
        assert [value("in_influence", zzb, day, day) for day in days] == [0, 1, 1, 0]
        assert value("in_influence", gbk2, first, first) == 0
        assert (value("admonitions", zzb, *MARCH), value("reminders", zzb, *MARCH)) == (1, 1)
        assert (value("reminders", zzb, *APRIL), value("adjustments", zzb, *MARCH)) == (0, 0)
