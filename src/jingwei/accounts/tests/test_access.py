"""Why somebody sees a record: the permission, the scope, or what is missing."""

from __future__ import annotations

import pytest
from django.urls import reverse

from jingwei.accounts.rules import Access, scopes_covering
from jingwei.accounts.selectors import access_reasons, permission_words
from jingwei.accounts.services import roles_sync, user_grant
from jingwei.accounts.tests.conftest import sign_in
from jingwei.kernel import explain
from jingwei.kernel.explain import RecordKind, RecordPlace
from jingwei.org.models import Unit
from tests.factories import UserFactory

VIEW = "plans.view_measure"
PAGE = reverse("accounts:access")


@pytest.fixture
def kinds(monkeypatch):
    """One kind of records: number 7 lies in the cadre section and in the first branch."""
    monkeypatch.setattr(explain, "KINDS", {})

    def find(number):
        place = RecordPlace("测试档案", VIEW, "qinglan/zzb/gbk/", "dzz/one/")
        return place if number == "7" else None

    explain.declare_record(RecordKind("made.up", "测试档案", find, ("org:unit",)))


@pytest.fixture
def officer(gbk):
    roles_sync()
    return UserFactory(username="officer", full_name="许禾", unit=gbk, roles=["section_officer"])


class TestScopesCovering:
    @pytest.mark.parametrize(
        ("path", "scopes", "found"),
        [
            ("qinglan/zzb/gbk/", ["qinglan/zzb/", "qinglan/"], ("qinglan/", "qinglan/zzb/")),
            ("qinglan/zzb/gbk2/", ["qinglan/zzb/gbk/"], ()),
            ("qinglan/zzb/", ["qinglan/zzb/gbk/"], ()),
            ("qinglan/zzb/", ["qinglan/zzb/"], ("qinglan/zzb/",)),
            ("", ["qinglan/"], ()),
            ("qinglan/", [], ()),
        ],
    )
    def test_is_at_or_above_the_record(self, path, scopes, found):
        assert scopes_covering(path, scopes) == found


class TestAllowed:
    @pytest.mark.parametrize(
        ("active", "roles", "personal", "units", "organizations", "allowed"),
        [
            (True, ("leader",), False, ("a/",), (), True),
            (True, (), True, (), ("d/",), True),
            (True, (), False, ("a/",), ("d/",), False),
            (True, ("leader",), True, (), (), False),
            (False, ("leader",), True, ("a/",), ("d/",), False),
        ],
    )
    def test_needs_a_right_a_scope_and_an_account_in_use(
        self, active, roles, personal, units, organizations, allowed
    ):
        assert Access(active, roles, personal, units, organizations).allowed is allowed

    def test_follows_the_reads_where_they_know_more_than_the_scopes(self):
        held = (True, ("leader",), False)

        given = Access(*held, (), (), shows=True)
        withheld = Access(*held, ("a/",), (), shows=False)

        assert (given.allowed, given.is_given, given.is_withheld) == (True, True, False)
        assert (withheld.allowed, withheld.is_given, withheld.is_withheld) == (False, False, True)


class TestAccessReasons:
    def test_names_the_role_and_the_scope(self, officer, gbk):
        found = access_reasons(officer, VIEW, gbk.path, "")

        assert (found.roles, found.units) == (("section_officer",), (gbk.path,))
        assert found.allowed

    def test_agrees_with_what_the_rows_show(self, officer, gbk, gbk2, zzb):
        shown = set(Unit.objects.visible_to(officer))

        for unit in (gbk, gbk2, zzb):
            assert access_reasons(officer, VIEW, unit.path, "").covered is (unit in shown)

    def test_a_scope_of_one_tree_covers_nothing_of_the_other(self, officer):
        user = user_grant(
            officer, role_codes=["section_officer"], paths=[], organization_paths=["same/"],
            actor=None,
        )  # fmt: skip

        assert not access_reasons(user, VIEW, "same/", "").covered
        assert access_reasons(user, VIEW, "", "same/").covered

    def test_a_missing_permission_is_told(self, officer, gbk):
        found = access_reasons(officer, "plans.issue_annualplan", gbk.path, "")

        assert (found.permitted, found.covered, found.allowed) == (False, True, False)

    def test_a_right_of_the_person_alone_counts(self, insider, zzb):
        found = access_reasons(insider, VIEW, zzb.path, "")

        assert (found.roles, found.personal, found.allowed) == ((), True, True)


class TestPage:
    @pytest.fixture
    def guard(self, account):
        account("guard", "security_admin")
        return sign_in("guard")

    def ask(self, browser, **asked):
        answer = browser.get(PAGE, asked)
        return answer.status_code, answer.content.decode()

    def test_tells_why_by_number(self, guard, kinds, officer):
        status, text = self.ask(guard, user="officer", kind="made.up", number="7")

        assert status == 200
        assert "“许禾”能看到“测试档案”" in text
        for words in ("角色“科室承办人”", "单位“干部科”及下级", "查看举措"):
            assert words in text

    def test_tells_why_by_address_host_and_query_or_not(self, guard, kinds, officer):
        address = "http://10.0.0.1:8000" + reverse("org:unit", args=[7]) + "?x=1"

        _, text = self.ask(guard, user="许禾", record=address)

        assert "“许禾”能看到“测试档案”" in text

    def test_tells_why_not(self, guard, kinds, jyj):
        UserFactory(username="other", full_name="卫岚", unit=jyj)

        _, text = self.ask(guard, user="other", kind="made.up", number="7")

        assert "“卫岚”不能看到“测试档案”" in text
        assert "没有权限：查看举措" in text
        assert "数据范围不包含这条记录。所授范围：区教育局" in text

    @pytest.mark.parametrize(
        ("shows", "told", "words"),
        [(True, "能看到", "数据范围不包含"), (False, "不能看到", "这条记录另有限制")],
    )
    def test_tells_of_what_was_given_and_of_what_is_withheld(
        self, guard, monkeypatch, officer, jyj, gbk, shows, told, words
    ):
        place = RecordPlace("举措 7", VIEW, jyj.path if shows else gbk.path, "", lambda one: shows)
        kind = RecordKind("made.up", "举措", lambda number: place)
        monkeypatch.setattr(explain, "KINDS", {"made.up": kind})

        _, text = self.ask(guard, user="officer", kind="made.up", number="7")

        assert f"“许禾”{told}“举措 7”" in text
        assert words in text
        assert ("派给了本人" in text) is shows

    @pytest.mark.parametrize(
        ("asked", "words"),
        [
            ({"user": "nobody", "kind": "made.up", "number": "7"}, "没有登录名或姓名为"),
            ({"user": "officer", "kind": "made.up", "number": "8"}, "没有找到"),
            ({"user": "officer", "record": "/nowhere/"}, "不是一条记录的页面地址"),
            ({"user": "officer"}, "填写页面地址，或者选类别并填编号"),
        ],
    )
    def test_what_cannot_be_answered_is_told(self, guard, kinds, officer, asked, words):
        status, text = self.ask(guard, **asked)

        assert status == 422
        assert words in text

    def test_namesakes_have_to_be_told_apart(self, guard, kinds, officer, gbk):
        UserFactory(username="officer2", full_name="许禾", unit=gbk)

        _, text = self.ask(guard, user="许禾", kind="made.up", number="7")

        assert "officer、officer2" in text or "officer2、officer" in text

    def test_opens_to_the_audit_administrator_and_not_to_the_system_administrator(self, account):
        account("auditor", "audit_admin")
        account("boss", "system_admin")

        assert sign_in("auditor").get(PAGE).status_code == 200
        assert sign_in("boss").get(PAGE).status_code == 403


class TestPermissionWords:
    @pytest.mark.parametrize(
        ("code", "words"),
        [(VIEW, "查看举措"), ("accounts.grant_user", "授权"), ("no.such_thing", "no.such_thing")],
    )
    def test_are_chinese(self, db, code, words):
        assert permission_words(code) == words


def test_a_kind_of_records_is_declared_once(kinds):
    with pytest.raises(ValueError, match=r"made\.up"):
        explain.declare_record(RecordKind("made.up", "又一个", lambda number: None))
