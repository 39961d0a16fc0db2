"""Thresholds: changed with a reason, and the lights follow."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from jingwei.desk.selectors.parameters import parameter_rows
from jingwei.desk.services import threshold_change
from jingwei.kernel.errors import BadInput
from jingwei.kernel.models import AuditEntry, ParameterValue
from jingwei.kernel.parameters import PARAMETERS
from jingwei.plans.light import Light
from jingwei.plans.services.light import lights_refresh
from tests.factories import MeasureFactory

NEAR = "plans.near_days"
CHANGE = reverse("desk:parameter-change", args=[NEAR])
LIST = reverse("desk:parameter-list")


@pytest.fixture
def due_in_ten_days(zzb, today):
    measure = MeasureFactory(
        unit=zzb, starts_on=date(2025, 6, 1), due_on=date(2025, 7, 10), noted_on=today
    )
    lights_refresh([measure], on=today)
    return measure


class TestThresholdChange:
    def test_lights_follow_at_once(self, due_in_ten_days, insider):
        before = due_in_ten_days.light

        changed = threshold_change(NEAR, 14, actor=insider, reason="六月调度会决定")

        due_in_ten_days.refresh_from_db()
        assert (before, due_in_ten_days.light) == (Light.GREEN, Light.BLUE)
        assert changed == 1

    @pytest.mark.parametrize(("value", "reason"), [(91, "多一些"), (-1, "少一些"), (14, "  ")])
    def test_out_of_bounds_or_without_reason_nothing_changes(
        self, due_in_ten_days, insider, value, reason
    ):
        with pytest.raises(BadInput) as refusal:
            threshold_change(NEAR, value, actor=insider, reason=reason)

        due_in_ten_days.refresh_from_db()
        assert refusal.value.code == "kernel.parameter"
        assert due_in_ten_days.light == Light.GREEN
        assert not ParameterValue.objects.exists()

    def test_tells_who_changed_it_last_and_from_what(self, insider, outsider):
        threshold_change(NEAR, 10, actor=outsider, reason="一")
        threshold_change(NEAR, 14, actor=insider, reason="二")

        row = next(row for row in parameter_rows() if row.parameter.code == NEAR)

        assert (row.value, row.last.actor, row.last.data["before"]) == (14, insider, 10)
        assert AuditEntry.objects.filter(act="parameter.change").count() == 2


@pytest.mark.parametrize("url", [LIST, CHANGE])
class TestDoors:
    def test_opens_to_the_insider(self, as_insider, url):
        assert as_insider.get(url).status_code == 200

    def test_is_closed_without_the_permission(self, as_powerless, url):
        assert as_powerless.get(url).status_code == 403

    def test_sends_a_stranger_to_the_sign_in(self, client, db, url):
        assert client.get(url).status_code == 302


class TestPages:
    def test_list_every_threshold_with_value_default_and_last_change(self, as_insider, insider):
        threshold_change(NEAR, 14, actor=insider, reason="六月调度会决定")

        text = as_insider.get(LIST).content.decode()

        assert all(declared.label in text for declared in PARAMETERS.values())
        assert "六月调度会决定" in text
        assert "顾青" in text

    def test_a_change_is_made_and_shown_in_the_history(self, as_insider):
        answer = as_insider.post(CHANGE, {"value": "14", "reason": "六月调度会决定"})

        text = as_insider.get(CHANGE).content.decode()
        assert answer["Location"] == LIST
        assert ParameterValue.objects.get(code=NEAR).value == 14
        assert "7 改为 14，六月调度会决定" in text

    @pytest.mark.parametrize("value", ["91", "nan", "inf", "十"])
    def test_a_senseless_value_is_refused_in_the_form(self, as_insider, value):
        answer = as_insider.post(CHANGE, {"value": value, "reason": "试试"})

        assert answer.status_code == 422
        assert not ParameterValue.objects.exists()

    def test_a_threshold_that_is_none_is_not_there(self, as_insider):
        assert as_insider.get("/parameters/plans.unheard/").status_code == 404
