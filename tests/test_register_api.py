"""The API of the registers: one shape for every failure, writes as strict as the forms."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from jingwei.kernel.models import AuditEntry, RowChange
from jingwei.kernel.registers.declaration import register_of
from jingwei.party.models import Member
from jingwei.people.models import Appraisal, Education, Person, PostHeld
from tests.factories import (
    AppraisalFactory,
    EducationFactory,
    PartyOrganizationFactory,
    PersonFactory,
    PostHeldFactory,
)
from tests.registers import ID_NUMBERS, api

pytestmark = pytest.mark.django_db
JSON = "application/json"
PERSONS, EDUCATIONS, POSTS = (register_of(model) for model in (Person, Education, PostHeld))
SHAPE = {"code", "message", "hint", "errors", "seen", "current"}
NEW = {"full_name": "王示例", "gender": "女", "birth_on": "1985.03", "unit": "区委组织部"}


def refused(answer) -> dict[str, str]:
    """Return what a refusal says of each column."""
    assert answer.status_code == 422, answer.content
    return {error["column"]: error["message"] for error in answer.json()["errors"]}


class TestFailure:
    @pytest.mark.parametrize(
        ("method", "address", "body", "status", "code"),
        [
            ("get", "/api/v1/", "", 404, "not_found"),
            ("get", "/api/v1/registers", "", 404, "not_found"),
            ("get", "/api/v1/registers/people.nobody", "", 404, "not_found"),
            ("get", api(PERSONS, 99), "", 404, "not_found"),
            ("get", api(PERSONS, 10**30), "", 404, "not_found"),
            ("get", f"{api(PERSONS)}/-1", "", 404, "not_found"),
            ("get", f"{api(PERSONS)}?limit=201", "", 422, "register.shape"),
            ("get", f"{api(PERSONS)}?limit=x", "", 422, "register.shape"),
            ("get", f"{api(PERSONS)}?birth_on_from=x", "", 422, "register.refused"),
            ("get", f"{api(PERSONS)}?unit=nowhere", "", 422, "register.refused"),
            ("post", api(PERSONS), "{", 400, "body"),
            ("post", api(PERSONS), "[]", 422, "register.shape"),
            ("post", api(PERSONS), '{"no_column": 1}', 422, "register.shape"),
            ("post", api(PERSONS), '{"number": "1"}', 422, "register.shape"),
            ("post", api(PERSONS), "{}", 422, "register.refused"),
            ("put", api(PERSONS), "{}", 405, "method"),
            ("delete", api(PERSONS, 1), "", 405, "method"),
        ],
    )  # fmt: skip
    def test_has_one_shape(self, as_insider, method, address, body, status, code):
        answer = as_insider.generic(method.upper(), address, body, content_type=JSON)

        told = answer.json()
        assert (answer.status_code, told["code"]) == (status, code)
        assert told.keys() == SHAPE
        assert told["message"].endswith("。")

    def test_of_a_method_names_those_there_are(self, as_insider):
        assert as_insider.put(api(PERSONS)).headers["Allow"] == "GET, POST"

    def test_names_every_column_at_once(self, zzb, as_insider):
        body = {**NEW, "birth_on": "二月", "ethnic_group": "火星", "unit": "没有的局"}

        found = refused(as_insider.post(api(PERSONS), body, content_type=JSON))

        assert found.keys() == {"出生年月", "民族", "所在单位"}

    def test_of_a_row_without_its_person_is_plain(self, as_insider):
        found = refused(as_insider.post(api(register_of(Member)), {}, content_type=JSON))

        assert found == {"人员": "必须填写。", "所在党组织": "必须填写。"}

    def test_is_chinese_as_it_is_written(self, as_insider):
        assert "没有这条记录" in as_insider.get(api(PERSONS, 99)).content.decode()


class TestWrite:
    def test_wants_the_token_against_forgery(self, zzb, insider):
        client = Client(enforce_csrf_checks=True)
        client.force_login(insider)

        answer = client.post(api(PERSONS), NEW, content_type=JSON)

        assert (answer.status_code, answer.json()["code"]) == (403, "csrf")
        assert not Person.objects.exists()

    def test_takes_the_token_from_the_header(self, zzb, insider):
        client = Client(enforce_csrf_checks=True)
        client.force_login(insider)
        client.cookies["csrftoken"] = "t" * 32

        answer = client.post(
            api(PERSONS), NEW, content_type=JSON, headers={"X-CSRFToken": "t" * 32}
        )

        assert answer.status_code == 201

    def test_of_a_new_row_answers_with_the_row(self, zzb, as_insider, insider):
        answer = as_insider.post(api(PERSONS), NEW, content_type=JSON)

        told, person = answer.json(), Person.objects.get()
        change = RowChange.objects.get()
        assert answer.status_code == 201
        assert (told["id"], told["version"], told["number"]) == (person.pk, 1, person.number)
        assert (told["gender"], told["birth_on"], told["unit"]) == ("女", "1985.03", "区委组织部")
        assert (change.act, change.actor, change.source) == ("add", insider, "接口")
        assert AuditEntry.objects.filter(act="register.add").count() == 1

    def test_of_a_row_about_somebody_out_of_sight_is_refused(self, jyj, as_insider):
        person = PersonFactory(unit=jyj)
        body = {"person": person.number, "kind": "1"}

        found = refused(as_insider.post(api(EDUCATIONS), body, content_type=JSON))

        assert "或你无权查看" in found["人员"]

    def test_into_a_unit_out_of_sight_is_refused(self, zzb, jyj, as_insider):
        person = PersonFactory(unit=zzb)
        body = {"version": 1, "unit": jyj.name}

        answer = as_insider.patch(api(PERSONS, person.pk), body, content_type=JSON)

        assert "所在单位" in refused(answer)

    def test_changes_nothing_but_what_was_given(self, zzb, as_insider):
        row = EducationFactory(of=zzb, school="甲大学", major="法学")
        body = {"version": 1, "school": "乙大学"}

        told = as_insider.patch(api(EDUCATIONS, row.pk), body, content_type=JSON).json()

        assert (told["school"], told["major"], told["version"]) == ("乙大学", "法学", 2)
        assert RowChange.objects.first().after == {"school": "乙大学"}

    @pytest.mark.parametrize("empty", [None, "", "  "])
    def test_empties_a_column(self, zzb, as_insider, empty):
        row = EducationFactory(of=zzb, school="甲大学")
        body = {"version": 1, "school": empty}

        told = as_insider.patch(api(EDUCATIONS, row.pk), body, content_type=JSON).json()

        assert told["school"] == ""

    def test_of_what_is_there_already_leaves_the_version(self, zzb, as_insider):
        row = EducationFactory(of=zzb, school="甲大学")
        body = {"version": 1, "school": "甲大学"}

        answer = as_insider.patch(api(EDUCATIONS, row.pk), body, content_type=JSON)

        assert (answer.status_code, answer.json()["version"]) == (200, 1)

    def test_without_the_version_that_was_seen_is_refused(self, zzb, as_insider):
        row = EducationFactory(of=zzb)

        answer = as_insider.patch(api(EDUCATIONS, row.pk), {"school": "乙"}, content_type=JSON)

        assert refused(answer) == {"version": "必须填写。"}

    def test_moves_no_row_to_another_person(self, zzb, as_insider):
        row, other = EducationFactory(of=zzb), PersonFactory(unit=zzb)
        body = {"version": 1, "person": other.number}

        answer = as_insider.patch(api(EDUCATIONS, row.pk), body, content_type=JSON)

        assert refused(answer).keys() == {"person"}

    @pytest.mark.parametrize(("said", "kept"), [(3.5, "3.5"), ("3.5", "3.5"), (4, "4")])
    def test_keeps_decimals_as_they_are(self, zzb, as_insider, said, kept):
        row = EducationFactory(of=zzb)
        body = {"version": 1, "years": said}

        as_insider.patch(api(EDUCATIONS, row.pk), body, content_type=JSON)

        row.refresh_from_db()
        assert f"{row.years.normalize():f}" == kept

    @pytest.mark.parametrize("said", [1234567.5, 1e300, "1_0x", True, [1], {"a": 1}])
    def test_refuses_what_is_no_year(self, zzb, as_insider, said):
        row = AppraisalFactory(of=zzb)
        body = {"version": 1, "year": said}

        answer = as_insider.patch(
            api(register_of(Appraisal), row.pk), json.dumps(body), content_type=JSON
        )

        assert answer.status_code == 422

    @pytest.mark.parametrize(("said", "kept"), [(True, True), (False, False), ("是", True)])
    def test_takes_flags_as_such_and_as_words(self, zzb, as_insider, said, kept):
        row = PostHeldFactory(of=zzb)
        body = {"version": 1, "is_leader": said}

        told = as_insider.patch(api(POSTS, row.pk), body, content_type=JSON).json()

        assert told["is_leader"] is kept

    def test_of_a_rule_between_columns_says_the_rule(self, zzb, as_insider):
        row = PostHeldFactory(of=zzb, since="201906")
        body = {"version": 1, "until": "2019.05"}

        answer = as_insider.patch(api(POSTS, row.pk), body, content_type=JSON)

        assert refused(answer) == {"": "免职时间早于任职时间。"}

    def test_names_an_organization_as_files_do(self, zzb, as_insider):
        person, organization = PersonFactory(unit=zzb), PartyOrganizationFactory(unit=zzb)
        members = register_of(Member)
        written = members.kind(members.col("organization")).write(organization)
        body = {"person": person.number, "organization": written, "stage": "applicant"}

        answer = as_insider.post(api(members), body, content_type=JSON)

        assert answer.status_code == 201, answer.json()
        assert answer.json()["organization"] == written


class TestList:
    def test_reads_filters_as_the_page_does(self, zzb, gbk, gbk2, as_insider):
        inside = PersonFactory(unit=gbk, gender="2")
        PersonFactory(unit=gbk, gender="1")
        PersonFactory(unit=gbk2, gender="2")
        query = {"unit": gbk.name, "gender": "女", "birth_on_from": "1985"}

        page = as_insider.get("/registers/people.person/", query)
        told = as_insider.get(api(PERSONS), query).json()

        assert [item["id"] for item in told["items"]] == [inside.pk]
        assert [line.pk for line in page.context["lines"]] == [inside.pk]

    def test_finds_by_name_in_any_spelling(self, zzb, as_insider):
        person = PersonFactory(unit=zzb, full_name="单小明")
        PersonFactory(unit=zzb, full_name="王示例")

        found = [
            [item["id"] for item in as_insider.get(api(PERSONS), {"q": q}).json()["items"]]
            for q in ("单小", "shanxiaom", "sxm")
        ]

        assert found == [[person.pk]] * 3

    def test_finds_by_the_whole_id_number_and_masks_it(self, zzb, as_insider):
        person = PersonFactory(unit=zzb, id_number=ID_NUMBERS[0])

        (item,) = as_insider.get(api(PERSONS), {"q": ID_NUMBERS[0]}).json()["items"]

        assert (item["id"], item["id_number"]) == (person.pk, "110101********0021")

    def test_stands_as_of_a_day(self, zzb, as_insider):
        held = PostHeldFactory(of=zzb, since="201906", until="202006")
        PostHeldFactory(of=zzb, since="202007")

        told = as_insider.get(api(POSTS), {"on": "2020-05-31"}).json()

        assert [item["id"] for item in told["items"]] == [held.pk]

    def test_walks_back_as_well(self, zzb, as_insider):
        rows = [PersonFactory(unit=zzb, birth_on=f"1985{month:02d}") for month in range(1, 6)]
        query = {"sort": "-birth_on", "limit": 2}

        first = as_insider.get(api(PERSONS), query).json()
        second = as_insider.get(api(PERSONS), {**query, "after": first["after"]}).json()
        again = as_insider.get(api(PERSONS), {**query, "before": second["before"]}).json()

        assert [item["id"] for item in second["items"]] == [rows[2].pk, rows[1].pk]
        assert again["items"] == first["items"]
