"""What a free ledger may be made of, who opens it, and that its columns never lose a value."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from jingwei.collection.ledger_columns import SLOTS, LedgerColumn, columns_placed
from jingwei.collection.ledger_indicators import PREFIX
from jingwei.collection.ledger_register import ledger_register
from jingwei.collection.models import Ledger, LedgerRow
from jingwei.collection.rules.ledgers import label_refusal
from jingwei.collection.selectors.ledgers import ledgers_listed
from jingwei.collection.services import ledgers as services
from jingwei.kernel.audit import audit_verify
from jingwei.kernel.errors import BadInput, RuleViolation
from jingwei.kernel.indicators import Slice, indicator_named, indicators_seen
from jingwei.kernel.registers.made import register_named, registers_open
from jingwei.kernel.registers.writing import Draft, RowsRefused, rows_save
from jingwei.org.services import party_organization_merge, unit_merge
from jingwei.people.services.merging import person_merge
from tests.factories import PartyOrganizationFactory, PersonFactory
from tests.ledgers import sample_register

NAME = LedgerColumn("课题名称", is_key=True)
KIND = LedgerColumn("课题方向", "choice", choices=("基层组织", "干部队伍"), wanted=True)
DAYS = LedgerColumn("走访天数", "whole", low=1, high=30)
BEGAN = LedgerColumn("立项时间", "day")
COLUMNS = (NAME, KIND, DAYS, BEGAN)


def made(actor, *columns, started=True, **told):
    words = {"name": "调研课题", "purpose": "跟踪进展", **told}
    ledger = services.ledger_draft(actor=actor, **words)
    ledger = services.ledger_set_columns(ledger, columns or COLUMNS, actor=actor)
    return services.ledger_start(ledger, actor=actor) if started else ledger


def kept(ledger, actor, **values):
    values.setdefault("unit", ledger.unit)
    drafts = [Draft(values)]
    return rows_save(ledger_register(ledger), drafts, actor=actor, source="测试").changes[0].row


@pytest.fixture
def ledger(today, insider):
    return made(insider)


class TestNames:
    def test_that_judge_watch_or_identify_are_refused_and_plain_ones_are_not(self):
        refused = ("年度积分", "单位排名", "每日打卡", "定位", "身份证号", "联系电话", "宗教信仰")
        plain = ("阵地名称", "使用面积", "立项时间", "是否挂牌", "课题方向")

        assert [word for word in refused if not label_refusal(word)] == []
        assert [word for word in plain if label_refusal(word)] == []

    @pytest.mark.django_db
    def test_a_register_has_are_refused_with_where_it_is(self, today, insider):
        with pytest.raises(services.ColumnsKnown) as refused:
            made(insider, NAME, LedgerColumn("民族"))

        assert [(one.label, one.code) for one in refused.value.known] == [("民族", "people.person")]

    @pytest.mark.django_db
    def test_that_contradict_themselves_are_told_plainly(self, today, insider):
        cases = {
            "认行": (LedgerColumn("数目", "number"),),
            "重复": (NAME, LedgerColumn("课题 名称")),
            "自带": (NAME, LedgerColumn("备注")),
            "选项": (NAME, LedgerColumn("方向", "choice", choices=("一",))),
            "最小值": (NAME, LedgerColumn("天数", "whole", low=3, high=1)),
            "最多": [LedgerColumn(f"栏{n}", is_key=True) for n in range(SLOTS["text"] + 1)],
        }
        draft = services.ledger_draft(actor=insider, name="试建", purpose="试")

        for word, columns in cases.items():
            with pytest.raises(BadInput, match=word):
                services.ledger_set_columns(draft, columns, actor=insider)


@pytest.mark.django_db
class TestRows:
    def test_obey_the_rules_of_the_ledger(self, ledger, insider):
        wrong = {"text_1": "", "number_1": 31, "day_1": date(2025, 3, 3)}

        with pytest.raises(RowsRefused) as refused:
            kept(ledger, insider, **wrong)

        told = {error.column: error.message for error in refused.value.errors}
        assert told == {"课题名称": "填写课题名称。", "走访天数": "应为整数，1 到 30。"}

    def test_are_told_apart_by_unit_and_key(self, ledger, insider, gbk):
        kept(ledger, insider, text_1="村级后备力量")
        kept(ledger, insider, text_1="村级后备力量", unit=gbk)

        with pytest.raises(RowsRefused, match="已有同样的一行"):
            kept(ledger, insider, text_1="村级后备力量")

    def test_about_people_need_their_person(self, today, insider, zzb):
        ledger = made(insider, LedgerColumn("走访日", "day", is_key=True), person_label="走访对象")
        person = PersonFactory(unit=zzb)

        with pytest.raises(RowsRefused, match="走访对象"):
            kept(ledger, insider, day_1=date(2025, 6, 1))
        row = kept(ledger, insider, person=person, day_1=date(2025, 6, 1))

        assert ledger_register(ledger).row_name(row) == f"{person} 2025-06-01"

    def test_follow_a_person_who_is_merged_into_another(self, today, insider, zzb):
        ledger = made(insider, LedgerColumn("走访日", "day", is_key=True), person_label="走访对象")
        one, two = PersonFactory(unit=zzb), PersonFactory(unit=zzb)
        days = (date(2025, 6, 1), date(2025, 6, 2))
        kept(ledger, insider, person=one, day_1=days[0])
        both = [kept(ledger, insider, person=two, day_1=day) for day in days]

        person_merge(one, two, take=(), reason="同一人", actor=insider)

        for row in both:
            row.refresh_from_db()
        assert [row.person for row in both] == [two, one]

    def test_follow_a_unit_and_a_branch_that_are_merged_into_another(
        self, today, insider, gbk, gbk2
    ):
        units = made(insider, NAME, name="课题")
        branches = made(insider, NAME, name="服务队", by_organization=True)
        one, two = PartyOrganizationFactory.create_batch(2, unit=gbk)
        rows = [kept(units, insider, text_1="甲", unit=gbk)]
        rows += [kept(units, insider, text_1="乙", unit=unit) for unit in (gbk, gbk2)]
        rows.append(kept(branches, insider, text_1="丙", unit=None, organization=one))
        act = {"on": date(2025, 6, 30), "actor": insider}

        unit_merge([gbk], gbk2, basis="青编〔2025〕3号", **act)
        party_organization_merge([one], two, approval_no="青组〔2025〕9号", **act)

        for row in rows:
            row.refresh_from_db()
        assert [row.unit for row in rows] == [gbk2, gbk, gbk2, gbk2]
        assert rows[-1].organization == two
        assert units.rows.count() == 3


@pytest.mark.django_db
class TestColumns:
    def test_a_retired_one_keeps_its_values_and_its_place(self, ledger, insider):
        row = kept(ledger, insider, text_1="人才公寓", number_1=3)
        name, kind, _days, began = ledger.column_list
        added = LedgerColumn("调研次数", "whole")

        services.ledger_set_columns(ledger, [name, kind, began, added], actor=insider)

        register = register_named(ledger.register_code)
        row.refresh_from_db()
        assert row.number_1 == 3
        assert [register.label_of(col) for col in register.cols("list")] == [
            "课题名称", "单位", "课题方向", "立项时间", "调研次数",
        ]  # fmt: skip
        assert register.label_of(register.col("number_1")) == "走访天数（停用）"
        assert register.col("number_2").label == "调研次数"

    def test_a_new_name_keeps_the_values(self, ledger, insider):
        kept(ledger, insider, text_1="人才公寓", choice_1="基层组织")
        name, kind, *rest = ledger.column_list
        changed = LedgerColumn("研究方向", "choice", kind.slot, choices=(*kind.choices, "其他"))

        services.ledger_set_columns(ledger, [name, changed, *rest], actor=insider)

        register = register_named(ledger.register_code)
        row = register.rows(insider).get()
        assert (register.label_of(register.col(kind.slot)), row.choice_1) == (
            "研究方向",
            "基层组织",
        )

    def test_what_rows_need_cannot_be_taken_away(self, ledger, insider):
        kept(ledger, insider, text_1="人才公寓", choice_1="基层组织")
        name, kind, days, began = ledger.column_list
        fewer = LedgerColumn("课题方向", "choice", kind.slot, choices=("干部队伍", "其他"))
        other = LedgerColumn("立项时间", "day", began.slot, is_key=True)

        with pytest.raises(RuleViolation, match="还有 1 行选了“基层组织”"):
            services.ledger_set_columns(ledger, [name, fewer, days, began], actor=insider)
        with pytest.raises(RuleViolation, match="认行"):
            services.ledger_set_columns(ledger, [name, kind, days, other], actor=insider)
        with pytest.raises(BadInput, match="不能改成"):
            columns_placed(ledger.column_list, [LedgerColumn("课题名称", "day", name.slot)])


@pytest.mark.django_db
class TestSight:
    def test_of_a_ledger_of_ones_own_ends_at_the_unit(self, ledger, insider, outsider):
        assert list(ledgers_listed(insider)) == [ledger]
        assert list(ledgers_listed(outsider)) == []
        assert ledger_register(ledger).is_open(insider, "add")
        assert not ledger_register(ledger).is_open(outsider, "view")

    def test_of_a_shared_one_is_each_units_own_rows(self, today, insider, outsider, jyj):
        ledger = made(insider, is_shared=True)
        kept(ledger, insider, text_1="甲")
        kept(ledger, outsider, text_1="乙", unit=jyj)

        with pytest.raises(RowsRefused, match="数据范围"):
            kept(ledger, outsider, text_1="丙")

        register = ledger_register(ledger)
        assert [row.text_1 for row in register.rows(outsider)] == ["乙"]
        assert [one.row_count for one in ledgers_listed(outsider)] == [1]
        with pytest.raises(PermissionDenied):
            services.ledger_close(ledger, reason="不要了", actor=outsider)

    def test_a_draft_takes_no_rows_and_an_ended_one_no_more(self, today, insider):
        draft = made(insider, started=False)
        assert register_named(draft.register_code) is None

        ledger = services.ledger_start(draft, actor=insider)
        row = kept(ledger, insider, text_1="甲")
        ended = services.ledger_close(ledger, reason="并入另一本", actor=insider)

        with pytest.raises(RowsRefused, match="已经结束"):
            rows_save(ledger_register(ended), [Draft({"note": "改"}, row=row)], actor=insider)
        assert registers_open(insider)[-1].code != ended.register_code
        again = services.ledger_reopen(ended, actor=insider)
        kept(again, insider, text_1="乙")
        assert audit_verify()[1] is None

    def test_names_are_had_once_by_a_unit(self, ledger, insider):
        with pytest.raises(BadInput, match="已有名为"):
            made(insider)


@pytest.mark.django_db
class TestProof:
    def test_counts_the_rows_of_the_period_below_the_unit(self, today, insider, jyj, outsider):
        ledger = made(insider, is_shared=True)
        for number, day in enumerate((date(2025, 3, 1), date(2025, 5, 1), None)):
            kept(ledger, insider, text_1=f"课题{number}", day_1=day)
        kept(ledger, outsider, text_1="外单位课题", unit=jyj, day_1=date(2025, 5, 2))
        found = indicator_named(f"{PREFIX}{ledger.pk}")

        subject = Slice("qinglan/", date(2025, 4, 1), date(2025, 6, 30))
        assert found.value(subject) == 2
        assert found.value(Slice(ledger.unit.path, subject.start, subject.end)) == 1
        assert found.code in {one.code for one in indicators_seen(insider)}
        assert "立项时间" in found.definition

    def test_without_a_day_counts_all_there_are(self, today, insider):
        ledger = made(insider, NAME)
        kept(ledger, insider, text_1="甲")

        found = indicator_named(f"{PREFIX}{ledger.pk}")

        assert found.is_level
        assert found.value(Slice("qinglan/", date(2024, 1, 1), date(2024, 1, 31))) == 1
        assert indicator_named(f"{PREFIX}x") is None
        assert indicator_named(f"{PREFIX}{ledger.pk + 1}") is None


def test_a_ledger_stays_as_it_was_read():
    """A register is made once for the facts of a ledger, and anew when one of them changes."""
    one, two = sample_register(), sample_register()

    assert one is two
    assert one.model is LedgerRow
    assert Ledger(pk=one.facts.pk).register_code == one.code
