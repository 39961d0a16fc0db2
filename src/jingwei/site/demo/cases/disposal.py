"""Disposal of unqualified members: a case at every step, some ended, some with a planted fault.

The members are invented; their ground is an article, never a description.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jingwei.party.models import Member
from jingwei.people.models import Person
from jingwei.procedures.votes import Counted
from jingwei.site.demo.cases.world import LOOKED_AT, World
from jingwei.site.demo.courses import Move, Office, move, other, told

CODE, OWNER = "party.member_disposal", "zhongyawen"
MEETING = Counted(21, 21, 18, approve=16, against=1, abstain=1)
DELIVERED: dict[str, Any] = {
    "delivered_on": 60, "delivered_how": "本人签收", "appeal_told": True,
}  # fmt: skip
BEGUN = move(
    0, "start", "filing", ground_ref="第六条第（四）项", source="民主评议党员", filed_on=0,
    filing_no="青组备〔2025〕3号", file_no="2025-处-03", punished="否",
)  # fmt: skip
TALKS = (
    BEGUN,
    move(12, "found", "report", investigators=2, team="组织委员、纪检委员", report_no="2025-查-03"),
    move(15, "", "talk", talker="党支部书记", talk_no="2025-谈-03", replied="认可"),
)


def proposed(kind: str, way: str) -> tuple[Move, ...]:
    """Return the course from the proposal to the delivery for a kind of disposal."""
    return (
        *TALKS,
        move(20, "propose", "opinion", kind=kind, opinion_no="支委会第6次"),
        move(34, "agree", "preview", preview_no="党审〔2025〕3号", office_no="青组审〔2025〕3号"),
        move(36, "", "told", told_on=36, told_how="当面"),
        move(42, "pass", "minutes", vote=MEETING, attended="到会", defended="到会申辩"),
        move(56, "approve", "form", approval_no="党委〔2025〕6号"),
        move(60, way, "notice receipt", **DELIVERED),
    )


REMOVED = (*proposed("除名", "remove"), move(100, "filed", appealed="没有申诉", archive_no="处-3"))
QUIT = (
    *proposed("劝其退党", "quit"),
    move(66, "quits", "statement", answered="书面"),
    move(100, "filed", appealed="没有申诉"),
)
CORRECTED = (
    *proposed("限期改正", "correct"),
    move(61, period_from=61, period_to=228, helpers="组织委员"),
    *(move(61 + n * 28, "again", "help", helper="组织委员") for n in range(1, 6)),
    move(229, "done", "help", helper="党支部书记"),
    move(246, "changed", "assessment", assessment_no="党员大会第9次"),
)
LOST = (
    move(0, "lost", "filing", ground_ref="第六条第（五）项",
         source="失联排查", filed_on=0, punished="否"),
    move(15, "", "search stopping", lost_since=-200, search_no="2025-寻-01",
         stop_no="党委〔2025〕2号"),
    move(60, "again", "search", sought="电话"),
    move(90, "found", "search", sought="家属"),
    move(105, "restored", restore_no="党委〔2025〕9号"),
)  # fmt: skip
STANDING: tuple[Sequence[Move], ...] = (
    *(REMOVED[:n] for n in (0, 1, 2, 3, 4, 5, 6, 7, 8, 9)),
    QUIT[:9],
    CORRECTED[:9], CORRECTED[:11], CORRECTED[:-1],
    LOST[:1], LOST[:3], LOST[:4],
)  # fmt: skip
"""One at each step, in the order of the steps."""
ENDED: tuple[Sequence[Move], ...] = (
    REMOVED, QUIT, CORRECTED, LOST, other(TALKS[:2], 1, way="unfounded"),
)  # fmt: skip
FAULTS: tuple[tuple[Sequence[Move], str], ...] = (
    (told(TALKS[:2], 0, filed_on=5), "party.disposal_filed"),
    (told(TALKS, 1, investigators=1), "party.disposal_investigators"),
    (told(REMOVED[:6], 4, office_no=""), "party.disposal_office_preview"),
    (told(REMOVED[:7], 5, told_on=50), "party.disposal_told"),
    (other(REMOVED[:7], 6, vote=Counted(21, 21, 14, approve=10, against=4)), "majority_of_due"),
    (other(REMOVED[:8], 7, papers=""), "procedures.paper"),
    (told(CORRECTED[:9], 8, appeal_told=False), "party.disposal_appeal_told"),
    (told(CORRECTED[:10], 9, period_to=490),
     "party.disposal_longest_period party.disposal_usual_period"),
    (told(LOST[:2], 1, lost_since=-90), "party.disposal_lost"),
)  # fmt: skip
"""What is wrong, with the codes that must find it; nothing else may."""


def load(world: World) -> None:
    """Begin the cases, in a fixed order and number at every scale."""
    office = Office(world, CODE, OWNER)
    people = iter(subjects(len(STANDING) + len(ENDED) + len(FAULTS)))
    for course in (*STANDING, *ENDED):
        office.begin(next(people), course)
    for course, codes in FAULTS:
        world.plant(office.begin(next(people), course), *codes.split())


def subjects(count: int) -> list[Person]:
    """Return full members in good standing who are no cadres, spread over the branches."""
    rows = Member.objects.filter(
        stage=Member.Stage.FULL, state=Member.State.NORMAL, person__user=None,
        person__merged_into=None, lost_since=None,
    ).exclude(person__hats__contains="cadre")  # fmt: skip
    keys = list(rows.order_by("pk").values_list("person", flat=True)[:LOOKED_AT])
    step = max(1, len(keys) // count)
    picked = keys[step // 2 :: step][:count]
    found = Person.objects.in_bulk(picked)
    return [found[key] for key in picked]
