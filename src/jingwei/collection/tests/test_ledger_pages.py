"""The pages of free ledgers: made in steps, changed, ended; files beside rows; the API."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from conftest import signed_in
from jingwei.accounts.services import roles_sync, user_grant
from jingwei.collection.ledger_register import ledger_register
from jingwei.collection.models import Ledger, LedgerFile, LedgerRow
from jingwei.kernel.models import AuditEntry
from jingwei.kernel.registers.writing import Draft, rows_save
from tests.browser.ledgers import started
from tests.factories import PartyOrganizationFactory, UserFactory
from tests.test_register_contract import asked

pytestmark = pytest.mark.once
HEAD = {"name": "共享场地", "purpose": "掌握家底", "row_word": "处", "who": "units"}
LINES = (
    {"label": "场地名称", "kind": "text", "is_key": "on"},
    {"label": "场地类别", "kind": "choice", "choices": "室内、室外", "wanted": "on"},
    {"label": "使用面积", "kind": "number", "low": "1", "high": "500"},
)


def at(ledger, page=""):
    return f"/collection/ledgers/{ledger.pk}/{page}"


def lines(*told):
    return {f"c{n}-{name}": text for n, one in enumerate(told) for name, text in one.items()}


def words(answer):
    return answer.content.decode()


@pytest.fixture
def ledger(today, insider):
    return started(insider, "阵地一览")


class TestNew:
    def test_is_made_in_three_steps_and_is_a_register_then(self, today, as_insider, zzb):
        first = as_insider.post("/collection/ledgers/new/", HEAD)
        ledger = Ledger.objects.get()
        second = as_insider.post(at(ledger, "columns/"), lines(*LINES))
        shown = as_insider.get(at(ledger, "start/"))
        third = as_insider.post(at(ledger, "start/"))
        listed = as_insider.get(third.url)

        assert [first.url, second.url] == [at(ledger, "columns/"), at(ledger, "start/")]
        assert "1 到 500" in words(shown)
        assert (third.url, listed.status_code) == (f"/registers/{ledger.register_code}/", 200)
        form = as_insider.get(f"{third.url}new/").context["form"]
        assert form["unit"].value() == zzb.written
        assert list(form.fields)[1:] == ["text_1", "unit", "choice_1", "number_1", "note"]
        for page in ("/registers/", "/collection/ledgers/"):
            assert "共享场地" in words(as_insider.get(page)), page

    def test_a_refused_column_leads_to_the_register_that_has_it(self, today, as_insider):
        as_insider.post("/collection/ledgers/new/", HEAD)
        ledger = Ledger.objects.get()

        known = as_insider.post(at(ledger, "columns/"), lines(LINES[0], {"label": "民族"}))
        never = as_insider.post(at(ledger, "columns/"), lines(LINES[0], {"label": "月度积分"}))

        assert [known.status_code, never.status_code] == [422, 422]
        assert 'href="/registers/people.person/"' in words(known)
        assert "打分排队" in words(never)
        assert Ledger.objects.get().columns == []


class TestKept:
    def test_head_and_columns_change_and_it_ends_and_begins_again(self, ledger, as_insider):
        head = {**HEAD, "name": "阵地清单"}
        kept = as_insider.get(at(ledger, "columns/")).context["form"].lines
        posted = {
            field.html_name: field.value()
            for line in kept for field in line
            if field.value() not in (None, False)
        }  # fmt: skip
        posted["c1-label"], posted["c2-retired"] = "实用面积", "on"

        answers = [
            as_insider.post(at(ledger, "edit/"), head),
            as_insider.post(at(ledger, "columns/"), posted),
            as_insider.post(at(ledger, "close/"), {"reason": "并入另一本"}),
        ]

        ledger.refresh_from_db()
        assert [answer.url for answer in answers] == [at(ledger)] * 3
        assert [c.label for c in ledger.used_columns] == ["场地名称", "实用面积"]
        assert "并入另一本" in words(as_insider.get(at(ledger)))
        assert "阵地清单" in words(as_insider.get("/collection/ledgers/?state=closed"))
        page = as_insider.get(f"/registers/{ledger.register_code}/")
        assert (page.status_code, page.context["new_url"]) == (200, "")
        refused = as_insider.get(f"/registers/{ledger.register_code}/new/")
        assert (refused.status_code, "已经结束" in words(refused)) == (403, True)
        as_insider.post(at(ledger, "reopen/"))
        assert as_insider.get(f"/registers/{ledger.register_code}/new/").status_code == 200

    def test_another_unit_has_no_door_to_it(self, ledger, as_outsider):
        pages = [at(ledger), at(ledger, "edit/"), at(ledger, "columns/"), at(ledger, "close/")]
        pages += [f"/registers/{ledger.register_code}/", "/registers/collection.ledger999999/"]

        assert {as_outsider.get(page).status_code for page in pages} == {404}

    def test_the_list_asks_no_more_for_more(self, ledger, insider, as_insider, zzb):
        few = asked(lambda: as_insider.get("/collection/ledgers/"))
        for name in "甲乙丙":
            started(insider, f"{name}账")

        assert asked(lambda: as_insider.get("/collection/ledgers/?q=")) <= few


class TestUnits:
    def test_add_rows_of_their_own_with_the_role_and_make_no_ledger(self, today, insider, jyj):
        roles_sync()
        ledger = started(insider, "阵地一览")
        Ledger.objects.filter(pk=ledger.pk).update(is_shared=True)
        officer = signed_in(UserFactory(unit=jyj, roles=["unit_officer"]))

        form = officer.get(f"/registers/{ledger.register_code}/new/")
        added = officer.post(
            f"/registers/{ledger.register_code}/new/", {"unit": jyj.written, "text_1": "大厅"}
        )

        assert form.context["form"]["unit"].value() == jyj.written
        assert added.status_code == 302
        assert LedgerRow.objects.get().unit == jyj
        assert officer.get("/collection/ledgers/").status_code == 200
        assert officer.get("/collection/ledgers/new/").status_code == 403


class TestSecretary:
    def test_of_a_branch_adds_rows_of_the_branch_and_sees_no_others(self, today, insider, zzb):
        roles_sync()
        ledger = started(insider, "志愿服务队", by_organization=True)
        units = started(insider, "单位阵地", is_shared=True)
        own, other = (PartyOrganizationFactory(unit=zzb, name=f"第{word}支部") for word in "一二")
        kept = {"organization": other, "text_1": "别处"}
        rows_save(ledger_register(ledger), [Draft(kept)], actor=None)
        user = UserFactory(unit=zzb)
        user_grant(user, role_codes=["branch_secretary"], paths=[],
                   organization_paths=[own.path], actor=None)  # fmt: skip
        secretary, home = signed_in(user), f"/registers/{ledger.register_code}/"

        form = secretary.get(f"{home}new/").context["form"]
        listed = words(secretary.get("/collection/ledgers/"))
        added = secretary.post(f"{home}new/", {"organization": own.name, "text_1": "护河队"})
        refused = secretary.post(f"{home}new/", {"organization": other.name, "text_1": "护林队"})
        shown = words(secretary.get(home))

        row = LedgerRow.objects.get(text_1="护河队")
        assert form["organization"].value() == own.name
        assert "unit" not in form.fields
        assert (added.status_code, row.organization, row.unit) == (302, own, zzb)
        assert refused.status_code == 422
        assert ("护河队" in shown, "别处" in shown) == (True, False)
        assert ("志愿服务队" in listed, "单位阵地" in listed) == (True, False)
        assert secretary.get(f"/registers/{units.register_code}/").status_code == 404

    def test_who_keeps_the_ledger_sees_all_rows_and_cannot_turn_them_into_units_rows(
        self, today, insider, as_insider, zzb
    ):
        ledger = started(insider, "志愿服务队", by_organization=True)
        for word in "一二":
            branch = PartyOrganizationFactory(unit=zzb, name=f"第{word}支部")
            draft = Draft({"organization": branch, "text_1": "服务队"})
            rows_save(ledger_register(ledger), [draft], actor=None)

        shown = words(as_insider.get(f"/registers/{ledger.register_code}/"))
        answer = as_insider.post(at(ledger, "edit/"), HEAD | {"name": "志愿服务队"})

        assert ("第一支部" in shown, "第二支部" in shown) == (True, True)
        assert answer.status_code == 422
        assert "由单位还是由党组织登记" in words(answer)


class TestEditor:
    def test_more_lines_keep_what_was_typed_and_store_nothing(self, today, as_insider):
        as_insider.post("/collection/ledgers/new/", HEAD)
        ledger = Ledger.objects.get()

        page = as_insider.post(at(ledger, "columns/"), lines(*LINES) | {"more": "1"})

        shown = page.context["form"].lines
        assert (page.status_code, shown[1]["choices"].value()) == (200, "室内、室外")
        assert len(shown) == 9
        assert Ledger.objects.get().columns == []

    def test_a_draft_is_dropped_and_a_running_one_is_not(self, ledger, as_insider):
        as_insider.post("/collection/ledgers/new/", HEAD)
        draft = Ledger.objects.get(started_on=None)

        answers = [as_insider.post(at(one, "discard/")) for one in (draft, ledger)]

        assert [answer.url for answer in answers] == ["/collection/ledgers/", at(ledger)]
        assert list(Ledger.objects.all()) == [ledger]


class TestFiles:
    def test_stand_beside_a_row_and_go_with_a_trace(self, ledger, as_insider, zzb):
        code = ledger.register_code
        as_insider.post(f"/registers/{code}/new/", {"unit": zzb.written, "text_1": "大厅"})
        row = LedgerRow.objects.get()
        here = reverse("collection:ledger-row", args=[row.pk])

        assert as_insider.get(f"/registers/{code}/{row.pk}/").url == here
        as_insider.post(f"{here}files/", {"file": SimpleUploadedFile("图.txt", b"x")})
        wrong = as_insider.post(f"{here}files/", {"file": SimpleUploadedFile("图.exe", b"x")})
        file = LedgerFile.objects.get()
        page = words(as_insider.get(here))
        got = as_insider.get(f"/collection/ledgers/files/{file.pk}/")
        history = words(as_insider.get(f"{here}?tab=history"))
        as_insider.post(f"/collection/ledgers/files/{file.pk}/remove/")

        assert ("图.txt" in page, got.content, wrong.status_code) == (True, b"x", 302)
        assert "大厅" in history
        assert not LedgerFile.objects.exists()
        told = AuditEntry.objects.filter(act__startswith="ledger.file").values_list(
            "act", flat=True
        )
        assert set(told) == {"ledger.file_add", "ledger.file_remove"}

    def test_of_another_unit_are_not_there(self, ledger, as_insider, as_outsider, zzb):
        code = ledger.register_code
        as_insider.post(f"/registers/{code}/new/", {"unit": zzb.written, "text_1": "大厅"})
        row = LedgerRow.objects.get()

        assert as_outsider.get(f"/collection/ledgers/rows/{row.pk}/").status_code == 404
        assert as_outsider.post(f"/collection/ledgers/rows/{row.pk}/files/").status_code == 404


class TestApi:
    def test_is_as_strict_as_of_a_declared_register(self, ledger, as_insider, zzb):
        base = f"/api/v1/registers/{ledger.register_code}"
        good = {"unit": zzb.written, "text_1": "大厅", "number_1": 30}
        asked = {
            "added": ("post", base, good, 201),
            "twice": ("post", base, good, 422),
            "unknown": ("post", base, {"no_column": 1}, 422),
            "low": ("post", base, {**good, "text_1": "厅", "number_1": -1}, 422),
            "limit": ("get", f"{base}?limit=900", None, 422),
            "gone": ("get", "/api/v1/registers/collection.ledger999999", None, 404),
            "method": ("delete", base, None, 405),
        }

        for name, (method, address, body, status) in asked.items():
            answer = as_insider.generic(
                method.upper(), address, json.dumps(body), content_type="application/json"
            )
            assert answer.status_code == status, (name, words(answer))
            assert status == 201 or {"code", "message"} <= answer.json().keys(), name
