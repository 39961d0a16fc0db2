"""The offline package: out signed, back field by field, tampering named, twice a no-op."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from jingwei.collection.models import PackageReturn, Row
from jingwei.collection.packages import MANIFEST, ROWS, SIGNATURE, WORKBOOK
from jingwei.collection.selectors.offline import return_preview
from jingwei.collection.services.offline import package_make, package_return, return_apply
from jingwei.collection.tests.after import answered, sent
from jingwei.kernel.errors import BadInput, Conflict, RuleViolation
from jingwei.kernel.tests.register_cast import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def lin(gbk):
    return person(gbk, "林雁秋", native_place="=青岚", note="旧")


@pytest.fixture
def assignment(today, insider, gbk, lin):
    return sent(insider, gbk).assignments.get()


@pytest.fixture
def package(assignment, insider):
    return package_make(assignment, actor=insider)


@pytest.fixture
def out(package):
    with package.file.content.open() as content:
        return content.read()


def parts(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def packed(contents):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return out.getvalue()


def filled(data, **values):
    """Return the workbook with other values in the first row, by head."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    lines = book.get_sheet_by_name("填报表").to_python()
    for head, value in values.items():
        lines[1][lines[0].index(head)] = value
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as target:
        sheet = target.add_worksheet("填报表")
        for number, line in enumerate(lines):
            for place, text in enumerate(line):
                sheet.write_string(number, place, str(text))
    return made.getvalue()


def edited(data, **values):
    contents = parts(data)
    return packed({**contents, WORKBOOK: filled(contents[WORKBOOK], **values)})


def back(assignment, data, actor, name="离线包.zip"):
    return package_return(assignment, name=name, data=data, actor=actor)


def applied(came, actor, **choices):
    seen = return_preview(came).seen
    return return_apply(came, choices=choices.get("told", {}), seen=seen, actor=actor)


class TestPackage:
    def test_says_what_it_is_and_holds_the_rows(self, out, package):
        contents = parts(out)

        manifest = json.loads(contents[MANIFEST])
        assert manifest["package"] == package.code
        assert manifest["rows"] == 1
        assert "林雁秋" in contents[ROWS].decode("utf-8-sig")

    def test_handed_back_untouched_changes_nothing(self, assignment, out, insider):
        came, _ = back(assignment, out, insider)

        assert return_preview(came).cells == []
        assert applied(came, insider) == 0

    @pytest.mark.parametrize("part", [MANIFEST, ROWS, SIGNATURE])
    def test_an_altered_part_is_refused_by_name(self, assignment, out, insider, part):
        contents = parts(out)
        spoilt = packed({**contents, part: contents[part].replace(b"1", b"2") + b" x"})

        with pytest.raises(BadInput, match="改动过") as refusal:
            back(assignment, spoilt, insider)

        assert (ROWS if part == ROWS else MANIFEST) in str(refusal.value)
        assert not PackageReturn.objects.exists()

    @pytest.mark.parametrize("part", [MANIFEST, ROWS, SIGNATURE, WORKBOOK])
    def test_a_missing_part_is_named(self, assignment, out, insider, part):
        contents = parts(out)
        del contents[part]

        with pytest.raises(BadInput, match=part):
            back(assignment, packed(contents), insider)

    @pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"not a package"])
    def test_what_is_no_package_is_refused_in_words(self, assignment, insider, data):
        with pytest.raises(BadInput):
            back(assignment, data, insider)

    def test_of_another_assignment_it_is_refused(self, out, assignment, insider, gbk2):
        person(gbk2, "沈知秋")
        other = sent(insider, gbk2).assignments.get()

        with pytest.raises(BadInput, match="这个离线包是"):
            back(other, out, insider)

    def test_cannot_be_made_once_the_round_has_ended(self, assignment, insider):
        assignment.round.state = "closed"
        assignment.round.ended_on = assignment.due_on
        assignment.round.save()

        with pytest.raises(Conflict):
            package_make(assignment, actor=insider)


class TestReturn:
    def test_a_changed_cell_is_shown_then_taken(self, assignment, out, insider):
        came, is_new = back(assignment, edited(out, 籍贯="明州"), insider)

        preview = return_preview(came)
        assert is_new
        assert [(label, cell.now, cell.offers) for _, label, cell in preview.lines] == [
            ("籍贯", "=青岚", ("明州",))
        ]
        assert applied(came, insider) == 1
        row = Row.objects.get()
        assert (row.values["place"], row.is_changed) == ("明州", True)

    def test_the_workbook_alone_will_do(self, assignment, out, insider):
        alone = filled(parts(out)[WORKBOOK], 籍贯="明州")

        came, _ = back(assignment, alone, insider, name="填报表.xlsx")

        assert applied(came, insider) == 1

    def test_the_same_content_twice_is_one_return_and_changes_nothing_more(
        self, assignment, out, insider
    ):
        came, _ = back(assignment, edited(out, 籍贯="明州"), insider)
        applied(came, insider)
        version = Row.objects.get().assignment.version

        again, is_new = back(assignment, edited(out, 籍贯="明州"), insider)

        assert (again, is_new) == (came, False)
        assert return_apply(again, choices={}, seen="", actor=insider) == 0
        assert Row.objects.get().assignment.version == version

    def test_a_cell_changed_here_meanwhile_is_a_conflict_that_must_be_settled(
        self, assignment, lin, out, insider
    ):
        answered(assignment, lin, actor=insider, place="云溪")
        came, _ = back(assignment, edited(out, 籍贯="明州"), insider)

        with pytest.raises(RuleViolation, match="冲突"):
            applied(came, insider)

        assert Row.objects.get().values["place"] == "云溪"
        key = return_preview(came).cells[0].key
        assert applied(came, insider, told={key: "1"}) == 1
        assert Row.objects.get().values["place"] == "明州"

    def test_two_copies_edited_apart_both_survive(self, assignment, out, insider):
        for told in ({"籍贯": "明州"}, {"备注": "新"}):
            came, _ = back(assignment, edited(out, **told), insider)
            applied(came, insider)

        values = Row.objects.get().values
        assert (values["place"], values["note"]) == ("明州", "新")

    def test_two_copies_that_disagree_are_shown(self, assignment, out, insider):
        came, _ = back(assignment, edited(out, 籍贯="明州"), insider)
        applied(came, insider)

        other, _ = back(assignment, edited(out, 籍贯="云溪"), insider)

        cell = return_preview(other).cells[0]
        assert (cell.verdict, cell.now, cell.offers) == ("conflict", "明州", ("云溪",))

    def test_an_unknown_row_and_an_unknown_head_are_told(self, assignment, out, insider):
        contents = parts(out)
        book = filled(contents[WORKBOOK], 备注="新")
        lines = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
        made = io.BytesIO()
        with xlsxwriter.Workbook(made) as target:
            sheet = target.add_worksheet()
            for number, line in enumerate([*lines, ["99999", *lines[1][1:]]]):
                for place, text in enumerate([*line, "多出来的"] if not number else line):
                    sheet.write_string(number, place, text)

        came, _ = back(assignment, packed({**contents, WORKBOOK: made.getvalue()}), insider)

        faults = return_preview(came).faults
        assert any("99999" in fault for fault in faults)
        assert any("多出来的" in fault for fault in faults)
        assert applied(came, insider) == 1
