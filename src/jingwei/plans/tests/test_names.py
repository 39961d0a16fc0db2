"""Unit names that nothing answers to: found, decided once, remembered."""

from __future__ import annotations

import pytest

from jingwei.kernel.errors import RuleViolation
from jingwei.kernel.models import AuditEntry
from jingwei.org.models import UnitAlias
from jingwei.org.services import unit_group_save
from jingwei.plans.models import Measure, MeasureUnit
from jingwei.plans.selectors.names import unresolved_names
from jingwei.plans.services.names import name_resolve
from jingwei.plans.services.plan import plan_issue, version_confirm
from tests.factories import UserFactory, imported

TEXT = """{title}2025年工作要点
一、建强组织体系
1.抓实基层基础。举办党务干部培训班2期。（责任单位：干部科、区关工委）
2.规范组织生活。建立支部联系点台账。（责任单位：区关工委、区快递协会）
"""


@pytest.fixture
def plan(today, zzb, gbk, insider):
    version = imported(TEXT.format(title="区委组织部"), zzb)
    return plan_issue(version_confirm(version, actor=None), actor=None)


class TestMentions:
    def test_known_names_find_their_unit_and_unknown_ones_wait(self, plan, gbk):
        found = MeasureUnit.objects.values_list("text", "unit__name")

        assert set(found) == {("干部科", "干部科"), ("区关工委", None), ("区快递协会", None)}

    def test_a_person_the_plan_names_becomes_owner_when_nobody_shares_the_name(self, zzb):
        UserFactory(full_name="顾青云", unit=zzb)
        UserFactory(full_name="陶一然", unit=zzb)
        UserFactory(full_name="陶一然", unit=zzb)
        text = (
            "区委组织部2025年工作要点\n一、建强组织体系\n1.抓实基层基础。举办党务干部培训班2期。"
            "（责任领导：陶一然；责任人：顾青云）\n"
        )

        version_confirm(imported(text, zzb), actor=None)

        measure = Measure.objects.get()
        assert (str(measure.owner), measure.leader) == ("顾青云", None)


class TestUnresolvedNames:
    def test_are_listed_once_with_the_measures_they_stand_at(self, plan, insider):
        found = [(name.text, len(name.measures)) for name in unresolved_names(insider)]

        assert found == [("区关工委", 2), ("区快递协会", 1)]

    def test_of_measures_out_of_sight_are_not_listed(self, plan, outsider):
        assert unresolved_names(outsider) == []

    def test_of_measures_gone_from_the_plan_are_not_listed(self, plan, insider):
        Measure.objects.update(gone_in=2)

        assert unresolved_names(insider) == []


class TestNameResolve:
    def test_settles_every_mention_and_leaves_a_trace(self, plan, insider, jyj):
        count = name_resolve("区关工委", to=jyj, learn=False, actor=insider)

        entry = AuditEntry.objects.get(act="unit_name.resolve")
        assert count == 2
        assert set(MeasureUnit.objects.filter(text="区关工委").values_list("unit", flat=True)) == {
            jyj.pk
        }
        assert entry.data == {"text": "区关工委", "mentions": 2}
        assert not UnitAlias.objects.exists()

    def test_gives_the_unit_sight_of_its_measures(self, plan, insider, outsider, jyj):
        name_resolve("区快递协会", to=jyj, learn=False, actor=insider)

        assert Measure.objects.visible_to(outsider).get().text == "建立支部联系点台账"

    def test_learned_the_next_plan_finds_it(self, plan, insider, jyj, zzb):
        name_resolve("区关工委", to=jyj, learn=True, actor=insider)

        version_confirm(imported(TEXT.format(title="干部科"), zzb), actor=None)

        assert set(MeasureUnit.objects.filter(text="区关工委").values_list("unit", flat=True)) == {
            jyj.pk
        }

    def test_may_mean_a_group(self, plan, insider, jyj):
        group = unit_group_save("群团组织", members=[jyj], is_open=False, actor=None)

        name_resolve("区快递协会", to=group, learn=True, actor=insider)

        assert MeasureUnit.objects.get(text="区快递协会").group == group
        assert not UnitAlias.objects.exists()

    def test_a_name_that_already_means_something_is_not_learned_for_another(
        self, plan, insider, jyj, qinglan
    ):
        unit_group_save("区关工委", members=[], is_open=True, actor=None)

        with pytest.raises(RuleViolation, match="已经指"):
            name_resolve("区关工委", to=jyj, learn=True, actor=insider)

        assert MeasureUnit.objects.filter(text="区关工委", unit=None).count() == 2
