"""What every page's shell needs."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import Any, cast

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest  # noqa: TID251  # a context processor is HTTP
from django.urls import reverse
from django.utils import timezone

from jingwei.accounts.middleware import SEEN, idle_minutes
from jingwei.accounts.models import User
from jingwei.accounts.services import roles
from jingwei.desk.web.todo import todo_counted
from jingwei.kernel.clock import today


@dataclass(frozen=True)
class Entry:
    """A place in the side navigation; an empty ``permission`` opens it to everyone signed in."""

    label: str
    url_name: str
    permission: str = ""
    also: tuple[str, ...] = ()  # other addresses that belong to the place
    code: str = ""  # the register whose list it is
    exact: bool = False  # what lies below its address is another place
    children: tuple[Entry, ...] = ()


PLAN = ("/measure/", "/milestone/", "/note/")
MEETING = ("/meeting/", "/decision/")
NAV: tuple[Entry, ...] = (
    Entry(
        "要点",
        "plans:board",
        "plans.view_annualplan",
        also=PLAN,
        children=(
            Entry("指标", "plans:indicator-list", "plans.view_indicatorvalue"),
            Entry("统计表", "plans:year-table-list", "plans.view_indicatorvalue"),
        ),
    ),
    Entry("调度", "plans:dispatch-list", "plans.view_dispatchmeeting", also=MEETING),
    Entry(
        "待办",
        "desk:todo",
        children=(
            Entry("到期提醒", "desk:alerts"),
            Entry("工作移交", "desk:hand-over", "desk.hand_over_work"),
        ),
    ),
    Entry("报告", "plans:report-list", "plans.view_report"),
    Entry(
        "人员",
        "registers:list",
        "people.view_person",
        code="people.person",
        also=("/people/",),
        children=(
            Entry("查重", "people:duplicate-list", "people.merge_person"),
            Entry("导入任免表", "people:forms-upload", "people.change_person"),
            Entry("数据校核", "people:check-list", "people.view_finding"),
            Entry("更正申请", "people:correction-list", "people.answer_correction"),
            Entry("全部登记册", "registers:index", "people.view_person", exact=True),
        ),
    ),
    Entry(
        "干部",
        "registers:list",
        "cadres.view_cadre",
        code="cadres.cadre",
        children=(
            Entry("班子结构", "cadres:structure", "cadres.view_structuretarget"),
            Entry("信息采集表", "cadres:workbook", "cadres.view_cadre"),
        ),
    ),
    Entry(
        "公务员",
        "registers:list",
        "cadres.view_civilservant",
        code="cadres.civilservant",
        children=(
            Entry("职级晋升", "cadres:rank-list", "cadres.view_civilservant", exact=True),
            Entry("职级职数", "cadres:rank-quotas", "cadres.view_civilservant"),
        ),
    ),
    Entry("党组织", "org:organization-list", "org.view_partyorganization"),
    Entry("党员", "registers:list", "party.view_member", code="party.member"),
    Entry(
        "程序",
        "procedures:case-list",
        "procedures.view_case",
        children=(
            Entry("谈话和考察", "party:development-list", "procedures.run_case"),
            Entry("换届", "party:election-list", "procedures.view_case"),
            Entry("党代表选举", "party:delegate-list", "procedures.view_case"),
            Entry("介绍信", "party:letter-list", "procedures.view_case"),
        ),
    ),
    Entry("支部", "party:branch-list", "party.view_organizationmeeting"),
    Entry(
        "填报",
        "collection:rounds",
        "collection.view_round",
        children=(
            Entry("报表清单", "registers:list", "collection.view_form", code="collection.form"),
            Entry("填报自查", "collection:self-check", "collection.view_round"),
        ),
    ),
    Entry("自建台账", "collection:ledgers", "collection.view_ledger"),
    Entry("我的填报", "collection:answers", "collection.answer_round"),
    Entry(
        "联系",
        "liaison:pair-list",
        "liaison.view_pair",
        children=(
            Entry("久未联系", "liaison:pair-quiet", "liaison.view_pair"),
            Entry("联系日历", "liaison:pair-calendar", "liaison.view_pair"),
            Entry("我的需求", "liaison:need-list", "liaison.view_pair"),
        ),
    ),
    Entry("覆盖", "coverage:programme-list", "coverage.view_programme"),
    Entry("人才", "registers:list", "talent.view_talent", code="talent.talent"),
    Entry("老干部", "registers:list", "veterans.view_retiredcadre", code="veterans.retiredcadre"),
    Entry("单位", "org:unit-list", "org.view_unit"),
    Entry("账号", "accounts:user-list", "accounts.view_user"),
    Entry("代码表", "desk:code-tables", "kernel.view_localcode"),
    Entry("规则", "desk:rule-list"),
    Entry("工作日历", "desk:calendar", "kernel.view_calendarday"),
    Entry("参数", "desk:parameter-list", "kernel.view_parametervalue"),
    Entry("审计", "desk:audit-list", "kernel.view_auditentry"),
)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the facts of the frame around every page."""
    frame: dict[str, Any] = {
        "demo": settings.DEMO,
        "version": product_version(),
        "data_time": data_time(),
    }
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return frame
    return frame | {
        "nav": nav_for(user, request.path),
        "todo_count": todo_counted(request),
        "today": today(),
        "viewer_roles": lambda: role_labels(user),
        "session_ends": session_ends(request),
    }


def nav_for(user: Any, path: str, entries: tuple[Entry, ...] = NAV) -> list[dict[str, Any]]:
    """Return what ``user`` may open, as label, url, active, children; nothing for the rest."""
    return [
        _nav_item(user, path, entry)
        for entry in entries
        if not entry.permission or user.has_perm(entry.permission)
    ]


def _nav_item(user: Any, path: str, entry: Entry) -> dict[str, Any]:
    url = reverse(entry.url_name, args=[entry.code] if entry.code else [])
    here = path == url or (not entry.exact and path.startswith((url, *entry.also)))
    children = nav_for(user, path, entry.children)
    return {"label": entry.label, "url": url, "active": here, "children": children}


def role_labels(user: Any) -> list[str]:
    """Return the Chinese names of the roles of ``user``. One query."""
    labels = _labels_by_code()
    return [labels.get(code, code) for code in user.groups.values_list("name", flat=True)]


@cache
def _labels_by_code() -> dict[str, str]:
    return {code: str(role["label"]) for code, role in roles().items()}


def data_time() -> str:
    """Return the moment the figures stand for; a demo district stands still at its day."""
    return f"{today()}" if settings.FIXED_DAY else f"{timezone.localtime():%Y-%m-%d %H:%M}"


@cache
def product_version() -> str:
    """Return the version of the installed product."""
    return version("jingwei")


def session_ends(request: HttpRequest) -> int | None:
    """Return when this sign-in lapses, in seconds since 1970; None when it never began here."""
    records = get_authentication_records(request, request.user)
    begun = max((record["at"] for record in records if "at" in record), default=None)
    if begun is None:
        return None
    user = cast("User", request.user)
    idle = request.session.get(SEEN, time.time()) + idle_minutes(user) * 60
    return int(min(begun + settings.SESSION_COOKIE_AGE, idle))
