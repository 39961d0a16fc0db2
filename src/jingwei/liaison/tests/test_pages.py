"""The pages of pairs: what they show and what is done there."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document

from jingwei.kernel.documents.sheets import read_xlsx
from jingwei.kernel.models import AuditEntry
from jingwei.liaison.models import ContactRecord, Need, Pair
from jingwei.liaison.services import pair_end
from jingwei.liaison.tests.sample import MENTOR, RETIRED, at, met, needed, opened, words
from jingwei.people.models import Person
from tests.factories import ContactFactory, PersonFactory, UserFactory

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("today")]


@pytest.fixture
def person(zzb):
    return PersonFactory(unit=zzb, full_name="林示例", birth_on="194508")


@pytest.fixture
def pair(zzb, person, insider):
    """Open since January and due in March."""
    return opened(zzb, two=person, keeper=insider)


class TestList:
    def test_filters(self, pair, as_insider):
        cases = [
            ({}, 1), ({"kind": MENTOR}, 1), ({"kind": RETIRED}, 0), ({"state": "overdue"}, 1),
            ({"state": "30"}, 0), ({"state": "ended"}, 0), ({"state": "died"}, 0),
            ({"state": "all"}, 1), ({"mine": "yes"}, 1), ({"q": "林示例"}, 1),
            ({"q": "linshili"}, 1), ({"q": "王示例"}, 0), ({"unit": "区委组织部"}, 1),
        ]  # fmt: skip

        for query, found in cases:
            assert f"共 {found} 对" in words(as_insider.get(at("pair-list"), query)), query

    @pytest.mark.parametrize("query", [{"kind": "x"}, {"state": "x"}, {"unit": "没有的单位"}])
    def test_a_filter_that_means_nothing_is_said(self, pair, as_insider, query):
        assert as_insider.get(at("pair-list"), query).status_code == 422
        assert as_insider.get(at("pair-export"), query).status_code == 302

    def test_others_see_none(self, pair, as_outsider):
        assert "共 0 对" in words(as_outsider.get(at("pair-list")))

    @pytest.mark.parametrize("name", ["pair-list", "pair-quiet", "pair-calendar"])
    def test_queries_do_not_grow_with_pairs(self, pair, zzb, as_insider, name):
        counts = []
        for _ in range(2):
            as_insider.get(at(name))
            with CaptureQueriesContext(connection) as queries:
                as_insider.get(at(name), {"month": "2025-03"} if "calendar" in name else {})
            counts.append(len(queries))
            for _ in range(5):
                opened(zzb)

        assert counts[0] == counts[1]

    def test_is_a_workbook_with_every_pair(self, pair, zzb, as_insider):
        opened(zzb)

        answer = as_insider.get(at("pair-export"), {"kind": MENTOR})

        sheet = read_xlsx("清单.xlsx", answer.content)[0]
        assert [row[2] for row in sheet.rows[2:]].count("林示例") == 1
        assert len(sheet.rows) == 4
        assert (
            AuditEntry.objects.get(act="pair.export").data["scope"] == "联系类别：导师带培年轻干部"
        )


class TestOccasion:
    @pytest.fixture
    def old(self, zzb, person, insider):
        """Visited on festivals and round birthdays; eighty in August."""
        return opened(zzb, kind=RETIRED, one=zzb, two=person, keeper=insider)

    def test_of_a_festival_tells_whom_nobody_has_been_to_yet(self, old, pair, insider, as_insider):
        def told():
            queries = ({}, {"met": "no"}, {"met": "yes"})
            pages = [
                words(as_insider.get(at("pair-list"), {"occasion": "july_first", **query}))
                for query in queries
            ]
            return [page.partition("共 ")[2][0] for page in pages]

        before = told()
        met(old, insider, date(2025, 6, 16))

        assert (before, told()) == (["1", "1", "0"], ["1", "0", "1"])
        odd = {"met": "no"}
        assert "先选一个节日" in words(as_insider.get(at("pair-list"), odd))

    def test_of_a_birthday_is_named_in_list_calendar_and_page(self, old, insider, as_insider):
        met(old, insider, date(2025, 6, 29))

        pages = {
            "list": as_insider.get(at("pair-list"), {"occasion": "birthday"}),
            "calendar": as_insider.get(at("pair-calendar"), {"month": "2025-08"}),
            "page": as_insider.get(at("pair", old.pk)),
        }

        said = {"list": "2025-08 80 岁", "calendar": "80 岁生日", "page": "80 岁生日"}
        assert {name: said[name] in words(page) for name, page in pages.items()} == dict.fromkeys(
            pages, True
        )


class TestQuiet:
    @pytest.mark.parametrize(("days", "found"), [(175, 1), (176, 0)])
    def test_counts_from_the_beginning_until_somebody_came(self, pair, as_insider, days, found):
        assert f"共 {found} 对" in words(as_insider.get(at("pair-quiet"), {"days": days}))

    @pytest.mark.parametrize(("days", "found"), [(20, 1), (21, 0)])
    def test_counts_from_the_last_contact(self, pair, insider, as_insider, days, found):
        met(pair, insider, date(2025, 6, 10))

        assert f"共 {found} 对" in words(as_insider.get(at("pair-quiet"), {"days": days}))

    def test_names_nobody_who_died(self, pair, person, as_insider):
        Person.objects.filter(pk=person.pk).update(died_on="202506")

        assert "林示例" not in words(as_insider.get(at("pair-quiet"), {"days": 1}))
        assert "林示例" not in words(as_insider.get(at("pair-calendar"), {"month": "2025-03"}))
        assert "已去世，请结束联系" in words(as_insider.get(at("pair-list"), {"state": "died"}))

    def test_a_number_that_is_none_is_said(self, as_insider):
        assert as_insider.get(at("pair-quiet"), {"days": "0"}).status_code == 422


class TestCalendar:
    def test_shows_what_is_due_on_its_day(self, pair, as_insider):
        text = words(as_insider.get(at("pair-calendar"), {"month": "2025-03"}))

        assert "本月应联系 1 对" in text
        assert "林示例" in text

    def test_names_the_festivals(self, as_insider):
        assert "七一" in words(as_insider.get(at("pair-calendar"), {"month": "2025-07"}))

    @pytest.mark.parametrize("month", ["x", "2025-13"])
    def test_a_month_that_is_none_is_said(self, as_insider, month):
        assert as_insider.get(at("pair-calendar"), {"month": month}).status_code == 422


class TestPair:
    def test_shows_its_contacts_and_needs(self, pair, insider, as_insider):
        needed(pair, insider, topic="聊近况")

        text = words(as_insider.get(at("pair", pair.pk)))

        assert "聊近况" in text
        assert "装扶手" in text
        assert "2025-08-20" in text

    def test_queries_do_not_grow_with_contacts(self, pair, insider, as_insider):
        counts = []
        for days in ((1, 2), (3, 4, 5, 6)):
            for day in days:
                met(pair, insider, date(2025, 6, day), need="修路灯")
            as_insider.get(at("pair", pair.pk))
            with CaptureQueriesContext(connection) as queries:
                as_insider.get(at("pair", pair.pk))
            counts.append(len(queries))

        assert counts[0] == counts[1]

    def test_begins_with_a_kind_and_two_names(self, zzb, person, as_insider):
        mentor = PersonFactory(unit=zzb, full_name="方导师")
        assert "导师带培年轻干部" in words(as_insider.get(at("pair-new")))

        answer = as_insider.post(
            f"{at('pair-new')}?kind={MENTOR}",
            {"one": mentor.number, "two": "林示例", "level": "usual", "since": "2025-06-01",
             "unit": "区委组织部", "keeper": ""},
        )  # fmt: skip

        assert answer.status_code == 302
        assert str(Pair.objects.get()) == "方导师—林示例"

    def test_of_a_village_takes_plain_words(self, zzb, person, as_insider):
        as_insider.post(
            f"{at('pair-new')}?kind=party.first_secretary",
            {"one": "林示例", "two": "示范村", "level": "usual", "since": "2025-06-01",
             "unit": "区委组织部"},
        )  # fmt: skip

        assert Pair.objects.get().two_words == "示范村"

    @pytest.mark.parametrize("two", ["没有此人", "同名"])
    def test_of_nobody_or_of_namesakes_is_refused(self, zzb, person, as_insider, two):
        for _ in range(2):
            PersonFactory(unit=zzb, full_name="同名")

        answer = as_insider.post(
            f"{at('pair-new')}?kind={MENTOR}",
            {"one": "林示例", "two": two, "level": "usual", "since": "2025-06-01",
             "unit": "区委组织部"},
        )  # fmt: skip

        assert answer.status_code == 422

    def test_takes_another_level_and_an_end(self, zzb, as_insider):
        pair = opened(zzb, kind=RETIRED, one=zzb)

        as_insider.post(at("pair-level", pair.pk), {"level": "hospital", "on": "2025-06-30"})
        pair.refresh_from_db()
        assert (pair.level, pair.next_due) == ("hospital", date(2025, 7, 1))

        as_insider.post(at("pair-end", pair.pk), {"reason": "调离", "on": "2025-06-30"})
        pair.refresh_from_db()
        assert pair.until == date(2025, 6, 30)
        assert "已于 2025-06-30 结束：调离" in words(as_insider.get(at("pair", pair.pk)))


class TestContact:
    def test_needs_one_line_of_typing(self, pair, as_insider):
        page = words(as_insider.get(at("contact-new", pair.pk)))

        answer = as_insider.post(
            at("contact-new", pair.pk), {"on": "2025-06-30", "form": "visit", "topic": "聊近况"}
        )

        assert 'value="2025-06-30"' in page
        assert answer.status_code == 302
        assert ContactRecord.objects.get().topic == "聊近况"

    def test_takes_a_need_along(self, pair, powerless, as_insider):
        as_insider.post(
            at("contact-new", pair.pk),
            {"on": "2025-06-30", "form": "call", "topic": "聊近况", "need": "装扶手",
             "handler": powerless.pk, "need_due": "2025-07-15"},
        )  # fmt: skip

        need = Need.objects.get()
        assert (need.handled_by, need.due_on) == (powerless, date(2025, 7, 15))

    @pytest.mark.parametrize(
        ("told", "said"),
        [
            ({"topic": ""}, "写一句谈了什么"),
            ({"on": "2025-07-01"}, "这一天还没有到"),
            ({"need_due": "2025-07-15"}, "写明提出了什么需求"),
        ],
    )
    def test_says_what_is_wrong(self, pair, as_insider, told, said):
        given = {"on": "2025-06-30", "form": "visit", "topic": "聊近况", **told}

        answer = as_insider.post(at("contact-new", pair.pk), given)

        assert answer.status_code == 422
        assert said in words(answer)
        assert not ContactRecord.objects.exists()


class TestHandOver:
    def test_previews_before_it_acts(self, pair, zzb, as_insider):
        PersonFactory(unit=zzb, full_name="方继任")
        told = {"pick": [pair.pk], "one": "方继任", "on": "2025-06-30", "reason": "职务调整"}

        preview = as_insider.post(at("pair-hand-over"), told)

        assert "移交这 1 对" in words(preview)
        assert Pair.objects.get().until is None
        previewed = preview.context["asked"]
        told |= {"confirmed": "yes", "previewed": previewed}
        changed = as_insider.post(at("pair-hand-over"), {**told, "reason": "退休"})
        assert "移交这 1 对" in words(changed)
        assert Pair.objects.get().until is None
        done = as_insider.post(at("pair-hand-over"), told)
        assert done.status_code == 302
        assert Pair.objects.running().get().one_person.full_name == "方继任"

    def test_says_why_it_cannot(self, pair, insider, as_insider):
        told = {"pick": [pair.pk], "keeper": insider.pk, "on": "2025-01-01", "reason": "调整"}

        sent = f"\n{insider.pk}\n2025-01-01\n调整"
        for more in ({}, {"confirmed": "yes", "previewed": sent}, {"keeper": ""}):
            answer = as_insider.post(at("pair-hand-over"), {**told, **more})
            assert answer.status_code == 422
        assert Pair.objects.get().until is None

    def test_takes_the_ticked_rows_of_the_list(self, pair, as_insider):
        for act in ("sheets", "envelopes", "hand-over"):
            answer = as_insider.post(at("pair-bulk"), {"act": act, "pick": [pair.pk]})
            assert answer["Location"].endswith(f"?pick={pair.pk}")
        for told in ({}, {"act": "x", "pick": [pair.pk]}, {"act": "sheets"}):
            assert as_insider.post(at("pair-bulk"), told)["Location"] == at("pair-list")

    def test_takes_all_of_a_filter(self, pair, zzb, as_insider):
        opened(zzb)
        told = {"act": "sheets", "all": "yes", "query": "?q=林示例"}

        answer = as_insider.post(at("pair-bulk"), told)
        made = as_insider.get(answer["Location"])

        assert made.status_code == 200
        assert AuditEntry.objects.get(act="pair.sheets").data["pairs"] == [pair.pk]


class TestPapers:
    @pytest.fixture
    def addressed(self, person):
        ContactFactory(person=person, address="示范路1号", postcode="000001")

    def test_a_sheet_has_the_address_and_room_to_write(self, pair, addressed, as_insider):
        answer = as_insider.get(at("pair-sheets"), {"pick": pair.pk})

        table = Document(BytesIO(answer.content)).tables[0]
        told = {row.cells[0].text: row.cells[1].text for row in table.rows}
        assert (told["住址"], told["谈了什么"].strip()) == ("示范路1号", "")
        assert AuditEntry.objects.get(act="pair.sheets").data["count"] == 1

    def test_an_envelope_has_name_and_address_and_asks_what_for(
        self, pair, zzb, addressed, as_insider
    ):
        stranger = opened(zzb)
        picks = {"pick": [pair.pk, stranger.pk]}
        assert "2 人，其中 1 人有" in words(as_insider.get(at("pair-envelopes"), picks))
        assert as_insider.post(at("pair-envelopes"), picks).status_code == 422

        told = {**picks, "purpose": "慰问信", "sender": "示范部门"}
        answer = as_insider.post(at("pair-envelopes"), told)

        document = Document(BytesIO(answer.content))
        text = "\n".join(p.text for p in document.paragraphs)
        assert all(word in text for word in ("示范路1号", "林示例 同志", "示范部门"))
        assert document.sections[0].page_width.mm == pytest.approx(220, abs=0.1)
        assert AuditEntry.objects.get(act="pair.envelopes").data["purpose"] == "慰问信"

    def test_of_nobody_are_not_made(self, pair, as_insider, insider):
        told = {"pick": pair.pk, "purpose": "慰问信"}
        assert "没有可以打印的住址" in words(as_insider.get(at("pair-envelopes"), told))
        assert as_insider.post(at("pair-envelopes"), told).status_code == 200
        pair_end(pair, on=date(2025, 6, 30), reason="期满", actor=insider)

        for name in ("pair-sheets", "pair-envelopes", "pair-hand-over"):
            assert as_insider.get(at(name), {"pick": pair.pk}).status_code == 302


class TestNeeds:
    def test_are_answered_and_closed_from_the_list(self, pair, insider, as_insider):
        need = needed(pair, insider, need_due=date(2025, 6, 25))
        assert "1 项等你处理" in words(as_insider.get(at("need-list")))
        assert "已到期" in words(as_insider.get(at("need-list")))

        as_insider.post(at("need-answer", need.pk), {"answer": "已装好"})
        assert "已答复，待确认：已装好" in words(as_insider.get(at("need-list")))
        as_insider.post(at("need-close", need.pk))

        assert "装扶手" not in words(as_insider.get(at("need-list")))
        assert "装扶手" in words(as_insider.get(at("need-list"), {"state": "closed"}))

    def test_of_others_are_seen_by_whoever_sees_their_pairs(
        self, pair, zzb, as_insider, as_outsider
    ):
        needed(pair, UserFactory(unit=zzb, every_permission=True))

        pages = [
            words(client.get(at("need-list"), query))
            for client, query in (
                (as_insider, {}), (as_insider, {"whose": "all"}),
                (as_insider, {"whose": "all", "q": "林示例"}), (as_outsider, {"whose": "all"}),
            )
        ]  # fmt: skip

        assert ["装扶手" in page for page in pages] == [False, True, True, False]

    def test_are_handed_on_and_not_closed_by_the_handler(self, pair, zzb, insider, as_insider):
        raiser = UserFactory(unit=zzb, every_permission=True)
        need = needed(pair, raiser, handler=insider)

        closed = as_insider.post(at("need-close", need.pk), follow=True)
        assert f"由提出人{raiser}办结" in words(closed)

        as_insider.post(at("need-hand", need.pk), {"to": raiser.pk, "due_on": "2025-07-10"})
        need.refresh_from_db()
        assert (need.handled_by, need.closed_on) == (raiser, None)
