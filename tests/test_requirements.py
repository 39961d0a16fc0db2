"""What is installed: pinned, hashed, from wherever the machine is told, and no more than named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "requirements"
LISTS = sorted(FOLDER.glob("*.txt"))
PIN = re.compile(
    r"^([a-z0-9][a-z0-9._-]*)(?:\[[^\]]+\])?==([^ ;\\]+)", re.MULTILINE | re.IGNORECASE
)


def pins(name: str) -> dict[str, str]:
    text = (FOLDER / name).read_text(encoding="utf-8")
    return {plain(found[1]): found[2] for found in PIN.finditer(text)}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def named(name: str) -> set[str]:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    words = (re.match(r"[A-Za-z0-9._-]+", line) for line in lines if not line.startswith("-"))
    return {plain(word[0]) for word in words if word}


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.name)
class TestList:
    def test_holds_no_address_and_no_option(self, path):
        text = path.read_text(encoding="utf-8")

        assert (
            re.findall(r"://| @ |^\s*-(?:i|f|e)\b|--(?:index|extra|find|trusted)\S*", text, re.M)
            == []
        )

    def test_pins_and_hashes_every_package(self, path):
        blocks = re.split(r"\n(?=\S)", path.read_text(encoding="utf-8").strip())
        packages = [block for block in blocks if not block.startswith("#")]

        assert [b.splitlines()[0] for b in packages if not PIN.match(b)] == []
        assert [b.splitlines()[0] for b in packages if "--hash=sha256:" not in b] == []

    def test_holds_every_package_that_is_asked_for(self, path):
        assert named(f"{path.stem}.in") - pins(path.name).keys() == set()


@pytest.mark.parametrize(("small", "large"), [("web.txt", "dev.txt"), ("dev.txt", "browser.txt")])
def test_larger_list_holds_the_smaller_with_the_same_versions(small, large):
    assert pins(small).items() <= pins(large).items()
