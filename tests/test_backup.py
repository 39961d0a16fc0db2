"""Backup and restore: whole or not at all, also when the process is killed on the way."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from jingwei.kernel.backup import backup_verify
from jingwei.kernel.errors import BadInput
from tests.installation import Installation, installation, wait_until

FILL = """
import random
from jingwei.kernel.files import file_store
from jingwei.kernel.models import ParameterValue
source = random.Random(7)
rows = [ParameterValue(code=f"fill.{n}", value=source.randbytes(50_000).hex()) for n in range(120)]
ParameterValue.objects.bulk_create(rows)
for n in range(8):
    file_store(f"{n}.pdf", b"%PDF-" + source.randbytes(1_000_000), actor=None)
"""
MARK = """
from jingwei.kernel.models import ParameterValue
ParameterValue.objects.update_or_create(code="mark", defaults={"value": "%s"})
"""
STATE = """
import json
from django.db import connection
from jingwei.kernel.audit import audit_verify
from jingwei.kernel.models import ParameterValue, StoredFile
mark = ParameterValue.objects.get(code="mark").value
files = [f.content.size == f.size for f in StoredFile.objects.all()]
print(json.dumps([mark, ParameterValue.objects.count(), files.count(True), audit_verify()[1]]))
"""
HELD = [121, 8, None]


def state(house: Installation):
    return json.loads(house.do(STATE))


@pytest.fixture(scope="module")
def full(house):
    """An installation with 12 MB of rows and 8 MB of files."""
    house.do(FILL)
    return house


@pytest.fixture(scope="module")
def saved(full):
    """A backup that holds the mark "old", and what it printed."""
    full.do(MARK % "old")
    path = full.var / "saved.zip"
    done = full.run("backup", str(path), "--json")
    assert done.returncode == 0, done.stderr
    return path


@pytest.fixture
def changed(full, saved):
    """The installation after the backup, with the mark "new"."""
    full.do(MARK % "new")
    return full


def killed_when(house: Installation, seen, *words: str) -> None:
    process = house.start(*words)
    wait_until(seen, process)
    process.kill()
    process.communicate()


class TestBackup:
    def test_lists_what_it_holds(self, saved):
        manifest = backup_verify(saved)

        assert manifest["rows"]["kernel_parametervalue"] == 121
        assert len([name for name in manifest["members"] if name.startswith("media/")]) == 8
        assert "kernel.0001_initial" in manifest["migrations"]
        assert len(manifest["audit_head"]) in (0, 64)

    def test_leaves_only_the_file_asked_for(self, saved):
        assert [path.name for path in saved.parent.glob("saved.zip*")] == ["saved.zip"]

    def test_into_a_missing_folder_is_bad_input(self, full):
        done = full.run("backup", "nowhere/x.zip")

        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == "文件夹“nowhere”不存在。写法见 jingwei backup --help。\n"

    @pytest.mark.parametrize("size", [1, 2_000_000, 5_000_000])
    @pytest.mark.parametrize("part", ["again.zip.database.part", "again.zip.part"])
    def test_killed_leaves_the_older_backup_and_can_be_repeated(self, full, saved, part, size):
        target = full.var / "again.zip"
        target.write_bytes(b"older")
        growing = full.var / part

        killed_when(full, lambda: bytes_in(growing) >= size, "backup", str(target))

        assert target.read_bytes() == b"older"
        assert full.run("backup", str(target)).returncode == 0
        assert backup_verify(target)["rows"]["kernel_parametervalue"] == 121
        assert [path.name for path in full.var.glob("again.zip*")] == ["again.zip"]


class TestRestore:
    def test_brings_back_rows_and_files_and_keeps_what_was(self, changed, saved):
        for path in (changed.var / "media").rglob("*.pdf"):
            path.unlink()

        done = changed.run("restore", str(saved), "--yes", "--json")

        assert done.returncode == 0, done.stderr
        assert state(changed) == ["old", *HELD]
        assert Path(json.loads(done.stdout)["before"]).name.endswith(".before-restore")

    def test_asks_before_it_replaces_anything(self, changed, saved):
        done = changed.run("restore", str(saved))

        assert done.returncode == 2
        assert "确定要做请加 --yes。" in done.stderr
        assert state(changed) == ["new", *HELD]

    def test_is_refused_while_the_product_runs(self, changed, saved):
        worker = changed.start("worker")
        wait_until(lambda: is_held(changed.var / "running.lock"), worker)
        try:
            done = changed.run("restore", str(saved), "--yes")
        finally:
            worker.terminate()
            worker.communicate()

        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == "系统正在运行。请先停止 jingwei serve 和 worker，再恢复。\n"
        assert state(changed) == ["new", *HELD]

    @pytest.mark.parametrize("seen", ["*.restore.part", "*.restore", "media/**/*.pdf.part"])
    def test_killed_leaves_the_present_state_and_can_be_repeated(self, changed, saved, seen):
        for path in (changed.var / "media").rglob("*.pdf"):
            path.write_bytes(b"%PDF-damaged")

        killed_when(
            changed, lambda: list(changed.var.glob(seen)), "restore", str(saved), "--yes"
        )  # fmt: skip
        mark = state(changed)[0]
        done = changed.run("restore", str(saved), "--yes")

        assert mark == "new"
        assert done.returncode == 0, done.stderr
        assert state(changed) == ["old", *HELD]
        assert list(changed.var.glob("**/*.part")) == []

    def test_on_an_empty_machine_needs_nothing_but_the_file(self, saved, tmp_path, other):
        done = other.run("restore", str(saved), "--yes")

        assert done.returncode == 0, done.stderr
        assert state(other) == ["old", *HELD]

    def test_altered_backup_changes_nothing(self, changed, saved, tmp_path):
        broken = tmp_path / "broken.zip"
        broken.write_bytes(saved.read_bytes()[:-100_000])

        done = changed.run("restore", str(broken), "--yes")

        assert (done.returncode, done.stdout) == (2, "")
        assert "“broken.zip”不是完整的备份文件" in done.stderr
        assert state(changed) == ["new", *HELD]


@pytest.fixture
def other(tmp_path):
    """A machine where nothing was ever installed."""
    with installation(tmp_path / "other") as made:
        made.var.mkdir()
        yield made


class TestVerify:
    @pytest.fixture
    def parts(self, saved):
        """The members of a backup in a form that a test may alter."""
        with zipfile.ZipFile(saved) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    def refusal(self, parts, tmp_path):
        path = tmp_path / "altered.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        with pytest.raises(BadInput) as refused:
            backup_verify(path)
        assert refused.value.code == "kernel.backup"
        return str(refused.value)

    def altered(self, parts, **facts):
        return {**parts, "manifest.json": json.dumps(json.loads(parts["manifest.json"]) | facts)}

    def test_accepts_what_nobody_altered(self, saved):
        assert backup_verify(saved)["format"] == 1

    def test_refuses_a_member_that_was_exchanged(self, parts, tmp_path):
        name = next(name for name in parts if name.startswith("media/"))

        assert "不是完整的备份" in self.refusal({**parts, name: b"%PDF-other"}, tmp_path)

    def test_refuses_a_missing_member(self, parts, tmp_path):
        parts.pop(next(name for name in parts if name.startswith("database")))

        assert "不是完整的备份" in self.refusal(parts, tmp_path)

    def test_refuses_a_member_that_nobody_listed(self, parts, tmp_path):
        assert "不是完整的备份" in self.refusal({**parts, "media/x": b""}, tmp_path)

    def test_refuses_a_name_that_leaves_the_folder(self, parts, tmp_path):
        manifest = json.loads(parts["manifest.json"])
        members = manifest["members"] | {"media/../../x": manifest["members"].popitem()[1]}

        found = self.altered({**parts, "media/../../x": b""}, members=members)

        assert "不是完整的备份" in self.refusal(found, tmp_path)

    def test_refuses_the_backup_of_a_newer_version(self, parts, tmp_path):
        found = self.altered(parts, migrations=["kernel.0999_tomorrow"])

        assert "更新的版本" in self.refusal(found, tmp_path)

    def test_refuses_the_backup_of_another_database(self, parts, tmp_path):
        assert "oracle 的备份" in self.refusal(self.altered(parts, vendor="oracle"), tmp_path)

    @pytest.mark.parametrize("manifest", ["", "[]", "{}", "7", '{"format": 1, "members": []}'])
    def test_refuses_a_manifest_that_is_none(self, parts, tmp_path, manifest):
        found = {**parts, "manifest.json": manifest}

        assert "不是完整的备份" in self.refusal(found, tmp_path)

    @pytest.mark.parametrize("place", [0.01, 0.5, 0.999])
    def test_refuses_a_flipped_byte(self, saved, tmp_path, place):
        data = bytearray(saved.read_bytes())
        data[int(len(data) * place)] ^= 0xFF
        path = tmp_path / "flipped.zip"
        path.write_bytes(data)

        with pytest.raises(BadInput, match="不是完整的备份"):
            backup_verify(path)

    def test_refuses_what_is_no_archive(self, tmp_path):
        path = tmp_path / "letter.zip"
        path.write_text("not a backup")

        with pytest.raises(BadInput, match="不是完整的备份"):
            backup_verify(path)


def bytes_in(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def is_held(path: Path) -> bool:
    """Whether a process holds a lock on the file, as the kernel lists it (Linux)."""
    locks = Path("/proc/locks").read_text(encoding="ascii")
    return path.exists() and f":{path.stat().st_ino} " in locks
