"""Claims about .lrmx: what is written is read again, what we do not know stays, what is
dangerous is refused."""

import base64
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from jingwei.kernel.documents.appointment.form import (
    ELEMENTS,
    FAMILY_ELEMENTS,
    IN_FAMILY,
    TEXT_FIELDS,
    AppointmentForm,
    Extra,
    FamilyRow,
)
from jingwei.kernel.documents.appointment.lrmx import read_lrmx, write_lrmx
from jingwei.kernel.errors import BadInput
from jingwei.kernel.tests.appointment_sample import jpeg, person, png, segment

TAGS = [element.tag for element in ELEMENTS]
EXTRAS = st.builds(
    lambda tag, text: f"<{tag}>{text}</{tag}>",
    st.sampled_from(["DaoLingNianYue", "GaiGeQianRenZhiNianLingJieXian", "New"]),
    st.text("甲乙 1", max_size=4),
)
ROWS = st.builds(
    FamilyRow,
    **{element.field: st.text(max_size=6) for element in FAMILY_ELEMENTS},
    extra=st.lists(EXTRAS, max_size=2).map(tuple),
)
FORMS = st.builds(
    AppointmentForm,
    **{field: st.text(max_size=12) for field in TEXT_FIELDS},
    family=st.lists(ROWS, max_size=4).map(tuple),
    photo=st.sampled_from([b"", png(2, 3), jpeg(), jpeg(segment(0xE1, b"Exif\0\0where"))]),
    extra=st.lists(
        st.builds(Extra, st.sampled_from(["", IN_FAMILY, *TAGS]), EXTRAS), max_size=4
    ).map(tuple),
    bom=st.booleans(),
    crlf=st.booleans(),
)


def lrmx(inside: str) -> bytes:
    return f'<?xml version="1.0" encoding="utf-8"?>\n<Person>{inside}</Person>'.encode()


def refusal(data: bytes) -> BadInput:
    with pytest.raises(BadInput) as caught:
        read_lrmx(data, "李示例.lrmx")
    return caught.value


class TestRoundTrip:
    @given(FORMS)
    def test_what_was_read_is_written_byte_by_byte(self, form):
        written = write_lrmx(form)

        assert write_lrmx(read_lrmx(written)) == written

    def test_a_clean_form_comes_back_whole(self):
        form = person(photo=jpeg())

        assert read_lrmx(write_lrmx(form)) == form

    def test_elements_stand_in_the_official_order(self):
        root = etree.fromstring(write_lrmx(person()))

        assert [child.tag for child in root] == TAGS
        assert len(TAGS) == 34

    def test_lines_end_as_windows_ends_them_and_the_mark_stays(self):
        form = person(bom=True)

        written = write_lrmx(form)

        assert written.startswith(b'\xef\xbb\xbf<?xml version="1.0" encoding="utf-8"?>\r\n')
        assert written.count(b"\n") == written.count(b"\r\n")
        assert read_lrmx(written).bom

    def test_unknown_elements_stay_in_their_places(self):
        inside = (
            "<XingMing>李示例</XingMing><CanJiaGongZuoShiJian>200708</CanJiaGongZuoShiJian>"
            '<DaoLingNianYue kind="a">2045<Deep/></DaoLingNianYue>'
            "<JiTaNeiRong/><JianKangZhuangKuang>健康</JianKangZhuangKuang>"
        )

        text = write_lrmx(read_lrmx(lrmx(inside))).decode()

        tags = [child.tag for child in etree.fromstring(text.encode())]
        assert tags[7:11] == ["CanJiaGongZuoShiJian", "DaoLingNianYue", "JiTaNeiRong", TAGS[8]]
        assert '<DaoLingNianYue kind="a">2045<Deep></Deep></DaoLingNianYue>' in text

    def test_a_second_element_of_a_kind_is_kept_and_does_not_win(self):
        inside = "<XingBie>女</XingBie><XingMing>李示例</XingMing><XingBie>男</XingBie>"

        form = read_lrmx(write_lrmx(read_lrmx(lrmx(inside))))

        assert form.gender == "女"
        assert form.extra == (Extra("XingBie", "<XingBie>男</XingBie>"),)


class TestReading:
    def test_blanks_in_names_and_around_texts_go(self):
        inside = "<XingMing>李　例</XingMing><NiRenZhiWu>\n  </NiRenZhiWu><MinZu> 汉族\n</MinZu>"

        form = read_lrmx(lrmx(inside))

        assert (form.full_name, form.proposed_post, form.ethnic_group) == ("李例", "", "汉族")

    def test_empty_family_rows_at_the_end_go_and_those_between_stay(self):
        item = "<Item><ChengWei>{}</ChengWei><XingMing/></Item>"
        rows = "".join(map(item.format, ["父亲", "", "母亲", "", " "]))

        form = read_lrmx(lrmx(f"<JiaTingChengYuan>{rows}</JiaTingChengYuan>"))

        assert [row.relation for row in form.family] == ["父亲", "", "母亲"]

    def test_a_wrapped_photo_is_read_and_loses_what_the_camera_noted(self):
        photo = jpeg(segment(0xE1, b"Exif\0\0GPS 103.8"), segment(0xFE, b"my camera"))
        lines = base64.encodebytes(photo * 1).decode()

        form = read_lrmx(lrmx(f"<ZhaoPian>\n{lines}</ZhaoPian>"))

        assert form.photo == jpeg()

    @pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
    def test_the_encoding_is_found_whatever_the_declaration_claims(self, codec):
        text = lrmx("<XingMing>李示例</XingMing>").decode()

        form = read_lrmx(text.encode(codec))

        assert form.full_name == "李示例"


class TestRefusals:
    def test_entities_are_not_expanded(self):
        text = (
            '<!DOCTYPE Person [<!ENTITY a SYSTEM "file:///etc/hosts">]><Person>'
            "<XingMing>&a;</XingMing></Person>"
        )

        assert refusal(text.encode()).code == "lrmx.unsafe"

    @pytest.mark.parametrize(
        ("data", "code", "words"),
        [
            (b"", "lrmx.broken", "不完整"),
            (b"x" * (6 * 1024 * 1024 + 1), "lrmx.size", "6 MB"),
            (lrmx("<XingMing>李"), "lrmx.broken", "第 2 行"),
            (lrmx("").replace(b"Person", b"Html"), "lrmx.other", "不是干部任免审批表"),
            (lrmx("<a>" * 30 + "</a>" * 30), "lrmx.unsafe", "层次"),
            (lrmx("<a/>" * 5000), "lrmx.unsafe", "过多"),
            (lrmx("<ZhaoPian>%%%</ZhaoPian>"), "lrmx.broken", "照片"),
            (lrmx("<ZhaoPian>aGVsbG8=</ZhaoPian>"), "kernel.photo", "不是 JPG"),
            ("<Person/>".encode("utf-16-le"), "file.encoding", "文本"),
        ],
    )
    def test_a_file_that_is_no_form_is_refused_in_a_sentence(self, data, code, words):
        error = refusal(data)

        assert error.code == code
        assert words in str(error)
        assert str(error).endswith("。")

    def test_a_photo_over_four_megabytes_is_refused(self):
        heavy = replace(person(), photo=b"\xff\xd8\xff" + b"0" * 4 * 1024 * 1024)

        with pytest.raises(BadInput, match="4 MB"):
            write_lrmx(heavy)

    @given(st.binary(max_size=60))
    def test_no_bytes_break_the_reader(self, noise):
        photo = b"<Person><ZhaoPian>" + base64.b64encode(noise or b"x") + b"</ZhaoPian></Person>"

        assert refusal(photo).code == "kernel.photo"
        assert refusal(noise).code in ("lrmx.broken", "lrmx.unsafe", "lrmx.other", "file.encoding")
