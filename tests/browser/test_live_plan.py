"""The loop closed: a class goes into its register, and the measure's light turns on the board."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

import tests.factories as make
from jingwei.accounts.models import User
from jingwei.kernel.jobs import run_due, schedule_declare
from jingwei.org.models import Unit
from jingwei.people.models import LevelHeld
from jingwei.plans.models import Measure, Proof
from jingwei.plans.services.light import lights_refresh
from jingwei.plans.services.measure import proof_set
from tests.browser.conftest import measure_like

SILENT = "排查整治农村违规发展党员问题"


@pytest.fixture
def cadre(district):
    """The only section-level cadre of the district, not trained this year."""
    unit = Unit.objects.get(code="zzb")
    person = make.PersonFactory(unit=unit, full_name="严待训")
    make.CadreFactory(person=person)
    make.PostHeldFactory(person=person, unit=unit, title="副部长", since="202001")
    make.LevelHeldFactory(person=person, kind=LevelHeld.Kind.LEVEL, level="1A42", since="202001")
    return person


@pytest.fixture
def measure(cadre):
    """A measure that the share of trained cadres proves, behind as long as nobody is."""
    found = measure_like(SILENT)
    proof_set(
        found, kind=Proof.Kind.INDICATOR, indicator="cadres.section_trained_share",
        reading=Proof.Reading.SHARE, target=Decimal(100), unit_label="%",
        reason="改由记录计数", from_start=True,
        actor=User.objects.get(username="limin"),
    )  # fmt: skip
    rows = Measure.objects.filter(pk=found.pk).select_related("plan__unit")
    Measure.objects.filter(pk=found.pk).update(due_on="2025-07-31")
    schedule_declare(timezone.now())
    run_due(timezone.now())
    lights_refresh(rows, on=timezone.localdate())
    found.refresh_from_db()
    return found


class TestLivePlan:
    def test_a_class_recorded_turns_the_light_without_anybody_touching_the_plan(
        self, cadre, measure, enter
    ):
        behind = measure.light
        office = enter("limin")
        office.goes(f"/measure/{measure.pk}/")
        expect(office.page.get_by_role("main")).to_contain_text("0")
        assert behind in ("red", "yellow")

        hand = enter("zhaolei")
        hand.goes("/registers/people.trainingrecord/new/")
        hand.page.get_by_label("人员").fill(cadre.number)
        hand.page.get_by_label("培训班名称").fill("科级干部集中轮训班第一期")
        hand.page.get_by_label("开始日期").fill("2025-06-16")
        hand.clicks_on("button", "新增培训")
        hand.sees("科级干部集中轮训班第一期")
        run_due(timezone.now() + timedelta(minutes=11))

        measure.refresh_from_db()
        assert measure.light == "green"
        office.goes("/plan/?light=green")
        office.goes(f"/measure/{measure.pk}/")
        expect(office.page.get_by_role("main")).to_contain_text("正常")
        expect(office.page.get_by_role("main")).to_contain_text("100%")
