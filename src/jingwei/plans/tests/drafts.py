"""What the tests of drafts share: a small plan handed in, and acts on its cuts."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jingwei.plans.outline import assemble, cut
from jingwei.plans.selectors.versions import version_nodes
from jingwei.plans.services.plan import plan_import, version_digest

TEXT = """青岚区委组织部2025年工作要点
一、建强组织体系
1.抓实党员教育。举办党务干部培训班2期。开展老党员走访慰问，建立走访台账。
2.规范组织生活。建立支部联系点台账。（牵头单位：干部科；配合单位：云上处）
二、建强干部队伍
3.优化班子结构。开展科级班子综合分析研判。
"""
HTMX = {"HX-Request": "true"}


def handed_in(text, unit, actor, plan=None):
    return plan_import(assemble(text, cut(text, {})), unit=unit, year=2025, plan=plan, actor=actor)


def page(version):
    return reverse("plans:cut", args=[version.pk])


def start_of(version, word):
    at = version.source_text.index(word)
    return next(n.start for n in version_nodes(version) if n.start <= at < n.end)


def edit(client, version, word, headers=None, **act):
    version.refresh_from_db()
    data = {"seen": version_digest(version), "node": start_of(version, word), **act}
    return client.post(page(version), data, headers=headers)


def texts(version, kind="measure"):
    version.refresh_from_db()
    source = version.source_text
    return [source[n.start : n.end] for n in version_nodes(version) if n.kind == kind]


def queries(client, address, **kwargs):
    with CaptureQueriesContext(connection) as found:
        assert client.get(address, **kwargs).status_code == 200
    return len(found)
