"""The pages around files of registers: upload, paste, progress, refusals."""

from __future__ import annotations

from io import BytesIO

import pytest

from jingwei.kernel.models import ImportBatch
from jingwei.kernel.registers.exchange.applying import file_apply
from jingwei.kernel.registers.exchange.batches import Stopped, batch_open
from jingwei.kernel.registers.exchange.plan import file_asked, plan_made
from jingwei.people.models import Person
from jingwei.people.registers import PersonRegister
from tests.factories import PersonFactory

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
HERE = "/registers/people.person/"


@pytest.fixture(autouse=True)
def media(db, today, settings, tmp_path):
    settings.MEDIA_ROOT, settings.VAR = tmp_path / "media", tmp_path


@pytest.fixture
def person(zzb):
    return PersonFactory(full_name="李春", unit=zzb)


@pytest.fixture
def roster(person, zzb, tmp_path):
    """A file with a change and a new person, as bytes."""
    lines = ["人员编号,姓名,性别,出生年月,民族,所在单位"]
    lines += [f"{person.number},李春春,,,,", f",张秋,男,1990.01,汉族,{zzb.name}"]
    return "\r\n".join(lines).encode()


def named(data: bytes, name: str = "名单.csv") -> BytesIO:
    file = BytesIO(data)
    file.name = name
    return file


class TestPaste:
    def test_a_table_with_quotes_and_line_breaks_is_read_cell_by_cell(self, as_insider, person):
        text = f'人员编号\t备注\r\n{person.number}\t"第一行\r\n说了""好"""\r\n'

        page = as_insider.post(f"{HERE}paste/", {"text": text}, follow=True)

        cell = page.context["entries"][0].cells[0]
        assert (cell.label, cell.before, cell.after) == ("备注", "", '第一行\n说了"好"')

    def test_a_lone_quotation_mark_swallows_no_cells(self, as_insider, person, zzb):
        other = PersonFactory(unit=zzb)
        text = f'备注\t人员编号\n"未完\t{person.number}\n其他\t{other.number}\n'

        page = as_insider.post(f"{HERE}paste/", {"text": text}, follow=True)

        assert [line.cells[0].after for line in page.context["entries"]] == ['"未完', "其他"]

    def test_a_table_copied_from_our_own_page_changes_nothing(self, as_insider, person):
        text = f"人员编号\t姓名\t现任职务\n{person.number}\t李春\t——\n"

        page = as_insider.post(f"{HERE}paste/", {"text": text}, follow=True)

        assert "没有需要改动的内容" in page.content.decode()

    def test_a_text_that_is_no_table_comes_back_with_the_reason(self, as_insider):
        page = as_insider.post(f"{HERE}paste/", {"text": "你好"})

        assert page.status_code == 422
        assert "没有找到表头" in page.content.decode()


class TestPages:
    def test_lead_from_upload_over_the_differences_to_the_list(self, as_insider, roster, person):
        page = as_insider.post(f"{HERE}import/", {"file": named(roster)}, follow=True)
        batch = page.context["batch"]

        done = as_insider.post(f"{HERE}import/{batch.pk}/apply/", follow=True)

        person.refresh_from_db()
        assert "写入 2 行" in page.content.decode()
        assert [str(m) for m in done.context["messages"]] == ["已写入：新增 1 条，修改 1 条。"]
        assert (person.full_name, Person.objects.filter(full_name="张秋").count()) == ("李春春", 1)

    def test_show_one_kind_of_rows_at_a_time(self, as_insider, roster):
        page = as_insider.post(f"{HERE}import/", {"file": named(roster)}, follow=True)
        batch = page.context["batch"]

        page = as_insider.get(f"{HERE}import/{batch.pk}/?kind=new")

        text = page.content.decode()
        assert ("张秋" in text, "李春春" in text) == (True, False)

    def test_of_rejected_rows_offer_them_as_a_file(self, as_insider, roster):
        data = roster.replace("汉族".encode(), "火星族".encode())
        page = as_insider.post(f"{HERE}import/", {"file": named(data)}, follow=True)
        batch = page.context["batch"]

        refused = as_insider.post(f"{HERE}import/{batch.pk}/apply/", follow=True)
        file = as_insider.get(f"{HERE}import/{batch.pk}/rejected.xlsx")

        assert "1 行不能导入，一行也没有写入" in refused.content.decode()
        assert file.content.startswith(b"PK")
        assert "写入其余 1 行" in page.content.decode()

    def test_tell_how_far_a_waiting_import_is_and_let_it_be_given_up(
        self, as_insider, insider, roster
    ):
        batch = batch_open(PersonRegister(), "名单.csv", roster, clear_empty=False, actor=insider)
        url = f"{HERE}import/{batch.pk}/"

        page = as_insider.get(url).content.decode()
        part = as_insider.get(url, headers={"HX-Request": "true"}).content.decode()
        dropped = as_insider.post(f"{url}drop/", follow=True)

        assert ("<html" in page, "<html" in part, "已处理 0 行" in part) == (True, False, True)
        assert "已放弃这次导入" in dropped.content.decode()
        assert ImportBatch.objects.get().state == "dropped"

    def test_a_finished_import_sends_the_waiting_page_on(self, as_insider, roster):
        page = as_insider.post(f"{HERE}import/", {"file": named(roster)}, follow=True)
        url = f"{HERE}import/{page.context['batch'].pk}/"
        headers = {"HX-Request": "true", "HX-Target": "import-progress"}

        assert as_insider.get(url, headers=headers)["HX-Refresh"] == "true"

    def test_of_somebody_elses_import_are_not_there(self, as_insider, as_outsider, roster):
        page = as_insider.post(f"{HERE}import/", {"file": named(roster)}, follow=True)
        url = f"{HERE}import/{page.context['batch'].pk}/"

        answers = [
            as_outsider.get(url), as_outsider.get(f"{url}rejected.xlsx"),
            as_outsider.post(f"{url}apply/"), as_outsider.post(f"{url}drop/"),
        ]  # fmt: skip

        assert {answer.status_code for answer in answers} == {404}

    @pytest.mark.parametrize("part", ["import/", "paste/", "template.xlsx", "import/1/"])
    def test_are_closed_to_who_may_not_write(self, as_insider, insider, part):
        codes = ("add_person", "change_person")
        insider.user_permissions.remove(*insider.user_permissions.filter(codename__in=codes))

        assert as_insider.get(HERE + part).status_code == 403

    @pytest.mark.parametrize(
        ("name", "data", "words"),
        [
            ("名单.exe", b"MZ", "没有找到表头"),
            ("名单.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "有打开密码"),
            ("名单.xls", OLE + b"\0" * 600, "打不开"),
            ("名单.csv", b"\x00\x01\x02", "不是能读的文本"),
        ],
    )
    def test_answer_an_unusable_file_with_a_sentence(self, as_insider, name, data, words):
        page = as_insider.post(f"{HERE}import/", {"file": named(data, name)})

        assert page.status_code == 422
        assert words in page.content.decode()


class TestStopping:
    def test_in_the_middle_of_writing_stores_nothing(self, insider, zzb, monkeypatch):
        monkeypatch.setattr("jingwei.kernel.registers.exchange.plan.CHUNK", 1)
        rows = "".join(f"张秋{n},男,1990.01,汉族,{zzb.name}\n" for n in range(3))
        data = f"姓名,性别,出生年月,民族,所在单位\n{rows}".encode()
        file = file_asked(PersonRegister(), "名单.csv", data, insider)
        plan = plan_made(file, keep=lambda kind, entry: None)

        def stop(done: int) -> None:
            if done == 2:
                raise Stopped

        with pytest.raises(Stopped):
            file_apply(file, plan=plan, actor=insider, source="导入", tick=stop)

        assert not Person.objects.exists()
