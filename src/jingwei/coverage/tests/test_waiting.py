"""What coverage asks of whoever runs a programme: changes of the roster, evidence by word alone."""

from __future__ import annotations

import pytest

from jingwei.coverage.selectors.waiting import waiting_for
from jingwei.coverage.services import evidence_add, roster_take
from jingwei.coverage.services.evidence import evidence_refresh_all
from jingwei.coverage.tests.samples import MARCH, at, started, words
from tests.factories import PersonFactory, TrainingRecordFactory, UserFactory

SOURCE = {"source": "people.trainingrecord", "source_words": "轮训"}


@pytest.fixture
def programme(today, zzb, insider, pair):
    """Reads trainings; nobody took part in one."""
    return started(zzb, insider, **SOURCE)


def lines(user, today):
    return [(one.why, one.verb, one.url) for one in waiting_for(user, on=today)]


def test_a_change_of_the_roster_waits_until_it_is_taken(programme, zzb, insider, today):
    new = PersonFactory(unit=zzb, full_name="新示例")
    before = lines(insider, today)
    evidence_refresh_all()

    assert before == []
    address = at("roster-changes", programme.pk)
    assert lines(insider, today) == [("名单有 1 项变动待核对", "核对名单", address)]
    roster_take(programme, {f"join:{new.pk}"}, why="调入", actor=insider)
    assert lines(insider, today) == []


def test_typed_evidence_waits_until_a_record_says_the_same(programme, pair, insider, today):
    rows = list(programme.rows.all())
    evidence_add(programme, rows, on=MARCH, words="轮训一期", actor=insider)
    address = f"{at('programme', programme.pk)}?show=typed"

    assert lines(insider, today) == [
        ("2 人只有手工凭据，登记里还没有记录", "补登记", address)
    ]  # fmt: skip
    TrainingRecordFactory(person=pair[0], title="轮训一期", began_on=MARCH)
    evidence_refresh_all()
    assert lines(insider, today)[0][0].startswith("1 人")


def test_the_list_of_those_by_word_alone_names_exactly_them(
    programme, pair, insider, today, as_insider
):
    TrainingRecordFactory(person=pair[0], title="轮训一期", began_on=MARCH)
    evidence_add(programme, programme.rows.all(), on=MARCH, words="第一期", actor=insider)
    evidence_refresh_all()

    text = words(as_insider.get(at("programme", programme.pk), {"show": "typed"}))

    assert "章示例" in text.partition("凭据")[2]
    assert "名单：共 1 人" in text


def test_nothing_waits_for_others(programme, zzb, insider, powerless, today):
    PersonFactory(unit=zzb)
    evidence_refresh_all()

    colleague = UserFactory(unit=zzb, every_permission=True)
    assert [waiting_for(user, on=today) for user in (colleague, powerless)] == [[], []]
