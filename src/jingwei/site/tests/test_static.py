"""What templates, styles and scripts of the whole product may hold."""

import hashlib
import re
import tomllib
from pathlib import Path

import django_htmx
import pytest

import jingwei

PACKAGE = Path(jingwei.__path__[0])
OWN = PACKAGE / "site/static/jingwei"
VENDOR = PACKAGE / "site/static/vendor"
TEMPLATES = sorted(PACKAGE.rglob("templates/**/*.html"))
STYLES = sorted(PACKAGE.rglob("static/jingwei/**/*.css"))
SCRIPTS = sorted(PACKAGE.rglob("static/jingwei/**/*.js"))
INLINE = re.compile(
    r"<style\b|<script(?![^>]*\bsrc=)|\sstyle\s*=|\son[a-z]+\s*=|\shx-on|javascript:", re.I
)
ELSEWHERE = re.compile(r"(?:https?:)?//[a-z0-9-]+\.[a-z]", re.I)
SVG_NAMES = "http://www.w3.org/2000/svg"
COMMENT = re.compile(r"/\*.*?\*/", re.S)


def named(paths):
    return [pytest.param(path, id=str(path.relative_to(PACKAGE))) for path in paths]


@pytest.mark.parametrize("path", named(TEMPLATES))
def test_template_holds_no_inline_code(path):
    assert INLINE.findall(path.read_text()) == []


@pytest.mark.parametrize("path", named([*TEMPLATES, *STYLES, *SCRIPTS]))
def test_file_names_no_outside_address(path):
    assert ELSEWHERE.findall(path.read_text().replace(SVG_NAMES, "")) == []


@pytest.mark.parametrize("path", named([*STYLES, VENDOR / "bootstrap-reboot.min.css"]))
def test_style_needs_no_browser_newer_than_chromium_90(path):
    css = COMMENT.sub("", path.read_text())

    found = re.findall(r"color-mix\(|light-dark\(|:has\(|@layer|@container|oklch\(|\bdvh\b", css)

    assert found == []


@pytest.mark.parametrize("path", named(STYLES))
def test_style_nests_no_rules(path):
    css = COMMENT.sub("", path.read_text())

    for open_block in re.finditer(r"([^{}]*)\{[^{}]*\{", css):
        assert open_block.group(1).strip().startswith("@")


@pytest.mark.parametrize("path", named(SCRIPTS))
def test_script_needs_no_browser_newer_than_chromium_90(path):
    found = re.findall(
        r"\.at\(|structuredClone|findLast|Object\.hasOwn|^await |\beval\(|innerHTML",
        path.read_text(),
        re.M,
    )

    assert found == []


@pytest.mark.parametrize("path", named([*STYLES, *SCRIPTS]))
def test_file_is_short_enough_to_read(path):
    assert len(path.read_text().splitlines()) <= 400


@pytest.mark.parametrize(
    "entry", tomllib.loads((VENDOR / "versions.toml").read_text())["file"], ids=lambda e: e["name"]
)
def test_vendored_file_is_the_one_that_was_taken_over(entry):
    data = (VENDOR / entry["file"]).read_bytes()

    assert hashlib.sha256(data).hexdigest() == entry["sha256"]
    assert (VENDOR / entry["licence_file"]).is_file()
    assert b"sourceMappingURL" not in data


def test_every_vendored_file_is_accounted_for():
    entries = tomllib.loads((VENDOR / "versions.toml").read_text())["file"]

    known = {"versions.toml"} | {e["file"] for e in entries} | {e["licence_file"] for e in entries}

    assert {path.name for path in VENDOR.iterdir()} == known


def test_page_weighs_at_most_350_kb_before_compression():
    htmx = Path(django_htmx.__path__[0]) / "static/django_htmx/htmx-2.min.js"
    files = [VENDOR / "bootstrap-reboot.min.css", htmx, *OWN.iterdir()]

    assert sum(path.stat().st_size for path in files) + 20_000 <= 350 * 1024
