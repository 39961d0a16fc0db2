"""The smallest valid rows, made through the services; readable fixed values, nothing random."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import factory
from django.contrib.auth.models import Permission
from factory.django import DjangoModelFactory

from jingwei.accounts.models import User
from jingwei.accounts.services import user_create, user_grant
from jingwei.cadres.models import Cadre, CivilServant, SupervisionMeasure
from jingwei.collection.models import ExportProfile, Form
from jingwei.kernel.registers.declaration import register_of
from jingwei.kernel.registers.writing import Draft, rows_save
from jingwei.liaison.models import ContactRecord, Pair
from jingwei.org.models import OrganizationKind, PartyOrganization, Unit, UnitKind
from jingwei.org.services import Founding, party_organization_create, unit_create
from jingwei.party.models import Delegate, DuesBase, Member, OrganizationMeeting, WeakSpell
from jingwei.people import models as people
from jingwei.plans.models import AnnualPlan, Measure, PlanVersion
from jingwei.plans.outline import assemble, cut
from jingwei.plans.services.plan import plan_import, plan_issue, version_confirm
from jingwei.talent.models import Talent
from jingwei.veterans.models import RetiredCadre

TEXT = "举办党务干部培训班2期"


class UnitFactory(DjangoModelFactory):
    """A government unit since 2020; ``parent`` puts it below another one."""

    class Meta:
        model = Unit

    code = factory.Sequence(lambda n: f"unit{n}")
    name = factory.LazyAttribute(lambda unit: f"{unit.code}局")
    kind = UnitKind.GOVERNMENT
    since = date(2020, 1, 1)

    @classmethod
    def _create(cls, model_class: type[Unit], *args: Any, **fields: Any) -> Unit:
        return unit_create(**fields)


class UserFactory(DjangoModelFactory):
    """An account that sees ``unit``; roles by code, or every permission there is."""

    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"user{n}")
    full_name = factory.Sequence(lambda n: f"周{'甲乙丙丁戊己庚辛壬癸'[n % 10]}{n}")
    unit = factory.SubFactory(UnitFactory)

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **fields: Any) -> User:
        unit, title = fields["unit"], fields.get("title", "干部")
        user, _ = user_create(
            fields["username"], full_name=fields["full_name"], title=title,
            home_path=unit.path, password="qing-shan-2025", actor=None,  # noqa: S106  # invented
        )  # fmt: skip
        user = user_grant(user, role_codes=fields.get("roles", ()), paths=[unit.path], actor=None)
        if fields.get("every_permission"):
            user.user_permissions.set(Permission.objects.all())
        return user


class PlanFactory(DjangoModelFactory):
    """A plan of 2025 with one area, one item and the measures ``texts``; issued unless said."""

    class Meta:
        model = AnnualPlan

    unit = factory.SubFactory(UnitFactory)
    year = 2025
    title = factory.Sequence(lambda n: f"{n + 1}号科室2025年工作要点")
    texts = (TEXT,)
    issued = True

    @classmethod
    def _create(cls, model_class: type[AnnualPlan], *args: Any, **fields: Any) -> AnnualPlan:
        text = plan_text(fields["title"], fields["texts"])
        plan = version_confirm(imported(text, fields["unit"], year=fields["year"]), actor=None)
        return plan_issue(plan, actor=None) if fields["issued"] else plan


class MeasureFactory(DjangoModelFactory):
    """The measure of a new issued plan of ``unit``, or one more of ``plan``, with any fields."""

    class Meta:
        model = Measure

    @classmethod
    def _create(cls, model_class: type[Measure], *args: Any, **fields: Any) -> Measure:
        plan, unit = fields.pop("plan", None), fields.pop("unit", None)
        if plan is None:
            plan = PlanFactory(unit=unit) if unit else PlanFactory()
            measure = plan.measures.get()
        else:
            measure = plan.measures.order_by("-position").first()
            measure.pk, measure.position = None, measure.position + 1
        for name, value in fields.items():
            setattr(measure, name, value)
        measure.save()
        return measure


def imported(
    text: str, unit: Unit, plan: AnnualPlan | None = None, *, year: int = 2025
) -> PlanVersion:
    """Return the open draft that ``text`` gives: of ``plan``, else of the plan of that title."""
    found = assemble(text, cut(text, {}))
    return plan_import(found, unit=unit, year=year, plan=plan, actor=None)


def plan_text(title: str, texts: tuple[str, ...]) -> str:
    """Return a plan document with one area, one item and a sentence for each of ``texts``."""
    sentences = "".join(f"{text}。" for text in texts)
    return f"{title}\n一、建强组织体系\n1.抓实基层基础。{sentences}\n"


class PartyOrganizationFactory(DjangoModelFactory):
    """A branch of ``unit`` since 2020; ``parent`` puts it below another organization."""

    class Meta:
        model = PartyOrganization

    code = factory.Sequence(lambda n: f"zb{n}")
    name = factory.LazyAttribute(lambda organization: f"中共{organization.code}支部委员会")
    kind = OrganizationKind.BRANCH
    unit = factory.SubFactory(UnitFactory)
    since = date(2020, 1, 1)

    @classmethod
    def _create(cls, model_class: type[PartyOrganization], *args: Any, **fields: Any) -> Any:
        return party_organization_create(Founding(**fields), actor=None)


class RowFactory(DjangoModelFactory):
    """A row of a register, stored the way every row is."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class: type[Any], *args: Any, **fields: Any) -> Any:
        outcome = rows_save(register_of(model_class), [Draft(fields)], actor=None, source="测试")
        return outcome.changes[0].row


class PersonFactory(RowFactory):
    """A woman born in March 1985."""

    class Meta:
        model = people.Person

    full_name = factory.Sequence(
        lambda n: f"李{'甲乙丙丁戊己庚辛壬癸'[n % 10]}{'春夏秋冬'[n // 10 % 4]}"
    )
    gender = "2"
    birth_on = "198503"
    ethnic_group = "01"
    unit = factory.SubFactory(UnitFactory)


class OfPersonFactory(RowFactory):
    """A row about a new person of the unit ``of``, or about ``person``."""

    class Meta:
        abstract = True
        exclude = ("of",)

    of = factory.SubFactory(UnitFactory)
    person = factory.SubFactory(PersonFactory, unit=factory.SelfAttribute("..of"))


class EducationFactory(OfPersonFactory):
    class Meta:
        model = people.Education

    kind, education, school, graduated_on = "1", "21", "示例大学公共管理系", "200707"


class CareerStintFactory(OfPersonFactory):
    class Meta:
        model = people.CareerStint

    began_on, text = "200708", "示例局科员"


class PostHeldFactory(OfPersonFactory):
    class Meta:
        model = people.PostHeld

    title, since, document_no = "科长", "201906", "青组任〔2019〕3号"


class LevelHeldFactory(OfPersonFactory):
    class Meta:
        model = people.LevelHeld

    kind, level, since = "0", "1A42", "201906"


class AppraisalFactory(OfPersonFactory):
    class Meta:
        model = people.Appraisal

    year, result = 2024, "2"


class TrainingRecordFactory(OfPersonFactory):
    class Meta:
        model = people.TrainingRecord

    title, began_on = "科级干部培训班", date(2024, 5, 6)


class TitleHeldFactory(OfPersonFactory):
    class Meta:
        model = people.TitleHeld

    name = "工程师"


class RewardFactory(OfPersonFactory):
    class Meta:
        model = people.Reward

    kind, name, decided_on = "01115", "嘉奖", "202403"


class FamilyMemberFactory(OfPersonFactory):
    class Meta:
        model = people.FamilyMember

    relation, name = "03", "王示例"


class ContactFactory(OfPersonFactory):
    class Meta:
        model = people.Contact

    mobile = "10012345678"


class IdentityDocumentFactory(OfPersonFactory):
    class Meta:
        model = people.IdentityDocument

    kind, number, issued_on = "passport", "E00000001", date(2020, 1, 2)


class CadreFactory(OfPersonFactory):
    class Meta:
        model = Cadre

    manage_state = "1"


class CivilServantFactory(OfPersonFactory):
    class Meta:
        model = CivilServant


class SupervisionMeasureFactory(OfPersonFactory):
    """An admonition of March 2025: in its influence period until September."""

    class Meta:
        model = SupervisionMeasure

    kind, decided_on = "admonition", date(2025, 3, 3)


class MemberFactory(OfPersonFactory):
    class Meta:
        model = Member

    organization = factory.SubFactory(PartyOrganizationFactory, unit=factory.SelfAttribute("..of"))
    stage, joined_on, full_on = "full", date(2010, 7, 1), date(2011, 7, 1)


class DelegateFactory(OfPersonFactory):
    class Meta:
        model = Delegate

    organization = factory.SubFactory(PartyOrganizationFactory, unit=factory.SelfAttribute("..of"))
    congress, elected_on = "中共青岚区第五次代表大会", date(2021, 8, 20)


class WeakSpellFactory(RowFactory):
    """A new branch of ``unit`` that counts as weak since January 2025, or ``organization``."""

    class Meta:
        model = WeakSpell
        exclude = ("unit",)

    unit = factory.SubFactory(UnitFactory)
    organization = factory.SubFactory(
        PartyOrganizationFactory, unit=factory.SelfAttribute("..unit")
    )
    identified_on, causes = date(2025, 1, 6), "书记空缺超期"


class DuesBaseFactory(OfPersonFactory):
    """Somebody in work who pays on 4,000 yuan since January 2025."""

    class Meta:
        model = DuesBase

    kind, base, since = "salaried", Decimal(4000), "202501"


class OrganizationMeetingFactory(RowFactory):
    """A theme day of a new branch of ``unit``, or of ``organization``."""

    class Meta:
        model = OrganizationMeeting
        exclude = ("unit",)

    unit = factory.SubFactory(UnitFactory)
    organization = factory.SubFactory(
        PartyOrganizationFactory, unit=factory.SelfAttribute("..unit")
    )
    kind, held_on, topic = "5", date(2025, 6, 20), "志愿服务"
    due_count, present_count = 12, 11


class TalentFactory(OfPersonFactory):
    class Meta:
        model = Talent

    category, sector = "1", "education"


class RetiredCadreFactory(OfPersonFactory):
    class Meta:
        model = RetiredCadre

    kind, retired_on = "retired", "202001"


class FormFactory(RowFactory):
    """A quarterly form of the district's list, answered for by ``unit`` or ``owner``."""

    class Meta:
        model = Form
        exclude = ("unit",)

    code = factory.Sequence(lambda n: f"BB{n:03}")
    name = factory.LazyAttribute(lambda form: f"{form.code}号报表")
    unit = factory.SubFactory(UnitFactory)
    owner = factory.SelfAttribute("unit")
    basis, level, rhythm, since = "清单第 3 项", "district", "quarterly", date(2025, 1, 1)


class ExportProfileFactory(RowFactory):
    """The columns of a provincial platform, kept by ``unit``."""

    class Meta:
        model = ExportProfile

    platform = "省平台"
    name = factory.Sequence(lambda n: f"人员口径{n + 1}")
    unit = factory.SubFactory(UnitFactory)
    headings = "姓名=姓名；备注="


class PairFactory(RowFactory):
    """``unit`` looks after a new retired person of its own since January 2025."""

    class Meta:
        model = Pair

    kind, since = "veterans.retired_cadre", date(2025, 1, 6)
    unit = factory.SubFactory(UnitFactory)
    one_unit = factory.SelfAttribute("unit")
    two_person = factory.SubFactory(PersonFactory, unit=factory.SelfAttribute("..unit"))


class ContactRecordFactory(RowFactory):
    """A visit in June 2025 of a new pair of ``unit``, or of ``pair``."""

    class Meta:
        model = ContactRecord
        exclude = ("unit",)

    unit = factory.SubFactory(UnitFactory)
    pair = factory.SubFactory(PairFactory, unit=factory.SelfAttribute("..unit"))
    on, topic = date(2025, 6, 20), "上门看望"
