"""The smallest valid rows, made through the services; readable fixed values, nothing random."""

from __future__ import annotations

from datetime import date
from typing import Any

import factory
from django.contrib.auth.models import Permission
from factory.django import DjangoModelFactory

from jingwei.accounts.models import User
from jingwei.accounts.services import user_create, user_grant
from jingwei.org.models import Unit, UnitKind
from jingwei.org.services import unit_create
from jingwei.plans.models import AnnualPlan, Measure, PlanVersion
from jingwei.plans.outline import assemble, cut
from jingwei.plans.services.plan import plan_import, plan_issue, version_confirm

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
            home_path=unit.path, actor=None,
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
