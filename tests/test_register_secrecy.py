"""What not everybody may read stays hidden at every door, and every look at it is recorded."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from conftest import signed_in
from jingwei.kernel.models import AuditEntry
from jingwei.kernel.registers.declaration import P3, REGISTERS, children_of
from jingwei.kernel.registers.exchange.heads import head_of
from jingwei.kernel.registers.kinds import FlagKind
from jingwei.kernel.registers.sight import READ_OFFICE
from jingwei.people.models import Person
from tests.factories import PersonFactory
from tests.hidden import (
    HIDDEN,
    RESTRICTED,
    REVEALED,
    TOLD,
    hidden,
    hidden_set,
    needle,
    over,
    unpacked,
    user_who,
)
from tests.registers import (
    ID_NUMBERS,
    PURPOSE,
    api,
    exported,
    imported,
    make,
    page,
    said,
    sample,
    table,
    written,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]
JSON = "application/json"
EVERY_RESTRICTED = pytest.mark.parametrize(
    "register", RESTRICTED, ids=[register.code for register in RESTRICTED]
)


@pytest.fixture
def reader(zzb):
    """May open every register, and read neither the office's fields nor restricted ones."""
    return signed_in(user_who(zzb, "view"))


@pytest.fixture
def clerk(zzb):
    """May write every register too, and read no more than the reader."""
    return signed_in(user_who(zzb, "view", "add", "change"))


@pytest.fixture
def office(zzb):
    """Reads the fields of the office, but reveals nothing."""
    return signed_in(user_who(zzb, "view", "add", "change", more=(READ_OFFICE,)))


@pytest.fixture
def row(register, col, zzb):
    """A row that holds a value in the hidden column."""
    (made,) = make(register, zzb)
    return hidden_set(register, made, col, hidden(register, col))


def person_of(row: Any) -> int:
    return row.pk if isinstance(row, Person) else row.person_id


class TestHiddenColumn:
    @over(TOLD)
    def test_stands_on_no_page(self, register, col, row, reader):
        every = ",".join(one.name for one in register.columns)
        pages = [
            page(register, "list"),
            f"{page(register, 'list')}?cols={every}",
            page(register, "row", row.pk),
            page(register, "history", row.pk),
            *(
                f"{reverse('people:person', args=[person_of(row)])}?tab={tab}"
                for tab in ("", "history", register.code)
            ),
        ]

        answers = {url: reader.get(url, follow=True) for url in pages}

        assert {answer.status_code for answer in answers.values()} == {200}
        assert [u for u, a in answers.items() if needle(register, col) in a.content] == []

    @over(TOLD)
    def test_stands_in_no_file(self, register, col, row, reader):
        csv, xlsx = (exported(reader, register, suffix) for suffix in ("csv", "xlsx"))

        assert needle(register, col) not in csv
        assert needle(register, col) not in unpacked(xlsx)

    @over(TOLD)
    def test_stands_in_no_file_though_the_reader_asks_for_it(self, register, col, row, reader):
        data = exported(reader, register, "csv", restricted="on", cols=col.name)

        assert needle(register, col) not in data

    @over(HIDDEN)
    def test_is_a_mask_in_the_file_and_in_the_api(self, register, col, row, reader):
        mask = register.kind(col).mask(col.read(row))
        heads, lines = table(exported(reader, register, "csv"))
        told = reader.get(api(register, row.pk)).json()

        assert lines[0][heads.index(head_of(register, col))] == mask
        assert told.get(col.name, mask) == mask
        assert reader.get(api(register)).json()["items"] == [told]

    @over(TOLD)
    def test_stands_in_no_answer_of_the_api(self, register, col, row, reader):
        answers = [reader.get(api(register)), reader.get(api(register, row.pk))]

        assert [a.status_code for a in answers if needle(register, col) not in a.content] == [
            200
        ] * 2

    @over(TOLD)
    def test_cannot_be_searched_unseen(self, register, col, row, reader):
        text = needle(register, col).decode()

        found = reader.get(api(register), {"q": text}).json()["count"]
        offered = reader.get(reverse("registers:lookup", args=["people.person"]), {"q": text})

        recorded = AuditEntry.objects.filter(act="register.search").exists()
        assert found == 0 or recorded
        assert recorded == register.is_sensitive(text)
        assert offered.json()["rows"] == []

    @over(HIDDEN)
    def test_neither_filters_nor_sorts(self, register, col, row, reader, zzb):
        (other,) = make(register, zzb)
        value = str(register.kind(col).write(hidden(register, col)))
        usual = [one["id"] for one in reader.get(api(register)).json()["items"]]
        asked = [{f"{col.name}{end}": value} for end in ("", "_from", "_to")] + [
            {"sort": col.name},
            {"sort": f"-{col.name}"},
        ]

        orders = [
            [one["id"] for one in reader.get(api(register), query).json()["items"]]
            for query in asked
        ]

        assert sorted(usual) == sorted([row.pk, other.pk])
        assert orders == [usual] * 5

    @over(HIDDEN)
    def test_is_set_for_no_many_rows_at_once(self, register, col, row, clerk):
        data = {"pick": [row.pk], "step": "value", "column": col.name}

        answer = clerk.post(page(register, "bulk"), data)

        assert col.name not in dict(answer.context["form"].fields["column"].choices)


class TestRefusal:
    """What is told when something is refused tells nothing else."""

    @over(TOLD)
    def test_of_a_form_shows_no_hidden_value(self, register, col, row, clerk):
        shown = clerk.get(page(register, "edit", row.pk))
        names = shown.context["form"].fields

        refused = clerk.post(page(register, "edit", row.pk), dict.fromkeys(names, "?"))

        assert refused.status_code == 422
        assert needle(register, col) not in shown.content + refused.content

    @over(TOLD)
    def test_of_an_old_version_shows_no_hidden_value(self, register, col, row, clerk, insider, zzb):
        form = clerk.get(page(register, "edit", row.pk)).context["form"]
        data = {f.html_name: "" if f.value() is None else f.value() for f in form}
        hidden_set(register, row, col, sample(register, col, 1))
        hidden_set(register, row, col, hidden(register, col))

        by_form = clerk.post(page(register, "edit", row.pk), data)
        by_api = clerk.patch(api(register, row.pk), {"version": 1}, content_type=JSON)

        assert by_form.status_code < 500
        assert by_api.status_code == 409
        assert needle(register, col) not in by_form.content + by_api.content

    @over(HIDDEN)
    def test_of_the_api_leaves_the_value_as_it_was(self, register, col, row, clerk):
        if not col.shown("edit"):
            return
        value = said(register, col.name, sample(register, col, 1))

        answer = clerk.patch(
            api(register, row.pk), {"version": row.version, col.name: value}, content_type=JSON
        )

        kept = register.model._default_manager.get(pk=row.pk)
        assert answer.status_code == 422
        assert col.read(kept) == col.read(row)

    @over(HIDDEN)
    def test_of_a_file_shows_no_hidden_value_and_changes_none(self, register, col, row, clerk):
        heads, lines = table(exported(clerk, register, "csv"))
        place = heads.index(head_of(register, col))
        lines[0][place] = str(register.kind(col).write(sample(register, col, 1)))

        batch = imported(clerk, register, "名单.csv", written(heads, lines))
        pages = [
            clerk.get(page(register, "import-batch", batch.pk)),
            clerk.get(page(register, "import-rejected", batch.pk)),
        ]

        assert batch.plan["counts"] == {"rejected": 1}
        shown = pages[0].content + unpacked(pages[1].content)
        assert isinstance(register.kind(col), FlagKind) or needle(register, col) not in shown

    @over(HIDDEN)
    def test_of_nothing_when_the_mask_comes_back(self, register, col, row, clerk):
        data = exported(clerk, register, "csv")
        told = clerk.get(api(register, row.pk)).json()

        batch = imported(clerk, register, "名单.csv", data)
        if col.name in told and col.shown("edit"):
            body = {"version": row.version, col.name: told[col.name]}
            assert clerk.patch(api(register, row.pk), body, content_type=JSON).json() == told

        assert batch.plan["counts"] == {"same": 1}


class TestRestrictedColumn:
    @over(REVEALED)
    def test_is_shown_once_and_recorded(self, register, col, row, as_insider, insider):
        answer = as_insider.post(page(register, "reveal", row.pk, col.name))

        entry = AuditEntry.objects.filter(act="register.reveal").get()
        assert needle(register, col) in answer.content
        assert "no-store" in answer["Cache-Control"]
        assert (entry.actor, entry.data["column"]) == (insider, col.name)
        assert needle(register, col).decode() not in str(entry.data)

    @over(REVEALED)
    def test_is_masked_on_pages_of_whoever_may_reveal_it_too(self, register, col, row, as_insider):
        pages = [page(register, "list"), page(register, "row", row.pk), api(register, row.pk)]

        answers = [as_insider.get(url, follow=True) for url in pages]

        assert [a.status_code for a in answers if needle(register, col) not in a.content] == [
            200
        ] * 3

    @over(HIDDEN)
    def test_is_revealed_to_nobody_else(self, register, col, row, reader, office):
        answers = [who.post(page(register, "reveal", row.pk, col.name)) for who in (reader, office)]

        assert [answer.status_code for answer in answers] == [403, 403]
        assert not AuditEntry.objects.filter(act="register.reveal").exists()

    @over(REVEALED)
    def test_leaves_the_house_in_clear_only_for_a_purpose(self, register, col, row, as_insider):
        address = page(register, "export", "csv")

        refused = as_insider.post(address, {"restricted": "on", "purpose": ""})
        data = exported(as_insider, register, "csv", restricted="on")

        entry = AuditEntry.objects.filter(act="register.export").get()
        assert refused.status_code == 422
        assert needle(register, col) in data
        assert (entry.data["purpose"], entry.data["restricted"]) == (PURPOSE, True)

    @over(REVEALED)
    def test_is_written_unread_by_the_office(self, register, col, row, office):
        value = said(register, col.name, hidden(register, col))
        other = hidden_set(register, row, col, sample(register, col, 1))

        answer = office.patch(
            api(register, row.pk), {"version": other.version, col.name: value}, content_type=JSON
        )

        kept = register.model._default_manager.get(pk=row.pk)
        assert answer.status_code == 200, answer.json()
        assert col.read(kept) == hidden(register, col)
        assert needle(register, col) not in answer.content


class TestRestrictedRegister:
    @EVERY_RESTRICTED
    def test_records_every_reading(self, register, zzb, reader):
        (row,) = make(register, zzb)
        person = reverse("people:person", args=[row.person_id])
        doors = [
            page(register, "list"), page(register, "row", row.pk),
            f"{person}?tab={register.code}", api(register), api(register, row.pk),
        ]  # fmt: skip

        counts = []
        for url in doors:
            before = reads()
            assert reader.get(url, follow=True).status_code == 200
            counts.append(reads() - before)

        assert dict(zip(doors, counts, strict=True)) == dict.fromkeys(doors, 1)

    @EVERY_RESTRICTED
    def test_is_not_on_the_page_of_a_person_until_it_is_opened(self, register, zzb, reader):
        (row,) = make(register, zzb)

        answer = reader.get(reverse("people:person", args=[row.person_id]))

        assert answer.status_code == 200
        assert reads() == 0

    @EVERY_RESTRICTED
    def test_is_nowhere_for_whoever_may_not_open_it(self, register, zzb, reader):
        (row,) = make(register, zzb)
        user = reader.get(api(register)).wsgi_request.user
        user.user_permissions.remove(*Permission.objects.filter(codename=f"view_{register.slug}"))
        person = reverse("people:person", args=[row.person_id])

        pages = [f"{person}?tab={tab}" for tab in ("", register.code, "history")]
        answers = [reader.get(url) for url in pages]

        history = answers[2].context["history"]
        assert {answer.status_code for answer in answers} == {200}
        assert all(register.code not in str(answer.context["tabs"]) for answer in answers)
        assert register.title not in {entry.title for entry in history.entries}

    @EVERY_RESTRICTED
    def test_hides_its_values_in_the_history(self, register, zzb, reader):
        (row,) = make(register, zzb)

        answer = reader.get(page(register, "history", row.pk))

        (entry,) = answer.context["history"].entries
        told = [register.kind(c).show(c.read(row)) for c in register.columns if c.is_own]
        texts = {text for _, *texts in entry.lines for text in texts}
        assert texts & {text for text in told if text} == set()

    @EVERY_RESTRICTED
    def test_leaves_the_house_only_for_a_purpose(self, register, zzb, as_insider):
        make(register, zzb)

        asked = as_insider.get(page(register, "export", "csv"))

        assert asked["Content-Type"].startswith("text/html")
        assert not AuditEntry.objects.filter(act="register.export").exists()
        exported(as_insider, register, "csv")
        assert AuditEntry.objects.filter(act="register.export").get().data["purpose"] == PURPOSE


def reads() -> int:
    return AuditEntry.objects.filter(act="register.read").count()


class TestSearchByNumber:
    @pytest.mark.parametrize("door", ["list", "count", "api", "export", "page two"])
    @pytest.mark.parametrize("text", [ID_NUMBERS[0], ID_NUMBERS[0][-4:]])
    def test_is_recorded_at_every_door(self, zzb, insider, as_insider, door, text):
        persons = REGISTERS["people.person"]
        PersonFactory(unit=zzb, id_number=ID_NUMBERS[0])
        address = {
            "list": page(persons, "list"), "count": page(persons, "count"), "api": api(persons),
            "export": page(persons, "export", "csv"), "page two": page(persons, "list"),
        }[door]  # fmt: skip

        as_insider.get(address, {"q": text, **({"after": "x"} if door == "page two" else {})})

        found = AuditEntry.objects.filter(act__in=("register.search", "register.export"))
        entry = found.get()
        assert entry.actor == insider
        assert text not in str(entry.data)

    def test_by_name_is_nobodys_business(self, zzb, as_insider):
        persons = REGISTERS["people.person"]
        PersonFactory(unit=zzb, full_name="李示例")

        as_insider.get(page(persons, "list"), {"q": "李示例"})

        assert not AuditEntry.objects.filter(act="register.search").exists()


def test_every_register_about_people_is_restricted_or_open_on_purpose():
    restricted = {r.slug for _, r in children_of(Person) if r.secrecy == P3}

    assert restricted == {"reward", "familymember", "identitydocument", "supervisionmeasure"}
