"""What the services of liaison share: rows read again under a lock, the next day due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Max

from jingwei.kernel.errors import BadInput, RuleViolation
from jingwei.liaison.kinds import PairKind
from jingwei.liaison.models import ContactRecord, Pair, Party
from jingwei.liaison.occasions import dues_of
from jingwei.liaison.registry import KINDS
from jingwei.org.models import PartyOrganization


def pairs_locked(pks: Iterable[int]) -> list[Pair]:
    """Return the pairs as they stand now, locked until the transaction ends, by number."""
    rows = Pair.objects.select_for_update(of=("self",)).with_parties()
    return list(rows.filter(pk__in=list(pks)).order_by("pk"))


def pair_locked(pair: Pair) -> Pair:
    """Return one pair, locked."""
    return pairs_locked([pair.pk])[0]


def refuse_ended(pair: Pair) -> None:
    """Raise RuleViolation ``liaison.ended`` for a pair that has ended."""
    if pair.until:
        raise RuleViolation("liaison.ended", f"“{pair}”的联系已于 {pair.until} 结束，不能再改。")


def refuse_wrong_party(kind: PairKind, side: str, party: Party) -> None:
    """Refuse a party that may not stand there, or that died.

    Raises BadInput ``liaison.party``, RuleViolation ``liaison.died``.
    """
    asked = kind.one if side == "one" else kind.two
    types = party.types
    if len(types) != 1 or types[0] not in asked.of:
        raise BadInput(
            "liaison.party", f"“{asked.label}”没有填写，或者不是这类联系所要的。",
            hint="按提示填写，只填一项。",
        )  # fmt: skip
    if party.person and party.person.died_on:
        raise RuleViolation("liaison.died", f"{party.person}已去世，不能建立联系。")


def due_of(pair: Pair) -> date | None:
    """Return when the next contact of ``pair`` is due; None once it ended or somebody died."""
    return next((one.day for one in dues_of(pair)), None)


def organization_path_of(pair: Pair) -> str:
    """Return the path of the Party organization among the parties, the other's side first."""
    found: PartyOrganization | None = pair.two_organization or pair.one_organization
    return found.path if found else ""


def day_of(row: Any, name: str) -> date | None:
    """Return a day of a row on its way in, which may lack what a stored one has."""
    found: date | None = getattr(row, name)
    return found


def derived_set(pair: Pair) -> None:
    """Set what follows from the columns of ``pair``, half filled as it may be; nothing is stored.

    No query where the unit, the parties and their birth are read along.
    """
    pair.unit_path = pair.unit.path if pair.unit_id else ""
    pair.organization_path = organization_path_of(pair)
    pair.open_key = pair.key_while_open()
    if pair.kind in KINDS:
        pair.level = pair.level or pair.pair_kind.levels[0].code
        pair.next_due = due_of(pair) if day_of(pair, "since") else None


def pairs_settle(pks: Iterable[int]) -> None:
    """Write on pairs when they met last and meet next, and on their heirs; from the contacts.

    An heir carries the last contact of its former pair along. Three queries for each generation,
    one update for each pair that changes.
    """
    wanted = set(pks)
    while wanted:
        pairs, days = pairs_locked(wanted), _last_days(wanted)
        changed = [pair for pair in pairs if _settled(pair, days)]
        Pair.objects.bulk_update(changed, ["last_on", "next_due"], batch_size=500)
        heirs = Pair.objects.filter(former__in=[pair.pk for pair in changed])
        wanted = set(heirs.values_list("pk", flat=True))


def _last_days(pks: set[int]) -> dict[int, date]:
    """Return the last day of each pair: of its own contacts and of what it inherited."""
    rows = ContactRecord.objects.standing().filter(pair__in=pks).order_by()
    found = dict(rows.values_list("pair").annotate(last=Max("on")))
    inherited = Pair.objects.filter(pk__in=pks).exclude(former__last_on=None)
    for pk, day in inherited.values_list("pk", "former__last_on"):
        if day:
            found[pk] = max(found.get(pk, day), day)
    return found


def _settled(pair: Pair, days: dict[int, date]) -> bool:
    """Set what follows from the last day; return whether anything changed."""
    before = pair.last_on, pair.next_due
    pair.last_on = days.get(pair.pk)
    pair.next_due = due_of(pair)
    return before != (pair.last_on, pair.next_due)
