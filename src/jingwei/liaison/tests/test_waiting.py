"""What liaison asks of somebody today: needs, and people nobody has been to."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jingwei.liaison.selectors.waiting import waiting_for
from jingwei.liaison.services import need_answer
from jingwei.liaison.tests.sample import at, met, needed, opened
from tests.factories import PersonFactory, PostHeldFactory, UserFactory

pytestmark = pytest.mark.usefixtures("today")


def lines(user, today):
    return [(one.what, one.verb, one.url) for one in waiting_for(user, on=today)]


def test_a_need_waits_for_its_handler_then_for_its_raiser(zzb, insider, today):
    other = UserFactory(unit=zzb)
    need = needed(opened(zzb), insider, handler=other, need_due=date(2025, 7, 10))

    assert lines(other, today) == [("装扶手", "写办理情况", at("need-answer", need.pk))]
    assert lines(insider, today) == []
    need_answer(need, answer="已安装", actor=other)
    assert lines(insider, today) == [("装扶手", "确认", at("need-list"))]
    assert waiting_for(insider, on=today)[0].due_on == date(2025, 7, 10)


def test_people_wait_for_the_keeper_when_due_within_a_week(zzb, insider, today):
    overdue = opened(zzb, keeper=insider, two=PersonFactory(unit=zzb, full_name="林示例"))
    soon, later = (opened(zzb, keeper=insider) for _ in range(2))
    met(soon, insider, date(2025, 5, 7))
    met(later, insider, date(2025, 5, 8))
    opened(zzb, keeper=UserFactory(unit=zzb))

    found = waiting_for(insider, on=today)

    assert [one.url for one in found] == [at("contact-new", p.pk) for p in (overdue, soon)]
    assert (found[0].what, found[0].due_on) == ("联系林示例", date(2025, 3, 6))
    assert "已有 175 天没有联系" in found[0].why


def test_a_pair_whose_party_one_left_every_post_waits_to_be_handed_over(zzb, insider, today):
    left, stays = (opened(zzb, keeper=insider) for _ in range(2))
    PostHeldFactory(person=left.one_person, since="202001", until="202506")
    for until in ("202306", ""):
        PostHeldFactory(person=stays.one_person, since="202001", until=until)

    found = [one.url for one in waiting_for(insider, on=today) if one.verb == "移交"]

    assert found == [f"{at('pair-hand-over')}?pick={left.pk}"]


def test_nothing_waits_for_whoever_may_not_see_pairs(zzb, powerless, today):
    opened(zzb, keeper=powerless)

    assert waiting_for(powerless, on=today) == []


def test_more_lines_take_no_more_questions(zzb, insider, today):
    counts = []
    for _ in range(2):
        for _ in range(3):
            needed(opened(zzb, keeper=insider), insider)
            opened(zzb, keeper=insider)
        with CaptureQueriesContext(connection) as queries:
            waiting_for(insider, on=today)
        counts.append(len(queries))

    assert counts[0] >= counts[1]
