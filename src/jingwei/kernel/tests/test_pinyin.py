"""How names are read, sorted and found."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.kernel.pinyin import (
    MOST_READINGS,
    SORT_KEY_LENGTH,
    SUFFIX_LENGTH,
    TABLE,
    initials,
    name_plain,
    readings,
    sort_key,
    tokens,
)

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
RARE = st.sampled_from("𠮷𬍛㛃〇·　 Tom9\ue123\U00030000\U000323af")
NAMES = st.text(st.one_of(HAN, HAN, HAN, RARE), min_size=1, max_size=12)


class TestReadings:
    @pytest.mark.parametrize(
        ("name", "first"),
        [
            ("单磊", "shanlei"),
            ("曾国", "zengguo"),
            ("仇英", "qiuying"),
            ("解飞", "xiefei"),
            ("查平", "zhaping"),
            ("区青", "ouqing"),
            ("翟山", "zhaishan"),
            ("覃田", "qintian"),
            ("乐山", "yueshan"),
            ("盖山", "geshan"),
            ("缪青", "miaoqing"),
            ("尉山", "weishan"),
            ("尉迟山", "yuchishan"),
            ("万俟山", "moqishan"),
            ("万山", "wanshan"),
            ("任长青", "renchangqing"),
            ("吕绿", "lvlv"),
            ("阿依古丽·买买提", "ayigulimaimaiti"),
        ],
    )
    def test_begin_with_the_one_a_name_has(self, name, first):
        assert readings(name)[0] == first

    def test_hold_the_ordinary_one_too(self):
        assert readings("单磊") == ["shanlei", "danlei"]
        assert "tanhai" in readings("覃海")

    def test_treat_a_surname_as_such_only_at_the_head(self):
        assert readings("解青区")[0] == "xieqingqu"

    def test_leave_a_character_nobody_can_read_as_it_is(self):
        assert readings("𠮷田") == ["𠮷tian"]

    @given(NAMES)
    def test_are_few_and_differ(self, name):
        found = readings(name)

        assert len(found) == len(set(found)) <= MOST_READINGS
        assert bool(found) == bool(name_plain(name))

    def test_of_every_listed_surname_are_pinyin(self):
        table = tomllib.loads(TABLE.read_text(encoding="utf-8"))

        for kind in ("surnames", "given"):
            assert all(len(char) == 1 for char in table[kind])
        for name, listed in table["compound"].items():
            assert len(listed.split()) == len(name)
        listed = " ".join(text for kind in table.values() for text in kind.values())
        assert listed.replace(" ", "").isascii()
        assert listed.replace(" ", "").isalpha()


class TestInitials:
    def test_hold_all_readings(self):
        assert initials("单磊") == ["sl", "dl"]
        assert initials("欧阳长青") == ["oycq", "oyzq"]

    @given(NAMES)
    def test_are_no_longer_than_the_name(self, name):
        assert all(len(text) <= len(name_plain(name)) for text in initials(name))


class TestSortKey:
    def test_keeps_a_surname_together_in_the_order_of_pinyin(self):
        names = ["章一", "张伟", "单一", "湛一", "张安", "阿古", "𠮷一", "李一"]

        ordered = sorted(names, key=sort_key)

        assert ordered == ["阿古", "李一", "单一", "湛一", "张安", "张伟", "章一", "𠮷一"]

    @given(NAMES)
    def test_is_plain_and_short(self, name):
        key = sort_key(name)

        assert key.isascii()
        assert len(key) <= SORT_KEY_LENGTH
        assert not key or key.isalnum()

    @given(st.text(HAN, min_size=1, max_size=8), st.text(HAN, min_size=1, max_size=8))
    def test_differs_when_the_names_differ(self, one, other):
        assert (sort_key(one) == sort_key(other)) == (name_plain(one) == name_plain(other))


class TestTokens:
    @given(NAMES)
    def test_hold_the_whole_name(self, name):
        plain = name_plain(name)

        assert plain[:SUFFIX_LENGTH] in tokens(name) or not plain

    @given(NAMES, st.integers(0, 11), st.integers(1, 11))
    def test_begin_with_every_part_of_the_name(self, name, start, length):
        part = name_plain(name)[start : start + length]

        assert not part or any(token.startswith(part) for token in tokens(name))

    @given(NAMES, st.integers(1, 12))
    def test_begin_with_the_first_letters_of_pinyin_and_initials(self, name, length):
        for whole in (*readings(name), *initials(name)):
            assert any(token.startswith(whole[:length]) for token in tokens(name))

    def test_ignore_blanks_and_dots(self):
        assert tokens("张　伟") == tokens("张伟")
        assert "古丽买" in {token[:3] for token in tokens("阿依古丽·买买提")}

    def test_of_nothing_are_none(self):
        assert tokens(" ·") == set()
