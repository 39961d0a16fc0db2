"""Edits a person makes to the nodes of an outline; each keeps the cover of the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from jingwei.kernel.errors import BadInput
from jingwei.plans.outline.tree import KINDS, Node

_LEVELS = {"area": 1, "item": 2, "subitem": 3}


def split(nodes: Sequence[Node], at: int) -> tuple[Node, ...]:
    """Cut the node that holds a character in two, before that character.

    The second part of a heading becomes a measure. At an existing edge nothing changes.
    Raises BadInput ``plan.edit`` outside the text.
    """
    if not nodes or not nodes[0].start <= at <= nodes[-1].end:
        raise _refused(f"第 {at} 个字不在正文里。")
    parts: list[Node] = []
    for node in nodes:
        if node.start < at < node.end:
            rest = node if node.kind not in _LEVELS else Node("measure", node.start, node.end)
            parts += [replace(node, end=at), replace(rest, start=at)]
        else:
            parts.append(node)
    return tuple(parts)


def join(nodes: Sequence[Node], index: int) -> tuple[Node, ...]:
    """Join a node to the one before it, whose kind it takes.

    Raises BadInput ``plan.edit`` for the first node and for an index that does not exist.
    """
    if not 1 <= index < len(nodes):
        raise _refused("前面没有可以合并的一段。")
    joined = replace(nodes[index - 1], end=nodes[index].end)
    return (*nodes[: index - 1], joined, *nodes[index + 1 :])


def change_kind(nodes: Sequence[Node], index: int, kind: str) -> tuple[Node, ...]:
    """Give a node another kind; the number of a heading is read from its text again.

    Raises BadInput ``plan.edit`` for an unknown kind or index.
    """
    if kind not in KINDS:
        raise _refused(f"没有“{kind}”这种段落。")
    if not 0 <= index < len(nodes):
        raise _refused(f"没有第 {index + 1} 段。")
    node = nodes[index]
    changed = Node(kind, node.start, node.end, _LEVELS.get(kind, 0))
    return (*nodes[:index], changed, *nodes[index + 1 :])


def _refused(message: str) -> BadInput:
    return BadInput("plan.edit", message, hint="请刷新页面后再试。")
