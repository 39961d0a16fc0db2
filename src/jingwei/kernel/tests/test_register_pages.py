"""Lists of the registers: filters, columns, order, paging, views; one page for all of them."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conftest import signed_in
from jingwei.kernel.models import AuditEntry
from jingwei.kernel.registers.declaration import REGISTERS
from jingwei.kernel.tests.register_cast import ID_NUMBER, change, new, people, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
HTMX = {"HTTP_HX_REQUEST": "true"}
LIST = "/registers/people.person/"


def names(answer) -> list[str]:
    """Return the names a list shows, in its order."""
    return [line.title[2] for line in answer.context["lines"]]


def keys(answer) -> list[int]:
    """Return the rows a list shows, in its order."""
    return [line.pk for line in answer.context["lines"]]


def grant(user, *codes: str) -> None:
    """Take every permission but ``codes`` from a user."""
    from django.contrib.auth.models import Permission

    wanted = [code.split(".") for code in codes]
    found = [
        Permission.objects.get(content_type__app_label=app, codename=name) for app, name in wanted
    ]
    user.user_permissions.set(found)


class TestEveryList:
    @pytest.mark.parametrize("code", sorted(REGISTERS))
    def test_opens_empty_and_offers_a_new_row(self, as_insider, code):
        answer = as_insider.get(reverse("registers:list", args=[code]))

        assert answer.status_code == 200
        assert reverse("registers:new", args=[code]) in answer.text

    @pytest.mark.parametrize("code", sorted(REGISTERS))
    def test_has_a_form_for_new_rows(self, as_insider, code):
        answer = as_insider.get(reverse("registers:new", args=[code]))

        assert answer.status_code == 200

    def test_is_closed_without_its_permission(self, as_powerless):
        answer = as_powerless.get(LIST)

        assert answer.status_code == 403
        assert "查看人员" in answer.text

    def test_unknown_register_is_not_found(self, as_insider):
        assert as_insider.get("/registers/people.nobody/").status_code == 404

    def test_of_an_outsider_is_empty(self, as_outsider, zzb):
        person(zzb)

        assert names(as_outsider.get(LIST)) == []

    def test_index_names_only_what_may_be_opened(self, insider):
        grant(insider, "people.view_person")

        answer = signed_in(insider).get("/registers/")

        assert LIST in answer.text
        assert "/registers/people.reward/" not in answer.text


class TestFilter:
    def test_keeps_the_rows_it_asks_for_and_says_so(self, as_insider, zzb):
        person(zzb, "林雁秋", gender="2")
        person(zzb, "顾长风", gender="1")

        answer = as_insider.get(LIST, {"gender": "2", "q": ""})

        assert names(answer) == ["林雁秋"]
        assert [(c["label"], c["value"]) for c in answer.context["chips"]] == [("性别", "女")]

    def test_reads_months_as_people_write_them(self, as_insider, zzb):
        person(zzb, "林雁秋", birth_on="197803")
        person(zzb, "顾长风", birth_on="198001")

        answer = as_insider.get(LIST, {"birth_on_from": "1978年3月", "birth_on_to": "1979"})

        assert names(answer) == ["林雁秋"]

    def test_finds_a_branch_by_its_name_and_links_by_its_path(self, as_insider, zzb, gbk, gbk2):
        person(gbk, "林雁秋")
        person(gbk2, "顾长风")

        answer = as_insider.get(LIST, {"unit": "区委组织部/干部科"})

        assert names(answer) == ["林雁秋"]
        assert answer.context["query"]["unit"] == gbk.path
        assert answer.context["chips"][0]["value"] == "区委组织部/干部科"

    def test_that_makes_no_sense_is_told_beside_its_field(self, as_insider, zzb):
        person(zzb)

        answer = as_insider.get(LIST, {"birth_on_from": "去年"})

        assert answer.status_code == 422
        assert names(answer) == []
        assert "不是年月" in answer.context["form"].errors["birth_on_from"][0]

    def test_fragment_replaces_only_the_results_and_tells_the_address(self, as_insider, zzb):
        person(zzb)

        answer = as_insider.get(LIST, {"gender": "1", "ethnic_group": ""}, **HTMX)

        assert answer.text.strip().startswith('<div id="results">')
        assert answer["HX-Push-Url"] == f"{LIST}?gender=1"
        assert "HX-Request" in answer["Vary"]

    def test_as_of_a_day_keeps_what_held_then(self, as_insider, zzb):
        who = person(zzb)
        new("people.postheld", person=who, title="科长", since="201001", until="201505")
        new("people.postheld", person=who, title="副部长", since="201505")

        answer = as_insider.get("/registers/people.postheld/", {"on": "2014-12-31"})

        assert [cell[2] for cell in answer.context["lines"][0].cells if cell[0] == "职务名称"] == [
            "科长"
        ]
        assert "2014" in answer.text
        assert len(answer.context["lines"]) == 1

    def test_search_by_an_id_number_is_recorded_without_the_number(self, as_insider, zzb):
        person(zzb, id_number=ID_NUMBER)

        answer = as_insider.get(LIST, {"q": ID_NUMBER})

        entry = AuditEntry.objects.get(act="register.search")
        assert len(answer.context["lines"]) == 1
        assert ID_NUMBER not in str(entry.data)

    @pytest.mark.parametrize("code", ["cadres.cadre", "people.education", "party.member"])
    def test_search_by_an_id_number_is_recorded_wherever_people_are_found_by_it(
        self, as_insider, code
    ):
        for text in (ID_NUMBER, "8717", "林"):
            as_insider.get(f"/registers/{code}/", {"q": text})

        entries = AuditEntry.objects.filter(act="register.search")
        assert sorted(entry.data["length"] for entry in entries) == [4, 18]

    @pytest.mark.parametrize("code", ["people.person", "people.education"])
    def test_box_says_in_what_it_looks(self, as_insider, code):
        assert "末四位" in as_insider.get(f"/registers/{code}/").text


class TestColumns:
    def test_are_those_that_were_chosen(self, as_insider, zzb):
        person(zzb, native_place="河北青岚")

        answer = as_insider.get(LIST, {"cols": ["full_name", "native_place"]})

        assert [head.label for head in answer.context["heads"]] == ["姓名", "籍贯"]
        assert answer.context["lines"][0].cells == [("籍贯", "", "河北青岚")]

    def test_stay_chosen_in_the_links(self, as_insider, zzb):
        people(zzb, 60)

        answer = as_insider.get(LIST, {"cols": "full_name,birth_on"})

        assert parse_qs(answer.context["pages"]["after"][1:])["cols"] == ["full_name,birth_on"]

    def test_restricted_values_stay_masks(self, as_insider, zzb):
        person(zzb, id_number=ID_NUMBER)

        answer = as_insider.get(LIST, {"cols": "full_name,id_number"})

        assert ID_NUMBER not in answer.text
        assert "110101********8717" in answer.text

    def test_count_of_missing_facts_is_marked(self, as_insider, zzb):
        person(zzb)

        answer = as_insider.get(LIST, {"cols": "full_name,missing_count"})

        assert "lacking" in answer.context["lines"][0].cells[0][1]

    def test_sort_link_turns_round(self, as_insider, zzb):
        person(zzb, "林雁秋", birth_on="197803")
        person(zzb, "顾长风", birth_on="196001")

        up, down = (as_insider.get(LIST, {"sort": s}) for s in ("birth_on", "-birth_on"))

        head = next(head for head in up.context["heads"] if head.label == "出生年月")
        assert (names(up), names(down)) == (["顾长风", "林雁秋"], ["林雁秋", "顾长风"])
        assert (head.state, head.sort) == ("ascending", "?sort=-birth_on")
        assert 'aria-sort="descending"' in down.text

    def test_density_is_remembered(self, as_insider, zzb):
        person(zzb)

        as_insider.get(LIST, {"density": "compact"})

        assert re.search(r'class="data[^"]* compact"', as_insider.get(LIST).text)


class TestPaging:
    def pages(self, browser, link="after", start=None):
        """Walk from page to page and return the keys of all rows."""
        found, query = [], start or {}
        while True:
            answer = browser.get(LIST, query)
            found.append(keys(answer))
            if not (onward := answer.context["pages"][link]):
                return found
            query = {k: v[0] for k, v in parse_qs(urlsplit(onward).query).items()}

    @pytest.mark.parametrize("sort", ["", "birth_on", "-birth_on", "missing_count"])
    def test_walks_every_row_once_in_both_directions(self, as_insider, zzb, sort):
        people(zzb, 130)

        forth = self.pages(as_insider, "after", {"sort": sort})
        back = self.pages(as_insider, "before", {"sort": sort, "page": "last"})

        flat = [key for page in forth for key in page]
        assert len(flat) == len(set(flat)) == 130
        assert [len(page) for page in forth] == [50, 50, 30]
        assert list(reversed(flat)) == [key for page in back[:2] for key in reversed(page)] + list(
            reversed(back[2][:30])
        )

    def test_rows_added_meanwhile_shift_no_page(self, as_insider, zzb):
        people(zzb, 60)
        first = as_insider.get(LIST)
        onward = first.context["pages"]["after"]
        before = keys(as_insider.get(LIST + onward))

        person(zzb, "阿一")

        assert keys(as_insider.get(LIST + onward)) == before
        assert keys(as_insider.get(LIST)) != keys(first)

    def test_going_back_past_the_start_shows_a_whole_first_page(self, as_insider, zzb):
        people(zzb, 60)
        second = as_insider.get(LIST + as_insider.get(LIST).context["pages"]["after"])
        back = second.context["pages"]["before"]
        for row in REGISTERS["people.person"].model.objects.order_by("unit_path", "name_key")[:5]:
            change(row, full_name="祝融")

        answer = as_insider.get(LIST + back)

        assert len(keys(answer)) == 50
        assert answer.context["pages"]["before"] == ""

    def test_tells_which_rows_only_where_it_is_known(self, as_insider, zzb):
        people(zzb, 130)
        first = as_insider.get(LIST)
        second = as_insider.get(LIST + first.context["pages"]["after"])
        last = as_insider.get(LIST, {"page": "last"})

        spans = [answer.context["pages"]["span"] for answer in (first, second, last)]

        assert spans == ["第 1–50 人", "", "第 81–130 人"]

    def test_count_beyond_the_limit_is_told_exactly_on_demand(self, as_insider, zzb, monkeypatch):
        monkeypatch.setattr("jingwei.kernel.registers.reading.COUNTED", 40)
        people(zzb, 60)

        answer = as_insider.get(LIST)
        exact = as_insider.get(LIST + answer.context["count"]["exact"])
        fragment = as_insider.get(answer.context["count"]["fragment"], **HTMX)

        assert answer.context["count"]["text"] == "40 人以上"
        assert exact.context["count"]["text"] == fragment.text == "共 60 人"

    def test_count_of_a_search_beyond_its_limit_is_told_exactly_on_demand(
        self, as_insider, zzb, monkeypatch
    ):
        monkeypatch.setattr("jingwei.kernel.registers.reading.COUNTED_FOUND", 5)
        people(zzb, 60)

        answer = as_insider.get(LIST, {"q": "z"})
        exact = as_insider.get(LIST + answer.context["count"]["exact"])

        number = len(as_insider.get(LIST, {"q": "z", "page": "all"}).context["lines"])
        assert 5 < number < 60
        assert answer.context["count"]["text"] == "5 人以上"
        assert exact.context["count"]["text"] == f"共 {number} 人"
        assert as_insider.get(LIST).context["count"]["text"] == "共 60 人"

    def test_all_rows_stand_on_one_page_for_the_printer(self, as_insider, zzb, monkeypatch):
        people(zzb, 60)
        first = as_insider.get(LIST)
        whole = as_insider.get(LIST + first.context["whole"]["url"])
        monkeypatch.setattr("jingwei.kernel.registers.web.lists.PRINTED", 55)
        cut = as_insider.get(LIST, {"page": "all"})

        assert first.context["whole"]["words"] == "列出全部 60 人再打印"
        assert (len(keys(whole)), whole.context["pages"]["after"]) == (60, "")
        assert len(keys(cut)) == 55
        assert "一页只列出前 55 人" in cut.text

    def test_number_of_queries_does_not_grow_with_rows(self, as_insider, zzb, gbk):
        def queries():
            with CaptureQueriesContext(connection) as asked:
                as_insider.get(LIST)
            return len(asked)

        person(gbk)
        queries()
        few = queries()
        people(gbk, 40)

        assert queries() == few


class TestLookup:
    def test_finds_visible_rows_by_name_and_tells_them_apart(self, as_insider, zzb, jyj):
        found = person(zzb, "林雁秋")
        person(jyj, "林雁秋")

        rows = as_insider.get("/registers/lookup/people.person/", {"q": "林雁"}).json()["rows"]

        assert [row["value"] for row in rows] == [found.number]
        assert "1978.03" in rows[0]["label"]

    def test_finds_units_by_name(self, as_insider, gbk):
        rows = as_insider.get("/registers/lookup/org.unit/", {"q": "干部"}).json()["rows"]

        assert [row["value"] for row in rows] == ["区委组织部/干部科"]

    def test_half_an_id_number_finds_nobody(self, as_insider, zzb):
        person(zzb, id_number=ID_NUMBER)

        rows = as_insider.get("/registers/lookup/people.person/", {"q": "8717"}).json()["rows"]

        assert rows == []

    def test_is_closed_for_rows_of_registers_one_may_not_open(self, as_powerless, as_insider):
        assert as_powerless.get("/registers/lookup/people.person/").status_code == 404
        assert as_insider.get("/registers/lookup/accounts.datascope/").status_code == 404
