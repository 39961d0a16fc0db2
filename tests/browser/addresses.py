"""Addresses of the pages of people, registers, Party organizations and codes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from jingwei.kernel.rules import RULES
from jingwei.people.models import AppointmentFile, Finding
from tests.browser.answering import answer_pages
from tests.browser.appointment import batch
from tests.browser.branch import branch_pages
from tests.browser.collection_after import after_pages
from tests.browser.coverage import coverage_pages
from tests.browser.delegates import at_the_vote
from tests.browser.desk import desk_pages
from tests.browser.development import applicant, applied, paper_of
from tests.browser.estate import Estate
from tests.browser.ledgers import ledger_pages
from tests.browser.liaison import liaison_asked, liaison_pages
from tests.browser.rounds import round_pages
from tests.browser.structure import structure_pages

PERSON, DEVELOPMENT = "people.person", "party.member_development"
BOARD = f"procedure={DEVELOPMENT}&view=board"
LISTS = (
    PERSON, "people.education", "people.familymember", "cadres.cadre", "cadres.civilservant",
    "party.member", "talent.talent", "veterans.retiredcadre", "org.unit", "org.partyorganization",
)  # fmt: skip
"""Registers whose pages are looked at: the person, a child, a restricted one, hats, both trees."""


def examples(told: Estate) -> dict[str, list[Any]]:
    """Return the arguments of every page that names a row, by the name of its address."""
    found = liaison_pages(told.person, told.keeper) | answer_pages(told.keeper)
    found |= _people(told) | _registers(told) | _organizations(told) | _codes(told)
    found |= _cases(told) | _delegates(told) | branch_pages(told.organization) | _rules()
    found |= round_pages(told.organization, told.keeper) | ledger_pages(told.keeper)
    found |= structure_pages(told.person, told.keeper)
    found |= desk_pages(told.keeper)
    return found | coverage_pages(told.person, told.keeper) | after_pages(told.keeper)


def _people(told: Estate) -> dict[str, list[Any]]:
    person, twin, forms = told.person.pk, told.twin.pk, told.forms.pk
    rule = Finding.objects.order_by("rule").first().rule
    pair = ("people:merge", "people:distinct")
    asked = ("people:correction", "people:correction-back", "people:correction-file")
    original = AppointmentFile.objects.create(
        person=told.person, file=told.forms, taken_on=date(2025, 6, 1)
    )
    return {
        "people:person": [person],
        "people:own-account": [person],
        "people:photo-new": [person],
        "people:roster": [PERSON],
        "people:record-new": ["people.education"],
        "people:original": [original.pk],
        "people:original-file": [original.pk],
        "people:photo": [person],
        "people:forms-read": [forms],
        "people:form-review": [forms, 0],
        "people:check-findings": [rule],
        "people:check-export": [rule],
        "people:correction-new": [PERSON, person, "birth_place"],
        "cadres:workbook-batch": [told.workbook.pk],
        "cadres:workbook-rejected": [told.workbook.pk],
        **{name: [person, twin] for name in pair},
        **{name: [told.correction.pk] for name in asked},
    }


def _registers(told: Estate) -> dict[str, list[Any]]:
    study = told.person.educations.get()
    batch = "import-batch import-apply import-drop import-rejected"
    whole = "list count new bulk views paste import"
    return {
        "registers:lookup": [PERSON],
        "registers:row": ["people.education", study.pk],
        "registers:remove": ["people.education", study.pk],
        "registers:edit": [PERSON, told.person.pk],
        "registers:history": [PERSON, told.person.pk],
        "registers:reveal": [PERSON, told.person.pk, "id_number"],
        "registers:template": [PERSON, "xlsx"],
        "registers:export": [PERSON, "xlsx"],
        "registers:roster": [PERSON, "appraisal"],
        **{f"registers:{name}": [PERSON] for name in whole.split()},
        **{f"registers:{name}": [PERSON, told.batch.pk] for name in batch.split()},
    }


def _organizations(told: Estate) -> dict[str, list[Any]]:
    body = told.organization
    acts = "change rename kind move merge split close"
    return {
        "org:organization": [body.pk],
        "org:term-open": [body.pk],
        "org:seat-add": [body.pk],
        "org:term-change": [body.terms.get().pk],
        "org:seat-end": [told.seat.pk],
        **{f"org:organization-{act}": [body.pk] for act in acts.split()},
    }


def _codes(told: Estate) -> dict[str, list[Any]]:
    return {
        "desk:code-table": [told.local.table],
        "desk:code-add": [told.local.table],
        "desk:code-end": [told.local.pk],
        "desk:code-decide": [told.waiting.pk],
    }


def _cases(told: Estate) -> dict[str, list[Any]]:
    """Return the pages of a case with a document, and of a batch."""
    case = applied(applicant(told.organization.unit), told.organization, told.keeper)
    many = batch(told.person, told.keeper)
    paper = paper_of(case, told.keeper)
    acts = "step return suspend resume stop revoke hand-over print recusal paper-add"
    return {
        "party:development-quick": [case.pk],
        "appointment:row": [many.subjects.get().pk],
        "appointment:forms": [many.pk, "docx"],
        "procedures:case": [case.pk],
        **{f"procedures:case-{act}": [case.pk] for act in acts.split()},
        "procedures:case-draft": [case.pk, "talk"],
        "procedures:case-paper": [paper.pk],
        "procedures:case-paper-remove": [paper.pk],
        "procedures:case-subject-add": [many.pk],
        "procedures:case-subject-drop": [many.subjects.get().pk],
    }


def _delegates(told: Estate) -> dict[str, list[Any]]:
    case = at_the_vote(told.person.unit, told.keeper)
    pages = ("unit", "turnout", "count", "recount")
    return {f"party:delegate-{name}": [case.pk] for name in pages}


def _rules() -> dict[str, list[Any]]:
    code = min(RULES)
    return {"desk:rule": [code], "desk:rule-check": [code], "desk:calendar-year": [2025]}


def asked(told: Estate) -> dict[str, dict[str, str]]:
    """Return the questions of the pages that need one."""
    return liaison_asked(told.person) | {
        "people:forms-print": {"pick": str(told.person.pk)},
        "registers:export": {"choose": "yes"},
        "registers:lookup": {"q": "章"},
        "accounts:access": {"user": "zhaolei", "kind": PERSON, "number": told.person.number},
    }


def more_pages(told: Estate) -> dict[str, str]:
    """Return further pages of an address that stands for many: registers, tabs, the empty ones."""
    person = reverse("people:person", args=[told.person.pk])
    tabs = ("people.education", "people.reward", "history")
    rejected = reverse("registers:import-batch", args=[PERSON, told.batch.pk])
    return {
        **{f"list {code}": reverse("registers:list", args=[code]) for code in LISTS},
        **{f"new {code}": reverse("registers:new", args=[code]) for code in LISTS},
        **{f"import {code}": reverse("registers:import", args=[code]) for code in LISTS},
        **{f"tab {tab}": f"{person}?tab={tab}" for tab in tabs},
        **{f"edit {row}": row for row in _hats(told)},
        "list nothing": reverse("registers:list", args=[PERSON]) + "?q=wwwwww",
        "alerts of a month": f"{reverse('desk:alerts')}?view=month",
        "help of a screen": f"{reverse('desk:help')}?screen=plans:board",
        "board of cases": f"{reverse('procedures:case-list')}?{BOARD}",
        "new case": f"{reverse('procedures:case-new')}?procedure={DEVELOPMENT}",
        "rank batch": f"{reverse('cadres:rank-batch')}?pick={told.person.pk}",
        "rank grades": f"{reverse('cadres:rank-list')}?ladder=grades",
        "rank quotas of grades": f"{reverse('cadres:rank-quotas')}?ladder=grades",
        "import rejected": f"{rejected}?kind=rejected",
    }


def _hats(told: Estate) -> list[str]:
    person = told.person
    hats = (person.cadre, person.civilservant, person.member, person.talent)
    return [reverse("registers:edit", args=[hat._meta.label_lower, hat.pk]) for hat in hats]
