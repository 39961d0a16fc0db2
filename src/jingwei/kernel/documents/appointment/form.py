"""The 34 elements of an appointment form (干部任免审批表), whatever file they came from."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import NamedTuple

from jingwei.kernel.documents.appointment.photo import clean_photo
from jingwei.kernel.documents.official_text import clean_text


class Element(NamedTuple):
    """One element of the file: its tag, our field, its Chinese label."""

    tag: str
    field: str
    label: str


ELEMENTS = (
    Element("XingMing", "full_name", "姓名"),
    Element("XingBie", "gender", "性别"),
    Element("ChuShengNianYue", "birth_on", "出生年月"),
    Element("MinZu", "ethnic_group", "民族"),
    Element("JiGuan", "native_place", "籍贯"),
    Element("ChuShengDi", "birth_place", "出生地"),
    Element("RuDangShiJian", "joined_party_on", "入党时间"),
    Element("CanJiaGongZuoShiJian", "work_since", "参加工作时间"),
    Element("JianKangZhuangKuang", "health", "健康状况"),
    Element("ZhuanYeJiShuZhiWu", "technical_title", "专业技术职务"),
    Element("ShuXiZhuanYeYouHeZhuanChang", "specialty", "熟悉专业有何专长"),
    Element("QuanRiZhiJiaoYu_XueLi", "full_time_education", "全日制教育学历"),
    Element("QuanRiZhiJiaoYu_XueWei", "full_time_degree", "全日制教育学位"),
    Element(
        "QuanRiZhiJiaoYu_XueLi_BiYeYuanXiaoXi",
        "full_time_education_school",
        "全日制学历毕业院校系及专业",
    ),
    Element(
        "QuanRiZhiJiaoYu_XueWei_BiYeYuanXiaoXi",
        "full_time_degree_school",
        "全日制学位毕业院校系及专业",
    ),
    Element("ZaiZhiJiaoYu_XueLi", "on_job_education", "在职教育学历"),
    Element("ZaiZhiJiaoYu_XueWei", "on_job_degree", "在职教育学位"),
    Element(
        "ZaiZhiJiaoYu_XueLi_BiYeYuanXiaoXi", "on_job_education_school", "在职学历毕业院校系及专业"
    ),
    Element(
        "ZaiZhiJiaoYu_XueWei_BiYeYuanXiaoXi", "on_job_degree_school", "在职学位毕业院校系及专业"
    ),
    Element("XianRenZhiWu", "current_post", "现任职务"),
    Element("NiRenZhiWu", "proposed_post", "拟任职务"),
    Element("NiMianZhiWu", "post_to_remove", "拟免职务"),
    Element("JianLi", "resume", "简历"),
    Element("JiangChengQingKuang", "rewards", "奖惩情况"),
    Element("NianDuKaoHeJieGuo", "appraisals", "年度考核结果"),
    Element("RenMianLiYou", "appointment_reason", "任免理由"),
    Element("JiaTingChengYuan", "family", "家庭主要成员及重要社会关系"),
    Element("ChengBaoDanWei", "reporting_unit", "呈报单位"),
    Element("JiSuanNianLingShiJian", "ages_on", "计算年龄时间"),
    Element("TianBiaoShiJian", "filled_on", "填表时间"),
    Element("TianBiaoRen", "filled_by", "填表人"),
    Element("ShenFenZheng", "id_number", "身份证号"),
    Element("ZhaoPian", "photo", "照片"),
    Element("Version", "version", "版本"),
)
"""In the order the official editor writes. Source: fact sheet on cadres, 1.2."""

FAMILY_ELEMENTS = (
    Element("ChengWei", "relation", "称谓"),
    Element("XingMing", "name", "姓名"),
    Element("ChuShengRiQi", "birth_on", "出生年月"),
    Element("ZhengZhiMianMao", "political_status", "政治面貌"),
    Element("GongZuoDanWeiJiZhiWu", "work", "工作单位及职务"),
)
TEXT_FIELDS = tuple(e.field for e in ELEMENTS if e.field not in ("family", "photo"))
IN_FAMILY = "JiaTingChengYuan/"
_LATIN_GAP = re.compile(r"(?<![A-Za-z.]) | (?![A-Za-z])")


@dataclass(frozen=True)
class Extra:
    """An element we do not know, as XML text, and the tag it stands behind.

    ``after`` is "" before all others and ``IN_FAMILY`` inside the family, behind its rows.
    """

    after: str
    xml: str


@dataclass(frozen=True)
class FamilyRow:
    """One row of the family table; ``extra`` holds unknown elements as XML texts."""

    relation: str = ""
    name: str = ""
    birth_on: str = ""
    political_status: str = ""
    work: str = ""
    extra: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written in the row."""
        return not (any(getattr(self, e.field) for e in FAMILY_ELEMENTS) or self.extra)


@dataclass(frozen=True)
class AppointmentForm:
    """One person's form. Texts stand as in the file: dates "198503" or "1985.03", lines "\\n".

    ``bom`` and ``crlf`` say how the file was written, so that it is written that way again.
    """

    full_name: str = ""
    gender: str = ""
    birth_on: str = ""
    ethnic_group: str = ""
    native_place: str = ""
    birth_place: str = ""
    joined_party_on: str = ""
    work_since: str = ""
    health: str = ""
    technical_title: str = ""
    specialty: str = ""
    full_time_education: str = ""
    full_time_degree: str = ""
    full_time_education_school: str = ""
    full_time_degree_school: str = ""
    on_job_education: str = ""
    on_job_degree: str = ""
    on_job_education_school: str = ""
    on_job_degree_school: str = ""
    current_post: str = ""
    proposed_post: str = ""
    post_to_remove: str = ""
    resume: str = ""
    rewards: str = ""
    appraisals: str = ""
    appointment_reason: str = ""
    family: tuple[FamilyRow, ...] = ()
    reporting_unit: str = ""
    ages_on: str = ""
    filled_on: str = ""
    filled_by: str = ""
    id_number: str = ""
    photo: bytes = b""
    version: str = "3.2.1.16"
    extra: tuple[Extra, ...] = ()
    bom: bool = False
    crlf: bool = True


def clean_form(form: AppointmentForm) -> AppointmentForm:
    """Return the form as files hold it: stripped texts, names without blanks, photo bare.

    Empty family rows at the end are dropped. Cleaning twice changes nothing more.
    Raises BadInput ``kernel.photo`` for a photo that is no picture or too large.
    """
    texts = {name: clean_text(getattr(form, name)).strip() for name in TEXT_FIELDS}
    texts["full_name"] = clean_name(form.full_name)
    family = [_clean_row(row) for row in form.family]
    while family and family[-1].is_empty:
        family.pop()
    photo = clean_photo(form.photo)
    return replace(form, **texts, family=tuple(family), photo=photo)  # type: ignore[arg-type]  # names and types come from the class itself


def clean_name(name: str) -> str:
    """Return a name without blanks; between Latin letters one blank stays."""
    return _LATIN_GAP.sub("", " ".join(clean_text(name).split()))


def _clean_row(row: FamilyRow) -> FamilyRow:
    texts = {e.field: clean_text(getattr(row, e.field)).strip() for e in FAMILY_ELEMENTS}
    texts["name"] = clean_name(row.name)
    return FamilyRow(**texts, extra=row.extra)
