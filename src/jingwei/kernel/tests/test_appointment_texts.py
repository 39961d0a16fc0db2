"""Claims about the short texts of the form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.kernel.documents.appointment.texts import (
    GRADES,
    PartyJoin,
    RewardText,
    age_on,
    parse_appraisals,
    parse_party,
    parse_rewards,
    printed_month,
    printed_party,
    write_appraisals,
    write_party,
    write_rewards,
)

MONTHS = st.builds("{:04}{:02}".format, st.integers(1950, 2049), st.integers(1, 12))
WORDS = st.text("授予示例区优秀称号", min_size=1, max_size=8)


class TestParty:
    @pytest.mark.parametrize(
        ("text", "party"),
        [
            ("200108", PartyJoin("200108")),
            ("2001.08", PartyJoin("200108")),
            ("民盟", PartyJoin("", ("民盟",))),
            ("（民盟、民建）", PartyJoin("", ("民盟", "民建"))),
            ("民盟；民建", PartyJoin("", ("民盟", "民建"))),
            ("200108；民建", PartyJoin("200108", ("民建",))),
            ("民建2001.08", PartyJoin("200108", ("民建",))),
            ("", PartyJoin("")),
        ],
    )
    def test_every_spelling_is_read(self, text, party):
        assert parse_party(text) == party

    @given(st.just("") | MONTHS, st.lists(st.sampled_from(["民盟", "民建"]), max_size=2))
    def test_what_is_written_is_read_again(self, month, names):
        party = PartyJoin(month, tuple(names))

        assert parse_party(write_party(party)) == party

    @pytest.mark.parametrize(
        ("text", "printed"),
        [
            ("200108", "2001.08"),
            ("无党派", "无党派"),
            ("民盟；民建", "（民盟、民建）"),
            ("200108；民建", "2001.08；民建"),
        ],
    )
    def test_the_paper_shows_points_and_brackets(self, text, printed):
        assert printed_party(text) == printed


class TestRewards:
    def test_a_sentence_falls_into_date_organ_and_name(self):
        text = "2022年03月，经示例区委批准，授予优秀称号，记三等功；2023.01,嘉奖。"

        assert parse_rewards(text) == [
            RewardText("202203", "示例区委", "授予优秀称号，记三等功"),
            RewardText("202301", "", "嘉奖"),
        ]

    def test_a_sentence_without_a_date_keeps_its_words(self):
        assert parse_rewards("多次受到表扬，影响良好") == [
            RewardText("", "", "多次受到表扬，影响良好")
        ]

    @pytest.mark.parametrize("text", ["", "无", "（无）", " \n"])
    def test_nothing_gives_nothing(self, text):
        assert parse_rewards(text) == []

    @given(st.lists(st.builds(RewardText, MONTHS, st.just("") | WORDS, WORDS), max_size=4))
    def test_what_is_written_is_read_again(self, rewards):
        assert parse_rewards(write_rewards(rewards)) == rewards


class TestAppraisals:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("2022年年度考核优秀；2023年年度考核称职。", [(2022, "1"), (2023, "2")]),
            ("2021、2022年均为基本称职", [(2021, "3"), (2022, "3")]),
            ("2021年至2023年均为不合格", [(2021, "4B"), (2022, "4B"), (2023, "4B")]),
            ("2021-2022年度考核试用期不定等次", [(2021, "5A"), (2022, "5A")]),
            ("2021年新参加；2022年合格", [(2021, ""), (2022, "2B")]),
            ("无", []),
        ],
    )
    def test_years_take_the_next_grade_of_their_sentence(self, text, found):
        assert parse_appraisals(text) == found

    @given(st.dictionaries(st.integers(2000, 2030), st.sampled_from(list(GRADES)), max_size=5))
    def test_what_is_written_is_read_again(self, grades):
        text = write_appraisals(list(grades.items()), last=5)

        assert parse_appraisals(text) == sorted(grades.items())

    def test_the_last_three_years_are_written(self):
        text = write_appraisals([(year, "2") for year in range(2019, 2025)])

        assert parse_appraisals(text) == [(2022, "2"), (2023, "2"), (2024, "2")]


class TestDates:
    @pytest.mark.parametrize("text", ["198503", "1985.3", "19850312", "1985年3月"])
    def test_months_print_with_a_point(self, text):
        assert printed_month(text) == "1985.03"

    def test_a_text_that_is_no_date_stays(self):
        assert printed_month(" 不详 ") == "不详"

    @pytest.mark.parametrize(
        ("on", "age"),
        [("202502", 39), ("202503", 40), ("20250301", 40), ("", None), ("2025", None)],
    )
    def test_age_counts_months_and_no_days(self, on, age):
        assert age_on("19850331", on) == age
