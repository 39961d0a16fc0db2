"""The audit trail: for one role only, in words, and honest about its own damage."""

from __future__ import annotations

import csv
import io
import re
from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jingwei.accounts.services import roles_sync, user_change, user_grant
from jingwei.desk.selectors import audit as trail
from jingwei.desk.selectors.audit import AuditFilter, audit_page
from jingwei.desk.web import audit as audit_web
from jingwei.kernel.audit import ACTS, entry_digest
from jingwei.kernel.jobs import JOBS
from jingwei.kernel.models import AuditEntry
from jingwei.kernel.parameters import parameter_change
from jingwei.org.services import unit_alias_add, unit_close, unit_group_save, unit_rename
from jingwei.site.upkeep import audit_check
from tests.factories import UserFactory

LIST, EXPORT, VERIFY, REPORT = (
    reverse(f"desk:audit-{name}") for name in ("list", "export", "verify", "report")
)


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


@pytest.mark.parametrize("url", [LIST, EXPORT, VERIFY, REPORT])
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

    def test_tells_units_by_their_names(self, as_auditor, insider, outsider, gbk):
        user_grant(outsider, role_codes=[], paths=[gbk.path], actor=insider)

        text = text_of(as_auditor.get(LIST, {"act": "user.grant", "actor": "顾青"}))

        assert "<ins>干部科</ins>" in text

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

    def test_shows_field_by_field_what_was_before_and_after(self, as_auditor, insider, gbk, gbk2):
        user = UserFactory(full_name="周甲", unit=gbk)
        user_change(user, full_name="周乙", title="干部", home_path=gbk.path, actor=insider)

        text = text_of(as_auditor.get(LIST, {"act": "user.change"}))

        assert re.search(r"<dt>姓名</dt>\s*<dd>\s*<del>周甲</del> → <ins>周乙</ins>", text)
        assert "改动 1 项" in text

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

    def test_by_text_anywhere_in_the_facts(self, as_auditor, acts):
        assert exported(as_auditor, q="监督口") == [("增加单位别名", "干部监督科")]
        assert exported(as_auditor, q="监%口") == []

    def test_a_number_without_a_kind_is_refused_beside_its_field(self, as_auditor):
        assert "先选对象的类别" in text_of(as_auditor.get(LIST, {"record": "5"}))


class TestPaging:
    """Entries "old.act" 1 to 120, the newest first; a page holds 50."""

    @pytest.fixture
    def many(self, db):
        now = timezone.now()
        AuditEntry.objects.bulk_create(
            AuditEntry(at=now, act="old.act", subject=f"old.thing:{n}", digest="x")
            for n in range(1, 121)
        )

    def numbers(self, page):
        return [int(row.number) for row in page.rows]

    def test_walks_to_the_end_and_back_without_a_gap(self, many):
        asked = AuditFilter(act="old.act")
        first = audit_page(asked)
        second = audit_page(asked, first.older)
        third = audit_page(asked, second.older)
        back = audit_page(asked, third.newer)

        assert self.numbers(first) == list(range(120, 70, -1))
        assert self.numbers(second) == list(range(70, 20, -1))
        assert self.numbers(third) == list(range(20, 0, -1))
        assert (first.newer, third.older) == ("", "")
        assert self.numbers(back) == self.numbers(second)

    @pytest.mark.parametrize("place", ["", "2", "before-", "after-x", "before-1; DROP", "-5"])
    def test_nonsense_shows_the_first_page(self, many, place):
        assert self.numbers(audit_page(AuditFilter(act="old.act"), place))[0] == 120

    def test_counts_no_further_than_the_limit(self, many, monkeypatch):
        monkeypatch.setattr(trail, "COUNT_LIMIT", 100)

        page = audit_page(AuditFilter(act="old.act"))

        assert (page.count, page.is_many) == (101, True)

    def test_a_late_page_reads_no_more_than_the_first(self, many, django_assert_num_queries):
        asked = AuditFilter(act="old.act")
        third = audit_page(asked, audit_page(asked).older).older

        for place in ("", third):
            with django_assert_num_queries(2):
                audit_page(asked, place)

    def test_the_links_keep_the_filter(self, as_auditor, many):
        text = text_of(as_auditor.get(LIST, {"act": "old.act", "page": ""}))

        assert "较早的 50 条" in text
        assert re.search(r"act=old\.act&amp;page=before-\d+", text)


class TestExport:
    def test_is_an_act_of_its_own_with_the_filters(self, as_auditor, zzb):
        unit_alias_add(zzb, text="组织部", actor=None)

        as_auditor.get(EXPORT, {"act": "unit_alias.add", "q": ""})

        entry = AuditEntry.objects.get(act="audit.export")
        assert entry.data == {
            "count": 1,
            "filters": {"act": "unit_alias.add"},
            "format": "csv",
            "origin": "127.0.0.1",
        }  # fmt: skip

    def test_holds_more_than_a_page(self, as_auditor, monkeypatch):
        monkeypatch.setattr(audit_web, "AT_ONCE", 50)
        now = timezone.now()
        AuditEntry.objects.bulk_create(
            AuditEntry(at=now, act="old.act", subject=f"old.thing:{n}", digest="x")
            for n in range(120)
        )

        assert len(exported(as_auditor, act="")) >= 120


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

    def test_the_list_warns_of_what_the_last_check_found(self, as_auditor, zzb):
        unit_alias_add(zzb, text="组织部", actor=None)
        AuditEntry.objects.filter(act="unit_alias.add").update(data={"text": "别的"})
        unit_alias_add(zzb, text="部里", actor=None)

        before = text_of(as_auditor.get(LIST))
        as_auditor.get(VERIFY)
        after = text_of(as_auditor.get(LIST))

        assert "还没有核查过" in before
        assert "notice-error" in after
        assert "与摘要不符" in after

    def test_the_list_warns_of_a_torn_end_at_once(self, as_auditor, zzb):
        as_auditor.get(VERIFY)
        unit_alias_add(zzb, text="组织部", actor=None)
        AuditEntry.objects.latest("pk").delete()

        assert "最末的记录缺失" in text_of(as_auditor.get(LIST))

    def test_runs_every_night(self):
        assert "desk.audit_check" in JOBS


class TestCommand:
    """``jingwei audit verify`` on whichever database the tests run."""

    @pytest.fixture
    def trail(self, zzb):
        """Return the numbers of the last four entries, oldest first."""
        for n in range(4):
            unit_alias_add(zzb, text=f"别名{n}", actor=None)
        return list(AuditEntry.objects.order_by("-pk").values_list("pk", flat=True)[:4])[::-1]

    def verify(self):
        answer = audit_check(None)
        return answer.failed, answer.data["broken_at"]

    def test_finds_nothing_in_an_untouched_trail(self, trail):
        assert self.verify() == (False, None)

    @pytest.mark.parametrize(
        "changed",
        [
            {"data": {"text": "别的"}},
            {"act": "unit.close"},
            {"subject": "org.unit:999"},
            {"at": "2020-01-01T00:00Z"},
        ],
    )
    def test_finds_a_changed_row(self, trail, changed):
        AuditEntry.objects.filter(pk=trail[1]).update(**changed)

        assert self.verify() == (True, trail[1])

    def test_finds_a_row_changed_together_with_its_digest(self, trail):
        row, before = AuditEntry.objects.get(pk=trail[1]), AuditEntry.objects.get(pk=trail[0])
        row.data = {"text": "别的"}
        row.digest = entry_digest(row, before.digest)
        row.save()

        assert self.verify() == (True, trail[2])

    def test_finds_a_row_removed_from_the_middle(self, trail):
        AuditEntry.objects.filter(pk=trail[1]).delete()

        assert self.verify() == (True, trail[2])

    def test_finds_that_the_last_row_was_removed(self, trail):
        AuditEntry.objects.filter(pk=trail[3]).delete()

        assert self.verify() == (True, 0)

    def test_finds_a_row_put_in_between(self, trail):
        row = AuditEntry.objects.get(pk=trail[3])
        AuditEntry.objects.filter(pk=row.pk).update(id=row.pk + 1)
        put = AuditEntry(pk=row.pk, at=row.at, act="unit.close", subject=row.subject, data={})
        put.digest = entry_digest(put, AuditEntry.objects.get(pk=trail[2]).digest)
        put.save(force_insert=True)

        assert self.verify() == (True, row.pk + 1)

    def test_finds_a_row_put_at_the_end_with_a_fitting_digest(self, trail):
        last = AuditEntry.objects.get(pk=trail[3])
        put = AuditEntry(at=last.at, act="unit.close", subject=last.subject, data={})
        put.digest = entry_digest(put, last.digest)
        put.save()

        assert self.verify() == (True, 0)
