"""The list of eligibility and the quotas: who is in it, how it is counted, what it costs."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from jingwei.cadres.selectors.quotas import quota_effect, rank_quotas
from jingwei.cadres.selectors.rank_page import RankFilter, rank_found
from jingwei.cadres.selectors.ranks import eligibility_of
from jingwei.cadres.tests.rank_people import servant, staffed
from jingwei.kernel.law import number_of
from jingwei.kernel.models import AuditEntry
from jingwei.kernel.parameters import parameter_change
from jingwei.people.models import Person
from jingwei.procedures.entries import Opening
from jingwei.procedures.models import Case
from jingwei.procedures.registry import procedure_on
from jingwei.procedures.services import case_open
from jingwei.procedures.tests.pages import words
from tests import factories as make

pytestmark = pytest.mark.usefixtures("today")
TODAY = date(2025, 6, 30)
LIST, BATCH, QUOTAS = (reverse(f"cadres:rank-{n}") for n in ("list", "batch", "quotas"))


@pytest.fixture
def people(zzb, jyj):
    """One who may, one too early, one with a result missing, one barred; one of another bureau."""
    made = {
        "may": servant(zzb, full_name="安可晋"),
        "early": servant(zzb, since="202310", full_name="白未满"),
        "unknown": servant(zzb, results={2024: None}, full_name="曹缺考"),
        "barred": servant(zzb, full_name="戴受限"),
        "elsewhere": servant(jyj, full_name="方外单"),
    }
    make.RewardFactory(person=made["barred"], kind="02112", name="记过", decided_on="202501")
    return made


def names(found):
    return [row.name for row in found.rows]


def changed(code, value, actor):
    parameter_change(number_of(code).parameter_code, value, actor=actor, reason="本省规定")


class TestFound:
    def test_counts_sum_to_everybody_the_viewer_sees(self, people, insider, today):
        found = rank_found(insider, RankFilter(state="met"), today)

        assert found.counts == {"met": 1, "not_met": 2, "cannot_tell": 1}
        assert (sum(found.counts.values()), found.population) == (4, 4)
        assert names(found) == ["安可晋"]

    def test_is_ordered_by_month_unit_and_name(self, people, insider, today):
        found = rank_found(insider, RankFilter(), today)

        assert names(found) == ["曹缺考", "安可晋", "戴受限", "白未满"]
        assert [row.found.due for row in found.rows] == ["202412", "202506", "202506", "202510"]

    @pytest.mark.parametrize(
        ("asked", "wanted"),
        [
            ({"state": "blocked"}, ["戴受限"]),
            ({"state": "not_yet"}, ["白未满"]),
            ({"state": "cannot_tell"}, ["曹缺考"]),
            ({"due": "0", "state": "met"}, ["安可晋"]),
            ({"due": "6", "state": "not_yet"}, ["白未满"]),
            ({"due": "3", "state": "not_yet"}, []),
            ({"q": "安可晋"}, ["安可晋"]),
            ({"rank": "1A"}, []),
        ],
    )
    def test_filters_keep_who_is_asked_for(self, people, insider, today, asked, wanted):
        assert names(rank_found(insider, RankFilter(**asked), today)) == wanted

    def test_retired_and_dead_are_in_no_list(self, people, insider, today):
        Person.objects.filter(pk=people["may"].pk).update(died_on="202504")
        make.RetiredCadreFactory(person=people["early"])

        assert names(rank_found(insider, RankFilter(), today)) == ["曹缺考", "戴受限"]

    def test_without_the_permission_sanctions_are_not_known(self, people, insider, today):
        insider.user_permissions.filter(codename="view_reward").delete()
        viewer = type(insider).objects.get(pk=insider.pk)

        found = rank_found(viewer, RankFilter(), today)

        assert found.counts == {"met": 0, "not_met": 1, "cannot_tell": 3}

    def test_staff_grades_are_not_configured_until_the_district_enters_years(
        self, zzb, insider, today
    ):
        staff = make.PersonFactory(unit=zzb, full_name="童职员")
        make.CadreFactory(person=staff)
        make.LevelHeldFactory(person=staff, level="0850", since="202001")
        for year in range(2020, 2025):
            make.AppraisalFactory(person=staff, year=year, result="2B")

        (before,) = rank_found(insider, RankFilter(ladder="grades"), today).rows
        changed("cadres.staff_grades.years_0842", 5, insider)
        (after,) = rank_found(insider, RankFilter(ladder="grades"), today).rows

        assert (before.found.answer, before.found.next_rank) == ("cannot_tell", "八级职员")
        assert "规则未配置" in before.found.blockers[0].why
        assert "事业单位" in str(before.found.blockers[0].citation)
        assert (after.found.answer, after.found.due) == ("met", "202501")


class TestCost:
    def asked(self, day):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            count = len(list(eligibility_of(Person.objects.all(), day)))
        return count, len(seen)

    def test_queries_do_not_grow_with_people(self, people, zzb, today):
        few = self.asked(today)
        for _ in range(8):
            servant(zzb)

        assert self.asked(today) == (few[0] + 8, few[1])

    def test_more_than_one_chunk_loses_nobody(self, people, today, monkeypatch):
        monkeypatch.setattr("jingwei.cadres.selectors.ranks.CHUNK", 2)

        found = [row.pk for row in eligibility_of(Person.objects.all(), today)]

        assert found == sorted(person.pk for person in people.values())


class TestQuotas:
    def test_people_of_a_section_count_for_the_organ_above(self, zzb, gbk, insider, today):
        staffed(zzb, 5, insider)
        for rank in ("17", "19", "1A", "1A"):
            servant(gbk, rank=rank)

        (organ,) = rank_quotas(insider, today).units

        assert (organ.base, organ.over) == (5, 1)
        assert [(line.quota, line.held) for line in organ.lines[3:]] == [(3, 4), (1, 1)]

    def test_rounding_is_a_setting(self, zzb, insider, today):
        staffed(zzb, 6, insider)
        before = rank_quotas(insider, today).units[0].lines[3].quota
        changed("cadres.ranks.rounding", 1, insider)

        assert (before, rank_quotas(insider, today).units[0].lines[3].quota) == (3, 4)

    def test_a_batch_that_would_be_over_is_told(self, zzb, insider, today):
        staffed(zzb, 5, insider)
        for _ in range(3):
            servant(zzb, rank="1A")
        person = servant(zzb, rank="1B")

        told = quota_effect([(person.unit_path, "1B", "1A")], today)

        assert told.faults == ["区委组织部一级至四级主任科员职数 3，现有 4 人，超 1 人"]

    def test_a_move_within_the_group_does_not_count_twice(self, zzb, insider, today):
        staffed(zzb, 5, insider)
        people = [servant(zzb, rank="1A") for _ in range(3)]

        assert quota_effect([(people[0].unit_path, "1A", "19")], today).faults == []

    def test_a_pooled_district_is_judged_as_a_whole(self, zzb, jyj, insider, today):
        staffed(zzb, 5, insider)
        staffed(jyj, 50, insider)
        people = [servant(zzb, rank="1A") for _ in range(3)]
        person = servant(zzb, rank="1B")
        move = [(person.unit_path, "1B", "1A")]

        alone = quota_effect(move, today)
        changed("cadres.ranks.pooling", 1, insider)

        assert len(people) == 3
        assert (len(alone.faults), quota_effect(move, today).faults) == (1, [])

    def test_without_a_staffing_nobody_can_tell(self, zzb, today):
        person = servant(zzb, rank="1B")

        assert quota_effect([(person.unit_path, "1B", "1A")], today).unknown == ["没有编制数的单位"]
        assert quota_effect([(person.unit_path, "1C", "1B")], today).unknown == []


class TestPages:
    def test_shows_month_answer_article_and_counts(self, people, as_insider):
        told = words(as_insider.get(LIST))

        assert "符合 1 人，不符合 2 人，不能判断 1 人" in told
        assert "自 2023.10 起算，须满 2 年，2025.10 满足。 《公务员职务与职级并行规定》" in told
        assert "处分或者处理的影响期未满。" in told
        assert "自 2023.06 起算 《公务员职务与职级并行规定》" in told
        assert "记过" not in told

    def test_costs_the_same_with_more_people(self, people, zzb, as_insider):
        def cost():
            with CaptureQueriesContext(connection) as seen:
                assert as_insider.get(LIST).status_code == 200
            return len(seen)

        few = cost()
        for _ in range(6):
            servant(zzb)

        assert cost() == few

    def test_refuses_a_question_it_does_not_know(self, people, as_insider):
        assert as_insider.get(LIST + "?state=best").status_code == 422

    def test_workbook_has_the_rows_of_the_filters_and_leaves_a_trace(self, people, as_insider):
        answer = as_insider.get(reverse("cadres:rank-export") + "?state=met")

        book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
        rows = book.get_sheet_by_index(0).to_python()
        assert [row[0] for row in rows[2:]] == ["安可晋"]
        assert AuditEntry.objects.get(act="rank.export").data["count"] == 1

    def test_a_batch_begins_with_the_chosen(self, people, insider, as_insider, zzb):
        picks = {"pick": [people["may"].pk, people["elsewhere"].pk]}
        page = as_insider.get(BATCH, picks)
        sent = {"title": "上半年晋升", "unit": "区委组织部", "opened_on": "2025-06-30",
                "owner": insider.pk, **picks}  # fmt: skip

        answer = as_insider.post(BATCH, sent)

        case = Case.objects.get()
        assert "已选 1 人" in words(page)
        assert answer.url == reverse("procedures:case", args=[case.pk])
        assert [(row.person, row.data) for row in case.subjects.all()] == [
            (people["may"], {"to_rank": "二级主任科员"})
        ]
        assert (case.unit_path, str(case)) == (zzb.path, "上半年晋升")

    def test_nobody_stands_in_two_running_batches(self, people, insider, as_insider):
        sent = {"title": "上半年晋升", "unit": "区委组织部", "opened_on": "2025-06-30",
                "owner": insider.pk, "pick": [people["may"].pk]}  # fmt: skip
        as_insider.post(BATCH, sent)

        answer = as_insider.post(BATCH, sent | {"title": "又一批"})

        assert (answer.status_code, Case.objects.count()) == (422, 1)
        assert "已在其他批次办理：安可晋" in words(answer)

    def test_a_batch_one_may_not_see_is_not_named(self, people, as_insider, jyj, outsider):
        rows = [(people["may"], {"to_rank": "二级主任科员"})]
        procedure = procedure_on("cadres.rank_promotion", TODAY)
        opening = Opening(procedure, outsider, TODAY, place=jyj, title="密批次", people=rows)
        case_open(opening, actor=outsider)

        told = words(as_insider.get(BATCH, {"pick": people["may"].pk}))

        assert "安可晋已在其他批次办理，不能再选。" in told
        assert "密批次" not in told

    def test_with_nobody_chosen_there_is_no_batch(self, people, as_insider):
        assert as_insider.get(BATCH).url == LIST

    def test_all_that_the_filters_ask_for_can_be_chosen(self, people, as_insider):
        told = words(as_insider.get(BATCH, {"all": "yes", "state": "met"}))

        assert "已选 1 人" in told

    def test_quotas_show_what_is_over(self, zzb, insider, as_insider):
        staffed(zzb, 1, insider)
        servant(zzb, rank="1A")

        told = words(as_insider.get(QUOTAS, {"over": "yes"}))

        assert "超职数的单位 1 个" in told
        assert "■ 超 1" in told
        assert "规则未配置" in words(as_insider.get(QUOTAS, {"ladder": "grades"}))

    @pytest.mark.parametrize("address", [LIST, QUOTAS, BATCH])
    def test_are_closed_without_the_permission(self, as_powerless, address):
        assert as_powerless.get(address).status_code == 403


class TestSupervision:
    def test_an_admonition_bars_until_its_influence_is_over(self, people, insider, today):
        make.SupervisionMeasureFactory(person=people["may"])

        found = rank_found(insider, RankFilter(q="安可晋"), today)

        (row,) = found.rows
        assert [one.code for one in row.found.blockers] == ["cadres.influence_rank"]
        assert (row.found.answer, row.found.due) == ("not_met", "202506")
