"""Party organizations of the cast: the district's committee, and two branches below it."""

from __future__ import annotations

import pytest

from jingwei.org.models import OrganizationKind, PartyOrganization, Unit
from jingwei.org.tests.shared import organization


@pytest.fixture
def dzz(qinglan: Unit) -> PartyOrganization:
    kind = OrganizationKind.LOCAL_COMMITTEE
    return organization("dzz", qinglan, kind=kind, name="中共青岚区委员会")


@pytest.fixture
def zbw(dzz: PartyOrganization, zzb: Unit) -> PartyOrganization:
    """The general branch of the department."""
    kind = OrganizationKind.GENERAL_BRANCH
    return organization("zb", zzb, dzz, kind=kind, name="中共区委组织部总支部")


@pytest.fixture
def zb1(zbw: PartyOrganization, zzb: Unit) -> PartyOrganization:
    return organization("zb1", zzb, zbw, name="中共区委组织部第一支部", sector="organ")


@pytest.fixture
def zb10(zbw: PartyOrganization, zzb: Unit) -> PartyOrganization:
    """Its path begins like that of ``zb1``."""
    return organization("zb10", zzb, zbw, name="中共区委组织部第十支部", sector="organ")


@pytest.fixture
def jyzb(dzz: PartyOrganization, jyj: Unit) -> PartyOrganization:
    return organization("jyzb", jyj, dzz, name="中共区教育局支部", sector="organ")
