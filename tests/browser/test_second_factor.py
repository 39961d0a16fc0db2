"""An administrator sets up the second factor and signs in with it."""

from __future__ import annotations

import base64
import hmac
import struct
import time

import pytest
from playwright.sync_api import expect

from jingwei.kernel.models import AuditEntry
from jingwei.plans.demo import PASSWORD

PERIOD, DIGITS = 30, 6


def code(secret, ahead=0):
    """The code a telephone shows. Source: RFC 6238, HMAC-SHA-1, 30 seconds, six digits."""
    counter = struct.pack(">Q", int(time.time()) // PERIOD + ahead)
    digest = hmac.new(base64.b32decode(secret), counter, "sha1").digest()
    place = digest[-1] & 15
    number = struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def password(hand):
    hand.goes("/account/login/")
    hand.types("用户名", "shaowenbo")
    hand.types("密码", PASSWORD)
    hand.clicks_on("button", "登录")


def set_up(hand):
    """Sign in for the first time and do what comes before anything else: secret, recovery code."""
    password(hand)
    hand.types("密码", PASSWORD)
    hand.clicks_on("button", "验证密码")
    hand.sees("你担任的角色必须启用二次验证")
    secret = hand.page.locator(".mono").inner_text()
    hand.types("验证码", code(secret))
    hand.clicks_on("button", "启用二次验证")
    hand.sees("二次验证的恢复码")
    recovery = hand.page.locator("ol.mono li").first.inner_text()
    hand.clicks_on("link", "已保管好，继续")
    return secret, recovery


def answer(hand, text):
    hand.types("验证码", text)
    hand.clicks_on("button", "登录")


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR = "required"


@pytest.mark.usefixtures("required")
class TestSecondFactor:
    def test_administrator_opens_nothing_before_it_is_set_up(self, enter):
        hand = enter()
        password(hand)
        hand.types("密码", PASSWORD)
        hand.clicks_on("button", "验证密码")

        hand.goes("/accounts/users/")

        assert hand.heading() == "启用二次验证"

    def test_once_set_up_it_is_asked_for_and_a_wrong_code_refused(self, enter):
        first, second = enter(), enter()
        secret, _ = set_up(first)

        password(second)
        assert second.heading() == "输入验证码"
        answer(second, "000000")
        expect(second.page.get_by_role("alert")).to_contain_text("验证码不对")
        answer(second, code(secret, ahead=1))

        second.page.wait_for_url("**/accounts/users/")
        second.goes("/accounts/users/")
        assert second.heading() == "账号"
        acts = AuditEntry.objects.filter(actor__username="shaowenbo").values_list("act", flat=True)
        assert "user.second_factor_on" in acts

    def test_recovery_code_opens_the_door_without_the_telephone(self, enter):
        first, second = enter(), enter()
        _, recovery = set_up(first)

        password(second)
        answer(second, recovery)

        second.page.wait_for_url("**/accounts/users/")
