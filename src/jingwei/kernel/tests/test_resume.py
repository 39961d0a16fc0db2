"""Claims about the grammar of résumés."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.kernel.documents.appointment.resume import (
    Note,
    Stint,
    continuity_gaps,
    is_study,
    parse_resume,
    resume_lines,
    write_resume,
)
from jingwei.kernel.tests.appointment_sample import SHORT

MONTHS = st.builds("{:04}{:02}".format, st.integers(1950, 2049), st.integers(1, 12))
WORDS = st.text("示例区委组织部科员、（）()，2019年学习ab ", min_size=1, max_size=20).map(str.strip)
BALANCED = WORDS.filter(lambda text: text and not set("（）()") & set(text))
NOTES = st.builds(Note, st.just("") | MONTHS, st.just("") | MONTHS, BALANCED).filter(
    lambda note: note.start or not note.end
)
STINTS = st.builds(
    Stint, MONTHS, st.just("") | MONTHS, WORDS, st.lists(NOTES, max_size=2).map(tuple)
)


class TestRoundTrip:
    @given(st.lists(STINTS, max_size=6))
    def test_stints_come_back_as_they_were_written(self, stints):
        resume = parse_resume(write_resume(stints))

        assert resume.stints == stints
        assert resume.unparsed == []

    @given(st.text("0129.--—至今 　\n其间（）；年月甲", max_size=60))
    def test_any_text_settles_after_one_writing(self, text):
        once = write_resume(parse_resume(text).stints)

        assert write_resume(parse_resume(once).stints) == once

    def test_an_open_stint_has_nine_blanks(self):
        assert write_resume([Stint("201906", "", "副镇长")]) == "2019.06--         副镇长"

    def test_a_note_stands_below_its_stint_under_the_text(self):
        stint = Stint("200708", "201906", "科员", (Note("201009", "201206", "党校学习"),))

        assert write_resume([stint]).split("\n") == [
            "2007.08--2019.06  科员",
            " " * 18 + "（其间：2010.09--2012.06  党校学习）",
        ]


class TestSpellings:
    @pytest.mark.parametrize(
        "line",
        [
            "2003.09--2007.07  示例大学学习",
            "2003．09—2007．07　示例大学学习",
            "2003.09──2007.07 示例大学学习",
            "2003.9-2007.7\u00a0\u00a0示例大学学习",
            "  ２００３．０９－２００７．０７示例大学学习",
            "2003.09～2007.07\t示例大学学习",
            "2003年9月至2007年7月  示例大学学习",
            "200309--200707  示例大学学习",
            "2003/09 -- 2007/07  示例大学学习",
            "2003.09--2007.07  示例大学" + " " * 20 + "学习",
            "2003.09--2007.07  示例大学\r\n" + " " * 18 + "学习",
        ],
    )
    def test_every_dash_blank_and_wrap_is_understood(self, line):
        assert parse_resume(line).stints == [Stint("200309", "200707", "示例大学学习")]

    @pytest.mark.parametrize("end", ["至今", "--至今", "—今", "--现在", "-", "--         "])
    def test_an_open_end_has_many_spellings(self, end):
        assert parse_resume(f"2019.06{end}  副镇长").stints == [Stint("201906", "", "副镇长")]

    def test_a_date_that_opens_the_text_of_an_open_stint_is_no_end(self):
        stint = Stint("201906", "", "2020.01起任副镇长")

        assert parse_resume("2019.06--         2020.01起任副镇长").stints == [stint]

    @pytest.mark.parametrize(
        "note",
        [
            "（其间：{}）",
            "(期间:{})",
            "\n（其间：{}）",
            "\n" + " " * 18 + "（其间: {}",
            "（期间{}）",
        ],
    )
    def test_a_note_is_found_in_every_dress(self, note):
        inside = "2010.09--2012.06  某党校（在职）学习"

        [stint] = parse_resume("2007.08--2019.06  科员" + note.format(inside)).stints

        assert stint.text == "科员"
        assert stint.notes == (Note("201009", "201206", "某党校（在职）学习"),)

    def test_several_notes_are_parted_by_semicolons(self):
        text = "2007.08--2019.06  科员（其间：2010.09--2012.06  党校学习；挂职锻炼）"

        [stint] = parse_resume(text).stints

        assert stint.notes == (Note("201009", "201206", "党校学习"), Note("", "", "挂职锻炼"))

    @pytest.mark.parametrize(
        "line", ["2003.13--2007.07  学习", "2003.09  参加工作", "2003.09任科员", "其他经历"]
    )
    def test_a_line_that_is_no_stint_comes_back_word_by_word(self, line):
        assert parse_resume(line).unparsed == [line]

    def test_a_line_without_a_date_belongs_to_the_line_before(self):
        resume = parse_resume("2003.09--2007.07  示例大学\n2019年度优秀\n学习")

        assert resume.stints == [Stint("200309", "200707", "示例大学2019年度优秀学习")]

    def test_the_sample_reads_as_four_stints_with_one_note(self):
        resume = parse_resume(SHORT)

        assert [len(stint.notes) for stint in resume.stints] == [0, 0, 1, 0]
        assert resume.unparsed == []


class TestPrintedLines:
    def test_months_and_words_are_parted_and_nothing_is_lost(self):
        lines = resume_lines("前言\n2003.09—2007.07 学习（期间：实习）\n2019.06至今 副镇长")

        assert lines == [
            ("", "前言"),
            ("2003.09--2007.07", "学习"),
            ("", "（其间：实习）"),
            ("2019.06--", "副镇长"),
        ]


class TestContinuity:
    def test_the_sample_has_no_gap(self):
        assert continuity_gaps(parse_resume(SHORT).stints) == []

    @pytest.mark.parametrize(
        ("end", "start", "months", "words"),
        [
            ("200707", "200709", 2, "中间空 2 个月"),
            ("200707", "200706", -1, "重叠 1 个月"),
            ("", "200709", None, "没有终止年月"),
        ],
    )
    def test_every_place_that_does_not_meet_is_told(self, end, start, months, words):
        [gap] = continuity_gaps([Stint("200309", end, "甲"), Stint(start, "", "乙")])

        assert (gap.after, gap.months) == (1, months)
        assert words in gap.sentence


class TestStudyOrWork:
    @pytest.mark.parametrize(
        ("text", "study"),
        [
            ("示例大学公共管理系行政管理专业学习", True),
            ("示例大学社会工作专业本科生", True),
            ("示例学院中文系学生", True),
            ("示例大学博士研究生", True),
            ("示例大学博士后", False),
            ("示例区示例局科员", False),
            ("毕业后在示例局工作", False),
            ("示例大专讲师", False),
        ],
    )
    def test_words_decide(self, text, study):
        assert is_study(text) is study
