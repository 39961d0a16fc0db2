"""The structure of a leading team: by what its members are counted. Pure.

Source: experience of the trade, fact sheet on cadres, 13 and 14.3: age bands, women, ethnic
minorities, non-Party members, education, field of the degree, years in the post, years left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from jingwei.kernel.partial_dates import full_years, months_between

HAN = "01"
IN_PARTY = ("01", "02")
"""Codes of GB/T 4762: member, probationary member."""
FEMALE = "2"
FIELDS = {
    "01": "哲学", "02": "经济学", "03": "法学", "04": "教育学", "05": "文学", "06": "历史学",
    "07": "理学", "08": "工学", "09": "农学", "10": "医学", "11": "军事学", "12": "管理学",
}  # fmt: skip
"""Last two digits of a degree (GB/T 6864) → field; professional degrees stand under 其他."""
OTHER_FIELD = "其他"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a leading post; partial dates and codes as the registers hold them.

    ``is_draft``: put there by a what-if tray.
    """

    person: int
    name: str
    unit: int
    title: str
    is_chief: bool
    gender: str
    birth_on: str
    ethnic_group: str
    political_status: str
    education: str
    degree: str
    since: str
    retires_on: str
    is_draft: bool = False

    def moved_to(self, unit: int, title: str, *, is_chief: bool, since: str) -> Member:
        """Return the same person in another post of a draft."""
        return replace(
            self, unit=unit, title=title, is_chief=is_chief, since=since, is_draft=True
        )  # fmt: skip

    def age(self, day: date) -> int | None:
        """Full years, counted by months; None without a month of birth."""
        return full_years(self.birth_on, day) if len(self.birth_on) >= 6 else None

    def years_in_post(self, day: date) -> int | None:
        return full_years(self.since, day) if len(self.since) >= 6 else None

    def months_left(self, day: date) -> int | None:
        """Months to the statutory age; None when it cannot be told."""
        return months_between(day, self.retires_on) if self.retires_on else None

    @property
    def field(self) -> str:
        """The field of the degree; "" without one."""
        return FIELDS.get(self.degree[1:], OTHER_FIELD) if len(self.degree) > 1 else ""


@dataclass(frozen=True, slots=True)
class Feature:
    """One column of the analysis: whom it counts."""

    code: str
    group: str
    label: str
    holds: Callable[[Member, date], bool]


def _between(
    value: Callable[[Member, date], int | None], least: int, most: int
) -> Callable[[Member, date], bool]:
    def holds(member: Member, day: date) -> bool:
        found = value(member, day)
        return found is not None and least <= found <= most

    return holds


def _unknown(value: Callable[[Member, date], int | None]) -> Callable[[Member, date], bool]:
    return lambda member, day: value(member, day) is None


def _education(*first: str) -> Callable[[Member, date], bool]:
    return lambda member, _: member.education[:1] in first


AGES = (
    ("35", "35 岁以下", 0, 35), ("40", "36—40", 36, 40), ("45", "41—45", 41, 45),
    ("50", "46—50", 46, 50), ("55", "51—55", 51, 55), ("56", "56 岁以上", 56, 200),
)  # fmt: skip
FEATURES: dict[str, Feature] = {
    one.code: one
    for one in (
        *(
            Feature(f"age{code}", "年龄", label, _between(Member.age, least, most))
            for code, label, least, most in AGES
        ),
        Feature("age_unknown", "年龄", "年龄不详", _unknown(Member.age)),
        Feature("women", "构成", "女", lambda m, _: m.gender == FEMALE),
        Feature("minority", "构成", "少数民族", lambda m, _: m.ethnic_group not in ("", HAN)),
        Feature(
            "non_party", "构成", "非中共",
            lambda m, _: m.political_status not in ("", *IN_PARTY),
        ),
        Feature("graduate", "学历", "研究生", _education("1")),
        Feature("bachelor", "学历", "大学", _education("2")),
        Feature("college", "学历", "大专及以下", _education("3", "4", "6", "7", "8", "9")),
        Feature("education_unknown", "学历", "学历不详", lambda m, _: not m.education),
        Feature("post3", "任现职", "不满 3 年", _between(Member.years_in_post, -1, 2)),
        Feature("post5", "任现职", "3—5 年", _between(Member.years_in_post, 3, 4)),
        Feature("post8", "任现职", "5—8 年", _between(Member.years_in_post, 5, 7)),
        Feature("post10", "任现职", "8 年以上", _between(Member.years_in_post, 8, 99)),
        Feature("left1", "距到龄", "1 年内", _between(Member.months_left, -999, 12)),
        Feature("left3", "距到龄", "1—3 年", _between(Member.months_left, 13, 36)),
    )
}  # fmt: skip
"""The columns of the matrix, in order."""


def counted(members: Iterable[Member], day: date) -> dict[str, int]:
    """Return how many members each feature counts."""
    members = list(members)
    return {
        code: sum(feature.holds(one, day) for one in members) for code, feature in FEATURES.items()
    }


def groups() -> list[tuple[str, list[Feature]]]:
    """Return the features by group, in order."""
    found: dict[str, list[Feature]] = {}
    for feature in FEATURES.values():
        found.setdefault(feature.group, []).append(feature)
    return list(found.items())


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a chart: what it is, how many, its length in pixels."""

    label: str
    count: int
    width: int


def pyramid(members: Sequence[Member], day: date) -> list[tuple[str, Bar, Bar]]:
    """Return (age band, men, women) from the oldest down; the longest bar is 120 pixels."""
    bands = [FEATURES[f"age{code}"] for code, *_ in reversed(AGES)]
    bands.append(FEATURES["age_unknown"])
    rows = []
    for band in bands:
        there = [one for one in members if band.holds(one, day)]
        women = sum(one.gender == FEMALE for one in there)
        rows.append((band.label, len(there) - women, women))
    most = max((count for _, *pair in rows for count in pair), default=0)
    return [(label, _bar("男", men, most), _bar("女", women, most)) for label, men, women in rows]


def bars(counts: Iterable[tuple[str, int]]) -> list[Bar]:
    """Return bars of one chart; the longest is 120 pixels."""
    counts = list(counts)
    most = max((count for _, count in counts), default=0)
    return [_bar(label, count, most) for label, count in counts]


def _bar(label: str, count: int, most: int) -> Bar:
    return Bar(label, count, round(120 * count / most) if most else 0)


def by_field(members: Iterable[Member]) -> list[Bar]:
    """Return how many have a degree of each field, in the order of the code table."""
    found: dict[str, int] = dict.fromkeys((*FIELDS.values(), OTHER_FIELD), 0)
    for one in members:
        if one.field:
            found[one.field] += 1
    return bars((label, count) for label, count in found.items() if count)


def by_tenure(members: Iterable[Member], day: date) -> list[Bar]:
    """Return how many are in their post for 0, 1 … 9, 10 and more full years."""
    years = [found for one in members if (found := one.years_in_post(day)) is not None]
    counts = [(f"{n} 年", sum(max(y, 0) == n for y in years)) for n in range(10)]
    return bars([*counts, ("10 年以上", sum(y >= 10 for y in years))])
