"""Views of a list kept under a name: own, shared, and the one with which the list opens."""

from __future__ import annotations

import pytest

from conftest import signed_in
from jingwei.kernel.models import AuditEntry, SavedView
from jingwei.kernel.tests.register_cast import ID_NUMBER, people
from jingwei.kernel.tests.test_register_pages import LIST

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


class TestViews:
    def save(self, browser, **fields):
        asked = {"act": "save", "name": "女干部", "query": "gender=2&after=xx&cols=full_name"}
        return browser.post(f"{LIST}views/", asked | fields)

    def test_keeps_filters_and_columns_but_no_place(self, as_insider):
        answer = self.save(as_insider)

        view = SavedView.objects.get()
        assert view.query == "gender=2&cols=full_name"
        assert answer["Location"] == f"{LIST}?{view.query}&view={view.pk}"
        assert AuditEntry.objects.filter(act="register.view_save").exists()

    def test_needs_a_name(self, as_insider):
        self.save(as_insider, name=" ")

        assert not SavedView.objects.exists()

    def test_keeps_no_id_number(self, as_insider):
        for text in (ID_NUMBER, "8717"):
            self.save(as_insider, query=f"q={text}")

        assert not SavedView.objects.exists()

    def test_of_a_colleague_shows_when_it_is_shared(self, as_insider, as_outsider):
        self.save(as_insider, name="自己的")
        self.save(as_insider, name="大家的", is_shared="yes")

        offered = as_outsider.get(LIST).context["views"]["rows"]

        assert [row["view"].name for row in offered] == ["大家的"]
        assert not offered[0]["is_own"]

    def test_is_shared_and_removed_by_its_owner_alone(self, as_insider, as_outsider):
        self.save(as_insider, is_shared="yes")
        asked = {"act": "remove", "view": SavedView.objects.get().pk}

        refused = as_outsider.post(f"{LIST}views/", asked).status_code
        as_insider.post(f"{LIST}views/", asked | {"act": "share"})
        shared = SavedView.objects.get().is_shared
        as_insider.post(f"{LIST}views/", asked)

        assert (refused, shared) == (404, False)
        assert not SavedView.objects.exists()

    def test_usual_one_opens_by_itself_on_every_machine_until_it_is_put_off(
        self, as_insider, insider, as_outsider
    ):
        self.save(as_insider, is_shared="yes")
        view = SavedView.objects.get()

        as_insider.post(f"{LIST}views/", {"act": "usual", "view": view.pk})
        opened = signed_in(insider).get(LIST)
        colleague = as_outsider.get(LIST)
        everything = as_insider.get(LIST, {"view": ""})
        as_insider.post(f"{LIST}views/", {"act": "usual"})

        assert opened["Location"] == f"{LIST}?gender=2&cols=full_name&view={view.pk}"
        assert colleague.status_code == 200
        assert everything.status_code == as_insider.get(LIST).status_code == 200

    def test_usual_one_stays_away_from_links_inside_the_list(self, as_insider, zzb):
        people(zzb, 60)
        self.save(as_insider)
        as_insider.post(f"{LIST}views/", {"act": "usual", "view": SavedView.objects.get().pk})

        filtered = as_insider.get(LIST, {"gender": "1", "cols": "full_name"})
        second = as_insider.get(LIST + as_insider.get(LIST, {"view": ""}).context["pages"]["after"])

        links = (as_insider.get(LIST, {"gender": "1"}).context["chips"][0]["without"],
                 second.context["pages"]["first"])  # fmt: skip
        assert [as_insider.get(LIST + link).status_code for link in links] == [200, 200]
        assert filtered.context["unfiltered"] == "?cols=full_name"

    def test_of_a_colleague_ends_as_the_usual_one_when_it_is_no_longer_shared(
        self, as_insider, as_outsider
    ):
        self.save(as_insider, is_shared="yes")
        asked = {"view": SavedView.objects.get().pk}
        as_outsider.post(f"{LIST}views/", asked | {"act": "usual"})
        before = as_outsider.get(LIST).status_code

        as_insider.post(f"{LIST}views/", asked | {"act": "share"})

        assert (before, as_outsider.get(LIST).status_code) == (302, 200)
        assert as_outsider.post(f"{LIST}views/", asked | {"act": "usual"}).status_code == 404
