"""Daily jobs: when they run, what a failure does, that one run keeps another away."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.kernel import jobs
from jingwei.kernel.jobs import (
    LEASE,
    next_time,
    run_due,
    schedule_declare,
    schedule_troubles,
    scheduled,
)
from jingwei.kernel.models import ScheduledRun
from jingwei.plans.light import Light
from jingwei.plans.models import Measure
from jingwei.plans.schedule import lights_daily
from tests.factories import MeasureFactory, PlanFactory

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2025, 6, 30, 12, tzinfo=SHANGHAI)
NEXT = datetime(2025, 7, 1, 2, tzinfo=SHANGHAI)
DAY = timedelta(days=1)
BOUNDS = [datetime.fromisoformat(text) for text in ("2000-01-01", "2100-01-01")]


class Broken(Exception):
    """What a job may raise."""


@pytest.fixture
def ran(db, monkeypatch):
    """Declare one job of 02:00 in an empty register; return the list that each run adds to."""
    monkeypatch.setattr(jobs, "JOBS", {})
    runs: list[str] = []
    scheduled("tests.count", at="02:00", label="点数")(lambda: runs.append("run"))
    schedule_declare(NOON)
    return runs


@pytest.fixture
def broken(db, monkeypatch):
    """Declare a job that fails each time."""
    monkeypatch.setattr(jobs, "JOBS", {})

    @scheduled("tests.broken", at="02:00", label="坏任务")
    def fail() -> None:
        raise Broken("磁盘满了")

    schedule_declare(NOON)


def row():
    return ScheduledRun.objects.get()


class TestRunDue:
    def test_new_job_runs_at_once_and_then_at_its_hour(self, ran):
        assert run_due(NOON) == ["tests.count"]
        assert row().next_at == NEXT

    def test_nothing_runs_before_its_hour(self, ran):
        run_due(NOON)

        assert run_due(NEXT - timedelta(seconds=1)) == []
        assert run_due(NEXT) == ["tests.count"]

    def test_of_some_minutes_runs_again_after_them(self, db, monkeypatch):
        monkeypatch.setattr(jobs, "JOBS", {})
        scheduled("tests.often", minutes=10, label="常跑")(lambda: None)
        schedule_declare(NOON)

        assert [run_due(NOON), run_due(NOON + timedelta(minutes=9))] == [["tests.often"], []]
        assert run_due(NOON + timedelta(minutes=10)) == ["tests.often"]

    @pytest.mark.parametrize("when", [{}, {"at": "02:00", "minutes": 5}])
    def test_needs_an_hour_or_minutes(self, when):
        with pytest.raises(ValueError, match="odd"):
            scheduled("tests.odd", label="怪", **when)

    def test_days_without_a_worker_are_caught_up_once(self, ran):
        run_due(NOON)
        late = NEXT + 3 * DAY + timedelta(hours=5)

        assert [run_due(late), run_due(late)] == [["tests.count"], []]
        assert row().next_at == NEXT + 4 * DAY

    def test_running_job_keeps_a_second_worker_away(self, db, monkeypatch):
        monkeypatch.setattr(jobs, "JOBS", {})
        second: list[list[str]] = []
        scheduled("tests.slow", at="02:00", label="慢任务")(lambda: second.append(run_due(NOON)))
        schedule_declare(NOON)

        run_due(NOON)

        assert second == [[]]

    def test_killed_job_runs_again_after_its_lease(self, db, monkeypatch):
        monkeypatch.setattr(jobs, "JOBS", {})
        ends = iter([SystemExit])

        @scheduled("tests.killed", at="02:00", label="被杀任务")
        def work() -> None:
            for end in ends:
                raise end

        schedule_declare(NOON)
        with pytest.raises(SystemExit):
            run_due(NOON)

        assert run_due(NOON + LEASE - timedelta(seconds=1)) == []
        assert run_due(NOON + LEASE) == ["tests.killed"]

    def test_code_is_declared_once(self, ran):
        with pytest.raises(ValueError, match=r"tests\.count"):
            scheduled("tests.count", at="03:00", label="又一个")(lambda: None)


class TestFailure:
    def test_is_stored_with_its_reason(self, broken):
        run_due(NOON)

        assert (row().failures, row().last_error) == (1, "Broken: 磁盘满了")
        assert row().last_finished_at is None

    def test_is_retried_after_1_5_and_15_minutes_and_then_at_its_hour(self, broken):
        now, waits = NOON, []
        for _ in range(4):
            run_due(now)
            waits.append(row().next_at - now)
            now = row().next_at

        assert waits[:3] == [timedelta(minutes=m) for m in (1, 5, 15)]
        assert row().next_at == NEXT

    def test_retries_begin_anew_the_next_day(self, broken):
        now = NOON
        for _ in range(5):
            run_due(now)
            last, now = now, row().next_at

        assert (last, now) == (NEXT, NEXT + timedelta(minutes=1))

    def test_stops_no_other_job(self, broken):
        runs = []
        scheduled("tests.zeal", at="02:00", label="好任务")(lambda: runs.append("run"))
        schedule_declare(NOON)

        run_due(NOON)

        assert runs == ["run"]

    def test_is_told_in_a_sentence_until_a_run_succeeds(self, broken):
        run_due(NOON)

        assert schedule_troubles(NOON) == ["“坏任务”连续 1 次没有完成（Broken: 磁盘满了）。"]

    def test_of_the_worker_itself_is_told_after_a_day(self, ran):
        run_due(NOON)

        assert schedule_troubles(NEXT + DAY) == []
        assert "点数" in schedule_troubles(NEXT + DAY + timedelta(seconds=1))[0]


class TestNextTime:
    @given(st.times(), st.datetimes(*BOUNDS, timezones=st.just(UTC)))
    def test_is_later_by_at_most_a_day_and_shows_the_hour(self, at: time, after: datetime):
        found = next_time(at, after)

        assert timedelta(0) < found - after <= DAY
        assert found.astimezone(SHANGHAI).time() == at


class TestLightsDaily:
    def test_stores_the_light_of_today_for_issued_plans_only(self, today, zzb):
        overdue = MeasureFactory(unit=zzb, due_on=date(2025, 6, 1))
        draft = PlanFactory(unit=zzb, issued=False).measures.get()
        Measure.objects.update(light=Light.GREEN, light_on=None)

        lights_daily()

        overdue.refresh_from_db()
        draft.refresh_from_db()
        assert (overdue.light, overdue.light_on) == (Light.RED, today)
        assert draft.light_on is None
