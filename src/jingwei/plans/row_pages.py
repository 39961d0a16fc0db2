"""The pages of rows that belong to no register: where a counted row leads, and who may open it."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter

from django.db import models
from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True, slots=True)
class RowPage:
    """A page by name; ``key`` is what of the row stands in its address.

    ``related`` are the relations that a line about the row reads, ``told`` what it says of the
    row where its own words do not do.
    """

    url_name: str
    permission: str
    key: str = "pk"
    related: tuple[str, ...] = ()
    told: tuple[str, ...] = ()

    def url(self, row: models.Model) -> str:
        """Return the address of the page of ``row``; "" where the page is not built in."""
        try:
            return reverse(self.url_name, args=[attrgetter(self.key)(row)])
        except NoReverseMatch:
            return ""

    def words(self, row: models.Model) -> str:
        """Return what a line says of ``row``."""
        if not self.told:
            return str(row)
        return "　".join(str(attrgetter(name)(row) or "") for name in self.told)


CASE, PAIR, ROUND = "procedures.view_case", "liaison.view_pair", "collection.view_round"
PROGRAMME, ORGANIZATION = "coverage.view_programme", "org.view_partyorganization"
MEASURE, MEETING = "plans.view_measure", "plans.view_dispatchmeeting"
DUES = "party.view_organizationmeeting"
_PARTIES = tuple(
    f"{side}_{name}" for side in ("one", "two") for name in ("person", "unit", "organization")
)
_OF_PAIR = tuple(f"pair__{name}" for name in _PARTIES)
ROW_PAGES: dict[str, RowPage] = {
    "plans.measure": RowPage("plans:measure", MEASURE, told=("text",)),
    "plans.milestone": RowPage("plans:measure", MEASURE, "measure_id"),
    "plans.progressnote": RowPage("plans:measure", MEASURE, "measure_id"),
    "plans.dispatchmeeting": RowPage("plans:meeting", MEETING),
    "plans.decision": RowPage("plans:meeting", MEETING, "meeting_id"),
    "plans.report": RowPage("plans:report-download", "plans.view_report"),
    "plans.annualplan": RowPage("plans:board-of", "plans.view_annualplan"),
    "procedures.case": RowPage("procedures:case", CASE),
    "procedures.steprecord": RowPage(
        "procedures:case", CASE, "case_id", ("case",), ("case.title", "happened_on")
    ),
    "procedures.casesubject": RowPage(
        "procedures:case", CASE, "case_id", ("person", "case"), ("person", "case.title")
    ),
    "procedures.casepaper": RowPage(
        "procedures:case", CASE, "case_id", ("case",), ("name", "case.title")
    ),
    "procedures.recusal": RowPage(
        "procedures:case", CASE, "case_id", ("case",), ("name", "case.title")
    ),
    "procedures.caseevent": RowPage("procedures:case", CASE, "case_id", ("case",)),
    "liaison.pair": RowPage("liaison:pair", PAIR, related=_PARTIES),
    "liaison.contactrecord": RowPage(
        "liaison:pair", PAIR, "pair_id", ("pair", *_OF_PAIR), ("on", "pair", "topic")
    ),
    "liaison.need": RowPage("liaison:pair", PAIR, "contact.pair_id", ("contact",)),
    "coverage.programme": RowPage("coverage:programme", PROGRAMME),
    "coverage.rosterrow": RowPage("coverage:row", PROGRAMME),
    "coverage.evidence": RowPage("coverage:row", PROGRAMME, "row_id"),
    "collection.round": RowPage("collection:round", ROUND),
    "collection.assignment": RowPage("collection:round", ROUND, "round_id", ("round",)),
    "collection.row": RowPage(
        "collection:round", ROUND, "assignment.round_id", ("assignment",)
    ),
    "collection.merge": RowPage(
        "collection:merge-set", "collection.issue_round", related=("round",)
    ),
    "collection.burdenexception": RowPage("org:unit", ROUND, "town_id", ("town",)),
    "org.term": RowPage(
        "org:organization", ORGANIZATION, "organization_id", ("organization",),
        ("organization", "began_on"),
    ),
    "org.committeeseat": RowPage(
        "org:organization", ORGANIZATION, "organization_id", ("organization",),
        ("holder_name", "organization"),
    ),
    "org.organizationspell": RowPage("org:organization", ORGANIZATION, "organization_id"),
    "org.unitspell": RowPage("org:unit", "org.view_unit", "unit_id"),
    "org.staffing": RowPage("org:unit", "org.view_unit", "unit_id", ("unit",)),
    "party.duesmonth": RowPage("party:branch", DUES, "organization_id", ("organization",)),
    "party.duesrow": RowPage(
        "party:branch", DUES, "month.organization_id", ("month", "member__person")
    ),
    "people.correction": RowPage(
        "people:correction", "people.answer_correction", related=("person",),
        told=("person", "asked_on"),
    ),
    "people.finding": RowPage("people:check-findings", "people.view_finding", "rule"),
}  # fmt: skip
"""By the label of the model; a row of another model is shown without a link."""
