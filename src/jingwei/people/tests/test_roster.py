"""The roster: the columns of the national form, people in their order, bands by unit."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from jingwei.kernel.errors import BadInput
from jingwei.kernel.models import AuditEntry
from jingwei.kernel.registers.declaration import REGISTERS
from jingwei.people.models import Hat, Person
from jingwei.people.roster import HEADS, WIDTHS, Roster, roster_bytes, roster_export
from tests import factories as make

DAY = date(2025, 6, 30)


def page(code: str) -> str:
    return reverse("people:roster", args=[code])


def rows_of(data: bytes) -> list[list[str]]:
    return CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()


@pytest.fixture
def cadre(zzb):
    person = make.PersonFactory(
        unit=zzb,
        full_name="顾晓岚",
        native_place="青岚",
        work_since="200708",
        joined_party_on="20060701",
    )
    make.EducationFactory(person=person, degree="403", major="行政管理")
    make.EducationFactory(
        person=person,
        kind="2",
        education="1B",
        school="省委党校",
        major="公共管理专业",
        graduated_on="201806",
    )
    make.PostHeldFactory(person=person, unit=zzb, title="副部长", since="202003")
    make.LevelHeldFactory(person=person, kind="1", level="", rank="1A", since="202106")
    person.refresh_from_db()
    return person


class TestRoster:
    def test_the_heads_are_those_of_the_form(self, cadre):
        rows = rows_of(roster_bytes(Roster([cadre], "区委组织部", DAY)))

        assert rows[0][0] == "干部名册"
        assert (rows[1][0], rows[1][-1]) == ("单位：区委组织部", "2025年6月30日　共 1 人")
        assert [cell for cell in rows[2] if cell] == [head for head, _ in HEADS]
        assert len(WIDTHS) == 15

    def test_a_person_fills_fifteen_cells(self, cadre):
        row = rows_of(roster_bytes(Roster([cadre], "区委组织部", DAY)))[4]

        assert row == [
            "顾晓岚", "区委组织部副部长", "女", "汉族", "青岚", "大学\n法学学士",
            "示例大学公共管理系行政管理专业", "省委党校研究生", "省委党校公共管理专业", "1985.03",
            "2007.08", "2006.07", "2020.03", "2021.06", "",
        ]  # fmt: skip

    def test_people_of_several_units_stand_below_bands(self, cadre, gbk):
        other = make.PersonFactory(unit=gbk, full_name="林雁秋")

        rows = rows_of(roster_bytes(Roster([cadre, other], "区委组织部", DAY)))

        assert [row[0] for row in rows[4:]] == [
            "区委组织部（1 人）", "顾晓岚", "区委组织部/干部科（1 人）", "林雁秋",
        ]  # fmt: skip

    def test_equal_calls_give_equal_bytes(self, cadre):
        roster = Roster([cadre], "区委组织部", DAY)

        assert roster_bytes(roster) == roster_bytes(roster)

    def test_who_took_it_is_recorded(self, cadre, insider):
        roster_export(Roster([cadre], "区委组织部", DAY), actor=insider)

        assert AuditEntry.objects.get(act="roster.export").data["count"] == 1

    def test_an_empty_list_makes_no_roster(self, insider):
        with pytest.raises(BadInput, match="没有人"):
            roster_export(Roster([], "", DAY), actor=insider)


@pytest.mark.once
class TestPage:
    def test_the_list_becomes_a_roster_with_one_click(self, as_insider, cadre):
        make.CadreFactory(person=cadre)

        for code in ("people.person", "cadres.cadre"):
            answer = as_insider.get(page(code), {"q": "顾晓岚"})

            assert rows_of(answer.content)[4][0] == "顾晓岚"

    def test_the_filter_of_the_list_counts(self, as_insider, cadre):
        answer = as_insider.get(page("people.person"), {"gender": "1"}, follow=True)

        assert "列表里没有人" in answer.content.decode()

    def test_a_register_of_something_else_has_none(self, as_insider, cadre):
        assert as_insider.get(page("people.education")).status_code == 404

    def test_each_list_of_people_offers_it(self, as_insider, cadre):
        lists = [code for code, one in REGISTERS.items() if issubclass(one.model, Person | Hat)]

        for code in lists:
            text = as_insider.get(reverse("registers:list", args=[code])).content.decode()
            assert f'href="{page(code)}' in text
