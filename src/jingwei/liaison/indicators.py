"""Numbers of liaison: visits made, pairs nobody has been to, needs raised and settled.

Contacts count by their own day and only while they stand; pairs as they ran on the last day of the
period. After a hand-over the contacts with the former party count on.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery

from jingwei.kernel.indicators import Indicator, Rows, Slice, indicator
from jingwei.liaison.models import ContactRecord, ContactWay, Pair
from jingwei.liaison.registry import KINDS
from jingwei.liaison.rhythm import Rhythm, months_later

SOURCE = "本系统联系记录"
QUIET = 90
OPEN = 30
"""Days after which a pair counts as left alone, and a need as open for long."""
BRANCH, EXPERT, RETIRED = "party.branch_contact", "talent.expert", "veterans.retired_cadre"
FLOATING, VILLAGE = "party.floating_member", "party.first_secretary"
COMMUNITY, MENTOR = "party.unit_community", "cadres.mentor"
Find = Callable[[Slice], Any]


def _contacts(kind: str = "", **which: Any) -> Find:
    """Return what finds the contacts of a period, of one kind of pair where given."""

    def found(subject: Slice) -> Rows:
        rows = ContactRecord.objects.within(subject.path).standing()
        rows = rows.filter(on__range=(subject.start, subject.end), **which)
        return rows.filter(pair__kind=kind) if kind else rows

    return found


def _pairs(kind: str = "") -> Find:
    """Return what finds the pairs that run on the last day, with ``last_then``: the last contact.

    Whoever died is gone from the day that is known; a month counts from its beginning.
    """

    def found(subject: Slice) -> Any:
        end = subject.end
        rows = Pair.objects.within(subject.path).filter(since__lte=end)
        rows = rows.filter(Q(until=None) | Q(until__gt=end)).filter(*_living(end))
        rows = rows.filter(kind=kind) if kind else rows
        return rows.annotate(last_then=Subquery(_met(end).order_by("-on").values("on")[:1]))

    return found


def _living(end: date) -> list[Q]:
    died = f"{end:%Y%m%d}"
    sides = ("one_person", "two_person")
    return [
        Q((side, None)) | Q((f"{side}__died_on", "")) | Q((f"{side}__died_on__gt", died))
        for side in sides
    ]


def _met(end: date) -> Any:
    """Return the contacts of a pair, and of the one it was taken over from, up to ``end``."""
    own = Q(pair=OuterRef("pk")) | Q(pair=OuterRef("former"))
    return ContactRecord.objects.standing().filter(own, on__lte=end)


def _floating_met(subject: Slice) -> Rows:
    """Return the floating members whom the branch was in touch with in the period."""
    met = _met(subject.end).filter(on__gte=subject.start)
    rows: Rows = _pairs(FLOATING)(subject).filter(Exists(met))
    return rows


def _quiet(kind: str = "") -> Find:
    """Return what finds the pairs nobody has been to for QUIET days."""

    def found(subject: Slice) -> Rows:
        before = subject.end - timedelta(days=QUIET)
        never = Q(last_then=None, since__lte=before) & (
            Q(former=None) | Q(former__since__lte=before)
        )
        rows: Rows = _pairs(kind)(subject).filter(Q(last_then__lte=before) | never)
        return rows

    return found


def _on_rhythm(subject: Slice) -> Rows:
    """Return the pairs that met within the interval of their level, or began within it."""
    kept = Q(pk__in=())
    for kind in KINDS.values():
        for number, level in enumerate(kind.levels):
            own = Q(kind=kind.code, level__in=[level.code, *([""] if number == 0 else [])])
            after = _interval_before(subject.end, level.rhythm)
            kept |= own & (Q(last_then__gte=after) | Q(since__gte=after))
    found: Rows = _pairs()(subject).filter(kept)
    return found


def _interval_before(end: date, rhythm: Rhythm) -> date:
    if rhythm.days:
        return end - timedelta(days=rhythm.days)
    return months_later(end, -(rhythm.months or 12))


def _needs(subject: Slice) -> Any:
    return _contacts(need__isnull=False)(subject)


def _needs_settled(subject: Slice) -> Rows:
    found: Rows = _needs(subject).filter(need__closed_on__lte=subject.end)
    return found


def _needs_open_long(subject: Slice) -> Rows:
    rows = ContactRecord.objects.within(subject.path).standing()
    is_open = Q(need__closed_on=None) | Q(need__closed_on__gt=subject.end)
    before = subject.end - timedelta(days=OPEN)
    return rows.filter(is_open, need__isnull=False, on__lt=before)


def _mentors(subject: Slice) -> Rows:
    return _pairs(MENTOR)(subject)  # type: ignore[no-any-return]  # a PairQuerySet


_COUNTS: tuple[tuple[str, str, str, str, tuple[str, ...], Find, tuple[int, ...]], ...] = (
    ("branch_contacts", "到支部联系点", "次", "期内领导到党支部工作联系点的联系次数",
     ("联系点", "支部工作联系点", "领导联系支部"), _contacts(BRANCH), (11,)),
    ("expert_contacts", "联系服务专家", "次", "期内领导与所联系专家的联系次数",
     ("联系服务专家", "联系专家"), _contacts(EXPERT), (19,)),
    ("village_contacts", "第一书记联系村", "次", "期内第一书记与所驻村的联系次数",
     ("第一书记", "驻村"), _contacts(VILLAGE), (12,)),
    ("community_reports", "单位到社区报到服务", "次", "期内报到单位与社区的联系次数",
     ("双报到", "到社区报到"), _contacts(COMMUNITY), (13,)),
    ("retired_visits", "走访慰问离退休干部", "次", "期内与离退休干部的联系次数",
     ("走访慰问", "离退休干部", "老干部"), _contacts(RETIRED), (10,)),
    ("talks_held", "开展谈心谈话", "次", "期内以谈心谈话方式登记的联系次数，各类联系都算",
     ("谈心谈话",), _contacts(form=ContactWay.TALK), (6, 7)),
    ("needs_raised", "联系中提出的需求", "项", "期内联系时提出并登记的需求，按提出它的联系记录列出",
     ("诉求", "需求清单", "解决问题"), _needs, (10, 19)),
)  # fmt: skip
for _code, _label, _unit, _definition, _words, _find, _items in _COUNTS:
    indicator(
        Indicator(
            f"liaison.{_code}", _label, _unit, _definition, SOURCE, _words, _find, items=_items
        )
    )
indicator(
    Indicator(
        "liaison.mentor_pairs", "在带培的导师", "对", "期末在带培的导师与年轻干部的对数", SOURCE,
        ("导师", "传帮带", "结对带培"), _mentors, items=(6, 22), is_level=True,
    )
)  # fmt: skip
indicator(
    Indicator(
        "liaison.on_rhythm", "按频次联系的占比", "%",
        "期末在联系的对数中，按各自频次的间隔（不含节日慰问）内联系过或刚建立的占比", SOURCE,
        ("常态化联系", "定期联系"), _on_rhythm, among=_pairs(),
        items=(10, 11, 19), is_level=True,
    )
)  # fmt: skip
indicator(
    Indicator(
        "liaison.quiet", f"{QUIET} 天没有联系", "对",
        f"期末在联系的对数中，最近 {QUIET} 天没有联系过的；移交不重新起算", SOURCE,
        ("常态化联系",), _quiet(), items=(10, 11), is_level=True, few_is_good=True,
    )
)  # fmt: skip
indicator(
    Indicator(
        "liaison.branch_quiet", f"{QUIET} 天没有到过的联系点", "个",
        f"期末在联系的党支部工作联系点中，最近 {QUIET} 天没有到过的", SOURCE,
        ("联系点",), _quiet(BRANCH), items=(11,), is_level=True, few_is_good=True,
    )
)  # fmt: skip
indicator(
    Indicator(
        "liaison.floating_contacted", "流动党员联系率", "%",
        "期末由支部联系的流动党员中，期内至少联系过一次的占比", SOURCE,
        ("流动党员",), _floating_met, among=_pairs(FLOATING), items=(15,),
    )
)  # fmt: skip
indicator(
    Indicator(
        "liaison.needs_settled", "需求办结率", "%",
        "期内联系时提出的需求中，到期末由提出人确认办结的占比", SOURCE,
        ("诉求", "办结率", "解决问题"), _needs_settled, among=_needs, items=(10, 19),
    )
)  # fmt: skip
indicator(
    Indicator(
        "liaison.needs_open_long", f"超过 {OPEN} 天没有办结的需求", "项",
        f"期末提出已超过 {OPEN} 天、还没有由提出人确认办结的需求，按提出它的联系记录列出", SOURCE,
        ("诉求", "需求清单"), _needs_open_long, items=(10, 19), is_level=True, few_is_good=True,
    )
)  # fmt: skip
