"""The structure of those who lead: age, sex, ethnic group, Party, education, where they served."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q

from jingwei.cadres.indicators.populations import (
    AT_WORK,
    COUNTY_LEVEL,
    NOW,
    SECTION_LEVEL,
    WOMAN,
    held_levels,
    led,
    minority,
    not_older,
    outside_party,
    serving,
)
from jingwei.kernel.indicators import Indicator, Rows, Slice, indicator
from jingwei.kernel.partial_dates import as_partial
from jingwei.org.models import UnitKind
from jingwei.people.models import Education

LEVELS = "职务职级登记册、任职登记册"
CADRES, TEAMS = "干部登记册", "任职登记册"
GRADUATE = ("11", "13", "21")
"""Diplomas of ZB64 from an undergraduate course up, those of Party schools apart."""
FULL_TIME = "1"
TOWNS = (UnitKind.TOWN, UnitKind.SUBDISTRICT)


@dataclass(frozen=True, slots=True)
class Group:
    """Those of some leadership levels, with how they are called."""

    code: str
    label: str
    levels: tuple[str, ...]

    def at(self, subject: Slice) -> Any:
        return held_levels(subject, self.levels)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a group: whom it takes, the words for it, the plan's words by group."""

    code: str
    label: str
    words: str
    takes: Callable[[Slice], Q]
    keywords: dict[str, tuple[str, ...]]
    items: tuple[int, ...] = (4,)


def _graduates(subject: Slice) -> Q:
    studies = Education.objects.filter(
        person=OuterRef("pk"), kind=FULL_TIME, education__in=GRADUATE,
        graduated_on__gt="", graduated_on__lte=as_partial(subject.end),
    )  # fmt: skip
    return Q(Exists(studies))


def _three_kinds(subject: Slice) -> Q:
    return Q(gender=WOMAN) | minority() | outside_party()


SECTION = Group("section", "科级领导干部", SECTION_LEVEL)
COUNTY = Group("county", "县处级领导干部", COUNTY_LEVEL)
PARTS = (
    Part("women", "女干部占比", "女性", lambda subject: Q(gender=WOMAN), {
        "section": ("女干部",), "county": ("处级女干部", "县级女干部"),
    }),
    Part("minority", "少数民族干部占比", "汉族以外的民族", lambda subject: minority(), {
        "section": ("少数民族干部",), "county": ("处级少数民族干部",),
    }),
    Part("non_party", "党外干部占比", "政治面貌已登记、不是中共党员的",
         lambda subject: outside_party(), {
        "section": ("党外干部", "非中共党员干部"), "county": ("处级党外干部", "县级党外干部"),
    }),
    Part("three_kinds", "“三方面”干部占比", "女性、少数民族或非中共党员（一人只计一次）",
         _three_kinds, {"section": ("三方面",), "county": ("处级“三方面”干部",)}),
    Part("young", "35岁及以下占比", "期末 35 周岁及以下（按月计算）的",
         lambda subject: not_older(subject, 35), {
        "section": ("年轻干部", "35岁以下", "35周岁以下"), "county": ("处级年轻干部",),
    }, (4, 6)),
    Part("under_45", "45岁及以下占比", "期末 45 周岁及以下（按月计算）的",
         lambda subject: not_older(subject, 45), {
        "section": ("优化干部队伍结构", "干部队伍年龄结构", "各年龄段干部"),
        "county": ("处级干部年龄结构",),
    }, (4, 6)),
    Part("graduates", "全日制大学以上学历占比", "期末已取得全日制大学以上学历的", _graduates, {
        "section": ("学历结构", "全日制学历", "专业结构"), "county": ("处级干部学历结构",),
    }),
)  # fmt: skip


def _declare(group: Group, part: Part) -> None:
    def rows(subject: Slice) -> Rows:
        found: Rows = group.at(subject).filter(part.takes(subject))
        return found

    indicator(Indicator(
        f"cadres.{group.code}_{part.code}_share", f"{group.label}{part.label}", "%",
        f"{AT_WORK}的{group.label}中，{part.words}人数占比；{NOW}", LEVELS,
        part.keywords[group.code], rows, group.at, items=part.items, is_level=True,
    ))  # fmt: skip


for each_group in (SECTION, COUNTY):
    for each_part in PARTS:
        _declare(each_group, each_part)


def _young(subject: Slice) -> Rows:
    return serving(subject).filter(not_older(subject, 35, "person__"))


def _grassroots(subject: Slice) -> Rows:
    return _told(subject).filter(has_grassroots_years=True)


def _told(subject: Slice) -> Rows:
    return serving(subject).exclude(has_grassroots_years=None)


def _selected(subject: Slice) -> Rows:
    return serving(subject).filter(is_selected_graduate=True)


def _teams(subject: Slice) -> Rows:
    return led(subject)


def _teams_with_women(subject: Slice) -> Rows:
    return led(subject, person__gender=WOMAN)


def _teams_with_young(subject: Slice) -> Rows:
    return led(subject, not_older(subject, 35, "person__"))


def _towns(subject: Slice) -> Rows:
    return led(subject).filter(kind__in=TOWNS)


def _towns_with_young(subject: Slice) -> Rows:
    return _teams_with_young(subject).filter(kind__in=TOWNS)


indicator(Indicator(
    "cadres.section_level", "科级领导干部", "人", f"{AT_WORK}、职务层次为乡科级正职或副职的人数",
    LEVELS, ("科级干部队伍", "科级领导干部"), SECTION.at, items=(4,), is_level=True,
))  # fmt: skip
indicator(Indicator(
    "cadres.county_level", "县处级领导干部", "人",
    f"{AT_WORK}、职务层次为县处级正职或副职的人数",
    LEVELS, ("处级干部队伍", "县处级领导干部"), COUNTY.at, items=(4,), is_level=True,
))  # fmt: skip
indicator(Indicator(
    "cadres.young", "35岁及以下现职干部", "人",
    "现职干部（按现在的管理状态）中期末 35 周岁及以下的人数",
    CADRES, ("年轻干部队伍", "年轻干部储备", "优秀年轻干部"), _young, items=(6,), is_level=True,
))  # fmt: skip
indicator(Indicator(
    "cadres.grassroots_share", "有两年以上基层经历的干部占比", "%",
    "现职干部中，登记了有无两年以上基层工作经历的，其中有的占比；按现在登记",
    CADRES, ("基层工作经历", "基层经历"), _grassroots, _told, items=(4, 6), is_level=True,
))  # fmt: skip
indicator(Indicator(
    "cadres.selected_graduates", "在职选调生", "人", "现职干部中登记为选调生的人数；按现在登记",
    CADRES, ("选调生",), _selected, items=(6,), is_level=True,
))  # fmt: skip
indicator(Indicator(
    "cadres.teams_with_women_share", "配有女干部的领导班子占比", "%",
    "期末有领导班子成员在任的单位（内设机构不计）中，班子里有女干部的占比",
    TEAMS, ("班子配备女干部", "班子女干部", "女干部配备"), _teams_with_women, _teams,
    items=(4,), is_level=True,
))  # fmt: skip
indicator(Indicator(
    "cadres.teams_with_young_share", "配有35岁及以下干部的领导班子占比", "%",
    "期末有领导班子成员在任的单位（内设机构不计）中，班子里有 35 周岁及以下干部的占比",
    TEAMS, ("班子年轻干部", "年轻干部配备", "优化班子结构", "班子结构"), _teams_with_young,
    _teams, items=(4, 6), is_level=True,
))  # fmt: skip
indicator(Indicator(
    "cadres.towns_with_young_share", "配有35岁及以下干部的镇街班子占比", "%",
    "期末有领导班子成员在任的镇、街道中，班子里有 35 周岁及以下干部的占比",
    TEAMS, ("乡镇班子", "镇街班子", "镇街领导班子", "乡镇领导班子", "乡镇（街道）领导班子"),
    _towns_with_young, _towns, items=(4, 6, 12), is_level=True,
))  # fmt: skip
