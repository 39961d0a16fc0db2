"""The pages of who issues a round and reviews its answers."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jingwei.accounts.services import roles_sync
from jingwei.collection import services
from jingwei.collection.models import Assignment, Reminder, Round
from jingwei.collection.selectors.recipients import recipient
from jingwei.collection.tests.drafted import (
    DUE,
    JOINED,
    MEMBERS,
    NAME,
    TRAINED,
    WORDS,
    branches,
    hand_in,
    member_draft,
)
from jingwei.coverage.tests.samples import started
from jingwei.kernel.documents.sheets import read_xlsx
from jingwei.kernel.documents.workbook import Column, Sheet, workbook_bytes
from jingwei.org.services import seat_add
from tests.factories import PersonFactory, UserFactory

pytestmark = pytest.mark.once
PARTS = {"第一支部", "第二支部"}
HEAD = {**WORDS, "deadline": DUE.isoformat(), "subject": "organization:party.member"}


def at(round_: Round, page: str = "") -> str:
    return f"/collection/rounds/{round_.pk}/{page}"


@pytest.fixture
def tree(today, zzb):
    return branches(zzb)


@pytest.fixture
def issued(tree, insider):
    """A round to the two branches, one of which has answered."""
    round_ = services.round_issue(member_draft(tree[1:], insider), actor=insider)
    hand_in(round_.assignments.get(name="第一支部"), "n1", "12")
    return round_


def lines(**first: str) -> dict[str, str]:
    """The first line of new columns as the form sends it."""
    return {f"new0-{name}": value for name, value in first.items()}


class TestWizard:
    def test_four_steps_issue_a_round(self, tree, as_insider):
        first = as_insider.post("/collection/rounds/new/", HEAD)
        draft = Round.objects.get()
        picked = {"c_person__full_name": "check", "c_joined_on": "check"}
        new = lines(label="本季度培训学时", kind="whole", low="0", high="200", required="on")
        second = as_insider.post(at(draft, "columns/"), picked | new)
        third = as_insider.post(at(draft, "who/") + "?kinds=branch", {"take": "all"})
        burden = as_insider.get(at(draft, "burden/"))
        fourth = as_insider.post(at(draft, "check/"))

        draft.refresh_from_db()
        assert [first.status_code, second.status_code, third.status_code] == [302, 302, 302]
        assert "负担预检通过" in burden.content.decode()
        assert fourth.url == at(draft)
        assert draft.is_open
        assert sorted(draft.assignments.values_list("name", flat=True)) == ["第一支部", "第二支部"]
        assert draft.column_list[-1].low == 0

    def test_without_a_basis_the_first_step_stays(self, tree, as_insider):
        answer = as_insider.post("/collection/rounds/new/", HEAD | {"basis": ""})

        assert answer.status_code == 422
        assert "清单外的填报要写明依据" in answer.content.decode()

    def test_no_column_is_no_round(self, tree, insider, as_insider):
        draft = member_draft(tree[1:], insider)

        answer = as_insider.post(at(draft, "columns/"), {})

        assert answer.status_code == 422

    def test_what_the_draft_holds_is_shown_again(self, tree, insider, as_insider):
        draft = member_draft(tree[1:], insider)

        page = as_insider.get(at(draft, "columns/")).content.decode()

        assert "本季度培训学时" in page
        assert '<option value="check" selected>' in page

    def test_picking_nobody_is_said(self, tree, insider, as_insider):
        draft = member_draft(tree[1:], insider)

        answer = as_insider.post(at(draft, "who/"), {"take": "ticked"})

        assert answer.status_code == 422

    def test_ticked_recipients_alone_are_taken(self, tree, insider, as_insider):
        draft = member_draft(tree[1:], insider)

        as_insider.post(at(draft, "who/"), {"take": "ticked", "pick": [tree[2].pk]})

        draft.refresh_from_db()
        assert draft.recipients == [tree[2].pk]

    def test_known_data_end_the_wizard_well(self, tree, insider, as_insider):
        draft = member_draft(tree[1:], insider, NAME, JOINED)

        page = as_insider.get(at(draft, "burden/")).content.decode()
        as_insider.post(at(draft, "unneeded/"))

        draft.refresh_from_db()
        assert "系统里已有这些数据，无需下发" in page
        assert "核对下发</a>" not in page
        assert draft.is_unneeded

    def test_a_blocked_draft_is_not_issued_by_going_round_the_check(
        self, tree, insider, as_insider
    ):
        draft = member_draft(tree[1:], insider, NAME, JOINED)

        answer = as_insider.post(at(draft, "check/"))

        draft.refresh_from_db()
        assert answer.status_code == 422
        assert draft.is_draft

    @pytest.mark.parametrize("page", ["what/", "columns/", "who/", "burden/", "check/"])
    def test_an_issued_round_is_no_draft(self, issued, as_insider, page):
        assert as_insider.get(at(issued, page)).status_code == 404

    def test_heads_of_a_workbook_choose_the_columns_and_store_nothing(
        self, tree, insider, as_insider
    ):
        draft = services.round_draft(actor=insider, **WORDS, subject="register", register=MEMBERS)
        heads = [
            Column("序号", kind="number"), Column("姓名"), Column("入党时间"),
            Column("本季度培训学时", kind="number"),
        ]  # fmt: skip
        book = workbook_bytes([Sheet("培训", heads, [(1, "林示例", "2020-07-01", 12)])], day=DUE)
        file = SimpleUploadedFile("培训.xlsx", book)

        page = as_insider.post(at(draft, "columns/"), {"read": "1", "sheet": file})
        broken = SimpleUploadedFile("培训.xlsx", b"PK\x03\x04 broken")
        refused = as_insider.post(at(draft, "columns/"), {"read": "1", "sheet": broken})

        form = page.context["form"]
        asked = [(line["label"].value(), line["kind"].value()) for line in form.lines[:2]]
        draft.refresh_from_db()
        assert (page.status_code, refused.status_code) == (200, 422)
        assert form["c_person__full_name"].value() == "check"
        assert asked == [("入党时间", "text"), ("本季度培训学时", "whole")]
        assert draft.columns == []

    def test_more_lines_keep_what_was_typed(self, tree, insider, as_insider):
        draft = services.round_draft(actor=insider, **WORDS, subject="register", register=MEMBERS)

        page = as_insider.post(at(draft, "columns/"), lines(label="学时") | {"more": "1"})

        found = page.context["form"].lines
        assert (page.status_code, len(found), found[0]["label"].value()) == (200, 8, "学时")

    def test_an_earlier_round_begins_the_next_one(self, issued, tree, as_insider):
        new = f"/collection/rounds/new/?again={issued.pk}"
        page = as_insider.get(new)
        answer = as_insider.post(new, HEAD | {"title": "党员培训学时（下季度）"})

        draft = Round.objects.get(state="draft")
        assert page.context["form"]["why"].value() == issued.why
        assert answer.status_code == 302
        assert (draft.columns, draft.recipients) == (issued.columns, issued.recipients)
        assert draft.title in as_insider.get("/collection/?q=下季度").content.decode()


class TestRoundPages:
    @pytest.mark.parametrize("page", ["", "close/", "withdraw/", "merged.xlsx"])
    def test_who_sees_another_bureau_sees_no_round(self, issued, as_outsider, page):
        assert as_outsider.get(at(issued, page)).status_code == 404

    def test_the_list_shows_the_visible_rounds(self, issued, as_insider, as_outsider):
        assert issued.title in as_insider.get("/collection/").content.decode()
        assert issued.title not in as_outsider.get("/collection/").content.decode()

    def test_the_page_costs_the_same_for_more_answers(
        self, issued, tree, insider, as_insider, django_assert_max_num_queries
    ):
        with django_assert_max_num_queries(25):
            assert as_insider.get(at(issued)).status_code == 200

    def test_reminding_reaches_who_has_not_answered(self, issued, as_insider):
        as_insider.post(at(issued, "remind/"))

        assert Reminder.objects.get().assignment.name == "第二支部"

    def test_the_file_has_a_row_for_every_row_handed_in(self, issued, as_insider):
        data = as_insider.get(at(issued, "merged.xlsx")).content

        firsts = [row[0] for row in read_xlsx("汇总.xlsx", data)[0].rows if row]
        assert firsts.count("第一支部") == 2
        assert "第二支部" not in firsts

    def test_more_time_reaches_everybody_and_never_less(self, issued, as_insider):
        later = {"deadline": "2025-07-18", "reason": "防汛期间"}
        as_insider.post(at(issued, "extend/"), later)
        refused = as_insider.post(at(issued, "extend/"), later | {"deadline": "2025-07-10"})

        issued.refresh_from_db()
        assert f"{issued.deadline}" == "2025-07-18"
        assert set(issued.assignments.values_list("due_on", flat=True)) == {issued.deadline}
        assert refused.status_code == 422

    def test_one_of_many_is_found_by_name_with_whom_to_ask(self, issued, tree, as_insider):
        seat_add(
            tree[2], holder_name="何示例", post="secretary", since=date(2024, 1, 1), actor=None
        )

        page = as_insider.get(at(issued), {"q": "第二"}).content.decode()

        assert "何示例" in page
        assert "共 1 家" in page

    def test_closing_ends_the_round(self, issued, as_insider):
        as_insider.post(at(issued, "close/"), {"reason": ""})

        issued.refresh_from_db()
        assert issued.state == "closed"


class TestReviewPages:
    def answer(self, round_: Round) -> Assignment:
        return round_.assignments.get(name="第一支部")

    def test_changed_cells_are_marked(self, issued, as_insider):
        page = as_insider.get(f"/collection/assignments/{self.answer(issued).pk}/")

        assert page.content.decode().count('tag-info">改') == 2

    def test_what_stood_there_before_is_told_and_a_refused_return_loses_no_remark(
        self, issued, as_insider
    ):
        found = self.answer(issued)
        row = found.rows.first()
        said = {f"r_{row.pk}_n1": "学时偏多", "reason": "x" * 301}

        page = as_insider.get(f"/collection/assignments/{found.pk}/").content.decode()
        refused = as_insider.post(f"/collection/assignments/{found.pk}/return/", said)

        assert "原：空" in page
        assert refused.status_code == 422
        assert 'value="学时偏多"' in refused.content.decode()

    def test_a_remark_goes_back_with_the_answer(self, issued, as_insider):
        found = self.answer(issued)
        row = found.rows.first()

        as_insider.post(
            f"/collection/assignments/{found.pk}/return/", {f"r_{row.pk}_n1": "学时偏多"}
        )

        row.refresh_from_db()
        assert row.remarks == {"n1": "学时偏多"}

    def test_accepting_accepts(self, issued, as_insider):
        found = self.answer(issued)

        as_insider.post(f"/collection/assignments/{found.pk}/accept/")

        found.refresh_from_db()
        assert found.state == "accepted"

    def test_a_clerk_does_not_accept_what_he_answers(self, issued, zzb, client):
        roles_sync()
        clerk = UserFactory(unit=zzb, roles=("unit_officer",))
        client.force_login(clerk)

        answer = client.post(f"/collection/assignments/{self.answer(issued).pk}/accept/")

        assert answer.status_code == 403

    def test_a_town_splits_its_own_and_reviews_the_part(self, tree, insider, zzb, client):
        round_ = services.round_issue(member_draft(tree[:1], insider), actor=insider)
        whole = round_.assignments.get()
        roles_sync()
        client.force_login(UserFactory(unit=zzb, roles=("unit_officer",)))
        own, split = (f"/collection/{p}/{whole.pk}/" for p in ("answers", "assignments"))

        page = client.get(own).content.decode()
        nobody = client.post(f"{split}split/", {"sent": "1"})
        client.post(f"{split}split/", {"everyone": "on"})
        part = whole.parts.get(name="第一支部")
        client.post(f"{split}remind/")
        told = client.get(f"/collection/answers/{part.pk}/").content.decode()
        merged = client.get(f"{own}workbook.xlsx?whole=1").content
        hand_in(part, "n1", "3")

        assert f"{split}split/" in page
        assert nobody.status_code == 422
        assert whole.parts.count() == 2
        assert "提醒：这份填报还没有交" in told
        assert len({row[0] for row in read_xlsx("汇总.xlsx", merged)[0].rows} & PARTS) == 2
        client.post(f"/collection/assignments/{part.pk}/accept/")

        part.refresh_from_db()
        assert (part.name, part.state) == ("第一支部", "accepted")
        assert recipient(tree[1]).name == part.name


class TestStartedFromTheUncovered:
    @pytest.fixture
    def programme(self, tree, zzb, jyj, insider):
        """Two people of the department are not covered, one of the bureau is out of sight."""
        for unit in (zzb, zzb, jyj):
            PersonFactory(unit=unit)
        return started(zzb, insider, query="")

    def test_brings_their_units_and_says_so(self, programme, zzb, as_insider):
        new = f"/collection/rounds/new/?show=uncovered&coverage={programme.pk}"
        first = as_insider.get(new).content.decode()
        as_insider.post(new, HEAD | {"subject": "unit"})
        draft = Round.objects.get()
        services.round_change(draft, actor=draft.owner, columns=[TRAINED])
        who = as_insider.get(at(draft, "who/")).content.decode()
        chosen = as_insider.post(at(draft, "who/"), {"take": "kept"})

        draft.refresh_from_db()
        count = programme.rows.filter(unit_path__startswith=zzb.path).count()
        assert f"由“科级干部轮训”未覆盖的 {count} 人发起" in first
        assert f"未覆盖的 {count} 人" in who
        assert "已选好的 1 个" in who
        assert (chosen.status_code, draft.recipients) == (302, [zzb.pk])

    def test_the_programme_offers_it_beside_the_uncovered(self, programme, as_insider):
        page = as_insider.get(f"/coverage/{programme.pk}/").content.decode()

        assert f"/collection/rounds/new/?coverage={programme.pk}" in page

    @pytest.mark.parametrize("asked", ["x", "999999", "٣"])
    def test_a_programme_out_of_sight_changes_nothing(self, tree, as_insider, asked):
        page = as_insider.get("/collection/rounds/new/", {"coverage": asked})

        assert page.status_code == 200
        assert "未覆盖" not in page.content.decode()
