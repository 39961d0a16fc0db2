"""One value for many rows: only what is ticked or found, checked first, written as one batch."""

from __future__ import annotations

import pytest

from conftest import signed_in
from jingwei.kernel.models import AuditEntry, RowChange
from jingwei.kernel.tests.register_cast import change, new, people, person
from jingwei.kernel.tests.test_register_pages import LIST, grant
from jingwei.people.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def lin(zzb):
    return person(zzb, "林雁秋")


class TestBulk:
    def post(self, browser, step, rows=(), **fields):
        asked = {"step": step, "pick": [row.pk for row in rows], "column": "ethnic_group"}
        return browser.post(f"{LIST}bulk/", asked | fields)

    def checked(self, browser, rows=(), **fields):
        return self.post(browser, "check", rows, value="02", reason="核实户籍", **fields)

    def test_offers_no_key_and_no_secret(self, as_insider, lin):
        answer = as_insider.post(f"{LIST}bulk/", {"pick": lin.pk})

        offered = {name for name, _ in answer.context["form"].fields["column"].choices}
        assert offered & {"number", "full_name", "birth_on", "id_number"} == set()
        assert "ethnic_group" in offered

    def test_check_tells_from_what_to_what_and_stores_nothing(self, as_insider, zzb):
        rows = people(zzb, 3)
        change(rows[0], ethnic_group="02")
        change(rows[1], ethnic_group="01")

        answer = self.checked(as_insider, rows)

        assert sorted(line[2] for line in answer.context["changes"]) == ["", "汉族"]
        assert answer.context["plan"].same == 1
        assert not Person.objects.filter(ethnic_group="02").exclude(pk=rows[0].pk).exists()

    def test_is_written_as_one_batch_with_its_ground(self, as_insider, zzb):
        rows = people(zzb, 3)
        seen = self.checked(as_insider, rows).context["plan"].seen

        self.post(as_insider, "apply", rows, value="02", reason="核实户籍", seen=seen)

        assert Person.objects.filter(ethnic_group="02").count() == 3
        assert AuditEntry.objects.filter(act="register.batch").latest("pk").data["count"] == 3
        assert RowChange.objects.first().source == "批量修改：核实户籍"

    def test_is_checked_again_when_a_row_changed_meanwhile(self, as_insider, zzb):
        rows = people(zzb, 3)
        seen = self.checked(as_insider, rows).context["plan"].seen
        change(rows[0], note="新的备注")

        answer = self.post(as_insider, "apply", rows, value="02", reason="核实户籍", seen=seen)

        assert answer.status_code == 422
        assert not Person.objects.filter(ethnic_group="02").exists()

    def test_reaches_all_that_the_filter_finds(self, as_insider, zzb):
        people(zzb, 60)

        answer = self.checked(as_insider, query="gender=2", all="yes")

        assert answer.context["number"] == Person.objects.filter(gender="2").count()

    def test_can_mean_all_beyond_what_was_counted_unless_they_are_too_many(
        self, as_insider, zzb, monkeypatch
    ):
        monkeypatch.setattr("jingwei.kernel.registers.reading.COUNTED", 55)
        people(zzb, 60)

        offered = as_insider.get(LIST).context["can_pick_all"]
        monkeypatch.setattr("jingwei.kernel.registers.bulk.MOST", 55)
        withheld = as_insider.get(LIST).context["can_pick_all"]
        refused = self.checked(as_insider, query="", all="yes")

        assert (offered, withheld, refused.status_code) == (True, False, 302)

    def test_leaves_out_rows_that_a_rule_refuses(self, as_insider, lin, zzb):
        until = new("people.postheld", person=lin, title="科长", since="201001")
        later = new("people.postheld", person=lin, title="部长", since="202001")
        asked = {
            "column": "until", "value": "2015.05", "reason": "机构改革",
            "pick": [until.pk, later.pk],
        }  # fmt: skip

        answer = as_insider.post("/registers/people.postheld/bulk/", asked | {"step": "check"})
        as_insider.post(
            "/registers/people.postheld/bulk/",
            asked | {"step": "apply", "seen": answer.context["plan"].seen},
        )

        until.refresh_from_db()
        later.refresh_from_db()
        assert "免职时间早于任职时间" in answer.context["refused"][0][2]
        assert (until.until, later.until) == ("201505", "")

    def test_of_foreign_rows_does_nothing(self, as_outsider, lin):
        answer = self.checked(as_outsider, [lin])

        assert answer.status_code == 302

    def test_is_refused_without_the_permission_to_change(self, insider, lin):
        grant(insider, "people.view_person")

        assert self.checked(signed_in(insider), [lin]).status_code == 403
