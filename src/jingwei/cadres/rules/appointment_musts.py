"""The four musts of a promotion (凡提四必) and the signed conclusion on integrity.

People enter the results; a rule only says what is recorded and what is not. Source: fact sheet
on cadres, section 5.4.
"""

from __future__ import annotations

from jingwei.cadres.rules.appointment import regulations
from jingwei.kernel.rules import (
    Answer,
    Example,
    Judgement,
    Strength,
    cannot_tell,
    met,
    not_met,
    rule,
)

CITED = regulations("第五章")


def _judged(result: str | None, name: str, *good: str) -> Judgement:
    """Judge what was entered; nothing entered is no result."""
    if result is None:
        return cannot_tell(f"“{name}”的结果")
    if result in good:
        return met(**{name: result})
    return not_met(f"{name}：{result}。", **{name: result})


@rule(
    "cadres.appointment_archive", "凡提必审：干部档案",
    strength=Strength.BLOCK, citation=CITED,
    examples=(
        Example(Answer.MET, {"archive": "通过"}),
        Example(Answer.NOT_MET, {"archive": "存疑待认定"}),
        Example(Answer.CANNOT_TELL, {"archive": None}),
    ),
)  # fmt: skip
def archive(archive: str | None) -> Judgement:
    """The archive was examined and found in order."""
    return _judged(archive, "档案审核", "通过")


@rule(
    "cadres.appointment_report", "凡提必核：个人有关事项报告",
    strength=Strength.BLOCK, citation=CITED,
    examples=(
        Example(Answer.MET, {"report": "基本一致"}),
        Example(Answer.NOT_MET, {"report": "瞒报"}),
        Example(Answer.CANNOT_TELL, {"report": None}),
    ),
)  # fmt: skip
def report(report: str | None) -> Judgement:
    """The report on personal matters was verified and agrees; not every post has to report."""
    return _judged(report, "个人有关事项查核", "基本一致", "不属于报告对象")


@rule(
    "cadres.appointment_discipline", "凡提必听：纪检监察机关意见",
    strength=Strength.BLOCK, citation=CITED,
    examples=(
        Example(Answer.MET, {"discipline": "无影响", "reply_no": "青纪函〔2025〕3号"}),
        Example(Answer.NOT_MET, {"discipline": "建议暂缓", "reply_no": "青纪函〔2025〕3号"}),
        Example(Answer.CANNOT_TELL, {"discipline": "无影响", "reply_no": None}, "没有复函文号"),
    ),
)  # fmt: skip
def discipline(discipline: str | None, reply_no: str | None) -> Judgement:
    """The discipline organ was heard, in writing, and sees no hindrance."""
    if discipline == "无影响" and reply_no is None:
        return cannot_tell("纪检监察机关复函的文号和日期", 纪检监察意见=discipline)
    said = _judged(discipline, "纪检监察意见", "无影响")
    return Judgement(said.answer, said.why, {**said.facts, "复函": reply_no or "——"})


@rule(
    "cadres.appointment_complaints", "凡提必查：信访举报",
    strength=Strength.BLOCK, citation=CITED,
    examples=(
        Example(Answer.MET, {"complaints": "无信访举报"}),
        Example(Answer.NOT_MET, {"complaints": "核查中"}),
        Example(Answer.CANNOT_TELL, {"complaints": None}),
    ),
)  # fmt: skip
def complaints(complaints: str | None) -> Judgement:
    """Complaints that can be checked were checked and hold nothing that matters."""
    return _judged(complaints, "信访举报核查", "无信访举报", "失实", "属实不影响")


@rule(
    "cadres.appointment_integrity", "廉洁自律结论性意见双签字",
    strength=Strength.WARN, citation=CITED,
    examples=(
        Example(Answer.MET, {"integrity_signers": "周甲（书记）、吴乙（纪委书记）"}),
        Example(Answer.NOT_MET, {"integrity_signers": "周甲（书记）"}, "只有一人签字"),
        Example(Answer.CANNOT_TELL, {"integrity_signers": None}),
    ),
)  # fmt: skip
def integrity(integrity_signers: str | None) -> Judgement:
    """The conclusion on integrity is signed by the Party secretary and the discipline secretary."""
    if integrity_signers is None:
        return cannot_tell("廉洁结论性意见的签字人")
    signers = [name for name in integrity_signers.replace("，", "、").split("、") if name.strip()]
    facts = {"签字人": "、".join(signers)}
    if len(signers) > 1:
        return met(**facts)
    return not_met(f"廉洁结论性意见只有{facts['签字人']}签字，应由书记和纪委书记双签字。", **facts)
