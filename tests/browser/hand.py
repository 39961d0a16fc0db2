"""A person at a page: finds things by what they are called, does them, counts what it took."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Download, Locator, Page, Request, Response, TimeoutError

PRESSES = {"Enter", "Space"}
"""Keys that do what a click does."""


@dataclass
class Hand:
    """Clicks are pointer presses, and Enter or Space on something; characters are those typed."""

    page: Page
    clicks: int = 0
    characters: int = 0
    fields: int = 0
    began: float = field(default_factory=time.monotonic)
    seconds: float = 0.0

    def goes(self, address: str) -> None:
        self.page.goto(address)

    def clicks_on(self, role: Any, name: str, *, inside: Locator | None = None) -> None:
        """Press what has this role and exactly this name."""
        try:
            (inside or self.page).get_by_role(role, name=name, exact=True).click()
        except TimeoutError as error:
            there = self.page.get_by_role("main").inner_text()
            raise AssertionError(f"No {role} {name!r} at {self.page.url}:\n{there}") from error
        self.clicks += 1

    def opens(self, words: str, *, inside: Locator | None = None) -> None:
        """Unfold a menu or a drawer."""
        (inside or self.page).locator("summary").filter(has_text=words).click()
        self.clicks += 1

    def ticks(self, label: str, *, inside: Locator | None = None) -> None:
        (inside or self.page).get_by_label(label).check()
        self.clicks += 1

    def picks(self, label: str, option: str) -> None:
        """Choose in a list: one press opens it, one takes the option."""
        field_ = self.page.get_by_label(label)
        words = field_.get_by_role("option").filter(has_text=option).first.inner_text()
        field_.select_option(label=words)
        self.clicks += 2

    def types(self, label: str, text: str) -> None:
        """Write into a field, which the keyboard may already be in."""
        field_ = self.page.get_by_label(label).and_(self.page.locator("input, textarea"))
        if not field_.evaluate("e => e === document.activeElement"):
            field_.click()
            self.clicks += 1
        field_.fill(text)
        self.characters += len(text)
        self.fields += 1

    def presses(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.clicks += key in PRESSES

    def downloads(self, role: Any, name: str) -> Download:
        """Press what hands a file over; return it."""
        with self.page.expect_download() as waited:
            self.clicks_on(role, name)
        return waited.value

    def sees(self, text: str) -> None:
        """Wait until the words stand on the page."""
        self.page.get_by_text(text).first.wait_for()

    def row(self, text: str) -> Locator:
        """The row of a list or table that holds the words."""
        rows = self.page.get_by_role("row").or_(self.page.get_by_role("listitem"))
        return rows.filter(has_text=text).last

    def heading(self) -> str:
        return self.page.get_by_role("heading", level=1).inner_text()

    def afresh(self) -> Hand:
        """Return a hand at the same page that has done nothing yet: here a job begins."""
        return Hand(self.page)

    def stops(self) -> Hand:
        """Note how long it took since the hand was made."""
        self.seconds = time.monotonic() - self.began
        return self

    @staticmethod
    def median(runs: list[Hand]) -> dict[str, float]:
        return {
            "clicks": int(median(run.clicks for run in runs)),
            "characters": int(median(run.characters for run in runs)),
            "seconds": round(median(run.seconds for run in runs), 1),
            "runs": len(runs),
        }


@dataclass
class Seen:
    """Complaints of the browser's console, faults of scripts, missing parts, other hosts."""

    address: str
    faults: list[str] = field(default_factory=list)

    def console(self, message: Any) -> None:
        """A refused page is its own journey's business; a policy or script fault never is."""
        refused = message.text.startswith("Failed to load resource: the server responded")
        if message.type in ("error", "warning") and not refused:
            self.faults.append(f"{message.type}: {message.text}")

    def request(self, request: Request) -> None:
        own = urlsplit(self.address).netloc
        if request.url.startswith("http") and urlsplit(request.url).netloc != own:
            self.faults.append(f"other host: {request.url}")

    def response(self, response: Response) -> None:
        if response.status >= 400 and "/static/" in response.url:
            self.faults.append(f"{response.status}: {response.url}")


def watched(page: Page, seen: Seen) -> Page:
    """Return ``page``, whose complaints go to ``seen`` from now on."""
    page.on("console", seen.console)
    page.on("pageerror", lambda error: seen.faults.append(f"script: {error}"))
    page.on("request", seen.request)
    page.on("response", seen.response)
    return page


def saved(download: Download, folder: Path) -> Path:
    """Return where the file that was handed over lies, under the name it was given."""
    kept = folder / re.sub(r"[/\\]", "_", download.suggested_filename)
    download.save_as(kept)
    return kept
