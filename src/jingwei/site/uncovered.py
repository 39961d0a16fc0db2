"""A round started from the uncovered of a programme: coverage says who, collection asks them."""

from __future__ import annotations

from dataclasses import replace

from django.urls import reverse

from jingwei.collection.models import Round
from jingwei.collection.selectors.recipients import Wanted, candidates
from jingwei.collection.starting import Start, starter
from jingwei.coverage.forms.rows import RosterFilterForm
from jingwei.coverage.models import Programme
from jingwei.coverage.models.programme import Subject
from jingwei.coverage.remedies import Remedy, remedy
from jingwei.coverage.selectors.rows import LATE, UNCOVERED, roster
from jingwei.kernel.pages import Request

remedy(Remedy("发起填报", "collection:round-new", "collection.issue_round"))
UNIT, ORGANIZATION = Round.RecipientKind.UNIT, Round.RecipientKind.ORGANIZATION


@starter
def from_uncovered(request: Request) -> Start | None:
    """Begin with the units and organizations of the uncovered that the page of a roster listed.

    ``coverage`` in the query string names the programme, the filters beside it are the roster's.
    """
    asked = request.GET.get("coverage", "")
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 19):
        return None
    programme = Programme.objects.visible_to(request.user).filter(pk=int(asked)).first()
    return _start(request, programme) if programme else None


def _start(request: Request, programme: Programme) -> Start:
    wanted = RosterFilterForm(request.GET, viewer=request.user).asked()
    shown = wanted.show if wanted.show in (UNCOVERED, LATE) else UNCOVERED
    rows = roster(programme, request.user, replace(wanted, show=shown))
    places = rows.order_by().values_list("unit", "organization_path")
    units, organizations = ({place[n] for place in places} for n in (0, 1))
    known = {kind: candidates(request.user, kind, Wanted()) for kind in (UNIT, ORGANIZATION)}
    found = {
        str(UNIT): list(known[UNIT].filter(pk__in=units).values_list("pk", flat=True)),
        str(ORGANIZATION): list(
            known[ORGANIZATION].filter(path__in=organizations - {""}).values_list("pk", flat=True)
        ),
    }
    count = f"{len(places)} {programme.unit_word}"
    where = f"{len(found[UNIT])} 个单位、{len(found[ORGANIZATION])} 个党组织"
    is_own = programme.subject == Subject.ORGANIZATION
    return Start(
        told=f"由“{programme.title[:100]}”未覆盖的 {count}发起，涉及{where}", recipients=found,
        initial={
            "title": f"{programme.title[:80]}：未覆盖情况", "basis": programme.basis[:200],
            "why": f"了解“{programme.title}”未覆盖的原因，逐个补上",
            "subject": str(ORGANIZATION if is_own else UNIT),
        },
        back=reverse("coverage:programme", args=[programme.pk]),
    )  # fmt: skip
