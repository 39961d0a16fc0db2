"""Checks of what a person did: studies, résumé, appraisals."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from jingwei.kernel import codes
from jingwei.kernel.partial_dates import show_partial
from jingwei.people.checks.dossier import Dossier
from jingwei.people.checks.registry import OWN, Severity, check

APPRAISALS = "people.view_appraisal"
_GRADUATE, _UNIVERSITY = ("1",), ("1", "2")
"""First characters of ZB64 from which on a master's, a bachelor's degree fits."""
_DEGREES = {"2": ("博士", _GRADUATE), "3": ("硕士", _GRADUATE), "4": ("学士", _UNIVERSITY)}


@check(
    "people.no_diploma", "没有登记学历", Severity.WARNING,
    "任免审批表须填最高学历，至少登记一条学历。",
)  # fmt: skip
def no_diploma(dossier: Dossier) -> Iterator[str]:
    if dossier.serves and not any(row.education for row in dossier.studies):
        yield "没有登记任何学历。"


@check(
    "people.degree_above_education", "学位高于学历", Severity.WARNING,
    "学历不到大学而有学位，或不是研究生而有硕士以上学位的，核对毕业和学位证书。", source=OWN,
)  # fmt: skip
def degree_above_education(dossier: Dossier) -> Iterator[str]:
    person = dossier.person
    if not person.education or person.degree[:1] not in _DEGREES:
        return
    word, fits = _DEGREES[person.degree[:1]]
    if not person.education.startswith(fits):
        education = codes.label("ZB64", person.education)
        yield f"最高学历是{education}，最高学位是{word}（{codes.label('GB6864', person.degree)}）。"


@check(
    "people.resume_gap", "简历有间断", Severity.WARNING,
    "简历前后两段的年月应当衔接，后一段的起始就是前一段的终止。",
)  # fmt: skip
def resume_gap(dossier: Dossier) -> Iterator[str]:
    for earlier, later in _neighbours(dossier):
        if earlier[1] and later[0] > earlier[1]:
            yield f"{show_partial(earlier[1])} 到 {show_partial(later[0])} 之间没有经历。"


@check(
    "people.resume_overlap", "简历前后两段重叠", Severity.WARNING,
    "后一段早于前一段的终止，或前一段没有终止。其间的学习、兼职写在该段的括号里。",
)  # fmt: skip
def resume_overlap(dossier: Dossier) -> Iterator[str]:
    for earlier, later in _neighbours(dossier):
        if not earlier[1]:
            yield (
                f"{show_partial(earlier[0])} 开始的一段没有终止，"
                f"后面又有 {show_partial(later[0])} 开始的一段。"
            )
        elif later[0] < earlier[1]:
            yield (
                f"{show_partial(later[0])} 开始的一段早于前一段的终止 {show_partial(earlier[1])}。"
            )


def _neighbours(dossier: Dossier) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """Yield neighbouring stretches as months; a bare year neither joins nor parts."""
    told = [(row.began_on[:6], row.ended_on[:6]) for row in dossier.stints]
    months = sorted(one for one in told if len(one[0]) == 6 and len(one[1]) in (0, 6))
    yield from pairwise(months)


@check(
    "people.appraisal_missing", "缺年度考核", Severity.WARNING,
    "现职干部参加工作以后，近几年每年都应有考核结论；几年由参数“须有年度考核的年数”定。",
    permission=APPRAISALS,
)  # fmt: skip
def appraisal_missing(dossier: Dossier) -> Iterator[str]:
    if not dossier.wears("cadre") or dossier.retired or dossier.person.died_on:
        return
    begun = int(dossier.person.work_since[:4] or 0)
    wanted = range(max(dossier.on.year - dossier.years, begun + 1), dossier.on.year)
    missing = sorted(set(wanted) - {row.year for row in dossier.appraisals})
    if missing:
        yield f"缺 {'、'.join(str(year) for year in missing)} 年度考核。"
