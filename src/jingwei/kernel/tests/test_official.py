import io
import zipfile
from datetime import date

import docx
import pytest
from lxml import etree

from jingwei.kernel.documents import official_numbers as gb
from jingwei.kernel.tests.official_sample import (
    W,
    find,
    full,
    official,
    part,
    style,
    text,
    values,
)

# The order the schema demands inside the elements the builder fills piece by piece.
ORDERS = {
    "pPr": "pStyle keepNext pageBreakBefore widowControl pBdr snapToGrid spacing ind jc "
    "outlineLvl sectPr",
    "rPr": "rStyle rFonts b color spacing sz szCs vertAlign lang",
    "tblPr": "tblpPr tblW jc tblBorders tblLayout tblCellMar",
    "tcPr": "tcW gridSpan textDirection vAlign",
    "sectPr": "footerReference type pgSz pgMar docGrid",
    "style": "name basedOn next qFormat pPr rPr",
    "settings": "evenAndOddHeaders characterSpacingControl compat themeFontLang",
    "font": "altName charset family pitch",
}


# -- page ---------------------------------------------------------------------------------------


def test_the_page_has_the_measures_of_the_standard() -> None:
    body = part(official())

    assert values(body, "//w:pgSz") == {"w": "11906", "h": "16838"}
    margins = values(body, "//w:pgMar")
    assert {side: margins[side] for side in ("top", "bottom", "left", "right", "footer")} == {
        "top": "2098",
        "bottom": "1984",
        "left": "1588",
        "right": "1474",
        "footer": "1310",
    }


def test_the_grid_holds_22_lines_of_28_characters_and_no_more() -> None:
    grid = values(part(official()), "//w:docGrid")
    line = int(grid["linePitch"])
    character = 20 * (16 + int(grid["charSpace"]) / 4096)

    assert grid["type"] == "linesAndChars"
    assert gb.AREA_HEIGHT // line == 22
    assert gb.AREA_WIDTH // character == 28


def test_the_text_brings_the_22_lines_of_28_characters_without_the_grid() -> None:
    spacing = style("GW_正文", "w:pPr/w:spacing")
    character = 16 * 20 + int(style("GW_正文", "w:rPr/w:spacing")["val"])

    assert gb.AREA_HEIGHT // int(spacing["line"]) == 22
    assert gb.AREA_WIDTH // character == 28
    assert values(part(official(), "styles"), "//w:pPrDefault//w:snapToGrid") == {"val": "0"}


@pytest.mark.parametrize(("line_pt", "twips"), [(28.0, "560"), (28.95, "579"), (30.0, "600")])
def test_the_line_pitch_is_fixed_and_can_be_chosen(line_pt: float, twips: str) -> None:
    styles = part(official(line_pt=line_pt), "styles")

    for path in (
        "//w:pPrDefault//w:spacing",
        "//w:style[w:name/@w:val='GW_正文']//w:pPr/w:spacing",
    ):
        assert values(styles, path)["line"] == twips
        assert values(styles, path)["lineRule"] == "exact"


# -- styles -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "font", "half_points", "align"),
    [
        ("GW_标题", "方正小标宋简体", "44", "center"),
        ("GW_附件标题", "方正小标宋简体", "44", "center"),
        ("GW_发文机关标志", "方正小标宋简体", "96", "center"),
        ("GW_主送", "仿宋_GB2312", "32", "left"),
        ("GW_正文", "仿宋_GB2312", "32", "both"),
        ("GW_一级", "黑体", "32", "both"),
        ("GW_二级", "楷体_GB2312", "32", "both"),
        ("GW_三级", "仿宋_GB2312", "32", "both"),
        ("GW_四级", "仿宋_GB2312", "32", "both"),
        ("GW_附件", "黑体", "32", "left"),
        ("GW_署名", "仿宋_GB2312", "32", "right"),
        ("GW_表格", "仿宋_GB2312", "24", "left"),
    ],
)
def test_a_style_has_the_font_and_size_of_its_element(
    name: str, font: str, half_points: str, align: str
) -> None:
    fonts = style(name, "w:rPr/w:rFonts")

    assert fonts["eastAsia"] == font
    assert fonts["ascii"] == fonts["hAnsi"] == "Times New Roman"
    assert style(name, "w:rPr/w:sz") == {"val": half_points}
    assert style(name, "w:pPr/w:jc") == {"val": align}


def test_the_defaults_name_a_chinese_font_and_language() -> None:
    defaults = part(official(), "styles").find("w:docDefaults", W)

    assert values(defaults, ".//w:rFonts")["eastAsia"] == "仿宋_GB2312"
    assert values(defaults, ".//w:lang")["eastAsia"] == "zh-CN"


def test_a_site_may_name_other_fonts_in_every_place() -> None:
    report = official(
        fonts=gb.Fonts(title="甲", body="乙", level_one="丙", level_two="丁", page="戊")
    )

    found = set(find(part(report, "styles"), "//w:rFonts/@w:eastAsia"))

    assert found == {"甲", "乙", "丙", "丁", "戊"}


def test_every_style_that_is_used_is_defined() -> None:
    report = full()
    defined = set(find(part(report, "styles"), "//w:style/@w:styleId"))

    used = set(find(part(report), "//w:pStyle/@w:val | //w:rStyle/@w:val"))

    assert used <= defined
    assert len(used) > 15


def test_body_text_starts_two_characters_in() -> None:
    assert style("GW_正文", "w:pPr/w:ind") == {"firstLineChars": "200", "firstLine": "640"}


@pytest.mark.parametrize(("level", "name"), [(1, "一级"), (2, "二级"), (3, "三级"), (4, "四级")])
def test_headings_fill_the_navigation_pane(level: int, name: str) -> None:
    assert style(f"GW_{name}", "w:pPr/w:outlineLvl") == {"val": str(level - 1)}
    assert find(part(official(), "styles"), f"//w:style[@w:styleId='GWLevel{level}']//w:keepNext")


# -- page numbers -------------------------------------------------------------------------------


@pytest.mark.parametrize(("footer", "side"), [("footer1", "right"), ("footer2", "left")])
def test_page_numbers_stand_one_character_from_the_outer_edge(footer: str, side: str) -> None:
    found = part(official(), footer)

    assert find(found, "//w:instrText/text()") == ["PAGE"]
    assert text(found) == "— 1 —"
    assert values(found, "//w:jc") == {"val": side}
    assert values(found, "//w:ind") == {f"{side}Chars": "100", side: "280"}


def test_page_numbers_are_small_song_type() -> None:
    fonts = style("GW_页码", "w:rPr/w:rFonts")

    assert fonts["eastAsia"] == fonts["ascii"] == "宋体"
    assert style("GW_页码", "w:rPr/w:sz") == {"val": "28"}


def test_odd_and_even_pages_differ() -> None:
    document = docx.Document(io.BytesIO(full().to_bytes()))

    assert document.settings.odd_and_even_pages_header_footer
    first = document.sections[0]
    assert "— 1 —" in first.footer.paragraphs[0].text
    assert first.footer.paragraphs[0].alignment != first.even_page_footer.paragraphs[0].alignment


def test_page_numbers_run_on_through_all_sections() -> None:
    document = part(full())

    assert len(find(document, "//w:sectPr")) == 3
    assert find(document, "//w:pgNumType") == []


@pytest.mark.parametrize("footer", ["footer3", "footer4"])
def test_page_numbers_of_landscape_pages_stand_turned_at_the_left(footer: str) -> None:
    found = part(official(), footer)

    assert values(found, "//w:textDirection") == {"val": "tbRl"}
    place = values(found, "//w:tblpPr")
    assert (place["tblpX"], place["tblpY"]) == ("1310", "1588")
    assert (place["horzAnchor"], place["vertAnchor"]) == ("page", "page")


# -- file ---------------------------------------------------------------------------------------


def test_equal_calls_give_equal_bytes() -> None:
    report = full()

    assert report.to_bytes() == report.to_bytes() == full().to_bytes()


def test_the_file_names_its_day_and_no_clock() -> None:
    with zipfile.ZipFile(io.BytesIO(full().to_bytes())) as archive:
        moments = {entry.date_time for entry in archive.infolist()}
        compression = {entry.compress_type for entry in archive.infolist()}
        systems = {entry.create_system for entry in archive.infolist()}
    properties = docx.Document(io.BytesIO(full().to_bytes())).core_properties

    assert moments == {(1980, 1, 1, 0, 0, 0)}
    assert compression == {zipfile.ZIP_STORED}
    assert systems == {0}
    assert properties.created.date() == properties.modified.date() == date(2025, 6, 5)
    assert (properties.title, properties.author) == ("关于推进情况的报告", "某区委组织部")


@pytest.mark.parametrize("name", ["document", "styles", "settings", "fontTable", "footer3"])
def test_elements_stand_in_the_order_word_accepts(name: str) -> None:
    for parent, order in ORDERS.items():
        ranks = order.split()
        for element in find(part(full(), name), f"//w:{parent}"):
            places = [ranks.index(etree.QName(child).localname) for child in element]
            assert places == sorted(places), etree.tostring(element)
