"""The roster: joins, leaves, exemptions, and what it was on a past day."""

from __future__ import annotations

from datetime import date

import pytest

from jingwei.coverage.models import RosterRow
from jingwei.coverage.selectors.changes import proposals
from jingwei.coverage.selectors.figures import standing
from jingwei.coverage.selectors.rows import RosterAsked, roster
from jingwei.coverage.services import (
    evidence_add,
    roster_take,
    rows_exempt,
    rows_leave,
    rows_restore,
)
from jingwei.coverage.tests.samples import MARCH
from jingwei.kernel.errors import BadInput
from jingwei.org.models import Unit
from jingwei.people.models import Person
from tests.factories import PersonFactory, UserFactory

TODAY = date(2025, 6, 30)


def due(programme, viewer, day):
    found = standing(programme, viewer, RosterAsked(day)).whole
    return (found.due, found.covered, found.exempt, found.left)


class TestChanges:
    def test_exempt_rows_do_not_count_from_that_day(self, programme, rows, insider):
        rows_exempt(programme, rows[:1], why="长期病假", on=MARCH, actor=insider)

        assert due(programme, insider, date(2025, 3, 9)) == (2, 0, 0, 0)
        assert due(programme, insider, MARCH) == (1, 0, 1, 0)

    def test_restored_rows_count_again_and_the_days_between_stay(self, programme, rows, insider):
        rows_exempt(programme, rows[:1], why="长期病假", on=MARCH, actor=insider)
        again = RosterRow.objects.filter(pk=rows[0].pk)
        rows_restore(programme, again, why="已上班", on=date(2025, 5, 6), actor=insider)

        told = [due(programme, insider, day) for day in (date(2025, 4, 1), TODAY)]
        assert told == [(1, 0, 1, 0), (2, 0, 0, 0)]

    def test_rows_that_left_stay_in_earlier_days(self, programme, rows, insider):
        rows_leave(programme, rows[1:], why="调出", on=MARCH, actor=insider)

        assert due(programme, insider, date(2025, 2, 1)) == (2, 0, 0, 0)
        assert due(programme, insider, TODAY) == (1, 0, 0, 1)

    def test_twice_on_one_day_leaves_one_spell(self, programme, rows, insider):
        rows_exempt(programme, rows[:1], why="病假", on=MARCH, actor=insider)
        again = list(RosterRow.objects.filter(pk=rows[0].pk))
        rows_restore(programme, again, why="填错", on=MARCH, actor=insider)

        spells = rows[0].spells.order_by("since").values_list("state", "since", "until")
        assert list(spells) == [
            ("due", date(2025, 1, 1), MARCH), ("due", MARCH, None),
        ]  # fmt: skip

    @pytest.mark.parametrize("day", [date(2024, 12, 31), date(2025, 7, 1)])
    def test_before_the_row_or_in_the_future_is_refused(self, programme, rows, insider, day):
        with pytest.raises(BadInput):
            rows_exempt(programme, rows, why="病假", on=day, actor=insider)

        assert due(programme, insider, TODAY) == (2, 0, 0, 0)


class TestProposals:
    def test_tell_who_joined_who_left_and_who_moved(self, programme, pair, zzb, gbk2, jyj, insider):
        new = PersonFactory(unit=zzb, full_name="新示例")
        Person.objects.filter(pk=pair[0].pk).update(unit=jyj, unit_path=jyj.path)
        Person.objects.filter(pk=pair[1].pk).update(unit=gbk2, unit_path=gbk2.path)

        found = proposals(programme, insider)

        assert [member.key for member in found.joins] == [new.pk]
        assert [row.person for row in found.leaves] == [pair[0]]
        assert [one.row.person for one in found.moves] == [pair[1]]

    def test_nothing_changes_until_a_person_takes_them(self, programme, zzb, insider):
        new = PersonFactory(unit=zzb, full_name="新示例")

        assert programme.rows.count() == 2
        roster_take(programme, {f"join:{new.pk}"}, why="新调入", actor=insider)

        row = programme.rows.get(person=new)
        assert row.spells.get().why == "新调入"
        assert due(programme, insider, date(2025, 6, 29))[0] == 2
        assert due(programme, insider, TODAY)[0] == 3

    def test_whoever_comes_back_has_one_row_and_keeps_the_evidence(self, programme, rows, insider):
        evidence_add(programme, rows[:1], on=MARCH, words="第一期", actor=insider)
        rows_leave(programme, rows[:1], why="借出", on=date(2025, 4, 1), actor=insider)

        roster_take(programme, {f"join:{rows[0].person_id}"}, why="回来", actor=insider)

        assert programme.rows.count() == 2
        assert due(programme, insider, TODAY) == (2, 1, 0, 0)

    def test_show_nobody_whom_the_viewer_may_not_see(self, programme, pair, zzb, gbk):
        PersonFactory(unit=zzb, full_name="新示例")
        Person.objects.filter(pk=pair[0].pk).update(merged_into=pair[1])
        section = UserFactory(unit=gbk)

        assert proposals(programme, section).count == 0

    def test_without_a_tick_are_refused(self, programme, insider):
        with pytest.raises(BadInput, match="没有勾选"):
            roster_take(programme, set(), why="", actor=insider)


class TestStanding:
    def test_follows_the_evidence_back_in_time(self, programme, rows, insider):
        evidence_add(programme, rows[:1], on=MARCH, words="第一期", actor=insider)

        told = [
            standing(programme, insider, RosterAsked(day)).whole
            for day in (date(2025, 3, 9), MARCH)
        ]

        assert [(one.covered, one.share) for one in told] == [(0, "0.0%"), (1, "50.0%")]

    def test_parts_by_the_units_below_what_all_share(self, programme, insider, zzb, gbk):
        units = standing(programme, insider, RosterAsked(TODAY)).units

        told = [(one.name, one.is_itself, one.figures.due) for one in units]
        assert told == [("区委组织部", True, 1), ("干部科", False, 1)]

    def test_shows_a_viewer_only_their_own(self, programme, gbk):
        viewer = UserFactory(unit=gbk)

        assert standing(programme, viewer, RosterAsked(TODAY)).whole.due == 1

    def test_late_are_those_past_their_own_limit(self, programme, rows, insider):
        RosterRow.objects.filter(pk=rows[0].pk).update(due_on=date(2025, 6, 29))

        assert standing(programme, insider, RosterAsked(TODAY)).whole.late == 1
        assert standing(programme, insider, RosterAsked(date(2025, 6, 29))).whole.late == 0
        assert standing(programme, insider, RosterAsked(date(2026, 1, 1))).whole.late == 2

    def test_list_and_number_agree(self, programme, rows, insider):
        evidence_add(programme, rows[:1], on=MARCH, words="第一期", actor=insider)
        whole = standing(programme, insider, RosterAsked(TODAY)).whole

        counts = {
            show: roster(programme, insider, RosterAsked(TODAY, show)).count()
            for show in ("uncovered", "covered", "late", "exempt", "left", "all")
        }

        assert counts == {
            "uncovered": whole.uncovered, "covered": whole.covered, "late": whole.late,
            "exempt": whole.exempt, "left": whole.left, "all": 2,
        }  # fmt: skip

    def test_takes_two_queries(self, programme, insider, django_assert_num_queries):
        insider.unit_paths(), insider.organization_paths()

        with django_assert_num_queries(2):
            standing(programme, insider, RosterAsked(TODAY))

    def test_moves_with_its_unit(self, programme, zzb, insider):
        assert programme.rows.filter(unit_path=Unit.objects.get(code="gbk").path).count() == 1
