"""The audit trail: for one role only, in words, and honest about its own damage."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from jingwei.accounts.services import roles_sync, user_grant
from jingwei.kernel.audit import ACTS
from jingwei.kernel.models import AuditEntry
from jingwei.kernel.parameters import parameter_change
from jingwei.org.services import unit_alias_add, unit_close, unit_group_save, unit_rename
from tests.factories import UserFactory

LIST, EXPORT, VERIFY = (reverse(f"desk:audit-{name}") for name in ("list", "export", "verify"))


@pytest.fixture
def as_auditor(qinglan):
    roles_sync()
    browser = Client()
    browser.force_login(UserFactory(unit=qinglan, roles=["audit_admin"]))
    return browser


def text_of(answer):
    return answer.content.decode()


def exported(browser, **asked):
    """Return the act and the name of the subject of each row that the filters leave."""
    data = browser.get(EXPORT, asked).content.decode("utf-8-sig")
    return [(row[4], row[7]) for row in list(csv.reader(io.StringIO(data)))[1:]]


@pytest.mark.parametrize("url", [LIST, EXPORT, VERIFY])
class TestDoors:
    def test_opens_to_the_audit_administrator(self, as_auditor, url):
        assert as_auditor.get(url).status_code == 200

    @pytest.mark.parametrize("role", ["system_admin", "security_admin", "plan_office", "leader"])
    def test_is_closed_to_every_other_role(self, qinglan, client, url, role):
        roles_sync()
        client.force_login(UserFactory(unit=qinglan, roles=[role]))

        assert client.get(url).status_code == 403

    def test_sends_a_stranger_to_the_sign_in(self, client, db, url):
        assert client.get(url).status_code == 302

    def test_only_reads(self, as_auditor, url):
        assert as_auditor.post(url).status_code == 405


class TestAuditList:
    def test_tells_acts_subjects_and_facts_in_words(self, as_auditor, insider, gbk):
        unit_rename(gbk, name="干部一科", on=date(2025, 5, 1), basis="三号文", actor=insider)

        text = text_of(as_auditor.get(LIST, {"act": "unit.rename"}))

        for words in ("单位更名", "顾青", "干部一科", "改前", "干部科", "依据", "三号文"):
            assert words in text

    def test_tells_roles_and_thresholds_by_their_names(self, as_auditor, insider, outsider):
        user_grant(outsider, role_codes=["leader"], paths=[], actor=insider)
        parameter_change("plans.near_days", 14, actor=insider, reason="六月调度会决定")

        text = text_of(as_auditor.get(LIST, {"actor": "顾青"}))

        assert "部领导" in text
        assert "到期前提示天数" in text

    def test_a_subject_that_is_gone_is_told_by_its_number(self, as_auditor):
        AuditEntry.objects.create(
            at="2025-06-30T00:00Z", act="unit.create", subject="org.unit:987", digest="x"
        )
        AuditEntry.objects.create(
            at="2025-06-30T00:00Z", act="old.act", subject="old.thing:5", digest="x"
        )

        text = text_of(as_auditor.get(LIST))

        assert "单位 987" in text
        assert "old.thing 5" in text

    def test_shows_fifty_on_a_page_in_queries_that_do_not_grow(
        self, as_auditor, zzb, django_assert_max_num_queries
    ):
        as_auditor.get(LIST)
        with django_assert_max_num_queries(30) as few:
            as_auditor.get(LIST)
        for n in range(60):
            unit_alias_add(zzb, text=f"别名{n}", actor=UserFactory(unit=zzb) if n < 3 else None)

        with django_assert_max_num_queries(len(few)):
            text = text_of(as_auditor.get(LIST))

        assert text.count('data-label="序号"') == 50

    def test_every_act_has_a_label_of_its_own(self):
        assert all(label and not label.isascii() for label in ACTS.values())


class TestFilters:
    @pytest.fixture
    def acts(self, insider, outsider, gbk, gbk2):
        with time_machine.travel("2025-05-31T23:59:00+08:00", tick=False):
            unit_alias_add(gbk, text="干部口", actor=insider)
        with time_machine.travel("2025-06-01T00:00:00+08:00", tick=False):
            unit_alias_add(gbk2, text="监督口", actor=outsider)
        with time_machine.travel("2025-06-02T00:00:00+08:00", tick=False):
            unit_close(gbk2, on=date(2025, 6, 1), basis="文", actor=outsider)

    def test_by_act(self, as_auditor, acts):
        assert exported(as_auditor, act="unit.close") == [("撤销单位", "干部监督科")]

    @pytest.mark.parametrize("actor", ["卫岚", "outsider"])
    def test_by_actor(self, as_auditor, acts, actor):
        assert len(exported(as_auditor, actor=actor)) == 2

    def test_by_subject_kind_and_number(self, as_auditor, acts, gbk2):
        found = exported(as_auditor, subject="org.unit", record=gbk2.pk, act="unit_alias.add")

        assert found == [("增加单位别名", "干部监督科")]

    def test_a_kind_is_not_its_longer_namesake(self, as_auditor, acts, gbk):
        unit_group_save("各科室", members=[gbk], is_open=False, actor=None)

        units = {act for act, _ in exported(as_auditor, subject="org.unit")}
        groups = exported(as_auditor, subject="org.unitgroup")

        assert units == {"设立单位", "增加单位别名", "撤销单位"}
        assert groups == [("维护单位组", "各科室")]

    @pytest.mark.parametrize(
        ("since", "until", "count"),
        [
            ("2025-05-31", "2025-05-31", 1),
            ("2025-06-01", "2025-06-01", 1),
            ("2025-05-31", "2025-06-02", 3),
        ],
    )
    def test_by_period_both_days_included(self, as_auditor, acts, since, until, count):
        assert len(exported(as_auditor, since=since, until=until)) == count

    def test_a_number_without_a_kind_is_refused_beside_its_field(self, as_auditor):
        assert "先选对象的类别" in text_of(as_auditor.get(LIST, {"record": "5"}))


class TestVerify:
    def test_an_untouched_chain_fits(self, as_auditor, zzb):
        unit_alias_add(zzb, text="组织部", actor=None)

        text = text_of(as_auditor.get(VERIFY))

        assert "全部相符" in text
        assert "notice-error" not in text

    def test_a_changed_row_is_named_in_a_red_banner(self, as_auditor, zzb):
        unit_alias_add(zzb, text="组织部", actor=None)
        entry = AuditEntry.objects.latest("pk")
        unit_alias_add(zzb, text="部里", actor=None)
        AuditEntry.objects.filter(pk=entry.pk).update(data={"text": "别的"})

        text = text_of(as_auditor.get(VERIFY))

        assert "notice-error" in text
        assert f"第 {entry.pk} 号记录与摘要不符" in text
        assert "增加单位别名" in text

    def test_a_missing_last_row_is_told(self, as_auditor, zzb):
        unit_alias_add(zzb, text="组织部", actor=None)
        AuditEntry.objects.latest("pk").delete()

        assert "最末的记录缺失" in text_of(as_auditor.get(VERIFY))
