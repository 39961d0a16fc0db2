"""Programmes: started with a frozen roster, kept apart by unit, closed."""

from __future__ import annotations

from datetime import date

import pytest

from jingwei.coverage.models import Programme, RosterSpell
from jingwei.coverage.selectors.audience import audience, audience_registers, limit
from jingwei.coverage.services import (
    programme_change,
    programme_close,
    programme_start,
)
from jingwei.coverage.services.programmes import programme_remove
from jingwei.coverage.tests.samples import drafted, started
from jingwei.kernel.errors import BadInput, RuleViolation
from jingwei.kernel.models import AuditEntry
from tests.factories import (
    CadreFactory,
    PartyOrganizationFactory,
    PersonFactory,
    UserFactory,
)


class TestAudience:
    def test_is_whom_the_filter_finds_in_the_sight_of_the_owner(self, zzb, jyj, insider, pair):
        PersonFactory(unit=jyj)
        programme = drafted(zzb, insider, query="")

        assert {member.words for member in audience(programme).values()} == {"林示例", "章示例"}

    def test_of_several_lines_is_whoever_one_of_them_finds(self, zzb, insider, pair):
        PersonFactory(unit=zzb, full_name="王示例")
        programme = drafted(zzb, insider, query="q=林示例\n?q=章示例\n\nq=林示例")

        assert {member.words for member in audience(programme).values()} == {"林示例", "章示例"}

    def test_is_never_found_by_an_id_number(self, zzb, insider):
        with pytest.raises(BadInput, match="身份证号"):
            audience(drafted(zzb, insider, query="q=1234"))

    def test_of_a_hat_is_the_person(self, zzb, insider):
        cadre = CadreFactory(of=zzb)
        programme = drafted(zzb, insider, register="cadres.cadre", query="manage_state=1")

        assert list(audience(programme)) == [cadre.person_id]

    @pytest.mark.parametrize(
        ("register", "subject"), [("org.partyorganization", "organization"), ("org.unit", "unit")]
    )
    def test_may_be_organizations_or_units(self, zzb, insider, register, subject):
        PartyOrganizationFactory(unit=zzb)
        programme = started(zzb, insider, register=register, subject=subject, query="")

        row = programme.rows.get()
        assert (row.unit, row.person) == (zzb, None)

    def test_is_refused_to_an_owner_who_may_not_read_the_register(self, zzb):
        programme = drafted(zzb, UserFactory(unit=zzb))

        with pytest.raises(RuleViolation, match="不能查看"):
            audience(programme)

    def test_is_never_taken_from_a_restricted_register(self, insider):
        codes = {register.code for register in audience_registers(insider)}

        assert "people.person" in codes
        assert "cadres.supervisionmeasure" not in codes

    def test_gives_each_their_own_limit(self, zzb, insider):
        person = PersonFactory(unit=zzb, work_since="202408")
        programme = started(zzb, insider, due_column="work_since", due_months=12)

        assert programme.rows.get(person=person).due_on == date(2025, 8, 1)

    @pytest.mark.parametrize(
        ("since", "months", "expected"),
        [
            ("202408", 12, date(2025, 8, 1)),
            ("20240131", 1, date(2024, 2, 29)),
            (date(2024, 12, 31), 2, date(2025, 2, 28)),
            ("", 12, None),
        ],
    )
    def test_limit_ends_with_a_short_month(self, since, months, expected):
        assert limit(since, months) == expected


class TestProgrammeStart:
    def test_freezes_the_roster(self, programme, zzb):
        PersonFactory(unit=zzb)

        assert programme.rows.count() == 2
        assert set(RosterSpell.objects.values_list("since", flat=True)) == {date(2025, 1, 1)}
        assert AuditEntry.objects.filter(act="programme.start").exists()

    def test_happens_once(self, programme, insider):
        with pytest.raises(RuleViolation, match="已经启动"):
            programme_start(programme, actor=insider)

    def test_without_anybody_is_refused_and_changes_nothing(self, today, zzb, insider):
        programme = drafted(zzb, insider, query="q=无此人")

        with pytest.raises(BadInput, match="没有对象"):
            programme_start(programme, actor=insider)

        programme.refresh_from_db()
        assert programme.is_draft


class TestProgrammeChange:
    def test_of_a_started_one_keeps_the_audience(self, programme, insider):
        with pytest.raises(RuleViolation, match="名单来源不能改"):
            programme_change(programme, {"query": ""}, actor=insider)

    def test_may_move_the_deadline(self, programme, insider):
        changed = programme_change(programme, {"due_on": date(2026, 3, 31)}, actor=insider)

        assert changed.due_on == date(2026, 3, 31)

    def test_closing_ends_all_changes(self, programme, insider):
        closed = programme_close(programme, result="完成", actor=insider)

        with pytest.raises(RuleViolation, match="已经结束"):
            programme_close(closed, result="", actor=insider)

    def test_only_a_draft_is_thrown_away(self, programme, zzb, insider):
        programme_remove(drafted(zzb, insider), actor=insider)

        with pytest.raises(RuleViolation, match="不能删除"):
            programme_remove(programme, actor=insider)
        assert list(Programme.objects.all()) == [programme]


class TestVisibility:
    def test_others_see_a_programme_when_somebody_of_theirs_is_on_it(
        self, programme, gbk, jyj, insider
    ):
        section, elsewhere = UserFactory(unit=gbk), UserFactory(unit=jyj)

        seen = [
            Programme.objects.visible_to(viewer).count() for viewer in (insider, section, elsewhere)
        ]

        assert seen == [1, 1, 0]
