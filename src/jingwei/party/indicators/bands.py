"""Members by age, education, occupation and time of joining, as the yearly statistics divide them.

Each member stands in just one band of each division; what is not registered, or registered by a
code of the district's own, is a band of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial, reduce
from operator import or_

from django.db.models import Q

from jingwei.kernel.indicators import Indicator, Rows, Slice, indicator
from jingwei.party.indicators.base import MEMBER_REGISTER, born_after, members
from jingwei.people.models import Person

AGES = ((0, 30), (31, 35), (36, 40), (41, 45), (46, 50), (51, 55), (56, 60), (61, 0))
"""Full years from and to, counted by months; 0 is open. Source: the published yearly figures."""
STUDIES = (
    ("graduate", "研究生", "1"), ("college", "大学", "2"), ("junior", "大专", "3"),
    ("secondary", "中专、中技和高中", "46"), ("basic", "初中及以下", "78"),
)  # fmt: skip
"""By the first digit of their code in ZB64."""
OCCUPATIONS = (
    ("1", "工人"), ("2", "农牧渔民"), ("3", "专业技术人员"), ("4", "管理人员"),
    ("5", "党政机关工作人员"), ("6", "学生"), ("7", "离退休人员"), ("8", "其他职业人员"),
)  # fmt: skip
"""Codes of JW_OCCUPATION."""
JOINED = (
    ("1978", "1978年12月及以前", date.min, date(1978, 12, 31)),
    ("2002", "1979年1月至2002年10月", date(1979, 1, 1), date(2002, 10, 31)),
    ("2012", "2002年11月至2012年10月", date(2002, 11, 1), date(2012, 10, 31)),
    ("later", "2012年11月及以后", date(2012, 11, 1), date.max),
)
"""Periods of the published yearly figures."""


def _aged(fewest: int, most: int, subject: Slice) -> Rows:
    people = Person.objects.exclude(birth_on="")
    if fewest:
        people = people.filter(birth_on__lt=born_after(fewest - 1, subject.end))
    if most:
        people = people.filter(birth_on__gte=born_after(most, subject.end))
    return members(subject, Q(person__in=people.order_by().values("pk")))


def _such(which: Q, subject: Slice) -> Rows:
    return members(subject, which)


def _studied(digits: str) -> Q:
    """Match the codes that begin with one of the digits, as ranges of an index."""
    return reduce(or_, (
        Q(person__education__gte=digit, person__education__lt=chr(ord(digit) + 1))
        for digit in digits
    ))  # fmt: skip


def _band(code: str, words: str, told: str, rows: Callable[[Slice], Rows]) -> None:
    indicator(
        Indicator(
            code=f"party.members_{code}", label=f"{words}党员", unit_label="人",
            source=MEMBER_REGISTER, definition=f"期末在册党员中{told}的人数",
            keywords=(), rows=rows, items=(15,), is_level=True,
        )
    )  # fmt: skip


def _years(fewest: int, most: int) -> str:
    if not most:
        return f"{fewest}岁及以上"
    return f"{fewest}至{most}岁" if fewest else f"{most}岁及以下"


for ages in AGES:
    age = _years(*ages)
    _band(f"aged_{ages[0]}", age, f"{age}（周岁，只算到月）", partial(_aged, *ages))
_band("aged_unknown", "没有登记出生年月的", "没有登记出生年月、不能归入年龄段",
      partial(_such, Q(person__birth_on="")))  # fmt: skip
for name, study, digits in STUDIES:
    _band(f"studied_{name}", f"{study}学历", f"最高学历按现登记为{study}（含党校学历）",
          partial(_such, _studied(digits)))  # fmt: skip
_band("studied_unknown", "没有登记学历的", "没有登记学历或学历是本区自定代码",
      partial(_such, ~_studied("".join(digits for *_, digits in STUDIES))))  # fmt: skip
for code, work in OCCUPATIONS:
    _band(f"works_{code}", work, f"工作岗位按现登记为{work}", partial(_such, Q(occupation=code)))
_band("works_unknown", "没有登记工作岗位的", "没有登记工作岗位或工作岗位是本区自定代码",
      partial(_such, ~Q(occupation__in=[code for code, _ in OCCUPATIONS])))  # fmt: skip
for name, period, first, last in JOINED:
    _band(f"joined_{name}", f"{period}入党的", f"入党日期在{period}",
          partial(_such, Q(joined_on__range=(first, last))))  # fmt: skip
