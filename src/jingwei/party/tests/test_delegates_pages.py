"""The pages of the election of delegates: what they show, what is done there, for whom."""

from __future__ import annotations

import pytest
from django.urls import reverse

from conftest import signed_in
from jingwei.party.models import BallotEntry, BranchTurnout
from jingwei.party.selectors.delegates import branches_of, electing_unit
from jingwei.party.tests import delegates_cast as cast
from jingwei.procedures.tests.pages import words

pytestmark = pytest.mark.once


def page(name, *args):
    return reverse(f"party:{name}", args=args)


def sent(case, approvals=cast.APPROVALS, **changes):
    """Return the form of a count as somebody would send it."""
    sheet = cast.sheet_of(case, approvals)
    heads = ("eligible", "present", "issued", "collected", "invalid")
    marks = {
        f"{mark}_{key}": number
        for mark in ("approve", "against", "abstain")
        for key, number in getattr(sheet, mark).items()
    }
    return {name: getattr(sheet, name) for name in heads} | marks | changes


class TestTheWhole:
    def test_adds_up_the_units_of_a_congress(self, at, as_insider, zzb, insider, second):
        at("R4")
        other = cast.opened(cast.committee(zzb, "other"), insider)
        cast.brought_to(other, "R3", insider, second)

        text = words(as_insider.get(page("delegate-list")))

        assert f"{cast.CONGRESS} · 2 个选举单位 · 应选 10 名" in text
        assert "现有人选 12 人 · 当选 0 名" in text
        assert "合计 10 12 0 6／4" in text

    def test_of_those_elected_counts_those_elected(self, at, as_insider):
        at("R8")

        text = words(as_insider.get(page("delegate-list"), {"of": "elected"}))

        assert "合计 5 6 5 2／2" in text

    def test_a_share_that_is_missed_is_marked(self, at, as_insider):
        case = at("R3")
        case.subjects.filter(position__in=(2, 4)).delete()

        assert "没有达到" in as_insider.get(page("delegate-list")).content.decode()

    def test_others_see_nothing(self, at, as_outsider):
        at("R2")

        assert "还没有分配名额的选举单位" in words(as_outsider.get(page("delegate-list")))

    def test_queries_do_not_grow_with_units(
        self, at, as_insider, zzb, insider, second, django_assert_max_num_queries
    ):
        at("R4")
        with django_assert_max_num_queries(40) as few:
            as_insider.get(page("delegate-list"))
        for code in ("xa", "xb", "xc"):
            cast.brought_to(cast.opened(cast.committee(zzb, code), insider), "R4", insider, second)

        with django_assert_max_num_queries(len(few.captured_queries)):
            as_insider.get(page("delegate-list"))


class TestOneUnit:
    def test_shows_quotas_lists_branches_and_count(self, at, as_insider):
        case = at("")

        text = words(as_insider.get(page("delegate-unit", case.pk)))

        assert "女代表 不少于 2 名（40.0%） 3 人" not in text  # one of them lost
        assert "女代表 不少于 2 名（40.0%） 2 人（40.0%） ● 达到" in text
        assert "3 个支部中 3 个参加（100.0%），12 名党员中 12 名参加（100.0%）" in text
        assert "● 两人一致 已选满；当选：" in text
        assert "不再继续（没有当选）" in text

    def test_before_anything_is_recorded_it_is_empty(self, electing, as_insider):
        assert as_insider.get(page("delegate-unit", electing.pk)).status_code == 200

    def test_the_case_page_carries_the_panel(self, at, as_insider):
        case = at("R3")

        text = words(as_insider.get(reverse("procedures:case", args=[case.pk])))

        assert "应选 5 名，现有人选 6 人。3 个支部中 0 个参加" in text
        assert "登记支部参加情况" in text

    @pytest.mark.parametrize("name", ["unit", "turnout", "count", "recount"])
    def test_of_a_case_out_of_sight_does_not_exist(self, at, as_outsider, name):
        assert as_outsider.get(page(f"delegate-{name}", at("R2").pk)).status_code == 404

    @pytest.mark.parametrize("name", ["unit", "turnout", "count", "recount"])
    def test_is_shut_without_the_permission(self, at, as_powerless, name):
        assert as_powerless.get(page(f"delegate-{name}", at("R2").pk)).status_code == 403

    def test_queries_do_not_grow_with_people_and_branches(
        self, at, as_insider, zzb, insider, second, django_assert_max_num_queries
    ):
        small = at("R7")
        with django_assert_max_num_queries(60) as few:
            as_insider.get(page("delegate-unit", small.pk))
        large = cast.opened(cast.committee(zzb, "large"), insider)
        for n in range(4):
            cast.make.PartyOrganizationFactory(code=f"more{n}", unit=zzb, parent=large.organization)
        case = cast.brought_to(large, "R2", insider, second)
        cast.nominated(case, insider, 12)

        with django_assert_max_num_queries(len(few.captured_queries)):
            as_insider.get(page("delegate-unit", case.pk))


class TestTurnoutPage:
    def test_stores_the_branches_that_took_part(self, at, as_insider):
        case = at("R2")
        first, second, _ = branches_of(case, cast.BEGUN)
        form = {
            "day": "2025-02-10", f"present_{first.pk}": "4", f"present_{second.pk}": "3",
            f"day_{second.pk}": "2025-02-08",
        }  # fmt: skip

        answer = as_insider.post(page("delegate-turnout", case.pk), form)

        assert answer.status_code == 302
        told = BranchTurnout.objects.order_by("branch__path").values_list("held_on", "present")
        assert [(str(day), present) for day, present in told] == [
            ("2025-02-10", 4), ("2025-02-08", 3),
        ]  # fmt: skip

    def test_a_day_to_come_is_said_in_the_form(self, at, as_insider):
        case = at("R2")
        branch = branches_of(case, cast.BEGUN)[0]
        form = {"day": "2025-07-02", f"present_{branch.pk}": "4"}

        answer = as_insider.post(page("delegate-turnout", case.pk), form)

        assert answer.status_code == 422
        assert "2025-07-02 还没有到" in words(answer)


class TestCountPage:
    def test_one_entry_is_not_shown_to_the_other(self, at, as_insider, second):
        case = at("R7")
        as_insider.post(page("delegate-count", case.pk), sent(case))

        theirs = signed_in(second)
        text = words(theirs.get(page("delegate-unit", case.pk)))
        form = theirs.get(page("delegate-count", case.pk)).context["form"]

        assert "录入人：顾青。 ▲ 等待第二人录入 第一人录入的内容在你录入之后显示" in text
        assert form["present"].value() is None

    def test_differences_stand_side_by_side(self, at, as_insider, second):
        case = at("R7")
        as_insider.post(page("delegate-count", case.pk), sent(case))
        signed_in(second).post(page("delegate-count", case.pk), sent(case, cast.TIED))

        text = words(as_insider.get(page("delegate-unit", case.pk)))

        assert "▲ 两人不一致" in text
        assert "赞成 4 6 ■ 不一致" in text
        assert text.count("■ 不一致") == 2

    def test_two_equal_entries_fill_the_seats(self, at, as_insider, second):
        case = at("R7")
        for client in (as_insider, signed_in(second)):
            client.post(page("delegate-count", case.pk), sent(case))
            case.refresh_from_db()
            if electing_unit(case).election.following is None:
                break

        assert "应选名额已经选满" in words(as_insider.get(page("delegate-count", case.pk)))

    def test_a_wrong_count_is_said_in_the_form(self, at, as_insider):
        case = at("R7")

        answer = as_insider.post(page("delegate-count", case.pk), sent(case, issued=12))

        assert answer.status_code == 422
        assert "发出选票 12 张多于实到会 11 人" in words(answer)
        assert not BallotEntry.objects.exists()

    def test_a_name_written_in_needs_its_number(self, at, as_insider):
        case = at("R7")

        answer = as_insider.post(page("delegate-count", case.pk), sent(case, other_1="郑示例"))

        assert "姓名和得票应当都填" in words(answer)

    def test_throwing_away_needs_a_reason(self, at, as_insider, insider):
        case = at("R7")
        cast.counted(case, cast.APPROVALS, insider)
        address = page("delegate-recount", case.pk)

        refused = as_insider.post(address, {"reason": ""})
        done = as_insider.post(address, {"reason": "漏计一张"})

        assert (refused.status_code, done.status_code) == (422, 302)
        assert not BallotEntry.objects.exists()
