"""The demo district, replayed through the services: what a visitor sees on 30 June 2025."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from django.db import transaction

from jingwei.accounts.models import User
from jingwei.accounts.services import roles_sync
from jingwei.kernel.audit import audit_verify
from jingwei.kernel.errors import BadInput
from jingwei.kernel.models import AuditEntry
from jingwei.org.models import Unit
from jingwei.plans import demo
from jingwei.plans.light import Light
from jingwei.plans.models import (
    AnnualPlan,
    Decision,
    DispatchMeeting,
    LightOverride,
    Measure,
    MeasureUnit,
)
from jingwei.plans.selectors.agenda import agenda_of
from jingwei.plans.selectors.facts import verdicts_on
from jingwei.plans.selectors.measures import todos_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker, tmp_path_factory):
    """Load the district once for this module; the database is empty again afterwards."""
    mark = tmp_path_factory.mktemp("demo") / "mark"
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.DEMO_MARK", mark)
        roles_sync()
        lines: list[str] = []
        demo.demo_load(lines.append)
        lines.append(mark.read_text())
        yield lines
        transaction.set_rollback(True)


@pytest.mark.usefixtures("told")
class TestDemoLoad:
    def test_gives_the_promised_lights(self):
        stored = Counter(Measure.objects.values_list("light", flat=True))

        assert stored == {
            Light.DONE: 9,
            Light.GREEN: 56,
            Light.BLUE: 1,
            Light.SUSPENDED: 1,
            Light.YELLOW: 14,
            Light.RED: 7,
            Light.NOT_STARTED: 8,
        }

    def test_stored_lights_are_those_computed_for_the_day(self):
        measures = list(Measure.objects.select_related("plan__unit"))

        verdicts = verdicts_on(measures, demo.DAY)

        assert {m.pk: m.light for m in measures} == {pk: v.light for pk, v in verdicts.items()}
        assert {m.light_on for m in measures} == {demo.DAY}

    def test_six_meetings_are_held(self):
        held = DispatchMeeting.objects.exclude(held_at=None)

        assert sorted(m.month for m in held) == [date(2025, n, 1) for n in range(1, 7)]
        assert all(m.minutes and m.chair for m in held)
        assert [bool(m.agenda) for m in held.order_by("month")] == [False, *[True] * 5]

    def test_of_41_decisions_33_are_closed_5_open_and_3_overdue(self):
        open_ones = Decision.objects.filter(closed_on=None)

        assert Decision.objects.count() == 41
        assert Decision.objects.exclude(closed_on=None).count() == 33
        assert open_ones.filter(due_on__gte=demo.DAY).count() == 5
        assert open_ones.filter(due_on__lt=demo.DAY).count() == 3

    def test_open_decisions_stand_on_the_agenda_of_the_next_month(self):
        plan = AnnualPlan.objects.get()
        july = DispatchMeeting(plan=plan, month=date(2025, 7, 1), opened_on=demo.DAY)

        asked = {entry.decision for entry in agenda_of(july)} - {None}

        assert asked == set(Decision.objects.filter(closed_on=None).values_list("pk", flat=True))

    def test_exactly_three_names_are_unresolved(self):
        waiting = MeasureUnit.objects.filter(unit=None, group=None)

        assert {m.text for m in waiting} == {"区关工委", "区快递行业协会", "区人力资源产业园"}

    def test_everybody_has_a_role_and_a_data_scope(self):
        lacking = User.objects.filter(groups=None) | User.objects.filter(scopes=None)

        assert User.objects.count() == 42
        assert not lacking.exists()

    def test_no_light_set_by_hand_outlives_the_next_meeting(self):
        last = DispatchMeeting.objects.order_by("-month").first()

        assert LightOverride.objects.exists()
        assert not LightOverride.objects.filter(until=None, since__lt=last.opened_on).exists()

    def test_every_act_is_in_the_unbroken_trail(self):
        count, broken = audit_verify()

        assert (count, broken) == (AuditEntry.objects.count(), None)
        assert AuditEntry.objects.filter(act="decision.close").count() == 33

    def test_accounts_worth_trying_have_something_to_see(self):
        names = [name for name, _ in demo.demo_accounts()]
        busy = [u for u in User.objects.filter(username__in=names) if todos_of(u, on=demo.DAY)]

        assert User.objects.filter(username__in=names).count() == len(names)
        assert busy

    def test_a_second_load_is_refused_and_changes_nothing(self):
        before = (Unit.objects.count(), AuditEntry.objects.count())

        with pytest.raises(BadInput, match="只装进空库") as refusal:
            demo.demo_load(lambda _: None)

        assert refusal.value.code == "demo.not_empty"
        assert (Unit.objects.count(), AuditEntry.objects.count()) == before


def test_says_what_it_loaded_and_marks_the_day(told):
    assert told == [
        "单位 93 个，单位组 6 个",
        "账号 42 个",
        "要点已发布，举措 96 条",
        "重放 355 件事，到 2025-06-30 为止",
        "2025-06-30",
    ]
