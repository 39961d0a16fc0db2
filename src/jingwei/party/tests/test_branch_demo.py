"""The demo's life of branches: how many rows are settled, how many meetings a month has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from django.db import transaction

from jingwei.accounts.services import roles_sync
from jingwei.kernel.clock import standing_on
from jingwei.party.models import DuesMonth, DuesRow, OrganizationMeeting
from jingwei.party.rules.dues import tie, unsettled
from jingwei.party.selectors.dues import month_sheet
from jingwei.plans.demo import DAY, demo_load
from jingwei.site.demo.cases import branches
from jingwei.site.demo.cases.world import World
from jingwei.site.demo.load import people_load

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(scope="module")
def district(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[None]:
    """The people of the demo with the life of their branches; empty again afterwards."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.MEDIA_ROOT", tmp_path_factory.mktemp("files"))
        roles_sync()
        with standing_on(DAY):
            demo_load(lambda words: None)
            people_load(lambda words: None)
            branches.load(World())
            yield
        transaction.set_rollback(True)


class TestDues:
    def test_are_settled_in_97_of_a_hundred_rows(self, district):
        every = DuesRow.objects.count()
        left = DuesRow.objects.filter(paid=None)

        assert every > 3000
        assert 0.965 <= 1 - left.count() / every <= 0.975
        assert 0 < left.exclude(reason="").count() < left.count() / 5

    def test_run_over_twelve_months(self, district):
        assert len(set(DuesMonth.objects.values_list("month", flat=True))) == 12

    def test_closed_months_tie_and_leave_nobody(self, district):
        for month in DuesMonth.objects.filter(state="closed"):
            lines = month_sheet(month).lines
            assert unsettled(lines) == ()
            assert tie(lines, month.slip_total).is_even

    def test_months_are_not_begun_open_and_closed(self, district):
        states = Counter(DuesMonth.objects.filter(month=DAY.replace(day=1)).values_list("state"))

        assert {state for (state,) in states} == {"open", "closed"}
        assert sum(states.values()) < len(set(DuesMonth.objects.values_list("organization")))


class TestMeetings:
    def test_are_one_to_five_a_month_and_none_is_to_come(self, district):
        days = list(OrganizationMeeting.objects.values_list("organization", "held_on"))
        counts = Counter((branch, day.year, day.month) for branch, day in days)

        assert set(counts.values()) <= {1, 2, 3, 4, 5}
        assert len(days) / len(counts) >= 2
        assert max(day for _, day in days) <= DAY
