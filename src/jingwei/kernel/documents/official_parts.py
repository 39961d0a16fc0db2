"""The WordprocessingML around the text: styles, settings, font table, footers, sections.

Elements follow the order the schema (ECMA-376 part 1, chapter 17) asks for; Word refuses others.
"""

from __future__ import annotations

from lxml import etree

from jingwei.kernel.documents import official_numbers as gb

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

Element = etree._Element


def w(tag: str, *children: Element | None, **attributes: str | float) -> Element:
    """A WordprocessingML element; None children are left out, whole numbers print as such."""
    element = etree.Element(f"{{{W}}}{tag}", nsmap={"w": W, "r": R})
    for name, value in attributes.items():
        element.set(f"{{{W}}}{name}", value if isinstance(value, str) else str(round(value)))
    element.extend(child for child in children if child is not None)
    return element


def fonts_element(east_asia: str, fonts: gb.Fonts, digits: str = "") -> Element:
    """w:rFonts: the Chinese font in eastAsia, digits and Latin letters in the others."""
    latin = digits or fonts.digits
    return w("rFonts", ascii=latin, hAnsi=latin, eastAsia=east_asia, cs=latin)


def styles_part(fonts: gb.Fonts, line_pt: float) -> Element:
    """word/styles.xml: document defaults, three built-in styles, all GW styles."""
    return w(
        "styles",
        _defaults(fonts, line_pt),
        _built_in("paragraph", "Normal", "Normal"),
        _built_in("character", "DefaultParagraphFont", "Default Paragraph Font"),
        _built_in("table", "TableNormal", "Normal Table"),
        *(_paragraph_style(style, fonts, line_pt) for style in gb.STYLES),
        *(_heading_words(level, fonts) for level in (1, 2, 3, 4)),
        w(
            "style",
            w("name", val="GW_数据标记"),
            w("rPr", w("vertAlign", val="superscript")),
            type="character",
            customStyle=1,
            styleId="GWKeyMark",
        ),
    )


def _defaults(fonts: gb.Fonts, line_pt: float) -> Element:
    language = w("lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA")
    run = w("rPr", fonts_element(fonts.body, fonts), *_size(gb.BODY_PT), language)
    spacing = w("spacing", before=0, after=0, line=line_pt * 20, lineRule="exact")
    paragraph = w("pPr", w("widowControl", val=0), w("snapToGrid", val=0), spacing)
    return w("docDefaults", w("rPrDefault", run), w("pPrDefault", paragraph))


def _size(points: float) -> tuple[Element, Element]:
    return w("sz", val=points * 2), w("szCs", val=points * 2)


def _built_in(kind: str, identifier: str, name: str) -> Element:
    style = w("style", w("name", val=name), type=kind, default=1, styleId=identifier)
    if kind == "paragraph":  # the character grid is counted from the size of Normal
        style.extend([w("qFormat"), w("rPr", *_size(gb.BODY_PT))])
    return style


def _paragraph_style(style: gb.ParagraphStyle, fonts: gb.Fonts, line_pt: float) -> Element:
    digits = fonts.page if style.id == "GWPage" else ""
    color = w("color", val=gb.RED) if style.id == "GWMark" else None
    narrower = w("spacing", val=gb.BODY_SPACING) if style.size == gb.BODY_PT else None
    return w(
        "style",
        w("name", val=style.name),
        w("basedOn", val="Normal"),
        w("next", val="GWBody") if style.keep_next else None,
        w("qFormat"),
        _paragraph_properties(style, line_pt),
        w(
            "rPr",
            fonts_element(getattr(fonts, style.font), fonts, digits),
            color,
            narrower,
            *_size(style.size),
        ),
        type="paragraph",
        customStyle=1,
        styleId=style.id,
    )


def _paragraph_properties(style: gb.ParagraphStyle, line_pt: float) -> Element:
    spacing = w(
        "spacing",
        before=style.before * line_pt * 20,
        after=style.after * line_pt * 20,
        line=(style.line_pt or line_pt) * 20,
        lineRule="exact",
    )
    return w(
        "pPr",
        w("keepNext") if style.keep_next else None,
        spacing,
        indent(
            style.size, left=style.left, right=style.right, first=style.first, hanging=style.hanging
        ),
        w("jc", val=style.align),
        None if style.outline is None else w("outlineLvl", val=style.outline),
    )


def indent(points: float, **hundredths: float) -> Element:
    """w:ind in hundredths of a character, with the twips beside it for programs without them."""
    names = {"left": "left", "right": "right", "first": "firstLine", "hanging": "hanging"}
    values: dict[str, float] = {}
    for side, amount in hundredths.items():
        if amount:
            values[f"{names[side]}Chars"] = amount
            values[names[side]] = amount / 100 * points * 20
    return w("ind", **values)


def _heading_words(level: int, fonts: gb.Fonts) -> Element:
    style = next(style for style in gb.STYLES if style.id == f"GWLevel{level}")
    run = w("rPr", fonts_element(getattr(fonts, style.font), fonts))
    return w(
        "style",
        w("name", val=f"{style.name}句"),
        run,
        type="character",
        customStyle=1,
        styleId=f"GWLevel{level}Words",
    )


def settings_part() -> Element:
    """word/settings.xml: odd and even footers, Chinese spacing rules, no compatibility mode."""
    mode = w(
        "compatSetting",
        name="compatibilityMode",
        uri="http://schemas.microsoft.com/office/word",
        val=15,
    )
    return w(
        "settings",
        w("evenAndOddHeaders"),
        w("characterSpacingControl", val="compressPunctuation"),
        w("compat", w("doNotExpandShiftReturn"), mode),
        w("themeFontLang", val="en-US", eastAsia="zh-CN"),
    )


def font_table_part(fonts: gb.Fonts) -> Element:
    """word/fontTable.xml: the names used, each with the name to fall back on."""
    names = dict.fromkeys(
        (fonts.title, fonts.body, fonts.level_one, fonts.level_two, fonts.page, fonts.digits)
    )
    return w("fonts", *(_font(name) for name in names))


def _font(name: str) -> Element:
    fallback = gb.FALLBACKS.get(name)
    return w(
        "font",
        w("altName", val=fallback) if fallback else None,
        w("charset", val="86" if fallback else "00"),
        w("family", val="roman"),
        w("pitch", val="variable"),
        name=name,
    )


def footer_part(*, even: bool, landscape: bool) -> Element:
    """A footer with — PAGE —: right one character on odd pages, left on even ones (7.5).

    On a landscape page the number keeps its place on the paper: it stands turned at the left edge.
    """
    edge = "left" if even else "right"
    number = w(
        "p",
        w(
            "pPr",
            w("pStyle", val="GWPage"),
            indent(gb.SMALL_PT, **{edge: gb.PAGE_NUMBER_FROM_EDGE}),
            w("jc", val=edge),
        ),
        _words("— "),
        *_page_field(),
        _words(" —"),
    )
    if not landscape:
        return w("ftr", number)
    return w("ftr", _turned(number), w("p", w("pPr", w("pStyle", val="GWGap"))))


def _turned(paragraph: Element) -> Element:
    """The paragraph in a cell along the left edge of a landscape page, characters turned."""
    thick = round(gb.SMALL_PT * 20)
    place = w(
        "tblpPr",
        horzAnchor="page",
        vertAnchor="page",
        tblpX=gb.FOOTER_DISTANCE,
        tblpY=gb.MARGIN_LEFT,
        leftFromText=0,
        rightFromText=0,
    )
    bare = w("tblCellMar", w("left", w=0, type="dxa"), w("right", w=0, type="dxa"))
    properties = w(
        "tblPr", place, w("tblW", w=thick, type="dxa"), w("tblLayout", type="fixed"), bare
    )
    cell = w(
        "tc",
        w("tcPr", w("tcW", w=thick, type="dxa"), w("textDirection", val="tbRl")),
        paragraph,
    )
    height = w("trPr", w("trHeight", val=gb.AREA_WIDTH, hRule="exact"))
    return w("tbl", properties, w("tblGrid", w("gridCol", w=thick)), w("tr", height, cell))


def _words(text: str) -> Element:
    content = w("t")
    content.text = text
    content.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return w("r", w("rPr", w("rFonts", hint="eastAsia")), content)


def _page_field() -> list[Element]:
    instruction = w("instrText")
    instruction.text = "PAGE"
    begin, separate, end = (
        w("r", w("fldChar", fldCharType=kind)) for kind in ("begin", "separate", "end")
    )
    return [begin, w("r", instruction), separate, _words("1"), end]


def section(*, landscape: bool) -> Element:
    """w:sectPr; a landscape page is the portrait page turned, its head at the left of the paper."""
    sides = (gb.MARGIN_TOP, gb.MARGIN_RIGHT, gb.MARGIN_BOTTOM, gb.MARGIN_LEFT)
    size: dict[str, str | float] = {"w": gb.PAGE_WIDTH, "h": gb.PAGE_HEIGHT}
    if landscape:
        sides = (gb.MARGIN_LEFT, gb.MARGIN_TOP, gb.MARGIN_RIGHT, gb.MARGIN_BOTTOM)
        size = {"w": gb.PAGE_HEIGHT, "h": gb.PAGE_WIDTH, "orient": "landscape"}
    top, right, bottom, left = sides
    return w(
        "sectPr",
        *(_footer_reference(even=even, landscape=landscape) for even in (False, True)),
        w("type", val="nextPage"),
        w("pgSz", **size),
        w(
            "pgMar",
            top=top,
            right=right,
            bottom=bottom,
            left=left,
            header=gb.HEADER_DISTANCE,
            footer=gb.FOOTER_DISTANCE,
            gutter=0,
        ),
        w(
            "docGrid",
            type="linesAndChars",
            linePitch=gb.GRID_LINE_PITCH,
            charSpace=gb.GRID_CHARACTER_SPACE,
        ),
    )


def _footer_reference(*, even: bool, landscape: bool) -> Element:
    reference = w("footerReference", type="even" if even else "default")
    reference.set(f"{{{R}}}id", f"rIdFooter{footer_number(even=even, landscape=landscape)}")
    return reference


def footer_number(*, even: bool, landscape: bool) -> int:
    """Number in the name of a footer part, 1 to 4."""
    return 1 + even + 2 * landscape
