"""The cast is what its names say; every other test leans on it."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from jingwei.org.models import Unit
from jingwei.plans.models import AnnualPlan, Measure
from tests.factories import TEXT, MeasureFactory, PlanFactory


class TestCast:
    def test_insider_sees_the_department_and_its_sections(self, insider, gbk, gbk2, jyj):
        seen = Unit.objects.visible_to(insider).values_list("path", flat=True)

        assert list(seen) == ["qinglan/zzb/", "qinglan/zzb/gbk/", "qinglan/zzb/gbk2/"]

    def test_outsider_sees_only_the_other_bureau(self, outsider, gbk):
        seen = Unit.objects.visible_to(outsider).values_list("path", flat=True)

        assert list(seen) == ["qinglan/jyj/"]

    def test_only_the_powerless_lack_a_permission(self, insider, outsider, powerless):
        holders = [
            u.username for u in (insider, outsider, powerless) if u.has_perm("plans.view_measure")
        ]

        assert holders == ["insider", "outsider"]

    def test_today_is_the_last_day_of_june(self, today):
        assert timezone.localdate() == today == date(2025, 6, 30)


class TestFactories:
    def test_plan_is_issued_with_its_measures(self, zzb):
        plan = PlanFactory(unit=zzb, texts=("建立导师帮带档案", "召开季度研判会4次"))

        assert plan.state == AnnualPlan.State.ISSUED
        assert [m.text for m in plan.measures.all()] == ["建立导师帮带档案", "召开季度研判会4次"]

    def test_measure_takes_what_it_is_given(self, zzb):
        first = MeasureFactory(unit=zzb, due_on=date(2025, 6, 30))

        MeasureFactory(plan=first.plan, text="建立导师帮带档案")

        assert (first.text, first.due_on) == (TEXT, date(2025, 6, 30))
        assert [m.text for m in Measure.objects.issued()] == [TEXT, "建立导师帮带档案"]
