"""Signing in and out: recorded with its address, locked after wrong ones, ended when idle."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from jingwei.accounts.devices import device_words
from jingwei.accounts.tests.conftest import is_in, sign_in
from jingwei.kernel.models import AuditEntry

MORNING = datetime(2025, 6, 30, 1, tzinfo=UTC)


def at(**later):
    return time_machine.travel(MORNING + timedelta(**later), tick=False)


def acts():
    """Return the acts of signing in, oldest first, with what was recorded."""
    rows = AuditEntry.objects.filter(act__startswith="user.").exclude(
        act__in=["user.create", "user.grant"]
    )
    return list(rows.order_by("pk").values_list("act", "data"))


class TestTrail:
    def test_signing_in_and_out_is_recorded_with_the_address(self, account):
        user = account("zhoulan")

        sign_in("zhoulan", origin="10.9.8.7").post("/account/logout/")

        assert acts() == [
            ("user.sign_in", {"origin": "10.9.8.7"}),
            ("user.sign_out", {"origin": "10.9.8.7"}),
        ]
        assert set(AuditEntry.objects.filter(act__startswith="user.sign_").values_list(
            "actor", "subject")) == {(user.pk, f"accounts.user:{user.pk}")}  # fmt: skip

    def test_a_wrong_password_is_recorded_as_nobody_s_act(self, account):
        user = account("zhoulan")

        sign_in("ZhouLan", "wrong")

        entry = AuditEntry.objects.get(act="user.sign_in_failed")
        assert (entry.actor, entry.subject) == (None, f"accounts.user:{user.pk}")
        assert entry.data == {"origin": "10.1.2.3", "reason": "用户名或密码不对"}

    def test_an_unknown_name_is_recorded_without_what_was_typed(self, db):
        sign_in("my-secret-password", "wrong")

        entry = AuditEntry.objects.get(act="user.sign_in_failed")
        assert entry.subject == "accounts.user:0"
        assert "secret" not in str(entry.data)


class TestLockout:
    @pytest.fixture
    def locked(self, account):
        user = account("zhoulan")
        with at():
            for _ in range(5):
                sign_in("zhoulan", "wrong")
        return user

    @pytest.fixture
    def boss(self, account):
        account("boss", "system_admin")
        return sign_in("boss")

    def test_is_recorded_once_with_its_end(self, locked):
        with at():
            sign_in("zhoulan", "wrong")

        (entry,) = AuditEntry.objects.filter(act="user.lock")
        assert entry.data == {"origin": "10.1.2.3", "until": "2025-06-30T01:10:00Z"}

    def test_four_wrong_ones_lock_nobody(self, account):
        account("zhoulan")

        for _ in range(4):
            sign_in("zhoulan", "wrong")

        assert not AuditEntry.objects.filter(act="user.lock").exists()

    def test_an_administrator_sees_who_is_locked_and_until_when(self, locked, account):
        account("boss", "system_admin")
        with at():
            browser = sign_in("boss")
            users = browser.get(reverse("accounts:user-list")).content.decode()
            page = browser.get(reverse("accounts:user", args=[locked.pk])).content.decode()

        assert f"{locked}</a>（到 09:10）" in users
        assert "暂停登录到 09:10" in page

    def test_unlocking_needs_a_reason_is_recorded_and_opens_the_door(self, locked, account):
        account("boss", "system_admin")
        url = reverse("accounts:user-unlock", args=[locked.pk])
        with at(minutes=1):
            browser = sign_in("boss")
            silent = browser.post(url, {"reason": ""})
            still = sign_in("zhoulan")
            browser.post(url, {"reason": "本人到场说明"})
            opened = sign_in("zhoulan")

        assert silent.status_code == 422
        assert (still.answer.status_code, opened.answer.status_code) == (200, 302)
        assert AuditEntry.objects.get(act="user.unlock").data["reason"] == "本人到场说明"

    def test_unlocking_works_whatever_the_host_is_called(self, account):
        account("boss", "system_admin")
        user = account("zhoulan")
        elsewhere = Client(SERVER_NAME="localhost")
        with at():
            for _ in range(5):
                elsewhere.post("/account/login/", {"login": "zhoulan", "password": "wrong"})
            sign_in("boss").post(
                reverse("accounts:user-unlock", args=[user.pk]), {"reason": "本人到场说明"}
            )
            answer = elsewhere.post("/account/login/", {"login": "zhoulan", "password": "x"})

        assert "暂停登录 10 分钟。请" not in answer.content.decode()


class TestIdle:
    @pytest.fixture
    def signed_in(self, account):
        account("boss", "system_admin")
        account("zhoulan", "section_officer")
        with at():
            return sign_in("boss"), sign_in("zhoulan")

    def pages(self, signed_in, **later):
        with at(**later):
            return [is_in(browser) for browser in signed_in]

    def test_an_administrator_is_out_after_half_an_hour_others_are_not(self, signed_in):
        assert self.pages(signed_in, minutes=1) == [True, True]
        assert self.pages(signed_in, minutes=30) == [True, True]
        assert self.pages(signed_in, minutes=61) == [False, True]

    def test_the_minutes_are_a_setting(self, signed_in, settings):
        settings.ADMINISTRATOR_IDLE_MINUTES = 5

        assert self.pages(signed_in, minutes=1) == [True, True]
        assert self.pages(signed_in, minutes=7) == [False, True]

    def test_everybody_is_out_eight_hours_after_the_password(self, signed_in):
        for hour in range(1, 9):
            self.pages(signed_in[1:], hours=hour)

        assert self.pages(signed_in[1:], hours=8, minutes=1) == [False]

    def test_the_reader_is_told_why_and_led_back(self, signed_in):
        self.pages(signed_in, minutes=1)
        with at(minutes=40):
            answer = signed_in[0].get("/accounts/users/?q=a", follow=True)

        assert answer.redirect_chain[0][0] == "/account/login/?next=%2Faccounts%2Fusers%2F%3Fq%3Da"
        assert "已有 30 分钟没有操作" in answer.content.decode()

    def test_is_recorded_as_a_sign_out_with_its_reason(self, signed_in):
        self.pages(signed_in, minutes=1)
        self.pages(signed_in, minutes=40)

        entry = AuditEntry.objects.get(act="user.sign_out")
        assert "没有操作" in entry.data["reason"]


class TestSessions:
    def test_an_administrator_s_new_sign_in_ends_the_old_one(self, account):
        account("boss", "security_admin")

        first, second = sign_in("boss"), sign_in("boss")

        assert (is_in(first), is_in(second)) == (False, True)
        assert "只保留一处" in AuditEntry.objects.latest("pk").data["reason"]

    def test_others_may_be_signed_in_twice(self, account):
        account("zhoulan", "section_officer")

        first, second = sign_in("zhoulan"), sign_in("zhoulan")

        assert (is_in(first), is_in(second)) == (True, True)

    def test_the_page_tells_device_address_and_which_is_this_one(self, account):
        account("zhoulan")
        sign_in("zhoulan", origin="10.5.5.5")

        text = sign_in("zhoulan").get("/account/sessions/").content.decode()

        for words in ("Chrome 浏览器，Windows", "10.5.5.5", "10.1.2.3", "本次登录", "其他登录"):
            assert words in text

    def test_the_button_ends_the_others_and_not_those_of_other_people(self, account):
        account("zhoulan")
        account("xuhe")
        other, this, foreign = sign_in("zhoulan"), sign_in("zhoulan"), sign_in("xuhe")

        answer = this.post("/account/sessions/", follow=True)

        assert "已退出其他 1 处登录。" in answer.content.decode()
        assert [is_in(one) for one in (other, this, foreign)] == [False, True, True]
        assert AuditEntry.objects.get(act="user.sessions_end").data["count"] == 1

    def test_last_use_is_kept_once_a_minute(self, account):
        account("zhoulan")
        with at():
            browser = sign_in("zhoulan")
            is_in(browser)
        for seconds in (30, 90):
            with at(seconds=seconds):
                is_in(browser)

        assert UserSession.objects.get().last_seen_at == MORNING + timedelta(seconds=90)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537 Edg/120", "Edge 浏览器，Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; Kylin) Firefox/115", "Firefox 浏览器，麒麟"),
        ("Mozilla/5.0 (Linux; Android 13) Chrome/120 Mobile", "Chrome 浏览器，安卓"),
        ("curl/8", "其他程序"),
        ("", "其他程序"),
    ],
)
def test_a_browser_is_told_in_words(agent, words):
    assert device_words(agent) == words
