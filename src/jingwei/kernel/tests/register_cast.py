"""People for the tests of the register pages, made through the one writing service."""

from __future__ import annotations

from typing import Any

from jingwei.kernel.registers.declaration import REGISTERS
from jingwei.kernel.registers.writing import Draft, rows_save

ID_NUMBER = "110101197803078717"
SURNAMES, NUMBERS = "赵钱孙李周吴郑王冯陈", "一二三四五六七八九十"


def new(code: str, *, actor: Any = None, **values: Any) -> Any:
    """Store one row of a register and return it."""
    outcome = rows_save(REGISTERS[code], [Draft(values)], actor=actor, source="测试")
    return outcome.changes[0].row


def change(row: Any, *, actor: Any = None, **values: Any) -> Any:
    """Change a row through the service and return it."""
    register = REGISTERS[row._meta.label_lower]
    rows_save(register, [Draft(values, row=row)], actor=actor, source="测试")
    row.refresh_from_db()
    return row


def person(unit: Any, name: str = "林雁秋", **values: Any) -> Any:
    """A person of ``unit``, the smallest row there is."""
    facts = {"full_name": name, "gender": "1", "birth_on": "197803", "unit": unit, **values}
    return new("people.person", **facts)


def people(unit: Any, count: int) -> list[Any]:
    """As many people, stored at once, with names in no order."""
    drafts = [
        Draft(
            {
                "full_name": SURNAMES[n % 10] + NUMBERS[n // 10 % 10] + "甲乙丙丁"[n % 4],
                "gender": str(n % 2 + 1),
                "birth_on": f"19{60 + n % 30}{n % 12 + 1:02d}",
                "unit": unit,
            }
        )
        for n in range(count)
    ]
    outcome = rows_save(REGISTERS["people.person"], drafts, actor=None, source="测试")
    return [change.row for change in outcome.changes]
