"""Reads and writes .lrm, the older appointment-form file, with its photo in a .pic file.

One record in GBK: 33 quoted fields joined by ``","``. Source: fact sheet on cadres, 1.5.
It has no room for the ID number, the version and unknown elements.
"""

from __future__ import annotations

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE

from jingwei.kernel.documents.appointment.form import (
    FAMILY_ELEMENTS,
    AppointmentForm,
    FamilyRow,
    clean_form,
)
from jingwei.kernel.documents.encoding import decode_text, plain_lines
from jingwei.kernel.errors import BadInput

MOST_BYTES = 2 * 1024 * 1024
FIELDS = 33
FAMILY_SLOTS = 13
_PLACES = {
    0: "full_name",
    1: "gender",
    2: "birth_on",
    3: "ethnic_group",
    4: "native_place",
    5: "joined_party_on",
    6: "health",
    7: "birth_place",
    8: "work_since",
    11: "technical_title",
    16: "specialty",
    17: "resume",
    18: "rewards",
    19: "appraisals",
    25: "current_post",
    26: "proposed_post",
    27: "post_to_remove",
    28: "appointment_reason",
    29: "reporting_unit",
    30: "ages_on",
    31: "filled_by",
    32: "filled_on",
}
_FOURS = {
    9: ("full_time_education", "full_time_degree", "on_job_education", "on_job_degree"),
    10: (
        "full_time_education_school",
        "full_time_degree_school",
        "on_job_education_school",
        "on_job_degree_school",
    ),
}
_FAMILY_AT = 20
_MARKED = (BOM_UTF8, BOM_UTF16_LE, BOM_UTF16_BE)
_JOINT = '","'
_MARKS = str.maketrans({"@": "＠", "#": "＃"})


def read_lrm(data: bytes, photo: bytes = b"", name: str = "任免表") -> AppointmentForm:
    """Return the form in a .lrm file; ``photo`` is the content of the .pic file beside it.

    Raises BadInput ``lrm.size``, ``lrm.other``, ``file.encoding`` or ``kernel.photo``.
    """
    if len(data) > MOST_BYTES:
        raise BadInput("lrm.size", f"文件“{name}”超过 2 MB，不像任免表。", hint="请核对文件。")
    fields = _decoded(data, name).strip().removeprefix('"').removesuffix('"').split(_JOINT)
    if len(fields) != FIELDS:
        raise BadInput(
            "lrm.other",
            f"文件“{name}”有 {len(fields)} 栏，任免表应有 {FIELDS} 栏。",
            hint="请用任免表编辑器打开，另存为 .lrmx 后再试。",
        )
    texts = {field: fields[place] for place, field in _PLACES.items()}
    for place, four in _FOURS.items():
        texts |= dict(zip(four, _four(fields[place]), strict=True))
    family = _rows(fields[_FAMILY_AT : _FAMILY_AT + len(FAMILY_ELEMENTS)])
    form = AppointmentForm(**texts, family=family, photo=photo, version="")  # type: ignore[arg-type]  # texts only
    return clean_form(form)


def write_lrm(form: AppointmentForm) -> tuple[bytes, bytes]:
    """Return the contents of the .lrm and of the .pic file (b"" without a photo).

    GB18030, so rare characters survive; ASCII quotes become full-width, as do @ and # where
    they would part a field.
    """
    form = clean_form(form)
    fields = [""] * FIELDS
    for place, field in _PLACES.items():
        fields[place] = getattr(form, field)
    for place, four in _FOURS.items():
        one, two, three, four_ = (getattr(form, field).translate(_MARKS) for field in four)
        fields[place] = f"{one}#{two}@{three}#{four_}"
    for place, element in enumerate(FAMILY_ELEMENTS, _FAMILY_AT):
        column = [getattr(row, element.field).translate(_MARKS) for row in form.family]
        fields[place] = "@".join([*column, *[""] * (FAMILY_SLOTS - len(column))])
    text = _JOINT.join(field.replace('"', "＂") for field in fields)
    return f'"{text}"\n'.replace("\n", "\r\n").encode("gb18030"), form.photo


def _decoded(data: bytes, name: str) -> str:
    """Decode as GBK, the encoding of the format: short GBK texts may pass for UTF-8 by chance."""
    if data.startswith(_MARKED):
        return decode_text(name, data)
    try:
        return plain_lines(data.decode("gb18030"))
    except UnicodeDecodeError:
        return decode_text(name, data)


def _four(field: str) -> list[str]:
    """Split ``a#b@c#d``; what is missing is empty."""
    halves = [*field.split("@", 1), ""][:2]
    return [part for half in halves for part in [*half.split("#", 1), ""][:2]]


def _rows(columns: list[str]) -> tuple[FamilyRow, ...]:
    """Return the rows of five parallel ``@``-joined lists, as long as the longest."""
    lists = [column.split("@") for column in columns]
    longest = max(map(len, lists))
    padded = [[*column, *[""] * (longest - len(column))] for column in lists]
    return tuple(FamilyRow(*row) for row in zip(*padded, strict=True))
