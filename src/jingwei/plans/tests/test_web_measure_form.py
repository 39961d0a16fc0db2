"""Changing a measure and saying what proves it, by their forms."""

from __future__ import annotations

from datetime import date

import pytest

from jingwei.plans.models import Measure, Proof
from jingwei.plans.services import measure as services
from jingwei.plans.services.progress import progress_record
from jingwei.plans.tests.pages import at, words
from tests.factories import MeasureFactory, UserFactory

pytestmark = pytest.mark.once

TODAY = date(2025, 6, 30)


@pytest.fixture
def measure(today, zzb, insider):
    """Issued, with one note by the insider of today."""
    found = MeasureFactory(unit=zzb)
    progress_record(found, text="第1期已开班", on=TODAY, actor=insider)
    found.refresh_from_db()
    return found


class TestMeasureChange:
    def form(self, measure, **changed):
        facts = {
            "kind": "activity", "leader": "", "owner": "", "starts_on": "2025-01-01",
            "due_on": "2025-12-31", "every": "", "reason": "", "seen": measure.revision,
        }  # fmt: skip
        return {**facts, **changed}

    def test_saves_what_changed(self, measure, insider, as_insider):
        page = as_insider.post(
            at("measure-change", measure.pk), self.form(measure, owner=insider.pk), follow=True
        )

        assert "举措已修改。" in words(page)
        assert Measure.objects.get().owner == insider

    def test_after_a_conflict_shows_the_newest_beside_the_input_and_can_be_saved(
        self, measure, insider, powerless, as_insider
    ):
        mine = self.form(measure, kind="mechanism", owner=insider.pk)
        services.measure_change(
            measure, fields={"owner": powerless, "due_on": date(2025, 9, 30)}, seen=0,
            reason="提前", actor=insider,
        )  # fmt: skip

        page = as_insider.post(at("measure-change", measure.pk), mine)
        form = page.context["form"]
        again = as_insider.post(
            at("measure-change", measure.pk), {**mine, "seen": form["seen"].value(), "reason": "x"}
        )

        assert page.status_code == 422
        assert "别人修改过这条举措。下面是最新内容，请对照后再保存。" in words(page)
        assert "责任人 （选填） 最新内容：陶然" in words(page)
        assert "类型 最新内容：活动" in words(page)
        assert form["kind"].value() == "mechanism"
        assert again.status_code == 302
        assert Measure.objects.get().owner == insider

    def test_names_of_people_are_never_markup(self, measure, insider, as_insider):
        sly = UserFactory(full_name="<b>周</b>", unit=measure.plan.unit)
        services.measure_change(measure, fields={"owner": sly}, seen=0, actor=insider)

        page = as_insider.post(at("measure-change", measure.pk), self.form(measure))

        assert "最新内容：&lt;b&gt;周&lt;/b&gt;" in page.content.decode()

    def test_a_person_outside_the_scope_stays_unless_changed(
        self, measure, insider, outsider, as_insider
    ):
        services.measures_assign([measure], fields={"owner": outsider}, actor=insider)
        measure.refresh_from_db()

        form = as_insider.get(at("measure-change", measure.pk)).context["form"]
        as_insider.post(
            at("measure-change", measure.pk),
            self.form(measure, kind="mechanism", owner=form["owner"].value()),
        )

        assert Measure.objects.get().owner == outsider

    @pytest.mark.parametrize(
        ("changed", "told"),
        [
            ({"due_on": "2025-09-30"}, "修改时限需要写明理由"),
            ({"due_on": "2024-09-30", "reason": "x"}, "完成时限早于启动时间。"),
            ({"kind": ""}, "类型：选择类型。"),
            ({"due_on": "2025-02-30"}, "有效的日期"),
        ],
    )
    def test_bad_input_comes_back_with_what_was_written(self, measure, as_insider, changed, told):
        wanted = self.form(measure, every="month", **changed)

        page = as_insider.post(at("measure-change", measure.pk), wanted)

        assert page.status_code == 422
        assert told in words(page)
        assert page.context["form"]["every"].value() == "month"
        assert Measure.objects.get().revision == 0


class TestProofSet:
    def test_offers_what_the_words_of_the_measure_suggest(self, measure, as_insider):
        Measure.objects.update(
            quantities=[{"bound": "min", "number": 2, "unit": "期", "text": "2期"}]
        )

        form = as_insider.get(at("proof-set", measure.pk)).context["form"]

        assert (form["kind"].value(), form["target"].value()) == ("typed", 2)

    def test_saves_and_says_so(self, measure, as_insider):
        page = as_insider.post(
            at("proof-set", measure.pk),
            {"kind": "typed", "target": "12", "unit_label": "期"},
            follow=True,
        )

        assert "佐证方式已保存。" in words(page)
        assert Proof.objects.get().target == 12

    @pytest.mark.parametrize(
        ("sent", "told"),
        [
            ({"target": "3"}, "佐证方式：选择佐证方式。"),
            ({"kind": "typed"}, "目标值：填写大于 0 的目标值。"),
            ({"kind": "typed", "target": "0"}, "目标值：填写大于 0 的目标值。"),
            ({"kind": "indicator", "target": "3"}, "指标：选择一个指标。"),
        ],
    )
    def test_bad_input_comes_back(self, measure, as_insider, sent, told):
        page = as_insider.post(at("proof-set", measure.pk), sent)

        assert page.status_code == 422
        assert told in words(page)
        assert not Proof.objects.exists()
