"""What holds of every page: it fits a phone and a desk, keeps its policy, tells what it is."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from jingwei.accounts.models import User
from jingwei.desk.models import Feedback
from jingwei.org.models import Unit, UnitGroup
from jingwei.plans.models import (
    AnnualPlan,
    Decision,
    DispatchMeeting,
    Item,
    Measure,
    Milestone,
    ProgressNote,
)
from jingwei.plans.outline import outline_of_text
from jingwei.plans.services.dispatch import meeting_open
from jingwei.plans.services.measure import measure_suspend
from jingwei.plans.services.plan import plan_import
from tests.browser.conftest import SCREEN
from tests.browser.test_import import TEXT
from tests.permissions import NEEDED, PUBLIC, SIGNED_IN

PHONE = {"width": 390, "height": 844}
FITS = "document.documentElement.scrollWidth <= window.innerWidth"
ACTS = set(
    "accounts:user-set-active desk:home org:alias-add org:alias-remove org:group-remove"
    " plans:measures-assign plans:version-discard plans:issue plans:light-restore"
    " plans:milestone-remove plans:decision-add plans:decision-remove plans:meeting-open"
    " plans:report-seal account_signup account_inactive".split()
)
"""Addresses that only take something in or send on."""
FILES = set(
    "plans:ledger plans:minutes plans:report-draft plans:report-download plans:evidence"
    " plans:milestone-document org:unit-export desk:audit-export".split()
)


@pytest.fixture
def everything(district):
    """Names of pages with the address of an example, in a district where all have something."""
    keeper = User.objects.get(username="limin")
    keeper.user_permissions.set(Permission.objects.all())
    plan = AnnualPlan.objects.get()
    draft = plan_import(outline_of_text(TEXT), unit=plan.unit, year=2025, plan=plan, actor=keeper)
    meeting = DispatchMeeting.objects.get(month=date(2025, 6, 1))
    july = meeting_open(plan, month=date(2025, 7, 1), on=date(2025, 7, 31), actor=keeper)
    decision = Decision.objects.filter(closed_on=None).first()
    measure = Measure.objects.get(text__startswith="6月底前完成选人用人专项检查")
    stone = Milestone.objects.first()
    suspended = Measure.objects.filter(state="suspended").first()
    unit, group = Unit.objects.get(code="liuting"), UnitGroup.objects.first()
    person = User.objects.get(username="dinghaifeng")
    note = ProgressNote.objects.first()
    words = Feedback.objects.create(text="字可以再大一些", page="/plan/", by=person)
    month = {"year": 2025, "month": 6}
    of = {
        "accounts": {"user": person, "user-change": person, "user-password": person,
                     "user-grant": person},
        "desk": {"person": person, "feedback-answer": words},
        "org": {"unit": unit, "unit-create": unit, "unit-rename": unit, "unit-move": unit,
                "unit-close": unit, "group-change": group},
        "plans": {
            "board-of": plan, "measure-list": plan, "close": plan, "version-list": plan,
            "text": plan, "item": measure.item, "measure": measure, "measure-change": measure,
            "proof-set": measure, "progress-record": measure, "measure-close": measure,
            "measure-suspend": measure, "measure-reopen": measure, "measure-resume": suspended,
            "light-override": measure, "milestone-add": measure, "progress-withdraw": note,
            "cut": draft, "version-confirm": draft, "meeting": july, "meeting-hold": july,
            "minutes-change": meeting, "decision": decision, "decision-close": decision,
            "decision-reopen": decision,
        },
    }  # fmt: skip
    found = {
        f"{app}:{name}": reverse(f"{app}:{name}", args=[row.pk])
        for app, rows in of.items()
        for name, row in rows.items()
    }
    return found | {
        "plans:dispatch": reverse("plans:dispatch", kwargs=month),
        "plans:milestone-change": reverse(
            "plans:milestone-change", args=[stone.measure_id, stone.pk]
        ),
        "plans:version-diff": reverse("plans:version-diff", args=[plan.pk, 1, draft.number]),
        "plans:report-check": reverse("plans:report-check")
        + "?" + urlencode({"plan": plan.pk, "kind": "monthly", "as_of": "2025-06-27"}),
        "plans:name-decide": reverse("plans:name-decide") + "?" + urlencode({"text": "区文旅局"}),
        "desk:parameter-change": reverse("desk:parameter-change", args=["silent_days"]),
        "desk:search": reverse("desk:search") + "?q=支部",
    }
