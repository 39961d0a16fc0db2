"""What only the tests of the whole product share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from jingwei.site.command import main
from tests.installation import Installation, installation

PLAN = """青岚区委组织部2025年工作要点
一、建强组织体系
1.抓实基层基础。举办党务干部培训班2期。6月底前完成阵地整改。建立导师帮带档案。
2.严格党员教育。每季度召开1次研判会。开展党员集中轮训3次。
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A migrated installation with files and a database of its own, shared by a module."""
    with installation(tmp_path_factory.mktemp("house")) as made:
        done = made.run("migrate")
        assert done.returncode == 0, done.stderr
        yield made


@pytest.fixture
def plan_file(tmp_path) -> Path:
    path = tmp_path / "要点.txt"
    path.write_text(PLAN, encoding="utf-8")
    return path


@pytest.fixture
def asked(capsys):
    """Run the command; return its exit code, stdout, stderr."""

    def ask(*words: object) -> tuple[int, str, str]:
        code = main([str(word) for word in words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return ask
