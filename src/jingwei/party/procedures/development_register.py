"""The printed registers of observation, page by page, filled from the case; blanks to write on."""

from __future__ import annotations

from io import BytesIO

from docx import Document

from jingwei.accounts.models import User
from jingwei.kernel.clock import today
from jingwei.kernel.documents.official import Official
from jingwei.party.procedures.development_told import DAY_LINE, Told, filled_up
from jingwei.party.selectors.development import REVIEW, TALK, Activity, activities_of
from jingwei.procedures.models import Case
from jingwei.procedures.panels import paper

HEADS, WIDTHS = ("项目", "内容"), (1, 3)
NOTED, NOTED_WIDTHS = ("日期", "内容", "记录人"), (2, 6, 2)
SIGNED = ("党支部书记签名", DAY_LINE)
SIGN_HERE = "党支部书记签名：　　　　　年　月　日"
HALVES, TALKS = 4, 6
"""Lines on a page of reviews, of talks, at least."""


@paper("party.development_register")
def register(case: Case, viewer: User) -> bytes:
    """Write 入党积极分子、发展对象培养教育考察登记表 of a case."""
    told, found = Told(case), _of(case, "A02", "B06")
    form = Official("入党积极分子、发展对象\n培养教育考察登记表", told.branch, today())
    form.heading(1, 1, "基本情况")
    form.table(HEADS, told.about, WIDTHS)
    form.heading(1, 2, "确定为入党积极分子的情况")
    form.table(HEADS, [*_activist(told), SIGNED], WIDTHS)
    _notes(form, 3, "谈话记录", [one for one in found if one.kind == TALK], TALKS)
    _notes(form, 4, "思想汇报和教育情况", _neither(found), TALKS)
    _reviews(form, 5, [one for one in found if one.kind == REVIEW])
    form.heading(1, 6, "确定为发展对象的情况")
    form.table(HEADS, [*_target(told), SIGNED], WIDTHS)
    return _by_pages(form, set("二三四五六"))


@paper("party.development_probation_register")
def probation_register(case: Case, viewer: User) -> bytes:
    """Write 预备党员培养教育考察登记表 of a case."""
    told, found = Told(case), _of(case, "E21")
    form = Official("预备党员\n培养教育考察登记表", told.branch, today())
    form.heading(1, 1, "基本情况")
    form.table(HEADS, [*told.about, *_admitted(told)], WIDTHS)
    talks = [one for one in found if one.kind != REVIEW]
    _notes(form, 2, "谈话、思想汇报和教育情况", talks, TALKS)
    _reviews(form, 3, [one for one in found if one.kind == REVIEW])
    form.heading(1, 4, "转正的情况")
    form.table(HEADS, [*_converted(told), SIGNED], WIDTHS)
    return _by_pages(form, set("二三四"))


def _of(case: Case, *steps: str) -> list[Activity]:
    return [one for one in activities_of(case) if one.step in steps]


def _neither(found: list[Activity]) -> list[Activity]:
    """Return what is neither a talk nor a review: reports, the committee's yearly look."""
    return [one for one in found if one.kind not in (TALK, REVIEW)]


def _activist(told: Told) -> list[tuple[str, str]]:
    return [
        ("推荐方式", told.fact("route")), ("推荐情况", told.fact("recommended")),
        ("支委会研究日期", told.day("B03")), ("上级党委备案日期", told.day("B04")),
        ("备案意见", told.fact("activist_opinion")),
        ("培养联系人", _both(told, "contact_one", "contact_two")),
        ("指定日期", told.day("B05")),
    ]  # fmt: skip


def _target(told: Told) -> list[tuple[str, str]]:
    return [
        ("征求意见情况", told.fact("heard")), ("支委会研究日期", told.day("C07")),
        ("上级党委备案日期", told.day("C08")), ("备案意见", told.fact("target_opinion")),
        ("入党介绍人", _both(told, "introducer_one", "introducer_two")),
        ("政治审查结论", told.fact("review_conclusion")), ("政治审查日期", told.day("C10")),
        ("政治审查材料档号", told.fact("review_file")),
        ("集中培训", told.fact("course")), ("培训学时", told.fact("hours")),
        ("结业日期", told.day("C11")),
        ("支委会审查意见", told.fact("examined")),
    ]  # fmt: skip


def _admitted(told: Told) -> list[tuple[str, str]]:
    return [
        ("支部大会通过日期", told.day("D15")), ("上级党委批准日期", told.day("D17")),
        ("预备期", f"{told.day_of_fact('probation_from')}至{told.day_of_fact('probation_to')}"),
        ("入党介绍人", _both(told, "introducer_one", "introducer_two")),
        ("党小组", told.fact("party_group")),
    ]  # fmt: skip


def _converted(told: Told) -> list[tuple[str, str]]:
    return [
        ("转正申请日期", told.day_of_fact("conversion_applied_on")),
        ("支部大会日期", told.day("E23")), ("决议", told.fact("resolution")),
        ("延长月数", told.fact("extension_months")), ("上级党委审批日期", told.day("E24")),
    ]  # fmt: skip


def _both(told: Told, *names: str) -> str:
    return "、".join(filter(None, map(told.fact, names)))


def _notes(form: Official, number: int, words: str, found: list[Activity], least: int) -> None:
    rows = [(str(one.day), f"{one.kind}：{one.words}", one.by) for one in found]
    form.heading(1, number, words)
    form.table(NOTED, filled_up(rows, least, len(NOTED)), NOTED_WIDTHS)


def _reviews(form: Official, number: int, found: list[Activity]) -> None:
    """Each half year with the opinion and the line to sign."""
    rows = [(str(one.day), f"{one.words}\n\n{SIGN_HERE}", one.by) for one in found]
    blank = ("", f"\n\n\n{SIGN_HERE}", "")
    form.heading(1, number, "半年考察意见")
    form.table(NOTED, [*rows, *[blank] * max(0, HALVES - len(rows))], NOTED_WIDTHS)


def _by_pages(form: Official, numerals: set[str]) -> bytes:
    """Return the file with the named chapters each on a new page, as the printed form has it."""
    document, written = Document(BytesIO(form.to_bytes())), BytesIO()
    for line in document.paragraphs:
        is_head = line.style is not None and line.style.style_id == "GWLevel1"
        if is_head and line.text[:1] in numerals:
            line.paragraph_format.page_break_before = True
    document.save(written)
    return written.getvalue()
