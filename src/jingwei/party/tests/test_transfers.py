"""Transfers within, out of and into the district, back again, and what is found wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.accounts.services import user_grant
from jingwei.kernel.errors import Conflict, RuleViolation
from jingwei.kernel.registers.declaration import register_of
from jingwei.kernel.registers.writing import Draft, rows_save
from jingwei.org.services import party_organization_close
from jingwei.party.models import Member
from jingwei.party.rules import transfers as rules
from jingwei.party.selectors.transfers import letter_number
from jingwei.party.tests import transfers_sample as sample
from jingwei.party.tests.transfers_sample import faults, opened, stored, take, told
from jingwei.procedures.models import Case
from jingwei.procedures.services import case_hand_over, case_revoke, step_return
from tests.factories import (
    MemberFactory,
    PartyOrganizationFactory,
    PersonFactory,
    UserFactory,
)


@pytest.fixture
def here(today, zzb):
    above = PartyOrganizationFactory(name="中共区委组织部机关委员会", kind="committee", unit=zzb)
    return PartyOrganizationFactory(name="中共区委组织部第一支部委员会", unit=zzb, parent=above)


@pytest.fixture
def there(jyj):
    return PartyOrganizationFactory(name="中共区教育局机关支部委员会", unit=jyj)


@pytest.fixture
def next_door(here, zzb):
    return PartyOrganizationFactory(
        name="中共区委组织部第二支部委员会", unit=zzb, parent=here.parent
    )


@pytest.fixture
def person(here, zzb):
    person = PersonFactory(full_name="林示例", unit=zzb)
    MemberFactory(person=person, organization=here, group="第一小组")
    return person


@pytest.fixture
def newcomer(here, zzb):
    return PersonFactory(full_name="来示例", unit=zzb)


@pytest.fixture
def case(person, insider):
    return opened(person, insider)


def keeper(unit, organization):
    """Return somebody of another unit who sees the members of one Party organization."""
    user = UserFactory(unit=unit, every_permission=True)
    return user_grant(
        user, role_codes=(), paths=[unit.path], organization_paths=[organization.path], actor=None
    )


def at_home(here):
    return here, "normal", "full", None, here.path


def change(person, **values):
    row = Member.objects.get(person=person)
    rows_save(register_of(Member), [Draft(values, row=row)], actor=None, source="测试")


class TestWithin:
    def test_inside_one_committee_is_confirmed_in_two_steps(self, case, person, next_door, insider):
        passed = replace(sample.within(next_door)[1], decision="same")

        take(case, sample.asked("within"), passed, actor=insider)

        assert case.state == Case.State.FINISHED
        assert stored(person)[:4] == (next_door, "normal", "full", date(2025, 5, 8))
        assert Member.objects.get(person=person).group == ""

    def test_the_receiving_side_records_the_last_step(self, case, person, there, jyj, insider):
        receiver = keeper(jyj, there)
        *before, last = sample.within(there)
        take(case, *before, actor=insider)
        case_hand_over(
            case, to=receiver, place=there, seen=case.version, reason="送转入方", actor=insider
        )
        case.refresh_from_db()

        take(case, last, actor=receiver)

        assert stored(person) == (there, "normal", "full", date(2025, 5, 15), there.path)
        assert Member.objects.visible_to(receiver).filter(person=person).exists()

    def test_who_would_lose_the_member_from_sight_is_told_to_hand_over(
        self, case, person, here, there, jyj
    ):
        sender = keeper(jyj, here)
        *before, last = sample.within(there)
        take(case, *before, actor=sender)

        with pytest.raises(RuleViolation, match="数据范围") as refused:
            take(case, last, actor=sender)

        assert "移交" in refused.value.hint
        assert stored(person) == at_home(here)

    def test_revoked_puts_the_member_back(self, case, person, here, next_door, insider):
        take(case, *sample.within(next_door), actor=insider)

        case_revoke(case, seen=case.version, reason="转错", actor=insider)

        assert stored(person) == at_home(here)
        assert Member.objects.get(person=person).group == "第一小组"

    def test_is_not_revoked_over_a_later_change(self, case, person, next_door, insider):
        take(case, *sample.within(next_door), actor=insider)
        change(person, group="第二小组")

        with pytest.raises(Conflict, match="又有改动"):
            case_revoke(case, seen=case.version, reason="转错", actor=insider)

    def test_returned_for_a_reason_goes_back_to_the_sender(self, case, person, here, there,
                                                           insider):  # fmt: skip
        *before, last = sample.within(there)
        take(case, *before, replace(last, decision="back"), actor=insider)

        assert (case.step, stored(person)) == ("B01", at_home(here))

    def test_into_the_same_organization_is_refused(self, case, here, insider):
        take(case, sample.asked("within"), actor=insider)
        entry = replace(sample.within(here)[1], decision="same", reason="仍要办理")

        with pytest.raises(RuleViolation, match="现在就在"):
            take(case, entry, actor=insider)

    def test_into_a_closed_organization_is_refused(self, case, there, insider):
        *before, last = sample.within(there)
        take(case, *before, actor=insider)
        party_organization_close(there, on=date(2025, 5, 14), approval_no="1号", actor=insider)

        with pytest.raises(RuleViolation, match="撤销，不能转入"):
            take(case, last, actor=insider)


class TestOut:
    def test_the_member_stays_until_the_receipt_is_back(self, case, person, here, insider):
        *before, last = sample.out()
        take(case, *before, actor=insider)
        still = stored(person)

        take(case, last, actor=insider)

        assert still == at_home(here)
        assert stored(person)[:2] == (here, "transferred")
        assert "member" not in person.hats

    def test_revoked_brings_the_member_back(self, case, person, here, insider):
        take(case, *sample.out(), actor=insider)

        case_revoke(case, seen=case.version, reason="没有转成", actor=insider)

        assert stored(person) == at_home(here)
        assert "member" in person.hats

    def test_letters_are_numbered_one_after_the_other(self, case, insider, zzb, here):
        other = PersonFactory(full_name="何示例", unit=zzb)
        MemberFactory(person=other, organization=here)

        numbers = []
        for each in (case, opened(other, insider)):
            take(each, *sample.out()[:3], actor=insider)
            numbers.append(letter_number(each.records.get(step="C02")))

        assert numbers == ["2025 第 0001 号", "2025 第 0002 号"]

    def test_a_letter_issued_anew_gets_a_new_number(self, case, insider):
        *before, receipt = sample.out()
        expired = replace(receipt, decision="expired", data={}, papers=())
        anew = replace(before[2], happened_on=date(2025, 6, 13))

        take(case, *before, expired, anew, actor=insider)

        assert letter_number(case.records.latest("pk")) == "2025 第 0002 号"

    def test_a_returned_letter_keeps_its_number_used(self, case, insider):
        take(case, *sample.out()[:3], actor=insider)
        step_return(case, to="C02", seen=case.version, reason="抬头写错", actor=insider)
        case.refresh_from_db()

        take(case, sample.out()[2], actor=insider)

        assert letter_number(case.records.latest("pk")) == "2025 第 0002 号"

    def test_somebody_who_is_no_member_any_more_is_refused(self, case, person, insider):
        *before, last = sample.out()
        take(case, *before, actor=insider)
        change(person, state="stopped")

        with pytest.raises(RuleViolation, match="不是党籍正常的党员"):
            take(case, last, actor=insider)


class TestInto:
    def test_the_newcomer_is_entered(self, newcomer, here, insider):
        take(opened(newcomer, insider), *sample.into(here), actor=insider)

        assert stored(newcomer) == (here, "normal", "full", date(2025, 5, 26), here.path)
        member = newcomer.member
        assert (member.entry, member.joined_on) == ("transferred_in", date(2015, 7, 1))

    def test_revoked_takes_the_row_out(self, newcomer, here, insider):
        case = take(opened(newcomer, insider), *sample.into(here), actor=insider)

        case_revoke(case, seen=case.version, reason="身份不实", actor=insider)

        newcomer.refresh_from_db()
        assert not Member.objects.filter(person=newcomer).exists()
        assert (newcomer.organization_path, newcomer.hats) == ("", "")

    def test_who_had_gone_comes_back_into_the_same_row(self, person, next_door, insider):
        change(person, state="transferred")
        kept = Member.objects.get(person=person).pk

        case = take(opened(person, insider), *sample.into(next_door), actor=insider)

        assert stored(person)[:2] == (next_door, "normal")
        assert Member.objects.get(person=person).pk == kept
        case_revoke(case, seen=case.version, reason="身份不实", actor=insider)
        assert stored(person)[1] == "transferred"

    def test_a_member_of_the_district_is_not_entered_twice(self, case, next_door, insider):
        entries = [replace(one, reason="仍要办理") for one in sample.into(next_door)]
        take(case, *entries[:3], actor=insider)

        with pytest.raises(RuleViolation, match="不能再转入"):
            take(case, entries[3], actor=insider)

    def test_a_letter_that_is_not_taken_ends_the_case(self, newcomer, here, insider):
        case = opened(newcomer, insider)
        refused = replace(sample.into(here)[1], decision="refuse")

        take(case, sample.asked("in"), refused, actor=insider)

        assert case.state == Case.State.STOPPED
        assert not Member.objects.filter(person=newcomer).exists()


WRONG = [
    ("out", 0, {"cause": rules.AWAY, "months_away": 3}, {}, ["party.transfer_away"]),
    ("out", 0, {"cause": rules.AWAY}, {}, ["party.transfer_away"]),
    ("out", 2, {"valid_days": 91}, {},
     ["party.transfer_letter_days", "party.transfer_letter_usual"]),
    ("out", 2, {"valid_days": 40}, {}, ["party.transfer_letter_usual"]),
    ("out", 3, {"accepted_on": sample.LAST + timedelta(days=1)}, {},
     ["party.transfer_accepted_in_time"]),
    ("out", 3, {"accepted_on": None}, {}, ["party.transfer_accepted_in_time"]),
    ("out", 3, {}, {"papers": ()}, ["procedures.paper"]),
    ("out", 3, {}, {"happened_on": date(2025, 8, 11)}, ["TR01"]),
    ("in", 1, {"letter_on": date(2025, 4, 1)}, {}, ["party.transfer_arrived_in_time"]),
    ("in", 1, {"letter_on": date(2025, 5, 21)}, {}, ["party.transfer_arrived_in_time"]),
    ("in", 1, {"valid_days": 120}, {}, ["party.transfer_letter_days"]),
    ("in", 2, {"full_on": None}, {}, ["party.transfer_full_on"]),
    ("in", 2, {"stage": "预备党员"}, {}, ["party.transfer_full_on"]),
    ("in", 3, {}, {"happened_on": date(2025, 8, 9)}, ["TR02"]),
]  # fmt: skip


class TestPlantedFaults:
    @pytest.mark.parametrize("number", range(4))
    @pytest.mark.parametrize("way", ["out", "in"])
    def test_none_in_what_is_right(self, case, newcomer, here, insider, way, number):
        case, entries = self.way(way, case, newcomer, here, insider)
        take(case, *entries[:number], actor=insider)

        assert faults(case, entries[number]) == []

    @pytest.mark.parametrize("number", range(3))
    def test_none_within(self, case, there, insider, number):
        entries = sample.within(there)
        take(case, *entries[:number], actor=insider)

        assert faults(case, entries[number]) == []

    @pytest.mark.parametrize(("way", "number", "data", "other", "codes"), WRONG)
    def test_exactly_the_planted_ones(
        self, case, newcomer, here, insider, way, number, data, other, codes
    ):
        case, entries = self.way(way, case, newcomer, here, insider)
        take(case, *entries[:number], actor=insider)

        assert faults(case, replace(told(entries, number, **data), **other)) == codes

    def test_the_same_organization(self, case, here, insider):
        take(case, sample.asked("within"), actor=insider)

        assert faults(case, sample.within(here)[1]) == ["party.transfer_elsewhere"]

    @pytest.mark.parametrize("values", [{"state": "stopped"}, {"stage": "activist"}])
    def test_somebody_without_relations_to_move(self, case, person, insider, values):
        change(person, **values)
        take(case, sample.asked("out"), actor=insider)

        assert faults(case, sample.out()[1]) == ["party.transfer_member"]

    def test_somebody_the_register_does_not_know(self, newcomer, there, insider):
        case = take(opened(newcomer, insider), sample.asked("within"), actor=insider)

        found = faults(case, sample.within(there)[1])

        assert found == ["party.transfer_elsewhere", "party.transfer_member"]

    def test_a_member_who_is_here_already(self, case, here, insider):
        take(case, sample.asked("in"), actor=insider)

        assert faults(case, sample.into(here)[1]) == ["party.transfer_newcomer"]

    @staticmethod
    def way(way, case, newcomer, here, insider):
        if way == "out":
            return case, sample.out()
        return opened(newcomer, insider), sample.into(here)


class TestRules:
    @given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 200), st.integers(0, 400))
    def test_a_letter_holds_for_its_days_and_not_one_more(self, issued, valid, after):
        day = issued + timedelta(days=after)

        met = rules.transfer_accepted_in_time(day, issued, valid).is_met

        assert met == (after <= valid)
        assert met == rules.transfer_arrived_in_time(day, issued, valid).is_met

    @given(st.integers(-5, 400), st.integers(1, 120))
    def test_a_letter_has_a_day_and_not_more_than_the_most(self, days, most):
        assert rules.transfer_letter_days(days, most).is_met == (days in range(1, most + 1))

    @given(st.integers(0, 30), st.integers(1, 12))
    def test_the_longer_away_the_sooner_relations_move(self, months, least):
        shorter = rules.transfer_away(rules.AWAY, months, least).is_met
        longer = rules.transfer_away(rules.AWAY, months + 1, least).is_met

        assert longer >= shorter

    def test_a_slip_of_a_million_days_is_told_and_does_not_break(self):
        assert rules.letter_expires(date(2025, 1, 1), 10**9) == date(2034, 12, 30)
