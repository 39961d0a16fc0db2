"""How the names of a tree read: kept with the row, found by pinyin."""

from __future__ import annotations

import pytest

from jingwei.kernel.spelling import is_read_so, reads, spelling
from jingwei.org.models import Unit
from tests.factories import UnitFactory

pytestmark = pytest.mark.django_db


def found(text):
    return set(Unit.objects.filter(reads("spelling", text)).values_list("name", flat=True))


class TestSpelling:
    def test_holds_pinyin_and_initials_of_every_reading(self):
        assert set(spelling("银行科").split()) == {"yinhangke", "yinxingke", "yhk", "yxk"}

    def test_of_a_name_without_letters_is_empty(self):
        assert spelling("——") == ""

    @pytest.mark.parametrize(
        ("text", "is_found"),
        [
            ("ganbuke", True), ("gbk", True), ("GB K", True), ("buke", True), ("bk", True),
            ("g", False), ("干部", False), ("gb1", False), ("", False), ("g%k", False),
            ("kegbk", False), ("ke\ngbk", False),
        ],
    )  # fmt: skip
    def test_row_and_text_agree_with_the_database(self, text, is_found):
        unit = UnitFactory(name="干部科")

        assert (found(text) == {"干部科"}) is is_found
        assert is_read_so(unit.spelling, text) is is_found

    def test_follows_a_new_name_whenever_the_row_is_stored(self):
        unit = UnitFactory(name="干部科")
        Unit.objects.bulk_create([Unit(name="组织科", code="zzk", path="zzk/", since=unit.since)])
        unit.name = "人才科"
        unit.save(update_fields=["name", "spelling"])

        assert (found("zzk"), found("rck"), found("gbk")) == ({"组织科"}, {"人才科"}, set())
