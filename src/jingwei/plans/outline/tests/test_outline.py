"""Whole plans: structure, notes, furniture, files, refusals."""

from __future__ import annotations

import json

import pytest

from jingwei.kernel.errors import BadInput
from jingwei.plans.outline import Outline, outline_of_bytes, outline_of_file, outline_of_text
from jingwei.plans.outline.tests import samples


def headings(outline: Outline) -> list[tuple[str, str, list[tuple[str, str]]]]:
    return [
        (a.head.number, a.head.heading, [(i.head.number, i.head.heading) for i in a.items])
        for a in outline.areas
    ]


def texts(outline: Outline) -> list[str]:
    return [m.text for m in outline.measures]


WANTED = [
    ("一", "突出政治引领，强化理论武装", [("（一）", "抓实学习教育"), ("（二）", "规范组织生活")]),
    ("二", "突出实干导向，建强干部队伍", [("（三）", "选优配强班子"), ("（四）", "从严管理监督")]),
]


class TestStructure:
    def test_title_preamble_areas_items_and_measures_are_found(self):
        outline = outline_of_text(samples.PLAN)

        assert outline.title == "示例县2025年组织工作要点"
        assert outline.preamble.startswith("2025年是示例县")
        assert headings(outline) == WANTED
        assert len(outline.measures) == 7
        assert outline.year == 2025

    def test_lines_broken_at_a_fixed_width_are_put_together(self):
        lines = []
        for line in samples.PLAN.splitlines():
            lines += [line[i : i + 26] for i in range(0, len(line), 26)] or [""]

        outline = outline_of_text("\n".join(lines))

        assert [t.replace("\n", "") for t in texts(outline)] == texts(outline_of_text(samples.PLAN))

    def test_a_page_number_inside_a_wrapped_sentence_does_not_cut_it(self):
        text = (
            "2025年党建工作要点\n一、聚焦政治建设\n"
            "1.强化政治引领。认真落实集中学习制度，举办全体党员轮训班\n"
            "三期以上，建立党员学习档案和积分台账，全年培训党员覆盖率\n"
            "- 1 -\n"
            "达到百分之百。组织开展主题党日活动，并制定全年的工作安排\n"
            "表。\n2.严肃政治生活。召开专题组织生活会。\n"
        )

        outline = outline_of_text(text)

        assert [t for t, _ in outline.other] == ["- 1 -"]
        assert "覆盖率\n- 1 -\n达到百分之百" in "".join(texts(outline))

    def test_a_plan_on_one_line_is_taken_apart(self):
        text = (
            "一、夯实基础（一）建强组织。制定评星标准。（二）管好队伍。"
            "举办培训班2期。二、加强保障（一）落实经费。拨付党建经费，6.30前到位。"
        )

        assert headings(outline_of_text(text)) == [
            ("一", "夯实基础", [("（一）", "建强组织"), ("（二）", "管好队伍")]),
            ("二", "加强保障", [("（一）", "落实经费")]),
        ]

    @pytest.mark.parametrize(
        ("upper", "lower"),
        [
            ("一、", "1."),
            ("一、", "1．"),
            ("一、", "1、"),
            ("一、", "(一)"),
            ("（一）", "1."),
            ("1.", "1.1 "),
            ("一、", "（1）"),
        ],
    )
    def test_two_levels_of_any_numbering_are_areas_and_items(self, upper, lower):
        text = (
            f"2025年工作要点\n{upper}加强组织建设\n{lower}建强支部。"
            f"制定评星标准，开展评星定级。\n{lower}管好队伍。举办培训班2期。\n"
        )

        area = outline_of_text(text).areas[0]

        separators = "、.． "
        assert area.head.number == upper.strip(separators)
        assert [i.head.number for i in area.items] == [lower.strip(separators)] * 2
        assert [i.head.heading for i in area.items] == ["建强支部", "管好队伍"]

    def test_one_level_of_headings_is_items_in_an_unnamed_area(self):
        text = (
            "2025年工作计划\n一、抓学习。举办读书班2期，"
            "开展集中研讨。\n三、抓队伍。选派年轻干部10名。\n"
        )

        assert headings(outline_of_text(text)) == [("", "", [("一", "抓学习"), ("三", "抓队伍")])]

    def test_an_area_without_items_holds_its_measures_in_an_unnamed_item(self):
        text = samples.PLAN + "三、强化保障\n成立工作专班，落实专项经费。\n"

        area = outline_of_text(text).areas[2]

        assert [(i.head.number, i.head.heading, len(i.measures)) for i in area.items] == [
            ("", "", 2)
        ]

    def test_a_third_level_is_subitems_whose_measures_stand_under_the_item(self):
        text = (
            "2025年工作要点\n一、加强组织建设\n（一）建强支部\n1.抓标准。制定评星标准。\n2.抓创建。开展评星定级。\n"
            "（二）管好队伍。举办培训班2期。\n"
        )

        item = outline_of_text(text).areas[0].items[0]

        assert [(s.number, s.heading) for s in item.subitems] == [("1", "抓标准"), ("2", "抓创建")]
        assert [(m.text, m.subitem) for m in item.measures] == [
            ("制定评星标准", 0),
            ("开展评星定级", 1),
        ]

    def test_dates_decimals_and_quoted_numbers_are_no_headings(self):
        text = samples.PLAN.replace(
            "抓实学习教育。",
            "抓实学习教育。依托“一、二、三”工作法，2025.6.30前开展“12*365”行动，完成率3.5%以上。",
        )

        assert headings(outline_of_text(text)) == WANTED

    def test_traditional_script_is_read_as_printed(self):
        text = (
            "示例鎮2025年黨建工作計劃\n一、加強學習\n1、組織學習。開展「紅色講堂」活動，"
            "不少於6次。\n2、發展黨員。發展黨員10名。（責任單位：組織辦、黨校）\n"
        )

        outline = outline_of_text(text)

        assert outline.measures[0].names == ("紅色講堂",)
        assert outline.measures[-1].units.lead == ("組織辦",)


class TestFurniture:
    def test_everything_around_the_plan_is_other(self):
        head = "示例县委组织部文件\n示组发〔2025〕3号\n"
        send = "各乡镇党委：\n"
        foot = "— 1 —\n附件：1.任务分解表\n\n示例县委组织部\n2025年2月10日\n抄送：县委办公室。\n"

        outline = outline_of_text(
            head + samples.PLAN.replace("\n\n2025年是", f"\n{send}2025年是") + foot
        )

        others = [text for text, _ in outline.other]
        assert headings(outline) == WANTED
        assert outline.title == "示例县2025年组织工作要点"
        for line in (head + send + foot).split("\n"):
            assert not line or line in others


class TestNotes:
    def units_of(self, body: str) -> list[tuple[str, ...]]:
        text = f"2025年工作要点\n一、强组织\n（一）抓基层。{body}\n（二）抓队伍。举办培训班2期。\n"
        return [m.units.lead for m in outline_of_text(text).areas[0].items[0].measures]

    def test_a_note_after_the_paragraph_reaches_all_its_measures(self):
        assert (
            self.units_of("开展整顿工作。建立工作台账。（责任单位：组织部）") == [("组织部",)] * 2
        )

    def test_a_note_after_a_sentence_reaches_only_that_sentence(self):
        assert self.units_of("开展整顿工作（甲局牵头）。建立工作台账。（乙局牵头）") == [
            ("甲局",),
            ("乙局",),
        ]

    def test_a_note_on_its_own_line_reaches_measures_without_their_own(self):
        assert self.units_of("开展整顿工作。（甲局牵头）\n建立工作台账。\n责任单位：乙局") == [
            ("甲局",),
            ("乙局",),
        ]

    def test_a_note_after_the_last_paragraph_reaches_those_before_it(self):
        assert (
            self.units_of("开展整顿工作。\n建立工作台账。（责任单位：组织部）") == [("组织部",)] * 2
        )

    def test_notes_on_lines_in_a_row_speak_of_the_same_measures(self):
        body = "开展整顿工作。\n牵头单位：甲局\n责任单位：乙局\n完成时限：6月底前"
        text = f"2025年工作要点\n一、强组织\n（一）抓基层。{body}\n（二）抓队伍。举办培训班2期。\n"

        measure = outline_of_text(text).measures[0]

        assert (measure.units.lead, measure.units.support) == (("甲局",), ("乙局",))
        assert measure.deadline == "6月底前"


class TestLists:
    def test_numbered_points_under_a_heading_are_no_items(self):
        text = (
            "2025年工作计划\n一、学习方面\n1、每月组织一次学习；\n2、撰写心得不少于4篇。\n"
            "二、队伍方面\n1、发展党员8名；\n2、培养后备干部20名。\n"
        )

        assert headings(outline_of_text(text)) == [
            ("", "", [("一", "学习方面"), ("二", "队伍方面")])
        ]

    def test_a_number_behind_a_note_opens_a_new_item(self):
        text = (
            "4月工作安排\n1、公务员考录。组织资格复审。（责任科室：甲科）2、年报校核。"
            "开展统计校核。（责任科室：乙科）\n3、干部考察。开展任前考察。（责任科室：丙科）\n"
        )

        outline = outline_of_text(text)

        assert [i.head.number for i in outline.areas[0].items] == ["1", "2", "3"]
        assert [m.units.lead for m in outline.measures] == [("甲科",), ("乙科",), ("丙科",)]

    def test_what_a_label_calls_a_problem_is_no_measure(self):
        text = (
            "整改清单\n一、学习方面\n（一）研讨不深入\n问题表现：抽查发现5个支部记录不全。"
            "少数会议走过场。\n整改措施：①修订学习规则；②开展交流研讨。\n"
        )

        assert texts(outline_of_text(text)) == ["修订学习规则", "开展交流研讨"]


class TestFiles:
    @pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
    def test_text_of_any_usual_encoding_gives_the_same_outline(self, codec):
        data = samples.PLAN.replace("\n", "\r\n").encode(codec)

        assert outline_of_bytes("计划.txt", data) == outline_of_text(samples.PLAN)

    def test_paragraphs_of_a_document_give_the_same_tree(self):
        assert headings(outline_of_bytes("计划.docx", samples.docx_of(samples.PLAN))) == WANTED

    def test_automatic_numbers_are_read_as_printed(self):
        outline = outline_of_bytes("计划.docx", samples.docx_numbered())

        assert headings(outline) == [
            ("一", "加强组织建设", [("（一）", "建强支部"), ("（二）", "管好队伍")]),
            ("二", "加强人才工作", [("（一）", "引进人才")]),
        ]

    @pytest.mark.parametrize(
        ("name", "data"), [("表.docx", samples.docx_table()), ("表.xlsx", samples.xlsx_table())]
    )
    def test_a_breakdown_table_gives_items_measures_units_and_limits(self, name, data):
        outline = outline_of_bytes(name, data)

        assert headings(outline) == [("", "", [("", "基层党建"), ("", "人才工作")])]
        assert texts(outline) == [
            "开展软弱涣散党组织整顿",
            "举办支部书记培训班2期",
            "建立乡土人才信息库",
        ]
        second = outline.measures[1]
        assert (second.units.lead, second.units.support) == (("组织二科",), ("党校", "财政局"))
        assert (second.leader, second.deadline, second.deadline_on) == (
            "张××",
            "9月底前",
            "2025-09-30",
        )

    def test_heading_styles_are_levels_and_the_lone_highest_is_the_title(self):
        outline = outline_of_bytes("计划.docx", samples.docx_styled())

        assert outline.title == "2025年组织工作要点"
        assert headings(outline) == [
            ("", "组织建设", [("", "建强支部")]),
            ("", "人才工作", [("", "引进人才")]),
        ]

    def test_all_sheets_are_read_and_their_names_are_no_headings(self):
        outline = outline_of_bytes("表.xlsx", samples.xlsx_two_sheets())

        assert headings(outline) == [("", "", [("", "")])]
        assert len(outline.measures) == 4
        first = outline.measures[0]
        assert (first.units.lead, first.units.support) == (("组织科",), ("财政局",))
        assert first.deadline_on == "2025-06-30"

    def test_a_file_on_disk_is_read(self, tmp_path):
        path = tmp_path / "计划.txt"
        path.write_text(samples.PLAN, "utf-8")

        assert outline_of_file(path).title

    def test_the_outline_becomes_json(self):
        outline = outline_of_text(samples.PLAN)

        found = json.loads(json.dumps(outline.to_json(), ensure_ascii=False))

        measure = found["areas"][0]["items"][0]["measures"][0]
        assert found["is_plan"] is True
        assert measure["units"] == {"lead": ["组织一科"], "support": ["党校"]}
        assert measure["names"] == ["学习教育实施方案"]
        assert (measure["deadline"], measure["deadline_on"]) == ("3月底前", "2025-03-31")


LETTER = (
    "亲爱的同学：\n你好。好久没有给你写信了，我很想念你。"
    "上个月我去了海边，看到了日出。\n祝你一切顺利。\n此致\n敬礼\n"
)
NEWS = (
    "本报讯（记者某某）近日，示例县举办了人才交流会，吸引了众多企业参加。会上，"
    "各企业介绍了用工需求，现场签订了协议。据了解，今年以来该县已举办招聘会5场。"
)
NOVEL = (
    "一、\n他推开门，走进院子，看见她站在树下。“你回来了。”她说。"
    "\n二、\n夜里下起了雨，他想起小时候的事，翻来覆去睡不着。\n"
)
MINUTES = (
    "部务会议纪要\n时间：2025年3月1日\n主持人：张××\n会议听取了组织科工作汇报。"
    "\n一、会议指出，上季度工作取得了明显成效。\n二、会议决定，同意组织科意见。\n"
)
GRADES = "2025年期末成绩表\n序号\t姓名\t语文\t数学\n1\t张××\t90\t95\n2\t李××\t88\t79\n"


class TestRefusals:
    @pytest.mark.parametrize("text", [LETTER, NEWS, NOVEL, MINUTES, GRADES, "你好", "一、"])
    def test_a_text_that_is_no_plan_is_refused(self, text):
        with pytest.raises(BadInput) as refusal:
            outline_of_text(text)

        assert refusal.value.code == "plan.not_a_plan"

    def test_a_short_plan_with_two_items_is_read(self):
        text = (
            "2025年下半年工作计划\n一、抓好换届。制定换届方案，"
            "7月底前印发。\n二、抓好培训。举办村干部培训班1期。\n"
        )

        assert len(outline_of_text(text).measures) == 2

    @pytest.mark.parametrize(
        ("name", "data", "code"),
        [
            ("空.txt", b"", "plan.empty"),
            ("空.txt", b" \n ", "plan.empty"),
            ("图.docx", b"\x89PNG\r\n\x1a\n" + b"0" * 99, "file.not_office"),
            ("旧.doc", bytes.fromhex("d0cf11e0a1b11ae1") + b"0" * 99, "file.old_format"),
            (
                "密.docx",
                bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"),
                "file.encrypted",
            ),
            ("断.docx", samples.docx_of(samples.PLAN)[:-500], "file.broken"),
            ("断.xlsx", samples.xlsx_table()[:-500], "file.broken"),
            ("图.pdf", b"%PDF-1.7", "file.type"),
            ("乱.txt", b"\xff\xfe\xfa\x00\x81", "file.encoding"),
            ("弹.docx", samples.bomb(), "file.bomb"),
            (
                "实体.docx",
                samples.docx_with_body('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
                "file.broken",
            ),
            ("别的.docx", samples.docx_with_body("<a/>"), "file.not_docx"),
            ("大.txt", b"0" * 50_000_000, "file.too_large"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_a_file_that_cannot_be_used_is_refused(self, name, data, code):
        with pytest.raises(BadInput) as refusal:
            outline_of_bytes(name, data)

        assert refusal.value.code == code

    def test_a_missing_file_is_refused(self, tmp_path):
        with pytest.raises(BadInput, match="读不到"):
            outline_of_file(tmp_path / "没有.txt")

    def test_a_text_beyond_the_limit_is_refused(self):
        with pytest.raises(BadInput, match="超过"):
            outline_of_text("一、抓学习\n" * 500_000)
