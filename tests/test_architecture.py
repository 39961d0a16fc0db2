"""What holds for all files: sizes, doors, declared acts, what must never be built."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from importlib import import_module
from importlib.resources import files
from pathlib import Path

import pytest
from django.apps import apps

from jingwei.kernel.audit import ACTS

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src/jingwei"
PYTHON = sorted(SOURCE.rglob("*.py"))
TEMPLATES = sorted(SOURCE.rglob("templates/**/*.html"))
OWN_SCRIPTS = [path for path in SOURCE.rglob("*.js") if "vendor" not in path.parts]
FORBIDDEN = {
    "score", "points", "ranking", "leaderboard", "loyalty", "belief", "religion", "track",
    "tracks", "checkin", "geolocation", "latitude", "longitude", "likes", "votes",
}  # fmt: skip
"""Source: experience of the texts against formalism; what must never be built."""


def tracked() -> list[Path]:
    """Return the files of the repository, or of the folder when it is none."""
    done = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    names = done.stdout.split("\0") if done.returncode == 0 else []
    found = [ROOT / name for name in names if name] or sorted(ROOT.glob("[!.]*/**/*"))
    return [path for path in found if path.is_file()]


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


class TestFiles:
    def test_no_program_is_longer_than_400_lines(self):
        grown = {"vendor", "migrations"}
        endings = (".py", ".js", ".css")
        written = [p for p in tracked() if p.suffix in endings and not grown & set(p.parts)]

        lengths = {shown(p): len(p.read_text(encoding="utf-8").splitlines()) for p in written}

        assert {name: length for name, length in lengths.items() if length > 400} == {}

    def test_no_template_is_longer_than_150_lines(self):
        lengths = {shown(p): len(p.read_text(encoding="utf-8").splitlines()) for p in TEMPLATES}

        assert {name: length for name, length in lengths.items() if length > 150} == {}

    def test_none_names_a_folder_of_a_developers_machine(self):
        folders = "|".join(("work", "root", "opt", "home", "Users"))
        pattern = re.compile(rf"(?<![\w.}}>/-])/(?:{folders})/\w".encode())

        found = [shown(p) for p in tracked() if pattern.search(p.read_bytes())]

        assert found == []


class TestDoors:
    def test_pages_read_rows_only_through_what_the_viewer_may_see(self):
        doors = [p for p in PYTHON if "web" in p.parts or p.name in ("web.py", "api.py")]

        allowed = ("visible_to(", "within(*request.user.unit_paths())")
        found = [
            f"{shown(path)}: {call}"
            for path in doors
            for call in re.findall(r"\.objects\.(.*)", path.read_text(encoding="utf-8"))
            if not call.startswith(allowed)
        ]

        assert found == []


class TestActs:
    def test_every_recorded_act_is_declared(self):
        import_module("jingwei.site.urls")  # and with it every room
        product = [path for path in PYTHON if "tests" not in path.parts]
        recorded = {act for path in product for act in acts_in(path)}

        assert recorded - ACTS.keys() == set()

    def test_every_declared_act_is_recorded_somewhere(self):
        texts = [path.read_text(encoding="utf-8") for path in PYTHON]

        counts = {act: sum(text.count(f'"{act}"') for text in texts) for act in ACTS}

        assert [act for act, count in counts.items() if count < 2] == []


def acts_in(path: Path) -> Iterator[str]:
    """Yield the acts that a module passes to ``audit`` as they stand."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "audit" and node.args:
            yield from (
                part.value
                for part in ast.walk(node.args[0])
                if isinstance(part, ast.Constant) and isinstance(part.value, str)
            )


class TestTemplates:
    def test_every_template_is_used(self):
        library = Path(str(files("allauth")))
        places = [*PYTHON, *TEMPLATES, *library.rglob("*.py")]
        text = "\n".join(path.read_text(encoding="utf-8") for path in places)
        by_name = {f"{code}.html" for code in (400, 403, 404, 429, 500)}
        by_name.add("django/forms/widgets/select.html")

        names = {shown(p): p.as_posix().rpartition("/templates/")[2] for p in TEMPLATES}
        unused = [path for path, name in names.items() if not used(name, text)]

        assert [path for path in unused if names[path] not in by_name] == []

    @pytest.mark.parametrize(
        "pattern",
        [
            r"<script(?![^>]*\bsrc=)",
            r"<style\b",
            r"\sstyle=",
            r"\son[a-z]+=",
            r"javascript:",
            r"hx-on",
        ],
    )
    def test_none_carries_a_script_or_a_style_of_its_own(self, pattern):
        found = [shown(p) for p in TEMPLATES if re.search(pattern, p.read_text(encoding="utf-8"))]

        assert found == []


def used(name: str, text: str) -> bool:
    """Whether ``text`` names a template, with its ending or, as allauth does, without."""
    return f'"{name.removesuffix("html")}' in text


class TestNeverBuilt:
    def test_no_field_rates_or_follows_a_person(self):
        fields = [
            f"{model.__name__}.{field.name}"
            for model in apps.get_models()
            if model.__module__.startswith("jingwei.")
            for field in model._meta.get_fields()
        ]

        assert [f for f in fields if FORBIDDEN & set(f.partition(".")[2].split("_"))] == []

    @pytest.mark.parametrize("word", ["geolocation", "getUserMedia", "Notification", "sendBeacon"])
    def test_no_script_asks_the_browser_for_more_than_pages(self, word):
        found = [shown(p) for p in OWN_SCRIPTS if word in p.read_text(encoding="utf-8")]

        assert found == []
