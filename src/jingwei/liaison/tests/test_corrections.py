"""Contacts are put right or taken back by whoever answers for them; what was due follows."""

from __future__ import annotations

from datetime import date

import pytest

from jingwei.kernel.errors import BadInput, JingweiError, RuleViolation
from jingwei.kernel.models import AuditEntry, RowChange
from jingwei.liaison.models import Pair
from jingwei.liaison.services import (
    Correction,
    HandOver,
    contact_correct,
    contact_withdraw,
    need_close,
    pair_hand_over,
)
from jingwei.liaison.tests.sample import at, met, opened, words
from tests.factories import UserFactory

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("today")]
MAY, JUNE = date(2025, 5, 20), date(2025, 6, 20)


@pytest.fixture
def keeper(zzb):
    return UserFactory(unit=zzb, full_name="经办甲", every_permission=True)


@pytest.fixture
def pair(zzb, keeper):
    """Meets every two months."""
    return opened(zzb, keeper=keeper)


@pytest.fixture
def contact(pair, insider):
    """Recorded on a wrong day by somebody who is not the keeper."""
    return met(pair, insider, JUNE)


def due(pair):
    pair.refresh_from_db()
    return pair.last_on, pair.next_due


class TestCorrection:
    def test_moves_the_next_day_and_keeps_what_was_said(self, pair, contact, insider):
        right = Correction(MAY, "谈思想", form="talk")

        found = contact_correct(contact, right, reason="日期填错", actor=insider)

        change = RowChange.objects.get(register="liaison.contactrecord", act="change")
        assert due(pair) == (MAY, date(2025, 7, 20))
        assert (found.on, found.topic, found.form) == (MAY, "谈思想", "talk")
        assert change.before == {"on": "2025-06-20", "topic": "谈工作", "form": "走访"}
        assert change.source == "更正：日期填错"
        entry = AuditEntry.objects.get(act="pair.contact_correct")
        assert entry.data["changed"] == ["form", "on", "topic"]

    def test_is_made_by_the_keeper_and_by_nobody_else(self, pair, contact, keeper, zzb):
        stranger = UserFactory(unit=zzb, every_permission=True)
        right = Correction(MAY, "谈工作")

        with pytest.raises(RuleViolation, match="由登记人或这对联系的经办人"):
            contact_correct(contact, right, reason="日期填错", actor=stranger)

        assert contact_correct(contact, right, reason="日期填错", actor=keeper).on == MAY

    def test_keeps_the_rules_of_recording(self, pair, contact, insider):
        cases = {
            "a day to come": (Correction(date(2025, 7, 1), "谈工作"), "填错", "liaison.day"),
            "before the pair": (Correction(date(2025, 1, 5), "谈工作"), "填错", "liaison.day"),
            "no topic": (Correction(MAY, " "), "填错", "liaison.topic"),
            "too long": (Correction(MAY, "长" * 201), "填错", "liaison.long"),
            "an odd way": (Correction(MAY, "谈工作", form="location"), "填错", "liaison.form"),
            "no reason": (Correction(MAY, "谈工作"), " ", "liaison.reason"),
            "nothing changed": (Correction(JUNE, "谈工作"), "填错", "liaison.same"),
        }
        for case, (given, reason, code) in cases.items():
            with pytest.raises(BadInput) as refusal:
                contact_correct(contact, given, reason=reason, actor=insider)
            assert refusal.value.code == code, case
        assert due(pair)[0] == JUNE

    def test_of_a_handed_over_pair_moves_its_heir(self, pair, contact, keeper, insider, zzb):
        heir = UserFactory(unit=zzb, every_permission=True)
        given = HandOver(date(2025, 6, 30), "职务调整", keeper=heir)
        (later,) = pair_hand_over([Pair.objects.get(pk=pair.pk)], given, actor=keeper)

        contact_correct(contact, Correction(MAY, "谈工作"), reason="日期填错", actor=heir)

        assert due(later) == (MAY, date(2025, 7, 20))
        assert due(pair) == (MAY, None)


class TestWithdrawal:
    def test_leaves_the_contact_to_be_read_and_counts_it_no_more(self, pair, contact, insider):
        contact_withdraw(contact, reason="记在了别人名下", actor=insider)

        assert due(pair) == (None, date(2025, 3, 6))
        assert pair.contacts.count() == 1
        assert not pair.contacts.all().standing().exists()
        with pytest.raises(RuleViolation, match="已于 2025-06-30 撤回"):
            contact_withdraw(contact, reason="再撤一次", actor=insider)

    def test_leaves_the_earlier_contact_as_the_last(self, pair, contact, insider):
        met(pair, insider, MAY)

        contact_withdraw(contact, reason="没有去", actor=insider)

        assert due(pair) == (MAY, date(2025, 7, 20))

    def test_waits_until_its_need_is_closed(self, pair, insider):
        contact = met(pair, insider, JUNE, need="装扶手")

        with pytest.raises(RuleViolation, match="还没有办结"):
            contact_withdraw(contact, reason="没有去", actor=insider)

        need_close(contact.need, actor=insider)
        assert contact_withdraw(contact, reason="没有去", actor=insider).withdrawn_by == insider

    def test_wants_a_reason(self, contact, insider):
        with pytest.raises(JingweiError, match="写明原因"):
            contact_withdraw(contact, reason="", actor=insider)


class TestPages:
    def test_show_what_was_corrected_from_what_to_what(self, pair, contact, as_insider):
        told = {"on": "2025-05-20", "form": "visit", "topic": "谈工作", "reason": "日期填错"}
        answer = as_insider.post(at("contact-correct", contact.pk), told, follow=True)

        text = words(answer)
        assert "已更正" in text
        assert "更正：日期填错；日期由“2025-06-20”改为“2025-05-20”" in text

    def test_show_what_was_withdrawn_and_why(self, pair, contact, as_insider):
        address = at("contact-withdraw", contact.pk)
        answer = as_insider.post(address, {"reason": "没有去"}, follow=True)

        text = words(answer)
        assert "撤回：没有去" in text
        assert at("contact-correct", contact.pk) not in answer.content.decode()

    def test_refuse_in_the_form_what_the_rules_refuse(self, contact, as_insider):
        told = {"on": "2025-07-20", "form": "visit", "topic": "谈工作", "reason": "日期填错"}

        answer = as_insider.post(at("contact-correct", contact.pk), told)

        assert answer.status_code == 422
        assert "还没有到" in words(answer)

    def test_offer_nothing_to_a_stranger_and_nothing_exists_outside(
        self, pair, contact, zzb, as_outsider
    ):
        assert as_outsider.get(at("contact-correct", contact.pk)).status_code == 404
        assert as_outsider.get(at("contact-withdraw", contact.pk)).status_code == 404
