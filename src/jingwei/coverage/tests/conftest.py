"""A programme about two people of one department."""

from __future__ import annotations

import pytest

from jingwei.coverage.tests.samples import started
from tests.factories import PersonFactory


@pytest.fixture
def pair(zzb, gbk):
    """Two people, one of them in a section."""
    return [
        PersonFactory(unit=zzb, full_name="林示例"),
        PersonFactory(unit=gbk, full_name="章示例"),
    ]


@pytest.fixture
def programme(today, zzb, insider, pair):
    """Started on 30 June 2025 with both on the roster, nobody covered."""
    return started(zzb, insider)


@pytest.fixture
def rows(programme):
    """The rows of both, in the order of the tree."""
    return list(programme.rows.order_by("unit_path", "words"))
