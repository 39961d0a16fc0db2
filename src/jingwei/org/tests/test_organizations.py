"""Party organizations: each change is dated, approved, audited; history is never overwritten."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from jingwei.accounts.models import DataScope, User
from jingwei.kernel.errors import RuleViolation
from jingwei.kernel.models import AuditEntry
from jingwei.org.models import OrganizationKind, PartyOrganization
from jingwei.org.selectors import (
    OrganizationFilter,
    conformity,
    declare_member_counts,
    events,
    expiry_list,
    organization_choices,
    organization_line,
    organization_names,
    organization_spells,
    organization_tree,
    set_up_list,
)
from jingwei.org.services import (
    OrganizationPart,
    party_organization_change_kind,
    party_organization_close,
    party_organization_describe,
    party_organization_merge,
    party_organization_move,
    party_organization_rename,
    party_organization_split,
    seat_add,
    seat_end,
    term_change,
    term_open,
)
from jingwei.org.tests.shared import APPROVAL, MAY, organization
from tests.factories import UserFactory

JUNE = date(2025, 6, 30)
ACT = {"on": MAY, "approval_no": APPROVAL}


def spells(row):
    return [(s.name, s.kind, s.parent, s.since, s.until) for s in row.spells.all()]


def codes(rows):
    return [row.organization.code for row in rows]


class TestVisible:
    def test_by_the_unit_or_by_the_tree_of_organizations(self, zbw, zb1, jyzb, zb10, insider):
        secretary = UserFactory(unit=jyzb.unit)
        secretary.scopes.all().delete()
        DataScope.objects.create(user=secretary, tree="organization", path=zb1.path)

        by_unit = set(PartyOrganization.objects.visible_to(insider))
        by_tree = set(PartyOrganization.objects.visible_to(User.objects.get(pk=secretary.pk)))

        assert by_unit == {zbw, zb1, zb10}
        assert by_tree == {zb1}

    def test_a_scope_of_one_tree_opens_nothing_of_the_other(self, zb1, powerless):
        powerless.scopes.update(tree="organization", path="qinglan/zzb/")

        assert not PartyOrganization.objects.visible_to(User.objects.get(pk=powerless.pk))


class TestCreate:
    def test_puts_it_under_its_parent_and_opens_its_history(self, zbw, zzb):
        row = organization("zb3", zzb, zbw, name="中共第三支部", sector="organ")

        assert (row.path, row.unit_path, row.sector) == ("dzz/zb/zb3/", zzb.path, "organ")
        assert spells(row) == [("中共第三支部", "branch", zbw, date(2020, 1, 1), None)]
        assert AuditEntry.objects.latest("pk").act == "organization.create"

    def test_a_code_taken_among_its_siblings_is_refused(self, zbw, zb1, zzb):
        with pytest.raises(ValidationError):
            organization("zb1", zzb, zbw)

    def test_before_its_parent_was_there_is_refused(self, zbw, zzb):
        with pytest.raises(RuleViolation) as refusal:
            organization("zb3", zzb, zbw, since=date(2019, 12, 31))

        assert refusal.value.code == "org.dates"


class TestChange:
    def test_a_new_kind_keeps_the_old_one_in_the_history(self, zbw, zb1, insider):
        kind = OrganizationKind.GENERAL_BRANCH

        row = party_organization_change_kind(
            zb1, kind=kind, name="中共第一总支部", actor=insider, **ACT
        )

        assert (row.kind, row.name) == (kind, "中共第一总支部")
        assert [line[:2] for line in spells(row)] == [
            ("中共区委组织部第一支部", "branch"),
            ("中共第一总支部", kind),
        ]
        assert "由党支部改设为党总支" in events(row)[0].words

    @pytest.mark.parametrize(
        "act",
        [
            lambda row, to, given: party_organization_rename(row, name="新", **given),
            lambda row, to, given: party_organization_change_kind(
                row, kind="general_branch", name="新", **given
            ),
            lambda row, to, given: party_organization_move(row, to=to, **given),
            lambda row, to, given: party_organization_close(row, **given),
            lambda row, to, given: party_organization_merge([to], row, **given),
            lambda row, to, given: party_organization_split(row, [], keep=True, **given),
        ],
        ids=["rename", "kind", "move", "close", "merge", "split"],
    )
    def test_needs_the_number_of_its_approval(self, zb1, jyzb, insider, act):
        with pytest.raises(RuleViolation) as refusal:
            act(zb1, jyzb, {"on": MAY, "approval_no": " ", "actor": insider})

        assert refusal.value.code == "org.approval_missing"
        assert spells(zb1)[0][-1] is None

    def test_a_move_takes_all_below_and_the_scopes_along(self, zbw, zb1, zb10, jyzb, insider):
        DataScope.objects.create(user=insider, tree="organization", path=zb1.path)

        party_organization_move(zbw, to=jyzb, actor=insider, **ACT)

        paths = set(PartyOrganization.objects.values_list("path", flat=True))
        assert paths == {
            "dzz/", "dzz/jyzb/", "dzz/jyzb/zb/", "dzz/jyzb/zb/zb1/", "dzz/jyzb/zb/zb10/",
        }  # fmt: skip
        assert User.objects.get(pk=insider.pk).organization_paths() == ("dzz/jyzb/zb/zb1/",)

    def test_closing_ends_the_term_and_the_seats(self, zb1, insider):
        term_open(zb1, began_on=date(2023, 1, 1), actor=insider)
        seat_add(zb1, holder_name="甲", post="secretary", since=date(2023, 1, 1), actor=insider)

        party_organization_close(zb1, actor=insider, **ACT)

        assert (zb1.terms.get().ended_on, zb1.seats.get().until) == (MAY, MAY)

    def test_a_merger_closes_the_others_and_takes_what_is_below(
        self, zbw, zb1, zb10, jyzb, insider
    ):
        party_organization_merge([zbw], jyzb, actor=insider, **ACT)

        zbw.refresh_from_db()
        zb1.refresh_from_db()
        assert (zbw.closed_on, zb1.parent, zb1.path) == (MAY, jyzb, "dzz/jyzb/zb1/")
        assert AuditEntry.objects.latest("pk").data["approval_no"] == APPROVAL

    def test_a_split_gives_each_part_what_it_names(self, dzz, zbw, zb1, zb10, insider):
        parts = [
            OrganizationPart("za", "中共甲总支部", OrganizationKind.GENERAL_BRANCH, [zb1]),
            OrganizationPart("zc", "中共乙总支部", OrganizationKind.GENERAL_BRANCH, [zb10]),
        ]

        made = party_organization_split(zbw, parts, keep=False, actor=insider, **ACT)

        zb1.refresh_from_db()
        zbw.refresh_from_db()
        assert [row.path for row in made] == ["dzz/za/", "dzz/zc/"]
        assert (zb1.path, zbw.closed_on) == ("dzz/za/zb1/", MAY)

    def test_facts_of_a_unit_follow_the_unit(self, zb1, jyj, insider):
        row = party_organization_describe(
            zb1, {"unit": jyj, "phone": "100"}, joint_units=[jyj], actor=insider
        )

        assert (row.unit_path, row.phone, list(row.joint_units.all())) == (jyj.path, "100", [jyj])
        assert AuditEntry.objects.latest("pk").data["after"]["unit"] == jyj.path


class TestTerms:
    @pytest.mark.parametrize(
        ("kind", "sector", "due"),
        [
            ("branch", "organ", date(2026, 1, 1)),
            ("branch", "village", date(2028, 1, 1)),
            ("committee", "", date(2028, 1, 1)),
            ("work_committee", "", None),
        ],
    )
    def test_run_out_as_kind_and_sector_say(self, zbw, zzb, insider, kind, sector, due):
        row = organization("x", zzb, zbw, kind=kind, sector=sector)

        assert term_open(row, began_on=date(2023, 1, 1), actor=insider).due_on == due

    def test_a_new_one_ends_the_one_before_and_its_seats(self, zb1, insider):
        first = term_open(zb1, began_on=date(2020, 1, 1), number=4, actor=insider)
        seat = seat_add(
            zb1, holder_name="甲", post="secretary", since=date(2020, 1, 1), actor=insider
        )

        second = term_open(zb1, began_on=date(2023, 1, 1), actor=insider)

        first.refresh_from_db()
        seat.refresh_from_db()
        assert (first.ended_on, seat.until, second.number) == (*[date(2023, 1, 1)] * 2, 5)
        assert seat.term == first

    def test_one_that_began_before_the_last_is_refused(self, zb1, insider):
        term_open(zb1, began_on=date(2023, 1, 1), actor=insider)

        with pytest.raises(RuleViolation) as refusal:
            term_open(zb1, began_on=date(2023, 1, 1), actor=insider)

        assert refusal.value.code == "org.dates"

    def test_a_delay_needs_the_number_of_its_approval(self, zb1, insider):
        term = term_open(zb1, began_on=date(2022, 1, 1), actor=insider)
        delay = {"delay_until": date(2025, 12, 1)}

        with pytest.raises(RuleViolation) as refusal:
            term_change(term, delay, actor=insider)
        changed = term_change(
            term, {**delay, "delay_approval_no": "青组〔2025〕1号"}, actor=insider
        )

        assert refusal.value.code == "org.approval_missing"
        assert changed.runs_out == date(2025, 12, 1)

    def test_lists_what_runs_out_the_first_first(self, zbw, zb1, zb10, insider):
        for row, began in [(zbw, date(2022, 12, 1)), (zb1, date(2022, 6, 1)), (zb10, MAY)]:
            term_open(row, began_on=began, actor=insider)

        rows = expiry_list(insider, on=JUNE, months=6)

        assert codes(rows) == ["zb1", "zb"]
        assert [(row.due, row.months_left) for row in rows] == [("overdue", 0), ("due", 5)]


class TestSeats:
    def test_one_secretary_at_a_time(self, zb1, insider):
        given = {"post": "secretary", "since": MAY, "actor": insider}
        seat = seat_add(zb1, holder_name="甲", **given)

        with pytest.raises(ValidationError, match="现任书记"):
            seat_add(zb1, holder_name="乙", **given)
        seat_end(seat, until=JUNE, actor=insider)
        seat_add(zb1, holder_name="乙", **{**given, "since": JUNE})

        assert [s.holder_name for s in zb1.seats.on(JUNE)] == ["乙"]

    def test_ends_once(self, zb1, insider):
        seat = seat_add(zb1, holder_name="甲", post="member", since=MAY, actor=insider)
        seat_end(seat, until=JUNE, actor=insider)

        with pytest.raises(RuleViolation):
            seat_end(seat, until=JUNE, actor=insider)


class TestReads:
    def ask(self, viewer, **asked):
        asked = OrganizationFilter(**{"on": JUNE, **asked})
        spells = organization_spells(viewer, asked)
        return [spell.organization.code for spell in spells]

    def test_start_with_the_topmost_the_viewer_sees(self, zbw, zb1, zb10, jyzb, insider):
        assert self.ask(insider) == ["zb"]
        assert self.ask(insider, under=zbw) == ["zb1", "zb10"]

    def test_a_filter_finds_rows_of_every_level(self, zbw, zb1, zb10, jyzb, insider):
        assert self.ask(insider, text="第一") == ["zb1"]
        assert self.ask(insider, kind="branch") == ["zb1", "zb10"]
        assert self.ask(insider, sector="organ", under=zb10) == ["zb10"]
        assert self.ask(insider, due="none") == ["zb", "zb1", "zb10"]

    def test_due_and_overdue_are_two_lists(self, zb1, zb10, insider):
        term_open(zb1, began_on=date(2022, 6, 30), actor=insider)
        term_open(zb10, began_on=date(2022, 6, 29), actor=insider)

        assert self.ask(insider, due="due") == ["zb1"]
        assert self.ask(insider, due="overdue") == ["zb10"]

    def test_closed_ones_show_when_asked_for(self, zbw, zb1, zb10, insider):
        party_organization_close(zb1, actor=insider, **ACT)

        assert self.ask(insider, under=zbw) == ["zb10"]
        assert self.ask(insider, state="closed") == ["zb1"]
        assert self.ask(insider, under=zbw, on=date(2025, 4, 30)) == ["zb1", "zb10"]

    def test_the_way_down_is_that_of_the_day(self, dzz, zbw, zb1, jyzb, insider):
        party_organization_move(zb1, to=jyzb, actor=insider, **ACT)

        ways = [organization_line(zb1, day) for day in (date(2025, 4, 30), MAY)]

        assert [[spell.organization for spell in way] for way in ways] == [
            [dzz, zbw, zb1], [dzz, jyzb, zb1],
        ]  # fmt: skip

    def test_the_file_has_every_level_indented(self, zbw, zb1, insider):
        rows = organization_tree(insider, OrganizationFilter(on=JUNE))

        assert [(row.organization, row.indent) for row in rows] == [(zbw, ""), (zb1, "　")]

    def test_accounts_learn_what_paths_are_called(self, zbw, zb1, insider):
        assert organization_choices(insider) == [
            (zbw.path, "中共区委组织部总支部"), (zb1.path, "　中共区委组织部第一支部"),
        ]  # fmt: skip
        assert organization_names([zb1.path, "no/"]) == {zb1.path: zb1.name}


class TestSetUp:
    def test_is_judged_by_the_numbers_of_who_counts_members(self, zb1, zb10, insider, monkeypatch):
        monkeypatch.setattr(conformity, "_sources", [])
        declare_member_counts(lambda keys, on: {zb1.pk: (60, 61), zb10.pk: (2, 3)})
        for row in (zb1, zb10):
            seat_add(row, holder_name="甲", post="secretary", since=MAY, actor=insider)

        found = {row.code: [f.code for f in findings] for row, findings in
                 set_up_list(insider, JUNE)}  # fmt: skip

        assert found == {
            "zb1": ["org.could_be_general_branch", "org.no_committee"],
            "zb10": ["org.too_few_members"],
        }
