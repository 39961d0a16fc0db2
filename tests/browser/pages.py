"""An address for every page of the product, in a demo district where every kind of thing exists."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import Permission
from django.urls import reverse

from jingwei.accounts.models import User
from jingwei.desk.models import Feedback
from jingwei.kernel.clock import standing_on
from jingwei.kernel.parameters import PARAMETERS
from jingwei.org.models import Unit, UnitGroup
from jingwei.plans.models import (
    AnnualPlan,
    Decision,
    DispatchMeeting,
    Measure,
    MeasureUnit,
    Milestone,
    ProgressNote,
)
from jingwei.plans.outline import outline_of_text
from jingwei.plans.services.dispatch import meeting_open
from jingwei.plans.services.plan import plan_import
from tests.browser.samples import TEXT
from tests.permissions import NEEDED, PUBLIC, SIGNED_IN

KEEPER = "limin"
UNKNOWN = "区文化站"
ACTS = {
    "accounts:user-set-active",
    "desk:home",
    "org:alias-add",
    "org:alias-remove",
    "org:group-remove",
    "plans:measures-assign",
    "plans:version-discard",
    "plans:issue",
    "plans:light-restore",
    "plans:milestone-remove",
    "plans:decision-add",
    "plans:decision-remove",
    "plans:meeting-open",
    "plans:report-seal",
    "plans:recut",
    "account_signup",
    "account_inactive",
}
"""Addresses that only take something in or send on."""
FILES = {
    "plans:ledger",
    "plans:minutes",
    "plans:report-draft",
    "plans:report-download",
    "plans:evidence",
    "plans:milestone-document",
    "org:unit-export",
    "desk:audit-export",
}
"""Addresses that hand over a file."""


def public_pages() -> dict[str, str]:
    """Return the pages before the door, by name."""
    return {name: reverse(name) for name in sorted(PUBLIC - ACTS - {"account_logout"})}


def inner_pages() -> dict[str, str]:
    """Give KEEPER every permission and return the pages behind the door, by name."""
    keeper = User.objects.get(username=KEEPER)
    keeper.user_permissions.set(Permission.objects.all())
    known = {name: reverse(name, args=args) for name, args in _examples(keeper).items()}
    known |= _asked()
    wanted = (SIGNED_IN | NEEDED.keys() | {"account_logout"}) - ACTS - FILES
    return {name: known.get(name) or reverse(name) for name in sorted(wanted)}


def _examples(keeper: User) -> dict[str, list[Any]]:
    plan = AnnualPlan.objects.get()
    draft = plan_import(outline_of_text(TEXT), unit=plan.unit, year=2025, plan=plan, actor=keeper)
    with standing_on(date(2025, 7, 31)):
        july = meeting_open(plan, month=date(2025, 7, 1), on=date(2025, 7, 31), actor=keeper)
    rows = {
        plan: "plans:board-of plans:measure-list plans:close plans:version-list plans:text",
        draft: "plans:cut plans:version-confirm",
        july: "plans:meeting plans:meeting-hold",
        DispatchMeeting.objects.get(month=date(2025, 6, 1)): "plans:minutes-change",
        Decision.objects.filter(closed_on=None).first(): (
            "plans:decision plans:decision-close plans:decision-reopen"
        ),
        Measure.objects.filter(state="suspended").first(): "plans:measure-resume",
        ProgressNote.objects.first(): "plans:progress-withdraw",
        Unit.objects.get(code="liuting"): (
            "org:unit org:unit-create org:unit-rename org:unit-move org:unit-close"
        ),
        UnitGroup.objects.first(): "org:group-change",
        User.objects.get(username="dinghaifeng"): (
            "desk:person accounts:user accounts:user-change accounts:user-password"
            " accounts:user-grant"
        ),
        Feedback.objects.create(text="字可以再大一些", page="/plan/", by=keeper): (
            "desk:feedback-answer"
        ),
    } | _of_a_measure()
    stone = Milestone.objects.first()
    return {name: [row.pk] for row, names in rows.items() for name in names.split()} | {
        "plans:milestone-change": [stone.measure_id, stone.pk],
        "plans:version-diff": [plan.pk, 1, draft.number],
        "plans:dispatch": [2025, 6],
        "desk:parameter-change": [next(iter(PARAMETERS))],
    }


def _of_a_measure() -> dict[Any, str]:
    measure = Measure.objects.filter(light="red").first()
    MeasureUnit.objects.filter(measure=measure).update(unit=None, group=None, text=UNKNOWN)
    acts = "change close suspend reopen"
    return {
        measure.item: "plans:item",
        measure: "plans:measure plans:proof-set plans:progress-record plans:light-override"
        " plans:milestone-add " + " ".join(f"plans:measure-{act}" for act in acts.split()),
    }


def _asked() -> dict[str, str]:
    """Pages that need a question."""
    asked = {
        "plans:report-check": {
            "plan": str(AnnualPlan.objects.get().pk),
            "kind": "monthly",
            "as_of": "2025-06-27",
        },
        "plans:name-decide": {"text": UNKNOWN},
        "desk:search": {"q": "支部"},
    }
    return {name: f"{reverse(name)}?{urlencode(query)}" for name, query in asked.items()}
