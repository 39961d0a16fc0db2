"""Accounts, roles and passwords: three administrators, none of whom can become another."""

from __future__ import annotations

import pytest
from allauth.usersessions.models import UserSession

from jingwei.accounts.models import User
from jingwei.accounts.services import (
    roles,
    roles_sync,
    user_change,
    user_create,
    user_grant,
    user_password_set,
    user_set_active,
)
from jingwei.kernel.errors import RuleViolation
from jingwei.kernel.models import AuditEntry
from tests.factories import UserFactory

BUSINESS = {
    "plans", "people", "cadres", "party", "talent", "veterans", "procedures", "coverage",
    "liaison", "collection",
}  # fmt: skip
THREE = ["system_admin", "security_admin", "audit_admin"]


@pytest.fixture
def administrators(qinglan):
    roles_sync()
    return {role: UserFactory(username=role, unit=qinglan, roles=[role]) for role in THREE}


def open_session(user):
    return UserSession.objects.create(
        user=user, ip="10.1.2.3", session_key=f"key{user.pk}", user_agent="Firefox"
    )


class TestUserGrant:
    def test_replaces_roles_and_scopes_and_tells_both_states(self, administrators, gbk, jyj):
        user = UserFactory(unit=gbk, roles=["unit_officer"])
        actor = administrators["security_admin"]

        user = user_grant(user, role_codes=["section_officer"], paths=[jyj.path], actor=actor)

        entry = AuditEntry.objects.latest("pk")
        assert [group.name for group in user.groups.all()] == ["section_officer"]
        assert user.unit_paths() == (jyj.path,)
        assert (entry.act, entry.actor) == ("user.grant", actor)
        assert entry.data == {
            "before": {"roles": ["unit_officer"], "units": [gbk.path], "organizations": []},
            "after": {"roles": ["section_officer"], "units": [jyj.path], "organizations": []},
        }

    def test_keeps_the_two_trees_of_scopes_apart(self, administrators, gbk):
        user, actor = UserFactory(unit=gbk), administrators["security_admin"]

        user = user_grant(
            user, role_codes=[], paths=["same/"], organization_paths=["same/", "dzz/"], actor=actor
        )

        assert user.unit_paths() == ("same/",)
        assert user.organization_paths() == ("dzz/", "same/")

    def test_both_trees_cost_one_query(self, gbk, django_assert_num_queries):
        user = User.objects.get(pk=UserFactory(unit=gbk).pk)

        with django_assert_num_queries(1):
            user.unit_paths()
            user.organization_paths()

    def test_whoever_becomes_an_administrator_signs_in_anew(self, administrators, gbk):
        user = UserFactory(unit=gbk)
        open_session(user)

        user_grant(user, role_codes=["audit_admin"], paths=[], actor=None)

        assert not UserSession.objects.filter(user=user).exists()

    @pytest.mark.parametrize("pair", [THREE[:2], THREE[1:], THREE[::2]])
    def test_two_of_the_three_administrators_are_never_one_person(self, administrators, gbk, pair):
        user = UserFactory(unit=gbk, roles=["unit_officer"])

        with pytest.raises(RuleViolation, match="不能由同一人担任") as refusal:
            user_grant(user, role_codes=pair, paths=[], actor=administrators["security_admin"])

        user = User.objects.get(pk=user.pk)
        assert refusal.value.code == "accounts.role_pair"
        assert [group.name for group in user.groups.all()] == ["unit_officer"]
        assert user.unit_paths() == (gbk.path,)

    @pytest.mark.parametrize("role", THREE)
    def test_an_administrator_gets_no_role_of_the_business(self, administrators, gbk, role):
        user, actor = administrators[role], UserFactory(unit=gbk, roles=["security_admin"])

        with pytest.raises(RuleViolation, match="不能兼任干部科") as refusal:
            user_grant(user, role_codes=[role, "cadre_office"], paths=[gbk.path], actor=actor)

        assert refusal.value.code == "accounts.role_pair"
        assert User.objects.get(pk=user.pk).role_codes() == {role}

    def test_nobody_grants_to_themselves(self, administrators):
        actor = administrators["security_admin"]

        with pytest.raises(RuleViolation) as refusal:
            user_grant(actor, role_codes=["leader"], paths=["qinglan/"], actor=actor)

        assert refusal.value.code == "accounts.own_grant"


class TestPermissions:
    def test_only_the_security_administrator_grants(self, administrators):
        grants = [role for role, user in administrators.items() if user.has_perm(
            "accounts.grant_user")]  # fmt: skip

        assert grants == ["security_admin"]

    def test_only_the_system_administrator_opens_and_changes_accounts(self, administrators):
        for permission in ("accounts.add_user", "accounts.change_user"):
            holders = [role for role, user in administrators.items() if user.has_perm(permission)]
            assert holders == ["system_admin"]

    def test_only_the_audit_administrator_reads_the_trail(self, administrators):
        permission = "kernel.view_auditentry"
        holders = [role for role, user in administrators.items() if user.has_perm(permission)]

        assert holders == ["audit_admin"]

    @pytest.mark.parametrize("role", THREE)
    def test_none_of_the_three_sees_business_data(self, administrators, role):
        apps = {name.partition(".")[0] for name in roles()[role]["permissions"]}
        held = {name.partition(".")[0] for name in administrators[role].get_all_permissions()}

        assert (apps | held) & BUSINESS == set()

    def test_some_role_does_see_business_data(self):
        apps = {name.partition(".")[0] for role in roles().values() for name in role["permissions"]}

        assert apps & BUSINESS

    def test_a_new_account_has_no_right_until_the_security_administrator_grants(
        self, administrators, gbk
    ):
        user, _ = user_create(
            "xuhe", full_name="许禾", title="", home_path=gbk.path,
            actor=administrators["system_admin"],
        )  # fmt: skip
        before = (user.get_all_permissions(), user.unit_paths(), user.organization_paths())

        granted = user_grant(
            user, role_codes=["section_officer"], paths=[gbk.path],
            actor=administrators["security_admin"],
        )  # fmt: skip

        assert before == (set(), (), ())
        assert granted.has_perm("plans.view_measure")

    def test_who_grants_cannot_open_accounts_and_the_other_way_round(self, administrators):
        both = [
            user
            for user in administrators.values()
            if user.has_perm("accounts.add_user") and user.has_perm("accounts.grant_user")
        ]

        assert both == []


class TestPassword:
    def test_a_new_one_works_and_is_nowhere_in_the_trail(self, administrators, gbk):
        user = UserFactory(unit=gbk)

        password = user_password_set(user, password=None, actor=administrators["system_admin"])

        entry = AuditEntry.objects.latest("pk")
        assert User.objects.get(pk=user.pk).check_password(password)
        assert (entry.act, entry.data) == ("user.password", {})

    @pytest.mark.parametrize("other", ["security_admin", "audit_admin"])
    def test_of_another_administrator_stays_out_of_reach(self, administrators, other):
        user, before = administrators[other], administrators[other].password

        with pytest.raises(RuleViolation) as refusal:
            user_password_set(user, password=None, actor=administrators["system_admin"])

        user.refresh_from_db()
        assert refusal.value.code == "accounts.other_administrator"
        assert user.password == before


class TestActive:
    def test_a_disabled_account_cannot_sign_in_until_enabled(
        self, administrators, gbk, client, settings
    ):
        user, actor = UserFactory(unit=gbk), administrators["system_admin"]
        client.force_login(user)

        user_set_active(user, active=False, reason="调离本单位", actor=actor)
        refused = client.get("/account/")
        user_set_active(user, active=True, reason="调回", actor=actor)
        admitted = client.get("/account/")

        assert (refused.status_code, admitted.status_code) == (302, 200)
        acts = AuditEntry.objects.order_by("-pk").values_list("act", "data")[:2]
        assert list(acts) == [
            ("user.enable", {"reason": "调回"}),
            ("user.disable", {"reason": "调离本单位"}),
        ]

    def test_a_disabled_account_is_signed_out_everywhere(self, administrators, gbk):
        user = UserFactory(unit=gbk)
        open_session(user)

        user_set_active(user, active=False, reason="调离", actor=administrators["system_admin"])

        assert not UserSession.objects.filter(user=user).exists()

    def test_nobody_disables_their_own(self, administrators):
        actor = administrators["system_admin"]

        with pytest.raises(RuleViolation) as refusal:
            user_set_active(actor, active=False, reason="休假", actor=actor)

        assert refusal.value.code == "accounts.own_account"


class TestUserChange:
    def test_tells_before_and_after(self, administrators, gbk, gbk2):
        user, actor = UserFactory(full_name="周甲", unit=gbk), administrators["system_admin"]

        user_change(user, full_name="周乙", title="科长", home_path=gbk2.path, actor=actor)

        user.refresh_from_db()
        entry = AuditEntry.objects.latest("pk")
        assert (user.full_name, user.title, user.home_path) == ("周乙", "科长", gbk2.path)
        assert entry.data["before"] == {"full_name": "周甲", "title": "干部", "home": gbk.path}


class TestVisibleTo:
    def test_is_who_is_at_home_in_scope(self, insider, outsider, powerless, gbk):
        officer = UserFactory(unit=gbk)

        assert set(User.objects.visible_to(insider)) == {insider, powerless, officer}
        assert set(User.objects.visible_to(outsider)) == {outsider}

    def test_who_has_no_home_belongs_to_the_root_alone(self, administrators, insider):
        homeless = User.objects.create(username="homeless", full_name="无籍")

        assert homeless in User.objects.visible_to(administrators["system_admin"])
        assert homeless not in User.objects.visible_to(insider)
