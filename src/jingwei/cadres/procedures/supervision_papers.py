"""Papers of the supervision procedures, drafted from what the steps have told.

They are drafts for a person to complete; the wording is ours, not that of any form.
"""

from __future__ import annotations

from jingwei.accounts.models import User
from jingwei.cadres.procedures.supervision import told_in
from jingwei.kernel.clock import today
from jingwei.kernel.documents.official import Official
from jingwei.kernel.documents.official_text import chinese_day
from jingwei.procedures.models import Case, StepRecord
from jingwei.procedures.panels import paper

BLANK = "＿＿＿＿"
ISSUER = "区委组织部"


@paper("cadres.reminder_letter")
def reminder_letter(case: Case, viewer: User) -> bytes:
    """The letter of a reminder (提醒函)."""
    told = told_in(case)
    letter = _letter(case, "提醒函")
    letter.paragraph("经研究，现就下列问题向你提醒：")
    letter.paragraph(told.get("content") or told.get("matter") or BLANK)
    letter.paragraph("请你高度重视，认真对照检查，及时改进。有需要说明的情况，可以书面说明。")
    letter.signature()
    return letter.to_bytes()


@paper("cadres.inquiry_notice")
def inquiry_notice(case: Case, viewer: User) -> bytes:
    """The notice of an inquiry (函询通知书) with the time to answer."""
    told = told_in(case)
    letter = _letter(case, "函询通知书")
    letter.paragraph("现就下列问题向你函询：")
    letter.paragraph(told.get("asked") or told.get("matter") or BLANK)
    letter.paragraph(
        "请你在收到本通知书之日起 15 个工作日内，实事求是作出书面说明，签名后报送我部。"
        "因特殊情况不能如期答复的，请在期限内说明理由。"
    )
    letter.signature()
    return letter.to_bytes()


@paper("cadres.admonition_letter")
def admonition_letter(case: Case, viewer: User) -> bytes:
    """The letter of an admonition (诫勉书): why, what is expected, and what follows from it."""
    told = told_in(case)
    letter = _letter(case, "诫勉书")
    letter.paragraph("经批准，现对你予以诫勉。事由：", told.get("matter") or BLANK)
    letter.paragraph(told.get("content") or "请你深刻反思，制定措施，认真改正。")
    letter.paragraph(
        "请你在 5 个工作日内提交书面检查。满六个月后，我部将了解你的改正情况。"
        "诫勉影响期为六个月，期内不得提拔任职、晋升职级，当年年度考核不得确定为优秀。"
    )
    letter.signature()
    return letter.to_bytes()


@paper("cadres.supervision_receipt")
def receipt(case: Case, viewer: User) -> bytes:
    """The receipt of delivery (送达回证), with blanks for the hand that signs it."""
    told = told_in(case)
    document = Official(title="送达回证", issuer=ISSUER, day=today())
    lines = [
        ("送达文书", case.procedure_name), ("文号", told.get("document_no") or BLANK),
        ("受送达人", str(case.person or BLANK)), ("作出日期", _given_on(case) or BLANK),
        ("签收人（签名）", BLANK), ("签收日期", BLANK), ("拒绝签收的事由和见证人", BLANK),
        ("送达人（签名）", BLANK),
    ]  # fmt: skip
    document.table(("项目", "内容"), lines, (2, 5))
    return document.to_bytes()


def _letter(case: Case, title: str) -> Official:
    told = told_in(case)
    letter = Official(title=title, issuer=told.get("organ") or ISSUER, day=today())
    letter.addressee(f"{case.person or BLANK}同志")
    return letter


def _given_on(case: Case) -> str:
    """Return the day the measure was given, "" while it was not."""
    records = StepRecord.objects.filter(case=case, is_returned=False).order_by("pk")
    days = [record.happened_on for record in records if record.effect]
    return chinese_day(days[-1]) if days else ""
