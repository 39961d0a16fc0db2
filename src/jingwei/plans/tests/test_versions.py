"""The versions of a plan: their list, their comparison, the printed text."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from jingwei.plans.models import MeasureUnit
from jingwei.plans.outline import assemble, cut
from jingwei.plans.selectors.cuts import text_parts
from jingwei.plans.services.plan import (
    plan_issue,
    version_confirm,
)
from jingwei.plans.tests.drafts import TEXT, edit, handed_in, queries


@pytest.fixture
def draft(zzb, insider, today):
    return handed_in(TEXT, zzb, insider)


@pytest.fixture
def plan(draft, insider):
    return version_confirm(draft, actor=insider)


class TestVersions:
    def test_the_list_tells_number_state_and_content(self, as_insider, plan, insider):
        handed_in(TEXT, plan.unit, insider, plan)

        body = as_insider.get(reverse("plans:version-list", args=[plan.pk])).content.decode()

        assert "第 2 版" in body
        assert "草稿" in body
        assert "2 板块 · 3 任务 · 5 举措" in body

    def test_any_two_versions_are_compared_the_older_first(self, as_insider, plan, insider):
        handed_in(TEXT, plan.unit, insider, plan)
        address = reverse("plans:version-list", args=[plan.pk])

        response = as_insider.get(address, {"old": 2, "new": 1})

        assert urlsplit(response["Location"]).path == reverse(
            "plans:version-diff", args=[plan.pk, 1, 2]
        )

    def test_the_comparison_marks_the_changed_words(self, as_insider, plan, insider):
        handed_in(TEXT.replace("2期", "3期"), plan.unit, insider, plan)

        response = as_insider.get(reverse("plans:version-diff", args=[plan.pk, 1, 2]))

        assert "培训班<del>2</del><ins>3</ins>期" in response.content.decode()

    def test_a_version_that_is_not_there_is_not_compared(self, as_insider, plan):
        address = reverse("plans:version-diff", args=[plan.pk, 1, 7])

        assert as_insider.get(address).status_code == 404

    def test_the_queries_of_the_list_do_not_grow_with_the_versions(self, as_insider, plan, insider):
        address = reverse("plans:version-list", args=[plan.pk])
        one = queries(as_insider, address)
        for _ in range(3):
            version_confirm(handed_in(TEXT, plan.unit, insider, plan), actor=insider)

        assert queries(as_insider, address) == one


class TestText:
    def test_the_parts_join_to_the_whole_text(self):
        outline = assemble(TEXT, cut(TEXT, {}))

        assert "".join(part.text for part in text_parts(outline, {}, None)) == TEXT

    def test_measures_are_linked_and_phrases_without_one_marked(self, as_insider, draft, insider):
        edit(as_insider, draft, "开展科级班子", kind="context")
        plan = version_confirm(draft, actor=insider)

        body = as_insider.get(reverse("plans:text", args=[plan.pk])).content.decode()

        for measure in plan.measures.all():
            assert f'<a href="{reverse("plans:measure", args=[measure.pk])}">{measure.text}' in body
        assert '<span class="text-uncovered">开展科级班子' in body

    def test_another_department_reads_only_the_items_it_has_a_part_in(
        self, as_outsider, plan, jyj, insider
    ):
        plan_issue(plan, actor=insider)
        measure = plan.measures.get(text__contains="联系点")
        MeasureUnit.objects.create(measure=measure, role="support", text="区教育局", unit=jyj)

        body = as_outsider.get(reverse("plans:text", args=[plan.pk])).content.decode()

        assert "建立支部联系点台账" in body
        assert "培训班" not in body
        assert "只列有你单位任务的部分" in body

    def test_the_queries_do_not_grow_with_the_measures(self, as_insider, plan, insider):
        address = reverse("plans:text", args=[plan.pk])
        small = queries(as_insider, address)
        many = "".join(f"开展第{n}轮走访慰问活动。" for n in range(60))
        version = handed_in(TEXT.replace("举办", many + "举办"), plan.unit, insider, plan)
        version_confirm(version, actor=insider)

        assert queries(as_insider, address) == small
