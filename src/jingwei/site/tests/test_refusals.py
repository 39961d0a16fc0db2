"""What a reader sees when something does not work: what happened, why, what now."""

import re

import pytest
from django.test import Client

from jingwei.site import refusals

pytestmark = pytest.mark.urls("jingwei.site.tests.urls")


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.content.decode()))


def has_a_way_on(response):
    return 'href="/"' in response.content.decode().split("<main", 1)[1]


class TestForbidden:
    def test_names_the_permission_and_the_roles_that_carry_it(self, signed_in):
        answer = signed_in.get("/refused/")

        text = words(answer)
        assert answer.status_code == 403
        assert "打开它需要“授权”的权限" in text
        assert "你现在的角色（科室承办人）" in text
        assert "含有这项权限的角色：安全保密管理员" in text
        assert has_a_way_on(answer)

    def test_sends_a_stranger_to_the_sign_in(self, client, db):
        assert client.get("/refused/")["Location"] == "/account/login/?next=/refused/"

    @pytest.mark.parametrize(
        ("code", "told"),
        [
            ("accounts.view_user", "查看用户"),
            ("accounts.grant_user", "授权"),
            ("org.add_unit", "新建单位"),
            ("org.unheard_of", "org.unheard_of"),
        ],
    )
    def test_permissions_are_told_in_words(self, code, told):
        assert refusals.permission_words(code) == told


class TestNotFound:
    def test_says_the_same_for_missing_and_out_of_sight(self, signed_in):
        answer = signed_in.get("/nowhere/")

        assert answer.status_code == 404
        assert "没有找到这个页面" in words(answer)
        assert "不在你能查看的单位范围内" in words(answer)
        assert has_a_way_on(answer)

    def test_gives_the_reason_that_a_view_of_ours_gave(self, signed_in):
        assert "这份报告已被周岚撤回。" in words(signed_in.get("/withdrawn/"))

    def test_works_for_a_stranger_too(self, client, db):
        assert client.get("/nowhere/").status_code == 404


class TestServerError:
    def test_shows_the_id_of_the_one_log_record(self, caplog):
        client = Client(raise_request_exception=False)

        answer = client.get("/broken/")

        found = re.search(r"错误编号 ([0-9A-F]{8})", words(answer))
        errors = [record for record in caplog.records if record.levelname == "ERROR"]
        assert answer.status_code == 500
        assert found is not None
        assert len(errors) == 1
        assert found.group(1) in errors[0].getMessage()
        assert errors[0].exc_info[0] is ZeroDivisionError
        assert has_a_way_on(answer)

    def test_needs_no_database(self):
        client = Client(raise_request_exception=False)

        assert "没有保存" in words(client.get("/broken/"))


class TestExpiredForm:
    def test_says_what_to_do_with_the_words_already_typed(self, reader):
        client = Client(enforce_csrf_checks=True)

        answer = client.post("/account/login/", {"login": "zhoulan"})

        assert answer.status_code == 403
        assert "页面已过期，这次没有提交" in words(answer)
        assert "先把写好的内容复制出来" in words(answer)
        assert has_a_way_on(answer)


class TestTooLarge:
    def test_names_the_limit(self, client, db, settings):
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024

        answer = client.post(
            "/receiving/", "a=" + "x" * 3 * 1024 * 1024, "application/x-www-form-urlencoded"
        )

        assert answer.status_code == 413
        assert "一次最多提交 3 MB、100 个文件" in words(answer)
        assert has_a_way_on(answer)

    def test_other_unusable_requests_are_told_apart(self, client, db):
        answer = client.get("/account/login/", headers={"host": "elsewhere.example"})

        assert answer.status_code == 400
        assert "这次请求无法处理" in words(answer)


class TestTooOften:
    def test_says_how_long_to_wait(self, client, reader, settings):
        settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
        for _ in range(2):
            client.post("/account/login/", {"login": "zhoulan", "password": "x"})

        answer = client.post("/account/login/", {"login": "zhoulan", "password": "x"})

        assert answer.status_code == 429
        assert "请等 5 分钟再试" in words(answer)
