"""What the home of a branch leads to: every duty its page, every number its list, every act."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.models import F
from django.urls import reverse

from conftest import signed_in
from jingwei.accounts.services import roles_sync, user_grant
from jingwei.collection.tests.answered import assignment_made, round_made
from jingwei.kernel.documents.sheets import read_xlsx
from jingwei.party.selectors.dues import rate_lines
from jingwei.party.selectors.waiting import waiting_for
from jingwei.party.services.dues import month_open
from tests.factories import MemberFactory, PartyOrganizationFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def branch(today, zzb):
    return PartyOrganizationFactory(unit=zzb, name="第一支部")


@pytest.fixture
def user(branch):
    roles_sync()
    found = UserFactory(unit=branch.unit)
    user_grant(found, role_codes=["branch_secretary"], paths=[], organization_paths=[branch.path],
               actor=None)  # fmt: skip
    return found


@pytest.fixture
def secretary(user):
    return signed_in(user)


@pytest.fixture
def home(branch):
    return reverse("party:branch", args=[branch.pk])


def shown(client, address):
    return client.get(address).content.decode()


class TestDuties:
    def test_lead_to_their_pages_and_the_oldest_open_month_first(
        self, branch, zzb, secretary, home
    ):
        MemberFactory(of=zzb, organization=branch, occupation="2")
        for month in (date(2025, 3, 1), date(2025, 5, 1)):
            month_open(branch, month, actor=None)

        html = shown(secretary, home)

        months = [reverse("party:dues-month", args=[branch.pk, 2025, n]) for n in (3, 5, 6)]
        assert [f'<a href="{one}">' in html for one in months] == [True, False, True]
        assert f'<a href="{reverse("party:meeting-add", args=[branch.pk])}">组织生活' in html

    def test_tell_the_rounds_the_branch_has_to_answer(self, branch, insider, user, secretary, home):
        made = assignment_made(round_made(branch.unit, insider), branch.unit)
        told = {"unit": None, "organization": branch, "organization_path": branch.path}
        type(made).objects.filter(pk=made.pk).update(**told)

        html = shown(secretary, home)

        assert f'<a href="{reverse("collection:answer", args=[made.pk])}">' in html
        assert "1 份要填" in html
        assert "要填" not in {one.verb for one in waiting_for(user, on=date(2025, 6, 30))}
        assert not [o for o in waiting_for(user, on=date(2025, 6, 30)) if o.what.startswith("填报")]


class TestMembers:
    def test_numbers_open_their_list(self, branch, zzb, secretary, home):
        MemberFactory.create_batch(2, of=zzb, organization=branch)
        MemberFactory(of=zzb, organization=PartyOrganizationFactory(unit=zzb))
        MemberFactory(of=zzb, organization=branch, state="stopped")

        page = shown(secretary, home)
        where = page.split("2 人</a>")[0].rpartition('href="')[2].split('"')[0]
        listed = shown(secretary, where.replace("&amp;", "&"))

        assert "共 2 人" in listed

    def test_who_was_contacted_today_is_no_longer_due(self, branch, zzb, secretary, home):
        away = MemberFactory(of=zzb, organization=branch, is_mobile=True)
        elsewhere = MemberFactory(is_mobile=True)
        address = reverse("party:member-contacted", args=[away.pk])

        before = shown(secretary, home)
        answer = secretary.post(address)
        other = secretary.post(reverse("party:member-contacted", args=[elsewhere.pk]))

        away.refresh_from_db()
        assert address in before
        assert (answer.url, other.status_code) == (home, 404)
        assert away.contacted_on == date(2025, 6, 30)
        assert address not in shown(secretary, home)


def test_the_file_of_the_quarter_names_who_has_not_paid_to_who_keeps_dues(branch, zzb, as_insider):
    owing, paying = MemberFactory.create_batch(2, of=zzb, organization=branch, occupation="2")
    month = month_open(branch, date(2025, 5, 1), actor=None)
    month.rows.filter(member=paying).update(paid=F("due"))
    roles_sync()
    leader = UserFactory(unit=zzb, roles=["leader"])

    told, less = (
        read_xlsx("表.xlsx", client.get(reverse("party:branch-export")).content)
        for client in (as_insider, signed_in(leader))
    )

    rows = next(sheet.rows for sheet in told if sheet.name == "本季未交明细")
    assert [row[1:3] for row in rows if row[:1] == (str(branch),)] == [(str(owing), "2025-05")]
    assert "本季未交明细" not in {sheet.name for sheet in less}


def test_a_meeting_sent_twice_is_kept_once(branch, secretary):
    told = {"kind": "5", "held_on": "2025-06-20", "topic": "志愿服务", "due_count": "3",
            "present_count": "3"}  # fmt: skip
    address = reverse("party:meeting-add", args=[branch.pk])

    answers = [secretary.post(address, told) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 422]
    assert "已经记录" in answers[1].content.decode()
    assert branch.meetings.count() == 1


def test_the_rates_of_a_month_are_told_with_their_bounds():
    told = rate_lines(date(2025, 6, 1))

    assert ("在职", "月基数 3000 元（含）以下：全部基数的 0.5%") in told
    assert ("在职", "月基数 10000 元以上：全部基数的 2%") in told
    assert told[-1] == ("学生、下岗失业、依靠救济或低保", "每月 0.2 元")
