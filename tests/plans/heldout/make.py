"""Write documents/ and expected/ from sources/*.marked (annotations stand inline, made by hand).

⟦measure⟧{q=..&..;d=..;f=..}, ⟪context⟫, {{u lead/support,support/limit}} closes a run of measures.
Lines: T title, X other, C context, A area, I run-in item, H item alone, P text, R signature,
row cells.
"""

import io
import json
import re
import sys
import unicodedata
import zipfile
from datetime import datetime
from pathlib import Path

import docx
import xlsxwriter
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt

HERE = Path(__file__).parent
TOKEN = re.compile(r"⟦(.+?)⟧(?:\{(?!\{)(.+?)\})?|\{\{u (.+?)\}\}|⟪(.+?)⟫")
ENCODING = {"33": ("gbk", "\r\n")}
MOMENT = datetime(2026, 1, 5)  # noqa: DTZ001  # both writers want a naive moment


def plain(text):
    text = re.sub(r"\{\{u .+?\}\}", "", text)
    text = re.sub(r"⟧\{[qdf]=.+?\}", "⟧", text)
    return re.sub("[⟦⟧⟪⟫]", "", text).replace("⏎", "\n")


def names(text):
    found = []
    for hit in re.finditer("“(.+?)”|《(.+?)》", text):
        name = hit.group(1) or hit.group(2)
        if not (name == "两委" and text[hit.start() - 1] == "村"):
            found.append(name)
    return found


def measure(text, tags):
    tag = dict(part.split("=", 1) for part in (tags or "").split(";") if part)
    return {
        "text": text,
        "lead": [],
        "support": [],
        "deadline": tag.get("d"),
        "quantities": tag["q"].split("&") if "q" in tag else [],
        "names": names(text),
        "frequency": tag.get("f"),
    }


def note(measures, words):
    lead, support, limit = [*words.split("/"), "", ""][:3]
    for one in measures:
        one["lead"] = [lead] if lead else []
        one["support"] = [u for u in support.split(",") if u]
        one["deadline"] = one["deadline"] or limit or None


def collect(text, outline, item):
    waiting = []
    for text_, tags, units, context in TOKEN.findall(text):
        if context:
            outline["not_measures"].append(context)
        elif units:
            note(waiting, units)
            waiting = []
        else:
            waiting.append(measure(text_, tags))
            item["measures"].append(waiting[-1])


def new_item(outline, number, heading):
    outline["areas"][-1]["items"].append(
        {"number": number, "heading": heading, "subitems": [], "measures": []}
    )
    return outline["areas"][-1]["items"][-1]


def new_area(outline, number, heading):
    outline["areas"].append({"number": number, "heading": heading, "items": []})


def expected(lines, is_list):  # noqa: PLR0912  # one branch for each kind of line
    outline = {"title": "", "areas": [], "not_measures": []}
    item = above = None
    for line in lines:
        kind, _, rest = line.partition(" ")
        if kind == "T":
            outline["title"] = rest
        elif kind == "A":
            new_area(outline, *rest.split("|"))
        elif kind in ("I", "H"):
            number, heading, *body = rest.split("|")
            item = new_item(outline, number, heading)
            collect("".join(body), outline, item)
        elif kind == "row":
            cells = rest.split(" | ")
            if "<" in cells:
                outline["title"] = outline["title"] or cells[0].removeprefix("T ")
                collect(cells[0], outline, None)
            elif above is None:
                above = cells
            else:
                above = [old if c == "^" else c for c, old in zip(cells, above, strict=False)]
                item = (list_row if is_list else table_row)(outline, cells, above, item)
        else:
            collect(rest, outline, item)
    return outline


def table_row(outline, cells, full, item):
    """序号 | 类别 (item) | 工作任务 | 牵头 | 配合 | 时限; one unnamed area."""
    if not outline["areas"]:
        new_area(outline, "", "")
    if cells[1] != "^":
        item = new_item(outline, "", full[1])
    lead, *rest = full[3].split("、")
    support = [*rest, *(u for u in full[4].strip().split("、") if u)]
    collect(full[2] + f"{{{{u {lead}/{','.join(support)}/{full[5]}}}}}", outline, item)
    return item


def list_row(outline, cells, full, item):
    """项目 (area) | 主要任务 (item) | 具体措施 | 责任部门 | 完成时间."""
    if cells[0] != "^":
        new_area(outline, *full[0].split("、", 1))
    item = new_item(outline, "", full[1])
    lead, *support = full[3].split("、")
    collect(full[2] + f"{{{{u {lead}/{','.join(support)}/{full[4]}}}}}", outline, item)
    return item


def number_mark(number):
    return {"（": number}.get(number[0], number + ("." if number.isdigit() else "、"))


def wrapped(text, width=70):
    lines, line, used = [], "", 0
    for char in text:
        size = 2 if unicodedata.east_asian_width(char) in "WFA" else 1
        if used + size > width and char not in "，。；、）”：":
            lines.append(line)
            line, used = "", 0
        line, used = line + char, used + size
    return [*lines, line]


def text_bytes(lines, encoding="utf-8", newline="\n"):
    wrap = wrapped if newline == "\r\n" else lambda text: [text]
    out = []
    for line in lines:
        kind, _, rest = line.partition(" ")
        if kind == "T":
            out += ["　　　　　　" + rest if newline == "\r\n" else rest, ""]
        elif kind in ("A", "I", "H"):
            number, heading, *body = rest.split("|")
            run_in = "。" + plain(body[0]) if body else ""
            out += wrap("　　" + number_mark(number) + heading + run_in)
        elif kind == "R":
            out.append("　" * 22 + rest)
        else:
            out += wrap("　　" + plain(rest))
    return (newline.join(out) + newline).encode(encoding)


def word_bytes(lines):
    paper = docx.Document()
    paper.core_properties.created = paper.core_properties.modified = MOMENT
    paper.styles["Normal"].font.size = Pt(16)
    numbering(paper)
    rows = [line[4:].split(" | ") for line in lines if line.startswith("row ")]
    for line in (x for x in lines if not x.startswith("row ")):
        kind, _, rest = line.partition(" ")
        if kind == "T":
            paragraph = paper.add_paragraph(rest, style="Title")
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        elif kind in ("A", "H"):
            paper.add_paragraph(rest.split("|")[1], style=f"Heading {1 if kind == 'A' else 2}")
        else:
            paragraph = paper.add_paragraph()
            if kind != "X":
                paragraph.paragraph_format.first_line_indent = Pt(32)
            for piece in re.findall("[^。]+。?", plain(rest)):
                paragraph.add_run(piece)
    if rows:
        section = paper.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
        table(paper, rows)
    target = io.BytesIO()
    paper.save(target)
    return target.getvalue()


def numbering(paper):
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:pStyle w:val="Heading{n + 1}"/><w:suff w:val="nothing"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for n, (form, text) in enumerate(
            (("chineseCountingThousand", "%1、"), ("chineseCountingThousand", "（%2）"))
        )
    )
    root = paper.part.numbering_part.element
    root.find(qn("w:num")).addprevious(
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="91">'
            f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
        )
    )
    root.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="91"><w:abstractNumId w:val="91"/></w:num>')
    )
    for depth in (0, 1):
        properties = (
            paper.styles[f"Heading {depth + 1}"].element.get_or_add_pPr().get_or_add_numPr()
        )
        properties.get_or_add_ilvl().val = depth
        properties.get_or_add_numId().val = 91


def regions(rows):
    for top, row in enumerate(rows):
        for left, text in enumerate(row):
            if text in ("<", "^"):
                continue
            right, bottom = left, top
            while right + 1 < len(row) and row[right + 1] == "<":
                right += 1
            while bottom + 1 < len(rows) and rows[bottom + 1][left] == "^":
                bottom += 1
            yield top, left, bottom, right, plain(text.removeprefix("T ")).strip(" ")


def table(paper, rows):
    grid = paper.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
    for top, left, bottom, right, text in regions(rows):
        cell = grid.cell(top, left).merge(grid.cell(bottom, right))
        first, *more = text.split("\n")
        cell.paragraphs[0].text = first
        for piece in more:
            cell.add_paragraph(piece)


def sheet_bytes(lines):
    target = io.BytesIO()
    rows = [line[4:].split(" | ") for line in lines]
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.set_properties({"created": MOMENT})
        sheet, style = (
            book.add_worksheet("工作清单"),
            book.add_format({"text_wrap": True, "border": 1}),
        )
        sheet.set_column(2, 2, 60)
        for top, left, bottom, right, text in regions(rows):
            if (top, left) == (bottom, right):
                sheet.write(top, left, text, style)
            else:
                sheet.merge_range(top, left, bottom, right, text, style)
    return target.getvalue()


def fixed(data):
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, MOMENT.timetuple()[:6])
            new.writestr(info, old.read(name), zipfile.ZIP_DEFLATED)
    return target.getvalue()


def dumped(value):
    """JSON with one measure a line."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    inner = re.compile(r"\{\s*\"text\".*?\n\s*\}", re.S)
    text = inner.sub(lambda hit: json.dumps(json.loads(hit.group()), ensure_ascii=False), text)
    return text + "\n"


def main():
    for source in sorted((HERE / "sources").glob("*.marked")):
        name = source.stem
        lines = source.read_text(encoding="utf-8").splitlines()
        if name.endswith(".txt"):
            data = text_bytes(lines, *ENCODING.get(name[:2], ()))
        else:
            data = fixed((sheet_bytes if name.endswith("xlsx") else word_bytes)(lines))
        (HERE / "documents" / name).write_bytes(data)
        answer = HERE / "expected" / (name.rsplit(".", 1)[0] + ".json")
        answer.write_text(dumped(expected(lines, name.endswith("xlsx"))), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
