"""Invented content for the style page."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest  # noqa: TID251  # the samples stand in for a view's context

from jingwei.plans.light import Light

UNITS = [("", "全部"), ("hexi", "河西街道"), ("yunqi", "云栖镇"), ("songshan", "松山镇")]


class SampleFilter(forms.Form):
    """The filters of an invented list."""

    unit = forms.ChoiceField(label="牵头单位", choices=UNITS, required=False)
    light = forms.ChoiceField(label="灯", choices=[("", "全部"), *Light.choices()], required=False)
    name = forms.CharField(label="举措名称", required=False)


class SampleForm(forms.Form):
    """One field of every kind."""

    name = forms.CharField(
        label="举措名称", help_text="写做什么，不写口号，例如“支部联系点到点走访”。"
    )
    due_on = forms.DateField(label="截止日期", help_text="例如 2025-06-30。")
    unit = forms.ChoiceField(label="牵头单位", choices=UNITS[1:])
    kind = forms.ChoiceField(
        label="衡量方式",
        choices=[("number", "数量指标"), ("milestone", "节点")],
        widget=forms.RadioSelect,
    )
    target = forms.IntegerField(label="目标值", required=False, help_text="按次数填写。")
    note = forms.CharField(
        label="说明", required=False, widget=forms.Textarea(attrs={"rows": 3, "data-autosize": ""})
    )
    attachment = forms.FileField(label="佐证材料", required=False)
    remind = forms.BooleanField(label="到期前 7 天提醒责任人", required=False)


def style_context(request: HttpRequest) -> dict[str, Any]:
    """Return the context of the style page."""
    return {
        "nav": _nav(),
        "todo_count": 7,
        "filter_form": SampleFilter(request.GET or None),
        "form": SampleForm(
            {"name": "", "due_on": "六月底", "unit": "hexi", "kind": "number"}, auto_id="sample_%s"
        ),
        "lights": list(Light),
        "rows": _rows(),
        "page": Paginator(range(431), 50).get_page(request.GET.get("page")),
        "areas": ["政治建设", "干部队伍", "基层党建", "人才工作", "自身建设"],
        "steps": ["要什么", "谁来填", "负担预检", "核对下发"],
        "facts": [("牵头单位", "河西街道"), ("截止日期", "2025-06-30"), ("责任人", None)],
        "acts": [("remind", "提醒责任人"), ("export", "导出选中")],
    }


def _nav() -> list[dict[str, Any]]:
    labels = ["要点", "调度", "待办", "报告", "单位", "账号", "参数", "审计"]
    return [
        {"label": label, "url": "#", "active": label == "要点", "children": []} for label in labels
    ]


def _rows() -> list[SimpleNamespace]:
    names = [
        "支部联系点到点走访",
        "标准化支部达标验收",
        "软弱涣散支部整顿",
        "年轻干部跟班学习",
        "人才公寓入住",
    ]
    return [
        SimpleNamespace(
            number=index,
            name=names[index % 5],
            unit=UNITS[1 + index % 3][1],
            light=list(Light)[index % 7],
            done=index * 8,
            target=120 if index % 4 else None,
            due_on=f"2025-{6 + index % 6:02d}-30",
        )
        for index in range(1, 13)
    ]
