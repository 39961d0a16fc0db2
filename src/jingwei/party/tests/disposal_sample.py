"""A disposal step by step, as people would tell it, for the tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from jingwei.procedures.entries import PaperGiven, StepEntry, VoteGiven
from jingwei.procedures.votes import Counted

CODE = "party.member_disposal"
GROUND = "第六条第（四）项"


def step(month, day, way="", papers="", year=2025, votes=(), **data):
    """Return a step of 2025: papers by their codes, facts by theirs."""
    given = [PaperGiven(code) for code in papers.split()]
    return StepEntry(date(year, month, day), way, data, given, votes)


BEGUN = step(
    1, 6, "start", "filing", ground_ref=GROUND, source="民主评议党员", filed_on=date(2025, 1, 3),
    filing_no="青组备〔2025〕1号", punished="否",
)  # fmt: skip
INQUIRED = step(1, 20, "found", "report", investigators=2, team="周示例、林示例")
TALKED = step(1, 22, "", "talk", talker="周示例", replied="认可")
PROPOSED = step(1, 25, "propose", "opinion", kind="除名")
PREVIEWED = step(2, 10, "agree", "preview", preview_no="镇审〔2025〕1号", office_no="青组审1号")
TOLD = step(2, 12, "", "told", told_on=date(2025, 2, 12), told_how="当面")
VOTE = VoteGiven(Counted(11, 11, 10, approve=9, against=1))
VOTED = step(
    2, 20, "pass", "minutes", votes=[VOTE], attended="到会", defended="到会申辩"
)  # fmt: skip
APPROVED = step(3, 10, "approve", "form", approval_no="镇委〔2025〕3号")
DELIVERED = step(
    3, 14, "remove", "notice", delivered_on=date(2025, 3, 14), delivered_how="本人签收",
    appeal_told=True,
)  # fmt: skip
FILED = step(4, 20, "filed", appealed="没有申诉")
REMOVAL = {
    "A01": BEGUN, "B01": INQUIRED, "B02": TALKED, "C01": PROPOSED, "C02": PREVIEWED, "D01": TOLD,
    "D02": VOTED, "D03": APPROVED, "E01": DELIVERED, "E03": FILED,
}  # fmt: skip
LOST = (
    step(1, 6, "lost", "filing", ground_ref=GROUND, source="失联排查", filed_on=date(2025, 1, 3),
         punished="否"),
    step(1, 20, "", "search stopping", lost_since=date(2024, 5, 6), stop_no="镇委〔2025〕2号"),
)  # fmt: skip


def with_data(entry, **data):
    return replace(entry, data={**entry.data, **data})


def of_kind(kind, way, entries=REMOVAL):
    """Return the chain for another kind of disposal, up to the delivery."""
    changed = {**entries, "C01": with_data(PROPOSED, kind=kind)}
    changed["E01"] = replace(DELIVERED, decision=way)
    changed.pop("E03")
    return list(changed.values())


def wrong(case):
    """Return the codes of everything the steps in force did not meet, or could not tell."""
    records = case.records.filter(is_returned=False)
    return {v["code"] for one in records for v in one.verdicts if v["answer"] != "met"}
