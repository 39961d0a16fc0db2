"""The whole district in the database: what the data checks find there."""

from __future__ import annotations

import pytest

from tests.demo_people import district_of, found_wrong


@pytest.mark.once
@pytest.mark.django_db
def test_the_data_checks_find_what_was_planted_and_nothing_else(
    django_db_setup, django_db_blocker, tmp_path
):
    with district_of(1.0, django_db_blocker, tmp_path) as outcome:
        found = found_wrong()

    assert found == set(outcome.faults.planted)
