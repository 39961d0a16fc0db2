"""The pages of accounts: two administrators share them, each with their own buttons."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from jingwei.accounts.models import User
from jingwei.accounts.services import roles_sync
from jingwei.kernel.models import AuditEntry
from tests.factories import UserFactory

pytestmark = pytest.mark.once

USER_PAGES = ["user", "user-change", "user-set-active", "user-password", "user-grant"]
PLAIN_PAGES = ["user-list", "user-create"]


@pytest.fixture
def officer(gbk):
    return UserFactory(username="officer", full_name="许禾", unit=gbk, roles=["section_officer"])


@pytest.fixture
def as_system_admin(qinglan):
    roles_sync()
    return signed_in(UserFactory(unit=qinglan, roles=["system_admin"]))


@pytest.fixture
def as_security_admin(qinglan):
    roles_sync()
    return signed_in(UserFactory(unit=qinglan, roles=["security_admin"]))


def signed_in(user):
    browser = Client()
    browser.force_login(user)
    return browser


def page_of(name, user):
    return reverse(f"accounts:{name}", args=[user.pk] if name in USER_PAGES else [])


def text_of(answer):
    return answer.content.decode()


@pytest.mark.parametrize("name", [*USER_PAGES, *PLAIN_PAGES])
class TestDoors:
    def test_opens_to_the_insider(self, as_insider, officer, name):
        assert as_insider.get(page_of(name, officer)).status_code == 200

    def test_is_closed_without_the_permission(self, as_powerless, officer, name):
        assert as_powerless.get(page_of(name, officer)).status_code == 403

    def test_sends_a_stranger_to_the_sign_in(self, client, officer, name):
        answer = client.get(page_of(name, officer))

        assert answer.status_code == 302
        assert answer["Location"].startswith("/account/login/")


@pytest.mark.parametrize("name", USER_PAGES)
def test_an_account_out_of_sight_is_not_there(as_outsider, officer, name):
    assert as_outsider.get(page_of(name, officer)).status_code == 404


class TestUserList:
    def ask(self, browser, **asked):
        text = text_of(browser.get(reverse("accounts:user-list"), asked))
        return set(re.findall(r'/accounts/users/\d+/">([^<]+)</a>', text))

    def test_shows_only_who_is_at_home_in_sight(self, as_outsider, officer):
        assert self.ask(as_outsider) == {"卫岚"}

    def test_filters_by_name_role_unit_and_state(self, as_system_admin, insider, officer, jyj):
        away = UserFactory(full_name="程远", unit=jyj)
        User.objects.filter(pk=away.pk).update(is_active=False)

        assert self.ask(as_system_admin, q="许") == {"许禾"}
        assert self.ask(as_system_admin, q="insid") == {"顾青"}
        assert self.ask(as_system_admin, role="section_officer") == {"许禾"}
        assert self.ask(as_system_admin, unit="qinglan/zzb/") == {"顾青", "许禾"}
        assert self.ask(as_system_admin, active="off") == {"程远"}
        assert {"程远", "许禾"} <= self.ask(as_system_admin, active="all")

    def test_needs_no_more_queries_for_more_accounts(
        self, as_insider, gbk, django_assert_max_num_queries
    ):
        url = reverse("accounts:user-list")
        as_insider.get(url)
        with django_assert_max_num_queries(30) as few:
            as_insider.get(url)
        for _ in range(8):
            UserFactory(unit=gbk, roles=["section_officer"])

        with django_assert_max_num_queries(len(few)):
            as_insider.get(url)


class TestUserCreate:
    def test_shows_the_first_password_once_and_keeps_it_from_caches(self, as_system_admin, gbk):
        data = {"username": "xuhe", "full_name": "许禾", "home_path": gbk.path}

        answer = as_system_admin.post(reverse("accounts:user-create"), data)

        password = re.search(r'mono">([^<]+)<', text_of(answer))[1]
        user = User.objects.get(username="xuhe")
        later = text_of(as_system_admin.get(reverse("accounts:user", args=[user.pk])))
        assert user.check_password(password)
        assert "no-store" in answer["Cache-Control"]
        assert password not in later
        assert password not in str(list(AuditEntry.objects.values_list("data", flat=True)))

    def test_a_taken_name_is_refused_in_the_form(self, as_system_admin, officer, gbk):
        data = {"username": "officer", "full_name": "许禾", "home_path": gbk.path}

        answer = as_system_admin.post(reverse("accounts:user-create"), data)

        assert answer.status_code == 422
        assert User.objects.filter(username="officer").count() == 1

    def test_nobody_is_at_home_out_of_the_viewers_sight(self, as_insider, jyj):
        data = {"username": "xuhe", "full_name": "许禾", "home_path": jyj.path}

        answer = as_insider.post(reverse("accounts:user-create"), data)

        assert answer.status_code == 422
        assert not User.objects.filter(username="xuhe").exists()


class TestSystemAdmin:
    def test_changes_an_account(self, as_system_admin, officer, gbk2):
        data = {"full_name": "许和", "title": "副科长", "home_path": gbk2.path}

        answer = as_system_admin.post(reverse("accounts:user-change", args=[officer.pk]), data)

        officer.refresh_from_db()
        assert answer["Location"] == reverse("accounts:user", args=[officer.pk])
        assert (officer.full_name, officer.title, officer.home_path) == (
            "许和",
            "副科长",
            gbk2.path,
        )

    def test_disables_with_a_reason_only(self, as_system_admin, officer):
        url = reverse("accounts:user-set-active", args=[officer.pk])

        silent = as_system_admin.post(url, {"reason": " "})
        told = as_system_admin.post(url, {"reason": "调离本单位"})

        officer.refresh_from_db()
        assert (silent.status_code, told.status_code) == (422, 302)
        assert not officer.is_active

    def test_resets_a_password_after_asking(self, as_system_admin, officer):
        url, before = reverse("accounts:user-password", args=[officer.pk]), officer.password

        as_system_admin.get(url)
        asked = User.objects.get(pk=officer.pk).password
        answer = as_system_admin.post(url, {"confirmed": "yes"})

        password = re.search(r'mono">([^<]+)<', text_of(answer))[1]
        assert asked == before
        assert User.objects.get(pk=officer.pk).check_password(password)

    def test_cannot_take_over_the_security_administrator(self, as_system_admin, qinglan):
        other = UserFactory(unit=qinglan, roles=["security_admin"])

        answer = as_system_admin.post(
            reverse("accounts:user-password", args=[other.pk]), {"confirmed": "yes"}
        )

        assert answer.status_code == 422
        assert "另一类管理员" in text_of(answer)

    def test_cannot_grant_and_is_told_who_can(self, as_system_admin, officer):
        url = reverse("accounts:user-grant", args=[officer.pk])

        answer = as_system_admin.post(url, {"role_codes": ["leader"], "paths": ["qinglan/"]})

        assert answer.status_code == 403
        assert "安全保密管理员" in text_of(answer)
        assert not officer.groups.filter(name="leader").exists()


class TestSecurityAdmin:
    def test_grants_roles_and_scopes(self, as_security_admin, officer, jyj):
        url = reverse("accounts:user-grant", args=[officer.pk])

        answer = as_security_admin.post(
            url, {"role_codes": ["leader", "plan_office"], "paths": [jyj.path]}
        )

        officer = User.objects.get(pk=officer.pk)
        assert answer.status_code == 302
        assert {group.name for group in officer.groups.all()} == {"leader", "plan_office"}
        assert officer.unit_paths() == (jyj.path,)

    def test_sees_in_the_form_which_roles_exclude_each_other(self, as_security_admin, officer):
        text = text_of(as_security_admin.get(reverse("accounts:user-grant", args=[officer.pk])))

        assert "系统管理员（不能兼任其他角色）" in text

    def test_a_forbidden_pair_is_refused_in_the_form(self, as_security_admin, officer):
        url = reverse("accounts:user-grant", args=[officer.pk])

        answer = as_security_admin.post(url, {"role_codes": ["system_admin", "audit_admin"]})

        assert answer.status_code == 422
        assert "系统管理员、安全审计员不能由同一人担任" in text_of(answer)
        assert [group.name for group in officer.groups.all()] == ["section_officer"]

    @pytest.mark.parametrize(
        "name", ["user-create", "user-change", "user-set-active", "user-password"]
    )
    def test_opens_changes_and_disables_nothing(self, as_security_admin, officer, name):
        assert as_security_admin.get(page_of(name, officer)).status_code == 403

    def test_scopes_out_of_sight_are_kept(self, as_insider, officer, gbk, jyj):
        officer.scopes.create(path=jyj.path)
        url = reverse("accounts:user-grant", args=[officer.pk])

        form = text_of(as_insider.get(url))
        refused = as_insider.post(url, {"paths": ["qinglan/"]})
        as_insider.post(url, {"paths": [gbk.path]})

        assert "区教育局" not in form
        assert refused.status_code == 422
        assert User.objects.get(pk=officer.pk).unit_paths() == (jyj.path, gbk.path)
