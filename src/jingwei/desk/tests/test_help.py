"""Every screen of the navigation has a help text, reached from its own link."""

from __future__ import annotations

import re

import pytest
from django.urls import NoReverseMatch, reverse

from jingwei.desk.selectors.helping import help_for, help_texts
from jingwei.kernel.registers.declaration import REGISTERS
from jingwei.site.context import NAV

pytestmark = pytest.mark.once
HELP = reverse("desk:help")


def screens(entries=NAV):
    for entry in entries:
        yield f"{entry.url_name} {entry.code}".strip()
        yield from screens(entry.children)


def test_every_place_of_the_navigation_has_one():
    assert [one for one in screens() if one not in help_texts()] == []


def test_every_text_is_of_a_screen_there_is():
    unknown = []
    for screen in help_texts():
        name, _, code = screen.partition(" ")
        if code and code not in REGISTERS:
            unknown.append(screen)
        for args in ([code], []) if code else ([], [1], [1, 2025, 6], ["x"]):
            try:
                reverse(name, args=args)
            except NoReverseMatch:
                continue
            break
        else:
            unknown.append(screen)

    assert unknown == []


def test_words_are_plain():
    for one in help_texts().values():
        text = "".join((one.what, *one.acts, *one.marks))
        assert not re.search("[！!您]", text), one.screen
        assert one.acts, one.screen


@pytest.mark.parametrize(
    ("screen", "code", "title"),
    [
        ("plans:board", "", "要点"),
        ("registers:list", "party.member", "党员"),
        ("registers:edit", "party.member", "党员"),
        ("procedures:case-step", "", "程序"),
        ("collection:answer-check", "", "填报"),
        ("plans:board-of", "", "要点"),
    ],
)
def test_a_page_without_a_text_of_its_own_shows_that_of_its_room(screen, code, title):
    found = help_for(screen, code)

    assert found is not None
    assert found.title == title


def test_the_link_of_a_page_leads_to_its_text(as_powerless, today):
    page = as_powerless.get(reverse("desk:alerts")).content.decode()
    link = re.search(r'href="([^"]+)">帮助', page)[1].replace("&amp;", "&")

    shown = as_powerless.get(link).content.decode()

    assert 'aria-label="本页说明"' in shown
    assert "快到期的事" in shown.split('aria-label="本页说明"')[1].split("</section>")[0]
    assert (
        'aria-label="本页说明"'
        not in as_powerless.get(HELP, {"screen": "nothing"}).content.decode()
    )
