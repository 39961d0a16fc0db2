"""An address for every page of the product, in a demo district where every kind of thing exists."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Permission
from django.urls import reverse

from jingwei.accounts.models import User
from jingwei.desk.models import Feedback
from jingwei.kernel.clock import standing_on
from jingwei.kernel.parameters import PARAMETERS
from jingwei.org.models import Unit, UnitAlias, UnitGroup
from jingwei.plans.models import (
    AnnualPlan,
    Decision,
    DispatchMeeting,
    Measure,
    MeasureUnit,
    Milestone,
    PlanVersion,
    ProgressNote,
)
from jingwei.plans.outline import outline_of_text
from jingwei.plans.services.dispatch import meeting_open
from jingwei.plans.services.plan import plan_import
from tests.browser import addresses
from tests.browser.estate import Estate, estate
from tests.browser.samples import TEXT
from tests.permissions import NEEDED, PUBLIC, SIGNED_IN

KEEPER = "limin"
UNKNOWN = "区文化站"
ACTS = {
    "account_signup",
    "account_inactive",
    "accounts:user-set-active",
    "cadres:move-remove",
    "cadres:rank-batch",
    "cadres:target-remove",
    "cadres:tray-remove",
    "cadres:workbook-export",
    "collection:answer-merge",
    "collection:answer-row-add",
    "collection:answer-row-remove",
    "collection:answer-save",
    "collection:answer-submit",
    "collection:assignment-accept",
    "collection:assignment-remind",
    "collection:assignment-return",
    "collection:ledger-file-add",
    "collection:ledger-file-remove",
    "collection:ledger-discard",
    "collection:ledger-reopen",
    "collection:offline-make",
    "collection:own-sheet-read",
    "collection:own-sheet-remove",
    "collection:platform-export",
    "collection:round-accept",
    "collection:round-remind",
    "collection:round-shrink",
    "collection:round-unneeded",
    "coverage:evidence-add",
    "coverage:rows-exempt",
    "coverage:rows-leave",
    "coverage:rows-restore",
    "coverage:training-record",
    "desk:delegation-end",
    "desk:home",
    "liaison:need-close",
    "liaison:pair-bulk",
    "org:alias-add",
    "org:alias-remove",
    "org:group-remove",
    "party:dues-confirm",
    "party:member-contacted",
    "people:check-refresh",
    "people:correction-back",
    "plans:indicator-refresh",
    "plans:measures-assign",
    "plans:version-discard",
    "plans:issue",
    "plans:light-restore",
    "plans:milestone-remove",
    "plans:proof-accept",
    "plans:decision-add",
    "plans:decision-remove",
    "plans:meeting-open",
    "plans:report-seal",
    "plans:recut",
    "procedures:case-bulk",
    "registers:bulk",
    "registers:import-apply",
    "registers:import-drop",
    "registers:reveal",
    "registers:views",
}
"""Addresses that only take something in or send on."""
FILES = {
    "desk:alerts-file",
    "cadres:structure-export",
    "appointment:forms",
    "cadres:rank-export",
    "cadres:workbook-rejected",
    "collection:answer-workbook",
    "collection:ledger-file",
    "collection:offline-download",
    "collection:own-sheet-filled",
    "collection:round-merged-file",
    "collection:self-check-export",
    "coverage:programme-export",
    "desk:audit-export",
    "desk:audit-report",
    "desk:todo-file",
    "liaison:pair-export",
    "liaison:pair-sheets",
    "org:organization-export",
    "org:unit-export",
    "party:branch-export",
    "party:dues-file",
    "party:meeting-handbook",
    "people:check-export",
    "people:checks-export",
    "people:correction-file",
    "people:original-file",
    "people:photo",
    "people:roster",
    "plans:decision-export",
    "plans:indicator-export",
    "plans:indicator-table",
    "plans:year-table-file",
    "plans:ledger",
    "plans:minutes",
    "plans:report-draft",
    "plans:report-download",
    "plans:evidence",
    "plans:milestone-document",
    "procedures:case-draft",
    "procedures:case-paper",
    "procedures:case-print",
    "registers:count",
    "registers:import-rejected",
    "registers:lookup",
    "registers:roster",
    "registers:template",
}
"""Addresses that hand over a file, or words for a part of a page."""


def public_pages() -> dict[str, str]:
    """Return the pages before the door, by name."""
    return {name: reverse(name) for name in sorted(PUBLIC - ACTS - {"account_logout"})}


def inner_pages() -> dict[str, str]:
    """Give KEEPER every permission and return the pages behind the door, by name."""
    known, told = known_addresses()
    wanted = (SIGNED_IN | NEEDED.keys() | {"account_logout"}) - ACTS - FILES
    return {name: known[name] for name in sorted(wanted)} | addresses.more_pages(told)


def known_addresses() -> tuple[dict[str, str], Estate]:
    """Fill the district; return an address for every name, with something there, and what."""
    keeper = User.objects.get(username=KEEPER)
    keeper.user_permissions.set(Permission.objects.all())
    TOTP.activate(keeper, generate_totp_secret())
    RecoveryCodes.activate(keeper)
    told = estate(keeper)
    args = _examples(keeper) | addresses.examples(told)
    asked = _asked() | addresses.asked(told)
    found = {}
    for name in SIGNED_IN | NEEDED.keys() | {"account_logout"}:
        query = urlencode(asked.get(name, {}))
        found[name] = reverse(name, args=args.get(name)) + (f"?{query}" if query else "")
    return found, told


def _examples(keeper: User) -> dict[str, list[Any]]:
    """Return the arguments of addresses outside the registers; nobody has filed or sealed yet."""
    plan, draft = AnnualPlan.objects.get(), _draft(keeper)
    stone, alias = Milestone.objects.all()[0], UnitAlias.objects.all()[0]
    rows = _of_the_plan(plan, draft, keeper) | _of_a_measure() | _of_administrators(keeper)
    counted = ["plans.decisions_closed"]
    return {name: [row.pk] for row, names in rows.items() for name in names.split()} | {
        "plans:indicator": counted,
        "plans:indicator-refresh": counted,
        "plans:year-table": ["members"],
        "plans:indicator-rows": counted,
        "plans:indicator-export": counted,
        "plans:milestone-change": [stone.measure_id, stone.pk],
        "plans:milestone-document": [stone.pk],
        "plans:milestone-remove": [stone.pk],
        "plans:evidence": [1],
        "plans:report-download": [1],
        "plans:version-diff": [plan.pk, 1, draft.number],
        "plans:dispatch": [2025, 6],
        "plans:meeting-open": [2025, 6],
        "desk:parameter-change": [next(iter(PARAMETERS))],
        "org:alias-remove": [alias.unit_id, alias.pk],
        "org:unit-export": ["xlsx"],
        "org:organization-export": ["xlsx"],
    }


def _draft(keeper: User) -> PlanVersion:
    plan = AnnualPlan.objects.get()
    return plan_import(outline_of_text(TEXT), unit=plan.unit, year=2025, plan=plan, actor=keeper)


def _of_the_plan(plan: AnnualPlan, draft: PlanVersion, keeper: User) -> dict[Any, str]:
    with standing_on(date(2025, 7, 31)):
        july = meeting_open(plan, month=date(2025, 7, 1), on=date(2025, 7, 31), actor=keeper)
    return {
        plan: "plans:board-of plans:measure-list plans:close plans:version-list plans:text"
        " plans:measures-assign plans:ledger plans:issue plans:recut plans:proof-suggestions",
        draft: "plans:cut plans:version-confirm plans:version-discard",
        july: "plans:meeting plans:meeting-hold plans:decision-add",
        DispatchMeeting.objects.get(month=date(2025, 6, 1)): "plans:minutes-change plans:minutes",
        Decision.objects.filter(closed_on=None)[0]: (
            "plans:decision plans:decision-close plans:decision-reopen plans:decision-remove"
        ),
        Measure.objects.filter(state="suspended")[0]: "plans:measure-resume",
        ProgressNote.objects.all()[0]: "plans:progress-withdraw",
    }


def _of_a_measure() -> dict[Any, str]:
    measure = Measure.objects.filter(light="red")[0]
    MeasureUnit.objects.filter(measure=measure).update(unit=None, group=None, text=UNKNOWN)
    acts = "change close suspend reopen"
    return {
        measure.item: "plans:item",
        measure: "plans:measure plans:proof-set plans:progress-record plans:light-override"
        " plans:proof-accept plans:proof-divide"
        " plans:light-restore plans:milestone-add "
        + " ".join(f"plans:measure-{act}" for act in acts.split()),
    }


def _of_administrators(keeper: User) -> dict[Any, str]:
    unit, user = Unit.objects.get(code="liuting"), User.objects.get(username="dinghaifeng")
    note = Feedback.objects.create(text="字可以再大一些", page="/plan/", by=keeper)
    acts = "create change rename move merge split close"
    on_user = "change set-active password grant unlock"
    return {
        unit: "org:unit org:staffing-add org:alias-add "
        + " ".join(f"org:unit-{act}" for act in acts.split()),
        UnitGroup.objects.all()[0]: "org:group-change org:group-remove",
        user: "desk:person accounts:user accounts:second-factor-reset "
        + " ".join(f"accounts:user-{act}" for act in on_user.split()),
        note: "desk:feedback-answer",
    }


def _asked() -> dict[str, dict[str, str]]:
    """Return the questions of the pages that need one."""
    plan = str(AnnualPlan.objects.get().pk)
    report = {"plan": plan, "kind": "monthly", "as_of": "2025-06-27"}
    return {
        "plans:report-check": report,
        "plans:report-draft": report,
        "plans:name-decide": {"text": UNKNOWN},
        "desk:search": {"q": "支部"},
    }
