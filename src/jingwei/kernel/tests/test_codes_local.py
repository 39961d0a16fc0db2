"""What a district adds: codes after the national ones, texts that are learnt, a queue of others."""

from __future__ import annotations

from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError

from jingwei.kernel.codes import (
    TABLES,
    choices,
    code_of,
    codes_of_table,
    label,
    note_unknown,
    refresh,
    validate,
)
from jingwei.kernel.codes.fields import CodeField
from jingwei.kernel.codes.models import CodeText, LocalCode
from jingwei.kernel.codes.services import code_add, code_decide, code_end
from jingwei.kernel.errors import BadInput
from jingwei.kernel.models import AuditEntry

pytestmark = pytest.mark.usefixtures("fresh", "today")


@pytest.fixture
def fresh(db):
    """Forget what an earlier test left in the process."""
    refresh()
    yield
    refresh()


def add(actor, table="ZB79", code="51", label="专项考察", **given):
    return code_add(
        LocalCode(table=table, code=code, label=label, **given), reason="部务会", actor=actor
    )


@pytest.fixture
def local(insider):
    return add(insider)


class TestLocalCode:
    def test_stands_after_the_national_ones_which_stay_as_they_are(self, insider):
        before = choices("ZB79")

        add(insider)

        assert choices("ZB79") == [*before, ("51", "专项考察")]
        assert label("ZB79", "51") == "专项考察"
        assert code_of("ZB79", "专 项考察") == "51"
        validate("ZB79", "51")

    def test_leaves_a_trace_with_the_reason(self, local):
        entry = AuditEntry.objects.get(act="code.add")

        assert entry.data == {
            "table": "ZB79", "code": "51", "label": "专项考察", "parent": "", "reason": "部务会",
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("given", "told"),
        [
            ({"code": "1"}, "已是国家代码"),
            ({"code": "51"}, "已是本地代码"),
            ({"code": "五"}, "只能用数字和大写字母"),
            ({"code": "52", "label": "届中考察"}, "已指代码 2"),
            ({"code": "52", "label": "换届考察"}, "已指代码 1"),
            ({"code": "52", "parent": "77"}, "没有上级代码"),
        ],
    )
    def test_never_takes_the_place_of_another(self, local, insider, given, told):
        with pytest.raises(BadInput, match=told):
            add(insider, **{"label": "巡察考察", **given})

        assert LocalCode.objects.count() == 1

    def test_needs_a_reason(self, insider):
        with pytest.raises(BadInput, match="写明理由"):
            code_add(LocalCode(table="ZB79", code="51", label="甲"), reason=" ", actor=insider)

        assert not LocalCode.objects.exists()

    def test_is_offered_between_its_days_and_called_so_ever_after(self, insider):
        row = add(insider, valid_from=date(2025, 1, 1))

        code_end(row, valid_to=date(2025, 6, 29), reason="不再使用", actor=insider)

        assert "51" in dict(choices("ZB79", date(2025, 6, 29)))
        assert "51" not in dict(choices("ZB79", date(2024, 12, 31)))
        assert "51" not in dict(choices("ZB79"))
        assert label("ZB79", "51") == "专项考察"
        validate("ZB79", "51")

    def test_does_not_end_before_it_began(self, insider):
        row = add(insider, valid_from=date(2025, 1, 1))

        with pytest.raises(ValidationError, match="停用日期早于启用日期"):
            code_end(row, valid_to=date(2024, 1, 1), reason="误", actor=insider)

        row.refresh_from_db()
        assert row.valid_to is None

    def test_gives_way_when_a_later_edition_ships_its_code(self, local, monkeypatch):
        shipped = TABLES["ZB79"].rows[0]
        monkeypatch.setitem(TABLES["ZB79"].by_code, "51", (shipped,))

        assert label("ZB79", "51") == shipped.label


class TestReading:
    def test_asks_nothing_where_the_shipped_table_answers(self, django_assert_num_queries):
        with django_assert_num_queries(0):
            for row in TABLES["GB3304"].rows:
                assert code_of("GB3304", label("GB3304", row.code)) == row.code

    def test_asks_once_for_any_number_of_looks(self, local, django_assert_num_queries):
        choices("ZB79")
        refresh()

        with django_assert_num_queries(1):
            for _ in range(100):
                choices("ZB79")
                code_of("ZB79", "没有的词")
                label("ZB79", "51")

    def test_sees_after_a_refresh_what_another_process_stored(self, local, insider):
        choices("ZB79")
        LocalCode.objects.filter(pk=local.pk).update(label="专项考核")
        assert label("ZB79", "51") == "专项考察"

        other = CodeText.objects.create(table="GB3304", text="汉民")
        code_decide(other, code="01", actor=insider)

        assert label("ZB79", "51") == "专项考核"


class TestQueue:
    def test_takes_an_unknown_text_once_and_counts_it(self):
        note_unknown("GB3304", "汉 民", "名册.xlsx")
        note_unknown("GB3304", "汉民", "另一份.xlsx", count=3)

        row = CodeText.objects.get()
        assert (row.text, row.seen_count, row.first_seen_source) == ("汉民", 4, "名册.xlsx")
        assert row.decided_at is None

    @pytest.mark.parametrize("text", ["", "　", "字" * 121])
    def test_takes_no_blank_and_no_story(self, text):
        note_unknown("GB3304", text, "名册.xlsx")

        assert not CodeText.objects.exists()

    def test_an_unknown_table_raises(self):
        with pytest.raises(KeyError):
            note_unknown("ZB0", "汉民", "名册.xlsx")

    def test_a_decided_text_is_known_from_then_on(self, insider):
        note_unknown("GB3304", "汉民", "名册.xlsx")
        assert code_of("GB3304", "汉民") is None

        code_decide(CodeText.objects.get(), code="01", actor=insider)

        assert code_of("GB3304", " 汉民") == "01"
        entry = AuditEntry.objects.get(act="code.decide")
        assert entry.data == {"table": "GB3304", "text": "汉民", "before": "", "after": "01"}

    def test_a_dismissed_text_stays_unknown_and_out_of_the_queue(self, insider):
        note_unknown("GB3304", "不详", "名册.xlsx")

        code_decide(CodeText.objects.get(), code="", actor=insider)
        note_unknown("GB3304", "不详", "名册.xlsx")

        row = CodeText.objects.get()
        assert code_of("GB3304", "不详") is None
        assert (row.seen_count, row.decided_by) == (2, insider)
        assert row.decided_at
        assert AuditEntry.objects.filter(act="code.dismiss").count() == 1

    def test_a_decision_for_a_code_that_is_none_is_refused(self, insider):
        note_unknown("GB3304", "汉民", "名册.xlsx")

        with pytest.raises(BadInput, match="没有“77”"):
            code_decide(CodeText.objects.get(), code="77", actor=insider)

        assert code_of("GB3304", "汉民") is None

    def test_a_learnt_text_never_shadows_a_shipped_one(self, insider):
        row = CodeText.objects.create(table="GB3304", text="汉族")

        code_decide(row, code="03", actor=insider)

        assert code_of("GB3304", "汉族") == "01"


class TestCodeField:
    def form(self, table="ZB79", **given):
        field = CodeField("考察类别", table=table).formfield()
        return type("F", (forms.Form,), {"kind": field})(**given)

    def test_offers_current_codes_and_a_blank(self, local):
        offered = [str(code) for code, _ in self.form().fields["kind"].choices]

        assert offered == ["", "1", "2", "3", "4", "9", "51"]

    def test_also_offers_the_stored_code_that_has_ended(self):
        page = str(self.form("ZB09", initial={"kind": "0131"})["kind"])

        assert '<option value="0131" selected>县处级正职（已停用）</option>' in page
        assert "0132" not in page

    def test_shows_a_stored_code_that_nobody_knows(self):
        page = str(self.form(initial={"kind": "77"})["kind"])

        assert "77（不在代码表中）" in page

    @pytest.mark.parametrize(("code", "valid"), [("1", True), ("", True), ("77", False)])
    def test_takes_codes_of_its_table_only(self, code, valid):
        assert self.form(data={"kind": code}).is_valid() is valid

    def test_as_a_column_refuses_what_is_no_code(self):
        field = CodeField(table="ZB79")

        assert field.clean("1", None) == "1"
        assert field.clean("", None) == ""
        with pytest.raises(ValidationError, match="没有“77”"):
            field.clean("77", None)

    def test_is_made_again_from_its_migration(self):
        _name, path, args, kwargs = CodeField(table="ZB79").deconstruct()

        again = CodeField(*args, **kwargs)

        assert path == "jingwei.kernel.codes.fields.CodeField"
        assert (again.table, again.max_length, again.blank, again.default) == ("ZB79", 20, True, "")

    def test_of_an_unknown_table_fails_the_check(self):
        field = CodeField(table="ZB0")
        field.set_attributes_from_name("kind")
        field.model = LocalCode

        assert "kernel.E001" in [error.id for error in field.check()]
        assert CodeField(table="ZB79").formfield().choices
        assert codes_of_table("ZB79")
