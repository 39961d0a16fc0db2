"""What the tests of the collection share."""

from __future__ import annotations

import pytest

from jingwei.collection.tests.answered import assignment_made, round_made


@pytest.fixture
def assignment(today, zzb, jyj, insider):
    """Three rows of a round of the department, for the education bureau to answer."""
    return assignment_made(round_made(zzb, insider), jyj)
