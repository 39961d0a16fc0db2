"""What holds for every text, every file and every edit."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jingwei.kernel.errors import BadInput
from jingwei.plans.outline import (
    assemble,
    change_kind,
    cut,
    join,
    outline_of_bytes,
    outline_of_text,
    split,
)
from jingwei.plans.outline.tests import samples
from jingwei.plans.outline.tree import KINDS, Node

PARTS = st.sampled_from(
    [
        "一、",
        "（一）",
        "1.",
        "1.1 ",
        "①",
        "一是",
        "第一，",
        "开展培训",
        "制定《方案》",
        "，",
        "。",
        "；",
        "：",
        "\n",
        "\n\n",
        "“",
        "”",
        "（",
        "）",
        "《",
        '"',
        "责任单位：组织部",
        "（组织部牵头，财政局配合）",
        "6月底前",
        "每季度至少1次",
        "不少于20名",
        "95%",
        "三会一课",
        "— 1 —",
        "附件",
        "　　",
        "2025年",
        "2月30日",
        "13月",
        "围绕大局",
        "确保实效",
        "加强",
        "工作",
        "抄送：",
        "「黨」",
        "、",
        "０",
        "²",
        "零月",
    ]
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(PARTS, max_size=60).map("".join))
CASES = settings(max_examples=150, deadline=None)


def is_cover(nodes: tuple[Node, ...], length: int) -> bool:
    edges = [0, *(n.end for n in nodes)]
    return [n.start for n in nodes] == edges[:-1] and edges[-1] == length


@CASES
@given(TEXTS)
def test_nodes_cover_every_text_once(text):
    nodes = cut(text)

    assert is_cover(nodes, len(text))
    assert all(n.end > n.start for n in nodes)


@CASES
@given(TEXTS)
def test_spans_reproduce_the_texts(text):
    outline = assemble(text, cut(text))

    for measure in outline.measures:
        assert text[measure.span[0] : measure.span[1]] == measure.text
        assert all(q.text in measure.text for q in measure.quantities)
        assert all(name in measure.text for name in measure.names)
        assert measure.frequency is None or measure.frequency in measure.text
    for area in outline.areas:
        for head in (area.head, *(i.head for i in area.items)):
            assert text[head.span[0] : head.span[1]] == head.heading
    for words, (start, end) in outline.other:
        assert text[start:end] == words


@CASES
@given(TEXTS)
def test_the_same_text_gives_the_same_outline(text):
    first = assemble(text, cut(text))

    assert assemble(text, cut(text)) == first
    assert assemble(text, first.nodes) == first


@CASES
@given(TEXTS)
def test_no_text_raises_anything_but_bad_input(text):
    with suppress(BadInput):
        outline_of_text(text)


@CASES
@given(st.sampled_from(["a.txt", "a.docx", "a.xlsx", "a", "a\0b.txt", ""]), st.binary(max_size=300))
def test_no_bytes_raise_anything_but_bad_input(name, data):
    with pytest.raises(BadInput):
        outline_of_bytes(name, data)


@CASES
@given(st.sampled_from([samples.docx_table(), samples.xlsx_table()]), st.data())
def test_no_damaged_file_raises_anything_but_bad_input(file, data):
    at = data.draw(st.integers(0, len(file) - 1))
    damaged = (
        file[:at] + data.draw(st.binary(max_size=8)) + file[at + data.draw(st.integers(0, 40)) :]
    )

    with suppress(BadInput):
        outline_of_bytes("表.docx", damaged)


@CASES
@given(st.data())
def test_edits_keep_the_cover(data):
    nodes = cut(samples.PLAN)
    for _ in range(data.draw(st.integers(1, 8))):
        act = data.draw(st.sampled_from(["split", "join", "kind"]))
        if act == "split":
            nodes = split(nodes, data.draw(st.integers(0, len(samples.PLAN))))
        elif act == "join" and len(nodes) > 1:
            nodes = join(nodes, data.draw(st.integers(1, len(nodes) - 1)))
        else:
            kind = data.draw(st.sampled_from(KINDS))
            nodes = change_kind(nodes, data.draw(st.integers(0, len(nodes) - 1)), kind)

    assert is_cover(nodes, len(samples.PLAN))
    assert assemble(samples.PLAN, nodes).nodes == nodes


class TestEdits:
    def test_splitting_a_measure_gives_two_measures(self):
        outline = outline_of_text(samples.PLAN)
        at = outline.measures[0].span[0] + 3

        again = assemble(samples.PLAN, split(outline.nodes, at))

        assert len(again.measures) == len(outline.measures) + 1

    def test_a_measure_made_context_disappears(self):
        outline = outline_of_text(samples.PLAN)
        index = next(n for n, node in enumerate(outline.nodes) if node.kind == "measure")

        again = assemble(samples.PLAN, change_kind(outline.nodes, index, "context"))

        assert again.measures == outline.measures[1:]

    @pytest.mark.parametrize(
        "act",
        [
            lambda n: split(n, -1),
            lambda n: join(n, 0),
            lambda n: change_kind(n, 0, "verse"),
            lambda n: change_kind(n, 99, "note"),
        ],
    )
    def test_an_edit_outside_the_nodes_is_refused(self, act):
        with pytest.raises(BadInput):
            act((Node("other", 0, 5),))

    def test_nodes_with_a_gap_are_refused(self):
        with pytest.raises(BadInput):
            assemble("一二三", (Node("other", 0, 1), Node("other", 2, 3)))
