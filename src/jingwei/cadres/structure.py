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


TENURE_TOP = 10
"""Full years in a post from which on the chart tells them no more apart."""


def _tenure(years: int) -> Callable[[Member, date], bool]:
    def holds(member: Member, day: date) -> bool:
        found = member.years_in_post(day)
        return found is not None and min(max(found, 0), TENURE_TOP) == years

    return holds


def _field(label: str) -> Callable[[Member, date], bool]:
    return lambda member, _: member.field == label


def _of_gender(band: Feature, *, women: bool) -> Callable[[Member, date], bool]:
    return lambda member, day: band.holds(member, day) and (member.gender == FEMALE) == women


BANDS = [FEATURES[f"age{code}"] for code, *_ in reversed(AGES)] + [FEATURES["age_unknown"]]
"""Bands of age from the oldest down, the unknown last."""
TENURES = [
    *(Feature(f"tenure{n}", "任现职", f"{n} 年", _tenure(n)) for n in range(TENURE_TOP)),
    Feature(f"tenure{TENURE_TOP}", "任现职", f"{TENURE_TOP} 年以上", _tenure(TENURE_TOP)),
    Feature("tenure_unknown", "任现职", "不详", _unknown(Member.years_in_post)),
]
DEGREES = [
    Feature(f"field{n}", "学位学科门类", label, _field(label))
    for n, label in enumerate((*FIELDS.values(), OTHER_FIELD), start=1)
]
EDUCATION = [one for one in FEATURES.values() if one.group == "学历"]
CHARTED: dict[str, Feature] = {
    one.code: one
    for one in (
        *(Feature(f"men_{b.code}", b.label, "男", _of_gender(b, women=False)) for b in BANDS),
        *(Feature(f"women_{b.code}", b.label, "女", _of_gender(b, women=True)) for b in BANDS),
        *TENURES, *DEGREES,
    )
}  # fmt: skip
"""What the bars of the charts count besides FEATURES; a bar opens its people as a number does."""


def feature_of(code: str) -> Feature | None:
    """Return the feature of a column or of a bar; None for an unknown one."""
    return FEATURES.get(code) or CHARTED.get(code)


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a chart: whom it counts, how many, its length in pixels."""

    feature: Feature
    count: int
    width: int

    @property
    def label(self) -> str:
        return self.feature.label


def bars(features: Iterable[Feature], members: Sequence[Member], day: date) -> list[Bar]:
    """Return a bar for each feature; the longest is 120 pixels."""
    counts = [(one, sum(one.holds(member, day) for member in members)) for one in features]
    most = max((count for _, count in counts), default=0)
    return [Bar(one, count, round(120 * count / most) if most else 0) for one, count in counts]


def pyramid(members: Sequence[Member], day: date) -> list[tuple[str, Bar, Bar]]:
    """Return (age band, men, women) from the oldest down, all in one measure."""
    sides = [CHARTED[f"{side}_{band.code}"] for band in BANDS for side in ("men", "women")]
    drawn = iter(bars(sides, members, day))
    return [(band.label, next(drawn), next(drawn)) for band in BANDS]


def by_field(members: Sequence[Member], day: date) -> list[Bar]:
    """Return how many have a degree of each field, in the order of the code table."""
    return [bar for bar in bars(DEGREES, members, day) if bar.count]


def by_education(members: Sequence[Member], day: date) -> list[Bar]:
    """Return how many have each education, the highest first."""
    return bars(EDUCATION, members, day)


def by_tenure(members: Sequence[Member], day: date) -> list[Bar]:
    """Return how many are in their post for 0, 1 … 9, 10 and more full years, or unknown."""
    *known, unknown = bars(TENURES, members, day)
    return [*known, unknown] if unknown.count else known
