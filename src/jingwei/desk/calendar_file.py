"""A calendar file (.ics) of whole days. Source: RFC 5545 (3.1 folding, 3.3.11 text, 3.6.1)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

LINE = 75
"""Octets of a line before it is folded, its end not counted."""
END = "\r\n"
ICS = "text/calendar; charset=utf-8"
"""The kind of file as a browser is told."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of one whole day. ``key`` tells it from all others, the same in every file."""

    key: str
    on: date
    summary: str
    about: str
    url: str


def calendar_bytes(entries: Iterable[Entry], *, name: str, made_at: datetime) -> bytes:
    """Return the entries as a calendar called ``name``; ``made_at`` knows its time zone.

    The same entries at the same moment give the same bytes.
    """
    stamp = f"{made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Jingwei//Desk//ZH", "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH", f"X-WR-CALNAME:{escaped(name)}",
    ]  # fmt: skip
    for entry in entries:
        lines += _event(entry, stamp)
    lines.append("END:VCALENDAR")
    return "".join(folded(line) + END for line in lines).encode()


def _event(entry: Entry, stamp: str) -> Iterator[str]:
    uid = hashlib.sha256(entry.key.encode()).hexdigest()[:32]
    yield "BEGIN:VEVENT"
    yield f"UID:{uid}@jingwei"
    yield f"DTSTAMP:{stamp}"
    yield f"DTSTART;VALUE=DATE:{entry.on:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{entry.on + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escaped(entry.summary)}"
    if entry.about:
        yield f"DESCRIPTION:{escaped(entry.about)}"
    yield f"URL:{entry.url}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def escaped(text: str) -> str:
    """Return a text value: backslash, semicolon, comma and line ends as they are written."""
    found = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return found.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "")


def folded(line: str) -> str:
    """Return a line cut into parts of at most LINE octets, each but the first after a blank.

    No character is cut in two.
    """
    parts, part, size = [], "", 0
    for char in line:
        octets = len(char.encode())
        if size + octets > LINE:
            parts.append(part)
            part, size = " ", 1
        part, size = part + char, size + octets
    return END.join([*parts, part])
