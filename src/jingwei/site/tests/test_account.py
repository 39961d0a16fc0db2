"""Signing in, being locked out, staying signed in, changing the password."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group

from jingwei.site.tests.conftest import PASSWORD

MORNING = datetime(2025, 6, 30, 1, tzinfo=UTC)
LOCKED = "这个用户名暂停登录 10 分钟"


def sign_in(client, password):
    return client.post("/account/login/", {"login": "zhoulan", "password": password})


class TestSignIn:
    def test_opens_the_product(self, client, reader):
        answer = sign_in(client, PASSWORD)

        assert (answer.status_code, answer["Location"]) == (302, "/")

    def test_tells_a_wrong_password_in_plain_words(self, client, reader):
        text = sign_in(client, "wrong").content.decode()

        assert "用户名或密码不对。" in text
        assert "没有登录成功" in text

    def test_says_the_same_for_an_unknown_name(self, client, reader):
        answer = client.post("/account/login/", {"login": "nobody", "password": "wrong"})

        assert "用户名或密码不对。" in answer.content.decode()

    def test_tells_a_disabled_account_whom_to_ask(self, client, reader):
        reader.is_active = False
        reader.save()

        answer = client.post(
            "/account/login/", {"login": "zhoulan", "password": PASSWORD}, follow=True
        )

        assert "系统管理员" in answer.content.decode()
        assert not answer.wsgi_request.user.is_authenticated


class TestLockout:
    @pytest.fixture
    def tried_six_times(self, client, reader):
        with time_machine.travel(MORNING, tick=False):
            answers = [sign_in(client, "wrong") for _ in range(6)]
        return answers[-1]

    def test_sixth_wrong_password_is_told_how_long_to_wait(self, tried_six_times):
        assert LOCKED in tried_six_times.content.decode()

    def test_right_password_is_refused_meanwhile(self, client, tried_six_times):
        with time_machine.travel(MORNING + timedelta(minutes=9), tick=False):
            answer = sign_in(client, PASSWORD)

        assert LOCKED in answer.content.decode()

    def test_right_password_opens_again_afterwards(self, client, tried_six_times):
        with time_machine.travel(MORNING + timedelta(minutes=11), tick=False):
            answer = sign_in(client, PASSWORD)

        assert answer.status_code == 302

    def test_five_wrong_ones_lock_nobody_out(self, client, reader):
        with time_machine.travel(MORNING, tick=False):
            answers = [sign_in(client, "wrong") for _ in range(5)]

        assert all(LOCKED not in answer.content.decode() for answer in answers)


class TestSession:
    def test_end_is_eight_hours_after_the_password_was_given(self, client, reader):
        with time_machine.travel(MORNING, tick=False):
            sign_in(client, PASSWORD)
        with time_machine.travel(MORNING + timedelta(hours=3), tick=False):
            answer = client.get("/account/")

        assert answer.context["session_ends"] == (MORNING + timedelta(hours=8)).timestamp()

    def test_giving_the_password_again_moves_the_end(self, client, reader):
        with time_machine.travel(MORNING, tick=False):
            sign_in(client, PASSWORD)
        with time_machine.travel(MORNING + timedelta(hours=3), tick=False):
            client.post("/account/reauthenticate/", {"password": PASSWORD})
            answer = client.get("/account/")

        assert answer.context["session_ends"] == (MORNING + timedelta(hours=11)).timestamp()

    def test_of_an_administrator_ends_with_half_an_hour_of_rest(self, client, reader):
        reader.groups.add(Group.objects.get_or_create(name="system_admin")[0])
        with time_machine.travel(MORNING, tick=False):
            sign_in(client, PASSWORD)
            answer = client.get("/account/")

        assert answer.context["session_ends"] == (MORNING + timedelta(minutes=30)).timestamp()

    def test_signing_out_is_said(self, signed_in):
        answer = signed_in.post("/account/logout/", follow=True)

        assert "已退出登录。" in answer.content.decode()


class TestPassword:
    def test_change_is_said_on_the_reader_s_own_page(self, signed_in):
        new = "bai-lu-zhou-2026"

        answer = signed_in.post(
            "/account/password/change/",
            {"oldpassword": PASSWORD, "password1": new, "password2": new},
            follow=True,
        )

        assert "密码已修改。" in answer.content.decode()
        assert "我的账号" in answer.content.decode()

    def test_wrong_old_password_changes_nothing(self, signed_in, reader):
        answer = signed_in.post(
            "/account/password/change/",
            {
                "oldpassword": "wrong",
                "password1": "bai-lu-zhou-2026",
                "password2": "bai-lu-zhou-2026",
            },
        )

        reader.refresh_from_db()
        assert "当前密码不对，请重新输入。" in answer.content.decode()
        assert reader.check_password(PASSWORD)


class TestClosedDoors:
    def test_nobody_signs_up_alone(self, client, db):
        assert "不能自行注册" in client.get("/account/signup/").content.decode()

    def test_forgotten_password_leads_to_a_person(self, client, db):
        assert (
            "请找本单位的系统管理员重置" in client.get("/account/password/reset/").content.decode()
        )

    @pytest.mark.parametrize("address", ["/account/email/", "/account/password/set/"])
    def test_doors_of_the_library_that_we_do_not_need_are_shut(self, signed_in, address):
        assert signed_in.get(address).status_code == 404
