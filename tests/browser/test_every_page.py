"""What holds of every page: it fits, keeps its policy, obeys the keyboard and the printer."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from playwright.sync_api import expect

from tests.browser.conftest import SCREEN
from tests.browser.pages import KEEPER, inner_pages, public_pages

PHONE = {"width": 390, "height": 844}
FITS = "document.documentElement.scrollWidth <= window.innerWidth"
SEEN = """() => {
  const style = getComputedStyle(document.activeElement);
  const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  const drawn = outlined || style.boxShadow !== "none";
  return drawn || document.activeElement.matches("body, input[type=date]");
}"""
"""Whether the focus shows; inside a day field, and past the last stop, the browser draws it."""
NAMELESS = """() => {
  const words = e => (e?.textContent || e?.value || "").trim() ||
    [...(e?.querySelectorAll("img[alt], svg[aria-label]") || [])]
      .map(i => i.alt || i.getAttribute("aria-label")).join("");
  const by = e => (e.getAttribute("aria-labelledby") || "").split(" ")
    .map(id => words(document.getElementById(id))).join("");
  const own = e => e.matches("a, button, summary, [type=submit]") ? words(e) : "";
  const named = e => e.getAttribute("aria-label")?.trim() || by(e) || own(e) || e.title ||
    [...(e.labels || [])].map(words).join("").trim();
  const asked = "a[href], button, summary, input:not([type=hidden]), select, textarea";
  const nameless = [...document.querySelectorAll(asked)].filter(e => !named(e));
  const unseen = "img:not([alt]), svg[role=img]:not([aria-label])";
  const pictures = [...document.querySelectorAll(unseen)];
  return [...nameless, ...pictures].map(e => e.outerHTML.slice(0, 120));
}"""
"""Whatever can be pressed or filled in, and every picture, that has no name to be told by."""


def troubles(hand, pages):
    """What is wrong with which page; the fixture ``seen`` looks at consoles and hosts meanwhile."""
    found = {}
    for name, address in pages.items():
        hand.page.set_viewport_size(PHONE)
        status = hand.page.goto(address).status
        on_phone = hand.page.evaluate(FITS)
        hand.page.set_viewport_size(SCREEN)
        told = {
            "status": status == 200,
            "fits a phone": on_phone,
            "fits a desk": hand.page.evaluate(FITS),
            "one heading": hand.page.get_by_role("heading", level=1).count() == 1,
        }
        wrong = [what for what, holds in told.items() if not holds]
        if wrong := wrong + hand.page.evaluate(NAMELESS):
            found[name] = (address, status, *wrong)
    return found


class TestEveryPage:
    def test_before_the_door_fits_phone_and_desk(self, enter):
        assert troubles(enter(), public_pages()) == {}

    def test_behind_the_door_fits_phone_and_desk(self, enter):
        pages = inner_pages()

        assert troubles(enter(KEEPER), pages) == {}


class TestKeyboard:
    def test_first_stop_is_the_way_past_the_navigation(self, enter):
        hand = enter(KEEPER)
        hand.goes("/plan/")

        hand.presses("Tab")
        skip = hand.page.get_by_role("link", name="跳到正文")
        expect(skip).to_be_focused()
        expect(skip).to_be_in_viewport()
        hand.presses("Enter")

        expect(hand.page.get_by_role("main")).to_be_focused()

    def test_slash_goes_to_the_search_and_finds(self, enter):
        hand = enter(KEEPER)
        hand.goes("/plan/")

        hand.presses("/")
        expect(hand.page.get_by_role("searchbox", name="全局搜索")).to_be_focused()
        hand.page.keyboard.type("软弱涣散")
        hand.presses("Enter")

        hand.page.get_by_role("link", name=re.compile("7月底前完成14个软弱涣散")).wait_for()

    @pytest.mark.parametrize("address", ["/plan/", "/measure/1/progress/", "/dispatch/2025-6/"])
    def test_focus_is_seen_at_every_stop(self, enter, address):
        hand = enter(KEEPER)
        hand.goes(address)

        unseen = []
        for _ in range(20):
            hand.presses("Tab")
            if not hand.page.evaluate(SEEN):
                unseen.append(hand.page.evaluate("document.activeElement.outerHTML"))

        assert unseen == []

    def test_escape_closes_a_menu_and_gives_the_focus_back(self, enter):
        hand = enter(KEEPER)
        hand.goes("/plan/")
        hand.opens("更多")

        hand.presses("Escape")

        menu = hand.page.locator("details").filter(has_text="版本与差异")
        expect(menu).not_to_have_attribute("open", "")
        expect(menu.locator("summary")).to_be_focused()


class TestPaper:
    @pytest.mark.parametrize("address", ["/plan/", "/plan/item/11/", "/dispatch/2025-6/"])
    def test_has_no_navigation_and_lights_with_shape_and_word(self, enter, address):
        hand = enter(KEEPER)
        hand.goes(address)

        hand.page.emulate_media(media="print")

        for name in ("banner", "navigation", "search"):
            for part in hand.page.get_by_role(name).all():
                expect(part).to_be_hidden()
        light = hand.page.locator(".light-red").filter(visible=True).first
        expect(light).to_have_text(re.compile(r"■\s*滞后"))
        assert light.evaluate("e => getComputedStyle(e).color") == "rgb(0, 0, 0)"

    def test_keeps_the_text_of_the_filters(self, enter):
        hand = enter(KEEPER)
        hand.goes("/plan/?light=red")

        hand.page.emulate_media(media="print")

        expect(hand.page.get_by_role("list", name="已用的筛选")).to_contain_text("滞后")


@pytest.fixture
def broken(district):
    """A database that has lost a table."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE plans_decision RENAME TO plans_decision_lost")
        yield
        cursor.execute("ALTER TABLE plans_decision_lost RENAME TO plans_decision")


class TestRefusal:
    def test_page_without_permission_says_which_and_who_gives_it(self, enter):
        hand = enter("xuedong")

        assert hand.page.goto("/plan/import/").status == 403

        assert hand.heading() == "这个页面你没有权限打开"
        expect(hand.page.get_by_role("main")).to_contain_text("要点办")
        expect(hand.page.get_by_role("main")).to_contain_text("安全保密管理员")

    def test_page_that_is_not_there_offers_a_way_on(self, enter):
        hand = enter("xuedong")

        assert hand.page.goto("/measure/999999/").status == 404

        assert hand.heading() == "没有找到这个页面"
        hand.clicks_on("link", "去首页")
        hand.page.wait_for_url("**/todo/")

    def test_fault_of_the_system_gives_a_number_and_takes_the_blame(self, enter, broken):
        hand = enter("xuedong")

        assert hand.page.goto("/todo/").status == 500

        assert hand.heading() == "系统出错了，这次操作没有完成"
        expect(hand.page.get_by_role("main")).to_contain_text(re.compile("错误编号 [0-9A-F]{8}"))
