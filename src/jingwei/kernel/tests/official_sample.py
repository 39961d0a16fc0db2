"""A document that uses everything, and ways to look into its XML."""

import io
import zipfile
from datetime import date

from lxml import etree

from jingwei.kernel.documents.official import Official

W = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
HEADS = ("序号", "任务", "进展")


def official(title: str = "关于推进情况的报告", **options) -> Official:
    return Official(title=title, issuer="某区委组织部", day=date(2025, 6, 5), **options)


def full() -> Official:
    """A document that uses everything."""
    report = official(number="某组发[2025]08号", mark="某区委组织部文件")
    report.addressee("某市委组织部")
    for level in (1, 2, 3, 4):
        report.heading(level, 1, "总体进展")
    report.run_in(2, 2, "抓基层。", "共", report.key("已完成 12 项", "已办结的任务数"), "。")
    report.paragraph("其中", report.key("12 项", "已办结的任务数"), report.key("5 项", "超期数"))
    report.attachment_note(["一览表。", "方案"])
    report.signature()
    report.note("联系人：某某")
    report.attachment(1, "一览表", landscape=True)
    report.table(HEADS, [("1", "建成示范点", "已完成")], (1, 6, 3))
    report.attachment(2, "方案")
    report.table(HEADS, [])
    return report


def part(report: Official, name: str = "document") -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(report.to_bytes())) as archive:
        return etree.fromstring(archive.read(f"word/{name}.xml"))


def find(element: etree._Element, path: str) -> list:
    return element.xpath(path, namespaces=W)


def values(element: etree._Element, path: str) -> dict[str, str]:
    """Attributes of the only element at the path, without the name space."""
    (found,) = find(element, path)
    return {etree.QName(name).localname: value for name, value in found.attrib.items()}


def style(name: str, path: str) -> dict[str, str]:
    return values(part(official(), "styles"), f"//w:style[w:name/@w:val='{name}']/{path}")


def text(element: etree._Element) -> str:
    return "".join(find(element, ".//w:t/text()"))


def paragraphs(report: Official, identifier: str) -> list[etree._Element]:
    return find(part(report), f"//w:p[w:pPr/w:pStyle/@w:val='{identifier}']")
