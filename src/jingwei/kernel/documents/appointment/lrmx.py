"""Reads and writes .lrmx, the XML file of the official appointment-form editor.

Source: fact sheet on cadres, 1.2.
"""

from __future__ import annotations

import base64
import binascii
import re
from codecs import BOM_UTF8
from html import escape

from lxml import etree

from jingwei.kernel.documents.appointment.form import (
    ELEMENTS,
    FAMILY_ELEMENTS,
    IN_FAMILY,
    AppointmentForm,
    Extra,
    FamilyRow,
    clean_form,
)
from jingwei.kernel.documents.encoding import decode_text
from jingwei.kernel.errors import BadInput

MOST_BYTES = 6 * 1024 * 1024
MOST_ELEMENTS = 2_000
MOST_DEPTH = 12
_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>'
_ANY_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_FAMILY, _PHOTO = "JiaTingChengYuan", "ZhaoPian"
_FIELDS = {element.tag: element.field for element in ELEMENTS}
_ROW_FIELDS = {element.tag: element.field for element in FAMILY_ELEMENTS}
_HINT = "请用任免表编辑器打开，另存后再试。"


def read_lrmx(data: bytes, name: str = "任免表") -> AppointmentForm:
    """Return the form in a .lrmx file, cleaned (see ``clean_form``); unknown elements stay.

    Reads UTF-8 with and without mark, and GBK or UTF-16 whatever the declaration claims.
    Raises BadInput: ``lrmx.size``, ``file.encoding``, ``lrmx.unsafe``, ``lrmx.broken``,
    ``lrmx.other``, ``kernel.photo``.
    """
    if len(data) > MOST_BYTES:
        raise _refusal("size", name, "超过 6 MB，不予读取", "请压缩照片后另存，再试一次。")
    root = _root(decode_text(name, data), name)
    known, extra = _sorted_out(root)
    texts = {
        _FIELDS[tag]: _text(element)
        for tag, element in known.items()
        if tag not in (_FAMILY, _PHOTO)
    }
    return clean_form(
        AppointmentForm(
            **{"version": "", **texts},
            family=_rows(known.get(_FAMILY)),
            photo=_photo(known.get(_PHOTO), name),
            extra=tuple(extra),
            bom=data.startswith(BOM_UTF8),
            crlf=b"\r\n" in data,
        )
    )


def write_lrmx(form: AppointmentForm) -> bytes:
    """Return the form as .lrmx: UTF-8, elements in the official order, equal forms equal bytes.

    Raises BadInput ``kernel.photo`` for a photo that is no picture or too large.
    """
    form = clean_form(form)
    lines = [_DECLARATION, "<Person>", *_extras(form, "")]
    for element in ELEMENTS:
        lines.append(_element(form, element.tag, element.field))
        lines += _extras(form, element.tag)
    text = "\n".join([*lines, "</Person>", ""])
    mark = BOM_UTF8 if form.bom else b""
    return mark + text.replace("\n", "\r\n" if form.crlf else "\n").encode()


def _root(text: str, name: str) -> etree._Element:
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise _refusal("unsafe", name, "带有外部定义，不像任免表，不予读取")
    if text.count("<") > 2 * MOST_ELEMENTS:
        raise _refusal("unsafe", name, "内容项过多，不像任免表，不予读取")
    try:
        root = etree.fromstring(_ANY_DECLARATION.sub("", text, count=1), _parser())
    except etree.XMLSyntaxError as error:
        raise _refusal("broken", name, f"不完整或已损坏（第 {error.lineno or 1} 行）") from error
    except ValueError as error:
        raise _refusal("broken", name, "含有不能读的字符") from error
    if root.tag != "Person":
        raise _refusal("other", name, "不是干部任免审批表文件", "请选择扩展名为 .lrmx 的任免表。")
    if _depth(root) > MOST_DEPTH:
        raise _refusal("unsafe", name, "内容层次过深，不像任免表，不予读取")
    return root


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _depth(root: etree._Element) -> int:
    depth, level = 0, [root]
    while level:
        depth, level = depth + 1, [child for element in level for child in element]
    return depth


def _sorted_out(root: etree._Element) -> tuple[dict[str, etree._Element], list[Extra]]:
    """Return the known elements by tag, and the others with the tag they stand behind."""
    known: dict[str, etree._Element] = {}
    extra: list[Extra] = []
    after = ""
    for child in root:
        tag = str(child.tag)
        if tag in _FIELDS and tag not in known:
            known[tag], after = child, tag
        else:  # a second one of a known tag stays behind the first
            extra.append(Extra(tag if tag in known else after, _xml(child)))
    family = known.get(_FAMILY, ())
    extra += [Extra(IN_FAMILY, _xml(child)) for child in family if child.tag != "Item"]
    return known, extra


def _rows(family: etree._Element | None) -> tuple[FamilyRow, ...]:
    return () if family is None else tuple(_row(item) for item in family.findall("Item"))


def _row(item: etree._Element) -> FamilyRow:
    texts: dict[str, str] = {}
    extra: list[str] = []
    for child in item:
        field = _ROW_FIELDS.get(str(child.tag), "")
        if field and field not in texts:
            texts[field] = _text(child)
        else:
            extra.append(_xml(child))
    return FamilyRow(**texts, extra=tuple(extra))


def _photo(element: etree._Element | None, name: str) -> bytes:
    try:
        return base64.b64decode("".join(_text(element).split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise _refusal(
            "broken", name, "里的照片读不出来", "请在任免表编辑器中重选照片。"
        ) from error


def _text(element: etree._Element | None) -> str:
    return "" if element is None else "".join(str(text) for text in element.itertext())


def _xml(element: etree._Element) -> str:
    """Return the element in canonical form, so that it is written as it was read."""
    return etree.tostring(element, method="c14n", with_tail=False).decode()


def _extras(form: AppointmentForm, after: str) -> list[str]:
    return [f"  {_canonical(extra.xml)}" for extra in form.extra if extra.after == after]


def _canonical(xml: str) -> str:
    return _xml(etree.fromstring(xml, _parser()))


def _element(form: AppointmentForm, tag: str, field: str) -> str:
    if tag == _FAMILY:
        return _family(form)
    if tag == _PHOTO:
        return f"  <{tag}>{base64.b64encode(form.photo).decode()}</{tag}>"
    return f"  <{tag}>{escape(getattr(form, field), quote=False)}</{tag}>"


def _family(form: AppointmentForm) -> str:
    lines = [f"  <{_FAMILY}>"]
    for row in form.family:
        lines.append("    <Item>")
        for tag, field, _ in FAMILY_ELEMENTS:
            lines.append(f"      <{tag}>{escape(getattr(row, field), quote=False)}</{tag}>")
        lines += [*(f"      {_canonical(xml)}" for xml in row.extra), "    </Item>"]
    lines += [f"  {line}" for line in _extras(form, IN_FAMILY)]
    return "\n".join([*lines, f"  </{_FAMILY}>"])


def _refusal(code: str, name: str, what: str, hint: str = _HINT) -> BadInput:
    return BadInput(f"lrmx.{code}", f"文件“{name}”{what}。", hint=hint)
