"""The frame around every page, its tags, its forms."""

import re
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.paginator import Paginator
from django.template import Context, Template, engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse

from jingwei.site.context import NAV, Entry, nav_for
from jingwei.site.samples import SampleFilter, SampleForm

PAGES = ["/account/login/", "/account/signup/", "/account/inactive/", "/account/password/reset/"]
INNER = [
    "/account/",
    "/account/password/change/",
    "/account/reauthenticate/",
    "/account/logout/",
    "/style/",
    "/nowhere/",
]


def drawn(source, **context):
    """Return the template text drawn for the query string in ``at``."""
    request = RequestFactory().get("/list/" + context.pop("at", ""))
    return engines["django"].from_string(source).render(context, request).strip()


def assert_whole_page(response):
    text = response.content.decode()
    assert '<html lang="zh-CN"' in text
    assert '<a class="skip" href="#main">跳到正文</a>' in text
    assert 'id="main"' in text
    assert text.count("<h1>") == 1
    assert re.search(r"<title>\s*\S+ · 经纬</title>", text)


class TestFrame:
    @pytest.mark.parametrize("address", PAGES)
    def test_is_whole_before_sign_in(self, client, db, address):
        assert_whole_page(client.get(address))

    @pytest.mark.parametrize("address", INNER)
    def test_is_whole_behind_the_sign_in(self, signed_in, settings, address):
        settings.DEMO = True

        assert_whole_page(signed_in.get(address))

    def test_says_who_is_signed_in_and_in_what_role(self, signed_in):
        text = signed_in.get("/account/").content.decode()

        assert "周岚" in text
        assert "科室承办人" in text

    def test_marks_invented_data_only_in_a_demo(self, signed_in, settings):
        settings.DEMO = True
        demo = signed_in.get("/account/").content.decode()
        settings.DEMO = False
        real = signed_in.get("/account/").content.decode()

        assert "演示数据，均为虚构" in demo
        assert "演示数据" not in real

    def test_style_page_exists_only_for_developers_and_demos(self, signed_in, settings):
        settings.DEMO = False

        assert signed_in.get("/style/").status_code == 404

    def test_content_policy_covers_every_page(self, client, db):
        policy = client.get("/account/login/")["Content-Security-Policy"]

        assert "default-src 'self'" in policy
        assert "unsafe" not in policy


class TestNavigation:
    @pytest.mark.parametrize("entry", [*NAV, Entry("样式", "style")], ids=lambda e: e.label)
    def test_entry_leads_somewhere_and_asks_for_a_real_permission(self, entry):
        assert reverse(entry.url_name, args=[entry.code] if entry.code else [])
        if entry.permission:
            app_label, codename = entry.permission.split(".")
            assert any(
                codename in dict(model._meta.permissions)
                or codename.endswith(f"_{model._meta.model_name}")
                for model in apps.get_app_config(app_label).get_models()
            )

    def test_shows_only_what_the_reader_may_open(self):
        entries = (
            Entry("样式", "style"),
            Entry("账号", "account_mine", "accounts.view_user"),
        )
        nobody = SimpleNamespace(has_perm=lambda permission: False)
        admin = SimpleNamespace(has_perm=lambda permission: True)

        assert [e["label"] for e in nav_for(nobody, "/", entries)] == ["样式"]
        assert [e["label"] for e in nav_for(admin, "/", entries)] == ["样式", "账号"]

    def test_marks_the_place_the_reader_is_in(self):
        anyone = SimpleNamespace(has_perm=lambda permission: True)

        item = nav_for(anyone, "/style/deeper/", (Entry("样式", "style"),))

        assert item == [{"label": "样式", "url": "/style/", "active": True, "children": []}]


class TestQuery:
    @pytest.mark.parametrize(
        ("at", "tag", "result"),
        [
            ("?light=red&page=2", "{% query page=3 %}", "?light=red&amp;page=3"),
            ("?light=red&page=2", "{% query light=None page='' %}", "?"),
            ("?unit=a&unit=b", "{% query page=1 %}", "?unit=a&amp;unit=b&amp;page=1"),
            ("", "{% query q='a&b' %}", "?q=a%26b"),
        ],
    )
    def test_changes_only_what_it_is_told(self, at, tag, result):
        assert drawn(tag, at=at) == result


class TestDash:
    @pytest.mark.parametrize(
        ("value", "shown"), [(None, "——"), ("", "——"), (0, "0"), (False, "False"), ("甲", "甲")]
    )
    def test_stands_only_for_what_is_not_known(self, value, shown):
        assert Template("{{ value|dash }}").render(Context({"value": value})) == shown


class TestChips:
    SOURCE = '{% include "_chips.html" %}'

    def test_name_each_filter_in_words_and_lead_out_of_it(self):
        text = drawn(self.SOURCE, at="?unit=hexi&light=red&page=4", form=SampleFilter())

        assert "牵头单位：河西街道" in text
        assert 'href="?light=red"' in text
        assert 'href="?unit=hexi"' in text

    def test_clearing_keeps_the_search_words(self):
        text = drawn(self.SOURCE, at="?unit=hexi&q=支部", form=SampleFilter())

        assert re.search(r'href="\?q=%E6%94%AF%E9%83%A8">清除</a>', text)

    def test_are_absent_without_filters(self):
        assert drawn(self.SOURCE, at="?page=2", form=SampleFilter()) == ""


class TestPaging:
    SOURCE = '{% include "_page_nav.html" %}'

    def test_keeps_the_filters_and_counts_rows(self):
        page = Paginator(range(431), 50).get_page(3)

        text = drawn(self.SOURCE, at="?light=red", page=page)

        assert "第 101–150 条，共 431 条" in text
        assert 'href="?light=red&amp;page=4"' in text
        assert '<span aria-current="page">3</span>' in text

    def test_is_absent_when_all_fits_on_one_page(self):
        assert drawn(self.SOURCE, page=Paginator(range(9), 50).get_page(1)) == ""


class TestForm:
    @pytest.fixture
    def form(self):
        return SampleForm({"due_on": "六月底", "unit": "hexi"})

    def test_summary_links_every_error_to_its_field(self, form):
        text = render_to_string("_error_summary.html", {"form": form})

        fields = drawn('{% include "_form.html" %}', form=form)
        targets = re.findall(r'href="#(\w+)"', text)
        assert targets == ["id_name", "id_due_on", "id_kind"]
        assert all(f'id="{target}"' in fields for target in targets)

    def test_summary_says_what_stands_beside_the_field(self, form):
        text = render_to_string("_error_summary.html", {"form": form})

        assert f"截止日期：{form.errors['due_on'][0]}" in text

    def test_summary_is_silent_without_errors(self):
        assert drawn('{% include "_error_summary.html" %}', form=SampleForm()) == ""

    def test_field_is_tied_to_its_hint_and_its_error(self, form):
        text = drawn('{% include "_field.html" with field=form.due_on %}', form=form)

        assert 'aria-describedby="id_due_on_helptext id_due_on_error"' in text
        assert 'id="id_due_on_helptext"' in text
        assert 'id="id_due_on_error"' in text
        assert 'aria-invalid="true"' in text

    def test_group_of_choices_has_a_legend_and_its_error(self, form):
        text = drawn('{% include "_field.html" with field=form.kind %}', form=form)

        assert "<legend>" in text
        assert 'aria-describedby="id_kind_error"' in text

    @pytest.mark.parametrize(("name", "optional"), [("name", False), ("target", True)])
    def test_optional_is_said_in_words(self, form, name, optional):
        text = drawn('{% include "_field.html" %}', field=form[name])

        assert ("（选填）" in text) is optional

    @pytest.mark.parametrize("name", SampleForm.base_fields)
    def test_every_field_has_a_label(self, form, name):
        text = drawn('{% include "_field.html" %}', field=form[name])

        assert SampleForm.base_fields[name].label in text
        assert "<label" in text
