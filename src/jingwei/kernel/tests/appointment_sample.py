"""Invented persons for the tests of appointment forms, and photos without faces."""

import struct
import zlib
from dataclasses import replace

from jingwei.kernel.documents.appointment.form import AppointmentForm, FamilyRow

SHORT = """2003.09--2007.07  示例大学公共管理系行政管理专业学习
2007.07--2007.08  待业
2007.08--2019.06  示例区示例局科员
（其间：2010.09--2012.06  示例省委党校在职研究生班经济管理专业学习）
2019.06--         示例区示例镇党委委员、副镇长"""
RELATIONS = ("丈夫", "儿子", "女儿", "父亲", "母亲", "公公", "婆婆", "哥哥", "姐姐", "弟弟")


def person(**changes) -> AppointmentForm:
    """李示例 with a short résumé, one relative and no photo."""
    form = AppointmentForm(
        full_name="李示例",
        gender="女",
        birth_on="198503",
        ethnic_group="汉族",
        native_place="甘肃永昌",
        birth_place="甘肃金昌",
        joined_party_on="200606",
        work_since="200708",
        health="健康",
        technical_title="经济师",
        specialty="公共管理",
        full_time_education="大学",
        full_time_degree="管理学学士",
        full_time_education_school="示例大学公共管理系行政管理专业",
        full_time_degree_school="示例大学公共管理系行政管理专业",
        on_job_education="在职研究生",
        on_job_education_school="示例省委党校经济管理专业",
        current_post="示例区示例镇党委委员、副镇长",
        proposed_post="示例区示例镇党委副书记",
        post_to_remove="示例区示例镇副镇长",
        resume=SHORT,
        rewards="2022年03月，经示例区委批准，嘉奖。",
        appraisals="2022年年度考核优秀；2023年年度考核称职；2024年年度考核称职。",
        appointment_reason="工作需要",
        family=(FamilyRow("丈夫", "王示例", "198401", "中共党员", "示例公司职员"),),
        reporting_unit="示例区委组织部",
        ages_on="20250601",
        filled_on="20250601",
        filled_by="张示例",
        id_number="000001198503150020",
    )
    return replace(form, **changes)


def long_resume(stints: int) -> str:
    """So many stints of a year, each with a text of about thirty characters."""
    first = 2024 - stints
    lines = [
        f"{year}.07--{year + 1}.07  示例区示例局党组成员、副局长，示例区示例领导小组办公室副主任"
        for year in range(first, 2024)
    ]
    return "\n".join([*lines[:-1], "2023.07--         示例区示例镇党委委员、副镇长"])


def relatives(count: int) -> tuple[FamilyRow, ...]:
    return tuple(
        FamilyRow(RELATIONS[n], f"王示{n}", "195511", "群众", f"示例区第{n}小学教师（退休）")
        for n in range(count)
    )


def png(width: int = 376, height: int = 460) -> bytes:
    """A grey picture."""
    rows = b"".join(b"\x00" + b"\xa0" * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def jpeg(*notes: bytes) -> bytes:
    """The segments of a JPEG of 4 x 5 pixels, with ``notes`` behind the first."""
    frame = struct.pack(">BHHB", 8, 5, 4, 1) + b"\x01\x11\x00"
    scan = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00\x34"
    head = segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00")
    return b"\xff\xd8" + head + b"".join(notes) + segment(0xC0, frame) + scan + b"\xff\xd9"
