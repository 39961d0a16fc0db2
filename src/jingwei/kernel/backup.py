"""Backup and restore: one zip file that holds everything and proves that it does.

A backup appears under its name only when it is whole. A restore changes nothing before all of
it is verified; then files are added (they are named by their content, so more of them harm
nobody) and the database changes in one step.
"""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from django.conf import settings
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from jingwei.kernel.errors import BadInput
from jingwei.kernel.locks import RUNNING, locked
from jingwei.kernel.snapshots import store, sync_folder

FORMAT = 1
MANIFEST = "manifest.json"
FACTS = ("migrations", "rows", "audit_head")
CHUNK = 1024 * 1024
UNREADABLE = (BadZipFile, LookupError, ValueError, TypeError, EOFError, RuntimeError, zlib.error)
Manifest = dict[str, Any]


def backup_write(target: Path) -> Manifest:
    """Write a backup of database and files to ``target``; return its manifest.

    An older file of that name stays until the new one is whole. Raises JingweiError
    ``kernel.busy`` while another backup runs.
    """
    part = target.with_name(f"{target.name}.part")
    copy = target.with_name(f"{target.name}.database.part")
    alone = locked(settings.VAR / "backup.lock", shared=False, refusal="另一个备份正在进行。")
    with alone:
        copy.unlink(missing_ok=True)  # a killed pg_dump may still write to the old one
        try:
            manifest = _write(part, copy)
            part.replace(target)
            sync_folder(target.absolute().parent)
        finally:
            part.unlink(missing_ok=True)
            copy.unlink(missing_ok=True)
    return manifest


def backup_verify(source: Path) -> Manifest:
    """Return the manifest of a backup after reading all of it.

    Raises BadInput ``kernel.backup`` for a file that is no backup, is not whole, was altered,
    is of another database, or comes from a newer version of the product.
    """
    try:
        with ZipFile(source) as archive:
            manifest = _manifest(archive)
            _refuse_foreign(manifest)
            for name, digest in manifest["members"].items():
                for _ in _read(archive, name, digest):
                    pass
    except UNREADABLE as error:
        raise _refusal(f"“{source.name}”不是完整的备份文件，可能没有传完或被改动过。") from error
    return manifest


def backup_restore(source: Path) -> Path | None:
    """Put the backup ``source`` in place; return where the old database is kept, if there was one.

    Raises BadInput as ``backup_verify`` does, JingweiError ``kernel.busy`` while the product runs.
    """
    manifest = backup_verify(source)
    database = store()
    fresh = database.fresh()
    refusal = "系统正在运行。请先停止 jingwei serve 和 worker，再恢复。"
    with locked(RUNNING, shared=False, refusal=refusal):
        connections.close_all()
        try:
            with ZipFile(source) as archive:
                _unpack(archive, database.member, manifest["members"][database.member], fresh)
                database.verify(fresh, {name: manifest[name] for name in FACTS})
                _add_files(archive, manifest)
            return database.put(fresh)
        finally:
            fresh.unlink(missing_ok=True)


def _write(part: Path, copy: Path) -> Manifest:
    database = store()
    manifest: Manifest = {
        "format": FORMAT,
        "product": version("jingwei"),
        "created_at": timezone.localtime().isoformat(timespec="seconds"),
        "vendor": database.vendor,
        "members": {},
        **database.dump(copy),
    }
    with part.open("wb") as file:
        with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=1) as archive:
            for name, path in [(database.member, copy), *_files()]:
                manifest["members"][name] = _pack(archive, name, path)
            archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
        file.flush()
        os.fsync(file.fileno())
    return manifest


def _files() -> list[tuple[str, Path]]:
    root = Path(settings.MEDIA_ROOT)
    paths = sorted(path for path in root.rglob("*") if path.is_file() and path.suffix != ".part")
    return [(f"media/{path.relative_to(root).as_posix()}", path) for path in paths]


def _pack(archive: ZipFile, name: str, path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as source, archive.open(name, "w", force_zip64=True) as member:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            member.write(chunk)
    return digest.hexdigest()


def _manifest(archive: ZipFile) -> Manifest:
    """Return the manifest; ValueError or KeyError when it is not one of ours."""
    manifest: Manifest = json.loads(archive.read(MANIFEST))
    if manifest["format"] != FORMAT or not isinstance(manifest["members"], dict):
        raise ValueError(MANIFEST)
    names = set(archive.namelist()) - {MANIFEST}
    safe = all(".." not in PurePosixPath(name).parts for name in names)
    if names != set(manifest["members"]) or not safe or not all(f in manifest for f in FACTS):
        raise ValueError(MANIFEST)
    return manifest


def _refuse_foreign(manifest: Manifest) -> None:
    here = store()
    if manifest["vendor"] != here.vendor or here.member not in manifest["members"]:
        raise _refusal(f"这是 {manifest['vendor']} 的备份，现在用的数据库是 {here.vendor}。")
    loader = MigrationLoader(None, ignore_no_migrations=True)
    known = {f"{app}.{name}" for app, name in loader.disk_migrations}
    if newer := [name for name in manifest["migrations"] if name not in known]:
        raise _refusal(f"备份来自更新的版本（{manifest['product']}，{newer[-1]}）。请先升级程序。")


def _read(archive: ZipFile, name: str, digest: str) -> Iterator[bytes]:
    """Yield the content of a member; ValueError at its end when it is not what was stored."""
    found = hashlib.sha256()
    with archive.open(name) as member:
        while chunk := member.read(CHUNK):
            found.update(chunk)
            yield chunk
    if found.hexdigest() != digest:
        raise ValueError(name)


def _unpack(archive: ZipFile, name: str, digest: str, to: Path) -> None:
    """Write a member to ``to``, whole or not at all."""
    to.parent.mkdir(parents=True, exist_ok=True)
    part = to.with_name(f"{to.name}.part")
    with part.open("wb") as file:
        for chunk in _read(archive, name, digest):
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    part.replace(to)


def _add_files(archive: ZipFile, manifest: Manifest) -> None:
    root = Path(settings.MEDIA_ROOT)
    for name, digest in manifest["members"].items():
        path = root.joinpath(*PurePosixPath(name).parts[1:])
        if name.startswith("media/") and not (path.is_file() and _digest(path) == digest):
            _unpack(archive, name, digest, path)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _refusal(message: str) -> BadInput:
    return BadInput("kernel.backup", message, hint="现有数据没有变化。")
