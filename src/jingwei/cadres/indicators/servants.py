"""Civil servants and ranks: registration, entry, promotion in rank, quotas, completeness."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef, Q

from jingwei.cadres.indicators.populations import bodies, servants, serving
from jingwei.cadres.models import CivilServant
from jingwei.kernel.indicators import Indicator, Rows, Slice, indicator
from jingwei.kernel.partial_dates import as_partial, falls_between
from jingwei.org.models import Staffing, Unit
from jingwei.people.checks import UNIT
from jingwei.people.indicators import FIRST, LAST_CHECK, NOW_UNIT, found_wrong, is_checked
from jingwei.people.models import LevelHeld, TrainingRecord

SERVANTS, CADRES, LEVELS = "公务员登记册", "干部登记册", "职务职级登记册"
RANK_OVER = "cadres.rank_over_quota"
"""The check of ranks against the staffing of a unit."""
NOW_HERE = "是否在册按现在登记"


def _registered(subject: Slice) -> models.QuerySet[CivilServant]:
    mark = as_partial(subject.end)
    return servants(subject).filter(registered_on__gt="", registered_on__lte=mark)


def _newly_registered(subject: Slice) -> Rows:
    return servants(subject).filter(falls_between("registered_on", subject.start, subject.end))


def _unregistered(subject: Slice) -> Rows:
    return servants(subject).filter(registered_on="")


def _reference(subject: Slice) -> Rows:
    return _registered(subject).filter(is_reference_managed=True)


def _classified(subject: Slice) -> Rows:
    return _registered(subject).exclude(category=CivilServant.Category.GENERAL)


def _joined(subject: Slice) -> models.QuerySet[CivilServant]:
    return servants(subject).filter(falls_between("joined_service_on", subject.start, subject.end))


def _joined_trained(subject: Slice) -> Rows:
    taken = TrainingRecord.objects.filter(
        person=OuterRef("person"), kind=FIRST, began_on__lte=subject.end
    )
    return _joined(subject).filter(Exists(taken))


def _rank_rows(subject: Slice) -> models.QuerySet[LevelHeld]:
    rows = LevelHeld.objects.within(subject.path).filter(person__merged_into=None)
    return rows.filter(falls_between("since", subject.start, subject.end))


def _ranks_promoted(subject: Slice) -> Rows:
    lower = LevelHeld.objects.filter(
        person=OuterRef("person"), kind=LevelHeld.Kind.RANK, rank__gt=OuterRef("rank"),
        since__lt=OuterRef("since"),
    )  # fmt: skip
    return _rank_rows(subject).filter(Exists(lower), kind=LevelHeld.Kind.RANK)


def _grades_promoted(subject: Slice) -> Rows:
    lower = LevelHeld.objects.filter(
        person=OuterRef("person"), level__startswith="08", level__gt=OuterRef("level"),
        since__lt=OuterRef("since"),
    )  # fmt: skip
    return _rank_rows(subject).filter(Exists(lower), level__startswith="08")


def _quota_units(subject: Slice) -> models.QuerySet[Unit]:
    """Return the units with a base for quotas of ranks; none where nothing was checked."""
    if not is_checked(subject):
        return Unit.objects.none()
    base = Q(admin_staffing__gt=0) | Q(reference_staffing__gt=0)
    laid_down = Staffing.objects.filter(base, unit=OuterRef("pk"), since__lte=subject.end)
    return bodies(subject).filter(Exists(laid_down))


def _ranks_over(subject: Slice) -> Rows:
    return _quota_units(subject).filter(found_wrong([RANK_OVER], UNIT))


def _complete(subject: Slice) -> Rows:
    return serving(subject).filter(person__missing_count=0)


def _incomplete(subject: Slice) -> Rows:
    return serving(subject).filter(person__missing_count__gt=0)


indicator(Indicator(
    "cadres.civil_servants", "登记在册公务员", "人",
    f"登记时间不晚于期末的公务员和参照管理人员人数；{NOW_HERE}",
    SERVANTS, ("公务员队伍", "公务员总数"), _registered, items=(9,), is_level=True,
))  # fmt: skip
indicator(Indicator(
    "cadres.servants_registered", "公务员登记", "人次", f"登记时间在期内的人数；{NOW_HERE}",
    SERVANTS, ("公务员登记", "参照登记", "公务员（参照）登记"), _newly_registered, items=(9,),
))  # fmt: skip
indicator(Indicator(
    "cadres.servants_unregistered", "没有登记时间的公务员", "人",
    "公务员登记册中没有填登记时间的在册人数；按现在登记",
    SERVANTS, ("规范公务员登记", "登记备案"), _unregistered,
    items=(9,), is_level=True, few_is_good=True,
))  # fmt: skip
indicator(Indicator(
    "cadres.reference_staff", "参照管理人员", "人",
    f"登记时间不晚于期末、参照公务员法管理的人数；{NOW_HERE}",
    SERVANTS, ("参照管理", "参公人员", "参公单位管理"), _reference, items=(9,), is_level=True,
))  # fmt: skip
indicator(Indicator(
    "cadres.classified_share", "专业技术类和行政执法类公务员占比", "%",
    f"登记在册公务员中，职位类别为专业技术类或行政执法类的占比；{NOW_HERE}",
    SERVANTS, ("公务员分类", "分类管理改革", "分类改革"), _classified, _registered,
    items=(9,), is_level=True,
))  # fmt: skip
indicator(Indicator(
    "cadres.servants_joined", "新进入公务员队伍", "人次",
    f"进入公务员队伍时间在期内的人数；{NOW_HERE}",
    SERVANTS, ("公务员考录", "公务员招录", "考试录用", "新录用公务员"), _joined, items=(9,),
))  # fmt: skip
indicator(Indicator(
    "cadres.joined_trained_share", "新进公务员初任培训率", "%",
    "进入公务员队伍时间在期内的人员中，到期末参加过初任培训的占比",
    "公务员登记册、培训登记册", ("新录用公务员初任培训", "初任培训"), _joined_trained, _joined,
    items=(3, 9),
))  # fmt: skip
indicator(Indicator(
    "cadres.rank_promotions", "职级晋升", "人次",
    f"批准时间在期内、本人此前任过较低职级的公务员职级条数，首次确定职级不计；{NOW_UNIT}",
    LEVELS, ("职级晋升", "晋升职级", "职务与职级并行", "职级并行"), _ranks_promoted, items=(9,),
))  # fmt: skip
indicator(Indicator(
    "cadres.grade_promotions", "职员等级晋升", "人次",
    f"批准时间在期内、本人此前任过较低等级的事业单位管理岗位职员等级条数；{NOW_UNIT}",
    LEVELS, ("职员等级晋升", "职员等级", "管理岗位职员"), _grades_promoted, items=(8,),
))  # fmt: skip
indicator(Indicator(
    "cadres.ranks_over_share", "职级超职数的单位占比", "%",
    "有行政或参公编制的单位中，校核发现一至四级主任科员人数超过编制数 60% 的占比；" + LAST_CHECK,
    "数据校核结果", ("超职级职数", "职级职数"), _ranks_over, _quota_units,
    items=(9,), is_level=True, few_is_good=True,
))  # fmt: skip
indicator(Indicator(
    "cadres.complete_share", "基本信息完整的干部占比", "%",
    "现职干部中，人员登记册应填项目没有缺项的占比；按现在登记",
    CADRES, ("公务员信息系统", "公务员管理信息系统", "干部信息采集", "干部信息库"), _complete,
    serving, items=(9,), is_level=True,
))  # fmt: skip
indicator(Indicator(
    "cadres.incomplete", "基本信息有缺项的干部", "人",
    "现职干部中，人员登记册应填项目有缺项的人数；按现在登记",
    CADRES, ("信息缺项", "补充完善信息"), _incomplete,
    items=(9,), is_level=True, few_is_good=True,
))  # fmt: skip
