"""The first journey: the door."""

from __future__ import annotations

from jingwei.accounts.services import user_password_set

PASSWORD = "qing-shan-2025"  # noqa: S105  # an invented one


class TestSignIn:
    def test_door_opens_with_the_keyboard_alone(self, live_server, page, insider):
        user_password_set(insider, password=PASSWORD, actor=None)
        page.goto(live_server.url)

        page.get_by_label("用户名").fill("insider")
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda address: "login" not in address)

        assert page.get_by_role("navigation").first.is_visible()

    def test_wrong_password_is_told_beside_the_form(self, live_server, page, insider):
        page.goto(f"{live_server.url}/account/login/")

        page.get_by_label("用户名").fill("insider")
        page.get_by_label("密码").or_(page.get_by_label("口令")).first.fill("wrong-word")
        page.keyboard.press("Enter")

        page.get_by_text("用户名或密码不对").wait_for()
