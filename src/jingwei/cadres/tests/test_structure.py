"""Team structure: every number is its people; a tray changes nothing and warns by rule."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

import tests.factories as make
from conftest import signed_in
from jingwei.cadres import services
from jingwei.cadres.models import Tray
from jingwei.cadres.selectors.teams import members_with, teams_of
from jingwei.cadres.structure import (
    FEATURES,
    Member,
    by_education,
    by_field,
    by_tenure,
    counted,
    pyramid,
)
from jingwei.cadres.trays import tray_found
from jingwei.kernel.errors import RuleViolation
from jingwei.org.models import Staffing
from jingwei.people.models import Person, PostHeld

pytestmark = pytest.mark.django_db


def lead(unit, title, *, kind="3", **person):
    """Somebody who leads ``unit``."""
    told = {"gender": "1", "birth_on": "197503", "ethnic_group": "01", "political_status": "01"}
    who = make.PersonFactory(unit=unit, **{**told, **person})
    make.PostHeldFactory(
        person=who, unit=unit, title=title, is_leader=True, member_kind=kind, since="202001"
    )
    return who


@pytest.fixture
def team(today, jyj):
    """A team of three for four posts: a chief of 50, a woman of 33, one without a birth month."""
    Staffing.objects.create(unit=jyj, since="2020-01-01", chief_posts=1, deputy_posts=3)
    chief = lead(jyj, "局长", kind="1")
    young = lead(jyj, "副局长", gender="2", birth_on="199203", ethnic_group="11")
    unknown = lead(jyj, "总督学", political_status="13")
    Person.objects.filter(pk=unknown.pk).update(birth_on="1975")  # of an old list
    return chief, young, unknown


class TestTeams:
    def test_count_each_feature_and_list_just_those_people(self, team, jyj, outsider, today):
        found = teams_of(outsider, today)

        (one,) = found.teams
        told = {code: n for code, n in one.cells() if n}
        assert (one.unit, one.chiefs.vacant, one.deputies.vacant) == (jyj, 0, 1)
        assert told == {
            "age35": 1, "age50": 1, "age_unknown": 1, "women": 1, "minority": 1, "non_party": 1,
            "education_unknown": 3, "post8": 3,
        }  # fmt: skip
        for code, count in one.cells():
            assert len(members_with(found.teams, code, today)) == count, code

    def test_are_those_the_viewer_sees(self, team, insider, today):
        assert teams_of(insider, today).teams == []

    def test_ask_a_fixed_number_of_questions(
        self, team, jyj, outsider, today, django_assert_max_num_queries
    ):
        for n in range(6):
            unit = make.UnitFactory(code=f"jyj{n}", name=f"直属单位{n}", parent=jyj)
            lead(unit, "主任", kind="1")

        with django_assert_max_num_queries(6):
            assert len(teams_of(outsider, today).teams) == 7

    def test_who_died_left_or_is_merged_is_not_in_a_team(self, team, jyj, outsider, today):
        chief, young, unknown = team
        PostHeld.objects.filter(person=chief).update(until="202506")
        type(young).objects.filter(pk=young.pk).update(died_on="202505")

        (one,) = teams_of(outsider, today).teams

        assert [member.person for member in one.members] == [unknown.pk]

    def test_targets_tell_what_a_team_lacks_with_their_source(self, team, jyj, outsider, today):
        told = {"unit_kind": "", "least": 2, "basis": "青组发〔2025〕6 号"}
        services.target_add({"feature": "women", **told}, actor=outsider)
        services.target_add({"feature": "age50", **told, "least": 1}, actor=outsider)
        services.target_add({"feature": "age40", **told, "unit_kind": "town"}, actor=outsider)

        (one,) = teams_of(outsider, today).shown("target").teams

        assert one.lacking == ["女 1 人，要求至少 2 人（青组发〔2025〕6 号）"]
        with pytest.raises(ValidationError):
            services.target_add({"feature": "women", **told}, actor=outsider)


class TestStructure:
    def test_every_member_stands_in_just_one_band_of_age(self, today):
        for birth in ("", "1950", "196001", "197007", "198912", "199006", "199007", "200512"):
            one = Member(1, "某", 1, "", False, "1", birth, "", "", "", "", "", "")
            ages = [code for code, n in counted([one], today).items() if code[:3] == "age" and n]
            assert len(ages) == 1, (birth, ages)

    def test_the_pyramid_holds_everybody_once(self, team, outsider, today):
        members = teams_of(outsider, today).members

        rows = pyramid(members, today)

        assert sum(men.count + women.count for _, men, women in rows) == len(members)

    def test_every_bar_opens_as_many_people(self, team, outsider, today):
        found = teams_of(outsider, today)
        people = found.members
        sides = [bar for _, *pair in pyramid(people, today) for bar in pair]

        drawn = [*sides, *by_tenure(people, today), *by_education(people, today)]

        assert sum(bar.count for bar in drawn) == 3 * len(people)
        for bar in [*drawn, *by_field(people, today)]:
            code = bar.feature.code
            assert len(members_with(found.teams, code, today)) == bar.count, code

    def test_the_sums_are_those_of_the_teams_shown(self, team, jyj, outsider, today):
        full = make.UnitFactory(code="jyj8", name="教师进修学校", parent=jyj)
        Staffing.objects.create(unit=full, since="2020-01-01", chief_posts=1, deputy_posts=0)
        lead(full, "校长", kind="1")

        vacant = teams_of(outsider, today).shown("vacant")

        assert [one.unit for one in vacant.teams] == [jyj]
        assert (vacant.chiefs.filled, len(vacant.members)) == (1, 3)
        assert vacant.counts["age50"] == 1


class TestTray:
    @pytest.fixture
    def tray(self, outsider):
        return services.tray_add("测算", actor=outsider)

    def test_recomputes_the_teams_and_leaves_the_registers_alone(
        self, team, tray, jyj, outsider, today
    ):
        chief, young, _ = team
        before = list(PostHeld.objects.values_list("pk", "until", "title"))
        services.move_add(tray, {"person": chief, "leaves": True}, actor=outsider)
        up = {"person": young, "unit": jyj, "title": "局长", "role": "正职", "leaves": True}
        services.move_add(tray, up | {"level": "乡科级正职"}, actor=outsider)

        found = tray_found(tray, outsider, today)

        (pair,) = found.teams
        assert (pair.before.chiefs.filled, pair.after.chiefs.filled) == (1, 1)
        assert (pair.before.deputies.filled, pair.after.deputies.filled) == (2, 1)
        assert [one.title for one in pair.after.members if one.is_draft] == ["局长"]
        assert list(PostHeld.objects.values_list("pk", "until", "title")) == before

    def test_says_by_which_rule_a_move_is_in_the_way(self, team, tray, jyj, outsider, today):
        one = lead(make.UnitFactory(code="jyj9", name="教研中心", parent=jyj), "主任", kind="1")
        move = {"person": one, "unit": jyj, "title": "局长", "role": "正职", "leaves": True}
        services.move_add(tray, move | {"level": ""}, actor=outsider)

        (moved,) = tray_found(tray, outsider, today).moves

        told = {v.code: v.answer.value for v in moved.troubles}
        assert told["cadres.appointment_quota"] == "not_met"
        (quota,) = [v for v in moved.troubles if v.code == "cadres.appointment_quota"]
        assert "核定正职 1 名，本批次到任后 2 名" in quota.why

    def test_leaves_out_who_is_out_of_sight_by_now(self, team, tray, outsider, gbk, today):
        chief, young, _ = team
        for one in (chief, young):
            services.move_add(tray, {"person": one, "leaves": True}, actor=outsider)
        Person.objects.filter(pk=chief.pk).update(unit=gbk, unit_path=gbk.path)

        found = tray_found(tray, outsider, today)

        assert ([one.move.person for one in found.moves], found.hidden) == ([young], 1)

    def test_is_seen_by_nobody_else_and_is_never_too_long(
        self, team, tray, outsider, insider, monkeypatch
    ):
        monkeypatch.setattr("jingwei.cadres.services.structure.MOST", 1)
        services.move_add(tray, {"person": team[0], "leaves": True}, actor=outsider)

        assert Tray.objects.visible_to(insider).count() == 0
        assert signed_in(insider).get(reverse("cadres:tray", args=[tray.pk])).status_code == 404
        with pytest.raises(RuleViolation):
            services.move_add(tray, {"person": team[1], "leaves": True}, actor=outsider)


@pytest.mark.once
class TestPages:
    def test_every_number_of_the_matrix_opens_as_many_people(self, team, as_outsider):
        page = as_outsider.get(reverse("cadres:structure"))

        totals = page.context["totals"]
        assert totals["women"] == 1
        for code in FEATURES:
            people = as_outsider.get(reverse("cadres:structure-people"), {"feature": code})
            assert people.context["count"] == totals[code], code

    def test_both_files_come_and_are_logged(self, team, as_outsider):
        for kind in ("xlsx", "docx"):
            answer = as_outsider.get(reverse("cadres:structure-export", args=[kind]))
            assert (answer.status_code, answer.content[:2]) == (200, b"PK")

    def test_a_move_is_put_in_by_the_form_and_refused_with_a_reason(self, team, as_outsider, jyj):
        as_outsider.post(reverse("cadres:tray-list"), {"title": "测算"})
        address = reverse("cadres:tray", args=[Tray.objects.get().pk])

        refused = as_outsider.post(address, {"person": team[0].number, "unit": "区教育局"})
        done = as_outsider.post(address, {"person": team[0].number, "leaves": "on"}, follow=True)

        assert refused.status_code == 422
        assert "就要填拟任职务" in refused.content.decode()
        assert "免去领导职务" in done.content.decode()

    def test_an_unknown_feature_is_not_found(self, team, as_outsider):
        answer = as_outsider.get(reverse("cadres:structure-people"), {"feature": "x"})

        assert answer.status_code == 404
