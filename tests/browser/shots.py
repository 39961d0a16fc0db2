"""Pictures of the demo district at a desk and on a phone, as docs/screens/NAME-WIDTH.png.

Taken by ``python -m tests.browser.screens``, never in a test run.
"""

from __future__ import annotations

from datetime import date
from importlib.resources import files

import pytest
from django.db.models import Count

from jingwei.accounts.models import User
from jingwei.org.models import PartyOrganization
from jingwei.people.models import Person
from jingwei.people.services.checking import check_everything
from jingwei.plans.models import AnnualPlan, Decision, DispatchMeeting, Item
from jingwei.site.demo.load import people_load
from tests.browser.conftest import HERE, SCREEN, measure_like
from tests.browser.estate import asked, handed_in
from tests.browser.png import repacked

FOLDER = HERE.parents[1] / "docs/screens"
WIDTHS = {1366: SCREEN, 390: {"width": 390, "height": 844}}
HEIGHTS = {1366: 768, 390: 1500}
MOST_BYTES = 200 * 1024
JUNE = date(2025, 6, 1)
LATE = "7月底前完成14个软弱涣散"


def take(hand, name, before=lambda: None):
    """Keep a picture of the page at each width, from its top; ``before`` puts it in order."""
    for width, size in WIDTHS.items():
        hand.page.set_viewport_size(size)
        hand.page.reload()
        before()
        tall = hand.page.evaluate("document.documentElement.scrollHeight")
        clip = {"x": 0, "y": 0, "width": width, "height": min(tall, HEIGHTS[width])}
        picture = repacked(hand.page.screenshot(full_page=True, clip=clip))
        path = FOLDER / f"{name}-{width}.png"
        path.write_bytes(picture)
        assert len(picture) <= MOST_BYTES, f"{path.name} is too large"
    hand.page.set_viewport_size(SCREEN)


@pytest.fixture(autouse=True)
def folder():
    FOLDER.mkdir(parents=True, exist_ok=True)


def screen_of_the_door(enter):
    hand = enter()
    hand.goes("/account/login/")
    take(hand, "sign-in")


def screens_of_the_plan(enter):
    hand = enter("limin")
    item = Item.objects.get(number="11")
    pages = {
        "board": "/plan/",
        "item": f"/plan/item/{item.pk}/",
        "measure": f"/measure/{measure_like(LATE).pk}/",
        "dispatch": "/dispatch/2025-6/",
        "report": f"/report/check/?plan={item.area.plan_id}&kind=monthly&as_of=2025-06-27",
    }
    for name, address in pages.items():
        hand.goes(address)
        take(hand, name)


def screen_of_the_list(enter):
    hand = enter("dinghaifeng")
    hand.goes("/todo/")
    take(hand, "todo")


def screen_of_the_cuts(enter):
    """The plan of the district handed in once more, one cut under the keyboard."""
    text = files("jingwei.plans").joinpath("data/demo/plan.txt").read_text(encoding="utf-8")
    hand = enter("limin")
    hand.goes(f"/plan/import/?plan={AnnualPlan.objects.get().pk}")
    hand.types("或者粘贴全文", text)
    hand.clicks_on("button", "读取文件")
    link = hand.page.get_by_role("link", name="举措 2", exact=True)
    hand.goes(hand.page.url + link.get_attribute("href"))
    take(hand, "import", before=lambda: hand.opens("待看的地方"))


def screen_of_the_meeting(enter):
    """The dispatch of June, called once more: it shows what was said in May."""
    Decision.objects.filter(meeting__month=JUNE).delete()
    DispatchMeeting.objects.filter(month=JUNE).delete()
    hand = enter("limin")
    hand.goes("/dispatch/2025-6/")
    hand.clicks_on("button", "开始调度会")
    hand.clicks_on("link", "下一项 →")
    hand.page.wait_for_url("**?n=2")
    take(hand, "meeting")


@pytest.fixture
def peopled(district):
    """The district with a twentieth of its people, looked through by the data checks."""
    people_load(lambda line: None, scale=0.05)
    check_everything()


@pytest.fixture
def cadre_shown(peopled):
    """A cadre with much to tell."""
    found = Person.objects.filter(hats__contains="cadre", merged_into=None).exclude(post_summary="")
    told = found.annotate(count=Count("careerstints", distinct=True) + Count("educations"))
    return told.order_by("-count", "pk")[0]


def screens_of_people(enter, cadre_shown):
    hand = enter("zhaolei")
    pages = {
        "people": "/registers/people.person/",
        "person": f"/people/{cadre_shown.pk}/",
        "appointment-form": f"/people/forms/?pick={cadre_shown.pk}",
        "checks": "/people/checks/",
        "codes": "/codes/",
        "code-table": "/codes/ZB64/",
    }
    for name, address in pages.items():
        hand.goes(address)
        take(hand, name)


def screen_of_the_differences(enter, cadre_shown):
    """An import with a change, a new row and one that cannot be taken."""
    user = User.objects.get(username="zhaolei")
    hand = enter("zhaolei")
    hand.goes(f"/registers/people.person/import/{handed_in(cadre_shown, user).pk}/?kind=rejected")
    take(hand, "differences")


def screens_of_the_party(enter, peopled):
    hand = enter("dinghaifeng")
    organization = PartyOrganization.objects.exclude(terms=None).order_by("-path")[0]
    pages = {
        "organizations": "/organizations/",
        "organization": f"/organizations/{organization.pk}/",
        "members": "/registers/party.member/",
    }
    for name, address in pages.items():
        hand.goes(address)
        take(hand, name)


def screen_of_ones_own(enter, peopled):
    user = User.objects.get(username="heyuwei")
    asked(Person.objects.get(user=user), user)
    hand = enter("heyuwei")
    hand.goes("/people/mine/")
    take(hand, "mine")


def screen_of_the_trail(enter, peopled):
    hand = enter("mengcaiwei")
    hand.goes("/audit/")
    take(hand, "audit")
