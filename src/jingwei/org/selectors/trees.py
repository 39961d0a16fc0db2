"""The order in which a tree is read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from jingwei.org.models import PartyOrganization, Unit

Node = TypeVar("Node", Unit, PartyOrganization)


def in_tree_order(
    above: Mapping[Node, int | None], sibling_order: Callable[[Node], Any]
) -> Iterator[tuple[Node, int]]:
    """Yield each node with its depth, siblings in ``sibling_order``.

    ``above`` says which node each is under; one whose parent is not among them stands on top.
    """
    seen = {node.pk for node in above}
    below: dict[int | None, list[Node]] = defaultdict(list)
    for node in sorted(above, key=sibling_order):
        below[above[node] if above[node] in seen else None].append(node)
    waiting = [(node, 0) for node in reversed(below[None])]
    while waiting:
        node, depth = waiting.pop()
        yield node, depth
        waiting += [(child, depth + 1) for child in reversed(below[node.pk])]
