"""What a branch has to do this month, for its secretary: dues, meetings, people away, election."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from jingwei.accounts.models import User
from jingwei.kernel.waiting import Waiting
from jingwei.party.rules import duties as rules
from jingwei.party.selectors.branch import Standing, branches, standings
from jingwei.party.selectors.dues import last_of

WORK = "支部"
KEEP = "party.change_duesmonth"


def waiting_for(viewer: User, *, on: date) -> list[Waiting]:
    """Return the unmet duties of the branches that are ``viewer``'s own, none for an office.

    One's own is a branch that a data scope names itself. The queries of ``standings``, whatever
    the number of branches; none for who has no branch. Steps of member development are told by
    procedures to who is in charge of them, rounds by collection.
    """
    own = viewer.organization_paths()
    if not own or not viewer.has_perm(KEEP):
        return []
    found = list(branches(viewer, on).filter(path__in=own))
    return [line for one in standings(found, viewer, on) for line in _lines(one, on)]


def _lines(standing: Standing, on: date) -> list[Waiting]:
    told = []
    for duty in standing.duties:
        if not duty.is_met and duty.page not in (rules.DEVELOPMENT, rules.ROUNDS):
            due_on, verb, url = act_of(duty, standing, on)
            words = f"{duty.name}：{duty.words}"
            told.append(Waiting(words, str(standing.branch), WORK, due_on, verb, url,
                                unit=str(standing.branch)))  # fmt: skip
    return told


def act_of(duty: rules.Duty, standing: Standing, on: date) -> tuple[date | None, str, str]:
    """Return by when a duty is due, its verb and its page, or the part of the branch's page."""
    pk = standing.branch.pk
    if duty.page == rules.DUES:
        is_former = duty.name != "本月党费"
        month = (standing.behind_since if is_former else None) or on
        page = reverse("party:dues-month", args=[pk, month.year, month.month])
        return last_of(month), "收党费", page
    if duty.page == rules.MEETINGS:
        return last_of(on), "记会议", reverse("party:meeting-add", args=[pk])
    home = reverse("party:branch", args=[pk])
    if duty.page == rules.ELECTION:
        return standing.term.runs_out if standing.term else None, "看换届", f"{home}#election"
    return None, "看名单", f"{home}#{duty.page}"
