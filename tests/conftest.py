"""What only the tests of the whole product share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.installation import Installation, installation


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A migrated installation with files and a database of its own, shared by a module."""
    with installation(tmp_path_factory.mktemp("house")) as made:
        done = made.run("migrate")
        assert done.returncode == 0, done.stderr
        yield made
