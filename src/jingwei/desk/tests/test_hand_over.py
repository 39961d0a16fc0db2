"""A post changes: all open work passes in one reviewed act, or none of it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from conftest import signed_in
from jingwei.collection.services.ledgers import ledger_draft
from jingwei.collection.tests.answered import round_made
from jingwei.coverage.tests.samples import drafted
from jingwei.desk.models import HandOver
from jingwei.desk.selectors.hand_over import digest, passing
from jingwei.desk.selectors.todo import own_waiting
from jingwei.desk.services.hand_over import work_hand_over
from jingwei.desk.tests.sample import TODAY, words
from jingwei.kernel.errors import JingweiError
from jingwei.kernel.models import AuditEntry
from jingwei.liaison.models import Pair
from jingwei.liaison.tests.sample import needed
from jingwei.liaison.tests.sample import opened as pair_opened
from jingwei.plans.models import Decision
from jingwei.plans.services import dispatch
from jingwei.plans.services.measure import measures_assign
from tests.browser.development import applicant, applied
from tests.browser.estate import branch
from tests.factories import PlanFactory, UserFactory

pytestmark = pytest.mark.once
PAGE = reverse("desk:hand-over")


@pytest.fixture
def former(today, zzb, insider):
    """Who leaves, with one open thing of every kind, and one that is closed."""
    found = UserFactory(unit=zzb, full_name="秦舒", every_permission=True)
    plan = PlanFactory(unit=zzb)
    measures_assign(plan.measures.all(), fields={"owner": found, "leader": found}, actor=insider)
    meeting = dispatch.meeting_open(plan, month=TODAY.replace(day=1), on=TODAY, actor=insider)
    for text in ("补齐联系人", "报送名单"):
        dispatch.decision_add(
            meeting, measure=None, text=text, responsible=found, due_on=TODAY, actor=insider
        )
    dispatch.meeting_hold(meeting, actor=insider)
    dispatch.decision_close(
        Decision.objects.get(text="报送名单"), on=TODAY, result="已报", actor=found
    )
    applied(applicant(zzb), branch(zzb), found)
    needed(pair_opened(zzb, keeper=found), found)
    round_made(zzb, found)
    drafted(zzb, found)
    ledger_draft(actor=found, unit=zzb, name="调研课题", purpose="跟踪进展")
    return found


@pytest.fixture
def heir(zzb):
    return UserFactory(unit=zzb, full_name="温远", every_permission=True)


class TestService:
    def test_passes_everything_open_and_leaves_history_where_it_was(self, former, heir, insider):
        work = passing(former, heir)
        kinds = {one.kind.code for one in work}

        record = work_hand_over(former, heir, reason="轮岗", seen=digest(work), actor=insider)

        assert kinds == {
            "measure", "led", "decision", "case", "pair", "need", "round", "programme", "ledger"
        }  # fmt: skip
        assert passing(former, heir) == []
        assert own_waiting(former, on=TODAY) == []
        assert {one.kind.code for one in passing(heir, former)} == kinds
        assert Decision.objects.get(text="报送名单").responsible == former
        assert Pair.objects.get(keeper=former).until == TODAY
        assert {code: len(keys) for code, keys in record.passed.items()} == dict.fromkeys(kinds, 1)
        acts = set(AuditEntry.objects.filter(actor=insider).values_list("act", flat=True))
        assert {
            "work.hand_over", "decision.hand_over", "round.hand_over", "programme.hand_over",
            "case.hand_over", "pair.hand_over", "measure.assign", "ledger.hand_over",
        } <= acts  # fmt: skip

    def test_passes_nothing_to_who_could_not_see_all_of_it(self, former, insider, zzb):
        blind = UserFactory(unit=zzb, roles=["section_officer"])
        work = passing(former, blind)

        with pytest.raises(JingweiError) as caught:
            work_hand_over(former, blind, reason="轮岗", seen=digest(work), actor=insider)

        assert caught.value.code == "desk.heir_sight"
        assert "程序 1 项" in str(caught.value)
        assert passing(former, blind) == work
        assert not HandOver.objects.exists()

    def test_passes_nothing_when_the_work_is_another_than_was_looked_at(
        self, former, heir, insider, zzb
    ):
        seen = digest(passing(former, heir))
        pair_opened(zzb, keeper=former)

        with pytest.raises(JingweiError) as caught:
            work_hand_over(former, heir, reason="轮岗", seen=seen, actor=insider)

        assert caught.value.code == "desk.hand_over_stale"


class TestPage:
    def test_shows_the_list_first_and_passes_it_once_confirmed(self, former, heir, as_insider):
        asked = {"former": former.pk, "heir": heir.pk, "reason": "轮岗"}

        shown = as_insider.post(PAGE, asked)
        seen = digest(passing(former, heir))
        answer = as_insider.post(PAGE, {**asked, "seen": seen, "confirmed": "yes"}, follow=True)

        assert "补齐联系人" in words(shown)
        assert "报送名单" not in words(shown)
        assert "已移交" in words(answer)
        assert "补齐联系人" in words(answer)
        assert "自建台账 1 调研课题" in words(answer)
        assert HandOver.objects.get().heir == heir
        assert passing(former, heir) == []

    def test_is_closed_without_the_permission(self, as_powerless, today):
        assert as_powerless.get(PAGE).status_code == 403

    def test_of_another_district_is_out_of_sight(self, former, heir, insider, as_outsider):
        work = passing(former, heir)
        record = work_hand_over(former, heir, reason="轮岗", seen=digest(work), actor=insider)
        page = reverse("desk:hand-over-done", args=[record.pk])

        assert as_outsider.get(page).status_code == 404
        assert signed_in(heir).get(page).status_code == 200
