"""Promotion in rank: from the plan to the register and back, and what is found on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from jingwei.cadres.procedures.rank_papers import rank_list, rank_notice
from jingwei.cadres.tests.rank_people import servant, staffed
from jingwei.kernel.errors import Conflict, RuleViolation
from jingwei.people.models import LevelHeld
from jingwei.procedures.entries import Opening, PaperGiven, StepEntry
from jingwei.procedures.models import CaseSubject
from jingwei.procedures.registry import procedure_on
from jingwei.procedures.services import (
    case_open,
    case_revoke,
    step_record,
    subject_add,
    subject_drop,
)
from jingwei.procedures.tests.pages import words
from jingwei.procedures.tests.sample import calendar
from tests import factories as make

pytestmark = pytest.mark.usefixtures("today")
BEGAN = date(2025, 5, 6)


def papers(*codes):
    return [PaperGiven(code) for code in codes]


PLANNED = StepEntry(
    date(2025, 5, 8), data={"plan_agreed_on": date(2025, 5, 7)}, papers=papers("plan")
)
RECOMMENDED = StepEntry(
    date(2025, 5, 13), papers=papers("ballot"),
    data={"method": "民主推荐", "due_count": 30, "present_count": 28},
)  # fmt: skip
INSPECTED = StepEntry(
    date(2025, 5, 23), papers=papers("inspection", "discipline"),
    data={"inspectors": "考察组", "discipline_opinion": "没有影响晋升的情形",
          "discipline_on": date(2025, 5, 20)},
)  # fmt: skip
SHOWN = StepEntry(
    date(2025, 5, 30), papers=papers("notice"),
    data={"shown_from": date(2025, 5, 26), "shown_until": date(2025, 5, 30),
          "objection": "没有异议"},
)  # fmt: skip
APPROVED = StepEntry(
    date(2025, 6, 6), papers=papers("minutes"), data={"approved_by": "区委组织部审批"}
)
WRITTEN = StepEntry(
    date(2025, 6, 12), papers=papers("decision"), data={"document_no": "青组任〔2025〕21号"}
)
ALL = (PLANNED, RECOMMENDED, INSPECTED, SHOWN, APPROVED, WRITTEN)


def with_data(entry, **more):
    return replace(entry, data={**entry.data, **more})


@pytest.fixture(autouse=True)
def known_year(db):
    calendar(2025)


@pytest.fixture
def people(zzb, insider):
    staffed(zzb, 20, insider)
    return [servant(zzb, since="202303", full_name=name) for name in ("安可晋", "白可升")]


@pytest.fixture
def batch(people, zzb, insider):
    return opened(people, zzb, insider)


def opened(people, unit, owner, to_rank="二级主任科员"):
    rows = [(person, {"to_rank": to_rank}) for person in people]
    procedure = procedure_on("cadres.rank_promotion", BEGAN)
    return case_open(Opening(procedure, owner, BEGAN, place=unit, people=rows), actor=owner)


def taken(case, *entries, actor):
    for entry in entries:
        record = step_record(case, replace(entry, reason="已核实"), seen=case.version, actor=actor)
        case = record.case
    return case


def found(case):
    """Return (rule, about whom) of everything a case was not found in order in."""
    return {
        (verdict["code"], verdict["about"])
        for record in case.records.filter(is_returned=False)
        for verdict in record.verdicts
        if verdict["answer"] != "met"
    }


def levels(person):
    rows = LevelHeld.objects.filter(person=person).order_by("since")
    return [(row.rank, row.since, row.until) for row in rows]


class TestFromPlanToRegister:
    def test_writes_the_new_rank_and_ends_the_old_one(self, batch, people, insider):
        case = taken(batch, *ALL, actor=insider)

        assert case.state == "finished"
        for person in people:
            person.refresh_from_db()
            assert levels(person) == [("19", "202303", "202506"), ("18", "202506", "")]
            assert (person.rank, person.rank_since) == ("18", "202506")
        written = LevelHeld.objects.filter(rank="18")
        assert {row.document_no for row in written} == {"青组任〔2025〕21号"}
        assert set(case.subjects.values_list("result", flat=True)) == {"done"}

    def test_a_sound_batch_is_found_in_order(self, batch, insider):
        case = taken(batch, *ALL, actor=insider)

        assert found(case) == set()

    def test_revoking_puts_the_register_back(self, batch, people, insider):
        case = taken(batch, *ALL, actor=insider)

        case_revoke(case, seen=case.version, reason="审批有误", actor=insider)

        for person in people:
            person.refresh_from_db()
            assert levels(person) == [("19", "202303", "")]
            assert (person.rank, person.rank_since) == ("19", "202303")
        assert set(case.subjects.values_list("result", flat=True)) == {""}

    def test_revoking_is_refused_once_somebody_has_changed_the_rank(self, batch, people, insider):
        case = taken(batch, *ALL, actor=insider)
        LevelHeld.objects.filter(person=people[0], rank="18").update(document_no="改了")

        with pytest.raises(Conflict, match="不能自动撤回"):
            case_revoke(case, seen=case.version, reason="审批有误", actor=insider)

    def test_who_was_dropped_keeps_the_old_rank(self, batch, people, insider):
        case = taken(batch, PLANNED, RECOMMENDED, actor=insider)
        subject_drop(case.subjects.get(person=people[1]), reason="本人放弃", actor=insider)
        case.refresh_from_db()

        case = taken(case, *ALL[2:], actor=insider)

        assert levels(people[1]) == [("19", "202303", "")]
        assert case.subjects.get(person=people[1]).result == CaseSubject.Result.DROPPED

    def test_somebody_whose_rank_was_ended_meanwhile_stops_the_writing(
        self, batch, people, insider
    ):
        case = taken(batch, *ALL[:-1], actor=insider)
        LevelHeld.objects.filter(person=people[0]).update(until="202504")

        with pytest.raises(Conflict, match="安可晋现在没有或者不止一个在任的职级"):
            taken(case, WRITTEN, actor=insider)

        assert levels(people[1]) == [("19", "202303", "")]

    def test_refused_by_the_approver_nothing_is_written(self, batch, people, insider):
        case = taken(batch, *ALL[:4], replace(APPROVED, decision="refused"), actor=insider)

        assert (case.state, levels(people[0])) == ("stopped", [("19", "202303", "")])


class TestFindings:
    """J07: planted faults, exactly those are found."""

    def test_three_faults_are_three_findings(self, people, zzb, insider):
        early = servant(zzb, since="202308", full_name="曹未满")
        case = opened([*people, early], zzb, insider)
        skipped = StepEntry(date(2025, 5, 13), decision="skip")
        short = with_data(SHOWN, shown_from=date(2025, 5, 28))

        case = taken(case, PLANNED, skipped, INSPECTED, short, actor=insider)

        assert found(case) == {
            ("cadres.rank_years", "曹未满"), ("cadres.rank_recommended", ""), ("CR-T01", ""),
        }  # fmt: skip
        assert len(found(case)) == 3

    def test_a_missing_appraisal_is_not_passed_by_default(self, people, zzb, insider):
        unknown = servant(zzb, since="202303", full_name="邓缺考", results={2024: None})
        case = opened([*people, unknown], zzb, insider)

        case = taken(case, *ALL[:3], actor=insider)

        assert found(case) == {
            ("cadres.rank_years", "邓缺考"), ("cadres.rank_appraisal", "邓缺考"),
        }  # fmt: skip
        told = [v for v in case.records.get(step="R03").verdicts if v["about"] == "邓缺考"]
        assert {v["answer"] for v in told if v["answer"] != "met"} == {"cannot_tell"}

    def test_an_influence_period_is_found_without_saying_what_for(self, batch, people, insider):
        make.RewardFactory(person=people[0], kind="02112", name="记过", decided_on="202502")

        case = taken(batch, *ALL[:3], actor=insider)

        record = case.records.get(step="R03")
        assert found(case) == {("cadres.rank_influence", "安可晋")}
        assert "记过" not in str(record.verdicts)

    @pytest.mark.parametrize(
        ("place", "change", "code"),
        [
            (2, {"discipline_opinion": "有影响晋升的情形"}, "cadres.rank_discipline"),
            (3, {"shown_from": date(2025, 5, 20)}, "cadres.rank_notice_order"),
            (3, {"objection": "有异议，正在核查"}, "cadres.rank_objections"),
        ],
    )
    def test_a_single_fault_is_the_single_finding(self, batch, insider, place, change, code):
        entries = list(ALL[: place + 1])
        entries[place] = with_data(entries[place], **change)

        assert found(taken(batch, *entries, actor=insider)) == {(code, "")}

    def test_leaping_over_a_rank_is_found(self, people, zzb, insider):
        case = opened(people[:1], zzb, insider, to_rank="一级主任科员")

        codes = {code for code, _ in found(taken(case, *ALL[:3], actor=insider))}

        assert codes == {"cadres.rank_one_step", "cadres.rank_years"}

    def test_over_quota_asks_for_a_reason(self, zzb, insider):
        staffed(zzb, 5, insider)
        for _ in range(3):
            servant(zzb, rank="1A")
        case = opened([servant(zzb, rank="1B", since="202303")], zzb, insider, "四级主任科员")
        case = taken(case, *ALL[:4], actor=insider)

        with pytest.raises(RuleViolation, match="超 1 人"):
            step_record(case, APPROVED, seen=case.version, actor=insider)

        assert found(taken(case, APPROVED, actor=insider)) == {("cadres.rank_quota", "")}

    def test_the_city_approves_the_higher_ranks(self, zzb, insider):
        staffed(zzb, 100, insider)
        case = opened([servant(zzb, rank="17", since="202303")], zzb, insider, "四级调研员")

        case = taken(case, *ALL[:5], actor=insider)

        assert found(case) == {("cadres.rank_approver", "")}

    def test_who_came_after_the_inspection_is_found(self, batch, zzb, insider):
        case = taken(batch, *ALL[:3], actor=insider)
        late = servant(zzb, since="202303", full_name="后来人")
        subject_add(case, late, {"to_rank": "二级主任科员"}, actor=insider)
        case.refresh_from_db()

        case = taken(case, *ALL[3:5], actor=insider)

        assert found(case) == {("cadres.rank_judged", "")}

    def test_a_rank_without_quota_may_go_without_a_vote(self, zzb, insider):
        person = servant(zzb, rank="1C", since="202303")
        case = opened([person], zzb, insider, "一级科员")
        skipped = StepEntry(date(2025, 5, 13), decision="skip")

        assert found(taken(case, PLANNED, skipped, *ALL[2:5], actor=insider)) == set()


class TestPapersAndPage:
    def texts(self, made):
        document = Document(BytesIO(made))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return [p.text for p in document.paragraphs] + cells

    def test_notice_names_who_is_proposed_for_what(self, batch, insider):
        told = self.texts(rank_notice(batch, insider))

        assert {"公务员职级晋升公示", "安可晋", "三级主任科员", "2023.03", "二级主任科员"} <= {
            *told
        }

    def test_list_leaves_out_who_was_dropped(self, batch, people, insider):
        subject_drop(batch.subjects.get(person=people[1]), reason="本人放弃", actor=insider)

        told = self.texts(rank_list(batch, insider))

        assert "安可晋" in told
        assert "白可升" not in told

    def test_page_shows_eligibility_and_quota(self, batch, as_insider):
        told = words(as_insider.get(reverse("procedures:case", args=[batch.pk])))

        assert "资格和职数" in told
        assert "不超职数" in told

    def test_page_costs_the_same_with_more_people(self, batch, zzb, insider, as_insider):
        address = reverse("procedures:case", args=[batch.pk])

        def cost():
            as_insider.get(address)
            with CaptureQueriesContext(connection) as seen:
                as_insider.get(address)
            return len(seen)

        few = cost()
        for _ in range(5):
            late = servant(zzb, since="202303")
            subject_add(batch, late, {"to_rank": "二级主任科员"}, actor=insider)

        assert cost() == few
