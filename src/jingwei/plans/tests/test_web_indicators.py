"""Indicators as pages: the list, one by unit and month, the rows behind a number, their file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from conftest import TODAY, signed_in
from jingwei.accounts.models import DataScope, Tree
from jingwei.accounts.services import roles_sync
from jingwei.kernel.models import AuditEntry
from jingwei.plans.models import Proof
from jingwei.plans.services.measure import proof_set
from jingwei.plans.services.series import series_keep
from jingwei.plans.tests.counted import PEOPLE, RELATIVES, WOMEN, declared_only
from tests.factories import (
    FamilyMemberFactory,
    MeasureFactory,
    MemberFactory,
    PartyOrganizationFactory,
    PersonFactory,
    UserFactory,
)

pytestmark = pytest.mark.once
LIST = "/indicators/"
MAY, JUNE = date(2025, 5, 1), date(2025, 6, 1)


@pytest.fixture(autouse=True)
def district(today, monkeypatch, zzb, gbk, gbk2, jyj):
    """Three women and a man in two sections, a woman elsewhere; May and June are kept."""
    declared_only(monkeypatch, PEOPLE, WOMEN, RELATIVES)
    for unit, gender in ((gbk, "2"), (gbk, "2"), (gbk2, "1"), (gbk2, "2"), (jyj, "2")):
        PersonFactory(unit=unit, gender=gender)
    series_keep([MAY, JUNE], on=TODAY)


@pytest.fixture
def roles(db):
    roles_sync()


def rows(code: str, **asked: str) -> str:
    return f"{reverse('plans:indicator-rows', args=[code])}?{urlencode(asked)}"


def refusal(browser, address: str) -> int:
    return browser.get(address).status_code


class TestTable:
    def test_holds_every_number_with_its_definition_and_is_logged(self, as_insider):
        answer = as_insider.get(reverse("plans:indicator-table"))

        table = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0)
        told = {row[9]: (row[3], row[4], row[5]) for row in table.to_python()[2:]}
        assert told == {
            "tests.people": (4, 4, ""), "tests.women": (75, 3, 4), "tests.relatives": (0, 0, ""),
        }  # fmt: skip
        assert AuditEntry.objects.filter(act="indicator.table").count() == 1


class TestList:
    def test_shows_the_numbers_of_the_viewers_units(self, as_insider):
        answer = as_insider.get(LIST)

        told = {
            one.code: (now.text, last.text)
            for _, lines in answer.context["groups"]
            for one, now, last in lines
        }
        assert told == {
            "tests.people": ("4", "4"), "tests.women": ("75%", "75%"), "tests.relatives": ("0", "0")
        }  # fmt: skip
        titles = [group.title for group, _ in answer.context["groups"]]
        assert titles == ["3. 教育培训", "4. 选人用人和班子结构", "其他"]

    def test_is_narrowed_by_words_item_and_unit(self, as_insider, gbk2):
        def codes(**asked: str) -> set[str]:
            groups = as_insider.get(f"{LIST}?{urlencode(asked)}").context["groups"]
            return {one.code for _, lines in groups for one, _, _ in lines}

        assert codes(q="女性") == {"tests.women"}
        assert codes(item="3") == {"tests.people"}
        assert codes(q="没有这个词") == set()
        answer = as_insider.get(f"{LIST}?unit={gbk2.path}&month=2025-05")
        assert answer.context["groups"][0][1][0][1].text == "2"

    def test_asks_no_more_for_more_people(self, as_insider, gbk, django_assert_max_num_queries):
        as_insider.get(LIST)

        with django_assert_max_num_queries(20):
            as_insider.get(LIST)

    def test_hides_units_of_others(self, as_insider, jyj):
        assert refusal(as_insider, f"{LIST}?unit={jyj.path}") == 404
        assert refusal(as_insider, f"{LIST}?unit=%00") == 404


class TestPage:
    def test_adds_up_over_the_units_below(self, as_insider):
        context = as_insider.get(reverse("plans:indicator", args=["tests.people"])).context

        told = [(line.unit.code, now.text) for line, now, _ in context["units"]]
        assert told == [("gbk", "2"), ("gbk2", "2")]
        assert (context["now"].text, context["is_live"]) == ("4", False)

    def test_leads_from_every_number_to_its_rows(self, as_insider):
        context = as_insider.get(reverse("plans:indicator", args=["tests.women"])).context

        cells = [context["now"], context["last"], *(now for _, now, _ in context["units"])]
        cells += [cell for _, cell in context["months"]]
        for cell in cells:
            listed = as_insider.get(cell.url).context
            assert (listed["number"].text, listed["number"].parts) == (cell.text, cell.parts)
            assert len(listed["table"].lines) == listed["total"] == listed["number"].count

    def test_counts_what_was_not_kept(self, as_insider, monkeypatch):
        later = replace(PEOPLE, code="tests.later")
        declared_only(monkeypatch, later)

        context = as_insider.get(reverse("plans:indicator", args=[later.code])).context

        assert (context["now"].text, context["is_live"], context["months"]) == ("4", True, [])

    def test_names_the_measures_it_proves(self, as_insider, zzb, insider):
        measure = MeasureFactory(unit=zzb)
        proof_set(
            measure, kind=Proof.Kind.INDICATOR, indicator="tests.people", target=10, actor=insider
        )

        answer = as_insider.get(reverse("plans:indicator", args=["tests.people"]))

        assert answer.context["measures"] == [measure]

    def test_is_not_there_for_an_unknown_code(self, as_insider):
        assert refusal(as_insider, "/indicators/tests.unknown/") == 404
        assert refusal(as_insider, "/indicators/coverage.programme.1/rows/") == 404


class TestRows:
    def test_are_those_counted_and_of_a_share_the_others_too(self, as_insider, zzb):
        counted = as_insider.get(rows("tests.women", unit=zzb.path)).context
        rest = as_insider.get(rows("tests.women", unit=zzb.path, part="rest")).context

        assert (counted["total"], len(counted["table"].lines)) == (3, 3)
        assert (rest["total"], len(rest["table"].lines)) == (1, 1)

    def test_of_the_unit_itself_leave_those_below_out(self, as_insider, zzb, gbk):
        own = as_insider.get(rows("tests.people", unit=zzb.path, own="yes")).context

        assert own["total"] == 0

    def test_say_how_many_are_out_of_sight(self, as_insider, gbk, monkeypatch):
        """A row that belongs to the viewer's unit and that its own room does not show."""
        hidden = PersonFactory(unit=gbk)
        kept = PersonFactory(unit=gbk)
        hidden.merged_into = kept
        hidden.save(update_fields=["merged_into"])

        answer = as_insider.get(rows("tests.people", unit=gbk.path))

        assert "共 4 条，你能看到 3 条" in answer.content.decode()

    def test_stay_shut_without_the_permission_of_their_register(self, roles, zzb):
        officer = UserFactory(unit=zzb, roles=["section_officer"])

        answer = signed_in(officer).get(rows("tests.people", unit=zzb.path))

        assert (answer.status_code, answer.context["total"]) == (200, 4)
        assert answer.context["table"].lines == []
        assert "你现在的角色不能查看这些记录" in answer.content.decode()

    def test_keep_masks_as_the_register_does_and_record_a_restricted_reading(self, roles, zzb, gbk):
        FamilyMemberFactory(of=gbk)
        reader = UserFactory(unit=zzb, roles=["cadre_office"])

        answer = signed_in(reader).get(rows("tests.relatives", unit=zzb.path))

        assert answer.context["table"].is_secret
        assert AuditEntry.objects.filter(act="register.read", actor=reader).exists()

    def test_refuse_a_period_that_is_none(self, as_insider, zzb):
        odd = [{"start": "2025-06-02", "end": "2025-06-01"}, {"end": "2026-01-01"}, {"end": "x"}]

        answers = [as_insider.get(rows("tests.people", unit=zzb.path, **one)) for one in odd]

        assert [answer.status_code for answer in answers] == [422, 422, 422]

    def test_say_when_the_kept_number_was_another(self, as_insider, zzb, gbk):
        PersonFactory(unit=gbk)

        answer = as_insider.get(
            rows("tests.people", unit=zzb.path, start="2025-01-01", end=str(TODAY))
        )

        assert answer.context["past"].text == "4"
        assert "保存的数是 4" in answer.content.decode()


class TestExport:
    def test_takes_out_what_is_seen_and_records_it(self, as_insider, insider, zzb):
        asked = urlencode({"unit": zzb.path, "part": "rest"})
        address = reverse("plans:indicator-export", args=["tests.women"])

        answer = as_insider.get(f"{address}?{asked}")

        assert answer.status_code == 200
        assert b"".join(answer.streaming_content)[:2] == b"PK"
        entry = AuditEntry.objects.get(act="register.export")
        assert (entry.actor, entry.data["count"]) == (insider, 1)

    def test_of_a_restricted_register_asks_what_for(self, as_insider, gbk):
        FamilyMemberFactory(of=gbk)
        address = reverse("plans:indicator-export", args=["tests.relatives"])

        page = as_insider.get(address)
        refused = as_insider.post(address, {"purpose": ""})
        file = as_insider.post(address, {"purpose": "年度核对"})

        assert (page.status_code, refused.status_code) == (200, 422)
        assert b"".join(file.streaming_content)[:2] == b"PK"
        assert AuditEntry.objects.get(act="register.export").data["purpose"] == "年度核对"


class TestOfOrganizations:
    """Somebody whose scope is one branch: a member of a section belongs to it."""

    @pytest.fixture
    def secretary(self, roles, zzb, gbk):
        branch = PartyOrganizationFactory(unit=gbk)
        MemberFactory(of=gbk, organization=branch)
        officer = UserFactory(unit=zzb, roles=["member_office"])
        officer.scopes.all().delete()
        DataScope.objects.create(user=officer, tree=Tree.ORGANIZATION, path=branch.path)
        return signed_in(officer)

    def test_are_counted_where_the_list_is_narrowed(self, secretary):
        wide = secretary.get(LIST)
        narrow = secretary.get(f"{LIST}?q=在册人数")

        assert "你的数据范围是党组织，没有单位。" in wide.content.decode()
        assert narrow.context["groups"][0][1][0][1].text == "1"

    def test_lead_to_just_the_rows_in_sight(self, secretary):
        number = secretary.get(reverse("plans:indicator", args=["tests.people"])).context["now"]

        listed = secretary.get(number.url).context

        assert (number.text, listed["total"], len(listed["table"].lines)) == ("1", 1, 1)


class TestRefresh:
    def test_computes_the_month_again_and_records_it(self, as_insider, gbk, insider):
        PersonFactory(unit=gbk)
        address = reverse("plans:indicator-refresh", args=["tests.people"])

        answer = as_insider.post(address, {"month": "2025-06-01"}, follow=True)

        assert answer.context["now"].text == "5"
        assert AuditEntry.objects.get(act="indicator.refresh").actor == insider

    def test_refuses_a_month_to_come_and_who_may_not(self, roles, as_insider, zzb):
        address = reverse("plans:indicator-refresh", args=["tests.people"])
        officer = signed_in(UserFactory(unit=zzb, roles=["section_officer"]))

        as_insider.post(address, {"month": "2025-09-01"})

        assert not AuditEntry.objects.filter(act="indicator.refresh").exists()
        assert officer.post(address, {"month": "2025-06-01"}).status_code == 403
