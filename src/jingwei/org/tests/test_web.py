"""The pages of units: who sees them, what they say, what they refuse."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.urls import reverse

from jingwei.kernel.documents.sheets import read_xlsx
from jingwei.org.models import Unit, UnitGroup
from jingwei.org.services import unit_alias_add, unit_close, unit_group_save, unit_rename
from tests.factories import UnitFactory

pytestmark = pytest.mark.once

UNIT_PAGES = ["unit", "unit-create", "unit-rename", "unit-move", "unit-close"]
PLAIN_PAGES = ["unit-list", "group-list", "group-create"]
DATED = {"on": "2025-05-01", "basis": "青编〔2025〕3号"}


def page_of(name, unit):
    return reverse(f"org:{name}", args=[unit.pk] if name in UNIT_PAGES else [])


def text_of(answer):
    return answer.content.decode()


@pytest.mark.parametrize("name", [*UNIT_PAGES, *PLAIN_PAGES])
class TestDoors:
    def test_opens_to_the_insider(self, as_insider, gbk, name):
        assert as_insider.get(page_of(name, gbk)).status_code == 200

    def test_is_closed_without_the_permission(self, as_powerless, gbk, name):
        assert as_powerless.get(page_of(name, gbk)).status_code == 403

    def test_sends_a_stranger_to_the_sign_in(self, client, gbk, name):
        answer = client.get(page_of(name, gbk))

        assert answer.status_code == 302
        assert answer["Location"].startswith("/account/login/")


@pytest.mark.parametrize("name", UNIT_PAGES)
def test_a_unit_out_of_sight_is_not_there(as_outsider, gbk, name):
    assert as_outsider.get(page_of(name, gbk)).status_code == 404


class TestUnitList:
    def test_shows_only_what_the_viewer_sees(self, as_outsider, gbk):
        text = text_of(as_outsider.get(reverse("org:unit-list")))

        assert "区教育局" in text
        assert "干部科" not in text

    @pytest.mark.parametrize("page", ["/units/", "/registers/org.unit/"])
    def test_finds_by_pinyin_what_the_name_is_now(self, as_insider, insider, gbk, page):
        unit_rename(gbk, name="人才科", on=date(2025, 5, 1), basis="文", actor=insider)

        assert "人才科</a>" in text_of(as_insider.get(page, {"q": "rencaik"}))
        assert "人才科</a>" not in text_of(as_insider.get(page, {"q": "ganbuke"}))

    def test_reads_as_of_a_day(self, as_insider, insider, gbk, today):
        unit_close(gbk, on=date(2025, 5, 1), basis="文", actor=insider)

        now = text_of(as_insider.get(reverse("org:unit-list")))
        then = text_of(as_insider.get(reverse("org:unit-list"), {"on": "2025-04-30"}))

        assert "干部科" not in now
        assert "干部科" in then

    def test_a_day_that_is_none_shows_today_and_says_so(self, as_insider, gbk):
        answer = as_insider.get(reverse("org:unit-list"), {"on": "去年"})

        assert answer.status_code == 200
        assert "errorlist" in text_of(answer)

    def test_needs_no_more_queries_for_more_units(
        self, as_insider, zzb, django_assert_max_num_queries
    ):
        url = reverse("org:unit-list")
        as_insider.get(url)
        with django_assert_max_num_queries(30) as few:
            as_insider.get(url)
        for n in range(12):
            unit_alias_add(UnitFactory(code=f"k{n}", parent=zzb), text=f"别名{n}", actor=None)

        with django_assert_max_num_queries(len(few)):
            as_insider.get(url)


class TestUnitExport:
    def test_csv_holds_the_filtered_tree(self, as_insider, zzb, gbk):
        answer = as_insider.get(reverse("org:unit-export", args=["csv"]), {"q": "科"})

        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert rows[0][:3] == ["名称", "代码", "类别"]
        assert [row[:4] for row in rows[1:]] == [["　干部科", "gbk", "内设科室", "区委组织部"]]

    def test_workbook_holds_the_same_rows(self, as_insider, zzb, gbk):
        answer = as_insider.get(reverse("org:unit-export", args=["xlsx"]))

        (sheet,) = read_xlsx("单位.xlsx", answer.content)
        assert [row[1] for row in sheet.rows[2:]] == ["zzb", "gbk"]

    def test_other_formats_do_not_exist(self, as_insider):
        assert as_insider.get(reverse("org:unit-export", args=["pdf"])).status_code == 404

    def test_is_closed_without_the_permission(self, as_powerless):
        assert as_powerless.get(reverse("org:unit-export", args=["csv"])).status_code == 403


class TestUnitPage:
    def test_tells_history_names_groups_children_and_people(self, as_insider, insider, zzb, gbk):
        unit_alias_add(zzb, text="组织部", actor=insider)
        unit_group_save("区直各单位", members=[zzb], is_open=False, actor=insider)

        text = text_of(as_insider.get(reverse("org:unit", args=[zzb.pk])))

        for words in ("2020-01-01", "组织部", "区直各单位", "干部科", "顾青"):
            assert words in text

    def test_a_closed_unit_offers_no_act_and_takes_none(self, as_insider, insider, gbk):
        unit_close(gbk, on=date(2025, 5, 1), basis="文", actor=insider)

        text = text_of(as_insider.get(reverse("org:unit", args=[gbk.pk])))
        answer = as_insider.get(reverse("org:unit-rename", args=[gbk.pk]))

        assert "更名" not in text
        assert answer.status_code == 404


class TestActs:
    def test_a_section_is_set_up(self, as_insider, zzb, today):
        data = {**DATED, "name": "人才科", "code": "rck", "kind": "section"}

        answer = as_insider.post(reverse("org:unit-create", args=[zzb.pk]), data)

        assert answer["Location"] == reverse("org:unit", args=[zzb.pk])
        assert Unit.objects.get(path="qinglan/zzb/rck/").since == date(2025, 5, 1)

    def test_a_unit_is_renamed(self, as_insider, gbk, today):
        url = reverse("org:unit-rename", args=[gbk.pk])

        answer = as_insider.post(url, {**DATED, "name": "干部一科"})

        gbk.refresh_from_db()
        assert answer.status_code == 302
        assert gbk.name == "干部一科"

    def test_a_unit_is_moved_within_sight(self, as_insider, gbk, gbk2, today):
        answer = as_insider.post(reverse("org:unit-move", args=[gbk.pk]), {**DATED, "to": gbk2.pk})

        gbk.refresh_from_db()
        assert answer.status_code == 302
        assert gbk.path == "qinglan/zzb/gbk2/gbk/"

    def test_no_unit_goes_where_the_viewer_does_not_see(self, as_insider, gbk, jyj, today):
        answer = as_insider.post(reverse("org:unit-move", args=[gbk.pk]), {**DATED, "to": jyj.pk})

        gbk.refresh_from_db()
        assert answer.status_code == 422
        assert gbk.path == "qinglan/zzb/gbk/"

    def test_a_unit_is_closed(self, as_insider, gbk, today):
        as_insider.post(reverse("org:unit-close", args=[gbk.pk]), DATED)

        gbk.refresh_from_db()
        assert gbk.closed_on == date(2025, 5, 1)

    def test_a_rule_speaks_in_the_form(self, as_insider, zzb, gbk, today):
        answer = as_insider.post(reverse("org:unit-close", args=[zzb.pk]), DATED)

        assert answer.status_code == 422
        assert "先划转或撤销下级单位" in text_of(answer)

    def test_a_day_to_come_is_refused(self, as_insider, gbk, today):
        answer = as_insider.post(
            reverse("org:unit-close", args=[gbk.pk]), {**DATED, "on": "2025-07-01"}
        )

        gbk.refresh_from_db()
        assert answer.status_code == 422
        assert gbk.closed_on is None


class TestAliases:
    def test_are_added_and_removed_on_the_page(self, as_insider, zzb):
        as_insider.post(reverse("org:alias-add", args=[zzb.pk]), {"text": "组织部"})
        alias = zzb.aliases.get()

        as_insider.post(reverse("org:alias-remove", args=[zzb.pk, alias.pk]))

        assert alias.text == "组织部"
        assert not zzb.aliases.exists()

    def test_a_taken_word_is_refused_beside_its_field(self, as_insider, zzb, gbk):
        answer = as_insider.post(reverse("org:alias-add", args=[zzb.pk]), {"text": "干部科"})

        assert answer.status_code == 422
        assert "已经指“干部科”" in text_of(answer)

    def test_of_a_unit_out_of_sight_are_not_there(self, as_outsider, zzb):
        alias = unit_alias_add(zzb, text="组织部", actor=None)

        added = as_outsider.post(reverse("org:alias-add", args=[zzb.pk]), {"text": "部里"})
        removed = as_outsider.post(reverse("org:alias-remove", args=[zzb.pk, alias.pk]))

        assert (added.status_code, removed.status_code) == (404, 404)
        assert zzb.aliases.get() == alias

    def test_are_closed_without_the_permission(self, as_powerless, zzb):
        answer = as_powerless.post(reverse("org:alias-add", args=[zzb.pk]), {"text": "组织部"})

        assert answer.status_code == 403


class TestGroups:
    def test_a_group_is_made_and_changed(self, as_insider, gbk, gbk2):
        as_insider.post(reverse("org:group-create"), {"name": "各科室", "members": [gbk.path]})
        group = UnitGroup.objects.get()

        data = {"name": "部机关各科室", "members": [gbk.path, gbk2.path]}
        as_insider.post(reverse("org:group-change", args=[group.pk]), data)

        group.refresh_from_db()
        assert group.name == "部机关各科室"
        assert set(group.members.all()) == {gbk, gbk2}

    def test_members_out_of_sight_stay_unseen_and_stay_members(
        self, as_outsider, outsider, gbk, jyj
    ):
        group = unit_group_save("各单位", members=[gbk, jyj], is_open=False, actor=None)
        url = reverse("org:group-change", args=[group.pk])

        listed = text_of(as_outsider.get(reverse("org:group-list")))
        form = text_of(as_outsider.get(url))
        as_outsider.post(url, {"name": "各单位", "is_open": "on"})

        assert "干部科" not in listed + form
        assert list(group.members.all()) == [gbk]

    def test_a_name_in_use_is_refused_and_replaces_nothing(self, as_insider, gbk, gbk2):
        group = unit_group_save("各科室", members=[gbk], is_open=False, actor=None)

        answer = as_insider.post(
            reverse("org:group-create"), {"name": "各科室", "members": [gbk2.path]}
        )

        assert answer.status_code == 422
        assert list(group.members.all()) == [gbk]

    def test_a_group_needs_members_or_is_open(self, as_insider, gbk):
        answer = as_insider.post(reverse("org:group-create"), {"name": "有关部门"})

        assert answer.status_code == 422
        assert "至少勾选一个成员" in text_of(answer)

    def test_is_removed_after_asking(self, as_insider, gbk):
        group = unit_group_save("各科室", members=[gbk], is_open=False, actor=None)
        url = reverse("org:group-remove", args=[group.pk])

        asked = as_insider.get(url)
        still_there = UnitGroup.objects.filter(pk=group.pk).exists()
        as_insider.post(url, {"confirmed": "yes"})

        assert asked.status_code == 200
        assert still_there
        assert not UnitGroup.objects.exists()
