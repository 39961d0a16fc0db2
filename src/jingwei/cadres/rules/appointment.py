"""Rules of the course of an appointment: recommendation, inspection, notice, office, quota.

Source: fact sheet on cadres, section 5. Chapters are cited where the sheet names no article.
"""

from __future__ import annotations

from datetime import date

from jingwei.kernel.rules import (
    Answer,
    Citation,
    Example,
    Judgement,
    Strength,
    cannot_tell,
    met,
    not_met,
    rule,
)
from jingwei.kernel.workdays import WorkCalendar

ACT = "党政领导干部选拔任用工作条例"
EDITION = "2019"
CALENDAR = WorkCalendar(frozenset({2025}), {})
"""A year without holidays, for the examples."""
LEADING = ("正职", "副职")


def regulations(article: str) -> Citation:
    """Return where in the regulations on selection and appointment something is from."""
    return Citation(ACT, article, EDITION)


@rule(
    "cadres.appointment_differential", "民主推荐实行差额",
    strength=Strength.WARN, citation=regulations("第四章"),
    examples=(
        Example(Answer.MET, {"candidates": 3, "posts": 2}, "两个职位推荐三人"),
        Example(Answer.NOT_MET, {"candidates": 2, "posts": 2}, "人数与职位相等"),
        Example(Answer.CANNOT_TELL, {"candidates": None, "posts": 2}, "没有登记推荐人数"),
    ),
)  # fmt: skip
def differential(candidates: int | None, posts: int | None) -> Judgement:
    """More people are put up than there are posts."""
    if candidates is None or posts is None:
        return cannot_tell("推荐人选数或者拟配职位数", 推荐人选数=candidates, 拟配职位数=posts)
    facts = {"推荐人选数": candidates, "拟配职位数": posts}
    if candidates > posts:
        return met(**facts)
    return not_met(f"推荐人选 {candidates} 人，没有多于拟配职位 {posts} 个。", **facts)


@rule(
    "cadres.appointment_recusal", "考察组成员回避",
    strength=Strength.WARN, citation=regulations("第九章"),
    examples=(
        Example(Answer.MET, {"group": "周甲、吴乙", "concerned": {"王丙": "人选李丁的丈夫"}}),
        Example(Answer.NOT_MET, {"group": "周甲、王丙", "concerned": {"王丙": "人选李丁的丈夫"}}),
        Example(Answer.CANNOT_TELL, {"group": "周甲", "concerned": None}, "没有亲属登记"),
    ),
)  # fmt: skip
def recusal(group: str, concerned: dict[str, str] | None) -> Judgement:
    """Nobody of the inspection group is a candidate or one's relative, as far as names tell.

    ``concerned`` is the name of each candidate and relative with who that is; a name can also be
    a namesake's, so a person decides.
    """
    if concerned is None:
        return cannot_tell("人选的家庭成员登记", 考察组=group)
    members = [name for name in _names(group) if name in concerned]
    if not members:
        return met(考察组=group, 核对人数=len(concerned))
    told = "、".join(f"{name}与{concerned[name]}同名" for name in members)
    return not_met(f"考察组成员{told}，请核对是否需要回避。", 考察组=group)


def _names(text: str) -> list[str]:
    for mark in "，,；; 　":
        text = text.replace(mark, "、")
    return [name for name in text.split("、") if name]


@rule(
    "cadres.appointment_notice_days", "任前公示不少于五个工作日",
    strength=Strength.BLOCK, citation=regulations("第七章"),
    numbers=("cadres.appointment.notice_workdays",),
    examples=(
        Example(
            Answer.MET,
            {"notice_from": date(2025, 3, 3), "notice_to": date(2025, 3, 7),
             "calendar": CALENDAR, "notice_workdays": 5},
            "星期一到星期五",
        ),
        Example(
            Answer.NOT_MET,
            {"notice_from": date(2025, 3, 3), "notice_to": date(2025, 3, 6),
             "calendar": CALENDAR, "notice_workdays": 5},
            "四个工作日",
        ),
        Example(
            Answer.CANNOT_TELL,
            {"notice_from": date(2031, 3, 3), "notice_to": date(2031, 3, 7),
             "calendar": CALENDAR, "notice_workdays": 5},
            "这一年的工作日历没有确认",
        ),
    ),
)  # fmt: skip
def notice_days(
    notice_from: date, notice_to: date, calendar: WorkCalendar, notice_workdays: int
) -> Judgement:
    """The public notice is up for as many working days as asked, both ends counted."""
    facts = {"公示开始": notice_from, "公示截止": notice_to, "至少": f"{notice_workdays} 个工作日"}
    worked = calendar.count(notice_from, notice_to)
    if worked is None:
        return cannot_tell(f"{notice_from.year} 年的工作日历", **facts)
    if worked >= notice_workdays:
        return met(**facts, 工作日=worked)
    why = f"公示 {notice_from} 至 {notice_to} 共 {worked} 个工作日，应不少于 {notice_workdays} 个。"
    return not_met(why, **facts, 工作日=worked)


@rule(
    "cadres.appointment_paper_dates", "材料形成日期不晚于所在步骤",
    strength=Strength.WARN, citation=regulations("第十一章"),
    examples=(
        Example(Answer.MET, {"late_papers": (), "dated_papers": 3}, "日期都在步骤当天或之前"),
        Example(
            Answer.NOT_MET,
            {"late_papers": ("“考察”2025-04-10 的“考察材料”落款 2025-05-20",), "dated_papers": 3},
        ),
        Example(Answer.CANNOT_TELL, {"late_papers": (), "dated_papers": 0}, "没有写日期的材料"),
    ),
)  # fmt: skip
def paper_dates(late_papers: tuple[str, ...], dated_papers: int) -> Judgement:
    """No paper that a step was taken on is dated after the step."""
    if late_papers:
        return not_met(f"{'；'.join(late_papers)}，晚于步骤日期。", 有日期的材料=dated_papers)
    if not dated_papers:
        return cannot_tell("材料形成日期")
    return met(有日期的材料=dated_papers)


@rule(
    "cadres.appointment_office_date", "任职时间不早于讨论决定日期",
    strength=Strength.WARN, citation=regulations("第七章"),
    examples=(
        Example(Answer.MET, {"office_on": date(2025, 5, 9), "decided_on": date(2025, 5, 9)}),
        Example(Answer.NOT_MET, {"office_on": date(2025, 5, 8), "decided_on": date(2025, 5, 9)}),
        Example(Answer.CANNOT_TELL, {"office_on": date(2025, 5, 9), "decided_on": None}),
    ),
)  # fmt: skip
def office_date(office_on: date, decided_on: date | None) -> Judgement:
    """Office begins on the day of the decision, or of the election or appointment that follows."""
    if decided_on is None:
        return cannot_tell("讨论决定日期", 任职时间=office_on)
    facts = {"任职时间": office_on, "讨论决定日期": decided_on}
    if office_on >= decided_on:
        return met(**facts)
    return not_met(f"任职时间 {office_on} 早于讨论决定日期 {decided_on}。", **facts)


@rule(
    "cadres.appointment_quota", "不超领导职数",
    strength=Strength.WARN, citation=regulations("第三章"),
    examples=(
        Example(Answer.MET, {"to_role": "副职", "seats": 4, "seats_after": 4}, "到任后正好满额"),
        Example(Answer.MET, {"to_role": "其他", "seats": None, "seats_after": None}),
        Example(Answer.NOT_MET, {"to_role": "正职", "seats": 1, "seats_after": 2}, "原正职没有免"),
        Example(Answer.CANNOT_TELL, {"to_role": "副职", "seats": None, "seats_after": 3}),
    ),
)  # fmt: skip
def quota(to_role: str | None, seats: int | None, seats_after: int | None) -> Judgement:
    """With the whole batch in office the unit has no more leaders than approved.

    ``seats_after`` counts those in post, without whom the batch removes, with whom it appoints.
    """
    if to_role not in LEADING:
        return met(拟任职务类别=to_role or "不配备领导职务")
    if seats is None or seats_after is None:
        return cannot_tell(f"拟任单位核定的{to_role}领导职数", 到任后人数=seats_after)
    facts = {f"核定{to_role}职数": seats, "到任后人数": seats_after}
    if seats_after <= seats:
        return met(**facts)
    return not_met(f"拟任单位核定{to_role} {seats} 名，本批次到任后 {seats_after} 名。", **facts)


@rule(
    "cadres.appointment_relatives", "任职回避",
    strength=Strength.WARN, citation=Citation("中华人民共和国公务员法", "第七十四条", "2018"),
    examples=(
        Example(Answer.MET, {"relatives_there": (), "relatives": 3}, "三名家庭成员都不在拟任单位"),
        Example(Answer.NOT_MET, {"relatives_there": ("丈夫王丙（区教育局科员）",), "relatives": 3}),
        Example(Answer.CANNOT_TELL, {"relatives_there": (), "relatives": 0}, "没有登记家庭成员"),
    ),
)  # fmt: skip
def relatives(relatives_there: tuple[str, ...], relatives: int) -> Judgement:
    """No relative on the appointment form works in the unit proposed, as far as words tell."""
    if relatives_there:
        told = "、".join(relatives_there)
        return not_met(f"拟任单位有亲属：{told}。是否属于应当回避的情形由人核定。")
    if not relatives:
        return cannot_tell("家庭成员登记")
    return met(登记的家庭成员=relatives)


@rule(
    "cadres.appointment_old_post", "拟免职务在册",
    strength=Strength.WARN, citation=regulations("第七章"),
    examples=(
        Example(Answer.MET, {"posts_unknown": (), "posts_held": ("区教育局副局长",)}),
        Example(
            Answer.NOT_MET, {"posts_unknown": ("区财政局科长",), "posts_held": ("区教育局副局长",)}
        ),
    ),
)  # fmt: skip
def old_post(posts_unknown: tuple[str, ...], posts_held: tuple[str, ...]) -> Judgement:
    """The posts to be removed are among those held."""
    return _in_register(posts_unknown, posts_held)


def _in_register(posts_unknown: tuple[str, ...], posts_held: tuple[str, ...]) -> Judgement:
    held = "、".join(posts_held) or "无"
    if not posts_unknown:
        return met(现任职务=held)
    return not_met(f"现任职务登记为“{held}”，没有“{'、'.join(posts_unknown)}”。", 现任职务=held)


@rule(
    "cadres.appointment_on_trial",
    "试任职务在册",
    strength=Strength.WARN,
    citation=regulations("第七章"),
    examples=(
        Example(Answer.MET, {"posts_unknown": (), "posts_held": ("区教育局副局长",)}),
        Example(
            Answer.NOT_MET, {"posts_unknown": ("区教育局局长",), "posts_held": ("区教育局副局长",)}
        ),
    ),
)
def on_trial(posts_unknown: tuple[str, ...], posts_held: tuple[str, ...]) -> Judgement:
    """The post held on trial is among those in the register."""
    return _in_register(posts_unknown, posts_held)


@rule(
    "cadres.appointment_same_level", "平级调整不改变职务层次",
    strength=Strength.WARN, citation=regulations("第九章"),
    examples=(
        Example(Answer.MET, {"to_level": None, "held_level": "乡科级副职"}, "没有写拟任层次"),
        Example(Answer.MET, {"to_level": "乡科级副职", "held_level": "乡科级副职"}),
        Example(Answer.NOT_MET, {"to_level": "乡科级正职", "held_level": "乡科级副职"}),
        Example(Answer.CANNOT_TELL, {"to_level": "乡科级副职", "held_level": None}),
    ),
)  # fmt: skip
def same_level(to_level: str | None, held_level: str | None) -> Judgement:
    """A transfer leaves the leadership level as it is; a higher one is a promotion."""
    if to_level is None:
        return met(拟任职务层次="不变")
    if held_level is None:
        return cannot_tell("现职务层次", 拟任职务层次=to_level)
    facts = {"拟任职务层次": to_level, "现职务层次": held_level}
    if to_level == held_level:
        return met(**facts)
    return not_met(f"现为{held_level}，拟任{to_level}，不属于平级调整。", **facts)


@rule(
    "cadres.appointment_probation", "试用期满一年",
    strength=Strength.WARN, citation=regulations("第七章"),
    numbers=("cadres.appointment.probation_months",),
    examples=(
        Example(
            Answer.MET,
            {"office_on": date(2024, 5, 9), "on": date(2025, 5, 9), "probation_months": 12},
        ),
        Example(
            Answer.NOT_MET,
            {"office_on": date(2024, 5, 9), "on": date(2025, 5, 8), "probation_months": 12},
        ),
    ),
)  # fmt: skip
def probation(office_on: date, on: date, probation_months: int) -> Judgement:
    """The time on trial is over: the same day ``probation_months`` later has come."""
    months = (on.year - office_on.year) * 12 + on.month - office_on.month - (on.day < office_on.day)
    facts = {
        "任职时间": office_on,
        "已满": f"{max(months, 0)} 个月",
        "试用期": f"{probation_months} 个月",
    }
    if months >= probation_months:
        return met(**facts)
    return not_met(f"{office_on} 任职，到 {on} 不满 {probation_months} 个月。", **facts)
