"""Uploaded files: limits, a look at the content, the digest that names them."""

from __future__ import annotations

import pytest

from jingwei.kernel.crypto import sm3_hex
from jingwei.kernel.errors import BadInput
from jingwei.kernel.files import KINDS, MAX_SIZE, file_store
from jingwei.kernel.models import StoredFile
from jingwei.kernel.pages import stored_download


@pytest.fixture(autouse=True)
def media(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


class TestFileStore:
    def test_keeps_the_bytes_under_their_digest(self, media, insider):
        data = b"%PDF-1.7 ..."

        row = file_store("通知.PDF", data, actor=insider)

        assert (row.name, row.size, row.digest) == ("通知.PDF", len(data), sm3_hex(data))
        assert (row.content_type, row.stored_by) == ("application/pdf", insider)
        assert row.content.name.startswith("files/")
        assert row.digest[:32] in row.content.name
        assert (media / row.content.name).read_bytes() == data

    def test_the_same_bytes_twice_are_two_files_that_both_read(self, media):
        rows = [file_store(name, b"%PDF-x", actor=None) for name in ("甲.pdf", "乙.pdf")]

        stored = [media / row.content.name for row in rows]
        assert len(set(stored)) == 2
        assert [path.read_bytes() for path in stored] == [b"%PDF-x", b"%PDF-x"]
        assert rows[0].digest == rows[1].digest

    @pytest.mark.parametrize("ending", KINDS)
    def test_takes_what_begins_like_its_kind(self, ending):
        _, magic = KINDS[ending]

        row = file_store(f"文件{ending}", magic + b"...", actor=None)

        assert row.content_type == KINDS[ending][0]

    @pytest.mark.parametrize("ending", [e for e, (_, magic) in KINDS.items() if magic])
    def test_refuses_what_only_calls_itself_so(self, ending):
        with pytest.raises(BadInput, match="内容与扩展名不符"):
            file_store(f"文件{ending}", b"MZ...", actor=None)

    @pytest.mark.parametrize(
        ("name", "data", "told"),
        [
            ("空.pdf", b"", "文件“空.pdf”是空的。"),
            ("大.txt", b"x" * (MAX_SIZE + 1), "文件“大.txt”超过 20 MB。"),
            ("程序.exe", b"MZ", "不支持“.exe”文件。"),
            ("没有扩展名", b"x", "不支持“没有扩展名”文件。"),
            ("网页.html", b"<html>", "不支持“.html”文件。"),
        ],
    )
    def test_says_what_is_wrong_and_keeps_nothing(self, media, name, data, told):
        with pytest.raises(BadInput) as refusal:
            file_store(name, data, actor=None)

        assert refusal.value.code == "kernel.file"
        assert told in str(refusal.value)
        assert refusal.value.hint
        assert not StoredFile.objects.exists()
        assert list(media.rglob("*.*")) == []

    def test_exactly_the_limit_is_kept(self):
        assert file_store("大.txt", b"x" * MAX_SIZE, actor=None).size == MAX_SIZE

    @pytest.mark.parametrize("name", ["../../etc/通知.txt", "/root/通知.txt"])
    def test_a_path_in_the_name_leads_nowhere(self, media, name):
        row = file_store(name, b"x", actor=None)

        assert row.name == "通知.txt"
        assert (media / row.content.name).resolve().is_relative_to(media)

    def test_a_long_name_is_cut_not_refused(self):
        row = file_store("长" * 300 + ".txt", b"x", actor=None)

        assert len(row.name) == 200


class TestStoredDownload:
    def test_is_an_attachment_under_its_chinese_name(self):
        row = file_store("通知.txt", "开班".encode(), actor=None)

        answer = stored_download(row)

        assert answer.content == "开班".encode()
        assert answer["Content-Disposition"] == (
            "attachment; filename*=UTF-8''%E9%80%9A%E7%9F%A5.txt"
        )
