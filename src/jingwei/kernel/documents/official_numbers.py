"""The numbers of an official document (GB/T 9704-2012, 党政机关公文格式), in twips unless named.

Source of every figure: the standard and the fact sheet drawn from it; a figure that was worked out
says from what, a figure the standard leaves open says "house choice".
One point is 20 twips, one millimetre 56.69 twips.
"""

from __future__ import annotations

from dataclasses import dataclass

# -- page (5.1, 5.2.1): A4, head 37 mm, binding side 28 mm, type area 156 x 225 mm -------------
PAGE_WIDTH, PAGE_HEIGHT = 11906, 16838
MARGIN_TOP = 2098  # 37 mm
MARGIN_LEFT = 1588  # 28 mm
MARGIN_RIGHT = 1474  # 210 - 28 - 156 = 26 mm
MARGIN_BOTTOM = 1984  # 297 - 37 - 225 = 35 mm
HEADER_DISTANCE = 851  # 15 mm, house choice: no header is printed
FOOTER_DISTANCE = 1310  # 35 mm - 7 mm gap (7.5) - 14 pt digits
AREA_WIDTH = PAGE_WIDTH - MARGIN_LEFT - MARGIN_RIGHT
AREA_HEIGHT = PAGE_HEIGHT - MARGIN_TOP - MARGIN_BOTTOM

# -- grid (5.2.3): 22 lines of 28 characters fill the area -------------------------------------
LINES_PER_PAGE, CHARACTERS_PER_LINE = 22, 28
# Both are rounded down (28.99 pt is 579.8 twips, 15.793 pt is 16 pt - 848.5/4096 pt). Rounded up,
# 580 and -848, the 22nd line and the 28th character would be a hair too large for the area.
GRID_LINE_PITCH = 579
GRID_CHARACTER_SPACE = -849  # 1/4096 pt added to a 16 pt character
# LibreOffice gives a character wider than its grid cell two cells (14 characters on a line), so the
# styles leave the grid (snapToGrid 0) and bring the 28 characters by themselves, alike in every
# program: 16 pt - 0.25 pt = 15.75 pt, 28 of them are 441 pt of the 442.2 pt.
BODY_SPACING = -5  # twips between characters of 16 pt text
LINE_PT = 28.0  # fixed line pitch in points, the common setting; 22 lines of it fit the area

# -- sizes in points: 2号 22, 3号 16, 4号 14, 小4 12 --------------------------------------------
TITLE_PT, BODY_PT, SMALL_PT, TABLE_PT = 22.0, 16.0, 14.0, 12.0  # the table size is a house choice
TITLE_LINE_PT = 33.0  # house choice: one and a half times the title size
TABLE_LINE_PT = 18.0  # house choice
KEYS_LINE_PT = 22.0  # house choice
TITLE_CHARACTERS_PER_LINE = 20  # 442.2 pt / 22 pt
MARK_PT = 48.0  # 7.2.4 leaves the size of the issuing mark open; shrunk for long names

# -- places, in hundredths of a character ------------------------------------------------------
INDENT = 200  # 7.3.3: a paragraph starts two characters in
DATE_FROM_RIGHT = 400  # 7.3.5.1: the date ends four characters from the right
PAGE_NUMBER_FROM_EDGE = 100  # 7.5: one character from the right (odd) or the left (even)

# -- red head (7.2.4 - 7.2.7) ------------------------------------------------------------------
RED = "FF0000"
MARK_BELOW_AREA_TOP = 1984  # 35 mm
RED_LINE_BELOW_NUMBER_PT = 11.34  # 4 mm
RED_LINE_EIGHTHS = 8  # 1 pt thick, house choice
BLANK_LINES_BEFORE_NUMBER, BLANK_LINES_BEFORE_TITLE = 2, 2

# -- tables: house choice ----------------------------------------------------------------------
CELL_MARGINS = (("top", 45), ("left", 85), ("bottom", 45), ("right", 85))

MAXIMUM_TITLE_LINES = 3  # house choice for the warning


@dataclass(frozen=True)
class Fonts:
    """Font names written into the file; none is embedded and a missing one never fails.

    A site whose desktops carry other names (方正小标宋_GBK, 仿宋 …) passes its own set.
    """

    title: str = "方正小标宋简体"
    body: str = "仿宋_GB2312"
    level_one: str = "黑体"
    level_two: str = "楷体_GB2312"
    digits: str = "Times New Roman"
    page: str = "宋体"


# What an office program should take when the first name is missing (w:altName).
FALLBACKS = {
    "方正小标宋简体": "方正小标宋_GBK",
    "仿宋_GB2312": "仿宋",
    "楷体_GB2312": "楷体",
    "黑体": "SimHei",
    "宋体": "SimSun",
}


@dataclass(frozen=True)
class ParagraphStyle:
    """One named style: ``font`` a field of `Fonts`, indents in 1/100 character, gaps in lines."""

    id: str
    name: str
    font: str
    size: float
    align: str = "both"
    first: int = 0
    left: int = 0
    right: int = 0
    hanging: int = 0
    before: float = 0
    after: float = 0
    line_pt: float | None = None  # None: the line pitch of the document
    outline: int | None = None  # 0 is the top of the navigation pane
    keep_next: bool = False


STYLES = (
    ParagraphStyle("GWMark", "GW_发文机关标志", "title", MARK_PT, "center", line_pt=MARK_PT * 1.25),
    ParagraphStyle(
        "GWNumber", "GW_发文字号", "body", BODY_PT, "center", before=BLANK_LINES_BEFORE_NUMBER
    ),
    ParagraphStyle(
        "GWTitle",
        "GW_标题",
        "title",
        TITLE_PT,
        "center",
        after=1,
        line_pt=TITLE_LINE_PT,
        keep_next=True,
    ),
    ParagraphStyle("GWAddressee", "GW_主送", "body", BODY_PT, "left"),
    ParagraphStyle("GWBody", "GW_正文", "body", BODY_PT, first=INDENT),
    ParagraphStyle(
        "GWLevel1", "GW_一级", "level_one", BODY_PT, first=INDENT, outline=0, keep_next=True
    ),
    ParagraphStyle(
        "GWLevel2", "GW_二级", "level_two", BODY_PT, first=INDENT, outline=1, keep_next=True
    ),
    ParagraphStyle("GWLevel3", "GW_三级", "body", BODY_PT, first=INDENT, outline=2, keep_next=True),
    ParagraphStyle("GWLevel4", "GW_四级", "body", BODY_PT, first=INDENT, outline=3, keep_next=True),
    ParagraphStyle("GWAttachmentNote", "GW_附件说明", "body", BODY_PT, before=1),
    ParagraphStyle("GWSignature", "GW_署名", "body", BODY_PT, "right", before=1, keep_next=True),
    ParagraphStyle("GWDate", "GW_成文日期", "body", BODY_PT, "right", right=DATE_FROM_RIGHT),
    ParagraphStyle("GWNote", "GW_附注", "body", BODY_PT, first=INDENT),
    ParagraphStyle("GWAttachmentMark", "GW_附件", "level_one", BODY_PT, "left", keep_next=True),
    ParagraphStyle(
        "GWAttachmentTitle",
        "GW_附件标题",
        "title",
        TITLE_PT,
        "center",
        before=1,
        after=1,
        line_pt=TITLE_LINE_PT,
        outline=0,
        keep_next=True,
    ),
    ParagraphStyle(
        "GWTableHead",
        "GW_表头",
        "level_one",
        TABLE_PT,
        "center",
        line_pt=TABLE_LINE_PT,
    ),
    ParagraphStyle("GWTable", "GW_表格", "body", TABLE_PT, "left", line_pt=TABLE_LINE_PT),
    ParagraphStyle(
        "GWKeys",
        "GW_数据说明",
        "body",
        SMALL_PT,
        left=INDENT,
        hanging=INDENT,
        line_pt=KEYS_LINE_PT,
    ),
    ParagraphStyle("GWPage", "GW_页码", "page", SMALL_PT, line_pt=SMALL_PT),
    ParagraphStyle("GWGap", "GW_间隔", "body", 1, line_pt=8),
    ParagraphStyle("GWBreak", "GW_分节", "body", 1, line_pt=1),
)
