"""People of the demo district with a row of every kind, and what the office has yet to decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from jingwei.accounts.models import User
from jingwei.cadres.workbook.batches import workbook_open
from jingwei.cadres.workbook.tasks import workbook_start
from jingwei.cadres.workbook.writing import Scope, workbook_export
from jingwei.kernel.codes.models import CodeText, LocalCode
from jingwei.kernel.codes.services import code_add
from jingwei.kernel.documents.appointment.lrmx import write_lrmx
from jingwei.kernel.files import file_store
from jingwei.kernel.models import ImportBatch, StoredFile
from jingwei.kernel.registers.declaration import register_of
from jingwei.kernel.registers.exchange.batches import batch_open
from jingwei.kernel.registers.exchange.tasks import batch_start
from jingwei.org.models import CommitteeSeat, PartyOrganization, Unit
from jingwei.org.services import Founding, party_organization_create, seat_add, term_open
from jingwei.people.models import Correction, Person
from jingwei.people.selectors.appointment_form import Occasion, forms_of
from jingwei.people.services.checking import check_ask
from jingwei.people.services.corrections import correction_ask
from tests import factories as make

ID_NUMBER = "110101198503070021"
"""Made up; its check digit fits."""
OCCASION = Occasion(ages_on="20250630", filled_on="20250630")
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
    "53de0000000c4944415408d763f8ffff3f0005fe02fea73581e40000000049454e44ae426082"
)
"""The smallest picture there is."""


def cadre(unit: Unit, name: str = "章舒兰", **fields: Any) -> Person:
    """Return a cadre of ``unit`` of whom the appointment form tells all it can."""
    facts = {
        "full_name": name, "unit": unit, "birth_on": "19850307", "native_place": "示范汉宁",
        "birth_place": "示范汉宁", "health": "10", "political_status": "01",
        "joined_party_on": "20060701", "work_since": "200708", **fields,
    }  # fmt: skip
    person: Person = make.PersonFactory(**facts)
    make.EducationFactory(person=person, degree="403", began_on="200309", degree_on="200707")
    make.CareerStintFactory(person=person, ended_on="201906")
    make.CareerStintFactory(person=person, began_on="201906", text="示例局干部科科长")
    make.PostHeldFactory(person=person, unit=unit)
    make.LevelHeldFactory(person=person)
    make.CadreFactory(person=person)
    make.AppraisalFactory(person=person)
    person.refresh_from_db()
    return person


def restricted(person: Person) -> None:
    """Give somebody what only few may read."""
    for factory in (
        make.RewardFactory, make.FamilyMemberFactory, make.ContactFactory,
        make.IdentityDocumentFactory, make.TrainingRecordFactory, make.TitleHeldFactory,
    ):  # fmt: skip
        factory(person=person)


def own_account(person: Person, user: User) -> Person:
    """Let the account of ``user`` be that of ``person``."""
    Person.objects.filter(pk=person.pk).update(user=user)
    person.refresh_from_db()
    return person


def branch(unit: Unit) -> PartyOrganization:
    """Return a branch of ``unit`` in the middle of its term."""
    new = Founding(
        code="gb1zb", name="中共青岚区委组织部干部支部委员会", kind="branch", unit=unit,
        since=date(2020, 1, 1),
    )  # fmt: skip
    organization = party_organization_create(new, actor=None)
    term_open(organization, began_on=date(2023, 9, 1), actor=None)
    seat_add(
        organization, holder_name="章舒兰", post="secretary", since=date(2023, 9, 1), actor=None
    )
    return organization


@dataclass
class Estate:
    """What there is one of at least, for the pages that show it."""

    keeper: User
    person: Person
    twin: Person
    organization: PartyOrganization
    correction: Correction
    batch: ImportBatch
    workbook: ImportBatch
    forms: StoredFile
    local: LocalCode
    waiting: CodeText

    @property
    def seat(self) -> CommitteeSeat:
        return self.organization.seats.get()


def estate(keeper: User) -> Estate:
    """Fill the district: ``keeper`` is who handed the files in and whose own row there is."""
    unit = Unit.objects.get(code="gb1")
    photo = file_store("照片.png", PIXEL, actor=keeper)
    person = cadre(unit, id_number=ID_NUMBER)
    Person.objects.filter(pk=person.pk).update(photo=photo)
    restricted(own_account(person, keeper))
    twin = make.PersonFactory(full_name=person.full_name, birth_on=person.birth_on, unit=unit)
    organization = branch(unit)
    make.CivilServantFactory(person=person)
    make.MemberFactory(person=person, organization=organization)
    make.TalentFactory(person=person)
    make.RetiredCadreFactory(of=unit)
    check_ask(unit.path, actor=keeper)
    return Estate(
        keeper, person, twin, organization, asked(person, keeper),
        handed_in(person, keeper), workbook_in(person, keeper), form_in(person, keeper),
        *codes(keeper),
    )  # fmt: skip


def asked(person: Person, user: User) -> Correction:
    """The person concerned asks for a correction, with a paper."""
    return correction_ask(
        register_of(Person), person, column="native_place", proposed="示范青岚",
        reason="户口簿如此", file=file_store("户口簿.png", PIXEL, actor=user), actor=user,
    )  # fmt: skip


def handed_in(person: Person, user: User) -> ImportBatch:
    """An import that waits for a decision: a change, a new row, one that cannot be taken."""
    text = (
        "姓名,人员编号,性别,出生年月,籍贯,所在单位\n"
        f"{person.full_name},{person.number},女,1985.03,示范青岚,\n"
        f"马行舟,,男,1990.05,示范青岚,{person.unit.name}\n"
        f"许未,,男,1990.13,示范青岚,{person.unit.name}\n"
    )
    batch = batch_open(
        register_of(Person), "人员.csv", text.encode("utf-8-sig"), clear_empty=False, actor=user
    )
    batch_start(batch)
    return batch


def workbook_in(person: Person, user: User) -> ImportBatch:
    """The national workbook of one cadre, handed in again."""
    data = workbook_export(
        user, Scope(picks=(person.pk,)), purpose="核对名单", day=date(2025, 6, 30)
    )
    batch = workbook_open("采集表.xlsx", data, actor=user)
    workbook_start(batch)
    return batch


def form_in(person: Person, user: User) -> StoredFile:
    """The appointment form of somebody, handed in again."""
    (form,) = forms_of([person], OCCASION)
    return file_store(f"{person.full_name}.lrmx", write_lrmx(form), actor=user)


def codes(user: User) -> tuple[LocalCode, CodeText]:
    """A code of the district, and a text nobody has explained yet."""
    row = LocalCode(table="ZB64", code="L1", label="区委党校研修班")
    local = code_add(row, reason="区里的班次", actor=user)
    return local, CodeText.objects.create(table="GB3304", text="汉族（待核）")
