"""What is no readable plan is refused with a plain sentence, a hint, and in bounded work."""

from __future__ import annotations

import io
import re
import struct
import tracemalloc
import zipfile

import pytest

from jingwei.kernel.errors import BadInput
from jingwei.plans.outline import outline_of_file
from tests.plans.corpus import HERE

CHINESE = re.compile(r"[\u4e00-\u9fff]{2,}.*。$")
WORD = HERE / "documents" / "13_veterans.docx"
SHEET = HERE / "documents" / "05_bureau_breakdown.xlsx"
MEGABYTE = 1024 * 1024

LETTER = """陈同学：
你好。来信收到，得知你已经适应了大学生活，我们全家都很高兴。
家里一切都好，院子里的桂花开了，奶奶的腿也好多了，昨天还去了一趟集市。
天气转凉，记得添衣，放假早些回来。
祝学习进步。
舅舅
2026年9月20日
"""
MINUTES = """青岚区白鹭湾社区居民议事会会议纪要
时间：2026年3月6日下午
地点：社区二楼会议室
参加人员：议事会成员9人，列席5人
会上，居民代表介绍了近期停车难的情况，物业公司回应了大家的疑问。
有的居民认为车位收费偏高，有的居民认为可以接受，双方意见没有统一。
会议于下午四点结束。
"""
NEWS = """青岚区第三届茶文化节开幕
本报讯　昨日上午，青岚区第三届茶文化节在柳溪镇开幕，来自各地的两千多名游客到场。
开幕式上，茶艺师表演了冲泡技艺，赢得阵阵掌声。“这里的茶香很特别。”一位游客说。
据了解，柳溪镇有茶园一万二千亩，去年茶产业产值达1.8亿元，同比增长6.5%。
"""
GRADES = """姓名 语文 数学 英语 总分
学生甲 92 88 95 275
学生乙 85 97 90 272
学生丙 78 81 86 245
"""


def refuse(path):
    with pytest.raises(BadInput) as refusal:
        outline_of_file(path)
    return refusal.value


@pytest.fixture
def written(tmp_path):
    def write(name, content):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def a_zip(name: str, content: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, content)
    return target.getvalue()


def a_compound_file(*streams: str) -> bytes:
    """The smallest OLE file: header, one FAT sector, one directory sector with empty streams."""
    free, end, fat = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9I", 0, 1, 1, 0, 4096, end, 0, end, 0)
    header += struct.pack("<109I", 0, *[free] * 108)
    table = struct.pack("<128I", fat, end, *[free] * 126)
    directory = _entry("Root Entry", 5, right=free, child=1)
    for place, name in enumerate(streams, start=2):
        directory += _entry(name, 2, right=place if place <= len(streams) else free, child=free)
    return header + table + directory.ljust(512, b"\0")


def _entry(name: str, kind: int, right: int, child: int) -> bytes:
    label = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<HBB3I", len(label), kind, 1, 0xFFFFFFFF, right, child)
    return label.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", 0xFFFFFFFE, 0)


BAD_FILES = {
    "letter": ("a.txt", LETTER),
    "minutes": ("a.txt", MINUTES),
    "news": ("a.txt", NEWS),
    "grades": ("a.txt", GRADES),
    "empty text": ("a.txt", b""),
    "empty docx": ("a.docx", b""),
    "empty xlsx": ("a.xlsx", b""),
    "white space": ("a.txt", " \n\t　\r\n" * 50),
    "only a byte order mark": ("a.txt", b"\xef\xbb\xbf"),
    "truncated docx": ("a.docx", WORD.read_bytes()[:-2000]),
    "half a docx": ("a.docx", WORD.read_bytes()[: WORD.stat().st_size // 2]),
    "truncated xlsx": ("a.xlsx", SHEET.read_bytes()[:-600]),
    "encrypted docx": ("a.docx", a_compound_file("EncryptionInfo", "EncryptedPackage")),
    "encrypted xlsx": ("a.xlsx", a_compound_file("EncryptionInfo", "EncryptedPackage")),
    "picture as docx": ("a.docx", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(200)),
    "picture as txt": ("a.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 4),
    "zip that is no docx": ("a.docx", a_zip("photo.txt", b"hello")),
    "zip that is no xlsx": ("a.xlsx", a_zip("photo.txt", b"hello")),
    "docx with broken xml": ("a.docx", a_zip("word/document.xml", b"<w:document><w:body>")),
    "old doc": ("a.doc", a_compound_file("WordDocument", "1Table")),
    "old doc as docx": ("a.docx", a_compound_file("WordDocument", "1Table")),
    "wrong bytes": ("a.txt", b"\xff\xff\x80\x81\xfe\x00\x01" * 300),
    "unknown kind": ("a.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_a_bad_file_is_refused_with_a_chinese_sentence_and_a_hint(written, case):
    refusal = refuse(written(*BAD_FILES[case]))
    assert CHINESE.search(refusal.message)
    assert CHINESE.search(refusal.hint)
    assert refusal.code
    assert not re.search(r"[!！您]", str(refusal))


def test_a_missing_file_is_refused(tmp_path):
    assert CHINESE.search(refuse(tmp_path / "none.docx").message)


def test_a_folder_is_refused(tmp_path):
    assert CHINESE.search(refuse(tmp_path).message)


def test_encrypted_and_old_files_are_told_apart(written):
    encrypted = refuse(written("a.docx", a_compound_file("EncryptionInfo", "EncryptedPackage")))
    old = refuse(written("b.doc", a_compound_file("WordDocument", "1Table")))
    assert encrypted.code != old.code
    assert re.search("加密|密码", str(encrypted))


def test_text_of_fifty_megabytes_is_refused_without_being_read(written):
    path = written("a.txt", ("一、抓好落实。召开会议。\n" * 40).encode() * (50 * MEGABYTE // 1400))
    assert memory_of(path) < 20 * MEGABYTE


def test_a_docx_that_unpacks_to_much_more_is_refused_without_unpacking(written):
    path = written("a.docx", b"")
    package = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED)
    with package, package.open("word/document.xml", "w") as part:
        for _ in range(300):
            part.write(b" " * MEGABYTE)
    assert memory_of(path) < 50 * MEGABYTE


def memory_of(path) -> int:
    """The most bytes of Python memory in use while the file is refused."""
    tracemalloc.start()
    try:
        refuse(path)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
