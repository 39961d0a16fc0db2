"""Every register keeps these promises. A new register is covered by being declared."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jingwei.kernel.audit import audit_verify
from jingwei.kernel.models import AuditEntry, ImportBatch, RowChange
from jingwei.kernel.registers.exchange.heads import head_of
from jingwei.kernel.registers.forms import WHY
from jingwei.kernel.registers.kinds import ChoiceKind, CodeKind
from tests.registers import (
    EVERY_AND_A_LEDGER,
    api,
    applied,
    change,
    exported,
    filled,
    harmless,
    imported,
    listed,
    make,
    page,
    said,
    standing,
    table,
    written,
)

pytestmark = [pytest.mark.django_db, EVERY_AND_A_LEDGER]
JSON = "application/json"
ODD = (
    "sort=-nothing", "after=%ff", "before=W10", "page=last", "on=x", "on=2025.6.30", "cols=no",
    "q=%00", "q=1234", "q=" + "9" * 300, "unit=%00", "view=x", "count=exact", "density=x",
)  # fmt: skip


@pytest.fixture
def rows(register, zzb):
    return make(register, zzb, 3)


@pytest.fixture
def seen(register, rows, zzb):
    """What the insider sees: the rows, and of units their own."""
    return [*rows, *standing(register, zzb)]


@pytest.fixture
def elsewhere(register, jyj):
    """What the outsider sees: nothing, but of units their own."""
    return standing(register, jyj)


def asked(call: Any) -> int:
    """Return how many queries ``call`` takes, once everything that is kept has been read."""
    call()
    with CaptureQueriesContext(connection) as queries:
        call()
    return len(queries)


class TestList:
    def test_shows_exactly_the_visible_rows(
        self, register, seen, elsewhere, as_insider, as_outsider
    ):
        answers = [who.get(page(register, "list")) for who in (as_insider, as_outsider)]

        shown = [{line.pk for line in answer.context["lines"]} for answer in answers]
        assert shown == [{row.pk for row in seen}, {row.pk for row in elsewhere}]
        assert [listed(a.content) for a in answers] == [len(seen), len(elsewhere)]

    def test_gives_the_results_alone_to_a_fragment(self, register, rows, as_insider):
        answer = as_insider.get(page(register, "list"), headers={"HX-Request": "true"})

        html = answer.content.decode()
        assert html.lstrip().startswith('<div id="results">')
        assert "<html" not in html
        assert "HX-Request" in answer["Vary"]

    def test_counts_what_it_shows(self, register, seen, elsewhere, as_insider, as_outsider):
        told = [c.get(page(register, "count")).content.decode() for c in (as_insider, as_outsider)]

        assert told == [f"共 {len(these)} {register.unit_word}" for these in (seen, elsewhere)]

    def test_asks_no_more_questions_for_more_rows(self, register, rows, zzb, as_insider):
        few = asked(lambda: as_insider.get(page(register, "list")))
        make(register, zzb, 9)

        assert asked(lambda: as_insider.get(page(register, "list"))) <= few

    def test_takes_odd_queries_without_a_crash(self, register, rows, as_insider):
        for query in ODD:
            answers = {
                door: as_insider.get(f"{address}?{query}").status_code
                for door, address in (
                    ("list", page(register, "list")),
                    ("count", page(register, "count")),
                    ("api", api(register)),
                )
            }
            assert set(answers.values()) <= {200, 422}, (query, answers)


class TestDoors:
    def test_of_a_row_out_of_sight_do_not_exist(self, register, rows, as_outsider):
        pk = rows[0].pk
        reads = [page(register, name, pk) for name in ("row", "edit", "remove", "history")]
        writes = [page(register, name, pk) for name in ("edit", "remove")]
        body = {"version": 1}

        answers = [
            *(as_outsider.get(address) for address in [*reads, api(register, pk)]),
            *(as_outsider.post(address) for address in writes),
            *(
                as_outsider.post(page(register, "reveal", pk, c.name))
                for c in register.cols("detail")
            ),
            as_outsider.patch(api(register, pk), body, content_type=JSON),
        ]

        assert {answer.status_code for answer in answers} == {404}

    def test_are_shut_without_the_permission(self, register, rows, as_powerless):
        pk, column = rows[0].pk, register.columns[0].name
        pages = [
            *(page(register, n) for n in ("list", "count", "new", "import", "paste")),
            *(page(register, n, pk) for n in ("row", "edit", "remove", "history")),
            *(page(register, n, "csv") for n in ("export", "template")),
        ]

        answers = [
            *(as_powerless.get(address) for address in [*pages, api(register), api(register, pk)]),
            as_powerless.post(page(register, "bulk")),
            as_powerless.post(page(register, "reveal", pk, column)),
            as_powerless.post(api(register), {}, content_type=JSON),
            as_powerless.patch(api(register, pk), {"version": 1}, content_type=JSON),
        ]

        assert {answer.status_code for answer in answers} == {403}

    def test_lead_whoever_did_not_sign_in_to_the_sign_in(self, register, rows):
        pk, nobody = rows[0].pk, Client()
        names = [("list",), ("new",), ("import",), ("row", pk), ("edit", pk), ("export", "csv")]

        answers = [nobody.get(page(register, *parts)) for parts in names]

        assert {answer.status_code for answer in answers} == {302}
        assert {answer["Location"].partition("?")[0] for answer in answers} == {"/account/login/"}

    def test_of_the_api_say_to_sign_in_first(self, register, rows):
        nobody = Client()

        answers = [
            nobody.get(api(register)),
            nobody.get(api(register, rows[0].pk)),
            nobody.post(api(register), {}, content_type=JSON),
            nobody.patch(api(register, rows[0].pk), {"version": 1}, content_type=JSON),
        ]

        assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [
            (401, "signed_out")
        ] * 4

    def test_open_for_whoever_holds_the_permission(self, register, rows, as_insider):
        pk = rows[0].pk
        names = [("new",), ("import",), ("paste",), ("edit", pk), ("history", pk)]

        answers = [as_insider.get(page(register, *parts)) for parts in names]
        answers += [as_insider.get(page(register, "row", pk), follow=True)]

        assert {answer.status_code for answer in answers} == {200}


class TestApi:
    def test_lists_the_rows_of_the_page(self, register, seen, elsewhere, as_insider, as_outsider):
        told = [who.get(api(register)).json() for who in (as_insider, as_outsider)]

        listed = [{item["id"] for item in page["items"]} for page in told]
        assert listed == [{row.pk for row in seen}, {row.pk for row in elsewhere}]
        assert [page["count"] for page in told] == [len(seen), len(elsewhere)]

    def test_reads_the_row_that_it_lists(self, register, rows, as_insider):
        items = as_insider.get(api(register)).json()["items"]

        assert [as_insider.get(api(register, item["id"])).json() for item in items] == items

    def test_takes_back_what_it_told(self, register, rows, as_insider):
        row = filled(register, rows[0])
        told = as_insider.get(api(register, row.pk)).json()
        body = {c.name: told[c.name] for c in register.cols("edit") if c.name in told}

        answer = as_insider.patch(
            api(register, row.pk), {"version": row.version, **body}, content_type=JSON
        )

        assert answer.status_code == 200, answer.json()
        assert answer.json() == told

    def test_walks_through_all_rows_page_by_page(self, register, seen, as_insider):
        found, mark = [], ""
        while not found or mark:
            told = as_insider.get(api(register), {"limit": 2, "after": mark}).json()
            found += [item["id"] for item in told["items"]]
            mark = told["after"]

        assert sorted(found) == sorted(row.pk for row in seen)

    def test_asks_no_more_questions_for_more_rows(self, register, rows, zzb, as_insider):
        few = asked(lambda: as_insider.get(api(register)))
        make(register, zzb, 9)

        assert asked(lambda: as_insider.get(api(register))) <= few


class TestRowPage:
    def test_asks_no_more_questions_for_a_longer_history(self, register, rows, as_insider, insider):
        row = rows[0]
        change(insider, register, row)
        row.refresh_from_db()
        pages = [page(register, "row", row.pk), page(register, "history", row.pk)]
        few = [asked(lambda url=url: as_insider.get(url, follow=True)) for url in pages]
        for _ in range(4):
            change(insider, register, row)
            row.refresh_from_db()

        many = [asked(lambda url=url: as_insider.get(url, follow=True)) for url in pages]

        assert [m <= f for m, f in zip(many, few, strict=True)] == [True, True]


class TestWrite:
    def test_through_the_api_leaves_one_audit_row_and_one_change(self, register, rows, as_insider):
        name, value = harmless(register, rows[0])
        before = AuditEntry.objects.count(), RowChange.objects.count()

        answer = as_insider.patch(
            api(register, rows[0].pk), {"version": 1, name: said(register, name, value)},
            content_type=JSON,
        )  # fmt: skip

        assert answer.status_code == 200, answer.json()
        assert AuditEntry.objects.filter(act="register.change").count() == 1
        assert RowChange.objects.count() == before[1] + 1
        assert name in RowChange.objects.first().after
        assert audit_verify()[1] is None

    def test_through_the_form_leaves_one_audit_row_and_one_change(self, register, rows, as_insider):
        name, value = harmless(register, rows[0])

        answer = as_insider.post(
            page(register, "edit", rows[0].pk), posted(as_insider, register, rows[0], name, value)
        )

        assert answer.status_code == 302, answer.context["form"].errors
        assert AuditEntry.objects.filter(act="register.change").count() == 1
        assert name in RowChange.objects.first().after

    def test_of_an_old_version_is_refused_by_the_form_which_shows_both(
        self, register, rows, as_insider, insider
    ):
        name, value = harmless(register, rows[0])
        data = posted(as_insider, register, rows[0], name, value)
        _, other = change(insider, register, rows[0], only=name, but=value)

        answer = as_insider.post(page(register, "edit", rows[0].pk), data)

        kind = register.kind(register.col(name))
        (conflict,) = answer.context["conflicts"]
        assert answer.status_code == 409
        assert (conflict.mine, conflict.theirs) == (kind.show(value), kind.show(other))
        assert register.model._default_manager.get(pk=rows[0].pk).version == 2

    def test_of_an_old_version_is_refused_by_the_api_which_names_both(
        self, register, rows, as_insider, insider
    ):
        name, value = harmless(register, rows[0])
        change(insider, register, rows[0])

        answer = as_insider.patch(
            api(register, rows[0].pk), {"version": 1, name: said(register, name, value)},
            content_type=JSON,
        )  # fmt: skip

        told = answer.json()
        assert answer.status_code == 409
        assert (told["code"], told["seen"], told["current"]) == ("register.stale", 1, 2)

    def test_removal_keeps_the_history_or_is_not_offered(self, register, rows, as_insider):
        pk = rows[0].pk

        answer = as_insider.post(page(register, "remove", pk), {"reason": "重复录入"})

        gone = not register.model._default_manager.filter(pk=pk).exists()
        kept = RowChange.objects.filter(register=register.code, row=pk, act="remove")
        assert (answer.status_code, gone, kept.exists()) == (
            (302, True, True) if register.removable else (404, False, False)
        )


def posted(client: Client, register: Any, row: Any, name: str, value: Any) -> dict[str, Any]:
    """Return what the form of ``row`` sends when somebody changes one field."""
    form = client.get(page(register, "edit", row.pk)).context["form"]
    kind = register.kind(register.col(name))
    chosen = value if isinstance(kind, CodeKind | ChoiceKind) else kind.write(value)
    data = {field.html_name: field.value() for field in form}
    data |= {name: chosen, WHY: "核对后更正"}
    return {key: "" if old is None else old for key, old in data.items()}


class TestFiles:
    @pytest.mark.parametrize("suffix", ["csv", "xlsx"])
    @pytest.mark.parametrize("restricted", ["", "on"])
    def test_exported_rows_import_back_unchanged(
        self, register, rows, seen, as_insider, suffix, restricted
    ):
        filled(register, rows[0])
        filled(register, rows[1], 1)
        data = exported(as_insider, register, suffix, restricted=restricted)

        batch = imported(as_insider, register, f"名单.{suffix}", data)

        assert batch.plan["counts"] == {"same": len(seen)}

    def test_of_somebody_else_hold_none_of_the_rows(self, register, rows, elsewhere, as_outsider):
        _, lines = table(exported(as_outsider, register, "csv"))

        assert len(lines) == len(elsewhere)

    def test_are_stored_whole_or_not_at_all(self, register, rows, as_insider):
        name, heads, lines = self.changed(register, rows[0], as_insider)
        lines[-1] = ["" if head != name else "x" for head in heads]

        batch = imported(as_insider, register, "名单.csv", written(heads, lines))
        batch = applied(as_insider, register, batch)

        assert batch.plan["counts"]["changed"] >= 2
        assert batch.plan["counts"]["rejected"] == 1
        assert batch.state == ImportBatch.State.READY
        assert not register.model._default_manager.filter(version__gt=1).exists()

    def test_leave_a_change_for_every_row_and_an_audit_row(self, register, rows, as_insider):
        _, heads, lines = self.changed(register, rows[0], as_insider)

        batch = imported(as_insider, register, "名单.csv", written(heads, lines))
        applied(as_insider, register, batch)

        changes = RowChange.objects.filter(register=register.code, act="change")
        assert {change.source for change in changes} == {"导入 名单.csv"}
        assert {row.pk for row in rows} <= {change.row for change in changes}
        assert changes.count() == batch.plan["counts"]["changed"]
        assert AuditEntry.objects.filter(act="register.import").count() == 1

    def test_ask_no_more_questions_for_more_rows(self, register, rows, zzb, as_insider):
        few = asked(lambda: exported(as_insider, register, "csv"))
        make(register, zzb, 9)

        assert asked(lambda: exported(as_insider, register, "csv")) <= few

    def changed(self, register, row, client):
        """Return the head of a column, all heads, and the lines with a new value in that column."""
        name, value = harmless(register, row)
        col = register.col(name)
        heads, lines = table(exported(client, register, "csv"))
        place = heads.index(head_of(register, col))
        for line in lines:
            line[place] = str(register.kind(col).write(value))
        return heads[place], heads, lines
