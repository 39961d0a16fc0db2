"""Pairs and contacts as registers: the rules hold whichever way a row comes in."""

from __future__ import annotations

from datetime import date

import pytest

from jingwei.kernel.registers.declaration import register_of
from jingwei.kernel.registers.writing import Draft, RowsRefused, rows_save
from jingwei.liaison.models import ContactRecord, Need, Pair
from jingwei.liaison.tests.sample import MENTOR, RETIRED, needed, opened
from tests.factories import PairFactory, PersonFactory, UserFactory
from tests.registers import api, applied, exported, imported, page, table, written

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("today")]
PAIRS, CONTACTS = "联系清单", "联系记录"


def registers():
    return register_of(Pair), register_of(ContactRecord)


def refused(register, values, row=None, actor=None):
    with pytest.raises(RowsRefused) as refusal:
        rows_save(register, [Draft(values, row=row)], actor=actor, source="导入")
    return "；".join(f"{one.column}：{one.message}" for one in refusal.value.errors)


class TestPairs:
    def test_brought_in_by_a_file_are_due_by_their_rhythm(self, zzb, as_insider):
        register, _ = registers()
        PairFactory(unit=zzb)
        person = PersonFactory(unit=zzb, full_name="新示例")
        heads, (line,) = table(exported(as_insider, register, "csv"))
        told = dict(zip(heads, line, strict=True))
        told |= {"联系编号": "", "联系对象人员": person.number, "建立日期": "2025-02-03"}
        told |= dict.fromkeys(("最近联系", "下次应联系"), "")  # what the product works out
        data = written(heads, [[told[head] for head in heads]])

        batch = applied(as_insider, register, imported(as_insider, register, "清单.csv", data))

        pair = Pair.objects.get(two_person=person)
        assert batch.plan["counts"] == {"new": 1}
        assert (pair.kind, pair.level, pair.unit_path) == (RETIRED, "usual", zzb.path)
        assert pair.next_due == date(2025, 5, 3)

    def test_refuse_what_the_services_refuse(self, zzb):
        register, _ = registers()
        pair, dead = opened(zzb), PersonFactory(unit=zzb, died_on="202501")
        alive = PersonFactory(unit=zzb)
        base = {"kind": MENTOR, "unit": zzb, "since": date(2025, 3, 3), "one_person": alive}
        both = {"one_person": pair.one_person, "two_person": pair.two_person}
        cases = {
            "已经登记": {**base, **both},
            "已去世": {**base, "two_person": dead},
            "同一个": {**base, "two_person": alive},
            "不是这类联系所要的": {**base, "two_unit": zzb},
            "没有这一照护级别": {**base, "two_person": pair.two_person, "level": "hospital"},
            "只能填一个": {**base, "two_person": pair.two_person, "two_words": "某人"},
            "一起填写": {**base, "two_person": pair.two_person, "until": date(2025, 6, 1)},
        }
        for said, values in cases.items():
            assert said in refused(register, values), said
        assert Pair.objects.count() == 1

    def test_do_not_end_before_the_last_contact(self, zzb, insider):
        register, _ = registers()
        pair = opened(zzb)
        needed(pair, insider)

        values = {"until": date(2025, 6, 1), "end_reason": "期满"}
        assert "那天还有联系" in refused(register, values, row=pair)

    def test_give_a_new_keeper_the_open_needs_of_the_old_one(self, zzb, insider):
        register, _ = registers()
        pair = opened(zzb, keeper=insider)
        needed(pair, insider)
        other = UserFactory(unit=zzb)

        rows_save(register, [Draft({"keeper": other}, row=pair)], actor=insider, source="表单")

        need = Need.objects.get()
        assert (need.raised_by, need.handled_by) == (other, other)


class TestContacts:
    def test_brought_in_by_the_api_move_the_next_day_and_are_signed(self, zzb, insider, as_insider):
        _, register = registers()
        pair = opened(zzb)
        told = {"pair": str(pair.pk), "on": "2025-05-20", "form": "谈心谈话", "topic": "谈工作"}

        answer = as_insider.post(api(register), told, content_type="application/json")

        assert answer.status_code == 201, answer.json()
        pair.refresh_from_db()
        assert (pair.last_on, pair.next_due) == (date(2025, 5, 20), date(2025, 7, 20))
        assert pair.contacts.get().recorded_by == insider

    def test_refuse_days_outside_the_pair_and_to_come(self, zzb):
        _, register = registers()
        pair = opened(zzb)
        for day, said in ((date(2025, 1, 5), "期间内"), (date(2025, 7, 1), "还没有到")):
            assert said in refused(register, {"pair": pair, "on": day, "topic": "谈工作"}), day
        assert not pair.contacts.exists()

    def test_are_corrected_by_the_form_of_the_register_with_a_reason(
        self, zzb, insider, as_insider
    ):
        _, register = registers()
        contact = needed(opened(zzb, keeper=insider), insider).contact
        told = {"version": 1, "on": "2025-05-20", "form": "visit", "topic": "谈工作"}
        address = page(register, "edit", contact.pk)

        answers = [
            as_insider.post(address, {**told, **more}).status_code
            for more in ({}, {"change_reason": "日期填错"})
        ]

        contact.refresh_from_db()
        assert answers == [422, 302]
        assert (contact.on, contact.source) == (date(2025, 5, 20), "更正：日期填错")

    def test_of_somebody_else_are_not_rewritten(self, zzb, insider):
        _, register = registers()
        contact = needed(opened(zzb, keeper=insider), insider).contact
        stranger = UserFactory(unit=zzb, every_permission=True)

        said = refused(register, {"result": "改了"}, row=contact, actor=stranger)

        assert "由登记人或这对联系的经办人" in said
        contact.refresh_from_db()
        assert contact.result == ""
