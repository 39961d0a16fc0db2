"""No page is open by accident: each is in the table, and refuses whom the table refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import get_resolver

from conftest import signed_in
from tests.permissions import NEEDED, PUBLIC, SIGNED_IN

SAMPLES = {"int": "1", "str": "x", "slug": "csv"}


def addresses(resolver: Any, space: str = "", before: str = "/") -> Iterator[tuple[str, str]]:
    """Yield (name, sample address) of every page."""
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from addresses(pattern, space + inner, route)
        else:
            sample = re.sub(r"<(?:(\w+):)?\w+>", lambda found: SAMPLES[found[1] or "str"], route)
            yield space + (pattern.name or ""), sample


PAGES = dict(addresses(get_resolver()))


class TestTable:
    def test_names_every_page_and_no_other(self):
        assert PUBLIC | SIGNED_IN | NEEDED.keys() == PAGES.keys()

    def test_knows_only_permissions_that_exist(self, db):
        rows = Permission.objects.select_related("content_type")
        known = {f"{row.content_type.app_label}.{row.codename}" for row in rows}

        assert set(NEEDED.values()) - known == set()


class TestPage:
    @pytest.mark.parametrize("name", sorted(PAGES.keys() - PUBLIC))
    def test_sends_whoever_did_not_sign_in_to_the_door(self, db, name):
        answers = [Client().get(PAGES[name]), Client().post(PAGES[name])]

        assert [answer.status_code for answer in answers] == [302, 302]
        assert {answer["Location"].partition("?")[0] for answer in answers} == {"/account/login/"}

    @pytest.mark.parametrize("name", sorted(NEEDED))
    def test_refuses_whoever_lacks_its_permission(self, insider, name):
        app, code = NEEDED[name].split(".")
        insider.user_permissions.remove(
            *Permission.objects.filter(content_type__app_label=app, codename=code)
        )
        browser = signed_in(insider)

        answers = [browser.get(PAGES[name]), browser.post(PAGES[name])]

        assert [answer.status_code for answer in answers] == [403, 403]

    @pytest.mark.parametrize("name", sorted(NEEDED))
    def test_does_not_refuse_whoever_holds_it(self, as_insider, name):
        answers = [as_insider.get(PAGES[name]), as_insider.post(PAGES[name])]

        assert 403 not in [answer.status_code for answer in answers]
