"""The pages of a branch: what they show, how many questions they ask, what is never on them."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conftest import signed_in
from jingwei.accounts.services import roles_sync, user_grant
from jingwei.kernel.documents.sheets import read_xlsx
from jingwei.org.services import seat_add, term_open
from jingwei.party.forms import branch as forms
from jingwei.party.models import (
    DuesBase,
    DuesMonth,
    DuesRow,
    OrganizationMeeting,
)
from jingwei.party.services.dues import month_confirm, month_open
from tests.factories import (
    DuesBaseFactory,
    MemberFactory,
    OrganizationMeetingFactory,
    PartyOrganizationFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]
JUNE = date(2025, 6, 1)
LIFE = (DuesBase, DuesMonth, DuesRow, OrganizationMeeting)
BASE = Decimal("6543.21")


@pytest.fixture
def branch(today, zzb):
    return PartyOrganizationFactory(unit=zzb)


@pytest.fixture
def member(branch, zzb):
    found = MemberFactory(of=zzb, organization=branch, occupation="5")
    DuesBaseFactory(person=found.person, base=BASE)
    return found


@pytest.fixture
def month(branch, member):
    return month_open(branch, JUNE, actor=None)


@pytest.fixture
def secretary(branch, jyj):
    """Somebody of another unit who holds the role for this branch alone."""
    roles_sync()
    user = UserFactory(username="secretary", full_name="陈示例", unit=jyj)
    user_grant(user, role_codes=["branch_secretary"], paths=[], organization_paths=[branch.path],
               actor=None)  # fmt: skip
    return signed_in(user)


def page(name: str, *args: object) -> str:
    return reverse(f"party:{name}", args=args)


def text(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def asked(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


class TestHome:
    def test_begins_with_the_dues_and_goes_on_with_what_is_unmet(self, branch, member, as_insider):
        html = text(as_insider, page("branch", branch.pk))

        assert "还没有生成" in html
        assert html.count("btn-primary") == 1
        assert html.index("党费</button>") < html.index("会议</a>")

    def test_shows_a_new_branch_its_five_steps_and_another_none(
        self, branch, member, month, as_insider
    ):
        empty = PartyOrganizationFactory(unit=branch.unit)

        told = [text(as_insider, page("branch", one.pk)) for one in (empty, branch)]

        assert ["五步建好支部" in html for html in told] == [True, False]

    def test_tells_kinds_cases_and_the_election(self, branch, member, as_insider):
        MemberFactory(of=branch.unit, organization=branch, stage="probationary", full_on=None)
        term_open(branch, began_on=date(2022, 8, 1), actor=None)

        html = text(as_insider, page("branch", branch.pk))

        assert "预备党员" in html
        assert "2025-08-01" in html
        assert "6 个月内届满" in html

    def test_names_mobile_members_out_of_touch(self, branch, zzb, as_insider):
        told = {"of": zzb, "organization": branch, "is_mobile": True}
        near = MemberFactory(**told, contacted_on=date(2025, 5, 30))
        far = MemberFactory(**told, contacted_on=date(2025, 3, 29))

        html = text(as_insider, page("branch", branch.pk))

        assert str(far) in html
        assert str(near) not in html

    def test_asks_no_more_questions_for_more_members_and_meetings(
        self, branch, member, month, as_insider
    ):
        few = asked(as_insider, page("branch", branch.pk))
        for _ in range(5):
            MemberFactory(of=branch.unit, organization=branch, is_mobile=True)
            OrganizationMeetingFactory(organization=branch)

        assert asked(as_insider, page("branch", branch.pk)) <= few

    def test_is_where_a_secretary_arrives(self, branch, secretary):
        answer = secretary.get(page("branch-list"))

        assert (answer.status_code, answer.url) == (302, page("branch", branch.pk))

    def test_of_another_unit_does_not_exist(self, branch, month, as_outsider):
        addresses = [
            page("branch", branch.pk), page("dues-month", branch.pk, 2025, 6),
            page("meeting-list", branch.pk), page("dues-file", month.pk, "xlsx"),
            page("dues-except", month.rows.get().pk), page("meeting-handbook", branch.pk, 2025),
        ]  # fmt: skip

        assert {as_outsider.get(one).status_code for one in addresses} == {404}


class TestList:
    def test_goes_by_the_tree_and_counts_everything(self, branch, member, month, as_insider):
        other = PartyOrganizationFactory(unit=branch.unit)
        month_confirm(month, actor=None)

        answer = as_insider.get(page("branch-list"))

        shown = [line.branch.path for line in answer.context["lines"]]
        assert shown == sorted([branch.path, other.path])
        totals = answer.context["totals"]
        assert (totals.branches, totals.begun, totals.not_begun) == (2, 1, 1)
        assert totals.quarter.paid == Decimal("98.15")

    def test_totals_are_the_sum_of_the_lines(self, branch, member, month, as_insider):
        answer = as_insider.get(page("branch-list") + "?q=")

        lines = answer.context["lines"]
        assert sum(line.quarter.owed for line in lines) == answer.context["totals"].quarter.owed

    def test_money_is_in_whole_fen_on_every_database(self, branch, zzb, as_insider):
        for n in range(7):
            one = MemberFactory(of=zzb, organization=branch, occupation="5")
            DuesBaseFactory(person=one.person, base=Decimal("3370.10") + n)
        month_open(branch, JUNE, actor=None)

        answer = as_insider.get(page("branch-list") + "?q=")

        money = [answer.context["totals"].quarter, answer.context["lines"][0].quarter]
        assert [str(one.owed) for one in money] == ["236.11", "236.11"]

    @pytest.mark.parametrize("shown", ["dues", "meetings", "election"])
    def test_filters_by_what_is_due(self, branch, member, as_insider, shown):
        answer = as_insider.get(page("branch-list"), {"shown": shown})

        expected = [] if shown == "election" else [branch.path]
        assert [line.branch.path for line in answer.context["lines"]] == expected

    def test_offers_no_order_but_the_tree(self, branch, as_insider):
        assert "sort" not in text(as_insider, page("branch-list") + "?q=")

    def test_asks_no_more_questions_for_more_branches(self, branch, member, month, as_insider):
        address = page("branch-list") + "?q="
        few = asked(as_insider, address)
        for _ in range(4):
            one = PartyOrganizationFactory(unit=branch.unit)
            MemberFactory(of=branch.unit, organization=one, occupation="2")
            month_open(one, JUNE, actor=None)

        assert asked(as_insider, address) <= few

    def test_file_has_a_row_for_each_branch(self, branch, member, month, as_insider):
        data = as_insider.get(page("branch-export")).content

        rows = read_xlsx("一览.xlsx", data)[0].rows
        assert [row[4] for row in rows if row[0] == str(branch)] == ["98.15"]


class TestDues:
    def test_month_is_begun_confirmed_and_closed_by_the_secretary(self, branch, member, secretary):
        home = page("dues-month", branch.pk, 2025, 6)

        secretary.post(home)
        month = DuesMonth.objects.get()
        secretary.post(page("dues-confirm", month.pk))
        answer = secretary.post(page("dues-close", month.pk), {"slip_total": "98.15"})

        month.refresh_from_db()
        assert (answer.status_code, answer.url, month.state) == (302, home, "closed")

    def test_difference_comes_back_with_how_much_and_who(self, month, member, as_insider):
        month_confirm(month, actor=None)

        answer = as_insider.post(page("dues-close", month.pk), {"slip_total": "90"})

        html = answer.content.decode()
        assert answer.status_code == 422
        assert "少 8.15 元" in html

    def test_never_shows_a_wage(self, branch, member, month, secretary, as_insider):
        month_confirm(month, actor=None)
        pages = [page("dues-month", branch.pk, 2025, 6), page("branch", branch.pk)]

        told = [text(client, one) for client in (secretary, as_insider) for one in pages]
        files = [as_insider.get(page("dues-file", month.pk, kind)).content
                 for kind in ("xlsx", "docx")]  # fmt: skip

        assert not [html for html in told if "6543" in html]
        assert "98.15" in told[0]
        assert not [data for data in files if "6543" in unzipped(data)]

    def test_amounts_are_not_for_whoever_may_not_keep_dues(self, branch, member, month, zzb):
        user = UserFactory(username="fellow", unit=zzb)
        roles_sync()
        user_grant(user, role_codes=["leader"], paths=[zzb.path], actor=None)
        fellow = signed_in(user)

        home = fellow.get(page("branch", branch.pk))

        assert home.status_code == 200
        assert "98.15" not in home.content.decode()
        refused = [
            fellow.get(page("dues-month", branch.pk, 2025, 6)),
            fellow.get(page("dues-file", month.pk, "xlsx")),
        ]
        assert {answer.status_code for answer in refused} == {403}

    def test_wage_is_masked_in_its_register(self, member, secretary):
        html = text(secretary, reverse("registers:list", args=["party.duesbase"]))

        assert str(member.person) in html
        assert "6543" not in html

    def test_ledger_ties(self, month, member, as_insider):
        month_confirm(month, actor=None)

        data = as_insider.get(page("dues-file", month.pk, "xlsx")).content

        last = read_xlsx("台账.xlsx", data)[0].rows[-1]
        assert list(last[1:5]) == ["合计", "", "98.15", "98.15"]

    def test_receipt_names_who_paid_how_much(self, month, member, as_insider):
        month_confirm(month, actor=None)

        words = unzipped(as_insider.get(page("dues-file", month.pk, "docx")).content)

        assert str(member) in words
        assert "98.15" in words

    def test_asks_no_more_questions_for_more_members(self, branch, member, month, as_insider):
        address = page("dues-month", branch.pk, 2025, 6)
        few = asked(as_insider, address)
        for _ in range(5):
            MemberFactory(of=branch.unit, organization=branch, occupation="2")
        month_open(branch, JUNE, actor=None)

        assert asked(as_insider, address) <= few

    def test_month_that_is_none_does_not_exist(self, branch, as_insider):
        assert as_insider.get(page("dues-month", branch.pk, 2025, 13)).status_code == 404


TOLD = {
    "kind": "5", "held_on": "2025-06-20", "topic": "志愿服务", "due_count": "12",
    "present_count": "11", "leave": "李示例外出", "decision": "每季度一次。",
}  # fmt: skip


class TestMeeting:
    def test_of_one_entry_stands_in_the_handbook(self, branch, secretary):
        answer = secretary.post(page("meeting-add", branch.pk), TOLD | {"also": "4"})

        assert answer.status_code == 302
        words = unzipped(secretary.get(page("meeting-handbook", branch.pk, 2025)).content)
        for said in ("主题党日", "党课", "志愿服务", "应到 12 人，实到 11 人", "李示例外出",
                     "每季度一次。", "一并进行"):  # fmt: skip
            assert said in words, said

    @pytest.mark.parametrize(
        "wrong", [{"present_count": "13"}, {"held_on": "2025-07-01"}, {"topic": ""}, {"also": "5"}]
    )
    def test_that_cannot_be_is_refused(self, branch, as_insider, wrong):
        answer = as_insider.post(page("meeting-add", branch.pk), TOLD | wrong)

        assert answer.status_code == 422
        assert not OrganizationMeeting.objects.exists()

    def test_that_decided_with_too_few_is_kept_with_a_word(self, branch, as_insider):
        few = TOLD | {"kind": "1", "present_count": "6"}

        html = as_insider.post(page("meeting-add", branch.pk), few, follow=True).content.decode()

        assert "没有超过应到 12 人的一半" in html
        assert OrganizationMeeting.objects.exists()

    def test_offered_first_is_what_the_month_lacks(self, branch, as_insider):
        for name in ("甲", "乙", "丙"):
            seat_add(branch, holder_name=name, post="member", since=date(2024, 1, 1), actor=None)

        form = as_insider.get(page("meeting-add", branch.pk)).context["form"]

        assert form["kind"].initial == OrganizationMeeting.Kind.COMMITTEE

    def test_list_shows_the_year_asked_for(self, branch, as_insider):
        OrganizationMeetingFactory(organization=branch)
        OrganizationMeetingFactory(
            organization=branch, held_on=date(2024, 3, 1), topic="去年的议题"
        )

        html = text(as_insider, page("meeting-list", branch.pk) + "?year=2024")

        assert "去年的议题" in html
        assert "志愿服务" not in html


class TestNeverBuilt:
    """What the texts against formalism forbid (experience paper, 1.1)."""

    @pytest.mark.parametrize("model", LIFE)
    def test_no_table_takes_a_file_a_place_or_a_time_of_day(self, model):
        bad = (models.FileField, models.TimeField, models.GenericIPAddressField)
        own = [f for f in model._meta.get_fields() if isinstance(f, models.Field)]
        moments = [f.name for f in own if isinstance(f, models.DateTimeField)]

        assert [f.name for f in own if isinstance(f, bad)] == []
        assert set(moments) <= {"changed_at"}
        places = ("place", "address", "latitude", "longitude", "location", "checkin", "photo")
        assert [f.name for f in own if any(word in f.name for word in places)] == []

    @pytest.mark.parametrize("model", LIFE)
    def test_no_table_rates_or_orders(self, model):
        bad = {"score", "points", "rank", "stars", "grade", "online", "likes", "seconds"}

        assert [f.name for f in model._meta.get_fields() if bad & set(f.name.split("_"))] == []

    def test_no_form_asks_for_a_file_or_a_time_of_day(self):
        shown = forms.MeetingForm(kind="5", members=3)
        asked_for = {type(field).__name__ for field in shown.fields.values()}

        assert asked_for <= {"ChoiceField", "DateField", "CharField", "IntegerField"}

    def test_decision_and_leave_are_free(self):
        shown = forms.MeetingForm(kind="5", members=3)

        assert not shown.fields["decision"].required
        assert not shown.fields["leave"].required


def unzipped(data: bytes) -> str:
    """Return all texts of an office file."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        names = [name for name in packed.namelist() if name.endswith(".xml")]
        return "".join(packed.read(name).decode() for name in names)
