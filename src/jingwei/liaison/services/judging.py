"""What speaks against a pair or a contact, whichever way it comes in: page, file or API."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jingwei.kernel.clock import today
from jingwei.kernel.errors import JingweiError
from jingwei.liaison.models import SIDES, ContactRecord, ContactWay, Pair
from jingwei.liaison.registry import KINDS
from jingwei.liaison.services.locking import day_of, refuse_wrong_party

LONGEST = 200
"""Characters of a line."""
SAME = "联系方和联系对象是同一个，请改正。"
STRANGER = "由登记人或这对联系的经办人更正、撤回。"


def contact_refusals(contact: ContactRecord) -> dict[str, str]:
    """Return what speaks against a contact: column → sentence. No query when the pair is read."""
    found = {}
    if contact.pair_id and day_of(contact, "on") and (why := _wrong_day(contact, contact.pair)):
        found["on"] = why
    if not contact.topic.strip():
        found["topic"] = "写一句谈了什么。"
    if contact.form not in ContactWay.values:
        found["form"] = "从列表里选择联系方式。"
    for name in ("topic", "result"):
        if len(getattr(contact, name).strip()) > LONGEST:
            found[name] = f"每一栏最多 {LONGEST} 个字，请写得短一些。"
    return found


def _wrong_day(contact: ContactRecord, pair: Pair) -> str:
    if contact.on > today():
        return "这一天还没有到，联系之后再登记。"
    if contact.on < pair.since or (pair.until and contact.on > pair.until):
        return f"{contact.on} 不在这对联系的期间内（{pair.since} 起）。"
    return ""


def pair_refusals(pair: Pair) -> dict[str, str]:
    """Return what speaks against a pair: column, "" for the whole row → sentence. No query."""
    if pair.kind not in KINDS:
        return {"kind": "从列表里选择联系类别。"}
    found = {}
    if not pair.unit_id:
        found["unit"] = "填写管理单位。"
    if pair.level not in {one.code for one in pair.pair_kind.levels}:
        found["level"] = f"“{pair.kind_name}”没有这一照护级别。"
    since = day_of(pair, "since")
    if since and pair.level_since and pair.level_since < since:
        found["level_since"] = f"日期不能早于联系建立的 {pair.since}。"
    if why := _wrong_end(pair):
        found["until"] = why
    if bool(pair.until) != bool(pair.end_reason.strip()):
        found["end_reason"] = "结束日期和结束原因要一起填写。"
    is_new = pair._state.adding
    if is_new and (why := wrong_parties(pair)):
        found[""] = why
    return found


def wrong_parties(pair: Pair) -> str:
    """Return why these two cannot be linked this way, "" when they can."""
    try:
        for side in SIDES:
            refuse_wrong_party(pair.pair_kind, side, getattr(pair, side))
    except JingweiError as error:
        return str(error)
    return SAME if pair.one == pair.two else ""


def _wrong_end(pair: Pair) -> str:
    if pair.until is None or day_of(pair, "since") is None:
        return ""
    if pair.until < pair.quiet_since:
        return f"结束日期不能早于 {pair.quiet_since}，那天还有联系。"
    return "结束日期还没有到。" if pair.until > today() else ""


def correctors(pairs: Iterable[int]) -> dict[int, set[int]]:
    """Return who may correct the contacts of pairs beside those who recorded them. One query.

    Pair key → keys of accounts: its keeper, and the keeper of the pair it was handed over to.
    """
    wanted = list(pairs)
    found: dict[int, set[int]] = {pk: set() for pk in wanted}
    rows = Pair.objects.filter(pk__in=wanted).values_list("pk", "keeper", "heirs__keeper")
    for pk, *keepers in rows:
        found[pk] |= {key for key in keepers if key}
    return found


def may_correct(contact: ContactRecord, user: Any, keepers: set[int]) -> bool:
    """Whether ``user`` may correct a contact; one that nobody stands for, whoever may write it."""
    known = keepers | ({contact.recorded_by_id} if contact.recorded_by_id else set())
    return not known or user.pk in known
