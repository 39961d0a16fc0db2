"""The editor of cuts: every act, with and without scripts, undo, and what it doubts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import signed_in
from jingwei.kernel.errors import BadInput
from jingwei.plans.forms.imports import CutForm
from jingwei.plans.models import PlanVersion
from jingwei.plans.outline import Node, cut
from jingwei.plans.outline.assemble import check_cover
from jingwei.plans.selectors.cuts import editor_of, heading_end
from jingwei.plans.selectors.versions import version_nodes
from jingwei.plans.services.plan import (
    version_confirm,
    version_digest,
)
from jingwei.plans.tests.drafts import HTMX, TEXT, edit, handed_in, page, queries, start_of, texts
from tests.factories import UserFactory


@pytest.fixture
def draft(zzb, insider, today):
    return handed_in(TEXT, zzb, insider)


@pytest.fixture
def plan(draft, insider):
    return version_confirm(draft, actor=insider)


class TestEditor:
    def test_shows_every_character_of_the_text(self, draft):
        editor = editor_of(draft)

        assert "".join(c.text for c in editor.cuts) == TEXT
        assert editor.counts == {"板块": 2, "任务": 3, "举措": 5}

    def test_a_node_opens_with_its_possible_cuts(self, as_insider, draft):
        node = start_of(draft, "开展老党员")

        body = as_insider.get(page(draft), {"node": node}).content.decode()

        at = TEXT.index("建立走访台账")
        assert body.count("is-open") == 1
        assert start_of(draft, "建立走访台账") == at or f'name="split" value="{at}"' in body

    def test_without_scripts_an_act_leads_back_to_the_node(self, as_insider, draft):
        response = edit(as_insider, draft, "开展科级班子", kind="context")

        node = start_of(draft, "开展科级班子")
        assert response["Location"] == f"{page(draft)}?node={node}#c{node}"
        assert "开展科级班子综合分析研判。\n" in texts(draft, "context")

    def test_a_fragment_brings_the_editor_alone(self, as_insider, draft):
        response = edit(as_insider, draft, "开展科级班子", headers=HTMX, kind="context")

        assert response.status_code == 200
        assert response["HX-Retarget"] == "#cut-editor"
        assert "<html" not in response.content.decode()

    def test_opening_a_node_as_a_fragment_brings_that_node_alone(self, as_insider, draft):
        node = start_of(draft, "开展科级班子")
        asked = {"node": node, "seen": version_digest(draft)}

        body = as_insider.get(page(draft), asked, headers=HTMX).content.decode()

        assert f'id="c{node}"' in body
        assert "cut-editor" not in body.replace("#cut-editor", "")

    def test_opening_a_node_after_others_moved_cuts_brings_the_new_editor(self, as_insider, draft):
        asked = {"node": 0, "seen": "an older digest"}

        response = as_insider.get(page(draft), asked, headers=HTMX)

        assert response["HX-Retarget"] == "#cut-editor"
        assert "别人刚调整过切分" in response.content.decode()

    def test_join_takes_a_node_into_the_one_before(self, as_insider, draft):
        edit(as_insider, draft, "举办党务", split=TEXT.index("培训班"))
        before = texts(draft)

        edit(as_insider, draft, "培训班", join="yes")

        assert "党务干部" in before[0]
        assert texts(draft)[0] == "举办党务干部培训班2期。"

    def test_split_cuts_before_the_character(self, as_insider, draft):
        edit(as_insider, draft, "举办党务", split=TEXT.index("培训班"))

        assert texts(draft)[:2] == ["举办党务干部", "培训班2期。"]

    def test_a_measure_can_become_an_item_and_an_item_an_area(self, as_insider, draft):
        edit(as_insider, draft, "开展科级班子", kind="item")
        edit(as_insider, draft, "3.优化班子", kind="area")

        assert editor_of(PlanVersion.objects.get()).counts == {"板块": 3, "任务": 3, "举措": 4}

    def test_a_heading_can_end_later_and_earlier(self, as_insider, draft):
        later = TEXT.index("开展老党员")
        edit(as_insider, draft, "1.抓实", end=later)
        long = texts(draft, "item")[0]

        edit(as_insider, draft, "1.抓实", end=TEXT.index("举办党务"))

        assert long == "1.抓实党员教育。举办党务干部培训班2期。"
        assert texts(draft, "item")[0] == "1.抓实党员教育。"
        assert "举办党务干部培训班2期。" in texts(draft)

    @pytest.mark.parametrize(
        "act",
        [
            {"split": 0},
            {"split": 99_999},
            {"end": 5},
            {"kind": "chapter"},
            {"join": "yes", "kind": "note"},
            {},
        ],
    )
    def test_an_act_that_makes_no_sense_is_refused_and_changes_nothing(
        self, act, as_insider, draft
    ):
        before = texts(draft)

        response = edit(as_insider, draft, "举办党务", headers=HTMX, **act)

        assert response.status_code == 422
        assert 'role="alert"' in response.content.decode()
        assert texts(draft) == before

    def test_the_first_node_has_nothing_to_join(self, as_insider, draft):
        response = edit(as_insider, draft, "青岚区委", headers=HTMX, join="yes")

        assert response.status_code == 422

    def test_an_act_on_cuts_that_others_moved_is_refused_and_shows_theirs(
        self, as_insider, draft, insider
    ):
        seen = version_digest(draft)
        node = start_of(draft, "举办党务")
        edit(as_insider, draft, "开展科级班子", kind="context")

        data = {"seen": seen, "node": node, "kind": "context"}
        response = as_insider.post(page(draft), data, headers=HTMX)

        assert response.status_code == 422
        assert "别人调整过切分" in response.content.decode()
        assert version_digest(PlanVersion.objects.get()) in response.content.decode()

    def test_a_confirmed_version_shows_its_receipt_and_takes_no_act(self, as_insider, plan, draft):
        before = texts(draft)

        response = edit(as_insider, draft, "举办党务", kind="context")

        assert "已确认" in response.content.decode()
        assert texts(draft) == before

    def test_the_queries_do_not_grow_with_the_nodes(self, as_insider, zzb, insider, draft):
        small = queries(as_insider, page(draft))
        measures = "".join(f"开展第{n}轮走访慰问活动。" for n in range(200))
        large = handed_in(TEXT.replace("举办", measures + "举办"), zzb, insider)

        assert queries(as_insider, page(large)) == small


class TestUndo:
    def test_undo_and_redo_go_back_and_forth_over_page_loads(self, as_insider, draft):
        before = texts(draft)
        edit(as_insider, draft, "举办党务", split=TEXT.index("培训班"))
        after = texts(draft)

        self.press(as_insider, draft, "undo")
        undone = texts(draft)
        self.press(as_insider, draft, "redo")

        assert undone == before
        assert texts(draft) == after

    def test_every_edit_can_be_undone_in_turn(self, as_insider, draft):
        before = version_nodes(draft)
        edit(as_insider, draft, "举办党务", kind="note")
        edit(as_insider, draft, "举办党务", join="yes")
        edit(as_insider, draft, "1.抓实", split=TEXT.index("党员教育"))

        for _ in range(3):
            self.press(as_insider, draft, "undo")

        draft.refresh_from_db()
        assert version_nodes(draft) == before

    def test_with_nothing_to_undo_it_says_so(self, as_insider, draft):
        response = self.press(as_insider, draft, "undo")

        assert response.status_code == 422
        assert "没有可以撤销的调整" in response.content.decode()

    def test_the_edits_of_another_person_are_not_undone(self, as_insider, draft, zzb):
        edit(as_insider, draft, "举办党务", kind="note")
        colleague = UserFactory(unit=zzb, every_permission=True)
        edit(signed_in(colleague), draft, "开展科级班子", kind="context")

        response = self.press(as_insider, draft, "undo")

        assert response.status_code == 422

    def test_a_new_edit_forgets_what_was_undone(self, as_insider, draft):
        edit(as_insider, draft, "举办党务", kind="note")
        self.press(as_insider, draft, "undo")
        edit(as_insider, draft, "举办党务", kind="context")

        assert self.press(as_insider, draft, "redo").status_code == 422

    def test_the_last_fifty_edits_are_kept(self, as_insider, draft):
        for n in range(52):
            edit(as_insider, draft, "举办党务", kind=("note", "measure")[n % 2])

        undone = 0
        while self.press(as_insider, draft, "undo").status_code == 302:
            undone += 1

        assert undone == 50

    def press(self, client, version, name):
        version.refresh_from_db()
        return client.post(page(version), {"seen": version_digest(version), name: "yes"})


class TestDoubts:
    def doubts(self, text, zzb, insider):
        editor = editor_of(handed_in(text, zzb, insider))
        return [(doubt.kind, doubt.words) for doubt in editor.doubts]

    def test_a_sound_plan_leaves_only_the_unknown_unit(self, draft, gbk):
        found = [(d.kind, d.words) for d in editor_of(draft).doubts]

        assert found == [("没认出的单位名称", "云上处（1 条举措）")]

    def test_a_number_left_out_is_pointed_at(self, zzb, insider, gbk):
        found = self.doubts(TEXT.replace("3.优化", "4.优化"), zzb, insider)

        assert ("序号缺失、重复或跳号", "上一个是 2，这里是 4：优化班子结构") in found

    def test_a_number_used_twice_is_pointed_at(self, zzb, insider, gbk):
        found = self.doubts(TEXT.replace("2.规范", "1.规范"), zzb, insider)

        assert ("序号缺失、重复或跳号", "上一个是 1，这里是 1：规范组织生活") in found

    def test_numbers_may_begin_again_in_every_area(self, zzb, insider, gbk):
        found = self.doubts(TEXT.replace("3.优化", "1.优化"), zzb, insider)

        assert [kind for kind, _ in found] == ["没认出的单位名称"]

    def test_an_item_without_a_measure_is_pointed_at(self, as_insider, draft):
        edit(as_insider, draft, "开展科级班子", kind="context")

        found = [d.kind for d in editor_of(PlanVersion.objects.get()).doubts]

        assert "没有举措的任务" in found

    def test_a_very_long_measure_is_pointed_at(self, as_insider, draft, zzb, insider):
        long = TEXT.replace("综合分析研判", "综合分析研判" + "和干部队伍" * 30)

        found = self.doubts(long, zzb, insider)

        assert "超过 120 字的举措" in [kind for kind, _ in found]


class TestHeadingEnd:
    NODES = (Node("item", 0, 5, 2), Node("measure", 5, 9), Node("item", 9, 12, 2))

    @given(st.integers(0, 2), st.integers(-3, 20))
    def test_the_nodes_still_cover_the_text(self, index, at):
        try:
            nodes = heading_end(self.NODES, index, at)
        except BadInput:
            nodes = self.NODES

        check_cover("x" * 12, nodes)

    def test_a_heading_that_takes_all_of_the_next_node_swallows_it(self):
        assert [(n.kind, n.end) for n in heading_end(self.NODES, 0, 9)] == [
            ("item", 9), ("item", 12),
        ]  # fmt: skip

    def test_what_a_heading_loses_before_another_heading_becomes_a_measure(self):
        nodes = heading_end((Node("item", 0, 5, 2), Node("item", 5, 9, 2)), 0, 3)

        assert [(n.kind, n.start, n.end) for n in nodes] == [
            ("item", 0, 3), ("measure", 3, 5), ("item", 5, 9),
        ]  # fmt: skip


class TestCutForm:
    @given(st.lists(st.tuples(st.sampled_from(CutForm.ACTS), st.integers(-2, 200)), max_size=15))
    def test_whatever_is_posted_the_nodes_cover_the_text(self, acts):
        nodes = cut(TEXT, {})
        for act, value in acts:
            node = nodes[value % len(nodes)]
            word = ("area", "item", "subitem", "measure", "context", "note")[value % 6]
            data = {"seen": "x", "node": node.start, act: word if act == "kind" else value}
            try:
                nodes, _ = CutForm(data).edited(nodes)
            except BadInput as refusal:
                assert refusal.code == "plan.edit"  # noqa: PT017
        check_cover(TEXT, nodes)
