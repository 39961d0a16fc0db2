"""The first steps of an installation: the root unit, the administrators, a lost password."""

from __future__ import annotations

import json

from jingwei.accounts.models import User
from jingwei.kernel.models import AuditEntry
from jingwei.org.models import Unit


class TestSetup:
    def test_gives_an_empty_database_its_root_and_three_separate_administrators(self, asked, db):
        code, out, _ = asked("setup", "qinglan", "青岚区", "--json")

        passwords = json.loads(out)
        assert code == 0
        assert Unit.objects.get().path == "qinglan/"
        assert set(passwords) == {"system_admin", "security_admin", "audit_admin"}
        for name, password in passwords.items():
            user = User.objects.get(username=name)
            assert user.check_password(password)
            assert [group.name for group in user.groups.all()] == [name]

    def test_refuses_a_database_that_holds_units(self, asked, zzb):
        code, _, err = asked("setup", "qinglan", "青岚区")

        assert (code, User.objects.count()) == (2, 0)
        assert "数据库里已有单位" in err

    def test_a_malformed_code_creates_nothing(self, asked, db):
        code, _, err = asked("setup", "青岚", "青岚区")

        assert (code, Unit.objects.count(), User.objects.count()) == (1, 0, 0)
        assert "小写字母和数字" in err


class TestPassword:
    def test_a_new_password_replaces_the_old_one_and_leaves_a_trace(self, asked, insider):
        code, out, _ = asked("password", "insider", "--json")

        insider.refresh_from_db()
        assert code == 0
        assert insider.check_password(json.loads(out)["password"])
        assert AuditEntry.objects.filter(act="user.password", actor=None).count() == 1

    def test_an_unknown_account_is_bad_input(self, asked, db):
        code, _, err = asked("password", "nobody")

        assert (code, err) == (2, "没有登录名为“nobody”的账号。\n")
