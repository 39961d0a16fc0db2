"""Whether Party organizations are set up as the rules describe: for the upper organization."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date

from jingwei.kernel.scoping import Viewer
from jingwei.org import rules
from jingwei.org.models import CommitteeSeat, PartyOrganization

MemberCounts = Callable[[Iterable[int], date], dict[int, tuple[int, int]]]
_sources: list[MemberCounts] = []


def declare_member_counts(source: MemberCounts) -> None:
    """Make known who counts members: (organizations, day) → {organization: (full, all)}.

    Members stand in a room above this one. Without a source their numbers are not judged.
    """
    _sources[:] = [source]


def set_up(organizations: Iterable[PartyOrganization], on: date) -> dict[int, list[rules.Finding]]:
    """Return the findings by organization, only those with any. Three queries."""
    rows = list(organizations)
    keys = [row.pk for row in rows]
    counts = _sources[0](keys, on) if _sources else {}
    posts, joint = _posts(keys, on), _joint(keys)
    found = {}
    for row in rows:
        full, every = counts.get(row.pk, (0, 0) if _sources else (None, None))
        make = rules.Make(row.kind, full, every, joint.get(row.pk, 0), tuple(posts[row.pk]))
        found[row.pk] = rules.set_up_findings(make)
    return {key: findings for key, findings in found.items() if findings}


def set_up_list(viewer: Viewer, on: date) -> list[tuple[PartyOrganization, list[rules.Finding]]]:
    """Return the visible organizations that do not fit, in the order of the tree."""
    rows = list(PartyOrganization.objects.visible_to(viewer).existing_on(on))
    findings = set_up(rows, on)
    return [(row, findings[row.pk]) for row in rows if row.pk in findings]


def _posts(keys: list[int], on: date) -> dict[int, list[str]]:
    posts: dict[int, list[str]] = defaultdict(list)
    seats = CommitteeSeat.objects.on(on)
    if len(keys) < 500:  # a longer list of keys is slower than reading every seat
        seats = seats.filter(organization__in=keys)
    for key, post in seats.values_list("organization", "post"):
        posts[key].append(post)
    return posts


def _joint(keys: list[int]) -> dict[int, int]:
    counts: dict[int, int] = defaultdict(int)
    links = PartyOrganization.joint_units.through.objects.all()
    if len(keys) < 500:
        links = links.filter(partyorganization__in=keys)
    for key in links.values_list("partyorganization", flat=True):
        counts[key] += 1
    return counts
