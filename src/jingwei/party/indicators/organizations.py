"""Numbers about Party organizations: how many of which kind and sector, with a whole committee."""

from __future__ import annotations

from functools import partial

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from jingwei.kernel.indicators import Indicator, Rows, Slice, indicator
from jingwei.kernel.law import law
from jingwei.org.models import CommitteeSeat, PartyOrganization, SeatPost, Sector, Term
from jingwei.org.rules import FEWEST_OF_A_BRANCH, MOST_OF_A_BRANCH
from jingwei.party.indicators.base import (
    ORGANIZATION_REGISTER,
    branches,
    existing,
    of_organizations,
    was_at,
    was_member,
    with_committee,
)
from jingwei.party.models import Member

SECTORS = (
    (Sector.ORGAN, "机关党组织", 14, ("机关党组织覆盖", "机关党组织设置", "机关基层党组织建设")),
    (Sector.INSTITUTION, "事业单位党组织", 14, ("事业单位党组织",)),
    (Sector.COMPANY, "国有企业党组织", 14, ("国有企业党组织覆盖", "国有企业党组织设置")),
    (Sector.SCHOOL, "学校党组织", 14, ("学校党组织覆盖", "学校党组织设置")),
    (Sector.HOSPITAL, "医院党组织", 14, ("医院党组织覆盖", "医院党组织设置")),
    (Sector.VILLAGE, "村党组织", 12, ("村党组织设置", "村党组织覆盖", "农村党组织设置")),
    (Sector.COMMUNITY, "社区党组织", 13, ("社区党组织设置", "社区党组织覆盖")),
    (Sector.PRIVATE, "非公有制企业党组织", 14,
     ("非公有制企业党组织", "非公企业党组织", "非公党组织")),
    (Sector.SOCIAL, "社会组织党组织", 14, ("社会组织党组织", "社会组织党的组织")),
)  # fmt: skip


def _in_sector(sector: str, subject: Slice) -> QuerySet[PartyOrganization]:
    return existing(subject).filter(sector=sector)


def _led(rows: QuerySet[PartyOrganization], subject: Slice) -> QuerySet[PartyOrganization]:
    seats = CommitteeSeat.objects.on(subject.end).filter(post=SeatPost.SECRETARY)
    return rows.filter(pk__in=seats.values("organization"))


def _led_in(sector: str, subject: Slice) -> Rows:
    return _led(_in_sector(sector, subject), subject)


def committees_due(subject: Slice) -> QuerySet[PartyOrganization]:
    """Return the branches with so many full members that they have a committee."""
    fewest = int(law("party.elections", subject.end).committee_from)
    full = of_organizations(subject).filter(was_at(Member.Stage.FULL, subject.end))
    many = full.values("organization").annotate(count=Count("pk")).filter(count__gte=fewest)
    return branches(subject).filter(pk__in=many.values("organization"))


def _committees(subject: Slice) -> Rows:
    return committees_due(subject).filter(pk__in=with_committee(subject).values("pk"))


def _basics(subject: Slice) -> Rows:
    """Keep those with a secretary, a term that runs, and neither too few nor too many members."""
    running = Term.objects.on(subject.end).alias(out=Coalesce("delay_until", "due_on"))
    running = running.filter(Q(out=None) | Q(out__gte=subject.end))
    held = of_organizations(subject).filter(was_member(subject.end)).values("organization")
    sized = held.annotate(count=Count("pk")).filter(
        count__gte=FEWEST_OF_A_BRANCH, count__lte=MOST_OF_A_BRANCH
    )
    rows = _led(branches(subject), subject).filter(pk__in=running.values("organization"))
    return rows.filter(pk__in=sized.values("organization"))


for sector, label, item, words in SECTORS:
    indicator(
        Indicator(
            code=f"party.sector_{sector.value}", label=label, unit_label="个",
            source=ORGANIZATION_REGISTER,
            definition=f"期末存在的党组织中，领域按现登记为{sector.label}的个数，"
                       "含党委、党总支和党支部",
            keywords=words, rows=partial(_in_sector, sector.value), items=(item,),
            is_level=True,
        )
    )  # fmt: skip
indicator(
    Indicator(
        code="party.branches", label="党支部", unit_label="个", source=ORGANIZATION_REGISTER,
        definition="期末存在的党支部个数，含联合党支部和流动党员党支部，不含临时党支部",
        keywords=("党支部数量", "党支部个数", "基层党组织总数"), rows=branches, items=(11,),
        is_level=True,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="party.village_secretaries", label="有现任书记的村党组织占比", unit_label="%",
        source="本系统党组织班子登记",
        definition="期末领域为农村的党组织（含党委、党总支、党支部）中有现任书记的占比",
        keywords=("村党组织书记", "村党支部书记", "村党组织带头人", "村书记"),
        rows=partial(_led_in, Sector.VILLAGE), among=partial(_in_sector, Sector.VILLAGE),
        items=(12,), is_level=True,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="party.committees_whole", label="按规定设立支委会的支部占比", unit_label="%",
        source="本系统党组织班子登记和党员登记册",
        definition="期末正式党员达到规定人数（现为7人）的支部中，班子成员不少于规定人数（现为3人）的占比",
        keywords=("支部委员会设置", "支委会成员", "支部班子配备", "配齐支部班子"),
        rows=_committees, among=committees_due, items=(11,), is_level=True,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="party.branch_basics", label="支部基本要素齐全的占比", unit_label="%",
        source="本系统党组织、班子、任期和党员登记",
        definition="期末有现任书记、任期没有过期、党员3至50人的支部占比；"
                   "这是标准化建设中登记能核对的三项，不代替达标认定",
        keywords=("支部标准化", "党支部标准化规范化", "标准化规范化建设", "支部设置规范"),
        rows=_basics, among=branches, items=(11,), is_level=True,
    )
)  # fmt: skip
