"""Answers go into the register with a contested cell settled; a package goes out and comes back."""

from __future__ import annotations

import pytest

from jingwei.accounts.models import User
from jingwei.collection.models import MergedCell
from jingwei.collection.tests.after import accepted, answered, sent
from jingwei.collection.tests.test_offline import edited
from jingwei.kernel.tests.register_cast import change
from jingwei.org.models import Unit
from tests import factories as make
from tests.browser.hand import saved

KEEPER = "zhaolei"


@pytest.fixture
def keeper(district):
    return User.objects.get(username=KEEPER)


@pytest.fixture
def unit(district):
    return make.UnitFactory(code="slz", name="示例站", parent=Unit.objects.get(code="jiaoyu"))


@pytest.fixture
def people(unit):
    """Two people of a station that has nobody else."""
    return [
        make.PersonFactory(full_name=name, unit=unit, native_place="示例青岚")
        for name in ("卢汀兰", "叶映川")
    ]


@pytest.fixture
def round_(keeper, unit, people):
    return sent(keeper, unit)


class TestMerge:
    def test_changes_are_looked_through_and_a_conflict_is_settled(
        self, enter, round_, people, keeper
    ):
        one, other = people
        assignment = round_.assignments.get()
        answered(assignment, one, actor=keeper, place="示例明州")
        answered(assignment, other, actor=keeper, place="示例云溪")
        change(other, native_place="示例临江")
        accepted(assignment, actor=keeper)
        hand = enter(KEEPER)

        hand.goes(f"/collection/rounds/{round_.pk}/table/")
        hand.sees("1 格与登记册冲突")
        hand.clicks_on("link", "核对并入登记册")
        hand.sees("会改 1 格，冲突 1 格")
        hand.page.get_by_label("示例云溪").check()
        hand.clicks_on("button", "写入登记册")

        hand.sees("写入 2 格")
        for person in people:
            person.refresh_from_db()
        assert (one.native_place, other.native_place) == ("示例明州", "示例云溪")
        assert MergedCell.objects.filter(outcome="written").count() == 2


class TestOffline:
    def test_a_package_goes_out_is_changed_and_comes_back(self, enter, round_, tmp_path):
        assignment = round_.assignments.get()
        hand = enter(KEEPER)
        hand.goes(f"/collection/answers/{assignment.pk}/offline/")
        hand.clicks_on("button", "制作离线包")
        code = assignment.packages.get().code
        out = saved(hand.downloads("link", f"离线包 {code}"), tmp_path)
        out.write_bytes(edited(out.read_bytes(), 籍贯="示例明州"))

        hand.page.get_by_label("交回的离线包").set_input_files(out)
        hand.clicks_on("button", "读取离线包")
        hand.sees("会改 1 格")
        hand.clicks_on("button", "收入填报")

        hand.sees("已收入 1 格")
        values = [row.values["place"] for row in assignment.rows.all()]
        assert "示例明州" in values
