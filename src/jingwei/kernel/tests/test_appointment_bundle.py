"""Claims about many forms at once."""

import io
import zipfile

import pytest

from jingwei.kernel.documents.appointment.bundle import form_file_name, read_forms, write_zip
from jingwei.kernel.documents.appointment.lrm import write_lrm
from jingwei.kernel.documents.appointment.lrmx import write_lrmx
from jingwei.kernel.errors import BadInput
from jingwei.kernel.tests.appointment_sample import jpeg, person


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


class TestReading:
    def test_one_file_gives_one_form(self):
        assert read_forms("a.LRMX", write_lrmx(person())) == [("a.LRMX", person())]

    def test_an_archive_gives_its_forms_out_of_all_folders(self):
        text, photo = write_lrm(person(photo=jpeg()))
        files = {
            "甲/李示例.lrmx": write_lrmx(person()),
            "乙/王示例.lrm": text,
            "乙/王示例.PIC": photo,
            "__MACOSX/乙/._王示例.lrm": b"x",
        }

        found = dict(read_forms("a.zip", zipped(files)))

        assert list(found) == ["甲/李示例.lrmx", "乙/王示例.lrm"]
        assert found["乙/王示例.lrm"].photo == jpeg()

    @pytest.mark.parametrize(("codec", "place"), [("gbk", "00.lrm"), ("utf-8", "000.lrm")])
    def test_a_name_without_a_mark_is_read_as_windows_or_a_phone_wrote_it(self, codec, place):
        data = zipped({place: write_lrm(person())[0]})

        [(name, _)] = read_forms("a.zip", data.replace(place.encode(), "甲.lrm".encode(codec)))

        assert name == "甲.lrm"

    def test_one_bad_file_stops_no_other(self):
        files = {"a.lrmx": b"<x/>", "b.lrmx": write_lrmx(person()), "c.docx": b"PK", "d.pic": b""}

        found = read_forms("a.zip", zipped(files))

        assert [getattr(form, "code", "read") for _, form in found] == [
            "lrmx.other",
            "read",
            "forms.other",
            "forms.other",
        ]

    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (zipped({f"{n}.lrmx": b"" for n in range(2001)}), "forms.many"),
            (zipped({"a.lrmx": bytes(30_000_000)}), "forms.bomb"),
            (zipped({"a.lrmx": write_lrmx(person())})[:-30], "forms.broken"),
            (zipped({}), "forms.none"),
        ],
    )
    def test_a_dangerous_or_broken_archive_is_one_refusal(self, data, code):
        [(name, error)] = read_forms("a.zip", data)

        assert isinstance(error, BadInput)
        assert (name, error.code) == ("a.zip", code)

    def test_a_file_that_lies_about_its_size_is_refused_alone(self):
        heavy = zipped({"a.lrmx": bytes(7_000_000)})
        lying = heavy.replace((7_000_000).to_bytes(4, "little"), (1_000_000).to_bytes(4, "little"))

        [(_, error)] = read_forms("a.zip", lying)

        assert isinstance(error, BadInput)


class TestWriting:
    @pytest.mark.parametrize("kind", ["lrmx", "lrm"])
    def test_what_is_written_is_read_again(self, kind):
        forms = [person(photo=jpeg()), person(full_name="王示例")]

        found = read_forms("a.zip", write_zip(forms, kind))

        assert [(form.full_name, form.photo) for _, form in found] == [
            ("李示例", jpeg()),
            ("王示例", b""),
        ]

    def test_names_carry_number_day_and_person(self):
        forms = [person(), person()]

        names = [name for name, _ in read_forms("a.zip", write_zip(forms, "lrmx"))]

        assert names == [f"{n} 2025.06.01 干部任免审批表 李示例.lrmx" for n in ("01", "02")]

    def test_equal_forms_give_equal_bytes(self):
        assert write_zip([person()], "lrm") == write_zip([person()], "lrm")

    def test_a_name_never_leaves_its_folder(self):
        form = person(full_name="../李/例", filled_on="不详")

        assert form_file_name(form, "lrmx") == "干部任免审批表 ..李例.lrmx"
