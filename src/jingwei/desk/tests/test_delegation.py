"""Standing in: the list is seen, no right passes, dates end it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from conftest import signed_in
from jingwei.accounts.services.roles import roles_sync
from jingwei.desk.models import Delegation
from jingwei.desk.selectors.deputies import absents_for
from jingwei.desk.selectors.todo import own_waiting, todo_of
from jingwei.desk.services.delegation import delegation_end, delegation_make
from jingwei.desk.tests.sample import TODAY, words
from jingwei.kernel.errors import JingweiError
from jingwei.kernel.models import AuditEntry
from tests.factories import UserFactory

pytestmark = pytest.mark.once
DAY = timedelta(days=1)


@pytest.fixture
def colleague(zzb):
    """Somebody of the same units who may see measures and nothing else."""
    roles_sync()
    return UserFactory(unit=zzb, full_name="简宁", roles=["section_officer"])


def delegated(absent, deputy, since=TODAY, until=TODAY + 7 * DAY):
    return delegation_make(deputy=deputy, since=since, until=until, reason="外出培训", actor=absent)


class TestSight:
    def test_the_deputy_sees_what_their_own_rights_open_and_how_much_is_left(
        self,
        work,
        insider,
        colleague,
    ):
        everything = own_waiting(insider, on=TODAY)
        delegated(insider, colleague)

        found = todo_of(colleague, on=TODAY)

        assert {line.told.work for line in found.lines} == {"要点"}
        assert found.unseen == [(insider, len(everything) - 1)]
        page = words(signed_in(colleague).get(reverse("desk:todo")))
        assert f"代{insider}办" in page
        assert "授权之外" in page

    def test_what_only_the_person_may_do_is_offered_as_a_look(self, work, insider, colleague):
        delegated(insider, colleague)

        (line,) = todo_of(colleague, on=TODAY).lines

        assert line.told.verb == "查看"
        browser = signed_in(colleague)
        assert browser.get(line.told.url).status_code == 200
        record = reverse("plans:progress-record", args=[insider.owned_measures.get().pk])
        assert browser.get(record).status_code == 403

    def test_nothing_is_seen_before_after_or_once_taken_back(self, work, insider, colleague):
        row = delegated(insider, colleague, TODAY + DAY, TODAY + 2 * DAY)

        seen = [bool(todo_of(colleague, on=TODAY + n * DAY).lines) for n in range(4)]
        delegation_end(row, actor=insider)

        assert seen == [False, True, True, False]
        assert todo_of(colleague, on=TODAY + DAY).lines == []

    def test_is_not_passed_on(self, work, insider, colleague, zzb):
        third = UserFactory(unit=zzb, roles=["section_officer"])
        delegated(insider, colleague)
        delegated(colleague, third)

        assert todo_of(third, on=TODAY).lines == []


class TestRules:
    def test_senseless_days_and_deputies_are_refused(self, today, insider, colleague):
        cases = {
            "past": (colleague, TODAY - 3 * DAY, TODAY - DAY),
            "backwards": (colleague, TODAY + DAY, TODAY),
            "too long": (colleague, TODAY, TODAY + 200 * DAY),
            "oneself": (insider, TODAY, TODAY),
        }

        for name, (deputy, since, until) in cases.items():
            with pytest.raises(JingweiError) as caught:
                delegated(insider, deputy, since, until)
            assert caught.value.code == "desk.delegation", name

    def test_two_at_once_and_a_deputy_who_is_away_are_refused(self, today, insider, colleague, zzb):
        third = UserFactory(unit=zzb)
        delegated(insider, colleague)

        for absent, deputy in ((insider, third), (third, insider)):
            with pytest.raises(JingweiError) as caught:
                delegated(absent, deputy, TODAY + DAY, TODAY + DAY)
            assert caught.value.code == "desk.delegated_already"


class TestPage:
    def test_is_asked_and_taken_back_by_either_and_recorded(self, today, insider, colleague):
        page = reverse("desk:delegation-list")
        asked = {
            "deputy": colleague.pk,
            "since": "2025-06-30",
            "until": "2025-07-04",
            "reason": "休假",
        }

        answer = signed_in(insider).post(page, asked)
        row = Delegation.objects.get()
        shown = words(signed_in(colleague).get(page))
        signed_in(colleague).post(reverse("desk:delegation-end", args=[row.pk]))

        row.refresh_from_db()
        assert answer.status_code == 302
        assert "休假" in shown
        assert row.ended_on == date(2025, 6, 30)
        acts = AuditEntry.objects.filter(act__startswith="delegation.").order_by("pk")
        assert [(one.act, one.actor) for one in acts] == [
            ("delegation.make", insider), ("delegation.end", colleague),
        ]  # fmt: skip

    def test_of_others_is_out_of_sight(self, today, insider, colleague, as_powerless):
        row = delegated(insider, colleague)

        answer = as_powerless.post(reverse("desk:delegation-end", args=[row.pk]))

        row.refresh_from_db()
        assert (answer.status_code, row.ended_on) == (404, None)


class TestArranged:
    """For a colleague who cannot ask: by the head of the section, or who keeps accounts."""

    @pytest.fixture
    def section(self, today, gbk, gbk2):
        """The head of a section, two people of it, one of the section whose path begins alike."""
        roles_sync()
        return [
            UserFactory(unit=gbk, full_name="岑远", roles=["section_head"]),
            UserFactory(unit=gbk, full_name="温禾"),
            UserFactory(unit=gbk, full_name="简宁"),
            UserFactory(unit=gbk2, full_name="卫青"),
        ]

    def asked(self, absent, deputy):
        days = {"since": "2025-06-30", "until": "2025-07-04"}
        return {"absent": absent.pk, "deputy": deputy.pk, "reason": "突发疾病住院", **days}

    def test_is_told_to_both_recorded_with_its_reason_and_ended_by_the_head(self, section):
        head, absent, deputy, _ = section
        page = reverse("desk:delegation-arrange")

        answer = signed_in(head).post(page, self.asked(absent, deputy))
        row = Delegation.objects.get()

        assert answer.status_code == 302
        assert (row.absent, row.deputy, row.made_by) == (absent, deputy, head)
        for one in (absent, deputy):
            assert "岑远登记" in words(signed_in(one).get(reverse("desk:todo")))
        entry = AuditEntry.objects.get(act="delegation.make")
        assert (entry.actor, entry.data["reason"]) == (head, "突发疾病住院")
        assert entry.data["absent"] == absent.pk
        signed_in(head).post(reverse("desk:delegation-end", args=[row.pk]))
        row.refresh_from_db()
        assert row.ended_on == TODAY

    def test_of_another_section_is_nobodys_to_arrange_but_the_account_keepers(self, section, zzb):
        head, absent, deputy, elsewhere = section
        keeper = UserFactory(unit=zzb, roles=["system_admin"])
        page = reverse("desk:delegation-arrange")

        refused = signed_in(head).post(page, self.asked(elsewhere, deputy))
        plain = signed_in(absent).post(page, self.asked(deputy, elsewhere))

        assert (refused.status_code, plain.status_code) == (422, 403)
        assert list(absents_for(head)) == [absent, deputy]
        assert {absent, deputy, elsewhere, head} <= set(absents_for(keeper))
        assert not Delegation.objects.exists()
