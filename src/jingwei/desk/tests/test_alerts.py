"""What runs out: found on its day, told to who may know, ahead by its lead time."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from jingwei.collection.tests.answered import assignment_made, round_made
from jingwei.coverage.tests.samples import started
from jingwei.desk.selectors import alerts as select
from jingwei.desk.selectors.alerts_people import birth_months, months_between
from jingwei.desk.services import threshold_change
from jingwei.desk.services.alerts import READ_FROM
from jingwei.desk.tests.sample import TODAY, corrected, words
from jingwei.kernel.models import AuditEntry
from jingwei.kernel.registers.declaration import P3, REGISTERS
from jingwei.liaison.tests.sample import opened as pair_opened
from jingwei.org.services import term_open
from jingwei.people.rules import RULES, retirement
from jingwei.plans.services.measure import measures_assign
from tests.browser.estate import branch
from tests.factories import (
    CadreFactory,
    IdentityDocumentFactory,
    MemberFactory,
    PartyOrganizationFactory,
    PersonFactory,
    PlanFactory,
    PostHeldFactory,
    SupervisionMeasureFactory,
    TalentFactory,
    UserFactory,
)

pytestmark = pytest.mark.once
PAGE = reverse("desk:alerts")
YEAR = (date(2025, 7, 1), date(2026, 6, 30))


@pytest.fixture
def district(today, zzb, jyj, insider):
    """Something of nearly every kind that runs out in the year to come."""
    measures_assign(
        PlanFactory(unit=zzb).measures.all(),
        fields={"due_on": date(2025, 12, 31)}, reason="会议要求", actor=insider,
    )  # fmt: skip
    old = PersonFactory(unit=zzb, full_name="年长者", gender="1", birth_on="196508")
    CadreFactory(person=old)
    PostHeldFactory(person=old, unit=zzb, since="20241001", until="", reason="任职，试用期一年")
    PostHeldFactory(
        person=old, unit=zzb, since="201509", until="", is_leader=True, is_main=True, title="主任"
    )
    TalentFactory(person=old, valid_until=date(2025, 8, 1))
    IdentityDocumentFactory(person=old, valid_until=date(2025, 9, 1))
    SupervisionMeasureFactory(person=old, kind="admonition", decided_on=date(2025, 3, 1))
    body = branch(zzb)
    MemberFactory(
        of=zzb, organization=body, stage="probationary", joined_on=date(2024, 7, 20), full_on=None
    )
    late = PartyOrganizationFactory(unit=zzb)
    term_open(late, began_on=date(2022, 9, 1), actor=None)
    assignment_made(round_made(jyj, UserFactory(unit=jyj)), zzb)
    round_made(zzb, insider)
    started(zzb, insider)
    pair_opened(zzb, keeper=insider, since=date(2025, 6, 1))
    corrected(old, insider)


class TestKinds:
    def test_each_is_found_on_its_day(self, district, insider):
        found = {one.kind.code: one for one in select.alerts_between(insider, *YEAR)}

        days = {code: one.on for code, one in found.items()}
        assert days["retirement"] == due_month("196508")
        assert days["tenure"] == date(2025, 9, 1)
        assert days["trial"] == date(2025, 10, 1)
        assert days["member_probation"] == date(2025, 7, 20)
        assert days["talent"] == date(2025, 8, 1)
        assert days["document"] == date(2025, 9, 1)
        assert days["measure"] == days["programme"] == date(2025, 12, 31)
        assert days["answer"] == days["round"] == date(2025, 7, 4)
        assert days["correction"] == date(2025, 7, 2)
        assert days["hours"] == date(2025, 12, 31)
        assert {"term", "visit", "influence"} <= days.keys()

    def test_every_one_leads_to_a_page_that_opens(self, district, insider, as_insider):
        found = select.alerts_between(insider, *YEAR)

        assert {one.url: as_insider.get(one.url).status_code for one in found} == {
            one.url: 200 for one in found
        }

    def test_are_told_only_to_who_may_know_and_sees_the_row(self, district, powerless, outsider):
        assert select.alerts_between(powerless, *YEAR) == []
        told = {one.kind.code for one in select.alerts_between(outsider, *YEAR)}
        assert told <= {"round", "hours"}

    def test_cost_at_most_two_queries_a_kind(self, district, insider):
        with CaptureQueriesContext(connection) as queries:
            select.alerts_between(insider, *YEAR)

        assert len(queries) <= 2 * len(select.KINDS) + 6

    def test_of_restricted_registers_are_known_as_such(self):
        needed = {select.KINDS[code].permission for code in READ_FROM}

        assert {REGISTERS[code].secrecy for code in READ_FROM.values()} == {P3}
        assert needed == {"people.view_identitydocument", "cadres.view_influence"}


def due_month(birth):
    due = retirement(birth, "M60")[1]
    return date(int(due[:4]), int(due[4:]), 1)


@given(year=st.integers(1955, 1995), month=st.integers(1, 12), kind=st.sampled_from(sorted(RULES)))
def test_nobody_is_missed_who_reaches_the_age_within_the_months(year, month, kind):
    birth = f"{year:04d}{month:02d}"
    due = retirement(birth, kind)[1]
    day = date(int(due[:4]), int(due[4:]), 1)

    assert birth in birth_months(months_between(day, day))


class TestLead:
    def test_a_kind_is_listed_from_its_lead_time_on(self, district, insider):
        threshold_change("desk.lead_talent", 31, actor=insider, reason="会议决定")
        near = select.alerts_ahead(insider, on=TODAY, kind="talent")

        threshold_change("desk.lead_talent", 32, actor=insider, reason="会议决定")

        assert near == []
        assert len(select.alerts_ahead(insider, on=TODAY, kind="talent")) == 1

    def test_what_has_passed_and_stays_open_is_a_list_of_its_own(self, district, insider):
        passed = select.alerts_ahead(insider, on=date(2025, 7, 10), passed=True)

        assert {"answer", "round", "correction"} <= {one.kind.code for one in passed}
        assert all(one.on < date(2025, 7, 10) and one.kind.lasts for one in passed)


class TestLayout:
    def test_far_off_ones_are_counted_by_kind_and_open_as_a_list(self, district, as_insider):
        threshold_change("desk.lead_talent", 60, actor=None, reason="会议决定")
        page = as_insider.get(PAGE)
        periods = {one.code: one for one in page.context["periods"]}
        later = periods["later"]
        counts = {kind.code: count for kind, count in later.kinds}

        listed = as_insider.get(PAGE, {"period": "later", "kind": "talent"})

        assert (later.is_folded, later.alerts) == (True, [])
        assert "人才认定到期 1" in words(page)
        assert listed.context["page"].paginator.count == counts["talent"] == 1
        assert sum(one.count for one in periods.values()) == page.context["page"].paginator.count

    def test_who_has_no_month_of_birth_is_told_apart(self, district, as_insider, zzb):
        unknown = PersonFactory(unit=zzb, full_name="缺年月", gender="1")
        CadreFactory(person=unknown)
        type(unknown).objects.filter(pk=unknown.pk).update(birth_on="1975")  # of an old list

        assert "算不出到龄时间的在职人员 1 人" in words(as_insider.get(PAGE))
        assert "算不出" not in words(as_insider.get(PAGE, {"kind": "talent"}))


class TestFile:
    def test_holds_what_the_filters_ask_for_and_of_people_only_a_number(self, district, as_insider):
        answer = as_insider.get(reverse("desk:alerts-file"), {"when": "365"})
        text = answer.content.decode().replace("\r\n ", "")

        assert answer["Content-Type"].startswith("text/calendar")
        assert "年长者" not in text
        assert "SUMMARY:人才认定到期：1 项" in text
        assert "kind=talent&day=2025-08-01" in text
        assert "流动党员核对" in text
        uids = re.findall(r"UID:(\S+)", text)
        assert len(set(uids)) == len(uids) == text.count("BEGIN:VEVENT")
        assert AuditEntry.objects.latest("pk").act == "alert.export"


class TestPages:
    def test_list_and_month_show_it_and_a_day_is_a_list(self, district, as_insider):
        whole = words(as_insider.get(PAGE, {"when": "365"}))
        month = words(as_insider.get(PAGE, {"view": "month", "month": "2025-09"}))
        day = words(as_insider.get(PAGE, {"day": "2025-09-01", "kind": "document"}))

        assert "年长者（区委组织部）人才认定到期" in whole
        assert "证件到期" in month
        assert "共 1 项" in day
        assert "）人才认定到期" not in words(
            as_insider.get(PAGE, {"kind": "document", "when": "365"})
        )

    @pytest.mark.parametrize("asked", [{"when": "365"}, {"view": "month", "month": "2025-09"}])
    def test_what_few_may_read_is_recorded_as_read(self, district, as_insider, asked):
        as_insider.get(PAGE, asked)

        told = AuditEntry.objects.filter(act="register.read").values_list("data", flat=True)
        assert [(one["register"], one["count"]) for one in told if "identity" in str(one)] == [
            ("people.identitydocument", 1)
        ]

    def test_nothing_is_said_in_words(self, as_powerless, today):
        assert "没有到期事项" in words(as_powerless.get(PAGE))
        assert "没有到期事项" in words(as_powerless.get(PAGE, {"view": "month"}))
        assert as_powerless.get(PAGE, {"when": "nonsense"}).status_code == 422
