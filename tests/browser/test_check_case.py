"""J07: what is wrong in a selection case is read from its page before the committee meets."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jingwei.accounts.models import User
from jingwei.cadres.tests.appointment_cast import (
    STEPS,
    cadre,
    musts_entered,
    opened,
    seats,
    taken,
    to_chief,
)
from jingwei.kernel.workdays import calendar_seed
from jingwei.org.models import Unit
from jingwei.procedures.models import Case
from tests import factories as make

OFFICER = "zhaolei"
MOTION, RECOMMENDED, PUT_UP, INSPECTED, TALKED_OVER = STEPS[:5]


@pytest.fixture
def faulty(district) -> Case:
    """A batch before its decision: no rivals, a relative among the inspectors, no free seat."""
    calendar_seed()
    unit = Unit.objects.get(code="jiaoyu")
    seats(unit, chiefs=0)
    person = cadre(unit, "章示例")
    make.FamilyMemberFactory(person=person, name="王示例", relation="02", work="示例公司职员")
    owner = User.objects.get(username=OFFICER)
    case = opened(Unit.objects.get(code="zzb"), owner, (person, to_chief(unit)))
    alone = replace(RECOMMENDED, data={"candidates": 1, "talked": 20})
    by_kin = replace(INSPECTED, data={"group": "郑示例、王示例"})
    taken(case, MOTION, alone, PUT_UP, by_kin, actor=owner)
    musts_entered(case, owner)
    return taken(case, TALKED_OVER, actor=owner)


class TestCheck:
    def test_three_planted_faults_are_three_findings_in_two_clicks(
        self, faulty, enter, times, record_job
    ):
        runs = []
        for _ in range(times):
            hand = enter(OFFICER)
            hand.goes("/todo/")
            hand.clicks_on("link", "程序")
            hand.clicks_on("link", faulty.title)
            hand.sees("已办步骤里的问题")
            runs.append(hand.stops())

        assert runs[0].clicks <= 3
        told = hand.page.get_by_role("region", name="已办步骤里的问题").get_by_role("row")
        text = " ".join(told.all_inner_texts())
        assert told.count() == 1 + 3, told.all_inner_texts()
        assert all(word in text for word in ("差额", "王示例", "职数"))
        record_job("J07", runs)
