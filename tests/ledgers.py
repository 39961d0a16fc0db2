"""A ledger as somebody would make one, for the tests of the registers; and rows of it."""

from __future__ import annotations

from typing import Any

import factory

from jingwei.accounts.models import User
from jingwei.collection.ledger_columns import LedgerColumn, columns_placed
from jingwei.collection.ledger_register import LedgerRegister, ledger_register
from jingwei.collection.models import Ledger, LedgerRow
from jingwei.kernel.clock import today
from jingwei.kernel.registers.writing import Draft, rows_save
from jingwei.org.models import Unit
from tests.factories import RowFactory, UnitFactory, UserFactory

SAMPLE = 700
"""The key of the sample, known before there is a database."""
COLUMNS = columns_placed(
    [],
    [
        LedgerColumn("阵地名称", is_key=True),
        LedgerColumn("阵地类别", "choice", choices=("活动室", "会议室", "展馆"), wanted=True),
        LedgerColumn("使用面积", "number", low=0, high=5000, help="平方米"),
        LedgerColumn("座位数", "whole", low=0),
        LedgerColumn("建成日期", "day"),
        LedgerColumn("是否挂牌", "flag"),
        LedgerColumn("服务内容"),
    ],
)


def sample(unit: Unit, owner: User | None = None) -> Ledger:
    """Return the sample ledger, not stored."""
    return Ledger(
        pk=SAMPLE, name="党员教育阵地", purpose="掌握阵地家底，安排修缮", unit=unit, owner=owner,
        row_word="处", is_shared=True, columns=[c.as_json() for c in COLUMNS], started_on=today(),
    )  # fmt: skip


def sample_register() -> LedgerRegister:
    """Return the register of the sample ledger, without a database."""
    return ledger_register(sample(Unit(path="qinglan/zzb/")))


def sample_kept(unit: Unit) -> Ledger:
    """Return the stored sample ledger, stored now and kept by ``unit`` if it was not."""
    found = Ledger.objects.select_related("unit").filter(pk=SAMPLE).first()
    if found is None:
        found = sample(unit, UserFactory(unit=unit))
        found.save(force_insert=True)
    return found


class LedgerRowFactory(RowFactory):
    """A row of ``unit`` in ``ledger``, else in the sample ledger."""

    class Meta:
        model = LedgerRow

    unit = factory.SubFactory(UnitFactory)
    text_1 = factory.Sequence(lambda n: f"第{n + 1}活动室")

    @classmethod
    def _create(cls, model_class: type[Any], *args: Any, **fields: Any) -> Any:
        register = ledger_register(fields.pop("ledger", None) or sample_kept(fields["unit"]))
        outcome = rows_save(register, [Draft(fields)], actor=None, source="测试")
        return outcome.changes[0].row
