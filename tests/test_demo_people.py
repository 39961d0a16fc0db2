"""The invented people before they are stored: promised numbers, the same for the same seed."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise, product

import pytest

from jingwei.kernel import codes
from jingwei.people.models.person import person_number
from jingwei.site.demo import told
from jingwei.site.demo.columns import COLUMNS
from jingwei.site.demo.faults import Planted
from jingwei.site.demo.generate import generate
from jingwei.site.demo.layout import district
from jingwei.site.demo.names import is_stopped, surname_of
from jingwei.site.demo.photos import silhouette
from jingwei.site.demo.population import BANDS, groups
from jingwei.site.demo.streams import Stream, apportioned, filled, shuffled
from jingwei.site.demo.tables import Digest

PATHS = {"qinglan/": 1} | {f"qinglan/{u['code']}/": n for n, u in enumerate(district(), 2)}
WHOLE = (
    "people.Person", "people.Education", "people.CareerStint", "people.LevelHeld",
    "party.Member", "cadres.Cadre", "cadres.CivilServant", "talent.Talent",
    "veterans.RetiredCadre", "org.PartyOrganization", "org.Term",
)  # fmt: skip


def made(scale: float, *keep: str, seed: int = 1) -> tuple[Digest, list[Planted]]:
    sink = Digest(*keep)
    outcome = generate(
        seed=seed, scale=scale, units=PATHS, sink=sink, progress=lambda done, whole: None
    )
    return sink, outcome.faults.planted


def rows_of(sink: Digest, table: str) -> list[dict[str, object]]:
    return [dict(zip(COLUMNS[table].split(), row, strict=True)) for row in sink.rows[table]]


def drawn(stream: Stream) -> tuple[int, ...]:
    return tuple(stream.below(1000) for _ in range(40))


class TestChance:
    def test_a_stream_repeats_for_its_seed_table_and_row_and_for_no_other(self):
        keys = list(product((1, 2), ("a", "b"), (1, 2)))
        first = {key: drawn(Stream(*key)) for key in keys}
        second = {key: drawn(Stream(*key)) for key in reversed(keys)}

        assert first == second
        assert len(set(first.values())) == 8

    @pytest.mark.parametrize("count", [1, 2, 3, 12, 97, 1000])
    def test_shuffling_meets_every_place_once(self, count):
        assert sorted(shuffled(n, count) for n in range(count)) == list(range(count))

    def test_shares_add_up_to_the_total(self):
        assert apportioned(10, [1, 1, 1]) == [4, 3, 3]
        assert sum(apportioned(997, [0.3, 5, 0, 2.2])) == 997

    def test_filling_takes_no_more_than_there_is_and_the_heavy_first(self):
        assert filled(10, [8, 20], [100, 1]) == [8, 2]
        assert filled(50, [8, 20], [1, 1]) == [8, 20]


class TestPlan:
    def test_the_groups_are_the_people_of_a_district(self):
        known = groups(1.0)
        members = [group for group in known if group.is_member]

        assert sum(group.count for group in known) == 19_400
        assert sum(group.count for group in members) == 15_000
        assert [sum(g.cells[n].count for g in members) for n in range(len(BANDS))] == [
            1836, 1610, 1717, 1449, 1352, 1408, 1293, 4335,
        ]  # fmt: skip


class TestSameSeed:
    def test_makes_the_same_data_twice_and_another_seed_makes_other_data(self):
        first, planted = made(0.05)
        second, again = made(0.05)
        other, _ = made(0.05, seed=2)

        assert first.hexdigest() == second.hexdigest() != other.hexdigest()
        assert planted == again
        assert first.counts["people.Person"] == other.counts["people.Person"] == 972

    def test_plants_each_fault_as_often_as_is_told_at_least_once(self):
        _, planted = made(0.05)

        assert Counter(fault.code for fault in planted) == {
            fault["code"]: max(1, round(fault["count"] * 0.05))
            for fault in told("planted_faults")["fault"]
        }
        assert len({fault.subject for fault in planted}) == len(planted)


class TestNames:
    @pytest.mark.parametrize("name", ["王小明", "欧阳静"])
    def test_ordinary_names_are_free(self, name):
        assert not is_stopped(name)

    def test_the_stop_list_holds_digests_and_no_names(self):
        assert len(told("stopped_names")["hashes"]) > 250
        assert all(len(one) == 12 for one in told("stopped_names")["hashes"])

    def test_a_compound_surname_stays_whole(self):
        assert surname_of("欧阳静") == "欧阳"
        assert surname_of("王静") == "王"


def test_a_silhouette_is_a_png_of_the_usual_size_and_repeats():
    picture = silhouette(3, is_woman=True)

    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(picture[16:20]), int.from_bytes(picture[20:24])) == (376, 460)
    assert picture == silhouette(3, is_woman=True) != silhouette(4, is_woman=True)


@pytest.fixture(scope="module")
def whole() -> tuple[Digest, list[Planted]]:
    """The district at scale 1, made once and never stored."""
    return made(1.0, *WHOLE)


def near(count: int, wanted: float, whole: int) -> bool:
    """Whether a count is within half a point of a share."""
    return abs(count / whole - wanted) <= 0.005


class TestWholeDistrict:
    def test_has_the_promised_numbers(self, whole):
        counts = whole[0].counts

        assert counts["people.Person"] == 19_400
        assert (counts["cadres.Cadre"], counts["cadres.CivilServant"]) == (3_000, 2_430)
        assert (counts["talent.Talent"], counts["veterans.RetiredCadre"]) == (2_000, 1_000)
        assert (
            sum(r["is_reference_managed"] for r in rows_of(whole[0], "cadres.CivilServant")) == 280
        )

    def test_everybody_wears_a_hat_or_applied_and_registers_minus_overlaps_are_the_people(
        self, whole
    ):
        tables = ("party.Member", "cadres.Cadre", "talent.Talent", "veterans.RetiredCadre")
        registers = [{row["person_id"] for row in rows_of(whole[0], table)} for table in tables]
        overlaps = sum(
            len(one & other) for n, one in enumerate(registers) for other in registers[:n]
        )

        assert sum(map(len, registers)) - overlaps == len(set().union(*registers)) == 19_400

    def test_has_forty_committees_43_general_branches_600_branches(self, whole):
        living = [o for o in rows_of(whole[0], "org.PartyOrganization") if o["closed_on"] is None]
        kinds = Counter(o["kind"] for o in living)

        assert kinds["committee"] + kinds["work_committee"] == 40
        assert (kinds["general_branch"], kinds["branch"]) == (43, 600)
        assert kinds["local_committee"] == 1

    def test_stages_of_development_are_those_told(self, whole):
        stages = Counter(m["stage"] for m in rows_of(whole[0], "party.Member"))

        assert stages["full"] + stages["probationary"] == 15_000
        assert stages["probationary"] == 325
        assert stages["applicant"] + stages["activist"] + stages["target"] == 3_204
        assert stages["activist"] + stages["target"] == 1_587
        assert stages["target"] == 350

    def test_shares_of_members_are_within_half_a_point(self, whole):
        people = {p["id"]: p for p in rows_of(whole[0], "people.Person")}
        rows = [
            m for m in rows_of(whole[0], "party.Member") if m["stage"] in {"full", "probationary"}
        ]
        members = [people[m["person_id"]] for m in rows]
        college = {r.code for r in codes.TABLES["ZB64"].rows} - {"41", "47", "61", "71", "81", ""}
        works = Counter(m["occupation"] for m in rows)
        wanted = {
            "1": 993,
            "2": 3911,
            "3": 2452,
            "4": 1730,
            "5": 1136,
            "6": 392,
            "8": 1174,
            "7": 3212,
        }

        assert near(sum(p["gender"] == "2" for p in members), 0.309, 15_000)
        assert near(sum(p["ethnic_group"] != "01" for p in members), 0.077, 15_000)
        assert near(sum(p["education"] in college for p in members), 0.576, 15_000)
        assert near(sum(m["is_mobile"] for m in rows), 0.043, 15_000)
        assert [
            code for code, n in wanted.items() if not near(works[code], n / 15_000, 15_000)
        ] == []

    def test_members_joined_in_the_periods_told_at_eighteen_or_later(self, whole):
        adult_on = {
            p["id"]: f"{int(p['birth_on'][:4]) + 18}{p['birth_on'][4:]}"
            for p in rows_of(whole[0], "people.Person")
        }
        rows = [m for m in rows_of(whole[0], "party.Member") if m["joined_on"]]
        early = {f.subject for f in whole[1] if f.code == "party.joined_under_18"}
        young = {
            person_number(m["person_id"]) for m in rows
            if m["joined_on"].replace("-", "") < adult_on[m["person_id"]]
        }  # fmt: skip

        assert near(sum(m["joined_on"] < "1978" for m in rows), 0.123, 15_000)
        assert near(sum("1978" <= m["joined_on"] < "2013" for m in rows), 0.596, 15_000)
        assert sum(m["joined_on"] > "2024-07" for m in rows) == 319
        assert young == early

    def test_branches_have_three_to_fifty_members_but_for_the_planted(self, whole):
        living = {
            o["id"]: o["path"] for o in rows_of(whole[0], "org.PartyOrganization")
            if o["kind"] == "branch" and o["closed_on"] is None
        }  # fmt: skip
        rows = [
            m for m in rows_of(whole[0], "party.Member") if m["stage"] in {"full", "probationary"}
        ]
        sizes = Counter(m["organization_id"] for m in rows)
        large = {f.subject for f in whole[1] if f.code == "party.branch_too_large"}
        small = {f.subject for f in whole[1] if f.code == "party.branch_too_small"}

        assert set(sizes) == set(living)
        assert {living[pk] for pk, n in sizes.items() if n > 50} == large
        assert {living[pk] for pk, n in sizes.items() if n < 3} == small
        assert len(large) == 9
        assert max(sizes.values()) <= 95

    def test_26_elections_are_due_within_ninety_days(self, whole):
        due = [t["due_on"] for t in rows_of(whole[0], "org.Term") if t["ended_on"] is None]

        assert sum("2025-06-30" < on <= "2025-09-28" for on in due) == 26
        assert min(due) > "2025-06-30"

    def test_ranks_form_a_pyramid(self, whole):
        held = Counter(
            r["rank"] for r in rows_of(whole[0], "people.LevelHeld") if r["rank"] and not r["until"]
        )

        assert (
            held["14"] < held["15"] + held["16"] < held["17"] + held["18"] < held["19"] + held["1A"]
        )

    def test_nobody_shares_name_and_birth_month_but_the_planted(self, whole):
        seen = Counter(
            (p["full_name"], p["birth_on"][:6]) for p in rows_of(whole[0], "people.Person")
        )
        twins = {f.subject for f in whole[1] if f.code == "people.duplicate"}

        assert sum(n - 1 for n in seen.values()) == len(twins) == 3

    def test_common_names_come_up_several_times(self, whole):
        names = Counter(p["full_name"] for p in rows_of(whole[0], "people.Person"))

        assert min(names["张伟"], names["王芳"], names["王伟"]) >= 3
        assert {name for name in names if "·" in name}

    def test_resumes_of_leaders_have_eight_to_22_lines_without_gap_but_the_planted(self, whole):
        lines: dict[int, list[tuple[str, str]]] = {}
        for row in rows_of(whole[0], "people.CareerStint"):
            lines.setdefault(row["person_id"], []).append((row["began_on"], row["ended_on"]))
        broken = {
            person_number(pk) for pk, stints in lines.items()
            if any(a[1] != b[0] for a, b in pairwise(stints))
        }  # fmt: skip
        planted = {
            f.subject for f in whole[1] if f.code in {"people.resume_gap", "people.resume_overlap"}
        }

        assert broken == planted
        assert max(map(len, lines.values())) <= 22
        assert all(stints[-1][1] == "" for stints in lines.values())

    def test_keys_lead_somewhere(self, whole):
        people = {p["id"] for p in rows_of(whole[0], "people.Person")}
        organizations = {o["id"]: o["path"] for o in rows_of(whole[0], "org.PartyOrganization")}

        for table in ("party.Member", "cadres.Cadre", "people.Education", "talent.Talent"):
            assert {row["person_id"] for row in rows_of(whole[0], table)} <= people
        for row in rows_of(whole[0], "party.Member"):
            assert organizations[row["organization_id"]] == row["organization_path"]
