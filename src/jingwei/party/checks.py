"""Checks of Party organizations and members: terms, size of branches, age at joining."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from jingwei.kernel.partial_dates import show_partial
from jingwei.kernel.scoping import subtree
from jingwei.org import rules
from jingwei.org.models import OrganizationKind, PartyOrganization, Term
from jingwei.party.models import Member
from jingwei.people.checks import ORGANIZATION, Dossier, Severity, Subject, check, survey

SEES = "org.view_partyorganization"
BRANCHES = (
    OrganizationKind.BRANCH, OrganizationKind.JOINT_BRANCH, OrganizationKind.MOBILE_BRANCH,
)  # fmt: skip
MEMBERS = (Member.Stage.FULL, Member.Stage.PROBATIONARY)
ADULT = 18
CHARTER = "《中国共产党章程》第一条"
Found = Iterator[tuple[Subject, str]]


@check(
    "party.joined_under_18", "入党时未满 18 周岁", Severity.ERROR,
    "年满十八岁的中国工人、农民、军人、知识分子和其他社会阶层的先进分子可以申请入党。",
    source=CHARTER, permission="party.view_member",
)  # fmt: skip
def joined_under_18(dossier: Dossier) -> Iterator[str]:
    member, born = dossier.hats.get("member"), dossier.person.birth_on
    joined = f"{member.joined_on:%Y%m%d}" if member and member.joined_on else ""
    if not joined or len(born) < 6:
        return
    of_age = f"{int(born[:4]) + ADULT:04d}{born[4:]}"
    if joined[: len(of_age)] < of_age:
        yield f"{show_partial(born)} 出生，{show_partial(joined)} 入党。"


@survey(
    "party.term_missing", "应换届的党组织没有任期", Severity.WARNING,
    "党委、党总支、党支部有党员而没有登记未结束的任期。", about=ORGANIZATION,
    source=rules.TERMS, permission=SEES,
)  # fmt: skip
def term_missing(path: str, on: date) -> Found:
    held = set(Term.objects.on(on).values_list("organization", flat=True))
    counts = _members(path)
    for one in _open(path):
        if one.pk not in held and counts.get(one.pk) and rules.term_years(one.kind, one.sector):
            yield _subject(one), "没有登记未结束的任期。"


@survey(
    "party.term_overdue", "任期已满没有换届", Severity.WARNING,
    "任期届满（经批准延期的，延期届满）后仍没有新的任期。", about=ORGANIZATION,
    source=rules.TERMS, permission=SEES,
)  # fmt: skip
def term_overdue(path: str, on: date) -> Found:
    terms = {term.organization_id: term for term in Term.objects.on(on)}
    for one in _open(path):
        term = terms.get(one.pk)
        if term and rules.due_state(term.runs_out, on) == "overdue":
            yield _subject(one), f"任期 {term.runs_out} 届满。"


@survey(
    "party.branch_too_large", "党支部超过 50 人", Severity.HINT,
    "党支部的党员（正式、预备，党籍正常）一般不超过 50 人。", about=ORGANIZATION,
    source=rules.BRANCHES, permission=SEES,
)  # fmt: skip
def branch_too_large(path: str, on: date) -> Found:
    counts = _members(path)
    for one in _open(path):
        if one.kind in BRANCHES and (count := counts.get(one.pk, 0)) > rules.MOST_OF_A_BRANCH:
            yield _subject(one), f"党员 {count} 人。"


@survey(
    "party.branch_too_small", "党支部不足 3 人", Severity.WARNING,
    "有正式党员 3 人以上的成立党支部；不足的研究合并或组建联合党支部。", about=ORGANIZATION,
    source=rules.BRANCHES, permission=SEES,
)  # fmt: skip
def branch_too_small(path: str, on: date) -> Found:
    counts = _members(path)
    for one in _open(path):
        if one.kind in BRANCHES and (count := counts.get(one.pk, 0)) < rules.FEWEST_OF_A_BRANCH:
            yield _subject(one), f"党员 {count} 人。"


def _open(path: str) -> QuerySet[PartyOrganization]:
    rows = PartyOrganization.objects.filter(closed_on=None)
    return rows.filter(subtree("unit_path", path)) if path else rows


def _members(path: str) -> dict[int, int]:
    """Return organization → members in good standing. One query."""
    rows: QuerySet[Any] = Member.objects.filter(
        stage__in=MEMBERS, state=Member.State.NORMAL, person__merged_into=None
    )
    if path:
        rows = rows.filter(subtree("organization__unit_path", path))
    return dict(rows.order_by().values_list("organization").annotate(Count("pk")))


def _subject(one: PartyOrganization) -> Subject:
    return Subject(ORGANIZATION, one.pk, one.unit_path, one.path)
