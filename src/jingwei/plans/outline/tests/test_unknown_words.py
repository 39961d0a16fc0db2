"""A demand is not lost because its verb is in no list; what only tells is still no measure."""

from __future__ import annotations

import pytest

from jingwei.plans.outline import outline_of_text

FRAME = (
    "某县2026年工作计划\n一、组织工作\n（一）基层工作。建立联系制度。{}\n"
    "（二）教育培训。制定年度方案，3月底前印发。举办培训班2期。\n二、督查考核\n"
    "（一）督促检查。开展专项督查4次。编制任务清单。\n（二）总结评估。组织年终考核。\n"
)


def cut_of(sentence: str) -> list[str]:
    outline = outline_of_text(FRAME.format(sentence))
    items = [item for area in outline.areas for item in area.items]
    return [measure.text for measure in items[0].measures[1:]]


@pytest.mark.parametrize(
    "sentence",
    [
        "社区“减牌”一半以上",
        "非教学类事项压减三成以上",
        "教师违规收费零容忍",
        "书记补贴每人每月不低于300元，列入单位预算",
        "洽谈项目30个，签约落地率超过40%",
        "办好进修班三期，参训党员不少于360人次",
        "抽查单位20家，抽查结果当场反馈",
        "做好奖励表彰，向一线岗位倾斜",
        "设立发展基金2000万元，用于人才引进和培养",
    ],
)
def test_the_whole_sentence_is_one_measure(sentence):
    assert cut_of(sentence + "。") == [sentence]


@pytest.mark.parametrize(
    ("sentence", "count"),
    [
        ("升格示范村9个，摘帽后进村6个", 2),
        ("推行积分制，全年柔性汇聚专家200人次以上", 2),
        ("受理申诉，自受理之日起60日内作出处理决定", 2),
        ("每名成员包联1个后进村、1家重点企业，每季度驻点调研不少于3天", 1),
    ],
)
def test_a_comma_cuts_before_a_verb_with_its_own_object(sentence, count):
    assert len(cut_of(sentence + "。")) == count


@pytest.mark.parametrize(
    "sentence",
    [
        "木匠是人才，厨师也是人才",
        "正人必先正己",
        "县直各单位党组织书记为第一责任人",
        "未尽事宜由县委组织部负责解释",
        "各级党组织要把思想和行动统一到部署上来，切实增强责任感",
    ],
)
def test_what_only_tells_is_no_measure(sentence):
    assert cut_of(sentence + "。") == []


def test_a_heading_that_skips_a_level_is_an_item_all_the_same():
    text = (
        "某县2026年工作计划\n一、队伍\n（一）选配。选派干部20名。\n1.上挂。选派5名干部到市直单位挂职。\n"
        "二、保障\n1.经费。拨付专项经费5万元。\n2.师资。聘请讲师10名。\n"
    )

    areas = outline_of_text(text).areas

    assert [[item.head.number for item in area.items] for area in areas] == [["（一）"], ["1", "2"]]
