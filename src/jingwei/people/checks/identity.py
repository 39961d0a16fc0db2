"""Checks of who a person is: name, number, birth, family, photo."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jingwei.kernel import codes
from jingwei.kernel.codes.fields import CodeField
from jingwei.kernel.id_numbers import id_birth, id_gender, id_number_refusal
from jingwei.kernel.partial_dates import show_partial
from jingwei.people.checks.dossier import Dossier
from jingwei.people.checks.registry import OWN, Severity, check

_NAME_SIGNS = set("（）【】《》〈〉「」“”、，。；：？！—…　")
_WHOLE_DAY = 8
FATHER, MOTHER = "01", "02"
FAMILY = "people.view_familymember"


@check(
    "people.name_characters", "姓名含有数字、字母、括号或空格", Severity.ERROR,
    "姓名只写汉字和间隔号，不写括号说明、拼音、编号。",
)  # fmt: skip
def name_characters(dossier: Dossier) -> Iterator[str]:
    name = dossier.person.full_name
    wrong = [c for c in name if c in _NAME_SIGNS or c.isspace() or c.isascii() or c.isdigit()]
    if wrong:
        yield f"姓名“{name}”含有“{''.join(dict.fromkeys(wrong))}”。"


@check(
    "people.id_number_wrong", "身份证号有误", Severity.ERROR,
    "身份证号应为 18 位，出生日期真实，校验位相符（GB 11643）。",
)  # fmt: skip
def id_number_wrong(dossier: Dossier) -> Iterator[str]:
    if dossier.person.id_number and id_number_refusal(dossier.person.id_number):
        yield "身份证号位数、日期或校验位有误。"


@check(
    "people.id_number_missing", "没有身份证号", Severity.WARNING,
    "全国系统以身份证号认定人员，没有它就不能上报，也容易重复登记。",
)  # fmt: skip
def id_number_missing(dossier: Dossier) -> Iterator[str]:
    if dossier.serves and not dossier.person.id_number:
        yield "没有登记身份证号。"


@check(
    "people.id_birth_differs", "出生年月与身份证号不一致", Severity.WARNING,
    "档案认定的出生年月可能与身份证不同，须核对后认定，不据此改动。",
)  # fmt: skip
def id_birth_differs(dossier: Dossier) -> Iterator[str]:
    person = dossier.person
    if not _has_good_id(dossier) or len(person.birth_on) < 6:
        return
    if id_birth(person.id_number)[:6] != person.birth_on[:6]:
        yield f"登记的出生年月 {show_partial(person.birth_on)} 与身份证号中的不一致。"


@check(
    "people.id_gender_differs", "性别与身份证号不一致", Severity.ERROR,
    "身份证号第 17 位单数为男，双数为女。",
)  # fmt: skip
def id_gender_differs(dossier: Dossier) -> Iterator[str]:
    person = dossier.person
    if _has_good_id(dossier) and person.gender and id_gender(person.id_number) != person.gender:
        yield f"登记的性别“{codes.label('GB2261', person.gender)}”与身份证号不一致。"


@check("people.birth_place", "出生地不是地名", Severity.HINT, "出生地写汉字地名，不少于两个字。")
def birth_place(dossier: Dossier) -> Iterator[str]:
    place = dossier.person.birth_place
    if place and (len(place) < 2 or any(c.isascii() or c.isdigit() for c in place)):
        yield f"出生地“{place}”不是两个字以上的地名。"


@check(
    "people.code_unknown", "代码不在代码表中", Severity.ERROR,
    "多为旧系统导入的代码，须改为现行代码。",
)  # fmt: skip
def code_unknown(dossier: Dossier) -> Iterator[str]:
    rows: list[Any] = [dossier.person, *dossier.hats.values(), *dossier.posts, *dossier.levels]
    rows += [*dossier.studies, *dossier.appraisals, *dossier.family]
    for row in rows:
        for field in _code_fields(type(row)):
            value = getattr(row, field.attname)
            if value and codes.find(field.table, value) is None:
                yield f"“{field.verbose_name}”的代码“{value}”不在代码表中。"


_fields: dict[type[Any], list[CodeField]] = {}


def _code_fields(model: type[Any]) -> list[CodeField]:
    if model not in _fields:
        every = model._meta.concrete_fields
        _fields[model] = [field for field in every if isinstance(field, CodeField)]
    return _fields[model]


@check(
    "people.birth_verified_changed", "认定后的出生日期被改动", Severity.ERROR,
    "出生日期认定后不再改动；确需改动的，先按程序重新认定。",
)  # fmt: skip
def birth_verified_changed(dossier: Dossier) -> Iterator[str]:
    for value in dossier.verified_changes:
        yield f"出生日期认定之后改为 {value or '空'}。"


@check(
    "people.leader_without_photo", "班子正职没有照片", Severity.WARNING,
    "现任领导班子正职的任免审批表须有照片。",
)  # fmt: skip
def leader_without_photo(dossier: Dossier) -> Iterator[str]:
    leads = [row for row in dossier.held if row.is_leader and row.member_kind == "1"]
    if leads and dossier.person.photo_id is None:
        yield f"现任{leads[0].title}，没有照片。"


@check(
    "people.parents_missing", "没有登记父亲或母亲", Severity.HINT,
    "任免审批表的家庭成员应有父母，已去世的也要登记。", permission=FAMILY,
)  # fmt: skip
def parents_missing(dossier: Dossier) -> Iterator[str]:
    if not dossier.serves:
        return
    relations = [row.relation for row in dossier.family]
    missing = [w for code, w in ((FATHER, "父亲"), (MOTHER, "母亲")) if code not in relations]
    if missing:
        yield f"家庭成员中没有{'和'.join(missing)}。"


@check(
    "people.parents_twice", "父亲或母亲登记了两人以上", Severity.WARNING,
    "父亲、母亲各登记一人；继父母、养父母用各自的称谓。", permission=FAMILY,
)  # fmt: skip
def parents_twice(dossier: Dossier) -> Iterator[str]:
    relations = [row.relation for row in dossier.family]
    for code, word in ((FATHER, "父亲"), (MOTHER, "母亲")):
        if (count := relations.count(code)) > 1:
            yield f"家庭成员中{word}有 {count} 人。"


@check(
    "people.duplicate", "可能重复登记：同名且出生日期相同", Severity.WARNING,
    "与另一人姓名、出生日期完全相同，而本条没有身份证号。到查重页对照。", source=OWN,
)  # fmt: skip
def duplicate(dossier: Dossier) -> Iterator[str]:
    name = dossier.person.full_name
    if any(twin.full_name == name for twin in dossier.twins):
        yield "与另一人姓名、出生日期相同，没有身份证号可以分辨。"


@check(
    "people.similar_name", "可能重复登记：姓名同音且出生日期相同", Severity.HINT,
    "与另一人出生日期相同、姓名同音不同字，而本条没有身份证号。到查重页对照。", source=OWN,
)  # fmt: skip
def similar_name(dossier: Dossier) -> Iterator[str]:
    person = dossier.person
    for twin in dossier.twins:
        if twin.full_name != person.full_name and twin.name_pinyin == person.name_pinyin:
            yield f"与“{twin.full_name}”姓名同音、出生日期相同，没有身份证号可以分辨。"


def _has_good_id(dossier: Dossier) -> bool:
    number = dossier.person.id_number
    return bool(number) and not id_number_refusal(number)
