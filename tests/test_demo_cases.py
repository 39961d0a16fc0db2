"""The cases of the demo district: one at every step, and what is wrong in them is what was planted.

Found is what a rule, limit or vote does not meet in a step in force, or cannot tell; overdue is
the limit of a step ahead whose last day has passed.
"""

from __future__ import annotations

from argparse import Namespace
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from conftest import signed_in
from jingwei.accounts.services import roles_sync
from jingwei.kernel.clock import standing_on
from jingwei.kernel.workdays import calendar_seed
from jingwei.org.models import Unit
from jingwei.people.models import Correction
from jingwei.plans.demo import DAY, demo_load
from jingwei.plans.management.plan_coverage import run as coverage_run
from jingwei.plans.selectors.series import kept_numbers, number_of, year_to
from jingwei.plans.services.series import series_keep
from jingwei.procedures.models import Case, StepRecord
from jingwei.procedures.registry import procedures_on
from jingwei.procedures.selectors.course import courses_of, limits_ahead, tools_now
from jingwei.site.demo.cases import cases_load
from jingwei.site.demo.cases.world import World
from jingwei.site.demo.load import people_load
from tests import indicators as promises
from tests.factories import UserFactory
from tests.numbers import number_faults

pytestmark = pytest.mark.django_db
COUNTING = (
    "plans:board", "plans:indicator-list", "cadres:structure", "cadres:rank-quotas",
    "coverage:programme-list", "collection:rounds", "collection:self-check",
    "procedures:case-list", "party:branch-list", "liaison:pair-list", "collection:ledgers",
    "org:organization-list",
)  # fmt: skip
"""Pages whose numbers are followed to their lists."""


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[World]:
    """Load the whole demo at the size of the first start; empty again afterwards."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.MEDIA_ROOT", tmp_path_factory.mktemp("files"))
        roles_sync()
        calendar_seed()
        with standing_on(DAY):
            demo_load(lambda words: None)
            people_load(lambda words: None)
            yield cases_load(lambda words: None)
        transaction.set_rollback(True)


def found_wrong() -> Counter[tuple[int, str]]:
    """Return (case, code) of everything a case does not keep to, each once for a case."""
    records = StepRecord.objects.filter(is_returned=False)
    told = {
        (record.case_id, verdict["code"])
        for record in records
        for verdict in record.verdicts
        if verdict["answer"] != "met"
    }
    running = Case.objects.running().with_subjects()
    for course in courses_of(running, tools_now()).values():
        late = [one for one in limits_ahead(course) if one.is_latest and one.bound]
        told |= {(course.case.pk, one.limit.code) for one in late if one.bound < DAY}
    return Counter(told)


class TestCases:
    @pytest.mark.parametrize("found", procedures_on(DAY), ids=lambda one: one.code)
    def test_stand_at_every_step(self, world, found):
        standing = Case.objects.running().filter(definition=found.code)

        assert {step.code for step in found.steps} - set(standing.values_list("step", flat=True)) \
            == set()  # fmt: skip

    @pytest.mark.parametrize("found", procedures_on(DAY), ids=lambda one: one.code)
    def test_have_changed_a_register_in_some(self, world, found):
        records = StepRecord.objects.filter(case__definition=found.code)

        assert records.exclude(effect={}).exists()

    def test_are_wrong_where_it_was_planted_and_nowhere_else(self, world):
        planted = {(one.case, one.code) for one in world.planted}
        found = set(found_wrong())
        names = dict(Case.objects.values_list("pk", "definition"))

        def told(rows: set[tuple[int, str]]) -> list[tuple[str, int, str]]:
            return sorted((names[case], case, code) for case, code in rows)

        assert (told(found - planted), told(planted - found)) == ([], [])


class TestRequests:
    def test_to_correct_a_field_are_accepted_declined_or_wait(self, world):
        asked = {one.state: one for one in Correction.objects.all()}

        assert set(asked) == {"accepted", "refused", "open"}
        assert asked["accepted"].person.specialty == asked["accepted"].proposed
        assert asked["refused"].person.birth_place != asked["refused"].proposed
        assert asked["open"].due_on >= DAY


class TestIndicators:
    def test_keep_their_promises_over_everything_the_demo_holds(self, world):
        subject, faults = year_to("qinglan/", DAY), []
        for one in promises.all_indicators():
            faults += promises.wording_faults(one)
            faults += promises.number_faults(one, subject)
            faults += promises.unit_faults(one, subject)

        assert faults == []

    @pytest.mark.once
    def test_list_behind_the_number_exactly_its_rows(self, world):
        district = Unit.objects.get(path="qinglan/")
        keeper = UserFactory(unit=district, every_permission=True)
        browser, subject, faults = signed_in(keeper), year_to(district.path, DAY), []
        for one in promises.all_indicators():
            faults += promises.sight_faults(one, subject, keeper)
        for one in promises.examples(subject):
            faults += promises.page_faults(one, subject, browser)

        assert faults == []

    def test_are_kept_by_month_as_they_are_counted(self, world):
        outcome = series_keep([DAY.replace(day=1)], on=DAY)

        kept = kept_numbers(["qinglan/"], [DAY.replace(day=1)])
        differing = [
            one.code
            for one in promises.all_indicators()
            if kept.number(one, "qinglan/", DAY.replace(day=1))
            != number_of(one, year_to("qinglan/", DAY))
        ]
        assert (outcome.failed, differing) == ([], [])


class TestProof:
    def test_two_of_three_measures_are_counted_by_records(self, world):
        data = coverage_run(Namespace(year=None, accept_suggestions=False)).data

        assert data["total"] == 96
        assert data["computed"] >= 65
        assert data["counts"]["none"] == 0


@pytest.mark.once
class TestNumbers:
    def test_on_the_pages_open_lists_of_just_that_length(self, world):
        district = Unit.objects.get(path="qinglan/")
        browser = signed_in(UserFactory(unit=district, every_permission=True))

        followed, faults = number_faults(browser, [reverse(name) for name in COUNTING])

        assert faults == []
        assert followed > 100
