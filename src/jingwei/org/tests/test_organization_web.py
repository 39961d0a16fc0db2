"""The pages of Party organizations: who sees them, what they say, what they refuse."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.urls import reverse

from jingwei.kernel.documents.sheets import read_xlsx
from jingwei.org.models import CommitteeSeat, PartyOrganization, Staffing, Term, Unit
from jingwei.org.services import (
    party_organization_close,
    party_organization_rename,
    seat_add,
    term_open,
)
from jingwei.org.tests.shared import APPROVAL, MAY, organization
from tests.factories import UnitFactory

pytestmark = pytest.mark.once

DATED = {"on": "2025-05-01", "approval_no": APPROVAL}
OF_ONE = [
    "organization", "organization-change", "organization-rename", "organization-kind",
    "organization-move", "organization-merge", "organization-split", "organization-close",
    "term-open", "seat-add",
]  # fmt: skip
OF_PARTS = ["term-change", "seat-end"]
PLAIN = ["organization-list", "organization-create"]
OF_UNITS = ["unit-change", "unit-merge", "unit-split", "staffing-add"]


@pytest.fixture
def rows(zb1):
    """A term and a seat of the first branch, by the name of the page they have."""
    term = term_open(zb1, began_on=date(2023, 1, 1), actor=None)
    seat = seat_add(zb1, holder_name="甲书记", post="secretary", since=MAY, actor=None)
    return {"term-change": term, "seat-end": seat}


def page_of(name, branch, rows):
    if name == "organization-create":
        return f"{reverse('org:organization-create')}?under={branch.pk}"
    key = rows[name].pk if name in rows else branch.unit_id if name in OF_UNITS else branch.pk
    return reverse(f"org:{name}", args=[] if name in PLAIN else [key])


def text_of(answer):
    return answer.content.decode()


@pytest.mark.parametrize("name", [*OF_ONE, *OF_PARTS, *PLAIN, *OF_UNITS])
class TestDoors:
    def test_opens_to_the_insider(self, as_insider, zb1, rows, name):
        assert as_insider.get(page_of(name, zb1, rows)).status_code == 200

    def test_is_closed_without_the_permission(self, as_powerless, zb1, rows, name):
        assert as_powerless.get(page_of(name, zb1, rows)).status_code == 403

    def test_sends_a_stranger_to_the_sign_in(self, client, zb1, rows, name):
        assert client.get(page_of(name, zb1, rows)).status_code == 302


@pytest.mark.parametrize("name", [*OF_ONE, *OF_PARTS, *OF_UNITS, "organization-create"])
def test_what_is_out_of_sight_is_not_there(as_outsider, zb1, rows, name):
    assert as_outsider.get(page_of(name, zb1, rows)).status_code == 404


def test_a_topmost_one_is_set_up_only_by_who_sees_the_district(as_insider, qinglan):
    assert as_insider.get(reverse("org:organization-create")).status_code == 404


class TestList:
    def test_begins_below_the_only_top_and_shows_one_level(
        self, as_insider, zbw, zb1, zzb, rows, today
    ):
        group = organization("xz", zzb, zb1, kind="party_group", name="第一党小组")
        url = reverse("org:organization-list")

        top = text_of(as_insider.get(url))
        below = text_of(as_insider.get(url, {"under": zb1.pk}))

        for words in ("中共区委组织部总支部", "第一支部", "甲书记", "2026-01-01"):
            assert words in top
        assert group.name not in top
        assert group.name in below

    def test_shows_only_what_the_viewer_sees(self, as_outsider, zb1, jyzb):
        text = text_of(as_outsider.get(reverse("org:organization-list"), {"kind": "branch"}))

        assert "中共区教育局支部" in text
        assert "第一支部" not in text

    def test_reads_as_of_a_day(self, as_insider, insider, zbw, zb1, today):
        party_organization_rename(
            zb1, name="中共机关支部", on=MAY, approval_no=APPROVAL, actor=insider
        )
        url = reverse("org:organization-list")

        then = text_of(as_insider.get(url, {"under": zbw.pk, "on": "2025-04-30"}))

        assert "第一支部" in then
        assert "中共机关支部" not in then

    def test_an_organization_out_of_sight_has_no_level(self, as_outsider, zbw):
        answer = as_outsider.get(reverse("org:organization-list"), {"under": zbw.pk})

        assert answer.status_code == 404

    def test_needs_no_more_queries_for_more_rows(
        self, as_insider, zbw, zb1, zzb, django_assert_max_num_queries
    ):
        address = reverse("org:organization-list") + f"?under={zbw.pk}"
        as_insider.get(address)
        with django_assert_max_num_queries(40) as few:
            as_insider.get(address)
        for n in range(12):
            row = organization(f"k{n}", zzb, zbw)
            term_open(row, began_on=MAY, actor=None)
            seat_add(row, holder_name="甲", post="secretary", since=MAY, actor=None)

        with django_assert_max_num_queries(len(few)):
            as_insider.get(address)


class TestExport:
    def test_csv_holds_every_level_below_what_the_viewer_sees(self, as_insider, zbw, zb1, rows):
        answer = as_insider.get(reverse("org:organization-export", args=["csv"]))

        table = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert table[0][:4] == ["全称", "简称", "代码", "类别"]
        assert [line[0] for line in table[1:]] == [
            "中共区委组织部总支部", "　中共区委组织部第一支部",
        ]  # fmt: skip
        assert table[2][7:10] == ["甲书记", "2023-01-01", "2026-01-01"]

    def test_workbook_holds_what_the_filter_finds(self, as_insider, zbw, zb1):
        answer = as_insider.get(
            reverse("org:organization-export", args=["xlsx"]), {"kind": "branch"}
        )

        (sheet,) = read_xlsx("党组织.xlsx", answer.content)
        assert [row[2] for row in sheet.rows[2:]] == ["zb1"]

    def test_other_formats_do_not_exist(self, as_insider):
        assert as_insider.get(reverse("org:organization-export", args=["pdf"])).status_code == 404

    def test_is_closed_without_the_permission(self, as_powerless):
        url = reverse("org:organization-export", args=["csv"])

        assert as_powerless.get(url).status_code == 403


class TestPage:
    def test_tells_history_terms_committee_and_what_is_below(
        self, as_insider, zbw, zb1, rows, today
    ):
        above = text_of(as_insider.get(reverse("org:organization", args=[zbw.pk])))
        own = text_of(as_insider.get(reverse("org:organization", args=[zb1.pk])))

        assert "第一支部" in above
        for words in ("设立，名称", "2026-01-01", "甲书记", "区委组织部"):
            assert words in own

    def test_a_closed_one_offers_no_act_and_takes_none(self, as_insider, insider, zb1):
        party_organization_close(zb1, on=MAY, approval_no=APPROVAL, actor=insider)

        text = text_of(as_insider.get(reverse("org:organization", args=[zb1.pk])))
        answer = as_insider.get(reverse("org:organization-rename", args=[zb1.pk]))

        assert "更名" not in text
        assert answer.status_code == 404


class TestActs:
    def post(self, browser, page, row, **data):
        return browser.post(reverse(f"org:{page}", args=[row.pk]), {**DATED, **data})

    def test_one_is_set_up_with_its_facts(self, as_insider, zbw, zzb, jyj, gbk, today):
        data = {
            "name": "中共联合支部", "code": "lh", "kind": "joint_branch", "unit": zzb.pk,
            "since": "2025-05-01", "approval_no": APPROVAL, "sector": "organ",
            "joint": "干部科", "position": 0,
        }  # fmt: skip

        answer = as_insider.post(f"{reverse('org:organization-create')}?under={zbw.pk}", data)

        made = PartyOrganization.objects.get(path="dzz/zb/lh/")
        assert answer.status_code == 302
        assert (made.sector, list(made.joint_units.all())) == ("organ", [gbk])

    def test_is_renamed_made_another_kind_moved_and_closed(self, as_insider, zbw, zb1, zb10, today):
        self.post(as_insider, "organization-rename", zb1, name="中共机关支部")
        self.post(
            as_insider, "organization-kind", zb1, kind="general_branch", name="中共机关总支部"
        )
        self.post(as_insider, "organization-move", zb10, to="中共机关总支部")
        self.post(as_insider, "organization-close", zb10, on="2025-06-01")

        zb1.refresh_from_db()
        zb10.refresh_from_db()
        assert (zb1.name, zb1.kind) == ("中共机关总支部", "general_branch")
        assert (zb10.path, zb10.closed_on) == ("dzz/zb/zb1/zb10/", date(2025, 6, 1))

    def test_no_move_goes_where_the_viewer_does_not_see(self, as_insider, zb1, jyzb, today):
        answer = self.post(as_insider, "organization-move", zb1, to=jyzb.name)

        assert answer.status_code == 422
        assert "没有找到" in text_of(answer)

    def test_a_name_that_two_bear_is_asked_back(self, as_insider, zbw, zb1, zzb, today):
        for code in ("t1", "t2"):
            organization(code, zzb, zbw, name="中共同名支部")

        answer = self.post(as_insider, "organization-move", zb1, to="中共同名支部")

        assert "dzz/zb/t1/" in text_of(answer)

    def test_siblings_and_others_are_merged(self, as_insider, zbw, zb1, zb10, zzb, today):
        third = organization("zb3", zzb, zb10, name="中共第三支部")

        answer = self.post(
            as_insider, "organization-merge", zb1, siblings=[zb10.pk], others=third.name
        )

        assert answer.status_code == 302
        assert set(PartyOrganization.objects.exclude(closed_on=None)) == {zb10, third}

    def test_nothing_to_merge_is_said(self, as_insider, zb1, today):
        answer = self.post(as_insider, "organization-merge", zb1)

        assert answer.status_code == 422
        assert "还没有选择" in text_of(answer)

    def test_one_is_split_in_two(self, as_insider, zbw, zb1, zb10, today):
        url = reverse("org:organization-split", args=[zbw.pk]) + "?parts=2"
        parts = {
            "name1": "中共甲总支部", "code1": "za", "kind1": "general_branch",
            "name2": "中共乙总支部", "code2": "zc", "kind2": "general_branch",
            f"children{zb1.pk}": "1", f"children{zb10.pk}": "2",
        }  # fmt: skip

        answer = as_insider.post(url, {**DATED, **parts, "keep": "no"})

        paths = PartyOrganization.objects.filter(closed_on=None).values_list("path", flat=True)
        assert answer.status_code == 302
        assert {"dzz/za/zb1/", "dzz/zc/zb10/"} <= set(paths)

    def test_facts_are_changed(self, as_insider, zb1, zzb, today):
        data = {"unit": zzb.pk, "phone": "100", "position": 3, "sector": "village", "joint": ""}

        self.post(as_insider, "organization-change", zb1, **data)

        zb1.refresh_from_db()
        assert (zb1.phone, zb1.position, zb1.sector) == ("100", 3, "village")

    def test_a_term_is_opened_and_delayed(self, as_insider, zb1, today):
        self.post(as_insider, "term-open", zb1, began_on="2022-07-01", number=3)
        term = Term.objects.get()

        refused = self.post(as_insider, "term-change", term, due_on=term.due_on,
                            delay_until="2025-12-01")  # fmt: skip
        self.post(as_insider, "term-change", term, due_on=term.due_on, stage="asked",
                  delay_until="2025-12-01", delay_approval_no=APPROVAL)  # fmt: skip

        term.refresh_from_db()
        assert refused.status_code == 422
        assert (term.runs_out, term.stage) == (date(2025, 12, 1), "asked")

    def test_a_seat_is_taken_and_left(self, as_insider, zb1, today):
        data = {"holder_name": "甲", "post": "secretary", "since": "2025-05-01"}
        self.post(as_insider, "seat-add", zb1, **data)
        seat = CommitteeSeat.objects.get()

        self.post(as_insider, "seat-end", seat, until="2025-06-01")

        seat.refresh_from_db()
        assert seat.until == date(2025, 6, 1)


class TestUnitActs:
    DATED = {"on": "2025-05-01", "basis": "青编〔2025〕3号"}

    def test_sections_are_merged(self, as_insider, gbk, gbk2, today):
        data = {**self.DATED, "siblings": [gbk2.pk]}

        answer = as_insider.post(reverse("org:unit-merge", args=[gbk.pk]), data)

        gbk2.refresh_from_db()
        assert answer.status_code == 302
        assert gbk2.closed_on == MAY

    def test_a_section_is_split_off(self, as_insider, zzb, gbk, today):
        team = UnitFactory(code="t1", name="一组", parent=gbk)
        data = {
            **self.DATED, "keep": "yes", "name1": "干部二科", "code1": "gbek", "kind1": "section",
            f"children{team.pk}": "1",
        }  # fmt: skip

        answer = as_insider.post(reverse("org:unit-split", args=[gbk.pk]), data)

        assert answer.status_code == 302
        assert Unit.objects.get(code="t1").path == "qinglan/zzb/gbek/t1/"

    def test_facts_and_staffing_are_kept(self, as_insider, zzb, today):
        facts = {"short_name": "组织部", "level": "109", "legal_kind": "1", "position": 2}
        staffing = {"since": "2025-05-01", "basis": "文", "deputy_posts": 4, "inner_posts": ""}

        as_insider.post(reverse("org:unit-change", args=[zzb.pk]), facts)
        as_insider.post(reverse("org:staffing-add", args=[zzb.pk]), staffing)

        text = text_of(as_insider.get(reverse("org:unit", args=[zzb.pk])))
        assert Staffing.objects.get().deputy_posts == 4
        assert "乡、科级" in text or "乡科级" in text


@pytest.mark.parametrize("page", ["/organizations/", "/registers/org.partyorganization/"])
def test_is_found_by_pinyin_of_what_it_is_called_now(as_insider, insider, zb1, page):
    party_organization_rename(
        zb1, name="中共区委编办支部", on=MAY, approval_no=APPROVAL, actor=insider
    )

    assert "中共区委编办支部</a>" in text_of(as_insider.get(page, {"q": "bianban"}))
    assert "中共区委编办支部</a>" not in text_of(as_insider.get(page, {"q": "dyzb"}))
