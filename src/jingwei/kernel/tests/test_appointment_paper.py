"""Claims about the printed form: Word, PDF, and the pages on the screen."""

import io
import re
import sys
import time
import zipfile
import zlib

import docx
import pytest
from lxml import etree

from jingwei.kernel.documents.appointment.layout import appointment_sheets
from jingwei.kernel.documents.appointment.paper import (
    appointment_docx,
    appointment_html,
    appointment_pdf,
    resume_fit,
)
from jingwei.kernel.errors import BadInput
from jingwei.kernel.tests.appointment_sample import jpeg, long_resume, person, png, relatives


def printed(form, on: str = "202506") -> list[str]:
    """The paragraphs of both pages."""
    cells = [c for s in appointment_sheets(form, on) for row in s.rows for c in row.cells]
    return [line.lead + line.text for cell in cells for line in cell.lines]


def unpacked(pdf: bytes) -> bytes:
    """The objects of a PDF, those inside compressed streams too."""
    streams = re.findall(rb"/ObjStm.*?stream\n(.*?)\nendstream", pdf, re.DOTALL)
    return pdf + b"".join(map(zlib.decompress, streams))


class TestWords:
    def test_dates_print_as_year_and_month_and_the_age_beside(self):
        words = printed(person(), on="202502")

        assert {"1985.03", "（39岁）", "2006.06", "2007.08", "1984.01"} <= set(words)

    def test_the_form_states_the_day_of_the_age_when_nobody_else_does(self):
        assert "（40岁）" in printed(person(), on="")
        assert not any(re.search(r"\d岁", line) for line in printed(person(ages_on=""), on=""))

    def test_a_name_of_two_characters_is_padded(self):
        assert "李　例" in printed(person(full_name="李例"))

    def test_an_equal_second_school_is_left_out(self):
        assert printed(person()).count("示例大学公共管理系行政管理专业") == 1

    def test_no_rewards_and_no_appraisals_print_as_none(self):
        assert printed(person(rewards="", appraisals="")).count("无") == 2

    @pytest.mark.parametrize(("count", "rows"), [(0, 7), (1, 7), (10, 10), (12, 12)])
    def test_family_has_seven_rows_or_as_many_as_there_are(self, count, rows):
        family = (relatives(10) + relatives(10))[:count]

        _, second = appointment_sheets(person(family=family))

        assert len(second.rows) == 3 + 1 + rows + 2


class TestResumeFit:
    @pytest.mark.parametrize(
        ("lines", "points"), [(0, 14), (12, 14), (13, 13), (20, 13), (21, 12), (26, 10.5), (31, 9)]
    )
    def test_type_steps_down_with_the_lines(self, lines, points):
        resume = "\n".join(["2003.09--2007.07  学习"] * lines)

        assert tuple(resume_fit(person(resume=resume))) == (lines, points)

    def test_it_is_told_in_a_sentence(self):
        resume = "\n".join(["2003.09--2007.07  学习"] * 19)

        assert resume_fit(person(resume=resume)).sentence == "简历 19 行，将用 13 磅。"

    def test_type_never_falls_below_nine_points_and_the_overflow_is_told(self):
        fit = resume_fit(person(resume=long_resume(50)))

        assert fit.points == 9
        assert "会多出一页" in fit.sentence


class TestWord:
    def test_a_batch_is_one_document_of_two_tables_a_person(self):
        forms = [person(), person(full_name="王例", photo=png()), person(photo=jpeg())]

        document = docx.Document(io.BytesIO(appointment_docx(forms, on="202506")))

        assert len(document.tables) == 6
        assert len(document.inline_shapes) == 2
        assert "王　例" in {cell.text for cell in document.tables[2].rows[0].cells}

    def test_a_photo_keeps_its_shape_inside_the_box(self):
        document = docx.Document(io.BytesIO(appointment_docx([person(photo=png(300, 600))])))

        [shape] = document.inline_shapes
        assert (round(shape.width.mm, 1), round(shape.height.mm, 1)) == (22.5, 45)

    def test_characters_no_file_can_hold_vanish(self):
        content = appointment_docx([person(current_post="副\x00镇长\x0b")])

        document = docx.Document(io.BytesIO(content))
        assert "副镇长" in {cell.text for row in document.tables[0].rows for cell in row.cells}

    def test_equal_forms_give_equal_bytes(self):
        assert appointment_docx([person(photo=png())]) == appointment_docx([person(photo=png())])

    @pytest.mark.parametrize("count", [0, 1, 10])
    def test_every_row_fills_the_grid(self, count):
        content = appointment_docx([person(family=relatives(count))])

        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            root = etree.fromstring(archive.read("word/document.xml"))
        space = {"w": root.nsmap["w"]}
        for table in root.iterfind(".//w:tbl", space):
            columns = len(table.findall("w:tblGrid/w:gridCol", space))
            spans = [
                sum(int(n) for n in row.xpath("w:tc/w:tcPr/w:gridSpan/@w:val", namespaces=space))
                + int(row.xpath("count(w:tc[not(w:tcPr/w:gridSpan)])", namespaces=space))
                for row in table.iterfind("w:tr", space)
            ]
            assert set(spans) == {columns}

    def test_twenty_persons_take_less_than_five_seconds(self):
        forms = [person(resume=long_resume(22), family=relatives(10), photo=png())] * 20
        began = time.perf_counter()

        appointment_docx(forms, on="202506")

        assert time.perf_counter() - began < 5


class TestScreen:
    def test_no_style_and_no_script_of_its_own_and_texts_are_escaped(self):
        page = appointment_html([person(current_post="<b>甲</b>", photo=jpeg())])

        assert "style=" not in page
        assert "<script" not in page
        assert "&lt;b&gt;甲" in page
        assert 'src="data:image/jpeg;base64,' in page


class TestPdf:
    def test_two_pages_a_person_whatever_is_written(self):
        forms = [
            person(photo=png()),
            person(resume=long_resume(22), family=relatives(10), rewards="嘉奖，" * 60),
        ]

        content = appointment_pdf(forms, on="202506")

        assert content.startswith(b"%PDF-")
        assert len(re.findall(rb"/Type\s*/Page\b", unpacked(content))) == 4

    def test_without_the_program_it_is_refused_in_a_sentence(self, monkeypatch):
        monkeypatch.setitem(sys.modules, "weasyprint", None)

        with pytest.raises(BadInput, match="没有安装生成 PDF 的程序"):
            appointment_pdf([person()])
