"""Accepted answers into the register: whole or not at all, contested cells by choice."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jingwei.collection.models import Merge, MergedCell
from jingwei.collection.selectors.merging import merge_preview
from jingwei.collection.services.merging import round_merge
from jingwei.collection.tests.after import accepted, answered, sent
from jingwei.kernel.errors import Conflict, JingweiError, RuleViolation
from jingwei.kernel.models import AuditEntry, RowChange
from jingwei.kernel.tests.register_cast import change, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def lin(gbk):
    return person(gbk, "林雁秋", native_place="青岚", note="旧")


@pytest.fixture
def shen(gbk2):
    return person(gbk2, "沈知秋", native_place="青岚")


@pytest.fixture
def round_(today, insider, gbk, gbk2, lin, shen):
    return sent(insider, gbk, gbk2)


@pytest.fixture
def of(round_):
    """The assignment of a unit."""
    return lambda unit: round_.assignments.get(unit=unit)


def merged(round_, actor, **choices):
    seen = merge_preview(round_, actor).seen
    return round_merge(round_, choices=choices.pop("told", choices), seen=seen, actor=actor)


class TestPreview:
    def test_shows_nothing_before_an_answer_is_accepted(self, round_, of, lin, gbk, insider):
        answered(of(gbk), lin, actor=insider, place="明州")

        preview = merge_preview(round_, insider)

        assert (preview.cells, preview.waiting) == ([], 2)

    def test_tells_change_and_conflict_apart(self, round_, of, lin, gbk, insider):
        answered(of(gbk), lin, actor=insider, place="明州", note="新")
        accepted(of(gbk), actor=insider)
        change(lin, note="别人写的")

        preview = merge_preview(round_, insider)

        assert [(c.column, c.now, c.offers) for c in preview.changes] == [
            ("place", "青岚", ("明州",))
        ]
        assert [(c.column, c.now, c.offers) for c in preview.conflicts] == [
            ("note", "别人写的", ("新",))
        ]

    def test_leaves_new_columns_out_and_says_so(self, round_, insider):
        preview = merge_preview(round_, insider)

        assert preview.left_out == [("走访次数", "是新栏目，登记册里没有。")]

    def test_without_the_right_to_change_the_register_nothing_can_be_merged(
        self, round_, powerless
    ):
        preview = merge_preview(round_, powerless)

        assert preview.columns == []
        assert ("籍贯", "你没有修改这个登记册的权限。") in preview.left_out

    def test_somebody_out_of_sight_is_listed_not_changed(self, round_, of, lin, gbk, jyj, insider):
        answered(of(gbk), lin, actor=insider, place="明州")
        accepted(of(gbk), actor=insider)
        change(lin, unit=jyj)

        preview = merge_preview(round_, insider)

        assert preview.cells == []
        assert [row.key for row in preview.lost] == [str(lin.pk)]

    def test_takes_as_many_queries_for_two_answers_as_for_one(
        self, round_, of, lin, shen, gbk, gbk2, insider
    ):
        answered(of(gbk), lin, actor=insider, place="明州")
        accepted(of(gbk), actor=insider)
        merge_preview(round_, insider)
        with CaptureQueriesContext(connection) as one:
            merge_preview(round_, insider)
        answered(of(gbk2), shen, actor=insider, place="明州")
        accepted(of(gbk2), actor=insider)

        with CaptureQueriesContext(connection) as two:
            merge_preview(round_, insider)

        assert len(two) == len(one)


class TestMerge:
    def test_writes_through_the_register_with_the_receipt_as_source(
        self, round_, of, lin, gbk, insider
    ):
        answered(of(gbk), lin, actor=insider, place="明州")
        assignment = accepted(of(gbk), actor=insider)

        done = merged(round_, insider)

        lin.refresh_from_db()
        assert lin.native_place == "明州"
        kept = RowChange.objects.filter(row=lin.pk).latest("pk")
        assert (kept.actor, kept.source) == (insider, f"填报 {assignment.receipt}")
        assert (done.changed_count, done.kept_count, done.refused_count) == (1, 0, 0)
        assert AuditEntry.objects.filter(act="collection.merge").count() == 1

    def test_keeps_who_old_new_and_the_round(self, round_, of, lin, gbk, insider):
        answered(of(gbk), lin, actor=insider, place="明州")
        accepted(of(gbk), actor=insider)

        done = merged(round_, insider)

        cell = done.cells.get()
        assert (done.by, done.round, cell.row, cell.label) == (insider, round_, lin.pk, "籍贯")
        assert (cell.old, cell.new, cell.outcome) == ("青岚", "明州", "written")

    def test_an_undecided_conflict_is_asked_again(self, round_, of, lin, gbk, insider):
        answered(of(gbk), lin, actor=insider, place="明州", note="新")
        accepted(of(gbk), actor=insider)
        change(lin, note="别人写的")

        merged(round_, insider)

        lin.refresh_from_db()
        assert (lin.native_place, lin.note) == ("明州", "别人写的")
        assert [c.column for c in merge_preview(round_, insider).cells] == ["note"]

    @pytest.mark.parametrize(
        ("choice", "note", "outcome"), [("now", "别人写的", "kept"), ("answer", "新", "written")]
    )
    def test_a_conflict_goes_as_chosen_and_is_not_asked_again(
        self, round_, of, lin, gbk, insider, choice, note, outcome
    ):
        answered(of(gbk), lin, actor=insider, note="新")
        accepted(of(gbk), actor=insider)
        change(lin, note="别人写的")
        cell = merge_preview(round_, insider).conflicts[0]
        told = {cell.key: choice if choice == "now" else str(cell.claims[0].by)}

        merged(round_, insider, told=told)

        lin.refresh_from_db()
        assert lin.note == note
        assert MergedCell.objects.get().outcome == outcome
        assert merge_preview(round_, insider).cells == []

    def test_a_second_time_nothing_is_left_to_merge(self, round_, of, lin, gbk, insider):
        answered(of(gbk), lin, actor=insider, place="明州")
        accepted(of(gbk), actor=insider)
        merged(round_, insider)

        with pytest.raises(RuleViolation, match="没有要并入的改动"):
            merged(round_, insider)

        assert Merge.objects.count() == 1

    def test_what_moved_since_it_was_seen_is_not_written(self, round_, of, lin, gbk, insider):
        answered(of(gbk), lin, actor=insider, place="明州")
        accepted(of(gbk), actor=insider)
        seen = merge_preview(round_, insider).seen
        change(lin, native_place="云溪")

        with pytest.raises(Conflict, match="还没有写入"):
            round_merge(round_, choices={}, seen=seen, actor=insider)

        lin.refresh_from_db()
        assert lin.native_place == "云溪"

    def test_a_row_the_register_refuses_is_listed_and_the_others_are_written(
        self, round_, of, lin, shen, gbk, gbk2, insider
    ):
        answered(of(gbk), lin, actor=insider, name="林" * 60)
        answered(of(gbk2), shen, actor=insider, place="明州")
        for unit in (gbk, gbk2):
            round_.assignments.filter(unit=unit).update(state="accepted", receipt=f"TB-{unit.code}")

        done = merged(round_, insider)

        lin.refresh_from_db()
        shen.refresh_from_db()
        assert (lin.full_name, shen.native_place) == ("林雁秋", "明州")
        refused = done.cells.get(outcome="refused")
        assert (refused.row, bool(refused.why)) == (lin.pk, True)


class TestRefused:
    def test_when_everything_is_refused_no_change_set_is_kept(self, round_, of, lin, gbk, insider):
        answered(of(gbk), lin, actor=insider, name="林" * 60)
        round_.assignments.filter(unit=gbk).update(state="accepted", receipt="TB-1")

        with pytest.raises(RuleViolation, match="没有要并入的改动"):
            merged(round_, insider)

        assert not Merge.objects.exists()


class TestTwoTowns:
    @pytest.fixture
    def both(self, round_, of, lin, gbk2, insider):
        """The same person stands in the answers of two units: she moved while they answered."""
        row = round_.assignments.get(unit__code="gbk").rows.get(key=str(lin.pk))
        row.pk, row.assignment = None, of(gbk2)
        row.save()

    def test_changes_of_different_cells_both_survive(
        self, both, round_, of, lin, gbk, gbk2, insider
    ):
        answered(of(gbk), lin, actor=insider, place="明州")
        answered(of(gbk2), lin, actor=insider, note="新")
        for unit in (gbk, gbk2):
            accepted(of(unit), actor=insider)

        merged(round_, insider)

        lin.refresh_from_db()
        assert (lin.native_place, lin.note) == ("明州", "新")

    def test_different_values_of_one_cell_are_both_shown(
        self, both, round_, of, lin, gbk, gbk2, insider
    ):
        answered(of(gbk), lin, actor=insider, place="明州")
        answered(of(gbk2), lin, actor=insider, place="云溪")
        for unit in (gbk, gbk2):
            accepted(of(unit), actor=insider)

        preview = merge_preview(round_, insider)

        assert preview.conflicts[0].offers == ("明州", "云溪")
        with pytest.raises(JingweiError, match="没有要并入的改动"):
            merged(round_, insider)
