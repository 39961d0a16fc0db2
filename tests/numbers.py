"""A walk over the numbers of the pages: each is a link, and its list is as long as it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from lxml import html

NUMBER = re.compile(r"\s*(\d+)\s*(?:人|条|个|项|件|次|名|户|对|份)?\s*")
"""A link that is nothing but a number, with its word of measure or without."""
TOLD = re.compile(r"共\s*(\d+)\s*")


def number_links(page: str, content: bytes) -> Iterator[tuple[int, str]]:
    """Yield (number, address) of the links of a page that are numbers; page turning apart."""
    main = html.fromstring(content).find(".//main")
    if main is None:
        return
    for link in main.iterfind(".//a[@href]"):
        told = NUMBER.fullmatch(link.text_content())
        inside = {up.tag for up in link.iterancestors()}
        if told and "nav" not in inside and link.get("href", "").strip()[:1] != "#":
            yield int(told[1]), urljoin(page, link.get("href"))


def told_count(content: bytes) -> int | None:
    """Return how many rows a list says it has: "共 12 人" in its status or its head."""
    main = html.fromstring(content).find(".//main")
    told = TOLD.search(main.text_content()) if main is not None else None
    return int(told[1]) if told else None


def number_faults(browser: Any, pages: list[str]) -> tuple[int, list[str]]:
    """Follow every number of ``pages``; return how many, and where the list says another."""
    faults, followed = [], set()
    for page in pages:
        answer = browser.get(page)
        if answer.status_code != 200:
            faults.append(f"{page}: {answer.status_code}")
            continue
        for number, address in number_links(page, answer.content):
            if address in followed:
                continue
            followed.add(address)
            found = browser.get(address)
            told = told_count(found.content) if found.status_code == 200 else None
            if told != number:
                faults.append(f"{page} says {number}, {address} {told} ({found.status_code})")
    return len(followed), faults
