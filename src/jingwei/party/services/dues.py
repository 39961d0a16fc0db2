"""Writing dues: a month begun, confirmed at one press, excepted with a reason, closed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from jingwei.accounts.models import User
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.clock import today
from jingwei.kernel.errors import Conflict, RuleViolation
from jingwei.org.models import PartyOrganization
from jingwei.party.models import DuesMonth, DuesRow, Member
from jingwei.party.rules.dues import tie, unsettled
from jingwei.party.selectors.dues import COLLECTING, first_of, month_sheet, owed_by, payers

declare_acts(
    {
        "dues.open": "生成党费月份",
        "dues.confirm": "确认党费实交",
        "dues.except": "登记党费例外",
        "dues.close": "结清党费月份",
        "dues.reopen": "重开党费月份",
    }
)
NAMED = 8
"""People a refusal names before it only counts."""


@transaction.atomic
def month_open(organization: PartyOrganization, month: date, *, actor: User | None) -> DuesMonth:
    """Begin the dues of a month: a row for each member with what is owed; or bring it up to date.

    Rows with a payment or a reason stay as they are; a member who has left and paid nothing goes.

    Raises:
        RuleViolation: ``party.dues_branch`` for an organization that collects no dues,
            ``party.dues_month`` for a month to come.
        Conflict: ``party.dues_closed`` for a closed month.
    """
    first = first_of(month)
    if organization.kind not in COLLECTING:
        raise RuleViolation("party.dues_branch", f"“{organization}”不是收缴党费的支部。")
    if first > first_of(today()):
        raise RuleViolation("party.dues_month", f"{first:%Y 年 %m 月}还没有到。")
    DuesMonth.objects.get_or_create(organization=organization, month=first)
    found = DuesMonth.objects.select_for_update().get(organization=organization, month=first)
    _refuse_closed(found)
    members = list(payers(organization, first))
    _bring_up(found, members)
    audit("dues.open", found, actor, month=first, members=len(members))
    return found


def _bring_up(month: DuesMonth, members: list[Member]) -> None:
    """Make the rows of a month fit its members and their bases."""
    owed, held = owed_by(members, month.month), {row.member_id: row for row in month.rows.all()}
    new = [
        DuesRow(month=month, member_id=m.pk, due=owed[m.pk]) for m in members if m.pk not in held
    ]
    DuesRow.objects.bulk_create(new)
    untouched = [row for row in held.values() if row.paid is None and not row.reason]
    gone = [row.pk for row in untouched if row.member_id not in owed]
    month.rows.filter(pk__in=gone).delete()
    changed = [row for row in untouched if owed.get(row.member_id, row.due) != row.due]
    for row in changed:
        row.due = owed[row.member_id]
    DuesRow.objects.bulk_update(changed, ["due"])


@transaction.atomic
def month_confirm(month: DuesMonth, *, actor: User | None) -> int:
    """Record that everybody without a record has paid as owed; return how many that were.

    Rows with a reason, and those whose base is missing, stay. Raises Conflict for a closed month.
    """
    found = _locked(month)
    rows = found.rows.filter(paid=None, reason="").exclude(due=None)
    count = rows.update(paid=F("due"))
    audit("dues.confirm", found, actor, members=count)
    return count


@transaction.atomic
def row_except(row: DuesRow, paid: Decimal | None, *, reason: str, actor: User | None) -> DuesRow:
    """Record what one member paid, None for nothing yet, and why it is not what is owed.

    Raises:
        RuleViolation: ``party.dues_reason`` when the amount is not the one owed and nothing
            says why.
        Conflict: ``party.dues_closed``.
    """
    month = _locked(row.month)
    found = month.rows.select_related("member__person").get(pk=row.pk)
    if (paid is None or paid != found.due) and not reason.strip():
        raise RuleViolation("party.dues_reason", f"{found.member}的实交与应交不同，请写明原因。")
    found.paid, found.reason = paid, reason.strip()
    found.save(update_fields=["paid", "reason"])
    audit("dues.except", month, actor, member=found.member_id)
    return found


@transaction.atomic
def month_close(
    month: DuesMonth, slip_total: Decimal, *, note: str = "", actor: User | None
) -> DuesMonth:
    """Close a month whose money ties with the bank slip.

    Raises:
        RuleViolation: ``party.dues_open`` while somebody has neither paid nor a reason,
            ``party.dues_difference`` with the difference and in whose rows it may lie.
        Conflict: ``party.dues_closed``.
    """
    found = _locked(month)
    lines = month_sheet(found).lines
    if left := unsettled(lines):
        raise RuleViolation(
            "party.dues_open", f"还有 {len(left)} 人没有交，也没有写明原因：{_named(left)}。"
        )
    if said := tie(lines, slip_total).words:
        raise RuleViolation("party.dues_difference", said)
    found.state, found.slip_total, found.note = DuesMonth.State.CLOSED, slip_total, note.strip()
    found.save(update_fields=["state", "slip_total", "note"])
    audit("dues.close", found, actor, total=str(slip_total), members=len(lines))
    return found


@transaction.atomic
def month_reopen(month: DuesMonth, *, reason: str, actor: User | None) -> DuesMonth:
    """Open a closed month again. Raises RuleViolation without a reason or for an open month."""
    found = DuesMonth.objects.select_for_update().get(pk=month.pk)
    if found.state != DuesMonth.State.CLOSED:
        raise RuleViolation("party.dues_not_closed", "这个月还没有结清，可以直接修改。")
    if not reason.strip():
        raise RuleViolation("party.dues_reason", "请写明重新打开的原因。")
    found.state = DuesMonth.State.OPEN
    found.save(update_fields=["state"])
    audit("dues.reopen", found, actor, reason=reason.strip())
    return found


def _locked(month: DuesMonth) -> DuesMonth:
    found = DuesMonth.objects.select_for_update(of=("self",)).select_related("organization")
    locked = found.get(pk=month.pk)
    _refuse_closed(locked)
    return locked


def _refuse_closed(month: DuesMonth) -> None:
    if month.state == DuesMonth.State.CLOSED:
        raise Conflict(
            "party.dues_closed", f"{month.month:%Y-%m} 的党费已经结清。",
            hint="要修改先重新打开这个月。",
        )  # fmt: skip


def _named(names: tuple[str, ...]) -> str:
    more = f"等 {len(names)} 人" if len(names) > NAMED else ""
    return "、".join(names[:NAMED]) + more
