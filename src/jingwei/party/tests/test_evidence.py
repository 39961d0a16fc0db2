"""Meetings of Party organizations as evidence: which learnt something, and when."""

from __future__ import annotations

from datetime import date

import pytest

from jingwei.coverage.services import programme_add, programme_start
from jingwei.coverage.sources import SOURCES, Asked
from tests.factories import OrganizationMeetingFactory, PartyOrganizationFactory

QUARTER = (date(2025, 4, 1), date(2025, 6, 30))
SOURCE = "party.organizationmeeting"


def found(words):
    return [
        (one.key, one.on) for one in SOURCES[SOURCE].find(Asked("organization", words, *QUARTER))
    ]


def test_are_found_by_topic_kind_and_second_kind(zzb):
    learnt, lectured, both, other, early = (PartyOrganizationFactory(unit=zzb) for _ in range(5))
    day = date(2025, 5, 8)
    OrganizationMeetingFactory(organization=learnt, held_on=day, topic="党史专题学习")
    OrganizationMeetingFactory(organization=lectured, held_on=day, kind="4", topic="书记讲")
    OrganizationMeetingFactory(organization=both, held_on=day, also="4", topic="参观")
    OrganizationMeetingFactory(organization=other, held_on=day, topic="志愿服务")
    OrganizationMeetingFactory(organization=early, held_on=date(2025, 3, 31), topic="党史学习")

    assert found("党史") == [(learnt.pk, day)]
    assert found("党课") == [(lectured.pk, day), (both.pk, day)]
    assert len(found("")) == 4


@pytest.mark.usefixtures("today")
def test_prove_which_organizations_had_a_session_this_quarter(zzb, insider):
    learnt, other = (PartyOrganizationFactory(unit=zzb) for _ in range(2))
    OrganizationMeetingFactory(organization=learnt, held_on=date(2025, 5, 8), topic="党史学习")
    values = {
        "title": "党史学习", "unit": zzb, "began_on": QUARTER[0], "due_on": QUARTER[1],
        "register": "org.partyorganization", "query": "", "audience": "党组织",
        "subject": "organization", "counts": "一次专题学习", "source": SOURCE,
        "source_words": "党史",
    }  # fmt: skip

    programme = programme_start(programme_add(values, actor=insider), actor=insider)

    covered = dict(programme.rows.values_list("organization", "covered_on"))
    assert covered == {learnt.pk: date(2025, 5, 8), other.pk: None}
