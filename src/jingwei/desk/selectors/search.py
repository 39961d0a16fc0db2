"""One search box over what the viewer may see."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse

from jingwei.accounts.models import User
from jingwei.collection.models import Form, Ledger, Round
from jingwei.coverage.models import Programme
from jingwei.desk.selectors.rules import room_name
from jingwei.kernel.clock import today
from jingwei.kernel.codes import label
from jingwei.kernel.indicators import INDICATORS
from jingwei.kernel.partial_dates import show_partial
from jingwei.kernel.rules import RULES
from jingwei.kernel.spelling import reads
from jingwei.org.models import PartyOrganization, Unit
from jingwei.people.models import Person
from jingwei.people.selectors.search import found_people
from jingwei.plans.models import AnnualPlan, Decision, Item, Measure, Milestone, Report
from jingwei.procedures.models import Case, CasePaper
from jingwei.procedures.selectors.lists import cases_filtered

LIMIT = 20
LOOKED_AT = 200
COUNTED = 1000
"""Rows counted of what is found; of more the page says "more than"."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: its words, a line that tells it from its namesakes, its page."""

    words: str
    about: str
    url: str


@dataclass(frozen=True, slots=True)
class Hits:
    """The hits of one kind. ``more``: there are further ones; ``count``: how many, if counted.

    ``list_url``: the list of the kind with the same question, "" where there is none.
    """

    label: str
    hits: list[Hit]
    more: bool
    count: int = 0
    list_url: str = ""

    @property
    def is_many(self) -> bool:
        """Whether there are more than were counted."""
        return self.count > COUNTED


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of row: its words, the permission to open its pages, how it is found and shown.

    ``lists`` is the name of the page that lists it and takes the question as "q"; behind a
    question mark what else to ask it.
    """

    label: str
    permission: str
    rows: Callable[[User, str], QuerySet[Any]]
    hit: Callable[[Any], Hit]
    lists: str = ""


def search(viewer: User, text: str) -> list[Hits]:
    """Return what holds ``text`` by kind, at most 20 of each; empty for an empty text.

    Only kinds whose pages ``viewer`` may open. One query a kind, two where there is more than a
    page shows; units and Party organizations are found by pinyin too.
    """
    text = text.strip()
    return [found for found in _kinds(viewer, text) if found.hits] if text else []


def _kinds(viewer: User, text: str) -> Iterator[Hits]:
    if viewer.has_perm("people.view_person"):
        yield _people(viewer, text)
    for source in SOURCES:
        if not source.permission or viewer.has_perm(source.permission):
            rows = source.rows(viewer, text)
            yield _hits(source, rows, _list(source.lists, text) if source.lists else "")
    if viewer.has_perm("plans.view_indicatorvalue"):
        yield _indicators(text)
    yield _rules(text)


def _measures(viewer: User, text: str) -> QuerySet[Any]:
    rows = Measure.objects.visible_to(viewer).current().filter(text__icontains=text)
    return rows.select_related("item", "plan", "owner")


def _items(viewer: User, text: str) -> QuerySet[Any]:
    rows = Item.objects.visible_to(viewer).current().filter(heading__icontains=text)
    return rows.select_related("area__plan")


def _plans(viewer: User, text: str) -> QuerySet[Any]:
    return AnnualPlan.objects.visible_to(viewer).filter(title__icontains=text)


def _decisions(viewer: User, text: str) -> QuerySet[Any]:
    rows = Decision.objects.visible_to(viewer).filter(text__icontains=text)
    if not viewer.has_perm("plans.view_dispatchmeeting"):
        rows = rows.filter(responsible=viewer)
    return rows.select_related("meeting", "responsible")


def _units(viewer: User, text: str) -> QuerySet[Any]:
    rows = Unit.objects.visible_to(viewer)
    named = Q(name__icontains=text) | Q(aliases__text__icontains=text) | reads("spelling", text)
    return rows.filter(named).distinct().select_related("parent")


def _organizations(viewer: User, text: str) -> QuerySet[Any]:
    rows = PartyOrganization.objects.visible_to(viewer)
    named = Q(name__contains=text) | Q(short_name__contains=text) | reads("spelling", text)
    return rows.filter(named).select_related("parent")


def _cases(viewer: User, text: str) -> QuerySet[Any]:
    return cases_filtered(viewer, {"q": text, "state": "all"}, today()).with_subjects()


def _papers(viewer: User, text: str) -> QuerySet[Any]:
    rows = CasePaper.objects.visible_to(viewer)
    told = Q(number__icontains=text) | Q(name__icontains=text)
    return rows.filter(told).select_related("case").order_by("-added_at", "-pk")


def _proofs(viewer: User, text: str) -> QuerySet[Any]:
    rows = Milestone.objects.visible_to(viewer).filter(document_title__icontains=text)
    return rows.select_related("measure").order_by("-done_on", "-pk")


def _reports(viewer: User, text: str) -> QuerySet[Any]:
    return Report.objects.visible_to(viewer).filter(title__icontains=text)


def _rounds(viewer: User, text: str) -> QuerySet[Any]:
    return Round.objects.visible_to(viewer).filter(title__icontains=text)


def _ledgers(viewer: User, text: str) -> QuerySet[Any]:
    return Ledger.objects.visible_to(viewer).filter(name__icontains=text).select_related("unit")


def _forms(viewer: User, text: str) -> QuerySet[Any]:
    rows = Form.objects.visible_to(viewer).filter(Q(name__icontains=text) | Q(code=text))
    return rows.select_related("owner")


def _programmes(viewer: User, text: str) -> QuerySet[Any]:
    return Programme.objects.visible_to(viewer).filter(title__icontains=text)


def _accounts(viewer: User, text: str) -> QuerySet[Any]:
    rows = User.objects.visible_to(viewer).filter(is_active=True)
    return rows.filter(Q(full_name__icontains=text) | Q(username__istartswith=text))


def _form_hit(form: Form) -> Hit:
    address = reverse("registers:list", args=["collection.form"])
    return Hit(form.name, f"{form.code}，{form.owner}", f"{address}?{urlencode({'q': form.code})}")


SOURCES = (
    Source("举措", "plans.view_measure", _measures,
           lambda m: Hit(m.text, _about(m), _to("plans:measure", m.pk))),
    Source("任务", "plans.view_annualplan", _items,
           lambda i: Hit(str(i), i.area.plan.title, _to("plans:item", i.pk))),
    Source("要点", "plans.view_annualplan", _plans,
           lambda p: Hit(p.title, str(p.year), _to("plans:board-of", p.pk))),
    Source("调度决定", "", _decisions,
           lambda d: Hit(d.text, _decided(d), _to("plans:decision", d.pk))),
    Source("单位", "org.view_unit", _units,
           lambda u: Hit(u.name, str(u.parent or ""), _to("org:unit", u.pk)), "org:unit-list"),
    Source("党组织", "org.view_partyorganization", _organizations,
           lambda o: Hit(o.name, str(o.parent or ""), _to("org:organization", o.pk)),
           "org:organization-list"),
    Source("程序", "procedures.view_case", _cases,
           lambda c: Hit(c.title, _standing(c), _to("procedures:case", c.pk)),
           "procedures:case-list?state=all"),
    Source("文件", "procedures.view_case", _papers,
           lambda p: Hit(f"{p.name} {p.number}".strip(), p.case.title,
                         _to("procedures:case", p.case_id))),
    Source("成果文件", "plans.view_measure", _proofs,
           lambda m: Hit(m.document_title, f"{m.measure}，{m.name}",
                         _to("plans:measure", m.measure_id))),
    Source("报告", "plans.view_report", _reports,
           lambda r: Hit(r.title, f"数据截至 {r.as_of}", _to("plans:report-download", r.pk))),
    Source("填报任务", "collection.view_round", _rounds,
           lambda r: Hit(r.title, r.get_state_display(), _to("collection:round", r.pk))),
    Source("报表清单", "collection.view_form", _forms, _form_hit),
    Source("台账", "collection.view_ledger", _ledgers,
           lambda one: Hit(one.name, str(one.unit), _to("collection:ledger", one.pk))),
    Source("覆盖项目", "coverage.view_programme", _programmes,
           lambda p: Hit(p.title, p.get_state_display(), _to("coverage:programme", p.pk))),
    Source("账号", "plans.view_measure", _accounts,
           lambda u: Hit(str(u), u.title, _to("desk:person", u.pk))),
)  # fmt: skip
"""Everything but people and rules, in the order of the page."""


def _indicators(text: str) -> Hits:
    """Return the declared indicators by what they are called or by a word they answer to."""
    asked = text.casefold()
    found = [
        one
        for one in INDICATORS.values()
        if asked in one.label.casefold() or asked in map(str.casefold, one.keywords)
    ]
    hits = [
        Hit(one.label, one.definition, reverse("plans:indicator", args=[one.code]))
        for one in found[:LIMIT]
    ]
    return Hits("指标", hits, len(found) > LIMIT, len(found), _list("plans:indicator-list", text))


def _rules(text: str) -> Hits:
    found = [rule for rule in RULES.values() if text.casefold() in rule.title.casefold()]
    hits = [
        Hit(rule.title, f"{room_name(rule.room)}，{rule.citation}", _rule(rule.code))
        for rule in found[:LIMIT]
    ]
    return Hits("规则", hits, len(found) > LIMIT, len(found), _list("desk:rule-list", text))


def _rule(code: str) -> str:
    return reverse("desk:rule", args=[code])


def _people(viewer: User, text: str) -> Hits:
    """Return the people found; of very many the first LOOKED_AT, whichever they are, in order."""
    people = Person.objects.visible_to(viewer).filter(found_people(text))
    people = people.select_related("unit").defer("id_number")
    found = sorted(people.order_by()[:LOOKED_AT], key=lambda p: (len(p.full_name), p.name_key))
    hits = [Hit(p.full_name, _told_apart(p), _to("people:person", p.pk)) for p in found[:LIMIT]]
    address = reverse("registers:list", args=["people.person"])
    more = f"{address}?{urlencode({'q': text})}"
    return Hits("人员", hits, len(found) > LIMIT, list_url=more)


def _told_apart(person: Person) -> str:
    gender = label("GB2261", person.gender) if person.gender else ""
    born = f"{show_partial(person.birth_on)} 生" if person.birth_on else ""
    words = (gender, born, str(person.unit), person.post_summary)
    return "，".join(word for word in words if word)


def _hits(source: Source, rows: QuerySet[Any], list_url: str) -> Hits:
    found = list(rows[: LIMIT + 1])
    more = len(found) > LIMIT
    count = rows.order_by().values("pk")[: COUNTED + 1].count() if more else len(found)
    return Hits(source.label, [source.hit(row) for row in found[:LIMIT]], more, count, list_url)


def _to(page: str, pk: int) -> str:
    return reverse(page, args=[pk])


def _list(page: str, text: str) -> str:
    name, _, also = page.partition("?")
    return f"{reverse(name)}?{urlencode({'q': text})}{also and f'&{also}'}"


def _about(measure: Measure) -> str:
    return f"{measure.plan.year} {measure.item} · {measure.owner or '未定责任人'}"


def _decided(decision: Decision) -> str:
    state = f"{decision.closed_on} 办结" if decision.closed_on else f"{decision.due_on} 前"
    return f"{decision.meeting} · {decision.responsible} · {state}"


def _standing(case: Case) -> str:
    return f"{case.procedure_name} · {case.get_state_display()} · {case.owner}"
