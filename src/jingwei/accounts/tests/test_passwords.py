"""What a password must be, and when it must be another one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse

from jingwei.accounts.models import PasswordHistory, User
from jingwei.accounts.passwords import REMEMBERED
from jingwei.accounts.services import (
    own_password_change,
    password_new,
    user_create,
    user_password_set,
)
from jingwei.accounts.tests.conftest import PASSWORD, is_in, sign_in
from jingwei.kernel.models import AuditEntry
from jingwei.kernel.parameters import parameter_change

CHANGE = "/account/password/change/"
MORNING = datetime(2025, 6, 30, 1, tzinfo=UTC)


def change(browser, new, old=PASSWORD):
    return browser.post(CHANGE, {"oldpassword": old, "password1": new, "password2": new})


class TestPolicy:
    @pytest.mark.parametrize("text", ["bai-lu-26", "a1-b2-c3"])
    def test_nine_characters_are_too_few(self, db, text):
        with pytest.raises(ValidationError):
            validate_password(text)

    @pytest.mark.parametrize("text", ["bailuzhouyuan", "20260102030405", "-----_____+++"])
    def test_one_kind_of_characters_is_refused(self, db, text):
        with pytest.raises(ValidationError, match="至少两类"):
            validate_password(text)

    @pytest.mark.parametrize(
        "text", ["bailuzhou26", "bai-lu-zhou", "2026-0102-03", "白鹭洲书院的夜色很美26"]
    )
    def test_two_kinds_are_enough(self, db, text):
        validate_password(text)

    def test_a_random_one_passes_for_any_user(self, account):
        user = account("zhoulan")

        for _ in range(20):
            validate_password(password_new(), user)


class TestHistory:
    def test_the_last_three_are_refused_and_the_fourth_last_is_not(self, account):
        user = account("zhoulan")
        for number in range(1, REMEMBERED + 1):
            own_password_change(user, f"bai-lu-zhou-{number}")

        for number in range(1, REMEMBERED + 1):
            with pytest.raises(ValidationError, match="最近 3 次用过"):
                validate_password(f"bai-lu-zhou-{number}", user)
        validate_password(PASSWORD, user)

    def test_keeps_no_more_hashes_than_it_compares(self, account):
        user = account("zhoulan")

        for number in range(5):
            own_password_change(user, f"bai-lu-zhou-{number}")

        assert PasswordHistory.objects.filter(user=user).count() == REMEMBERED

    def test_the_page_refuses_the_present_one(self, account):
        account("zhoulan")

        answer = change(sign_in("zhoulan"), PASSWORD)

        assert "最近 3 次用过" in answer.content.decode()


class TestMustChange:
    @pytest.fixture
    def newcomer(self, account, qinglan):
        """An account the system administrator has just opened, and its first password."""
        return user_create(
            "xuhe", full_name="许禾", title="", home_path=qinglan.path,
            actor=account("boss", "system_admin"),
        )  # fmt: skip

    def test_a_first_password_opens_no_page_but_the_change(self, newcomer):
        browser = sign_in("xuhe", newcomer[1])

        answers = [browser.get(page) for page in ("/", "/account/", "/account/sessions/")]

        assert [answer.get("Location") for answer in answers] == [CHANGE] * 3
        assert "修改之前不能打开其他页面" in browser.get(CHANGE).content.decode()

    def test_a_fragment_is_led_out_of_the_page(self, newcomer):
        browser = sign_in("xuhe", newcomer[1])

        answer = browser.get("/", headers={"HX-Request": "true"})

        assert answer["HX-Redirect"] == CHANGE

    def test_signing_out_stays_possible(self, newcomer):
        browser = sign_in("xuhe", newcomer[1])

        browser.post("/account/logout/")

        assert not is_in(browser)

    def test_after_the_change_every_page_opens(self, newcomer):
        browser = sign_in("xuhe", newcomer[1])

        change(browser, "bai-lu-zhou-2026", old=newcomer[1])

        assert is_in(browser)
        assert not User.objects.get(username="xuhe").must_change_password

    @pytest.mark.parametrize(("given", "asked"), [(None, True), ("bai-lu-zhou-2026", False)])
    def test_on_the_server_a_random_one_must_change_and_a_chosen_one_may_stay(
        self, account, given, asked
    ):
        user = account("zhoulan")

        user_password_set(user, password=given, actor=None)

        assert User.objects.get(pk=user.pk).must_change_password is asked

    def test_one_an_administrator_has_reset_must_change(self, account):
        user, boss = account("zhoulan"), account("boss", "system_admin")

        user_password_set(user, password=None, actor=boss)

        assert User.objects.get(pk=user.pk).must_change_password


class TestAge:
    def allow(self, days, actor):
        parameter_change("accounts.password_days", days, actor=actor, reason="演练")

    @pytest.mark.parametrize(("days", "asked"), [(0, False), (90, True), (100, False)])
    def test_an_old_one_has_to_be_changed_where_the_district_says_so(self, account, days, asked):
        with time_machine.travel(MORNING, tick=False):
            user = account("zhoulan")
        self.allow(days, user)

        with time_machine.travel(MORNING + timedelta(days=91), tick=False):
            sign_in("zhoulan")

        assert User.objects.get(pk=user.pk).must_change_password is asked


class TestOwnChange:
    def test_ends_the_other_sign_ins_and_keeps_this_one(self, account):
        account("zhoulan")
        other, this = sign_in("zhoulan"), sign_in("zhoulan")

        change(this, "bai-lu-zhou-2026")

        assert (is_in(other), is_in(this)) == (False, True)

    def test_is_recorded_without_the_password(self, account):
        user = account("zhoulan")

        change(sign_in("zhoulan"), "bai-lu-zhou-2026")

        entry = AuditEntry.objects.get(act="user.own_password")
        assert (entry.actor, entry.subject) == (user, f"accounts.user:{user.pk}")
        assert not AuditEntry.objects.filter(data__icontains="bai-lu").exists()

    def test_a_reset_ends_every_sign_in(self, account):
        user, browser = account("zhoulan"), sign_in("zhoulan")

        user_password_set(user, password=None, actor=None)

        assert not is_in(browser)


def test_the_account_page_tells_that_a_password_is_the_first_one(account, qinglan):
    boss = account("boss", "system_admin")
    user, _ = user_create("xuhe", full_name="许禾", title="", home_path=qinglan.path, actor=boss)

    answer = sign_in("boss").get(reverse("accounts:user", args=[user.pk]))

    assert "下次登录须修改" in answer.content.decode()
