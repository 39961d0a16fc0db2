"""The door: in by keyboard, refused, locked, out."""

from __future__ import annotations

from playwright.sync_api import expect

from jingwei.plans.demo import PASSWORD


class TestSignIn:
    def test_door_opens_with_the_keyboard_alone(self, enter):
        hand = enter()
        hand.goes("/")

        hand.page.keyboard.type("dinghaifeng")  # the cursor waits in the name
        hand.presses("Tab")
        hand.page.keyboard.type(PASSWORD)
        hand.presses("Enter")

        hand.page.wait_for_url("**/todo/")
        assert hand.heading() == "我的待办"

    def test_wrong_password_is_told_and_the_name_is_kept(self, enter):
        hand = enter()
        hand.goes("/account/login/")

        hand.types("用户名", "limin")
        hand.types("密码", "wrong-word")
        hand.clicks_on("button", "登录")

        expect(hand.page.get_by_role("alert")).to_contain_text("用户名或密码不对")
        expect(hand.page.get_by_label("用户名")).to_have_value("limin")

    def test_fifth_wrong_password_locks_and_says_for_how_long(self, enter):
        hand = enter()
        hand.goes("/account/login/")

        for _ in range(6):
            hand.types("用户名", "zhaolei")
            hand.types("密码", "wrong-word")
            hand.clicks_on("button", "登录")
            hand.page.get_by_role("alert").wait_for()

        expect(hand.page.get_by_role("alert")).to_contain_text("10 分钟")

    def test_signed_out_the_pages_ask_for_the_password_again(self, enter):
        hand = enter("limin")
        hand.goes("/plan/")

        hand.opens("李敏")
        hand.clicks_on("button", "退出登录")
        hand.page.wait_for_url("**/account/login/**")
        hand.goes("/plan/")

        assert hand.heading() == "登录经纬"
