"""The two pages of the printed form as tables of cells; Word, PDF and the screen draw the same.

Source: fact sheet on cadres, 1.1. All lengths in mm, type in points.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from jingwei.kernel.documents.appointment.fitting import (
    RESUME_HEIGHT,
    fit_points,
    fit_resume,
)
from jingwei.kernel.documents.appointment.form import AppointmentForm, FamilyRow
from jingwei.kernel.documents.appointment.photo import photo_kind
from jingwei.kernel.documents.appointment.resume import resume_lines
from jingwei.kernel.documents.appointment.texts import age_on, printed_month, printed_party

TITLE = "干部任免审批表"
FIRST_WIDTHS = (11.0, 11.0, 24.0, 22.0, 24.0, 23.0, 23.0, 34.0)
SECOND_WIDTHS = (13.0, 17.0, 21.0, 21.0, 18.0, 14.0, 69.0)
PAGE_WIDTH = sum(FIRST_WIDTHS)
PHOTO_BOX = (32.0, 45.0)
FAMILY_ROWS = 7
_MARGINS = 3.0
_LABEL = 12.0
_BLANK_DAY = "年　　月　　日"
_FAMILY_HEIGHT = 84.0
_LOWEST_ROW = 7.0

Align = Literal["left", "center", "right"]


@dataclass(frozen=True)
class Line:
    """One paragraph; ``lead`` are the months that hang before it in the résumé."""

    text: str
    lead: str = ""
    align: Align | Literal[""] = ""


@dataclass(frozen=True)
class Cell:
    """One cell: its paragraphs, the columns and rows it spans, how it is set."""

    lines: tuple[Line, ...]
    columns: int = 1
    rows: int = 1
    points: float = 14.0
    align: Align = "center"
    place: Literal["top", "middle", "bottom"] = "middle"
    is_label: bool = False
    is_resume: bool = False
    photo: bytes = b""

    @property
    def photo_address(self) -> str:
        """The photo as a data: address, "" without one."""
        kind = photo_kind(self.photo)
        return f"data:image/{kind};base64,{base64.b64encode(self.photo).decode()}" if kind else ""

    @property
    def style(self) -> str:
        """The names of the classes that set the cell on a screen."""
        kinds = ("label", self.is_label), ("resume", self.is_resume)
        size = f"pt-{self.points:g}".replace(".", "-")
        return " ".join([self.align, self.place, size, *(name for name, is_it in kinds if is_it)])


@dataclass(frozen=True)
class Row:
    """Cells from left to right; ``height`` is the least."""

    height: float
    cells: tuple[Cell, ...]
    may_split: bool = False

    @property
    def pixels(self) -> int:
        """The height in pixels of a screen."""
        return round(self.height * 96 / 25.4)


@dataclass(frozen=True)
class Sheet:
    """One page: title above, table, words below."""

    title: str
    widths: tuple[float, ...]
    rows: tuple[Row, ...]
    foot: str = ""

    @property
    def shares(self) -> list[str]:
        """The widths of the columns in percent."""
        return [f"{width * 100 / sum(self.widths):.2f}" for width in self.widths]


def appointment_sheets(form: AppointmentForm, on: str = "") -> tuple[Sheet, Sheet]:
    """Return the two pages of one person; ages at ``on``, else at the date the form states.

    ``on`` in any spelling of a date; without any date no age is printed.
    """
    first = (*_identity_rows(form, on or form.ages_on), *_study_rows(form), *_post_rows(form))
    second = (*_record_rows(form), *_family_rows(form.family), *_decision_rows(form))
    return (
        Sheet(TITLE, FIRST_WIDTHS, (*first, _resume_row(form.resume))),
        Sheet("", SECOND_WIDTHS, second, f"填表人：{padded(form.filled_by)}"),
    )


def padded(name: str) -> str:
    """Return a name; between two characters stands an ideographic space, as on paper."""
    return "　".join(name) if len(name) == 2 else name


def _identity_rows(form: AppointmentForm, on: str) -> list[Row]:
    age = age_on(form.birth_on, on)
    born = [printed_month(form.birth_on)] + ([f"（{age}岁）"] if age is not None else [])
    photo = Cell((), rows=4, photo=form.photo)
    top = (
        ("姓　名", [padded(form.full_name)], "性　别", [form.gender], "出生年月|（岁）", born),
        (
            "民　族",
            [form.ethnic_group],
            "籍　贯",
            [form.native_place],
            "出生地",
            [form.birth_place],
        ),
        (
            *(
                "入　党|时　间",
                printed_party(form.joined_party_on).replace("；", "；\n").split("\n"),
            ),
            *("参加工|作时间", [printed_month(form.work_since)]),
            *("健康状况", [form.health]),
        ),
    )
    rows = [Row(_LABEL, _identity_cells(*texts)) for texts in top]
    rows[0] = Row(_LABEL, (*rows[0].cells, photo))
    title = _value([form.technical_title], 46, _LABEL, columns=2)
    specialty = _value([form.specialty], 46, _LABEL, columns=2)
    cells = (_label("专业技|术职务", 2), title, _label("熟悉专业|有何专长"), specialty)
    return [*rows, Row(_LABEL, cells)]


def _identity_cells(*texts: str | Sequence[str]) -> tuple[Cell, ...]:
    """Return label and value three times; the first label is two columns wide."""
    cells = []
    for place in range(0, len(texts), 2):
        width = (24, 24, 23)[place // 2]
        cells.append(_label(str(texts[place]), 1 if place else 2))
        cells.append(_value(list(texts[place + 1]), width, _LABEL))
    return tuple(cells)


def _study_rows(form: AppointmentForm) -> list[Row]:
    rows = []
    for kind, label in (("full_time", "全日制|教　育"), ("on_job", "在　职|教　育")):
        education, degree, school, second = (
            getattr(form, f"{kind}_{name}")
            for name in ("education", "degree", "education_school", "degree_school")
        )
        schools = [school, "" if second == school else second]
        cells = (
            _label(label),
            _value([education, degree], 46, 15, columns=2),
            _label("毕业院校|系及专业"),
            _value(schools, 57, 15, columns=2, align="left"),
        )
        rows.append(Row(15, cells))
    rows[0] = Row(15, (_label("学　历|学　位", 2, rows=2), *rows[0].cells))
    return rows


def _post_rows(form: AppointmentForm) -> list[Row]:
    posts = (
        ("现 任 职 务", form.current_post),
        ("拟 任 职 务", form.proposed_post),
        ("拟 免 职 务", form.post_to_remove),
    )
    return [
        Row(13, (_label(label, 3), _value([post], 126, 13, columns=5, align="left")))
        for label, post in posts
    ]


def _resume_row(text: str) -> Row:
    lines = tuple(Line(words, lead) for lead, words in resume_lines(text))
    points = fit_resume(text).points
    cell = Cell(lines, 7, points=points, align="left", place="top", is_resume=True)
    return Row(RESUME_HEIGHT + 2, (_label("简|||历"), cell), may_split=True)


def _record_rows(form: AppointmentForm) -> list[Row]:
    texts = (
        ("奖|惩|情|况", form.rewards or "无", 36.0),
        ("年核|度结|考果", form.appraisals or "无", 22.0),
        ("任|免|理|由", form.appointment_reason, 26.0),
    )
    return [
        Row(height, (_label(label), _value(text.split("\n"), 160, height, columns=6, align="left")))
        for label, text, height in texts
    ]


def _family_rows(family: Sequence[FamilyRow]) -> list[Row]:
    count = max(len(family), FAMILY_ROWS)
    height = max((_FAMILY_HEIGHT - _LABEL) / count, _LOWEST_ROW)
    rows = [*family, *[FamilyRow()] * (count - len(family))]
    heads = ("称 谓", "姓 名", "出 生|年 月", "政 治|面 貌")
    labels = (*map(_label, heads), _label("工作单位及职务", 2))
    side = _label("|".join("家庭主要成员及重要社会关系"), rows=count + 1)
    return [Row(_LABEL, (side, *labels)), *(_family_row(row, height) for row in rows)]


def _family_row(row: FamilyRow, height: float) -> Row:
    texts = (row.relation, padded(row.name), printed_month(row.birth_on), row.political_status)
    widths = SECOND_WIDTHS[1:5]
    cells = [
        _value([text], width, height, largest=12.0)
        for text, width in zip(texts, widths, strict=True)
    ]
    work = _value([row.work], 83, height, columns=2, align="left", largest=12.0)
    return Row(height, (*cells, work))


def _decision_rows(form: AppointmentForm) -> list[Row]:
    day = printed_day(form.filled_on) or _BLANK_DAY
    unit = (Line(form.reporting_unit, align="center"), Line(""), Line(day + "　"))
    seal = (Line("（盖章）　　"), Line(""), Line(_BLANK_DAY + "　"))
    reporting = Cell(unit, 6, points=12, align="right", place="bottom")
    approving = Cell(seal, 4, points=12, align="right", place="bottom")
    acting = Cell(seal, 1, points=12, align="right", place="bottom")
    return [
        Row(36, (_label("呈|报|单|位"), reporting)),
        Row(40, (_label("审意|批　|机　|关见"), approving, _label("行任|政免|机意|关见"), acting)),
    ]


def printed_day(text: str) -> str:
    """Return ``2025年06月01日`` for a whole day in digits, else ""."""
    digits = text.replace(".", "")
    whole = len(digits) == 8 and digits.isdecimal()
    return f"{digits[:4]}年{digits[4:6]}月{digits[6:]}日" if whole else ""


def _label(text: str, columns: int = 1, *, rows: int = 1) -> Cell:
    """Return a label; "|" parts its lines."""
    lines = tuple(Line(line) for line in text.split("|"))
    return Cell(lines, columns, rows, points=_LABEL, is_label=True)


def _value(
    texts: Sequence[str],
    width: float,
    height: float,
    *,
    columns: int = 1,
    align: Align = "center",
    largest: float = 14.0,
) -> Cell:
    """Return a value in the largest size that fits; empty paragraphs are left out."""
    shown = [text for text in texts if text.strip()]
    points = fit_points(shown, width - _MARGINS, height - 1, largest)
    return Cell(tuple(map(Line, shown)), columns, points=points, align=align)
