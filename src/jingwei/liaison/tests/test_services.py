"""Pairs begin, meet, change level, pass on and end; needs are closed by whoever raised them."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from jingwei.kernel.errors import BadInput, Conflict, JingweiError, RuleViolation
from jingwei.kernel.models import AuditEntry, RowChange
from jingwei.liaison.models import Need, Pair, Party
from jingwei.liaison.selectors.needs import needs_count, needs_of
from jingwei.liaison.services import (
    HandOver,
    need_answer,
    need_close,
    need_hand_to,
    pair_end,
    pair_hand_over,
    pair_set_level,
)
from jingwei.liaison.tests.sample import EXPERT, MENTOR, RETIRED, SINCE, met, needed, opened
from jingwei.people.models import Person
from tests.factories import PartyOrganizationFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.usefixtures("today")


class TestPairOpen:
    def test_says_when_the_first_contact_is_due_and_leaves_a_trace(self, zzb):
        pair = opened(zzb)

        entry = AuditEntry.objects.get(act="pair.open")
        assert (pair.next_due, pair.level, pair.unit_path) == (date(2025, 3, 6), "usual", zzb.path)
        assert entry.data["kind"] == MENTOR

    def test_belongs_to_the_party_organization_in_it(self, zzb):
        branch = PartyOrganizationFactory(unit=zzb)

        pair = opened(zzb, kind="party.floating_member", one=branch)

        assert pair.organization_path == branch.path

    @pytest.mark.parametrize(
        ("kind", "two", "code"),
        [
            ("x.y", None, "liaison.kind"),
            (MENTOR, Party(words="某人"), "liaison.party"),
            (MENTOR, Party(), "liaison.party"),
        ],
    )
    def test_refuses_what_the_kind_does_not_know(self, zzb, kind, two, code):
        with pytest.raises(BadInput) as refusal:
            opened(zzb, kind=kind, **({"two": two} if two else {}))

        assert refusal.value.code == code
        assert not Pair.objects.exists()

    def test_refuses_somebody_who_died(self, zzb):
        person = PersonFactory(unit=zzb, died_on="202501")

        with pytest.raises(RuleViolation, match="已去世"):
            opened(zzb, two=person)

    def test_refuses_the_same_two_twice_and_one_with_themselves(self, zzb):
        pair = opened(zzb)

        with pytest.raises(Conflict, match="不用重复"):
            opened(zzb, one=pair.one, two=pair.two)
        with pytest.raises(RuleViolation, match="同一个"):
            opened(zzb, one=pair.one, two=pair.one)

    def test_takes_the_two_again_once_they_ended(self, zzb, insider):
        pair = opened(zzb)
        pair_end(pair, on=date(2025, 6, 1), reason="期满", actor=insider)

        assert opened(zzb, one=pair.one, two=pair.two, since=date(2025, 6, 2)).pk

    def test_the_database_keeps_one_party_on_each_side(self, zzb):
        pair = opened(zzb)

        with pytest.raises(IntegrityError), transaction.atomic():
            Pair.objects.filter(pk=pair.pk).update(one_words="还有一位")
        with pytest.raises(IntegrityError), transaction.atomic():
            Pair.objects.filter(pk=pair.pk).update(one_person=None)
        with pytest.raises(IntegrityError), transaction.atomic():
            Pair.objects.filter(pk=pair.pk).update(next_due=date(2025, 1, 1))


class TestContactRecord:
    def test_moves_the_next_contact_on(self, zzb, insider):
        pair = opened(zzb)

        met(pair, insider, date(2025, 5, 20))

        assert (pair.last_on, pair.next_due) == (date(2025, 5, 20), date(2025, 7, 20))

    def test_of_an_earlier_day_moves_nothing_back(self, zzb, insider):
        pair = opened(zzb)
        met(pair, insider, date(2025, 5, 20))

        met(pair, insider, date(2025, 2, 20))

        assert (pair.last_on, pair.next_due) == (date(2025, 5, 20), date(2025, 7, 20))

    def test_raises_a_need_that_is_the_recorders_until_handed_on(self, zzb, insider):
        need = needed(opened(zzb), insider)

        assert (need.raised_by, need.handled_by, need.state) == (insider, insider, "办理中")

    @pytest.mark.parametrize(
        ("on", "topic", "given"),
        [
            (date(2025, 7, 1), "谈工作", {}),
            (date(2025, 1, 5), "谈工作", {}),
            (date(2025, 6, 1), " ", {}),
            (date(2025, 6, 1), "长" * 201, {}),
            (date(2025, 6, 1), "谈工作", {"result": "长" * 201}),
            (date(2025, 6, 1), "谈工作", {"form": "location"}),
        ],
    )
    def test_refuses_what_cannot_be(self, zzb, insider, on, topic, given):
        pair = opened(zzb)

        with pytest.raises(BadInput):
            met(pair, insider, on, topic, **given)

        assert not pair.contacts.exists()

    def test_asks_for_no_more_with_a_long_past(self, zzb, insider):
        pair = opened(zzb)
        insider.get_all_permissions()
        counts = []

        for day in (1, 2, 3):
            with CaptureQueriesContext(connection) as queries:
                met(pair, insider, date(2025, 6, day))
            counts.append(len(queries))

        assert len(set(counts)) == 1


class TestLevel:
    def test_of_hospital_asks_for_a_visit_within_a_week(self, zzb, insider):
        pair = opened(zzb, kind=RETIRED)
        met(pair, insider, date(2025, 6, 20))

        pair = pair_set_level(pair, level="hospital", on=date(2025, 6, 29), actor=insider)

        assert pair.next_due == date(2025, 7, 6)

    def test_that_nobody_knows_is_refused(self, zzb, insider):
        with pytest.raises(BadInput, match="没有"):
            pair_set_level(opened(zzb), level="x", on=SINCE, actor=insider)


class TestPairEnd:
    def test_keeps_the_contacts_and_asks_for_none(self, zzb, insider):
        pair = opened(zzb)
        met(pair, insider, date(2025, 5, 20))

        pair = pair_end(pair, on=date(2025, 6, 1), reason="期满", actor=insider)

        assert (pair.next_due, pair.contacts.count()) == (None, 1)
        with pytest.raises(RuleViolation, match="已于 2025-06-01 结束"):
            pair_end(pair, on=date(2025, 6, 2), reason="期满", actor=insider)

    @pytest.mark.parametrize(("on", "reason"), [(date(2025, 5, 1), "期满"), (SINCE, " ")])
    def test_refuses_a_day_with_a_contact_after_it_or_no_reason(self, zzb, insider, on, reason):
        pair = opened(zzb)
        met(pair, insider, date(2025, 5, 20))

        with pytest.raises(BadInput):
            pair_end(pair, on=on, reason=reason, actor=insider)

    def test_a_death_takes_the_pair_off_every_list(self, zzb):
        pair = opened(zzb)
        Person.objects.filter(pk=pair.two_person_id).update(died_on="202506")

        assert not Pair.objects.running().exists()
        assert Pair.objects.get().is_bereaved


class TestHandOver:
    def test_gives_all_to_the_heir_and_keeps_what_was_due(self, zzb, insider):
        pairs = [opened(zzb) for _ in range(3)]
        met(pairs[0], insider, date(2025, 6, 1))
        heir = PersonFactory(unit=zzb, full_name="方继任")
        given = HandOver(date(2025, 6, 30), "职务调整", one=Party.of(heir))

        made = pair_hand_over(pairs, given, actor=insider)

        assert {str(one.one) for one in made} == {"方继任"}
        assert [one.next_due for one in made] == [
            date(2025, 8, 1), date(2025, 8, 30), date(2025, 8, 30),
        ]  # fmt: skip
        assert [one.former_id for one in made] == [pair.pk for pair in pairs]
        assert Pair.objects.filter(until=date(2025, 6, 30)).count() == 3
        assert AuditEntry.objects.get(act="pair.hand_over").data["pairs"] == [p.pk for p in pairs]

    def test_lets_the_new_keeper_close_what_the_old_one_raised(self, zzb, insider):
        pair = opened(zzb, keeper=insider)
        need = needed(pair, insider)
        heir = UserFactory(unit=zzb)
        given = HandOver(date(2025, 6, 30), "职务调整", keeper=heir)

        pair_hand_over([pair], given, actor=insider)

        need.refresh_from_db()
        assert (need.raised_by, need.handled_by) == (heir, heir)
        assert need_close(need, actor=heir).closed_by == heir

    def test_is_all_or_nothing(self, zzb, insider):
        mentors, experts = opened(zzb), opened(zzb, kind=EXPERT)
        given = HandOver(date(2025, 6, 30), "调整", one=Party(words="新任领导"))

        with pytest.raises(BadInput):
            pair_hand_over([experts, mentors], given, actor=insider)

        assert not Pair.objects.exclude(until=None).exists()

    def test_makes_no_two_pairs_of_the_same_and_stays_in_the_history(self, zzb, insider):
        young = Party.of(PersonFactory(unit=zzb))
        pairs = [opened(zzb, two=young) for _ in range(2)]
        given = HandOver(date(2025, 6, 30), "调整", one=Party.of(PersonFactory(unit=zzb)))

        with pytest.raises(Conflict, match="两对同类的联系"):
            pair_hand_over(pairs, given, actor=insider)
        (heir,) = pair_hand_over(pairs[:1], given, actor=insider)

        kept = RowChange.objects.filter(register="liaison.pair", source="移交：调整")
        assert set(kept.values_list("row", "act")) == {(pairs[0].pk, "change"), (heir.pk, "add")}

    @pytest.mark.parametrize(
        "told",
        [
            {"on": date(2025, 6, 30), "reason": "调整"},
            {"on": date(2025, 7, 1), "reason": "调整", "keeper": True},
            {"on": date(2025, 6, 30), "reason": " ", "keeper": True},
            {"on": date(2025, 1, 1), "reason": "调整", "keeper": True},
        ],
    )
    def test_refuses_what_hands_nothing_over(self, zzb, insider, told):
        pair = opened(zzb)
        keeper = {"keeper": insider} if told.pop("keeper", None) else {}

        with pytest.raises(BadInput):
            pair_hand_over([pair], HandOver(**told, **keeper), actor=insider)

    def test_takes_no_more_questions_for_more_pairs(self, zzb, insider):
        counts = []
        for number in (2, 6):
            pairs = [opened(zzb) for _ in range(number)]
            with CaptureQueriesContext(connection) as queries:
                given = HandOver(date(2025, 6, 30), "调整", keeper=insider)
                pair_hand_over(pairs, given, actor=insider)
            counts.append(len(queries))

        assert counts[0] == counts[1]


class TestNeeds:
    def test_go_to_the_handler_and_come_back_to_the_raiser(self, zzb, insider):
        other = UserFactory(unit=zzb)
        need = needed(opened(zzb), insider)

        need_hand_to(need, to=other, due_on=date(2025, 7, 10), actor=insider)

        assert (list(needs_of(other)), needs_count(insider)) == ([need], 0)
        need_answer(need, answer="已安装", actor=other)
        assert (list(needs_of(insider)), needs_count(other)) == ([need], 0)
        need_close(need, actor=insider)
        assert (needs_count(insider), needs_count(other)) == (0, 0)

    def test_are_closed_by_nobody_but_who_raised_them(self, zzb, insider):
        other = UserFactory(unit=zzb)
        need = needed(opened(zzb), insider, handler=other)

        with pytest.raises(RuleViolation, match="由提出人顾青办结") as refusal:
            need_close(need, actor=other)

        need.refresh_from_db()
        assert (refusal.value.code, need.closed_on) == ("liaison.not_raiser", None)
        with pytest.raises(IntegrityError), transaction.atomic():
            Need.objects.filter(pk=need.pk).update(closed_on=date(2025, 6, 30), closed_by=other)

    def test_once_closed_stay_closed(self, zzb, insider):
        need = need_close(needed(opened(zzb), insider), actor=insider)

        for act in (
            lambda: need_close(need, actor=insider),
            lambda: need_hand_to(need, to=insider, actor=insider),
            lambda: need_answer(need, answer="好", actor=insider),
        ):
            with pytest.raises(Conflict, match="已于 2025-06-30 办结"):
                act()

    def test_refuse_strangers_late_terms_and_empty_answers(self, zzb, insider, powerless):
        need = needed(opened(zzb), insider)

        for act in (
            lambda: need_hand_to(need, to=powerless, actor=powerless),
            lambda: need_hand_to(need, to=powerless, due_on=date(2025, 6, 1), actor=insider),
            lambda: need_answer(need, answer="好", actor=powerless),
            lambda: need_answer(need, answer=" ", actor=insider),
        ):
            with pytest.raises(JingweiError):
                act()
