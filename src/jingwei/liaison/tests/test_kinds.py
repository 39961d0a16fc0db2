"""The kinds that ship, and what a wrong file is told."""

from __future__ import annotations

import pytest

from jingwei.liaison.checks import check_kinds, faults
from jingwei.liaison.kinds import WrongKind, read_kind
from jingwei.liaison.registry import FAULTS, KINDS, shelve

GOOD = """
code = "a.b"
name = "示例"
one = { label = "甲", of = ["person"] }
two = { label = "乙", of = ["person", "words"] }
[[levels]]
code = "usual"
name = "每月"
months = 1
"""


class TestShipped:
    def test_are_the_seven(self):
        assert sorted(KINDS) == [
            "cadres.mentor", "party.branch_contact", "party.first_secretary",
            "party.floating_member", "party.unit_community", "talent.expert",
            "veterans.retired_cadre",
        ]  # fmt: skip

    def test_have_no_fault(self):
        assert FAULTS == []
        assert check_kinds(None) == []

    def test_say_where_their_rhythm_comes_from(self):
        assert [kind.code for kind in KINDS.values() if not kind.citation] == []

    def test_of_people_with_files_of_their_own_ask_for_their_permission(self):
        assert {code: KINDS[code].permission for code in KINDS if KINDS[code].permission} == {
            "cadres.mentor": "cadres.view_cadre",
            "party.floating_member": "party.view_member",
            "talent.expert": "talent.view_talent",
            "veterans.retired_cadre": "veterans.view_retiredcadre",
        }

    def test_a_retired_cadre_in_hospital_is_seen_sooner(self):
        rhythm = KINDS["veterans.retired_cadre"].level("hospital").rhythm

        assert (rhythm.first_days, rhythm.months) == (7, 1)


class TestWrongFile:
    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ('code = "a.b"', ""),
            ('["person"]', '["car"]'),
            ("months = 1", ""),
            ("months = 1", "months = 1\nplace = 1"),
            ("months = 1", 'months = 1\n[[levels]]\ncode = "usual"\nname = "x"\ndays = 1'),
            ('["person", "words"]', '["words"]'),
            ("name", "name ="),
        ],
    )
    def test_is_refused(self, before, after):
        text = GOOD.replace(before, after).replace("months = 1", "months = 1\nbirthdays = [80]")

        with pytest.raises(WrongKind, match=r"^x\.toml: "):
            read_kind(text, "x.toml")

    def test_of_a_code_that_is_taken_is_refused(self):
        with pytest.raises(WrongKind, match="twice"):
            shelve(next(iter(KINDS.values())))

    def test_with_an_unknown_permission_or_festival_stops_the_start(self):
        text = GOOD.replace("months = 1", 'months = 1\nfestivals = ["x"]')
        kind = read_kind(f'permission = "a.view_b"\n{text}', "x.toml")

        assert [one.id for one in faults(kind)] == [
            "jingwei.liaison.E002", "jingwei.liaison.E003",
        ]  # fmt: skip
