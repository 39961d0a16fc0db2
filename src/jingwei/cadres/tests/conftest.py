"""A cadre of whom everything is known."""

from __future__ import annotations

from datetime import date

import pytest

from jingwei.cadres.tests.workbook_files import ID, with_check
from jingwei.org.models import LegalKind
from jingwei.org.services import staffing_add, unit_describe
from tests import factories as make


@pytest.fixture
def full(gbk, jyj, insider):
    """A cadre with a row in every sheet, and the units of them described."""
    unit_describe(
        gbk, {"short_name": "干部科", "level": "109", "legal_kind": LegalKind.INNER}, actor=insider
    )
    staffing_add(
        gbk, since=date(2023, 1, 1), basis="编办", numbers={"admin_staffing": 8, "chief_posts": 1},
        actor=insider,
    )  # fmt: skip
    person = make.PersonFactory(
        unit=gbk, full_name="顾晓岚", id_number=with_check(ID), birth_on="19850307",
        native_place="青岚",
        work_since="200708", resume_text="2007.08—2012.05 示例局科员\n2012.05—      示例局科长",
        health="10", political_status="01", joined_party_on="20060701",
    )  # fmt: skip
    make.CadreFactory(
        person=person, person_kind="1", manage_class="04", staffing="1", has_grassroots_years=True,
        is_exam_recruit=True, recruited_on="200708",
    )  # fmt: skip
    make.CivilServantFactory(person=person, registered_on="200708", grade=15)
    make.PostHeldFactory(
        person=person, unit=gbk, title="科长", is_leader=True, member_kind="1", position=1
    )
    make.PostHeldFactory(
        person=person,
        unit_text="示例局",
        title="科员",
        since="200708",
        until="201205",
        is_printed=False,
    )
    make.LevelHeldFactory(person=person)
    make.LevelHeldFactory(person=person, kind="1", level="", rank="19", since="202006")
    make.TitleHeldFactory(person=person, obtained_on="201512", way="1", body="省人社厅")
    make.EducationFactory(person=person, degree="403", began_on="200309", years="4.0")
    make.RewardFactory(person=person, organ="青岚区委", organ_level="107")
    make.AppraisalFactory(person=person)
    make.FamilyMemberFactory(person=person, birth_on="198401", political_status="13", position=1)
    return person
