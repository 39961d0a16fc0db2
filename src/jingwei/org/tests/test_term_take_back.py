"""A term that was opened wrongly is taken back with its seats; what it ended goes on."""

from __future__ import annotations

from datetime import date

import pytest

from jingwei.kernel.errors import Conflict
from jingwei.kernel.models import AuditEntry
from jingwei.org.models import CommitteeSeat
from jingwei.org.services import seat_add, seat_end, term_change, term_open, term_take_back
from tests.factories import PartyOrganizationFactory

FIRST, SECOND = date(2022, 3, 1), date(2025, 3, 1)


@pytest.fixture
def branch(zzb):
    return PartyOrganizationFactory(unit=zzb)


@pytest.fixture
def before(branch):
    term = term_open(branch, began_on=FIRST, number=1, actor=None)
    seat_add(branch, holder_name="旧示例", post="secretary", since=FIRST, actor=None)
    return term


@pytest.fixture
def opened(branch, before):
    """The second term, its secretary, and what it ended."""
    held = list(branch.seats.values_list("pk", flat=True))
    term = term_open(branch, began_on=SECOND, actor=None)
    seat = seat_add(branch, holder_name="新示例", post="secretary", since=SECOND, actor=None)
    before.refresh_from_db()
    return {"term": term, "seats": [seat.pk], "before": before, "held": held}


def taken_back(opened):
    told = {name: value for name, value in opened.items() if name != "term"}
    term_take_back(opened["term"], **told, actor=None)


class TestTermTakenBack:
    def test_lets_the_term_before_and_its_seats_go_on(self, branch, opened):
        taken_back(opened)

        assert [(term.number, term.ended_on) for term in branch.terms.all()] == [(1, None)]
        assert [(s.holder_name, s.until) for s in branch.seats.all()] == [("旧示例", None)]
        assert AuditEntry.objects.filter(act="term.take_back").count() == 1

    def test_of_a_first_term_leaves_none(self, branch):
        term = term_open(branch, began_on=FIRST, actor=None)

        term_take_back(term, seats=(), before=None, held=(), actor=None)

        assert not branch.terms.exists()

    def test_keeps_a_seat_that_had_ended_before(self, branch, before):
        old = seat_add(branch, holder_name="前示例", post="youth", since=FIRST, actor=None)
        seat_end(old, until=date(2024, 3, 1), actor=None)
        held = list(branch.seats.filter(until=None).values_list("pk", flat=True))
        term = term_open(branch, began_on=SECOND, actor=None)
        before.refresh_from_db()

        term_take_back(term, seats=(), before=before, held=held, actor=None)

        assert CommitteeSeat.objects.get(pk=old.pk).until == date(2024, 3, 1)

    @pytest.mark.parametrize("change", ["another seat", "a seat ended", "the term ended", "a term"])
    def test_is_refused_over_what_came_after(self, branch, opened, change):
        later = date(2025, 5, 1)
        if change == "another seat":
            seat_add(branch, holder_name="补示例", post="youth", since=later, actor=None)
        elif change == "a seat ended":
            seat_end(branch.seats.get(holder_name="新示例"), until=later, actor=None)
        elif change == "the term ended":
            term_change(opened["term"], {}, ended_on=later, actor=None)
        else:
            term_open(branch, began_on=later, actor=None)

        with pytest.raises(Conflict, match="不能自动撤回"):
            taken_back(opened)

        assert branch.terms.filter(began_on=SECOND).exists()
