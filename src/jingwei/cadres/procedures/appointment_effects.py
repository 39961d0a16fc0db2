"""What the appointment papers change in the registers: posts, levels, résumé, unit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from jingwei.cadres.procedures.appointment_facts import held_posts
from jingwei.cadres.procedures.appointment_resumes import stints_after, text_after
from jingwei.cadres.procedures.appointment_rows import ON_TRIAL, Proposed, meant, proposed
from jingwei.kernel.errors import BadInput, RuleViolation
from jingwei.kernel.partial_dates import as_partial
from jingwei.kernel.registers.writing import Draft
from jingwei.org.models import Unit
from jingwei.people.models import CareerStint, LevelHeld, Person, PostHeld
from jingwei.procedures.changes import rows_written
from jingwei.procedures.effects import Changed
from jingwei.procedures.models import Case, CaseSubject, StepRecord

if TYPE_CHECKING:
    from jingwei.accounts.models import User

PROMOTED, MOVED, DEMOTED = "1", "3", "2"
"""Kinds of removal (ZB16): 晋升, 交流, 降职."""
BY_APPOINTMENT = "1"
"""Way of selection (ZB122): 委任."""
RESTORED, DROPPED = "恢复原层次", "不再保留"
POSTS = "posts"
"""Where an effect keeps the posts held before it, by key of the person."""


@dataclass(frozen=True, slots=True)
class Paper:
    """The paper by which posts change: its number and the day from which it holds."""

    number: str
    on: str

    @classmethod
    def of(cls, record: StepRecord) -> Paper:
        """Return the paper a step was recorded with."""
        day = date.fromisoformat(record.data["office_on"])
        return cls(record.data["document_no"], as_partial(day))


def standing(case: Case) -> list[CaseSubject]:
    """Return the people of the batch who go on with it, in their order. One query."""
    rows = case.subjects.filter(result=CaseSubject.Result.STANDING)
    return list(rows.select_related("person__unit"))


def appointed(case: Case, record: StepRecord, actor: User | None, *, kind: str) -> Changed:
    """Write the new posts and levels of everybody who stands, and end the old ones.

    ``kind`` is the kind of removal of the old posts. Raises RuleViolation
    ``cadres.appointment_old_post`` for a post to be removed that nobody holds.
    """
    paper, rows = Paper.of(record), standing(case)
    held = held_posts(row.person_id for row in rows)
    wishes = {row.pk: proposed(row) for row in rows}
    units = Unit.objects.in_bulk({wish.unit for wish in wishes.values() if wish.unit})
    posts: list[Draft[Any]] = []
    for row in rows:
        wish = wishes[row.pk]
        ending = removed_posts(row, wish, held[row.person_id])
        posts += [ended(post, paper, kind) for post in ending]
        posts.append(Draft(_new_post(row, wish, units, paper)))
    levels = _levels([(row, wishes[row.pk]) for row in rows], paper)
    main = {row.person_id: (row.person, wishes[row.pk]) for row in rows
            if not wishes[row.pk].is_concurrent}  # fmt: skip
    told = {pk: (person, wish.post) for pk, (person, wish) in main.items()}
    month = paper.on[:6]
    return {
        "rows": [
            *rows_written(case, PostHeld, posts, actor=actor),
            *rows_written(case, LevelHeld, levels, actor=actor),
            *rows_written(case, CareerStint, stints_after(told, month), actor=actor),
            *rows_written(case, Person, _moves(main.values(), units, month), actor=actor),
        ],
        POSTS: _posts_before(rows),
    }


def removed_posts(row: CaseSubject, wish: Proposed, held: Iterable[PostHeld]) -> list[PostHeld]:
    """Return the posts a row removes. Raises RuleViolation for one that is not held."""
    found, unknown = meant(wish.named_posts, held)
    if unknown:
        raise RuleViolation(
            "cadres.appointment_old_post",
            f"{row.person}现任职务里没有“{'、'.join(unknown)}”，或有不止一项，不能免去。",
            hint="请改写拟免职务，照登记册里的单位和职务写全。",
        )
    return found


def ended(post: PostHeld, paper: Paper, kind: str) -> Draft[Any]:
    """Return a post with its end."""
    values = {"until": paper.on, "removal_document_no": paper.number, "removal_kind": kind}
    return Draft(values, row=post)


def _new_post(
    row: CaseSubject, wish: Proposed, units: Mapping[int, Unit], paper: Paper
) -> dict[str, Any]:
    unit = units.get(wish.unit or 0)
    if unit is None:
        raise BadInput("cadres.appointment_unit", f"{row.person}的拟任单位已经不在登记册里。")
    return {
        "person": row.person, "unit": unit, "title": wish.title,
        "member_kind": wish.member_kind, "is_leader": wish.is_leader,
        "is_main": not wish.is_concurrent, "since": paper.on, "document_no": paper.number,
        "selection_way": BY_APPOINTMENT, "is_exceptional": wish.is_exceptional,
        "reason": f"{wish.reason[:100]}，{ON_TRIAL}" if wish.on_trial else wish.reason[:120],
    }  # fmt: skip


def _levels(rows: Iterable[tuple[CaseSubject, Proposed]], paper: Paper) -> list[Draft[Any]]:
    """Return the levels that end and those that begin; who keeps the level is left alone."""
    wanted = {row.person_id: (row.person, wish.level) for row, wish in rows if wish.level}
    held = _open_levels(wanted)
    drafts: list[Draft[Any]] = []
    for pk, (person, level) in wanted.items():
        if any(found.level == level for found in held.get(pk, ())):
            continue
        drafts += [Draft({"until": paper.on}, row=found) for found in held.get(pk, ())]
        drafts.append(_level(person, level, paper))
    return drafts


def _level(person: Person, level: str, paper: Paper) -> Draft[Any]:
    return Draft(
        {"person": person, "kind": "0", "level": level, "since": paper.on,
         "document_no": paper.number}
    )  # fmt: skip


def _open_levels(people: Iterable[int]) -> dict[int, list[LevelHeld]]:
    found: dict[int, list[LevelHeld]] = {}
    rows = LevelHeld.objects.filter(person__in=list(people), kind="0", until="")
    for row in rows.order_by("since", "pk"):
        found.setdefault(row.person_id, []).append(row)
    return found


def _moves(
    pairs: Iterable[tuple[Person, Proposed]], units: Mapping[int, Unit], month: str
) -> Iterator[Draft[Any]]:
    """Let people go where their new main post is, and their résumés tell of it."""
    for person, wish in pairs:
        unit, text = units[wish.unit or 0], text_after(person.resume_text, wish.post, month)
        values: dict[str, Any] = {} if person.unit_id == unit.pk else {"unit": unit}
        values |= {} if text == person.resume_text else {"resume_text": text}
        if values:
            yield Draft(values, row=person)


def removed(case: Case, record: StepRecord, actor: User | None) -> Changed:
    """End the posts of everybody who stands, and what becomes of their level."""
    paper, rows = Paper.of(record), standing(case)
    held = held_posts(row.person_id for row in rows)
    posts = [
        ended(post, paper, _kind(row))
        for row in rows
        for post in removed_posts(row, proposed(row), held[row.person_id])
    ]
    return {
        "rows": [
            *rows_written(case, PostHeld, posts, actor=actor),
            *rows_written(case, LevelHeld, _levels_after(rows, paper), actor=actor),
        ],
        POSTS: _posts_before(rows),
    }


def _posts_before(rows: Iterable[CaseSubject]) -> dict[str, str]:
    """Return the posts people held until now, for papers written again later."""
    return {str(row.person_id): row.person.post_summary for row in rows}


def _kind(row: CaseSubject) -> str:
    kinds = {"降职": DEMOTED, "交流": MOVED, "离（退）休": "4", "辞去公职": "5", "辞退": "6",
             "开除": "7", "死亡": "8"}  # fmt: skip
    return kinds.get(row.data.get("removal_kind", ""), "9")


def _levels_after(rows: list[CaseSubject], paper: Paper) -> list[Draft[Any]]:
    """End the level where it is not kept; where the former comes back, begin that anew."""
    asked = {
        row.person_id: row for row in rows if row.data.get("level_after") in (RESTORED, DROPPED)
    }
    drafts: list[Draft[Any]] = []
    former = _former_levels(asked)
    for pk, open_rows in _open_levels(asked).items():
        drafts += [Draft({"until": paper.on}, row=row) for row in open_rows]
        if asked[pk].data["level_after"] == RESTORED:
            if pk not in former:
                name = asked[pk].person
                raise RuleViolation("cadres.removal_level", f"{name}没有试任前的职务层次可以恢复。")
            drafts.append(_level(asked[pk].person, former[pk], paper))
    return drafts


def _former_levels(people: Iterable[int]) -> dict[int, str]:
    """Return the level each person held last before the present one."""
    rows = LevelHeld.objects.filter(person__in=list(people), kind="0").exclude(until="")
    return {row.person_id: row.level for row in rows.order_by("until", "pk")}


def trial_passed(case: Case, record: StepRecord, actor: User | None) -> Changed:
    """Say of the posts held on trial that the trial is over and the post is held for good."""
    number = record.data.get("document_no") or record.data.get("formal_no", "")
    words = f"试用期满，{number}正式任职" if number else "试用期满，正式任职"
    rows = standing(case)
    held = held_posts(row.person_id for row in rows)
    drafts = []
    for row in rows:
        wish = proposed(row)
        mine = [p for p in held[row.person_id] if (p.unit_id, p.title) == (wish.unit, wish.title)]
        on_trial = [post for post in mine if post.reason.endswith(ON_TRIAL)]
        if "office_on" in row.data and not on_trial:
            on_trial = mine or _not_held(row, wish)
        drafts += [Draft({"reason": words[:120]}, row=post) for post in on_trial]
    return {"rows": rows_written(case, PostHeld, drafts, actor=actor)}


def _not_held(row: CaseSubject, wish: Proposed) -> list[PostHeld]:
    raise RuleViolation(
        "cadres.appointment_on_trial", f"{row.person}现任职务里没有“{wish.post}”，不能正式任职。",
        hint="请核对登记册里的任职记录。",
    )  # fmt: skip
