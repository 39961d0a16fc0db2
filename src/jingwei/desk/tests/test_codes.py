"""The pages of the code tables."""

from __future__ import annotations

import pytest
from django.urls import reverse

from jingwei.kernel.codes import choices, code_of, refresh
from jingwei.kernel.codes.models import CodeText, LocalCode
from jingwei.kernel.codes.services import code_add

TABLES = reverse("desk:code-tables")
TABLE = reverse("desk:code-table", args=["ZB79"])
ADD = reverse("desk:code-add", args=["ZB79"])
QUEUE = reverse("desk:code-queue")
NEW = {"code": "51", "label": "专项考察", "parent": "", "valid_from": "", "reason": "部务会"}

pytestmark = pytest.mark.usefixtures("fresh", "today")


@pytest.fixture
def fresh(db):
    """Forget what an earlier test left in the process."""
    refresh()
    yield
    refresh()


@pytest.fixture
def local(insider):
    row = LocalCode(table="ZB79", code="51", label="专项考察")
    return code_add(row, reason="部务会", actor=insider)


@pytest.fixture
def text(db):
    return CodeText.objects.create(table="GB3304", text="汉民", first_seen_source="名册.xlsx")


@pytest.mark.parametrize("url", [TABLES, TABLE, ADD, QUEUE])
class TestDoors:
    def test_opens_to_the_insider(self, as_insider, url):
        assert as_insider.get(url).status_code == 200

    def test_is_closed_without_the_permission(self, as_powerless, url):
        assert as_powerless.get(url).status_code == 403

    def test_sends_a_stranger_to_the_sign_in(self, client, url):
        assert client.get(url).status_code == 302


class TestTableList:
    def test_names_every_table_with_its_counts(self, as_insider, local, text):
        rows = {row.table.code: row for row in as_insider.get(TABLES).context["rows"]}

        assert (rows["ZB79"].national, rows["ZB79"].local) == (5, 1)
        assert (rows["GB3304"].national, rows["GB3304"].waiting) == (60, 1)

    @pytest.mark.parametrize(
        ("asked", "found"),
        [("民族", "GB3304"), ("gb/t 4761", "GB4761"), ("岳父", "GB4761"), ("专项考察", "ZB79")],
    )
    def test_is_searched_by_number_title_standard_and_code(self, as_insider, local, asked, found):
        rows = as_insider.get(TABLES, {"q": asked}).context["rows"]

        assert found in [row.table.code for row in rows]
        assert len(rows) < 10

    def test_says_when_nothing_is_found(self, as_insider):
        assert "没有找到代码表" in as_insider.get(TABLES, {"q": "飞船"}).content.decode()

    def test_asks_as_often_for_many_local_codes_as_for_one(
        self, as_insider, insider, local, django_assert_max_num_queries
    ):
        with django_assert_max_num_queries(20):
            as_insider.get(TABLES)


class TestTable:
    def test_shows_the_codes_of_the_standard_beside(self, as_insider):
        page = as_insider.get(reverse("desk:code-table", args=["GB4761"])).content.decode()

        assert "12 妻" in page
        assert "只收录了一部分" in page

    def test_marks_what_is_local(self, as_insider, local):
        page = as_insider.get(TABLE).content.decode()

        assert page.count(">国家</td>") == 5
        assert page.count(">本地</td>") == 1
        assert reverse("desk:code-end", args=[local.pk]) in page

    def test_of_our_own_does_not_pass_for_national(self, as_insider):
        page = as_insider.get(reverse("desk:code-table", args=["JW_TALENT"])).content.decode()

        assert page.count(">本系统</td>") == 6
        assert ">国家</td>" not in page

    def test_is_searched(self, as_insider):
        rows = as_insider.get(TABLE, {"q": "届中"}).context["rows"]

        assert [row.code.code for row in rows] == ["2"]

    def test_that_is_none_is_not_there(self, as_insider):
        for name in ("desk:code-table", "desk:code-add"):
            assert as_insider.get(reverse(name, args=["ZB0"])).status_code == 404


class TestLocalCodes:
    def test_are_added(self, as_insider):
        answer = as_insider.post(ADD, NEW, follow=True)

        assert "本地代码已增加" in answer.content.decode()
        assert choices("ZB79")[-1] == ("51", "专项考察")

    @pytest.mark.parametrize(
        ("given", "told"),
        [
            ({"code": "1"}, "已是国家代码"),
            ({"reason": ""}, "写明理由"),
            ({"label": ""}, "填写名称"),
        ],
    )
    def test_are_refused_in_the_form(self, as_insider, given, told):
        answer = as_insider.post(ADD, NEW | given)

        assert answer.status_code == 422
        assert told in answer.content.decode()
        assert not LocalCode.objects.exists()

    def test_are_ended_with_a_reason(self, as_insider, local):
        url = reverse("desk:code-end", args=[local.pk])

        answer = as_insider.post(url, {"valid_to": "2025-06-01", "reason": "不再使用"})

        assert answer.status_code == 302
        assert "51" not in dict(choices("ZB79"))
        assert "不再使用" in as_insider.get(url).content.decode()

    def test_that_are_none_are_not_there(self, as_insider):
        assert as_insider.get(reverse("desk:code-end", args=[99])).status_code == 404


class TestQueue:
    def test_lists_what_waits(self, as_insider, text):
        page = as_insider.get(QUEUE).content.decode()

        assert "汉民" in page
        assert "名册.xlsx" in page

    def test_a_text_is_decided_and_known(self, as_insider, text):
        url = reverse("desk:code-decide", args=[text.pk])

        as_insider.post(url, {"code": "01"})

        assert code_of("GB3304", "汉民") == "01"
        assert "没有待认的文本" in as_insider.get(QUEUE).content.decode()
        assert "现认定为“汉族”" in as_insider.get(url).content.decode()

    def test_a_text_is_dismissed(self, as_insider, text):
        as_insider.post(reverse("desk:code-decide", args=[text.pk]), {"dismiss": "on"})

        text.refresh_from_db()
        assert text.decided_at
        assert code_of("GB3304", "汉民") is None

    @pytest.mark.parametrize(
        "given", [{"code": ""}, {"code": "01", "dismiss": "on"}, {"code": "77"}]
    )
    def test_an_unclear_answer_is_refused(self, as_insider, text, given):
        answer = as_insider.post(reverse("desk:code-decide", args=[text.pk]), given)

        assert answer.status_code == 422
        text.refresh_from_db()
        assert text.decided_at is None

    def test_a_text_that_is_none_is_not_there(self, as_insider):
        assert as_insider.get(reverse("desk:code-decide", args=[99])).status_code == 404
