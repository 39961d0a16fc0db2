"""What the services of liaison share: rows read again under a lock, the next day due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from jingwei.kernel.errors import BadInput, RuleViolation
from jingwei.liaison.festivals import festivals
from jingwei.liaison.kinds import PairKind
from jingwei.liaison.models import Pair, Party
from jingwei.liaison.rhythm import Course, next_due
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
    if not pair.is_running:
        return None
    begun = max(pair.since, pair.level_since or pair.since)
    born = pair.two_person.birth_on if pair.two_person else ""
    return next_due(pair.care.rhythm, Course(begun, pair.last_on, born, festivals()))


def organization_path_of(pair: Pair) -> str:
    """Return the path of the Party organization among the parties, the other's side first."""
    found: PartyOrganization | None = pair.two_organization or pair.one_organization
    return found.path if found else ""
