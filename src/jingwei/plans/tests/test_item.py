"""The item page: the source text in runs, what is uncovered, what happened."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jingwei.kernel.clock import standing_on
from jingwei.plans.models import Item, Measure
from jingwei.plans.outline import change_kind
from jingwei.plans.selectors.item import item_text, item_timeline, uncovered
from jingwei.plans.selectors.versions import present_version, version_nodes
from jingwei.plans.services.dispatch import decision_add, meeting_hold, meeting_open
from jingwei.plans.services.measure import proof_set
from jingwei.plans.services.plan import plan_issue, version_confirm, version_cut, version_digest
from jingwei.plans.services.progress import progress_record, progress_withdraw
from tests.factories import MeasureFactory, imported

TEXT = """区委组织部2025年工作要点
一、建强组织体系
1.抓实党员教育。目前党员队伍规模较大。举办培训班2期，开展走访慰问30户。（责任单位：组织科）
2.规范组织生活。
（1）台账。建立支部联系点台账。
（2）评议。召开组织生活会。
"""


@pytest.fixture
def plan(today, zzb):
    return plan_issue(version_confirm(imported(TEXT, zzb), actor=None), actor=None)


def items(plan):
    return list(Item.objects.filter(area__plan=plan))


def runs_of(item):
    return item_text(item, list(item.measures.current()))


class TestItemText:
    def test_joins_to_the_text_of_the_item_exactly(self, plan):
        source = present_version(plan).source_text

        joined = ["".join(run.text for run in runs_of(item)) for item in items(plan)]

        assert joined == [source[item.start : item.end] for item in items(plan)]
        assert joined[0].startswith("1.抓实党员教育")
        assert joined[1].strip().endswith("召开组织生活会。")

    def test_marks_each_measure_once_with_its_number(self, plan):
        for item in items(plan):
            marked = [(r.measure, r.ordinal) for r in runs_of(item) if r.kind == "measure"]
            wanted = [(m.pk, n) for n, m in enumerate(item.measures.all(), start=1)]

            assert marked == wanted
            assert wanted

    def test_a_measure_the_viewer_does_not_see_is_not_linked(self, plan):
        first, *_ = items(plan)
        mine = list(first.measures.all())[1:]

        runs = item_text(first, mine)

        assert "foreign" in [run.kind for run in runs]
        assert [run.measure for run in runs if run.kind == "measure"] == [m.pk for m in mine]

    def test_without_a_confirmed_version_there_is_none(self, plan):
        plan.versions.update(confirmed_at=None)

        assert runs_of(items(plan)[0]) == []

    def test_of_an_item_gone_from_the_plan_is_that_of_its_last_version(self, plan, zzb):
        gone = items(plan)[0]
        before = "".join(run.text for run in runs_of(gone))
        shorter = (
            "区委组织部2025年工作要点\n一、建强组织体系\n1.规范组织生活。建立支部联系点台账。\n"
        )
        version_confirm(imported(shorter, zzb, plan), actor=None)
        gone.refresh_from_db()

        assert gone.gone_in == 2
        assert "".join(run.text for run in runs_of(gone)) == before


class TestUncovered:
    def test_is_the_demand_that_nobody_made_a_measure_of(self, today, zzb, insider):
        version = imported(TEXT, zzb)
        nodes = version_nodes(version)
        wanted = next(n for n in nodes if n.kind == "measure")
        version = version_cut(
            version, nodes=change_kind(nodes, nodes.index(wanted), "context"),
            seen=version_digest(version), actor=insider,
        )  # fmt: skip
        plan = version_confirm(version, actor=insider)

        left = uncovered(runs_of(items(plan)[0]))

        assert TEXT[wanted.start : wanted.end] in [run.text for run in left]

    def test_leaves_out_blanks_marks_headings_and_notes(self, plan):
        texts = [run.text for item in items(plan) for run in uncovered(runs_of(item))]

        assert texts == ["目前党员队伍规模较大。"]


class TestItemTimeline:
    def test_tells_notes_and_decisions_the_newest_first(self, plan, insider):
        measure = plan.measures.first()
        with standing_on(date(2025, 5, 30)):
            meeting = meeting_open(
                plan, month=date(2025, 5, 1), on=date(2025, 5, 30), actor=insider
            )
            decision_add(
                meeting, measure=measure, text="6月底前开班", responsible=insider,
                due_on=date(2025, 6, 30), actor=insider,
            )  # fmt: skip
            meeting_hold(meeting, actor=insider)
        for day in (date(2025, 5, 20), date(2025, 6, 12)):
            note = progress_record(measure, text=f"{day:%m}月进展", on=day, actor=insider)
        progress_withdraw(note, reason="记错了", actor=insider)

        told = [(h.kind, h.what) for h in item_timeline([measure])]

        assert told == [
            ("note", "06月进展"),
            ("decision", "6月底前开班"),
            ("note", "05月进展"),
        ]

    def test_keeps_to_itself_what_an_open_meeting_talks_about(self, plan, insider):
        measure = plan.measures.first()
        meeting = meeting_open(plan, month=date(2025, 6, 1), on=date(2025, 6, 30), actor=insider)
        decision_add(
            meeting, measure=measure, text="还没定", responsible=insider,
            due_on=date(2025, 7, 30), actor=insider,
        )  # fmt: skip

        assert item_timeline([measure]) == []

    def test_twenty_more_measures_cost_no_more_queries(self, plan, insider):
        counts = []
        for _ in range(2):
            measures = list(Measure.objects.all())
            for one in measures:
                proof_set(one, kind="typed", target=Decimal(2), actor=insider)
                progress_record(
                    one, text="x", on=date(2025, 6, 1), value=Decimal(1), actor=insider,
                    records=[("调度", "/dispatch/")],
                )  # fmt: skip
            with CaptureQueriesContext(connection) as queries:
                item_timeline(measures)
            counts.append(len(queries))
            for _ in range(20):
                MeasureFactory(plan=plan)

        assert counts[0] == counts[1]
