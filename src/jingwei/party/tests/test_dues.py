"""A month of dues: begun with what everybody owes, confirmed, excepted, closed against the slip."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from jingwei.kernel.errors import Conflict, RuleViolation
from jingwei.kernel.models import AuditEntry
from jingwei.party.models import DuesMonth, DuesRow
from jingwei.party.selectors.dues import rates_on
from jingwei.party.services.dues import (
    month_close,
    month_confirm,
    month_open,
    month_reopen,
    row_except,
)
from tests.factories import DuesBaseFactory, MemberFactory, PartyOrganizationFactory

pytestmark = pytest.mark.django_db
JUNE = date(2025, 6, 1)


@pytest.fixture
def branch(today, zzb):
    return PartyOrganizationFactory(unit=zzb)


@pytest.fixture
def members(branch, zzb):
    """Three members: one pays 40 of a wage, one 0.2 as a farmer, of one the base is missing."""
    paid = MemberFactory(of=zzb, organization=branch, occupation="5")
    DuesBaseFactory(person=paid.person)
    farmer = MemberFactory(of=zzb, organization=branch, occupation="2")
    return paid, farmer, MemberFactory(of=zzb, organization=branch, occupation="5")


@pytest.fixture
def month(branch, members, insider):
    return month_open(branch, JUNE, actor=insider)


def row_of(month, member) -> DuesRow:
    return month.rows.get(member=member)


class TestRates:
    def test_are_those_of_the_regulation(self):
        found = rates_on(JUNE)

        assert [percent for _, percent in found.salaried] == [
            Decimal(p) for p in ("0.5", "1", "1.5", "2")
        ]
        assert [highest for highest, _ in found.retired] == [Decimal(5000), None]
        assert (found.farmer, found.relief) == (Decimal("0.2"), Decimal("0.2"))


class TestOpen:
    def test_gives_each_member_what_is_owed_and_leaves_a_trace(self, month, members):
        owed = [row_of(month, member).due for member in members]

        assert owed == [Decimal(40), Decimal("0.2"), None]
        entry = AuditEntry.objects.filter(act="dues.open").get()
        assert entry.data == {"month": "2025-06-01", "members": 3}

    def test_again_takes_new_bases_and_leaves_payments_alone(self, month, members, insider):
        paid, _, other = members
        month_confirm(month, actor=insider)
        DuesBaseFactory(person=other.person, base=Decimal(6000))
        DuesBaseFactory(person=paid.person, base=Decimal(9000), since="202506")

        month_open(month.organization, JUNE, actor=insider)

        assert row_of(month, other).due == Decimal(90)
        assert row_of(month, paid).due == Decimal(40)

    def test_leaves_out_who_joined_later_or_is_no_member(self, branch, zzb, insider):
        MemberFactory(of=zzb, organization=branch, joined_on=date(2025, 7, 1), stage="probationary",
                      full_on=None)  # fmt: skip
        MemberFactory(of=zzb, organization=branch, state="left")
        MemberFactory(of=zzb, organization=branch, stage="activist", joined_on=None, full_on=None)

        assert not month_open(branch, JUNE, actor=insider).rows.exists()

    @pytest.mark.parametrize(
        ("kind", "month", "code"),
        [("branch", date(2025, 7, 1), "party.dues_month"),
         ("temporary_branch", JUNE, "party.dues_branch")],
    )  # fmt: skip
    def test_of_a_month_to_come_or_without_dues_is_refused(
        self, today, zzb, insider, kind, month, code
    ):
        branch = PartyOrganizationFactory(unit=zzb, kind=kind)

        with pytest.raises(RuleViolation) as refusal:
            month_open(branch, month, actor=insider)

        assert refusal.value.code == code
        assert not DuesMonth.objects.exists()


class TestConfirm:
    def test_settles_everybody_whose_amount_is_known(self, month, members, insider):
        assert month_confirm(month, actor=insider) == 2

        assert [row_of(month, m).paid for m in members] == [Decimal(40), Decimal("0.2"), None]

    def test_leaves_alone_who_has_a_reason(self, month, members, insider):
        row_except(row_of(month, members[0]), None, reason="住院，下月补交", actor=insider)

        assert month_confirm(month, actor=insider) == 1


class TestExcept:
    @pytest.mark.parametrize("paid", [None, Decimal(0), Decimal(39), Decimal(41)])
    def test_without_a_reason_is_refused_and_changes_nothing(self, month, members, insider, paid):
        row = row_of(month, members[0])

        with pytest.raises(RuleViolation, match="写明原因"):
            row_except(row, paid, reason=" ", actor=insider)

        row.refresh_from_db()
        assert (row.paid, row.reason) == (None, "")

    def test_keeps_amount_and_reason_and_tells_the_audit_no_amount(self, month, members, insider):
        row = row_except(row_of(month, members[0]), Decimal(20), reason="困难减交", actor=insider)

        assert (row.paid, row.reason) == (Decimal(20), "困难减交")
        entry = AuditEntry.objects.get(act="dues.except")
        assert entry.data == {"member": members[0].pk}

    def test_of_just_what_is_owed_needs_no_reason(self, month, members, insider):
        assert row_except(row_of(month, members[0]), Decimal(40), reason="", actor=insider).paid


class TestClose:
    @pytest.fixture
    def ready(self, month, members, insider):
        """Two have paid 40.2 together, the third has a reason."""
        month_confirm(month, actor=insider)
        row_except(row_of(month, members[2]), None, reason="基数核定中", actor=insider)
        return month

    def test_takes_money_that_ties(self, ready, insider):
        found = month_close(ready, Decimal("40.2"), actor=insider)

        assert (found.state, found.slip_total) == ("closed", Decimal("40.2"))
        assert AuditEntry.objects.filter(act="dues.close").exists()

    def test_names_who_may_be_wrong_when_it_does_not(self, ready, members, insider):
        with pytest.raises(RuleViolation) as refusal:
            month_close(ready, Decimal("0.2"), actor=insider)

        assert refusal.value.code == "party.dues_difference"
        assert "少 40.00 元" in str(refusal.value)
        assert str(members[0]) in str(refusal.value)

    def test_waits_for_whoever_has_neither_paid_nor_a_reason(self, month, members, insider):
        month_confirm(month, actor=insider)

        with pytest.raises(RuleViolation, match=str(members[2])) as refusal:
            month_close(month, Decimal("40.2"), actor=insider)

        assert refusal.value.code == "party.dues_open"

    def test_shuts_the_month_for_every_change(self, ready, members, insider):
        month_close(ready, Decimal("40.2"), actor=insider)

        for act in (
            lambda: month_open(ready.organization, JUNE, actor=insider),
            lambda: month_confirm(ready, actor=insider),
            lambda: row_except(row_of(ready, members[0]), None, reason="退回", actor=insider),
            lambda: month_close(ready, Decimal("40.2"), actor=insider),
        ):
            with pytest.raises(Conflict, match="已经结清"):
                act()

    def test_opens_again_with_a_reason(self, ready, insider):
        month_close(ready, Decimal("40.2"), actor=insider)

        with pytest.raises(RuleViolation, match="原因"):
            month_reopen(ready, reason="", actor=insider)
        assert month_reopen(ready, reason="回单录错", actor=insider).state == "open"
