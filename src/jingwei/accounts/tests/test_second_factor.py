"""The second factor: asked for by role, set up before anything else, reset by another person."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.urls import reverse

from jingwei.accounts.services import second_factor_reset
from jingwei.accounts.services.roles import second_factor_roles
from jingwei.accounts.tests.conftest import (
    PASSWORD,
    SECRET,
    code_at,
    is_in,
    second_factor,
    sign_in,
)
from jingwei.kernel.errors import RuleViolation
from jingwei.kernel.models import AuditEntry

MORNING = datetime(2025, 6, 30, 1, tzinfo=UTC)
SET_UP = "/account/second-factor/set-up/"
CODE = "/account/second-factor/code/"


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(MORNING, tick=False):
        yield


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR = "required"


def confirmed(browser):
    """Give the password again, which every change of the second factor asks for."""
    browser.post("/account/reauthenticate/", {"password": PASSWORD})
    return browser


def set_up(browser, callbacks):
    """Go through the page as a person does; return its answer."""
    form = confirmed(browser).get(SET_UP).content.decode()
    secret = re.search(r'mono">([A-Z2-7]{32})<', form)[1]
    code = code_at(MORNING.timestamp(), secret)
    with callbacks(execute=True):
        return browser.post(SET_UP, {"code": code})


class TestRoles:
    def test_the_three_administrators_need_one(self):
        assert second_factor_roles() == {"system_admin", "security_admin", "audit_admin"}


class TestSetUp:
    @pytest.mark.parametrize("role", ["system_admin", "security_admin", "audit_admin"])
    def test_comes_before_every_other_page(self, account, required, role):
        account("boss", role)
        browser = sign_in("boss")

        answers = [browser.get(page) for page in ("/", "/accounts/users/", "/account/sessions/")]

        assert [answer.get("Location") for answer in answers] == [SET_UP] * 3

    def test_is_not_asked_of_others(self, account, required):
        account("zhoulan", "section_officer")

        assert is_in(sign_in("zhoulan"))

    def test_is_not_asked_where_the_setting_leaves_it_open(self, account, settings):
        settings.SECOND_FACTOR = "optional"
        account("boss", "system_admin")
        browser = sign_in("boss")

        assert is_in(browser)
        assert "不强制二次验证" in browser.get("/account/second-factor/").content.decode()

    def test_asks_for_the_password_again(self, account):
        account("zhoulan")

        answer = sign_in("zhoulan").get(SET_UP)

        assert answer["Location"].startswith("/account/reauthenticate/")

    def test_shows_a_picture_the_policy_allows_and_the_secret_as_text(self, account):
        account("zhoulan")

        answer = confirmed(sign_in("zhoulan")).get(SET_UP)

        text = answer.content.decode()
        assert '<img src="data:image/svg+xml;base64,' in text
        assert re.search(r'mono">[A-Z2-7]{32}<', text)
        assert "img-src 'self' data:" in answer["Content-Security-Policy"]

    def test_opens_every_page_and_shows_the_recovery_codes_once(
        self, account, required, django_capture_on_commit_callbacks
    ):
        account("boss", "system_admin")
        browser = sign_in("boss")

        answer = set_up(browser, django_capture_on_commit_callbacks)
        first = browser.get(answer["Location"]).content.decode()
        second = browser.get(answer["Location"]).content.decode()

        assert len(re.findall(r"<li>\d{8}</li>", first)) == 10
        assert "data-print" in first
        assert not re.findall(r"\d{8}", second.partition("<main")[2])
        assert is_in(browser)
        assert AuditEntry.objects.get(act="user.second_factor_on").data == {"origin": "10.1.2.3"}

    def test_a_wrong_code_is_refused_in_chinese(self, account):
        account("zhoulan")

        answer = confirmed(sign_in("zhoulan")).post(SET_UP, {"code": "000000"})

        assert "验证码不对" in answer.content.decode()
        assert not Authenticator.objects.exists()

    def test_the_secret_is_not_in_the_database(self, account):
        second_factor(account("zhoulan"))

        assert SECRET not in str(Authenticator.objects.get().data)


class TestSignIn:
    @pytest.fixture
    def user(self, account):
        user = account("boss", "system_admin")
        second_factor(user)
        return user

    def test_the_password_alone_opens_nothing(self, user):
        browser = sign_in("boss")

        assert browser.answer["Location"] == CODE
        assert not is_in(browser)
        assert not AuditEntry.objects.filter(act="user.sign_in").exists()

    def test_the_code_opens(self, user):
        browser = sign_in("boss")

        browser.post(CODE, {"code": code_at(MORNING.timestamp())})

        assert is_in(browser)

    def test_a_wrong_code_is_recorded(self, user):
        browser = sign_in("boss")

        answer = browser.post(CODE, {"code": "000000"})

        assert "验证码不对" in answer.content.decode()
        entry = AuditEntry.objects.get(act="user.sign_in_failed")
        assert entry.data["reason"] == "验证码不对"

    def test_five_wrong_codes_lock(self, user):
        browser = sign_in("boss")

        for _ in range(5):
            browser.post(CODE, {"code": "000000"})
        answer = browser.post(CODE, {"code": code_at(MORNING.timestamp())})

        assert "暂停登录" in answer.content.decode()
        assert AuditEntry.objects.filter(act="user.lock").exists()

    @pytest.mark.parametrize("later", [0, 20, 59])
    def test_a_code_opens_only_once(self, user, later):
        code = code_at(MORNING.timestamp())
        sign_in("boss").post(CODE, {"code": code})

        with time_machine.travel(MORNING + timedelta(seconds=later), tick=False):
            browser = sign_in("boss")
            browser.post(CODE, {"code": code})
            assert not is_in(browser)


class TestRemove:
    def test_needs_the_password_and_is_recorded(self, account):
        user = account("zhoulan")
        second_factor(user)
        browser = sign_in("zhoulan")
        browser.post(CODE, {"code": code_at(MORNING.timestamp())})

        asked = browser.post("/account/second-factor/remove/")
        kept = Authenticator.objects.filter(user=user).exists()
        confirmed(browser).post("/account/second-factor/remove/")

        assert asked["Location"].startswith("/account/reauthenticate/")
        assert kept
        assert not Authenticator.objects.filter(user=user).exists()
        assert AuditEntry.objects.filter(act="user.second_factor_off").count() == 1

    def test_whose_role_asks_for_it_is_led_to_a_new_one(self, account, required):
        user = account("boss", "system_admin")
        second_factor(user)
        browser = sign_in("boss")
        browser.post(CODE, {"code": code_at(MORNING.timestamp())})

        confirmed(browser).post("/account/second-factor/remove/")

        assert browser.get("/")["Location"] == SET_UP


class TestReset:
    def test_by_the_security_administrator_with_a_reason(self, account):
        user = account("zhoulan")
        second_factor(user)
        account("guard", "security_admin")
        browser, url = sign_in("guard"), reverse("accounts:second-factor-reset", args=[user.pk])

        silent = browser.post(url, {"reason": ""})
        browser.post(url, {"reason": "手机遗失，已当面核实"})

        assert silent.status_code == 422
        assert not Authenticator.objects.filter(user=user).exists()
        assert AuditEntry.objects.get(act="user.second_factor_reset").data == {
            "reason": "手机遗失，已当面核实", "origin": "10.1.2.3",
        }  # fmt: skip
        assert sign_in("zhoulan").answer["Location"] == "/"

    def test_is_closed_to_the_system_administrator(self, account):
        user = account("zhoulan")
        account("boss", "system_admin")

        answer = sign_in("boss").post(
            reverse("accounts:second-factor-reset", args=[user.pk]), {"reason": "x"}
        )

        assert answer.status_code == 403

    def test_nobody_resets_their_own(self, account):
        guard = account("guard", "security_admin")
        second_factor(guard)

        with pytest.raises(RuleViolation) as refusal:
            second_factor_reset(guard, reason="忘带手机", actor=guard)

        assert refusal.value.code == "accounts.own_second_factor"
        assert Authenticator.objects.filter(user=guard).exists()
