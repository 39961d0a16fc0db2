"""The register of measures, and what others see of it: a line for few, nothing for the rest."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from conftest import signed_in
from jingwei.cadres.models import SupervisionMeasure
from jingwei.cadres.selectors.influence import in_influence
from jingwei.kernel.models import AuditEntry
from jingwei.kernel.registers.declaration import REGISTERS, register_of
from jingwei.kernel.registers.writing import Draft, RowsRefused, rows_save
from jingwei.kernel.workdays import calendar_seed
from jingwei.site.demo.cases import supervision as demo
from jingwei.site.demo.cases.world import World
from tests.factories import (
    CadreFactory,
    CivilServantFactory,
    PersonFactory,
    SupervisionMeasureFactory,
    UserFactory,
)
from tests.registers import api, exported, page

pytestmark = pytest.mark.once

LINE = "处于影响期内（至 2025-12-20）"
OWN = ("run_supervision", "view_influence")
OPEN_REGISTERS = ("people.person", "cadres.cadre", "cadres.civilservant", "people.appraisal")
TOKEN = re.compile(rb'(csrfmiddlewaretoken" value=|"X-CSRFToken": ?)"[^"]+"')


class TestRegister:
    def test_counts_the_period_of_what_is_entered_by_hand(self, zzb):
        row = SupervisionMeasureFactory(of=zzb)

        assert (row.influence_from, row.influence_until) == (date(2025, 3, 3), date(2025, 9, 3))

    def test_takes_another_end_only_with_a_reason(self, zzb):
        row = SupervisionMeasureFactory(of=zzb)
        register = register_of(SupervisionMeasure)
        other = {"until_set": date(2025, 12, 3)}

        with pytest.raises(RowsRefused, match="写明理由"):
            rows_save(register, [Draft(other, row=row)], actor=None)
        rows_save(register, [Draft(other | {"set_reason": "延长"}, row=row)], actor=None)

        assert SupervisionMeasure.objects.get().influence_until == date(2025, 12, 3)

    def test_restores_rights_only_after_a_probation(self, zzb):
        row = SupervisionMeasureFactory(of=zzb)
        drafts = [Draft({"restored_on": date(2025, 5, 1)}, row=row)]

        with pytest.raises(RowsRefused, match="只有留党察看"):
            rows_save(register_of(SupervisionMeasure), drafts, actor=None)

    @pytest.mark.parametrize(
        ("day", "told"),
        [(None, ""), (date(2025, 5, 1), "提前解除"), (date(2025, 9, 4), "按期解除"),
         (date(2025, 12, 1), "延后解除")],
    )  # fmt: skip
    def test_says_whether_a_measure_was_lifted_early_or_late(self, zzb, day, told):
        row = SupervisionMeasureFactory(of=zzb, lifted_on=day)

        register = register_of(SupervisionMeasure)
        assert register.col("lifting").read(row) == told


class TestInInfluence:
    def test_asks_once_for_any_number_of_people(self, zzb, django_assert_num_queries):
        rows = [SupervisionMeasureFactory(of=zzb) for _ in range(5)]
        people = [row.person for row in rows] + [PersonFactory(unit=zzb)]

        with django_assert_num_queries(1):
            found = in_influence(people, date(2025, 6, 30))

        assert [bool(found[person.pk]) for person in people] == [True] * 5 + [False]

    @pytest.mark.parametrize(
        ("day", "under"),
        [("2025-03-02", False), ("2025-03-03", True), ("2025-09-03", True), ("2025-09-04", False)],
    )
    def test_holds_from_the_first_day_to_the_last(self, zzb, day, under):
        row = SupervisionMeasureFactory(of=zzb)

        standing = in_influence([row.person_id], date.fromisoformat(day))[row.person_id]

        assert bool(standing) is under


@pytest.fixture
def person(gbk2):
    found = PersonFactory(unit=gbk2, full_name="林示例")
    CadreFactory(person=found)
    CivilServantFactory(person=found)
    found.refresh_from_db()
    return found


@pytest.fixture
def sanction(today, settings, qinglan, person):
    """Impose a sanction on the person, as the office of supervision would."""
    settings.FIXED_DAY = today
    calendar_seed()
    UserFactory(username=demo.OWNER, full_name="顾铭", unit=qinglan, every_permission=True)
    return lambda: demo.begin(World(), "cadres.sanction", person, demo.SANCTION[:5])


def colleague(unit, *, lacking=(), only=()):
    """Return a browser of somebody with every permission but some, or with a few alone."""
    user = UserFactory(unit=unit, full_name="陶示例")
    rights = Permission.objects.all()
    rights = rights.filter(codename__in=only) if only else rights.exclude(codename__in=lacking)
    user.user_permissions.set(rights)
    return signed_in(user)


@pytest.fixture
def uncleared(zzb):
    """Holds every permission but those of supervision and of sanctions on file."""
    verbs = ("view", "add", "change", "delete")
    own = [f"{verb}_{name}" for verb in verbs for name in ("supervisionmeasure", "reward")]
    return colleague(zzb, lacking=(*OWN, *own))


@pytest.fixture
def entitled(zzb):
    """May read people, and that somebody is in an influence period; nothing of the measures."""
    return colleague(zzb, only=("view_person", "view_cadre", "view_influence"))


def addresses(person):
    """Return every address that could tell something of the person."""
    own = reverse("people:person", args=[person.pk])
    registers = [REGISTERS[code] for code in OPEN_REGISTERS]
    tabs = ("", "history", "cadres.supervisionmeasure", "people.reward", "people.appraisal")
    return [
        *(f"{own}?tab={tab}" for tab in tabs),
        *(page(register, "list") for register in registers),
        *(f"{page(register, 'list')}?q={person.full_name}" for register in registers),
        *(page(register, "count") for register in registers),
        *(api(register) for register in registers), api(registers[0], person.pk),
        page(registers[0], "history", person.pk),
        f"{reverse('registers:lookup', args=['people.person'])}?q={person.full_name}",
        f"{reverse('desk:search')}?q={person.full_name}",
        f"{reverse('desk:search')}?q=处分",
        reverse("desk:todo"), reverse("registers:index"), reverse("procedures:case-list"),
        f"{reverse('procedures:case-list')}?state=all&q={person.full_name}",
        f"{reverse('procedures:case-list')}?definition=cadres.sanction&view=board",
        reverse("procedures:case-new"),
    ]  # fmt: skip


def told(client, person):
    """Return everything a browser is told at those addresses, and in the exported files."""
    answers = {url: client.get(url) for url in addresses(person)}
    pages = {url: TOKEN.sub(b"", a.content) for url, a in answers.items()}
    files = {code: exported(client, REGISTERS[code], "csv") for code in OPEN_REGISTERS}
    return {url: (answers[url].status_code, text) for url, text in pages.items()} | files


class TestUncleared:
    """Everybody but the few: nothing differs, whether there is a measure or none."""

    def test_is_told_the_very_same_before_and_after(self, person, sanction, uncleared):
        before = told(uncleared, person)

        sanction()

        after = told(uncleared, person)
        assert [url for url in before if before[url] != after[url]] == []

    def test_finds_no_words_of_it_anywhere(self, person, sanction, uncleared):
        sanction()

        texts = told(uncleared, person)

        words = ("处于影响期", "政务警告", "监督措施")
        found = {
            (url, word) for url, text in texts.items() for word in words
            if word.encode() in (text if isinstance(text, bytes) else text[1])
        }  # fmt: skip
        assert found == set()

    def test_opens_neither_register_nor_case(self, person, sanction, uncleared):
        case = sanction()
        register = register_of(SupervisionMeasure)
        row = SupervisionMeasure.objects.get()

        answers = [
            uncleared.get(url).status_code
            for url in (
                page(register, "list"), page(register, "row", row.pk), api(register),
                api(register, row.pk), page(register, "export", "csv"),
                reverse("procedures:case", args=[case.pk]),
                reverse("procedures:case-step", args=[case.pk]),
                reverse("procedures:case-print", args=[case.pk]),
            )
        ]  # fmt: skip

        assert answers == [403] * 5 + [404] * 3

    def test_person_page_asks_no_question_more(
        self, person, uncleared, entitled, django_assert_max_num_queries
    ):
        url = reverse("people:person", args=[person.pk])
        uncleared.get(url)
        with django_assert_max_num_queries(60) as few:
            uncleared.get(url)

        assert not any("supervisionmeasure" in query["sql"] for query in few.captured_queries)


class TestEntitled:
    def test_reads_the_line_on_the_person_page_and_nothing_more(self, person, sanction, entitled):
        sanction()

        html = entitled.get(reverse("people:person", args=[person.pk])).content.decode()

        assert LINE in html
        assert "警告" not in html
        assert "监督措施" not in html

    def test_reads_it_nowhere_else(self, person, sanction, entitled):
        sanction()
        registers = [REGISTERS[code] for code in ("people.person", "cadres.cadre")]

        texts = [
            *(entitled.get(page(register, "list")).content for register in registers),
            *(entitled.get(api(register)).content for register in registers),
            *(exported(entitled, register, "csv") for register in registers),
        ]

        assert [text for text in texts if "影响期".encode() in text] == []

    def test_reads_nothing_of_somebody_without_a_measure(self, person, entitled):
        html = entitled.get(reverse("people:person", args=[person.pk])).content.decode()

        assert "影响期" not in html

    def test_reads_nothing_once_the_period_is_over(self, person, today, entitled):
        SupervisionMeasureFactory(person=person, decided_on=date(2024, 3, 3))

        html = entitled.get(reverse("people:person", args=[person.pk])).content.decode()

        assert "影响期" not in html

    def test_an_open_end_is_said_to_be_open(self, person, today, entitled):
        SupervisionMeasureFactory(person=person, kind="party_probation_one")

        html = entitled.get(reverse("people:person", args=[person.pk])).content.decode()

        assert "处于影响期内（止日待定）" in html


class TestCleared:
    def test_reading_the_register_is_recorded(self, person, sanction, as_insider):
        sanction()

        as_insider.get(page(register_of(SupervisionMeasure), "list"))

        assert AuditEntry.objects.filter(act="register.read").count() == 1

    def test_the_basis_stays_masked_in_the_list_and_the_export(self, person, sanction, as_insider):
        sanction()
        register = register_of(SupervisionMeasure)

        texts = [
            as_insider.get(page(register, "list") + "?cols=basis,kind").content,
            as_insider.get(api(register)).content, exported(as_insider, register, "csv"),
        ]  # fmt: skip

        assert [text for text in texts if "未按规定报告".encode() in text] == []
