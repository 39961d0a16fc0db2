"""The rectification of weak organizations: the mark, the months, the look-back, the way back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from conftest import signed_in
from jingwei.kernel.errors import BadInput
from jingwei.kernel.registers.writing import RowsRefused
from jingwei.org.services import seat_add
from jingwei.party.models import WeakSpell
from jingwei.party.tests.disposal_sample import step, with_data, wrong
from jingwei.party.tests.rectification_sample import (
    ACCEPTED,
    CHAIN,
    CODE,
    FOLLOWED,
    IDENTIFIED,
    LED,
    LOOKED,
    MONTH_1,
    MONTH_2,
    PLANNED,
    SWEPT,
)
from jingwei.procedures.entries import Opening
from jingwei.procedures.models import Case
from jingwei.procedures.registry import procedure_on
from jingwei.procedures.services import case_open, case_revoke, step_record, step_return
from jingwei.procedures.tests.sample import taken
from tests.factories import (
    MemberFactory,
    PartyOrganizationFactory,
    UserFactory,
    WeakSpellFactory,
)


@pytest.fixture
def branch(zzb):
    return PartyOrganizationFactory(unit=zzb)


@pytest.fixture
def case(today, branch, insider):
    opening = Opening(procedure_on(CODE, today), insider, date(2024, 1, 5), subject=branch)
    return case_open(opening, actor=insider)


def marks(branch):
    """Return the marks of a branch: identified, closed, looked back, result."""
    rows = WeakSpell.objects.filter(organization=branch).order_by("identified_on")
    return [(one.identified_on, one.closed_on, one.looked_back_on, one.result) for one in rows]


def through(*codes):
    """Return the chain up to the step before the first of ``codes``."""
    found = []
    for code, entry in CHAIN.items():
        if code in codes:
            break
        found.append(entry)
    return found


class TestMark:
    def test_begins_with_the_identification(self, case, branch, insider):
        case = taken(case, SWEPT, IDENTIFIED, LED, actor=insider)

        spell = WeakSpell.objects.get()
        assert marks(branch) == [(date(2024, 1, 20), None, None, "")]
        assert (spell.causes, spell.leader) == ("组织生活不正常", "高示例")
        assert spell.minutes_no == "青常纪〔2024〕2号"

    def test_ends_with_the_closing_and_is_looked_at_again(self, case, branch, insider):
        case = taken(case, *CHAIN.values(), actor=insider)

        assert case.state == Case.State.FINISHED
        assert marks(branch) == [
            (date(2024, 1, 20), date(2024, 5, 10), date(2025, 5, 12), "steady")
        ]
        assert wrong(case) == set()

    def test_revoked_leaves_no_mark(self, case, branch, insider):
        case = taken(case, *CHAIN.values(), actor=insider)

        case_revoke(case, seen=case.version, reason="误认定", actor=insider)

        assert marks(branch) == []

    def test_returned_to_the_closing_is_open_again(self, case, branch, insider):
        case = taken(case, *through("W08"), actor=insider)

        step_return(case, to="W07", seen=case.version, reason="文号有误", actor=insider)

        assert marks(branch) == [(date(2024, 1, 20), None, None, "")]

    def test_refused_by_the_standing_committee_is_none(self, case, branch, insider):
        refused = replace(IDENTIFIED, decision="refused")

        case = taken(case, SWEPT, refused, actor=insider)

        assert (case.state, marks(branch)) == (Case.State.STOPPED, [])

    def test_second_open_one_is_refused(self, case, branch, insider):
        WeakSpellFactory(organization=branch, identified_on=date(2023, 1, 9))
        case = taken(case, SWEPT, actor=insider)

        with pytest.raises(RowsRefused, match="还没有销号"):
            step_record(case, IDENTIFIED, seen=case.version, actor=insider)

    def test_that_somebody_removed_is_told(self, case, insider):
        case = taken(case, SWEPT, IDENTIFIED, actor=insider)
        WeakSpell.objects.all().delete()

        with pytest.raises(BadInput, match="登记册里没有"):
            step_record(case, LED, seen=case.version, actor=insider)


class TestRelapse:
    AGAIN = (
        step(2, 10, "identified", "minutes", minutes_no="青常纪〔2025〕1号"),
        with_data(replace(LED, happened_on=date(2025, 2, 20)), leader="林示例"),
        with_data(replace(PLANNED, happened_on=date(2025, 3, 1)), planned_until=date(2025, 9, 30)),
        step(3, 30, "again", items_closed=0, items_open=3),
    )

    @pytest.fixture
    def relapsed(self, case, insider):
        back = step(2, 1, "relapsed", "look", followed="又停了")
        return taken(case, *through("W08"), back, actor=insider)

    def test_goes_back_to_the_identification(self, relapsed, branch):
        assert (relapsed.step, relapsed.state) == ("W02", Case.State.OPEN)
        assert marks(branch) == [
            (date(2024, 1, 20), date(2024, 5, 10), date(2025, 2, 1), "relapsed")
        ]

    def test_begins_a_new_mark_that_says_so(self, relapsed, branch, insider):
        case = taken(relapsed, *self.AGAIN, actor=insider)

        last = WeakSpell.objects.order_by("identified_on").last()
        assert len(marks(branch)) == 2
        assert (last.causes, last.leader) == ("整顿后反弹、组织生活不正常", "林示例")
        assert last.closed_on is None
        assert case.step == "W05"

    def test_new_months_are_not_late_by_the_old_ones(self, relapsed, insider):
        case = taken(relapsed, *self.AGAIN, actor=insider)

        later = case.records.order_by("-pk")[0]
        assert [v["code"] for v in later.verdicts if v["answer"] != "met"] == []
        assert case.due_on == date(2025, 4, 30)

    def test_found_a_year_later_is_not_held_back_by_any_limit(self, case, insider):
        back = step(2, 1, "relapsed", looked="又停了")

        case = taken(case, *through("W09"), back, actor=insider)

        assert case.step == "W02"

    def test_returned_takes_the_look_back_away(self, relapsed, branch, insider):
        step_return(relapsed, to="W08", seen=relapsed.version, reason="误填", actor=insider)

        assert marks(branch) == [(date(2024, 1, 20), date(2024, 5, 10), None, "")]


class TestFaults:
    @pytest.mark.parametrize(
        ("at", "entry", "code"),
        [
            ("W01", with_data(SWEPT, no_life=False), "party.weak_cause"),
            ("W01", replace(SWEPT, papers=()), "procedures.paper"),
            ("W03", with_data(LED, first_secretary=""), "party.weak_four_ones"),
            ("W03", replace(LED, happened_on=date(2024, 2, 4)), "WO-T01"),
            ("W04", with_data(PLANNED, duties=""), "party.weak_plan"),
            ("W04", with_data(PLANNED, planned_until=date(2025, 2, 1)), "party.weak_plan_period"),
            ("W05b", replace(MONTH_2, happened_on=date(2024, 3, 29)), "WO-T02"),
            ("W06", with_data(ACCEPTED, items_left=2), "party.weak_items_left"),
            ("W06", with_data(ACCEPTED, items_left=""), "party.weak_items_left"),
            ("W06", with_data(ACCEPTED, satisfaction=55), "party.weak_satisfaction"),
            ("W06", with_data(ACCEPTED, town_checked_on=date(2024, 5, 2)),
             "party.weak_steps_of_check"),
            ("W08", replace(FOLLOWED, happened_on=date(2024, 11, 11)), "WO-T04"),
            ("W09", replace(LOOKED, happened_on=date(2025, 5, 9)), "WO-T05"),
        ],
    )  # fmt: skip
    def test_planted_is_found_and_nothing_else(self, case, insider, at, entry, code):
        case = taken(case, *{**CHAIN, at: entry}.values(), actor=insider)

        assert wrong(case) == {code}

    def test_acceptance_after_a_year_is_found(self, case, insider):
        months = [
            replace(MONTH_1, happened_on=date(2024 + n // 12, n % 12 + 1, 28)) for n in range(2, 12)
        ]
        late = [
            step(1, 15, "done", items_closed=1),
            with_data(
                replace(ACCEPTED, happened_on=date(2025, 1, 21)),
                applied_on=date(2025, 1, 16), town_checked_on=date(2025, 1, 18),
            ),
        ]  # fmt: skip

        case = taken(case, *through("W05b"), *months, *late, actor=insider)

        assert wrong(case) == {"WO-T03"}

    def test_failed_acceptance_goes_on_with_the_months(self, case, insider):
        failed = replace(with_data(ACCEPTED, items_left=2, satisfaction=50), decision="fail")

        case = taken(case, *through("W06"), failed, actor=insider)

        assert case.step == "W05"


class TestRegister:
    """What is claimed of the secretary and of joining is compared with the registers."""

    @pytest.fixture
    def secretary(self, branch):
        return seat_add(
            branch, holder_name="李示例", post="secretary", since=date(2020, 3, 2), actor=None
        )

    def test_vacancy_with_a_secretary_in_office_is_found(self, case, secretary, insider):
        swept = with_data(SWEPT, no_life=False, vacant=True)

        assert wrong(taken(case, swept, actor=insider)) == {"party.weak_vacant"}

    @pytest.mark.parametrize(
        ("until", "found"),
        [(date(2023, 10, 9), set()), (date(2023, 11, 9), {"party.weak_vacant"})],
    )
    def test_vacancy_counts_from_the_end_of_the_last_seat(
        self, case, secretary, insider, until, found
    ):
        secretary.until = until
        secretary.save()
        swept = with_data(SWEPT, no_life=False, vacant=True)

        assert wrong(taken(case, swept, actor=insider)) == found

    def test_vacancy_without_any_seat_cannot_be_told(self, case, insider):
        case = taken(case, with_data(SWEPT, vacant=True), actor=insider)

        (verdict,) = [v for v in case.records.get().verdicts if v["answer"] != "met"]
        assert (verdict["code"], verdict["answer"]) == ("party.weak_vacant", "cannot_tell")

    @pytest.mark.parametrize(
        ("joined", "found"),
        [(date(2021, 7, 1), set()), (date(2022, 7, 1), {"party.weak_undeveloped"})],
    )
    def test_no_development_is_compared_with_the_members(
        self, case, branch, zzb, insider, joined, found
    ):
        MemberFactory(
            of=zzb, organization=branch, entry="developed", joined_on=joined,
            full_on=date(2023, 7, 1),
        )  # fmt: skip
        swept = with_data(SWEPT, undeveloped=True)

        assert wrong(taken(case, swept, actor=insider)) == found


class TestPage:
    def test_shows_the_mark_and_the_months_with_no_more_queries(self, case, insider, as_insider):
        address = reverse("procedures:case", args=[case.pk])
        case = taken(case, *through("W05b"), actor=insider)
        few = self.asked(as_insider, address)

        months = [replace(MONTH_1, happened_on=date(2024, n, 28)) for n in range(3, 7)]
        taken(case, *months, actor=insider)

        assert self.asked(as_insider, address) <= few
        page = as_insider.get(address).content.decode()
        assert page.count("本月销号") > 4
        assert "▲ 整顿中" in page

    def asked(self, client, address):
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    @pytest.mark.parametrize(
        ("code", "told"),
        [
            ("plan", ["整顿方案", "组织生活不正常", "高示例", "每月一次，镇里派人参加"]),
            ("acceptance", ["整顿验收表", "青常纪〔2024〕2号", "2024-04-15", "88"]),
        ],
    )
    def test_papers_are_written_from_the_case(self, case, insider, as_insider, code, told):
        taken(case, *through("W07"), actor=insider)

        answer = as_insider.get(reverse("procedures:case-draft", args=[case.pk, code]))

        text = "".join(Document(BytesIO(answer.content)).element.itertext())
        assert [words for words in told if words not in text] == []
        assert str(case.organization) in text

    def test_closed_chain_reads_from_the_register_list(self, case, insider, as_insider):
        taken(case, *through("W08"), actor=insider)

        page = as_insider.get(reverse("registers:list", args=["party.weakspell"]))

        assert str(case.organization) in page.content.decode()


class TestWhoActs:
    def test_the_organization_itself_does_not_record_its_identification(self, case, zzb, insider):
        taken(case, SWEPT, actor=insider)
        secretary = UserFactory(unit=zzb)
        own = Permission.objects.exclude(codename="change_weakspell")
        secretary.user_permissions.set(own)

        answer = signed_in(secretary).get(reverse("procedures:case-step", args=[case.pk]))

        assert answer.status_code == 403
