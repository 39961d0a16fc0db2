"""Uploaded files: limits, a look at the content, the digest that names them."""

from __future__ import annotations

from pathlib import PurePath

from django.core.files.base import ContentFile
from django.db import models, transaction

from jingwei.kernel.crypto import sm3_hex
from jingwei.kernel.errors import BadInput
from jingwei.kernel.models import StoredFile

MAX_SIZE = 20 * 1024 * 1024
OFFICE = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
KINDS = {
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", OFFICE),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", OFFICE),
    ".pdf": ("application/pdf", b"%PDF-"),
    ".doc": ("application/msword", OLE),
    ".xls": ("application/vnd.ms-excel", OLE),
    ".wps": ("application/vnd.ms-works", OLE),
    ".ofd": ("application/ofd", OFFICE),
    ".png": ("image/png", b"\x89PNG"),
    ".jpg": ("image/jpeg", b"\xff\xd8\xff"),
    ".bmp": ("image/bmp", b"BM"),
    ".txt": ("text/plain; charset=utf-8", b""),
    ".csv": ("text/csv", b""),
    ".zip": ("application/zip", b"PK"),
    ".lrmx": ("application/xml", b""),
    ".lrm": ("text/plain", b""),
}


@transaction.atomic
def file_store(name: str, data: bytes, *, actor: models.Model | None) -> StoredFile:
    """Keep ``data`` under its digest; return its row.

    Raises BadInput ``kernel.file`` for an empty, too large, unknown or mislabelled file.
    """
    ending = PurePath(name).suffix.lower()
    if not data:
        raise BadInput("kernel.file", f"文件“{name}”是空的。", hint="请重新选择文件。")
    if len(data) > MAX_SIZE:
        raise BadInput("kernel.file", f"文件“{name}”超过 20 MB。", hint="请拆分或压缩后再上传。")
    if ending not in KINDS:
        raise BadInput(
            "kernel.file", f"不支持“{ending or name}”文件。", hint=f"可上传 {'、'.join(KINDS)}。"
        )
    content_type, magic = KINDS[ending]
    if not data.startswith(magic):
        raise BadInput(
            "kernel.file", f"“{name}”的内容与扩展名不符。", hint="请用原软件另存后上传。"
        )
    digest = sm3_hex(data)
    row = StoredFile(
        name=PurePath(name).name[:200], content_type=content_type, size=len(data), digest=digest,
        stored_by_id=actor.pk if actor else None,
    )  # fmt: skip
    row.content.save(f"{digest[:32]}{ending}", ContentFile(data), save=False)
    row.save()
    return row
