"""Numbers of what is yet to be opened: a programme, a round or a ledger known by its title.

A plan can say that a programme proves a measure before anybody set the programme up. Until then
there is no number; once one with these words in its title is there, its number is taken.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import urlencode

from django.urls import reverse

from jingwei.kernel.indicators import FAMILIES, Family, Indicator, Rows, Slice, indicator_family
from jingwei.kernel.scoping import Viewer
from jingwei.org.models import Unit
from jingwei.plans.suggestions import shipped

PROGRAMME, COLLECTION = "coverage.named.", "collection.named."
SORTS = {PROGRAMME: ("coverage.", "覆盖项目"), COLLECTION: ("collection.", "填报或台账")}


@dataclass(frozen=True, slots=True)
class Opening:
    """Where what a proof waits for is opened, under the name it waits for, and who may."""

    url: str
    permission: str


def opening_of(code: str, measure: str = "") -> Opening | None:
    """Return where to open what ``code`` names, for the words of a ``measure``; None for a rest."""
    if not code.startswith((PROGRAMME, COLLECTION)):
        return None
    words = code.removeprefix(PROGRAMME).removeprefix(COLLECTION)
    name = next((one.opens for one in shipped().standards if one.code == code), words)
    if code.startswith(PROGRAMME):
        asked = {"title": name, "measure": measure[:300]}
        return Opening(_address("coverage:programme-new", asked), "coverage.change_programme")
    if name.endswith("台账"):
        return Opening(_address("collection:ledger-new", {"name": name}), "collection.keep_ledger")
    return Opening(reverse("collection:round-new"), "collection.issue_round")


def _address(page: str, asked: dict[str, str]) -> str:
    return f"{reverse(page)}?{urlencode(asked)}"


class Everything:
    """A viewer of all units, for numbers that nobody in particular asks for."""

    def unit_paths(self) -> tuple[str, ...]:
        """Return the roots of the unit tree. One query."""
        return tuple(Unit.objects.filter(parent=None).values_list("path", flat=True))

    def organization_paths(self) -> tuple[str, ...]:
        """Return nothing: the units show all."""
        return ()

    def has_perm(self, permission: str) -> bool:
        """Whether it may: it counts and shows nothing."""
        return bool(permission)


def is_missing(found: Indicator) -> bool:
    """Whether nothing has been opened yet that ``found`` could count."""
    return found.among is _nothing


def _named(prefix: str, code: str) -> Indicator | None:
    words = code.removeprefix(prefix)
    room, sort = SORTS[prefix]
    families = [f for p, f in FAMILIES.items() if p.startswith(room) and p not in SORTS]
    listed = (one for family in families for one in family.listed(Everything()))
    found = [one for one in listed if words and words in one.label]
    if found:
        return replace(found[-1], code=code)
    return Indicator(
        code, f"{words}（待建立）", "", f"名称含“{words}”的{sort}；还没有建立，没有数",
        f"本系统{sort}", (), _nothing, among=_nothing,
    )  # fmt: skip


def _nothing(subject: Slice) -> Rows:
    return Unit.objects.none()


def _unlisted(viewer: Viewer) -> list[Indicator]:
    return []


for one in SORTS:
    indicator_family(Family(one, partial(_named, one), _unlisted))
