"""Claims about the older .lrm with its .pic."""

import pytest
from hypothesis import given

from jingwei.kernel.documents.appointment.form import FamilyRow
from jingwei.kernel.documents.appointment.lrm import read_lrm, write_lrm
from jingwei.kernel.errors import BadInput
from jingwei.kernel.tests.appointment_sample import jpeg, person, relatives
from jingwei.kernel.tests.test_lrmx import FORMS


@given(FORMS)
def test_what_was_read_is_written_byte_by_byte(form):
    written, photo = write_lrm(form)

    assert write_lrm(read_lrm(written, photo)) == (written, photo)


def test_a_form_comes_back_but_for_what_has_no_place():
    form = person(photo=jpeg(), family=relatives(10))

    back = read_lrm(*write_lrm(form))

    assert back == person(photo=jpeg(), family=relatives(10), id_number="", version="")


def test_fields_stand_in_their_places_in_gbk():
    text, photo = write_lrm(person())

    fields = text.decode("gbk").strip()[1:-1].split('","')
    assert (len(fields), photo) == (33, b"")
    assert fields[7:10] == ["甘肃金昌", "200708", "大学#管理学学士@在职研究生#"]
    assert fields[12:16] == [""] * 4
    assert fields[20] == "丈夫" + "@" * 12
    assert fields[31:] == ["张示例", "20250601"]


def test_marks_that_part_fields_become_full_width():
    form = person(current_post='"甲"', on_job_degree="a#b@c", family=(FamilyRow("父亲@"),))

    back = read_lrm(*write_lrm(form))

    assert (back.current_post, back.on_job_degree) == ("＂甲＂", "a＃b＠c")
    assert back.family[0].relation == "父亲＠"


def test_a_character_outside_gbk_survives():
    assert read_lrm(*write_lrm(person(full_name="李𬱖"))).full_name == "李𬱖"


@pytest.mark.parametrize("data", [b"", b'"a","b"', "李示例".encode("utf-16"), b"\xff\xff"])
def test_a_file_that_is_no_form_is_refused(data):
    with pytest.raises(BadInput, match="。"):
        read_lrm(data, name="李示例.lrm")
