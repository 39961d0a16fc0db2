"""Letters of member development: records, filing reports, public notices, as drafts to sign."""

from __future__ import annotations

from collections.abc import Callable

from jingwei.accounts.models import User
from jingwei.kernel.clock import today
from jingwei.kernel.documents.official import Official
from jingwei.party.procedures.development_told import DAY_LINE, Told
from jingwei.procedures.models import Case
from jingwei.procedures.panels import paper

HEADS, WIDTHS = ("项目", "内容"), (1, 3)


def _letter(title: str, told: Told) -> Official:
    return Official(title=title, issuer=told.branch, day=today())


def _about(letter: Official, told: Told) -> None:
    letter.table(HEADS, told.about, WIDTHS)


@paper("party.development_talk")
def talk(case: Case, viewer: User) -> bytes:
    """Write the record of the first talk."""
    told = Told(case)
    letter = _letter("入党申请人谈话记录", told)
    _about(letter, told)
    rows = [
        ("谈话日期", told.day("A02")), ("谈话人", told.fact("talker")),
        ("谈话情况", told.fact("talked")), ("谈话人签名", ""), ("申请人签名", ""),
    ]  # fmt: skip
    letter.table(HEADS, rows, WIDTHS)
    return letter.to_bytes()


@paper("party.development_activist_filing")
def activist_filing(case: Case, viewer: User) -> bytes:
    """Write the report that files a new activist with the committee."""
    told = Told(case)
    letter = _letter(f"关于{case.person}为入党积极分子\n的备案报告", told)
    letter.addressee("上级党委")
    letter.paragraph(
        f"{case.person}于{told.day_of_fact('applied_on')}提出入党申请，{told.day('A02')}由"
        f"{told.fact('talker') or '支部'}谈话。经{told.fact('route') or '推荐'}，支部委员会"
        f"{told.day('B03')}研究，确定为入党积极分子，现报请备案。"
    )
    _about(letter, told)
    letter.paragraph(f"推荐情况：{told.fact('recommended') or '　'}")
    letter.signature()
    return letter.to_bytes()


@paper("party.development_target_filing")
def target_filing(case: Case, viewer: User) -> bytes:
    """Write the report that files a development target with the committee."""
    told = Told(case)
    letter = _letter(f"关于{case.person}为发展对象\n的备案报告", told)
    letter.addressee("上级党委")
    letter.paragraph(
        f"{case.person}于{told.day('B03')}被确定为入党积极分子，经一年以上培养教育考察，听取党小组、"
        f"培养联系人、党员和群众意见，支部委员会{told.day('C07')}研究，拟列为发展对象，现报请备案。"
    )
    letter.paragraph(f"征求意见情况：{told.fact('heard') or '　'}")
    _about(letter, told)
    letter.signature()
    return letter.to_bytes()


@paper("party.development_preview_request")
def preview_request(case: Case, viewer: User) -> bytes:
    """Write the request for the committee's examination beforehand."""
    told = Told(case)
    letter = _letter(f"关于对发展对象{case.person}\n进行预审的请示", told)
    letter.addressee("上级党委")
    letter.paragraph(
        f"支部委员会于{told.day('D12')}对发展对象{case.person}的条件、培养教育情况和有关材料进行了审查，"
        f"认为合格，现报请预审。"
    )
    rows = [
        ("入党介绍人", "、".join(
            filter(None, (told.fact("introducer_one"), told.fact("introducer_two")))
        )),
        ("政治审查", f"{told.fact('review_conclusion')}　{told.day('C10')}"),
        ("集中培训", f"{told.fact('course')}　{told.day('C11')}"),
        ("支委会审查意见", told.fact("examined")),
    ]  # fmt: skip
    letter.table(HEADS, rows, WIDTHS)
    letter.signature()
    return letter.to_bytes()


NOTICES = {
    "target": ("发展对象公示", "拟列为发展对象", "target_shown_on"),
    "admission": ("拟接收预备党员公示", "拟接收为中共预备党员", "admission_shown_on"),
    "conversion": ("预备党员转正公示", "预备期满，拟讨论转为中共正式党员", "conversion_shown_on"),
}
"""By the end of the code: title, what is meant to be done, the field with the first day."""


def _notice(title: str, what: str, field: str) -> Callable[[Case, User], bytes]:
    def write(case: Case, viewer: User) -> bytes:
        told = Told(case)
        letter = _letter(title, told)
        letter.paragraph(
            f"按照发展党员工作规定，{case.person}{what}，现予公示，听取党员和群众意见。"
        )
        kept = [(label, words) for label, words in told.about if label != "籍贯"]
        letter.table(HEADS, kept, WIDTHS)
        letter.paragraph(f"公示时间：{told.day_of_fact(field)}至{DAY_LINE}（不少于 5 个工作日）。")
        letter.paragraph("如有意见，请署名向党支部或上级党委反映。联系电话：　　　　　　　")
        letter.signature()
        return letter.to_bytes()

    return write


for code, words in NOTICES.items():
    paper(f"party.development_notice_{code}")(_notice(*words))
