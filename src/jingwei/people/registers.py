"""The registers of people: the person, what they studied, did and hold."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from jingwei.kernel.clock import today
from jingwei.kernel.crypto import keyed_hash
from jingwei.kernel.id_numbers import id_number_normal, id_number_refusal
from jingwei.kernel.numbers import next_numbers
from jingwei.kernel.partial_dates import full_years, show_partial
from jingwei.kernel.pinyin import readings, sort_key
from jingwei.kernel.registers.declaration import (
    ASIDE,
    P2,
    P3,
    READ_ONLY,
    Col,
    Register,
    register,
)
from jingwei.kernel.registers.writing import Change
from jingwei.kernel.search_index import index_write
from jingwei.people.base import FORMS, FOUND_BY, NAME, PERSON, ROSTER, UNIT, OfPersonRegister
from jingwei.people.hats import hat_labels, hat_paths_follow
from jingwei.people.models import (
    Appraisal,
    CareerStint,
    Contact,
    Education,
    FamilyMember,
    IdentityDocument,
    LevelHeld,
    Person,
    PersonName,
    PostHeld,
    Reward,
    TitleHeld,
    TrainingRecord,
)
from jingwei.people.models.person import ID_NUMBER, ID_TAIL, person_number
from jingwei.people.models.restricted import DOCUMENT_NUMBER
from jingwei.people.selectors.duplicates import same_person
from jingwei.people.selectors.search import found_people, is_id_search
from jingwei.people.services.summaries import summaries_refresh

SHOWN = READ_ONLY - {"list"}


def age(person: Person) -> int | None:
    """Return full years on the product's day, None without a birth month."""
    return full_years(person.birth_on, today()) if person.birth_on else None


@register
class PersonRegister(Register[Person]):
    """Everybody the district works with, one row each."""

    model = Person
    unit_word = "人"
    keys = (("number",), ("id_number",), ("full_name", "birth_on"))
    related = ("unit__parent",)
    acts = (FORMS,)
    links = (ROSTER,)
    columns = (
        Col("full_name", search=True, item="A0101"),
        Col("number", on=ASIDE - {"new", "edit"}, item="A0000"),
        Col("gender", filter="exact", wanted=True, item="A0104", width=6),
        Col("birth_on", filter="range", sort=True, wanted=True, item="A0107"),
        Col("age", label="年龄", value=age, width=6),
        Col("ethnic_group", filter="exact", wanted=True, item="A0117"),
        Col("unit", by="written", filter="subtree", item="A0195", width=20),
        Col("post_summary", on=ASIDE | {"list"}, item="A0192A", width=30),
        Col("hats", label="身份", on=READ_ONLY, value=lambda p: "、".join(hat_labels(p))),
        Col("political_status", filter="exact", wanted=True, item="A0141"),
        Col("education", filter="exact", on=READ_ONLY, item="ZGXL"),
        Col("degree", on=SHOWN, item="ZGXW"),
        Col("id_number", secrecy=P3, wanted=True, on=ASIDE, item="A0184", width=20),
        Col("native_place", wanted=True, on=ASIDE, item="A0111A"),
        Col("birth_place", on=ASIDE, item="A0114A"),
        Col("health", secrecy=P2, on=ASIDE, item="A0128"),
        Col("work_since", filter="range", on=ASIDE, item="A0134"),
        Col("joined_party_on", on=ASIDE, item="A0144"),
        Col("second_party", on=ASIDE, item="A3921"),
        Col("third_party", on=ASIDE, item="A3927"),
        Col("specialty", on=ASIDE, item="A0187A"),
        Col("title_summary", on=ASIDE, item="A0196"),
        Col("post_since", on=SHOWN, item="A0192F"),
        Col("level", filter="exact", on=SHOWN, item="A0221"),
        Col("level_since", on=SHOWN, item="A0288"),
        Col("rank", filter="exact", on=SHOWN, item="A0192E"),
        Col("rank_since", on=SHOWN, item="A0192C"),
        Col("name_pinyin", on=ASIDE, help="读音不对时在这里改，例如 shan xiaoming"),
        Col("resume_text", secrecy=P2, on=ASIDE - {"api"}, item="A1701"),
        Col("reward_summary", secrecy=P2, on=ASIDE - {"api"}, item="A14Z101"),
        Col("appraisal_summary", secrecy=P2, on=ASIDE - {"api"}, item="A15Z101"),
        Col("birth_verified", on=ASIDE),
        Col("retirement_kind", on=ASIDE, help="留空时按性别和职务层次推定"),
        Col("died_on", on=ASIDE),
        Col("note", on=ASIDE, item="A0180"),
        Col("missing_count", label="缺项", on=frozenset(("list",)), sort=True),
    )

    def searched(self, rows: QuerySet[Person], text: str) -> QuerySet[Person]:
        """Keep whom ``text`` finds."""
        return rows.filter(found_people(text))

    @property
    def search_hint(self) -> str:
        return FOUND_BY

    def is_sensitive(self, text: str) -> bool:
        return is_id_search(text.strip())

    def row_name(self, row: Person) -> str:
        return f"{row.full_name}（{row.number}）"

    def row_url(self, row: Person) -> str:
        return f"/people/{row.pk}/"

    def alike(self, values: dict[str, Any], viewer: Any) -> list[tuple[str, str]]:
        """Return whom a new person may be: of the same id number, or name and birth month."""
        columns = ("full_name", "birth_on", "id_number")
        name, birth, number = (str(values.get(column) or "") for column in columns)
        found = same_person(name, birth, number, viewer)
        return [
            (f"{one}（{show_partial(one.birth_on)}，{one.unit}，{one.number}）", self.row_url(one))
            for one in found
        ]

    def prepare(self, rows: list[Person]) -> None:
        """Number the new, spell the names, hash the id numbers, copy the unit path."""
        new = [row for row in rows if not row.number]
        for row, number in zip(new, next_numbers("person", len(new)) if new else (), strict=True):
            row.number = person_number(number)
        for row in rows:
            row.id_number = id_number_normal(row.id_number)
            row.id_hash = keyed_hash(ID_NUMBER, row.id_number) if row.id_number else ""
            row.id_tail_hash = keyed_hash(ID_TAIL, row.id_number[-4:]) if row.id_number else ""
            if row.unit_id:
                row.unit_path = row.unit.path
            _spell(row)
            row.missing_count = len(self.missing(row))

    def refusals(self, row: Person) -> dict[str, str]:
        found = {}
        if row.id_number and (why := id_number_refusal(row.id_number)):
            found["id_number"] = why
        if not row.unit_id:
            found["unit"] = "填写所在单位。"
        return found

    def stored(self, changes: list[Change[Person]], actor: Any) -> None:
        """Make new spellings findable; let hats follow to a new unit."""
        named = [
            c.row for c in changes if c.is_new or {"full_name", "name_pinyin"} & c.after.keys()
        ]
        index_write(PersonName, [(row.pk, (row.full_name, row.name_pinyin)) for row in named])
        hat_paths_follow(c.row for c in changes if "unit" in c.after and not c.is_new)


def _spell(row: Person) -> None:
    """Spell the name anew when it changed; a reading somebody typed for this name stays."""
    key, known = sort_key(row.full_name)[:160], readings(row.full_name)
    renamed = bool(row.name_key) and row.name_key != key
    if not row.name_pinyin or (renamed and row.name_pinyin not in known):
        row.name_pinyin = known[0] if known else ""
    row.name_key = key


class _Derived(OfPersonRegister[Any]):
    """Rows from which facts of the person follow."""

    def stored(self, changes: list[Change[Any]], actor: Any) -> None:
        summaries_refresh(change.row.person_id for change in changes)


@register
class EducationRegister(_Derived):
    """What people studied."""

    model = Education
    keys = (
        ("person", "kind", "education", "graduated_on"),
        ("person", "kind", "degree", "degree_on"),
    )
    columns = (
        PERSON, NAME, UNIT,
        Col("kind", filter="exact", wanted=True, item="A0837"),
        Col("education", filter="exact", wanted=True, item="A0801B"),
        Col("degree", filter="exact", item="A0901B"),
        Col("school", filter="text", wanted=True, item="A0814", width=30),
        Col("major", filter="text", item="A0824"),
        Col("began_on", item="A0804"),
        Col("graduated_on", filter="range", wanted=True, item="A0807"),
        Col("degree_on", on=ASIDE, item="A0904"),
        Col("years", on=ASIDE, item="A0811"),
        Col("is_printed", on=ASIDE, item="A0899"),
    )  # fmt: skip


@register
class CareerRegister(OfPersonRegister[CareerStint]):
    """The lines of the résumé."""

    model = CareerStint
    label = "简历"
    keys = (("person", "began_on"),)
    interval = ("began_on", "ended_on")
    columns = (
        PERSON, NAME, UNIT,
        Col("began_on", filter="range", wanted=True),
        Col("ended_on", filter="range"),
        Col("kind", filter="exact"),
        Col("text", filter="text", width=50),
    )  # fmt: skip


@register
class PostRegister(_Derived):
    """Posts, from appointment to removal."""

    model = PostHeld
    keys = (("person", "title", "since"),)
    interval = ("since", "until")
    related = ("unit__parent",)
    columns = (
        PERSON, NAME,
        Col("unit", by="written", item="A0201B", width=20),
        Col("unit_text", on=ASIDE, item="A0201A"),
        Col("title", filter="text", wanted=True, item="A0215A"),
        Col("member_kind", filter="exact", item="A0201E"),
        Col("is_leader", filter="exact", item="A0201D"),
        Col("is_main", on=ASIDE, item="A0279"),
        Col("position", on=ASIDE, item="A0225"),
        Col("since", filter="range", wanted=True, item="A0243"),
        Col("document_no", wanted=True, item="A0245"),
        Col("selection_way", on=ASIDE, item="A0247"),
        Col("is_exceptional", on=ASIDE, item="A0251B"),
        Col("until", filter="range", item="A0265"),
        Col("removal_document_no", on=ASIDE, item="A0267"),
        Col("removal_kind", on=ASIDE, item="A0271"),
        Col("reason", on=ASIDE, item="A0272"),
        Col("is_printed", on=ASIDE, item="A0281"),
    )  # fmt: skip


@register
class LevelRegister(_Derived):
    """Leadership levels and ranks, each with its approval."""

    model = LevelHeld
    label = "职务职级"
    keys = (("person", "kind", "since"),)
    interval = ("since", "until")
    columns = (
        PERSON, NAME, UNIT,
        Col("kind", filter="exact", item="A0531"),
        Col("level", filter="exact", item="A0501B"),
        Col("rank", filter="exact", item="A0501B"),
        Col("since", filter="range", item="A0504"),
        Col("document_no", wanted=True, item="A0511"),
        Col("until", filter="range", item="A0517"),
    )  # fmt: skip


@register
class AppraisalRegister(OfPersonRegister[Appraisal]):
    """Yearly appraisals."""

    model = Appraisal
    keys = (("person", "year"),)
    columns = (
        PERSON, NAME, UNIT,
        Col("year", filter="exact", item="A1521"),
        Col("result", filter="exact", item="A1517"),
        Col("note"),
    )  # fmt: skip


@register
class TrainingRegister(OfPersonRegister[TrainingRecord]):
    """Trainings taken part in."""

    model = TrainingRecord
    keys = (("person", "title", "began_on"),)
    columns = (
        PERSON, NAME, UNIT,
        Col("title", filter="text", width=30),
        Col("kind", filter="exact"),
        Col("organizer"),
        Col("began_on", filter="range"),
        Col("ended_on"),
        Col("hours"),
        Col("result", on=ASIDE),
    )  # fmt: skip


@register
class TitleRegister(OfPersonRegister[TitleHeld]):
    """Professional qualifications."""

    model = TitleHeld
    label = "职称"
    keys = (("person", "name"),)
    columns = (
        PERSON, NAME, UNIT,
        Col("name", filter="text", item="A0602"),
        Col("obtained_on", filter="range", item="A0604"),
        Col("way", filter="exact", item="A0607"),
        Col("body", item="A0611"),
        Col("is_printed", on=ASIDE, item="A0699"),
    )  # fmt: skip


@register
class RewardRegister(OfPersonRegister[Reward]):
    """Rewards and sanctions: opened by few, every reading is recorded."""

    model = Reward
    secrecy = P3
    keys = (("person", "name", "decided_on"),)
    columns = (
        PERSON, NAME, UNIT,
        Col("kind", filter="exact", item="A1404B"),
        Col("name", filter="text", item="A1404A", width=30),
        Col("decided_on", filter="range", item="A1407"),
        Col("organ", item="A1411A"),
        Col("organ_level", on=ASIDE, item="A1414"),
        Col("document_no", on=ASIDE),
        Col("revoked_on", item="A1424"),
    )  # fmt: skip


@register
class FamilyRegister(OfPersonRegister[FamilyMember]):
    """Relatives as the appointment form lists them."""

    model = FamilyMember
    secrecy = P3
    keys = (("person", "relation", "name"),)
    columns = (
        PERSON, NAME, UNIT,
        Col("relation", item="A3604A"),
        Col("name", item="A3601"),
        Col("birth_on", item="A3607"),
        Col("political_status", item="A3627"),
        Col("work", item="A3611", width=30),
        Col("position", on=ASIDE),
    )  # fmt: skip


@register
class ContactRegister(OfPersonRegister[Contact]):
    """How to reach people."""

    model = Contact
    keys = (("person",),)
    columns = (
        PERSON, NAME, UNIT,
        Col("mobile", secrecy=P2, item="A3707C"),
        Col("office_phone", item="A3707A"),
        Col("home_phone", secrecy=P2, on=ASIDE, item="A3707B"),
        Col("email", on=ASIDE, item="A3708"),
        Col("office_address", item="A3701"),
        Col("address", secrecy=P2, on=ASIDE, item="A3711"),
        Col("postcode", on=ASIDE, item="A3714"),
    )  # fmt: skip


@register
class IdentityDocumentRegister(OfPersonRegister[IdentityDocument]):
    """Passports and permits in keeping."""

    model = IdentityDocument
    secrecy = P3
    keys = (("person", "kind", "issued_on"),)
    columns = (
        PERSON, NAME, UNIT,
        Col("kind", filter="exact"),
        Col("number", secrecy=P3),
        Col("issued_on"),
        Col("valid_until", filter="range"),
        Col("keeper"),
    )  # fmt: skip

    def prepare(self, rows: list[IdentityDocument]) -> None:
        """Hash the numbers for exact search."""
        for row in rows:
            row.number_hash = keyed_hash(DOCUMENT_NUMBER, row.number)
