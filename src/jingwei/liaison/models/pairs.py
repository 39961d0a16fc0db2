"""Who is linked with whom, since when, and when they should meet next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from jingwei.kernel.registers.rows import RegisterRow
from jingwei.kernel.scoping import ORGANIZATION_TREE, UNIT_TREE, PathField, ScopedQuerySet
from jingwei.liaison.kinds import Level, PairKind
from jingwei.liaison.occasions import due_words
from jingwei.liaison.registry import KINDS, kinds_named, kinds_seen, levels_named, pair_kind
from jingwei.org.models import PartyOrganization, Unit
from jingwei.people.models import Person, PostHeld

SIDES = ("one", "two")
REFERENCES = ("person", "unit", "organization")
LARGEST = 2**63
"""No number of a row is larger."""


@dataclass(frozen=True, slots=True)
class Party:
    """One party: a person, a unit or a Party organization, else plain words. Exactly one."""

    person: Person | None = None
    unit: Unit | None = None
    organization: PartyOrganization | None = None
    words: str = ""

    @classmethod
    def of(cls, value: Any) -> Party:
        """Return the party that a row or plain words stand for."""
        if isinstance(value, Person):
            return cls(person=value)
        if isinstance(value, Unit):
            return cls(unit=value)
        if isinstance(value, PartyOrganization):
            return cls(organization=value)
        return cls(words=str(value or "").strip())

    @property
    def types(self) -> list[str]:
        """What is filled in; a party that says one thing has one."""
        return [name for name in (*REFERENCES, "words") if getattr(self, name)]

    def __str__(self) -> str:
        return str(self.person or self.unit or self.organization or self.words)


def _one_of(side: str) -> Q:
    """Match rows in which exactly one way of naming the party is filled."""
    found = Q(pk__in=())
    names = (*REFERENCES, "words")
    for name in names:
        filled = Q()
        for other in names:
            is_empty = Q((f"{side}_{other}", "" if other == "words" else None))
            filled &= ~is_empty if other == name else is_empty
        found = filled if name == names[0] else found | filled
    return found


class PairQuerySet(ScopedQuerySet["Pair"]):
    """Pairs, scoped by the unit that keeps them or by the Party organization in them."""

    unit_path = "unit_path"
    organization_path = "organization_path"

    def visible_to(self, viewer: Any) -> Self:
        """Keep the pairs of the viewer's units whose kind the viewer may see."""
        seen = [kind.code for kind in kinds_seen(viewer)]
        return super().visible_to(viewer).filter(kind__in=seen)

    def running(self) -> Self:
        """Keep the pairs that have not ended and whose people live."""
        alive = Q(one_person=None) | Q(one_person__died_on="")
        return self.filter(alive, Q(two_person=None) | Q(two_person__died_on=""), until=None)

    def left_behind(self) -> Self:
        """Keep the running pairs whose party one held posts and holds none now: to hand over."""
        posts = PostHeld.objects.filter(person=OuterRef("one_person"))
        return self.running().filter(Exists(posts), ~Exists(posts.filter(until="")))

    def overdue_on(self, day: date) -> Self:
        """Keep the running pairs whose contact was due before ``day``."""
        return self.running().filter(next_due__lt=day)

    def with_parties(self) -> Self:
        """Read the parties, the unit and the keeper along, whatever each side is."""
        sides = [f"{side}_{name}" for side in SIDES for name in REFERENCES]
        return self.select_related(*sides, "unit", "keeper")

    def by_texts(self, texts: Iterable[str]) -> dict[str, list[Pair]]:
        """Find pairs by their number, as files write them: text → pairs. One query."""
        known = {text: int(text) for text in texts if text.isascii() and text.isdecimal()}
        rows = self.in_bulk([pk for pk in known.values() if pk < LARGEST])
        return {text: [rows[pk]] for text, pk in known.items() if pk in rows}


class Pair(RegisterRow):
    """Party one looks after party two, from ``since`` until the day before ``until``.

    ``next_due``, ``last_on`` and ``open_key`` follow from the rest and are written by the services
    and the register alone. ``former`` is the pair that was handed over to this one. ``open_key``
    says kind and parties while the pair goes on, so that no two go on with the same.
    """

    kind = models.CharField("联系类别", max_length=40, choices=kinds_named)
    level = models.CharField("照护级别", max_length=20, blank=True, choices=levels_named)
    level_since = models.DateField("级别起", null=True, blank=True)
    one_person = models.ForeignKey(
        Person, models.PROTECT, related_name="pairs_kept", null=True, blank=True
    )
    one_unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="pairs_kept", null=True, blank=True
    )
    one_organization = models.ForeignKey(
        PartyOrganization, models.PROTECT, related_name="pairs_kept", null=True, blank=True
    )
    one_words = models.CharField("联系方", max_length=100, blank=True)
    two_person = models.ForeignKey(
        Person, models.PROTECT, related_name="pairs", null=True, blank=True
    )
    two_unit = models.ForeignKey(Unit, models.PROTECT, related_name="pairs", null=True, blank=True)
    two_organization = models.ForeignKey(
        PartyOrganization, models.PROTECT, related_name="pairs", null=True, blank=True
    )
    two_words = models.CharField("联系对象", max_length=100, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="pairs_of", verbose_name="管理单位")
    unit_path = PathField(editable=False, copies=UNIT_TREE)
    organization_path = PathField(
        editable=False, blank=True, db_index=True, copies=ORGANIZATION_TREE
    )
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="pairs", null=True, blank=True,
        verbose_name="经办人",
    )  # fmt: skip
    since = models.DateField("建立日期")
    until = models.DateField("结束日期", null=True, blank=True)
    end_reason = models.CharField("结束原因", max_length=200, blank=True)
    last_on = models.DateField("最近联系", null=True, blank=True, editable=False)
    next_due = models.DateField("下次应联系", null=True, blank=True, editable=False)
    former = models.ForeignKey(
        "self", models.PROTECT, related_name="heirs", null=True, blank=True, editable=False
    )
    open_key = models.CharField(max_length=250, blank=True, editable=False)

    objects = PairQuerySet.as_manager()

    class Meta:
        verbose_name = "联系"
        ordering = ["unit_path", "pk"]
        indexes = [
            models.Index(fields=["unit_path", "next_due", "id"], name="pair_by_unit"),
            models.Index(fields=["kind", "next_due", "id"], name="pair_by_kind"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=_one_of("one"),
                name="pair_one_party",
                violation_error_message="联系方只能填一个。",
            ),
            models.CheckConstraint(
                condition=_one_of("two"),
                name="pair_two_party",
                violation_error_message="联系对象只能填一个。",
            ),
            models.UniqueConstraint(
                fields=["open_key"], condition=~Q(open_key=""), name="pair_open_once",
                violation_error_message="这两方的这类联系已经登记，不用重复建立。",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="pair_ends_after_start",
                violation_error_message="结束日期不能早于建立日期。",
            ),
            models.CheckConstraint(
                condition=Q(next_due=None) | Q(next_due__gte=F("since"), until=None),
                name="pair_due_within",
                violation_error_message="下次应联系的日期不能早于建立日期。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.one}—{self.two}"

    @property
    def written(self) -> str:
        """How files name the pair: by its number."""
        return str(self.pk or "")

    def key_while_open(self) -> str:
        """Return the kind and both parties in a word; "" once the pair has ended."""
        if self.until:
            return ""
        return "|".join((self.kind, *(self._key_of(side) for side in SIDES)))

    def _key_of(self, side: str) -> str:
        keys = ((name[0], getattr(self, f"{side}_{name}_id")) for name in REFERENCES)
        found = [f"{letter}{pk}" for letter, pk in keys if pk]
        return "".join(found) or f"w{getattr(self, f'{side}_words')}"

    @property
    def one(self) -> Party:
        return self._party("one")

    @property
    def two(self) -> Party:
        return self._party("two")

    def _party(self, side: str) -> Party:
        return Party(*(getattr(self, f"{side}_{name}") for name in (*REFERENCES, "words")))

    def seat(self, side: str, party: Party) -> None:
        """Put a party on its side, in place of whoever stood there."""
        for name in (*REFERENCES, "words"):
            setattr(self, f"{side}_{name}", getattr(party, name))

    @property
    def pair_kind(self) -> PairKind:
        return pair_kind(self.kind)

    @property
    def kind_name(self) -> str:
        return KINDS[self.kind].name if self.kind in KINDS else self.kind

    @property
    def care(self) -> Level:
        """The level with the rhythm in force."""
        return self.pair_kind.level(self.level)

    @property
    def due_for(self) -> str:
        """What the next contact is for: a festival, a birthday; "" for the interval alone."""
        return due_words(self)

    @property
    def quiet_since(self) -> date:
        """The day since which nobody has been: the last contact, else the beginning."""
        return self.last_on or self.since

    @property
    def people(self) -> Sequence[Person]:
        """The people among the parties."""
        return [one for one in (self.one_person, self.two_person) if one]

    @property
    def is_bereaved(self) -> bool:
        """Whether a person of the pair died; nobody is sent there any more."""
        return any(person.died_on for person in self.people)

    @property
    def is_running(self) -> bool:
        return self.until is None and not self.is_bereaved
