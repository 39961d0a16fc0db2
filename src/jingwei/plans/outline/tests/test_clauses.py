"""Where one measure ends and the next begins."""

from __future__ import annotations

import pytest

from jingwei.plans.outline.clauses import Source, cut_text
from jingwei.plans.outline.masking import mask


def pieces(text: str, kind: str = "measure") -> list[str]:
    source = Source(text, mask(text))
    found = list(cut_text(source, 0, len(text)))
    assert "".join(text[a:b] for _, a, b in found) == text
    return [text[a:b].strip("，。；") for k, a, b in found if k == kind]


class TestCut:
    def test_a_comma_before_a_new_verb_and_object_ends_a_measure(self):
        assert pieces("健全议事机制，开展评星定级，推行积分管理。") == [
            "健全议事机制",
            "开展评星定级",
            "推行积分管理",
        ]

    def test_leading_conditions_stay_with_the_action(self):
        text = "围绕乡村振兴，结合本县实际，编制人才发展规划。"

        assert pieces(text) == [text.rstrip("。")]

    def test_trailing_purpose_and_result_stay_with_the_action(self):
        text = "开展主题培训，不断增强履职能力，为乡村振兴提供组织保障。"

        assert pieces(text) == [text.rstrip("。")]

    @pytest.mark.parametrize(
        "tail", ["覆盖率达到95%以上", "每年不少于2次", "新增120人", "6月底前印发", "形成工作合力"]
    )
    def test_bare_figures_and_dates_stay_with_the_action(self, tail):
        assert pieces(f"开展村干部轮训，{tail}。") == [f"开展村干部轮训，{tail}"]

    def test_verbs_joined_by_a_pause_mark_stay_together(self):
        assert pieces("健全议事、监督、公开制度。") == ["健全议事、监督、公开制度"]

    def test_semicolons_end_measures(self):
        assert len(pieces("建立台账；明确责任人员；")) == 2

    def test_three_milestones_are_one_measure(self):
        assert len(pieces("6月完成初稿，8月征求意见，10月印发。")) == 1

    def test_commas_inside_quotes_cut_nothing(self):
        assert len(pieces("开展“学理论，强党性，建新功”主题活动。")) == 1

    def test_a_means_without_an_action_after_it_is_a_measure(self):
        assert pieces("完善考学制度，用好信息化手段，不断增强培训实效。") == [
            "完善考学制度",
            "用好信息化手段，不断增强培训实效",
        ]


class TestContext:
    def test_enumeration_marks_and_lead_ins_stay_outside(self):
        text = "重点做好三项工作：一是健全机制体系；二是开展联合督查；三是兑现奖励政策。"

        assert pieces(text) == ["健全机制体系", "开展联合督查", "兑现奖励政策"]
        assert pieces(text, "context")[0] == "重点做好三项工作："

    @pytest.mark.parametrize(
        "fact",
        [
            "去年，全县开展了村级换届。",
            "2025年是实施规划的关键一年。",
            "目前，全县共有党员3000名。",
        ],
    )
    def test_statements_of_fact_hold_no_measure(self, fact):
        assert pieces(fact) == []

    def test_a_unit_note_is_no_part_of_a_measure(self):
        text = "开展联合督查（牵头单位：组织部）。"

        assert pieces(text) == ["开展联合督查"]
        assert pieces(text, "note") == ["（牵头单位：组织部）"]

    def test_a_closing_clause_about_units_is_a_note(self):
        text = "开展联合督查，由组织部牵头，财政局配合。"

        assert pieces(text) == ["开展联合督查"]
