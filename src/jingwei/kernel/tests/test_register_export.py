"""Rows of a register taken out: what stands in the file, who may."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

import pytest
from python_calamine import CalamineWorkbook

from jingwei.kernel.audit import AuditEntry
from jingwei.kernel.registers.declaration import register_of
from jingwei.kernel.registers.exchange.heads import head_of
from jingwei.people.models import FamilyMember, Person
from tests.factories import FamilyMemberFactory, PersonFactory

ID = "11010119850307900X"


@pytest.fixture(autouse=True)
def media(db, today, settings, tmp_path):
    settings.MEDIA_ROOT, settings.VAR = tmp_path / "media", tmp_path


@pytest.fixture
def person(zzb):
    return PersonFactory(full_name="李春", unit=zzb, id_number=ID, note="=1+1")


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def sheet(response) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(BytesIO(body(response))).get_sheet_by_index(0).to_python()


def lines(response) -> list[list[str]]:
    return list(csv.reader(StringIO(body(response).decode("utf-8-sig"))))


class TestExport:
    def test_stands_below_a_line_that_says_who_took_it_when(self, as_insider, person):
        rows = sheet(as_insider.get("/registers/people.person/export.xlsx"))

        assert rows[0][0] == "人员　顾青 于 2025-06-30 09:00 导出"
        row = dict(zip(rows[1], rows[2], strict=True))
        assert (row["人员编号"], row["姓名"], row["性别"]) == (person.number, "李春", "女")

    def test_masks_what_is_restricted_and_guards_formulas(self, as_insider, person):
        rows = lines(as_insider.get("/registers/people.person/export.csv"))

        row = dict(zip(rows[1], rows[2], strict=True))
        assert (row["身份证号"], row["备注"]) == ("110101********900X", "'=1+1")

    def test_keeps_the_filters_and_the_columns_of_the_list(self, as_insider, person, zzb):
        PersonFactory(full_name="王夏", gender="1", unit=zzb)

        rows = lines(as_insider.get("/registers/people.person/export.csv?gender=1&cols=full_name"))

        assert rows[1:] == [["姓名"], ["王夏"]]

    def test_of_a_filter_that_means_nothing_leads_back_to_the_list(self, as_insider, person):
        page = as_insider.get("/registers/people.person/export.csv?birth_on_from=x", follow=True)

        assert page.redirect_chain[0][0] == "/registers/people.person/"
        assert "不是年月" in page.content.decode()

    def test_offers_the_columns_of_the_list_ticked(self, as_insider, person):
        url = "/registers/people.person/export.xlsx?choose=yes&cols=full_name&cols=gender"

        page = as_insider.get(url).content.decode()

        assert page.count("checked") == 2

    def test_restricted_columns_in_clear_need_a_purpose_which_is_recorded(
        self, as_insider, person, insider
    ):
        url = "/registers/people.person/export.csv?choose=yes"
        wish = {"cols": ["full_name", "id_number"], "restricted": "on"}

        refused = as_insider.post(url, wish)
        given = lines(as_insider.post(url, {**wish, "purpose": "年度考核"}))

        entry = AuditEntry.objects.get(act="register.export")
        assert (refused.status_code, "填写导出用途" in refused.content.decode()) == (422, True)
        assert given[0][0].endswith("用途：年度考核")
        assert given[1:] == [["姓名", "身份证号"], ["李春", ID]]
        assert (entry.actor, entry.data["purpose"], entry.data["count"]) == (insider, "年度考核", 1)
        assert (entry.data["columns"], entry.data["restricted"]) == (
            ["full_name", "id_number"],
            True,
        )

    def test_without_the_permission_the_wish_for_clear_text_is_not_heard(
        self, as_insider, insider, person
    ):
        insider.user_permissions.remove(
            *insider.user_permissions.filter(codename="reveal_restricted_fields")
        )
        data = {"cols": ["id_number"], "restricted": "on", "purpose": "年度考核"}

        rows = lines(as_insider.post("/registers/people.person/export.csv?choose=yes", data))

        assert rows[2] == ["110101********900X"]

    def test_a_restricted_register_always_asks_what_for(self, as_insider, person):
        FamilyMemberFactory(person=person)

        page = as_insider.get("/registers/people.familymember/export.xlsx")

        assert "用途" in page.content.decode()
        assert not AuditEntry.objects.filter(act="register.export").exists()

    def test_shows_no_rows_out_of_sight(self, as_outsider, person):
        assert len(lines(as_outsider.get("/registers/people.person/export.csv"))) == 2

    def test_is_closed_to_who_may_not_view(self, as_powerless):
        assert as_powerless.get("/registers/people.person/export.csv").status_code == 403

    def test_a_roster_has_its_own_columns(self, as_insider, person, monkeypatch):
        rosters = {"通讯录": ("full_name", "post_summary")}
        monkeypatch.setattr(type(register_of(Person)), "rosters", rosters, raising=False)

        rows = sheet(as_insider.get("/registers/people.person/roster/通讯录/"))

        assert rows[0][0].startswith("通讯录　顾青")
        assert rows[1] == ["姓名", "现任职务"]

    def test_says_of_which_day_it_is(self, as_insider, person):
        rows = lines(as_insider.get("/registers/people.postheld/export.csv?on=2014-12-31"))

        assert rows[0][0].endswith("导出　2014-12-31 的状态")

    def test_of_many_rows_is_announced_before_a_workbook_is_made(
        self, as_insider, person, monkeypatch
    ):
        monkeypatch.setattr("jingwei.kernel.registers.exchange.export.LONG", 0)

        page = as_insider.get("/registers/people.person/export.xlsx?cols=full_name").text
        swift = as_insider.get("/registers/people.person/export.csv?cols=full_name")

        assert "筛选出的 1 人" in page
        assert "/export.csv?cols=full_name&amp;choose=yes" in page
        assert lines(swift)[1:] == [["姓名"], ["李春"]]

    def test_another_suffix_is_not_there(self, as_insider, person):
        assert as_insider.get("/registers/people.person/export.pdf").status_code == 404


class TestTemplate:
    def test_has_heads_choices_notes_and_the_code_of_its_register(self, as_insider):
        response = as_insider.get("/registers/people.person/template.xlsx")

        book = CalamineWorkbook.from_filelike(BytesIO(response.content))
        lists = book.get_sheet_by_name("_lists").to_python()
        heads = book.get_sheet_by_index(0).to_python()[0]
        assert {"人员编号", "姓名", "性别", "身份证号"} <= set(heads)
        assert lists[0][0] == "jingwei people.person 1"
        assert {"男", "女"} <= {row[heads.index("性别") + 1] for row in lists}
        assert book.sheet_names[1] == "填写说明"

    def test_leaves_out_what_the_reader_may_not_write(self, as_insider, insider):
        hidden = ("read_office_fields", "reveal_restricted_fields")
        insider.user_permissions.remove(*insider.user_permissions.filter(codename__in=hidden))

        heads = as_insider.get("/registers/people.person/template.csv").content.decode("utf-8-sig")

        assert "姓名" in heads
        assert "身份证号" not in heads
        assert "健康状况" not in heads

    def test_of_another_register_is_refused_on_upload(self, as_insider, insider):
        data = BytesIO(as_insider.get("/registers/people.education/template.xlsx").content)
        data.name = "模板.xlsx"

        page = as_insider.post("/registers/people.person/import/", {"file": data})

        assert page.status_code == 422
        assert "是“学历学位”的模板" in page.content.decode()


def test_family_members_have_their_own_name_and_that_of_the_person():
    register = register_of(FamilyMember)

    heads = [head_of(register, col) for col in register.columns]
    assert ("人员姓名" in heads, "姓名" in heads) == (True, True)
