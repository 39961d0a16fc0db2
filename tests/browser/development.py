"""A member development in the demo district, for the pages that show one."""

from __future__ import annotations

from datetime import date

from jingwei.accounts.models import User
from jingwei.kernel.files import file_store
from jingwei.org.models import PartyOrganization, Unit
from jingwei.people.models import Person
from jingwei.procedures.entries import Opening, PaperGiven, StepEntry
from jingwei.procedures.models import Case, CasePaper
from jingwei.procedures.registry import procedure_on
from jingwei.procedures.services import case_open, paper_add, step_record
from tests.factories import PersonFactory

OPENED = date(2025, 6, 10)


def applicant(unit: Unit) -> Person:
    """Return somebody of ``unit`` who is in no other register."""
    found: Person = PersonFactory(unit=unit, full_name="林示例")
    return found


def applied(person: Person, branch: PartyOrganization, owner: User) -> Case:
    """Return the case of somebody who has applied and waits for the talk."""
    found = procedure_on("party.member_development", OPENED)
    case = case_open(Opening(found, owner, OPENED, subject=person), actor=owner)
    told = {"applied_on": OPENED, "branch": branch}
    entry = StepEntry(OPENED, data=told, papers=[PaperGiven("application")], reason="补登")
    step_record(case, entry, seen=case.version, actor=owner)
    case.refresh_from_db()
    return case


def paper_of(case: Case, owner: User) -> CasePaper:
    """Return a document of a case that was handed in as a file."""
    file = file_store("谈话记录.txt", "谈话记录".encode(), actor=owner)
    return paper_add(case, PaperGiven("talk", file=file), step="A02", actor=owner)
