"""The calendar file as RFC 5545 has it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from jingwei.desk.calendar_file import LINE, Entry, calendar_bytes, escaped, folded

MADE = datetime(2025, 6, 30, 9, tzinfo=timezone(timedelta(hours=8)))
ONE = Entry(
    "7 /measure/3/", date(2025, 12, 31), "记录进展：办班，2期；", "第一行\n第二行", "http://x/3/"
)


def test_an_entry_is_a_whole_day_with_a_stamp_in_universal_time():
    lines = calendar_bytes([ONE], name="待办", made_at=MADE).decode().split("\r\n")

    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert "DTSTAMP:20250630T010000Z" in lines
    assert "DTSTART;VALUE=DATE:20251231" in lines
    assert "DTEND;VALUE=DATE:20260101" in lines
    assert "DESCRIPTION:第一行\\n第二行" in lines


def test_the_key_alone_makes_the_uid():
    later = MADE.astimezone(UTC) + timedelta(days=9)
    moved = Entry(ONE.key, date(2026, 1, 5), "另一个说法", "", ONE.url)

    uids = [
        [line for line in calendar_bytes([one], name="待办", made_at=at).split(b"\r\n")
         if line.startswith(b"UID:")]
        for one, at in ((ONE, MADE), (moved, later))
    ]  # fmt: skip

    assert uids[0] == uids[1]
    assert len(uids[0]) == 1


def test_text_is_escaped():
    assert escaped("a\\b;c,d\r\ne\nf") == "a\\\\b\\;c\\,d\\ne\\nf"


@given(st.text(alphabet=st.characters(exclude_characters="\r\n", exclude_categories=["Cs"])))
def test_folding_cuts_no_character_and_no_line_is_longer_than_75_octets(text):
    found = folded(text)

    assert all(len(line.encode()) <= LINE for line in found.split("\r\n"))
    assert found.replace("\r\n ", "") == text
