"""Numbers about what is registered of people: training, rewards, corrections, the data's state."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import F, Q

from jingwei.kernel.indicators import Indicator, Rows, Slice, indicator
from jingwei.kernel.partial_dates import as_partial, falls_between
from jingwei.people.checks.registry import CHECKS, PERSON
from jingwei.people.models import (
    CheckRun,
    Correction,
    Education,
    Finding,
    IdentityDocument,
    Person,
    Reward,
    TitleHeld,
    TrainingRecord,
)

TRAININGS, REWARDS, CORRECTIONS = "培训登记册", "奖惩登记册", "更正申请记录"
FINDINGS = "数据校核结果"
FIRST, IN_OFFICE, SPECIAL = "010201", "010202", "010203"
"""Kinds of training (XZ31): first appointment, taking office, special work."""
REWARD, SATISFYING = "01", "01111C"
"""Rewards in ZB65, and among them the title 人民满意的公务员."""
ON_THE_JOB = "2"
"""Kind of study (ZB123)."""
DUPLICATES = ("people.duplicate", "people.similar_name")
OPEN_TO_ALL = "people.view_person"
NOW_UNIT = "按人员现在所在单位归口"
LAST_CHECK = "以最近一次校核为准，往日的数也是现在的；没有校核过的不显示"


def people_at(subject: Slice) -> models.QuerySet[Person]:
    """Return the people of the registers who lived at the end of the period."""
    living = Q(died_on="") | Q(died_on__gt=as_partial(subject.end))
    return Person.objects.within(subject.path).filter(living, merged_into=None)


def trainings(subject: Slice) -> models.QuerySet[TrainingRecord]:
    """Return the trainings that began in the period, one row for each who took part."""
    rows = TrainingRecord.objects.within(subject.path).filter(person__merged_into=None)
    return rows.filter(began_on__range=(subject.start, subject.end))


def _of_kind(kind: str, subject: Slice) -> Rows:
    return trainings(subject).filter(kind=kind)


def _trained(subject: Slice) -> Rows:
    between = (subject.start, subject.end)
    taken = TrainingRecord.objects.order_by().filter(began_on__range=between)
    rows = Person.objects.within(subject.path).filter(merged_into=None)
    return rows.filter(pk__in=taken.values("person"))


def _studies(subject: Slice) -> Rows:
    rows = Education.objects.within(subject.path).filter(
        falls_between("graduated_on", subject.start, subject.end)
    )
    return rows.filter(kind=ON_THE_JOB, person__merged_into=None).exclude(education="")


def _titles(subject: Slice) -> Rows:
    rows = TitleHeld.objects.within(subject.path).filter(person__merged_into=None)
    return rows.filter(falls_between("obtained_on", subject.start, subject.end))


def _rewards(subject: Slice) -> models.QuerySet[Reward]:
    standing = Q(revoked_on="") | Q(revoked_on__gt=as_partial(subject.end))
    rows = Reward.objects.within(subject.path).filter(standing, kind__startswith=REWARD)
    between = falls_between("decided_on", subject.start, subject.end)
    return rows.filter(between, person__merged_into=None)


def _satisfying(subject: Slice) -> Rows:
    return _rewards(subject).filter(kind=SATISFYING)


def _corrections(subject: Slice) -> models.QuerySet[Correction]:
    return Correction.objects.within(subject.path).filter(person__merged_into=None)


def _asked(subject: Slice) -> Rows:
    return _corrections(subject).filter(asked_on__range=(subject.start, subject.end))


def _corrected(subject: Slice) -> Rows:
    rows = _corrections(subject).filter(state=Correction.State.ACCEPTED)
    return rows.filter(answered_on__range=(subject.start, subject.end))


def _due(subject: Slice) -> models.QuerySet[Correction]:
    rows = _corrections(subject).exclude(state=Correction.State.WITHDRAWN)
    return rows.filter(due_on__range=(subject.start, subject.end))


def _answered_in_time(subject: Slice) -> Rows:
    return _due(subject).filter(answered_on__lte=F("due_on"))


def _unanswered(subject: Slice) -> Rows:
    waiting = Q(answered_on=None) | Q(answered_on__gt=subject.end)
    return _corrections(subject).filter(waiting, due_on__lt=subject.end)


def is_checked(subject: Slice) -> bool:
    """Return whether a check of the data ever ran over the whole of ``subject.path``.

    What it found is kept without the past, so the day does not matter.
    """
    ends = (n + 1 for n, char in enumerate(subject.path) if char == "/")
    above = ["", *(subject.path[:n] for n in ends)]
    return CheckRun.objects.filter(path__in=above, state=CheckRun.State.DONE).exists()


def found_wrong(rules: Iterable[str], register: str) -> Q:
    """Match the rows of a register about which the last check found one of ``rules``."""
    rows = Finding.objects.order_by().filter(register=register, rule__in=[*rules])
    return Q(pk__in=rows.values("row"))


def _checked(subject: Slice) -> models.QuerySet[Person]:
    """Return everybody; nobody where nothing was checked, so that no share can be told."""
    return people_at(subject) if is_checked(subject) else Person.objects.none()


def _faultless(subject: Slice) -> Rows:
    told = [one.code for one in CHECKS.values() if one.permission == OPEN_TO_ALL]
    return _checked(subject).exclude(found_wrong(told, PERSON))


def _duplicates(subject: Slice) -> Rows:
    return _checked(subject).filter(found_wrong(DUPLICATES, PERSON))


def _documents(subject: Slice) -> models.QuerySet[IdentityDocument]:
    valid = Q(valid_until=None) | Q(valid_until__gte=subject.end)
    issued = Q(issued_on=None) | Q(issued_on__lte=subject.end)
    return IdentityDocument.objects.within(subject.path).filter(
        valid, issued, person__merged_into=None
    )


def _kept(subject: Slice) -> Rows:
    return _documents(subject).exclude(keeper="")


indicator(Indicator(
    "people.training_attendances", "培训人次", "人次",
    f"开始日期在期内的培训参加人次，一人参加一个班计一次；{NOW_UNIT}",
    TRAININGS, ("专题培训班次", "专题培训班", "干部教育培训", "培训人次"), trainings, items=(3,),
))  # fmt: skip
indicator(Indicator(
    "people.trained", "参加培训人数", "人",
    f"期内至少参加过一次培训的人数，一人只计一次；{NOW_UNIT}",
    TRAININGS, ("组工干部教育培训", "组工干部培训", "培训人数"), _trained, items=(3, 20),
))  # fmt: skip
indicator(Indicator(
    "people.first_trainings", "初任培训人次", "人次",
    f"开始日期在期内、培训类别为初任培训的人次；{NOW_UNIT}",
    TRAININGS, ("初任培训",), lambda subject: _of_kind(FIRST, subject), items=(3, 9),
))  # fmt: skip
indicator(Indicator(
    "people.office_trainings", "任职培训人次", "人次",
    f"开始日期在期内、培训类别为任职培训的人次；{NOW_UNIT}",
    TRAININGS, ("任职培训",), lambda subject: _of_kind(IN_OFFICE, subject), items=(3, 9),
))  # fmt: skip
indicator(Indicator(
    "people.special_trainings", "专门业务培训人次", "人次",
    f"开始日期在期内、培训类别为专门业务培训的人次；{NOW_UNIT}",
    TRAININGS, ("专业培训", "业务培训", "专业化能力培训"),
    lambda subject: _of_kind(SPECIAL, subject), items=(3,),
))  # fmt: skip
indicator(Indicator(
    "people.studies_finished", "在职学历提升", "人次",
    f"毕业时间在期内的在职教育学历条数；{NOW_UNIT}",
    "学历学位登记册", ("学历提升", "在职学历"), _studies, items=(3,),
))  # fmt: skip
indicator(Indicator(
    "people.titles_obtained", "新取得职称", "人次",
    f"取得时间在期内的专业技术资格条数；{NOW_UNIT}",
    "职称登记册", ("职称评审", "职称晋升", "取得职称"), _titles, items=(17,),
))  # fmt: skip
indicator(Indicator(
    "people.rewards", "奖励人次", "人次",
    f"批准日期在期内、期末没有撤销的奖励条数，惩戒不计；{NOW_UNIT}",
    REWARDS, ("及时奖励", "奖励表彰", "表彰奖励", "记功嘉奖", "嘉奖"), _rewards, items=(8, 9),
))  # fmt: skip
indicator(Indicator(
    "people.satisfying_servants", "“人民满意的公务员”称号", "人次",
    f"批准日期在期内、期末没有撤销的“人民满意的公务员”荣誉称号条数；{NOW_UNIT}",
    REWARDS, ("人民满意公务员", "人民满意的公务员"), _satisfying, items=(9,),
))  # fmt: skip
indicator(Indicator(
    "people.corrections_asked", "更正申请", "件",
    f"本人在期内提出的登记内容更正申请件数；{NOW_UNIT}",
    CORRECTIONS, ("信息更正", "更正申请"), _asked, items=(21,),
))  # fmt: skip
indicator(Indicator(
    "people.corrections_accepted", "据申请更正", "件",
    f"答复日期在期内、采纳并已改正登记的更正申请件数；{NOW_UNIT}",
    CORRECTIONS, ("据实更正", "信息纠错"), _corrected, items=(9, 21),
))  # fmt: skip
indicator(Indicator(
    "people.answered_in_time_share", "更正申请按期答复率", "%",
    f"答复期限在期内、没有撤回的更正申请中，在期限当天或之前答复的占比；{NOW_UNIT}",
    CORRECTIONS, ("异议答复", "异议处理", "答复异议"), _answered_in_time, _due, items=(21,),
))  # fmt: skip
indicator(Indicator(
    "people.corrections_overdue", "逾期未答复的更正申请", "件",
    f"答复期限早于期末、期末还没有答复也没有撤回的更正申请件数；{NOW_UNIT}",
    CORRECTIONS, ("逾期未答复",), _unanswered, items=(21,), is_level=True, few_is_good=True,
))  # fmt: skip
indicator(Indicator(
    "people.faultless_share", "校核没有问题的人员占比", "%",
    f"登记册人员中，信息校核没有发现问题的占比，限制知悉的问题不计；{LAST_CHECK}",
    FINDINGS, ("信息校核", "数据校核", "数据质量"), _faultless, _checked,
    items=(9,), is_level=True,
))  # fmt: skip
indicator(Indicator(
    "people.duplicates_share", "疑似重复登记的人员占比", "%",
    f"登记册人员中，校核发现姓名相同或同音且出生日期相同、还没有处理的占比；{LAST_CHECK}",
    FINDINGS, ("重复登记", "信息查重"), _duplicates, _checked,
    items=(9,), is_level=True, few_is_good=True,
))  # fmt: skip
indicator(Indicator(
    "people.documents_kept_share", "因私出国（境）证件集中保管率", "%",
    f"期末在有效期内的证件中，登记了保管单位的占比；保管单位按现有登记；{NOW_UNIT}",
    "证件登记册", ("因私出国", "出国（境）证件", "涉外事项管理", "证照保管"), _kept, _documents,
    items=(7,), is_level=True,
))  # fmt: skip
