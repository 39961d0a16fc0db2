"""Safe reading of Office packages: sizes are checked before anything is unpacked."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO

from lxml import etree

from jingwei.kernel.errors import BadInput

MOST_MEMBERS = 2_000
MOST_UNPACKED_BYTES = 200_000_000
MOST_PART_BYTES = 60_000_000
MOST_RATIO = 400
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def is_ole(data: bytes) -> bool:
    """Tell whether the bytes are an OLE container (.doc, .xls or an encrypted package)."""
    return data.startswith(_OLE)


def is_encrypted(data: bytes) -> bool:
    """Tell whether the bytes are an Office file locked with a password."""
    return is_ole(data) and _ENCRYPTED in data


def is_zip(data: bytes) -> bool:
    """Tell whether the bytes begin like a zip archive (they may still be cut off)."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


class Package:
    """A zip archive of XML parts, opened read-only in memory.

    Raises BadInput ``file.broken`` for a damaged archive and ``file.bomb`` for one that
    would unpack to more than it is allowed to.
    """

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        try:
            self._archive = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
            raise self.broken() from error
        self.parts = {info.filename: info for info in self._archive.infolist()}
        self._refuse_bombs(len(data))

    def xml(self, part: str) -> etree._Element | None:
        """Return the root of an XML part, or None if the package has no such part."""
        if part not in self.parts:
            return None
        try:
            root = etree.fromstring(self.content(part), _parser())
        except (etree.XMLSyntaxError, ValueError) as error:
            raise self.broken() from error
        if root.getroottree().docinfo.internalDTD is not None:
            raise self.broken()
        return root

    def content(self, part: str) -> bytes:
        """Return the bytes of a part that is there. Raises BadInput as the class does."""
        try:
            with self._archive.open(self.parts[part]) as stream:
                content = stream.read(MOST_PART_BYTES + 1)
        except (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError) as error:
            raise self.broken() from error
        except (NotImplementedError, RuntimeError) as error:
            raise self.broken() from error
        if len(content) > MOST_PART_BYTES:
            raise self._bomb()
        return content

    def _refuse_bombs(self, packed: int) -> None:
        sizes = [info.file_size for info in self.parts.values()]
        heavy = sum(sizes) > min(MOST_UNPACKED_BYTES, max(packed, 20_000) * MOST_RATIO)
        if len(sizes) > MOST_MEMBERS or heavy or max(sizes, default=0) > MOST_PART_BYTES:
            raise self._bomb()

    def broken(self) -> BadInput:
        """Return the refusal of a damaged file."""
        return BadInput(
            "file.broken",
            f"文件“{self.name}”打不开，可能没有传完整或者已经损坏。",
            hint="请在 Word、Excel 或 WPS 中打开确认，另存一份后再试。",
        )

    def _bomb(self) -> BadInput:
        return BadInput(
            "file.bomb",
            f"文件“{self.name}”解压后过大，不予读取。",
            hint="请把正文复制到一个新文件中保存后再试。",
        )


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
