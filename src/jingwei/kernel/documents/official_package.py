"""Packs the parts of an official document into .docx bytes that depend on nothing but the parts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import date

from lxml import etree

from jingwei.kernel.documents import official_numbers as gb
from jingwei.kernel.documents.official_parts import (
    Element,
    R,
    font_table_part,
    footer_number,
    footer_part,
    settings_part,
    styles_part,
)

_OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_CORE = "application/vnd.openxmlformats-package.core-properties+xml"
_CORE_RELATION = (
    "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
)
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_MOMENT = (1980, 1, 1, 0, 0, 0)


def core_part(title: str, issuer: str, day: date) -> Element:
    """docProps/core.xml; both moments are the day of the document, so a reprint is equal."""
    core = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
    names = {
        "cp": core,
        "dc": "http://purl.org/dc/elements/1.1/",
        "dcterms": "http://purl.org/dc/terms/",
        "xsi": "http://www.w3.org/2001/XMLSchema-instance",
    }
    root = etree.Element(f"{{{core}}}coreProperties", nsmap=names)
    for name, text in (("title", title), ("creator", issuer)):
        etree.SubElement(root, f"{{{names['dc']}}}{name}").text = text
    for name in ("created", "modified"):
        moment = etree.SubElement(root, f"{{{names['dcterms']}}}{name}")
        moment.set(f"{{{names['xsi']}}}type", "dcterms:W3CDTF")
        moment.text = f"{day.isoformat()}T00:00:00Z"
    return root


def package(document: Element, core: Element, fonts: gb.Fonts, line_pt: float) -> bytes:
    """All parts as one .docx. Equal parts give equal bytes on every machine.

    Nothing is compressed: a deflated file would change with the version of the zip library, and a
    sealed report must still reprint byte by byte.
    """
    parts = {
        "word/document.xml": document,
        "word/styles.xml": styles_part(fonts, line_pt),
        "word/settings.xml": settings_part(),
        "word/fontTable.xml": font_table_part(fonts),
        **_footers(),
    }
    texts = {
        "[Content_Types].xml": _content_types(parts),
        "_rels/.rels": _relationships(
            {
                "rId1": (f"{R}/officeDocument", "word/document.xml"),
                "rId2": (_CORE_RELATION, "docProps/core.xml"),
            }
        ),
        "word/_rels/document.xml.rels": _relationships(_document_relations(parts)),
        "docProps/core.xml": _serialized(core),
        **{name: _serialized(part) for name, part in parts.items()},
    }
    return _zipped(texts)


def _footers() -> dict[str, Element]:
    return {
        f"word/footer{footer_number(even=even, landscape=landscape)}.xml": footer_part(
            even=even, landscape=landscape
        )
        for landscape in (False, True)
        for even in (False, True)
    }


def _kind(name: str) -> str:
    """word/footer2.xml -> footer, the name of the part in content types and relations."""
    return name.removeprefix("word/").removesuffix(".xml").rstrip("0123456789")


def _content_types(parts: Mapping[str, Element]) -> bytes:
    overrides = [
        f'<Override PartName="/{name}" ContentType="{_OFFICE}.'
        f'{"document.main" if _kind(name) == "document" else _kind(name)}+xml"/>'
        for name in parts
    ]
    return (
        f'{_XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/docProps/core.xml" ContentType="{_CORE}"/>'
        f"{''.join(overrides)}</Types>"
    ).encode()


def _document_relations(parts: Mapping[str, Element]) -> dict[str, tuple[str, str]]:
    relations = {}
    for name in parts:
        target = name.removeprefix("word/")
        if target != "document.xml":
            identifier = f"rId{target[0].upper()}{target[1:].removesuffix('.xml')}"
            relations[identifier] = (f"{R}/{_kind(name)}", target)
    return relations


def _relationships(relations: Mapping[str, tuple[str, str]]) -> bytes:
    rows = "".join(
        f'<Relationship Id="{identifier}" Type="{kind}" Target="{target}"/>'
        for identifier, (kind, target) in relations.items()
    )
    name = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'{_XML}<Relationships xmlns="{name}">{rows}</Relationships>'.encode()


def _serialized(part: Element) -> bytes:
    return etree.tostring(part, xml_declaration=True, encoding="UTF-8", standalone=True)


def _zipped(texts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in texts.items():
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.create_system = 0  # else it names the system that wrote it
            archive.writestr(entry, content)
    return out.getvalue()
