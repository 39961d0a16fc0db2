"""Any sequence of dated changes reads, on any day, as a slow replay of what was done."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from jingwei.accounts.services import user_create, user_grant
from jingwei.kernel.errors import RuleViolation
from jingwei.org import services
from jingwei.org.models import OrganizationKind, PartyOrganization, Unit, UnitKind
from jingwei.org.selectors import (
    OrganizationFilter,
    TreeFilter,
    organization_spells,
    organization_tree,
    unit_rows,
)

START = date(2020, 1, 1)
OPS = ("create", "rename", "move", "close", "merge", "split", "kind")
GROWN = 4
STEPS = st.lists(
    st.tuples(st.sampled_from(OPS), st.integers(1, 30), st.integers(0, 30), st.integers(-2, 3)),
    max_size=10,
)
"""What is tried: an act, the node it is done to, another node, days after the act before."""


class Units:
    """The tree of units under the common words of the test."""

    model = Unit

    def __init__(self, actor, unit):
        self.actor = actor

    def create(self, code, name, parent, on):
        return services.unit_create(
            code=code, name=name, kind=UnitKind.TOWN, since=on, parent=parent, actor=self.actor
        )

    def rename(self, row, name, on):
        services.unit_rename(row, name=name, on=on, basis="文", actor=self.actor)

    def move(self, row, to, on):
        services.unit_move(row, to=to, on=on, basis="文", actor=self.actor)

    def close(self, row, on):
        services.unit_close(row, on=on, basis="文", actor=self.actor)

    def merge(self, rows, into, on):
        services.unit_merge(rows, into, on=on, basis="文", actor=self.actor)

    def split(self, row, code, name, children, keep, on):
        part = services.UnitPart(code, name, UnitKind.TOWN, children)
        return services.unit_split(row, [part], on=on, basis="文", keep=keep, actor=self.actor)[0]

    def shown(self, viewer, day):
        rows = unit_rows(viewer, TreeFilter(on=day))
        return {row.unit.pk: (row.spell.name, row.spell.parent_id) for row in rows}


class Organizations(Units):
    """The tree of Party organizations under the same words."""

    model = PartyOrganization

    def __init__(self, actor, unit):
        self.actor, self.unit = actor, unit

    def create(self, code, name, parent, on):
        new = services.Founding(code, name, OrganizationKind.BRANCH, self.unit, on, parent)
        return services.party_organization_create(new, actor=self.actor)

    def rename(self, row, name, on):
        services.party_organization_rename(
            row, name=name, on=on, approval_no="文", actor=self.actor
        )

    def move(self, row, to, on):
        services.party_organization_move(row, to=to, on=on, approval_no="文", actor=self.actor)

    def close(self, row, on):
        services.party_organization_close(row, on=on, approval_no="文", actor=self.actor)

    def merge(self, rows, into, on):
        services.party_organization_merge(rows, into, on=on, approval_no="文", actor=self.actor)

    def split(self, row, code, name, children, keep, on):
        part = services.OrganizationPart(code, name, OrganizationKind.BRANCH, children)
        return services.party_organization_split(
            row, [part], on=on, approval_no="文", keep=keep, actor=self.actor
        )[0]

    def shown(self, viewer, day):
        rows = organization_tree(viewer, OrganizationFilter(on=day))
        return {row.organization.pk: (row.spell.name, row.spell.parent_id) for row in rows}


def run(tree, steps):
    """Do the steps that the rules allow; return (nodes, what was done)."""
    nodes = [tree.create("root", "顶", None, START)]
    for n in range(GROWN):
        nodes.append(tree.create(f"g{n}", f"元{n}", nodes[n // 2], START))
    log = [(START, ("create", row.pk, row.name, row.parent_id)) for row in nodes]
    on = START
    for n, (op, a, b, days) in enumerate(steps):
        on = max(START, on + timedelta(days=days))
        row = tree.model.objects.get(pk=nodes[a % len(nodes)].pk)
        other = tree.model.objects.get(pk=nodes[b % len(nodes)].pk)
        try:
            done = STEP[op](tree, row, other, on, n)
        except (RuleViolation, ValidationError):
            continue
        if done:
            log.append((on, done))
        if done and op in ("create", "split"):
            nodes.append(tree.model.objects.get(pk=done[1]))
    return nodes, log


def create(tree, row, other, on, n):
    made = tree.create(f"c{n}", f"新{n}", row, on)
    return "create", made.pk, f"新{n}", row.pk


def rename(tree, row, other, on, n):
    tree.rename(row, f"改{n}", on)
    return "rename", row.pk, f"改{n}"


def move(tree, row, other, on, n):
    tree.move(row, other, on)
    return "move", row.pk, other.pk


def close(tree, row, other, on, n):
    tree.close(row, on)
    return "close", row.pk


def merge(tree, row, other, on, n):
    tree.merge([row], other, on)
    return "merge", row.pk, other.pk


def split(tree, row, other, on, n):
    keep = n % 2 == 0
    children = list(row.children.filter(closed_on=None))[: 1 if keep else None]
    made = tree.split(row, f"s{n}", f"分{n}", children, keep, on)
    return "split", made.pk, row.pk, f"分{n}", [child.pk for child in children], keep


def change_kind(tree, row, other, on, n):
    if isinstance(row, PartyOrganization):
        kind = OrganizationKind.GENERAL_BRANCH
        services.party_organization_change_kind(
            row, kind=kind, name=row.name, on=on, approval_no="文", actor=tree.actor
        )


STEP = dict(zip(OPS, (create, rename, move, close, merge, split, change_kind), strict=True))


def replayed(log, day):
    """Return key → (name, parent) of what existed on ``day``, told from the acts alone."""
    state = {}
    for on, (op, key, *rest) in sorted(log, key=lambda line: line[0]):
        if on <= day:
            REPLAY[op](state, key, *rest)
    return state


def replay_merge(state, key, into):
    del state[key]
    for other, (name, above) in list(state.items()):
        state[other] = (name, into if above == key else above)


def replay_split(state, key, old, name, children, keep):
    state[key] = (name, state[old][1])
    for child in children:
        state[child] = (state[child][0], key)
    if not keep:
        del state[old]


REPLAY = {
    "create": lambda state, key, name, above: state.update({key: (name, above)}),
    "rename": lambda state, key, name: state.update({key: (name, state[key][1])}),
    "move": lambda state, key, above: state.update({key: (state[key][0], above)}),
    "close": lambda state, key: state.pop(key),
    "merge": replay_merge,
    "split": replay_split,
}


def stranger(root):
    """Return who sees everything and may sign everything."""
    user, _ = user_create("seer", full_name="观", title="", home_path="", actor=None)
    return user_grant(user, role_codes=[], paths=[root], actor=None)


def down_the_levels(viewer, day):
    """Return the organizations that a reader finds by opening one level after the other."""
    found, waiting = {}, [None]
    while waiting:
        asked = OrganizationFilter(on=day, under=waiting.pop())
        for spell in organization_spells(viewer, asked):
            found[spell.organization_id] = (spell.name, spell.parent_id)
            waiting.append(spell.organization)
    return found


class TestReplay(TestCase):
    def check_paths(self, model):
        for row in model.objects.select_related("parent"):
            assert row.path == f"{row.parent.path if row.parent else ''}{row.code}/"

    @settings(max_examples=30, deadline=None)
    @given(STEPS, st.integers(-1, 20))
    def test_units_read_as_replayed_on_any_day(self, steps, days):
        seer, day = stranger("root/"), START + timedelta(days=days)
        tree = Units(seer, None)

        _, log = run(tree, steps)

        assert tree.shown(seer, day) == replayed(log, day)
        self.check_paths(Unit)

    @settings(max_examples=30, deadline=None)
    @given(STEPS, st.integers(-1, 20))
    def test_organizations_read_as_replayed_whole_and_level_by_level(self, steps, days):
        seer, day = stranger("qu/"), START + timedelta(days=days)
        unit = services.unit_create(code="qu", name="区", kind=UnitKind.DISTRICT, since=START)
        tree = Organizations(seer, unit)

        _, log = run(tree, steps)

        assert tree.shown(seer, day) == replayed(log, day)
        assert down_the_levels(seer, day) == replayed(log, day)
        self.check_paths(PartyOrganization)
