"""People: found in a breath, told on a form, read with a trace, corrected, made one of two."""

from __future__ import annotations

import re
from zipfile import ZipFile

import docx
import pytest
from playwright.sync_api import expect

from jingwei.accounts.models import User
from jingwei.kernel.models import AuditEntry
from jingwei.kernel.tests.register_cast import people
from jingwei.org.models import Unit
from jingwei.people.models import Correction, Person
from tests import factories as make
from tests.browser.estate import ID_NUMBER, PIXEL, cadre, own_account, restricted
from tests.browser.hand import saved

SECTION = "gb1"
TEAM = 20
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"


@pytest.fixture
def section(district):
    return Unit.objects.get(code=SECTION)


@pytest.fixture
def someone(section):
    """A cadre among sixty others."""
    people(section, 60)
    person = cadre(section, id_number=ID_NUMBER)
    restricted(person)
    return person


@pytest.fixture
def team(district):
    """A unit of twenty cadres."""
    unit = Unit.objects.get(code="jiaoyu")
    return [
        cadre(unit, f"{SURNAMES[n]}示{'甲乙丙丁'[n % 4]}", birth_on=f"1980{n % 12 + 1:02d}15")
        for n in range(TEAM)
    ]


def forms_of_team(hand, team):
    """Tick everybody of the list and go on to the forms."""
    hand.goes(f"/registers/cadres.cadre/?unit_path={team[0].unit_path}")
    hand.sees(f"共 {TEAM} 人")
    hand.ticks("全选本页")
    hand.clicks_on("button", "生成任免审批表")
    hand.sees(f"{TEAM} 人：")


def upload(hand, file):
    hand.goes("/people/forms/upload/")
    hand.page.get_by_label("任免表文件").set_input_files(file)
    hand.clicks_on("button", "读取任免表")


class TestFound:
    def test_two_keys_and_two_presses_open_the_person_with_age_and_tenure(
        self, enter, someone, times, record_job
    ):
        """J12."""
        runs = []
        for _ in range(times):
            hand = enter("zhaolei")
            hand.goes("/todo/")
            hand = hand.afresh()
            hand.presses("/")
            hand.types("全局搜索", "zs")
            hand.presses("Enter")
            hand.clicks_on("link", "章舒兰")
            expect(hand.page.locator(".state")).to_contain_text("（40 岁）")
            runs.append(hand.stops())

        expect(hand.page.locator(".state")).to_contain_text("2019.06 起，6年")
        assert (runs[0].clicks <= 2, runs[0].characters <= 4, runs[0].seconds <= 10) == (True,) * 3
        record_job("J12", runs)

    def test_whoever_may_not_see_people_finds_none(self, enter, someone):
        hand = enter("shaowenbo")
        hand.goes("/todo/")

        hand.presses("/")
        hand.types("全局搜索", "zs")
        hand.presses("Enter")

        hand.sees("没有找到")


class TestForm:
    def test_one_cadre_gets_the_document_in_four_clicks(
        self, enter, someone, tmp_path, times, record_job
    ):
        """J05, one."""
        runs = []
        for _ in range(times):
            hand = enter("zhaolei")
            hand.goes(f"/people/{someone.pk}/")
            hand = hand.afresh()
            hand.clicks_on("link", "生成任免审批表")
            file = saved(hand.downloads("button", "生成并下载"), tmp_path)
            runs.append(hand.stops())

        words = "".join(cell.text for table in docx.Document(file).tables for cell in cells(table))
        assert "章舒兰" in words
        assert (runs[0].clicks <= 4, runs[0].characters) == (True, 0)
        assert AuditEntry.objects.filter(act="person.form_printed").count() == times
        record_job("J05 one", runs)

    def test_file_of_the_form_taken_in_again_differs_in_nothing(self, enter, someone, tmp_path):
        """J05, one, as the editor of forms reads it."""
        hand = enter("zhaolei")
        hand.goes(f"/people/{someone.pk}/")
        hand = hand.afresh()
        hand.clicks_on("link", "生成任免审批表")
        hand.picks("格式", "任免表编辑器")
        file = saved(hand.downloads("button", "生成并下载"), tmp_path)
        clicks = hand.clicks

        upload(hand, file)

        expect(hand.row("章舒兰")).to_contain_text("没有差异")
        assert (file.suffix, clicks <= 4) == (".lrmx", True)
        hand.clicks_on("link", "章舒兰", inside=hand.page.get_by_role("rowheader"))
        hand.sees("任免表与登记完全一致。")

    def test_twenty_ticked_cadres_get_document_and_files_in_six_clicks(
        self, enter, team, tmp_path, times, record_job
    ):
        """J05, twenty."""
        runs = []
        for _ in range(times):
            hand = enter("zhaolei")
            forms_of_team(hand, team)
            paper = saved(hand.downloads("button", "生成并下载"), tmp_path)
            hand.picks("格式", "任免表编辑器")
            bundle = saved(hand.downloads("button", "生成并下载"), tmp_path)
            runs.append(hand.stops())

        words = "".join(cell.text for table in docx.Document(paper).tables for cell in cells(table))
        assert [p.full_name for p in team if p.full_name not in words] == []
        assert len(ZipFile(bundle).namelist()) == TEAM
        assert (runs[0].clicks <= 6, runs[0].seconds <= 15) == (True, True)
        record_job("J05 twenty", runs)

        upload(hand, bundle)
        hand.sees(f"共 {TEAM} 份")
        assert hand.page.get_by_role("cell", name="没有差异").count() == TEAM


def cells(table):
    return [cell for row in table.rows for cell in row.cells]


class TestRestricted:
    def test_id_number_is_shown_once_and_the_auditor_sees_by_whom(self, enter, someone):
        hand = enter("zhaolei")
        hand.goes(f"/people/{someone.pk}/")
        expect(hand.page.get_by_role("main")).not_to_contain_text(ID_NUMBER)

        hand.clicks_on("button", "显示 身份证号")
        hand.sees(ID_NUMBER)
        auditor = enter("mengcaiwei")
        auditor.goes("/audit/")

        entry = auditor.row("查看受限字段")
        for words in ("赵磊", "章舒兰", re.compile("身份证号|id_number")):
            expect(entry).to_contain_text(words)
        expect(auditor.page.get_by_role("main")).not_to_contain_text(ID_NUMBER)
        hand.page.reload()
        expect(hand.page.get_by_role("main")).not_to_contain_text(ID_NUMBER)


class TestCorrection:
    def test_asked_with_a_paper_is_accepted_and_told_to_the_person(self, enter, section, tmp_path):
        user = User.objects.get(username="heyuwei")
        own = make.PersonFactory(full_name="何雨薇", unit=section, native_place="示范汉宁")
        own_account(own, user)
        paper = tmp_path / "户口簿.png"
        paper.write_bytes(PIXEL)

        hand = enter("heyuwei")
        hand.goes("/todo/")
        hand.opens("何雨薇")
        hand.clicks_on("link", "我的登记信息")
        hand.clicks_on("link", "有误，申请更正 籍贯")
        hand.types("应为", "示范青岚")
        hand.types("理由", "以户口簿为准")
        hand.page.get_by_label("佐证材料").set_input_files(paper)
        hand.clicks_on("button", "提交申请")
        hand.sees("申请已提交")

        officer = enter("zhaolei")
        officer.goes("/people/corrections/")
        officer.clicks_on("link", "何雨薇")
        taken = saved(officer.downloads("link", "户口簿.png"), tmp_path)
        officer.types("答复", "已核对户口簿。")
        officer.clicks_on("button", "采纳并更正登记")
        officer.sees("已答复，本人可以看到。")

        hand.goes("/people/mine/")
        expect(hand.row("应为“示范青岚”")).to_contain_text("答复：已核对户口簿。")
        own.refresh_from_db()
        assert (own.native_place, taken.read_bytes()) == ("示范青岚", PIXEL)
        assert Correction.objects.get().answered_by.username == "zhaolei"


class TestMerge:
    def test_two_rows_of_one_person_become_one(self, enter, section):
        kept = make.PersonFactory(full_name="章舒兰", birth_on="198503", unit=section)
        twin = make.PersonFactory(
            full_name="章舒兰", birth_on="198503", unit=section, native_place="示范青岚"
        )
        make.EducationFactory(person=twin)
        hand = enter("zhaolei")
        hand.goes("/people/duplicates/")

        hand.clicks_on("link", "对照合并", inside=hand.row("章舒兰"))
        expect(hand.page.get_by_label("籍贯改用后者")).to_be_checked()
        hand.types("合并理由", "同一人重复录入")
        hand.clicks_on("button", "合并为一个人")
        hand.sees("已合并到 章舒兰")

        kept.refresh_from_db()
        assert re.search(rf"/people/{kept.pk}/$", hand.page.url)
        assert (kept.native_place, kept.educations.count()) == ("示范青岚", 1)
        assert Person.objects.get(pk=twin.pk).merged_into == kept
        hand.goes("/people/duplicates/")
        hand.sees("没有可能重复的人员")
