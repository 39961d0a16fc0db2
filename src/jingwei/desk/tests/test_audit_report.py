"""The monthly audit report: the month's acts and no others, readable in any office program."""

from __future__ import annotations

import io
from datetime import date

import docx
import pytest
import time_machine
from django.urls import reverse

from jingwei.accounts.services import (
    roles_sync,
    trail_exported,
    user_grant,
    user_sign_in,
    user_sign_in_failed,
)
from jingwei.desk.audit_paper import audit_paper
from jingwei.desk.selectors.audit_report import audit_month
from jingwei.kernel.models import AuditEntry
from tests.factories import UserFactory

JUNE = date(2025, 6, 1)


def at(moment):
    return time_machine.travel(f"{moment}+08:00", tick=False)


@pytest.fixture
def story(qinglan, gbk):
    """Acts of May, June and July 2025 around one user."""
    roles_sync()
    guard = UserFactory(full_name="安密", unit=qinglan, roles=["security_admin"])
    user = UserFactory(username="xuhe", full_name="许禾", unit=gbk)
    AuditEntry.objects.all().delete()
    for moment in ("05-31T23:59:59", "06-01T00:00:00", "06-30T23:59:59", "07-01T00:00:00"):
        with at(f"2025-{moment}"):
            user_sign_in(user, session_key="", origin="10.1.1.1")
    with at("2025-06-10T09:00:00"):
        user_sign_in_failed("xuhe", origin="10.6.6.6", reason="用户名或密码不对")
        user_sign_in_failed("nobody", origin="10.7.7.7", reason="用户名或密码不对")
        user_grant(user, role_codes=["leader"], paths=[], actor=guard)
        trail_exported(guard, count=7, filters={})
    return user


def words(content):
    paper = docx.Document(io.BytesIO(content))
    cells = [c.text for table in paper.tables for row in table.rows for c in row.cells]
    return "\n".join([*(p.text for p in paper.paragraphs), *cells])


class TestAuditMonth:
    def test_counts_the_acts_of_the_month_both_ends_included(self, story):
        month = audit_month(JUNE)

        assert (month.total, month.sign_ins, month.failed) == (6, 2, 2)
        assert dict(month.acts)["登录"] == 2
        assert month.last == date(2025, 6, 30)

    def test_tells_failures_by_account_with_their_addresses(self, story):
        assert sorted(audit_month(JUNE).failures) == [
            ("不存在的登录名", 1, "10.7.7.7"),
            ("许禾", 1, "10.6.6.6"),
        ]

    def test_lists_grants_and_exports_and_who_of_the_administrators_did_what(self, story):
        month = audit_month(JUNE)

        assert [row.act for row in month.rights.rows] == ["授权"]
        assert [row.act for row in month.exports.rows] == ["导出审计记录"]
        assert month.reveals.count == 0
        assert month.by_administrators == [("安全保密管理员", "安密", 2)]

    def test_of_an_empty_month_is_empty(self, story):
        month = audit_month(date(2024, 2, 1))

        assert (month.total, month.last) == (0, date(2024, 2, 29))


class TestPaper:
    def test_holds_the_figures_in_words(self, story):
        text = words(audit_paper(audit_month(JUNE), issuer="青岚区", day=date(2025, 7, 1)))

        for part in (
            "2025年6月安全审计报告", "共记录操作6条，其中登录2次、登录失败2次", "10.6.6.6",
            "角色：——→部领导", "本月没有查看受限信息。", "安密", "青岚区", "2025年7月1日",
        ):  # fmt: skip
            assert part in text

    def test_a_broken_chain_is_said_and_not_called_a_quiet_month(self, story):
        AuditEntry.objects.filter(act="user.grant").update(data={})

        text = words(audit_paper(audit_month(JUNE), issuer="青岚区", day=JUNE))

        assert "记录与摘要不符，须立即查明原因" in text
        assert "本月没有异常" not in text

    def test_a_quiet_month_is_called_quiet(self, db):
        text = words(audit_paper(audit_month(JUNE), issuer="青岚区", day=JUNE))

        assert "本月没有异常。" in text
        assert "本月没有登录失败。" in text


class TestPage:
    @pytest.fixture
    def as_auditor(self, story, qinglan, client):
        client.force_login(UserFactory(unit=qinglan, roles=["audit_admin"]))
        return client

    def test_answers_with_the_month_asked_for_and_records_it(self, as_auditor):
        answer = as_auditor.get(reverse("desk:audit-report"), {"month": "2025-06"})

        assert "2025年6月安全审计报告" in words(answer.content)
        assert AuditEntry.objects.get(act="audit.report").data["month"] == "2025-06"

    @pytest.mark.parametrize("month", ["", "2025-13", "x", "2025-06-01"])
    def test_anything_else_is_this_month(self, as_auditor, month):
        with at("2025-07-15T09:00:00"):
            answer = as_auditor.get(reverse("desk:audit-report"), {"month": month})

        assert "2025年7月安全审计报告" in words(answer.content)
