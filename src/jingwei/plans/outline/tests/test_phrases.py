"""Units, limits, rhythms and numbers as printed in plans (fact sheet §10.5 to §10.8)."""

from __future__ import annotations

import pytest

from jingwei.plans.outline.kinds import kind_of
from jingwei.plans.outline.masking import mask
from jingwei.plans.outline.quantities import quantities_in
from jingwei.plans.outline.times import limits_in, rhythm_in
from jingwei.plans.outline.units import is_note, own_units, parse_note

UNITS = [
    ("（责任单位：组织部、农业农村局）", ["组织部"], ["农业农村局"], False),
    ("（牵头单位：民政局；配合单位：各街道、财政局）", ["民政局"], ["各街道", "财政局"], True),
    ("（组织部牵头，社会工作部、住建局配合）", ["组织部"], ["社会工作部", "住建局"], False),
    ("（县委社会工作部会同县民政局负责）", ["县委社会工作部"], ["县民政局"], False),
    ("由人社局牵头负责，各相关部门按职责分工落实", ["人社局"], ["各相关部门"], True),
    (
        "（各乡镇党委、街道党工委，县直各党（工）委按职责分工负责）",
        [],
        ["各乡镇党委", "街道党工委", "县直各党（工）委"],
        True,
    ),
    ("（责任科室：组织一科；责任人：×××）", ["组织一科"], [], False),
    ("（责任领导：张××；责任单位：干部科）", ["干部科"], [], False),
    ("（县委组织部，各镇党委；排在首位的为牵头单位）", ["县委组织部"], ["各镇党委"], True),
    (
        "相关行业主管部门、产业园区党工委按任务分工推进",
        [],
        ["相关行业主管部门", "产业园区党工委"],
        True,
    ),
    (
        "（县委组织部、县委党校、县农业农村局等部门负责）",
        ["县委组织部"],
        ["县委党校", "县农业农村局"],
        True,
    ),
    (
        "主要责任单位：县教育局 其他责任单位：县人社局、各学校",
        ["县教育局"],
        ["县人社局", "各学校"],
        True,
    ),
    ("纪检机关、组织部门、公安机关分别审核", ["纪检机关"], ["组织部门", "公安机关"], False),
    ("（部机关各科室）", [], ["部机关各科室"], True),
    ("驻村工作队、村“两委”共同实施", ["驻村工作队"], ["村“两委”"], False),
    ("（责任单位：人社局；各相关单位按职责分工落实）", ["人社局"], ["各相关单位"], True),
    ("（责任单位：组织部牵头，财政局、人社局配合）", ["组织部"], ["财政局", "人社局"], False),
    ("（党建办牵头、各村（社区）配合）", ["党建办"], ["各村（社区）"], True),
    ("（各村党组织，镇直各单位按职责分工负责）", [], ["各村党组织", "镇直各单位"], True),
    ("牵头单位：甲局，责任\n科室：乙科、\n丙科", ["甲局"], ["乙科", "丙科"], False),
    ("（各支部书记）", [], [], True),
]
LIMITS = [
    ("3月底前印发", ["3月底前"], ["2025-03-31"]),
    ("2025年6月30日前完成", ["2025年6月30日前"], ["2025-06-30"]),
    ("年底前完成", ["年底前"], ["2025-12-31"]),
    ("12月中旬前", ["12月中旬前"], ["2025-12-20"]),
    ("上半年完成方案，下半年全面推开", ["上半年", "下半年"], ["2025-06-30", "2025-12-31"]),
    ("一季度末", ["一季度末"], ["2025-03-31"]),
    ("“七一”前", ["“七一”前"], ["2025-06-30"]),
    ("换届前1个月", ["换届前1个月"], [None]),
    ("接到通知后3个工作日内", ["接到通知后3个工作日内"], [None]),
    ("持续推进、长期坚持", [], []),
    ("按上级部署时限完成", ["按上级部署时限"], [None]),
    ("2025—2027年分三批", ["2025—2027年"], ["2027-12-31"]),
    ("到2027年底，基本建成", ["到2027年底"], ["2027-12-31"]),
    (
        "6月完成初稿，8月征求意见，10月印发",
        ["6月", "8月", "10月"],
        ["2025-06-30", "2025-08-31", "2025-10-31"],
    ),
    ("贯穿全年", ["贯穿全年"], ["2025-12-31"]),
    ("9月份集中开展", ["9月份"], ["2025-09-30"]),
    ("下月10日前", ["下月10日前"], [None]),
    ("2025.6.30前", ["2025.6.30前"], ["2025-06-30"]),
    ("2025年度培训计划", [], []),
    ("三季度起推行", [], []),
    ("返乡青年中发展", [], []),
    ("到2028年总量达到", ["到2028年"], ["2028-12-31"]),
    ("2025年6月至9月开展", ["2025年6月至9月"], ["2025-09-30"]),
    ("“十月”行动", [], []),
]
RHYTHMS = [
    ("每季度末月25日前报送", "每季度末月25日前"),
    ("每月5日前报送上月进展", "每月5日前"),
    ("每半年至少开展1次", "每半年至少开展1次"),
    ("原则上每年不少于2次", "原则上每年不少于2次"),
    ("3月底前完成", None),
    ("每月15日集中接待", "每月15日"),
    ("每周五召开例会", "每周五"),
    ("每年听取重点单位专题汇报1次", "每年听取重点单位专题汇报1次"),
    ("每年3月、9月集中督查", "每年3月、9月"),
    ("落实每名党员每年32学时学习要求", None),
]
QUANTITIES = [
    ("培育乡土人才50名以上", [("50名以上", "min", 50)]),
    ("不少于20个村", [("不少于20个", "min", 20)]),
    ("力争达到95%", [("力争达到95%", "aim", 95)]),
    ("覆盖率达到100%", [("100%", "exact", 100)]),
    ("提高3个百分点", [("提高3个百分点", "delta", 3)]),
    ("同比增长10%以上", [("同比增长10%以上", "growth", 10)]),
    ("控制在5%以内", [("控制在5%以内", "max", 5)]),
    ("每村1名、每镇2至3名", [("每村1名", "exact", 1), ("每镇2至3名", "range", 2)]),
    ("新增120人，累计600人", [("新增120人", "add", 120), ("累计600人", "total", 600)]),
    ("三分之二以上", [("三分之二以上", "min", 66.7)]),
    ("双80%", [("双80%", "exact", 80)]),
    ("10个左右", [("10个左右", "approx", 10)]),
    ("减少表格30%", [("减少表格30%", "cut", 30)]),
    ("完成投资1.2亿元", [("1.2亿元", "exact", 120_000_000)]),
    ("应建尽建", [("应建尽建", "share", 100)]),
    ("第一批8个、第二批12个", [("8个", "exact", 8), ("12个", "exact", 12)]),
    ("选派30名以上年轻干部", [("30名以上", "min", 30)]),
    ("每名党员每年32学时", [("每名党员每年32学时", "exact", 32)]),
    ("35岁以下占比", [("35岁以下", "max", 35)]),
    ("述职面不少于三分之一", [("不少于三分之一", "min", 33.3)]),
    ("故障10分钟内切换", [("10分钟内", "max", 10)]),
    ("实现学习全覆盖", [("全覆盖", "share", 100)]),
    ("采用信息60篇次", [("60篇次", "exact", 60)]),
]
NAMES = [
    "三会一课",
    "1+1+N模式",
    "党的二十大",
    "〔2025〕3号",
    "第十四次代表大会",
    "十项制度",
    "“115”工程",
    "百名书记讲党课",
    "红色领航12*365",
    "《2025年3期培训班计划》",
    "五级网格",
    "12345热线",
    "连续两个季度",
    "分三批轮训",
    "15分钟服务圈",
]


@pytest.mark.parametrize(("text", "lead", "support", "is_open"), UNITS)
def test_a_unit_note_names_lead_and_support(text, lead, support, is_open):
    units = parse_note(text).units

    assert (list(units.lead), list(units.support), units.open_set) == (lead, support, is_open)


@pytest.mark.parametrize("text", [text for text, *_ in UNITS if text.startswith("（")])
def test_a_bracket_with_units_is_a_note(text):
    assert is_note(text)


@pytest.mark.parametrize(
    "text", ["（含街道）", "（见附件）", "（院）", "（2025年）", "（试行）", "（以下简称办法）"]
)
def test_other_brackets_are_no_notes(text):
    assert not is_note(text)


def test_a_note_names_leader_owner_and_limit():
    note = parse_note("（牵头领导：李××，责任单位：组织科，责任人：王××，完成时限：9月底前）")

    assert (note.leader, note.owner, note.deadline) == ("李××", "王××", "9月底前")


def test_units_named_in_front_of_the_action_are_read():
    assert own_units("组织部牵头制定年度方案").lead == ("组织部",)


@pytest.mark.parametrize(("text", "phrases", "days"), LIMITS)
def test_time_limits_are_read_with_their_days(text, phrases, days):
    found = [limit for _, limit in limits_in(text, mask(text), 2025)]

    assert [f.text for f in found] == phrases
    assert [f.on for f in found] == days


@pytest.mark.parametrize(("text", "phrase"), RHYTHMS)
def test_rhythms_are_read_and_are_no_limits(text, phrase):
    span = rhythm_in(text, mask(text))

    assert (text[span[0] : span[1]] if span else None) == phrase
    assert phrase is None or limits_in(text, mask(text), 2025) == []


@pytest.mark.parametrize(("text", "wanted"), QUANTITIES)
def test_quantities_are_read_with_bound_and_value(text, wanted):
    found = [q for _, q in quantities_in(text, mask(text), [])]

    assert [(q.text, q.bound, q.number) for q in found] == wanted


@pytest.mark.parametrize("text", NAMES)
def test_names_with_digits_are_no_quantities(text):
    assert quantities_in(text, mask(text), []) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("3月底前研究制定年度培训计划", "deliverable"),
        ("按照分类建立乡土人才名录", "deliverable"),
        ("新建村级阵地6处", "deliverable"),
        ("建立健全矛盾纠纷化解机制", "mechanism"),
        ("推行首问负责制度", "mechanism"),
        ("开展干部轮训，做到应训尽训", "coverage"),
        ("组织培训，参训率达到100%", "coverage"),
        ("面向村干部举办培训班2期", "activity"),
        ("认真做好评选推荐工作", "activity"),
        ("不断完善队伍结构", "ongoing"),
    ],
)
def test_the_kind_follows_the_verb_and_its_object(text, kind):
    assert kind_of(text) == kind
