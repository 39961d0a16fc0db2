"""Many appointment forms at once: single files, and zip archives of them, in and out."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Sequence
from io import BytesIO
from pathlib import PurePosixPath
from typing import Literal

from jingwei.kernel.documents.appointment.form import AppointmentForm, clean_name
from jingwei.kernel.documents.appointment.lrm import read_lrm, write_lrm
from jingwei.kernel.documents.appointment.lrmx import MOST_BYTES, read_lrmx, write_lrmx
from jingwei.kernel.documents.packages import is_zip
from jingwei.kernel.errors import BadInput
from jingwei.kernel.partial_dates import parse_partial, show_partial

MOST_FILES = 2_000
MOST_UNPACKED_BYTES = 400_000_000
MOST_RATIO = 200
Kind = Literal["lrmx", "lrm"]
Read = tuple[str, AppointmentForm | BadInput]
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_MOMENT = (1980, 1, 1, 0, 0, 0)
_REASONS = (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError)


def read_forms(name: str, data: bytes) -> list[Read]:
    """Return every form in a .lrmx, a .lrm or a .zip of them, each with its file name.

    A file that cannot be read stands in the list with its BadInput, so one bad file stops no
    other. A .pic goes to the .lrm of the same folder and base name. Never raises BadInput.
    """
    if not is_zip(data):
        return [(name, _form(name, {name: data}))]
    try:
        files = _unpacked(name, data)
    except BadInput as error:
        return [(name, error)]
    paired = {_base(path) for path in files if _ending(path) == ".lrm"}
    forms = [
        (path, _form(path, files))
        for path in files
        if not (_ending(path) == ".pic" and _base(path) in paired)
    ]
    return forms or [(name, BadInput("forms.none", f"压缩包“{name}”里没有任免表。"))]


def write_zip(forms: Sequence[AppointmentForm], kind: Kind) -> bytes:
    """Return a zip of the forms, numbered in their order; .lrm brings .pic files for photos.

    Equal forms give equal bytes. Raises BadInput ``kernel.photo`` (see ``clean_form``).
    """
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number, form in enumerate(forms, 1):
            for ending, content in _contents(form, kind).items():
                name = form_file_name(form, ending, number, of=len(forms))
                entry = zipfile.ZipInfo(name, _MOMENT)
                entry.create_system = 0  # else it names the system that wrote it
                archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def form_file_name(form: AppointmentForm, ending: str, number: int = 0, *, of: int = 0) -> str:
    """Return ``2025.06.01 干部任免审批表 李示例.lrmx``, in a batch with ``01 `` before it."""
    try:
        day = show_partial(parse_partial(form.filled_on))
    except BadInput:
        day = ""
    person = _NOT_IN_NAMES.sub("", clean_name(form.full_name))[:40] or "未填姓名"
    prefix = str(number).zfill(max(len(str(of)), 2)) if number else ""
    return " ".join(part for part in (prefix, day, "干部任免审批表", person) if part) + f".{ending}"


def _contents(form: AppointmentForm, kind: Kind) -> dict[str, bytes]:
    if kind == "lrmx":
        return {"lrmx": write_lrmx(form)}
    text, photo = write_lrm(form)
    return {"lrm": text, "pic": photo} if photo else {"lrm": text}


def _form(path: str, files: dict[str, bytes | BadInput]) -> AppointmentForm | BadInput:
    content = files[path]
    if isinstance(content, BadInput):
        return content
    try:
        if _ending(path) == ".lrmx":
            return read_lrmx(content, _last(path))
        if _ending(path) == ".lrm":
            return read_lrm(content, _photo(path, files), _last(path))
    except BadInput as error:
        return error
    return BadInput(
        "forms.other",
        f"“{_last(path)}”不是任免表文件，没有读取。",
        hint="可用 .lrmx 和 .lrm 文件。",
    )


def _photo(path: str, files: dict[str, bytes | BadInput]) -> bytes:
    """Return the .pic beside a .lrm, b"" without one; raises what kept it from being read."""
    names = (name for name in files if _ending(name) == ".pic" and _base(name) == _base(path))
    photo = files.get(next(names, ""), b"")
    if isinstance(photo, BadInput):
        raise photo
    return photo


def _unpacked(name: str, data: bytes) -> dict[str, bytes | BadInput]:
    """Return the files of an archive by path; sizes are checked before anything is unpacked."""
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except (*_REASONS, NotImplementedError) as error:
        raise BadInput(
            "forms.broken",
            f"压缩包“{name}”打不开，可能没有传完整或者已经损坏。",
            hint="请重新压缩为 zip 后再试。",
        ) from error
    entries = [info for info in archive.infolist() if not info.is_dir() and _is_shown(info)]
    _refuse_bombs(name, entries, len(data))
    return {_path(info): _content(archive, info) for info in entries}


def _refuse_bombs(name: str, entries: list[zipfile.ZipInfo], packed: int) -> None:
    if len(entries) > MOST_FILES:
        raise BadInput(
            "forms.many", f"压缩包“{name}”里超过 {MOST_FILES} 个文件。", hint="请分成几个压缩包。"
        )
    unpacked = sum(info.file_size for info in entries)
    if unpacked > min(MOST_UNPACKED_BYTES, max(packed, 20_000) * MOST_RATIO):
        raise BadInput(
            "forms.bomb", f"压缩包“{name}”解压后过大，不予读取。", hint="请分成几个压缩包。"
        )


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes | BadInput:
    last = _last(_path(info))
    if info.flag_bits & 1:
        return BadInput("forms.locked", f"“{last}”有密码，读不出来。", hint="请去掉密码后再试。")
    try:
        with archive.open(info) as stream:
            content = stream.read(MOST_BYTES + 1)
    except (*_REASONS, NotImplementedError, RuntimeError):
        return BadInput("forms.broken", f"“{last}”已损坏，读不出来。", hint="请重新压缩后再试。")
    if len(content) > MOST_BYTES:
        return BadInput("forms.size", f"“{last}”超过 6 MB，不像任免表。", hint="请核对文件。")
    return content


def _path(info: zipfile.ZipInfo) -> str:
    """Return the path in the archive; Windows wrote it in GBK unless it says UTF-8."""
    path = info.filename
    if not info.flag_bits & 0x800:
        raw = path.encode("cp437", "replace")
        for codec in ("utf-8", "gb18030"):
            try:
                return raw.decode(codec).replace("\\", "/")
            except UnicodeDecodeError:
                continue
    return path.replace("\\", "/")


def _is_shown(info: zipfile.ZipInfo) -> bool:
    """Tell whether a person put the file there: no system leftovers."""
    path = PurePosixPath(info.filename)
    return "__MACOSX" not in path.parts and not path.name.startswith((".", "Thumbs.db"))


def _ending(path: str) -> str:
    return PurePosixPath(path).suffix.lower()


def _base(path: str) -> str:
    return str(PurePosixPath(path).with_suffix("")).lower()


def _last(path: str) -> str:
    return PurePosixPath(path).name
