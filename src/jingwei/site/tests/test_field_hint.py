"""The hint below a field: words that people typed are words, and nothing else."""

from __future__ import annotations

from django import forms
from django.template.loader import render_to_string
from django.utils.html import format_html


class Asked(forms.Form):
    typed = forms.CharField(help_text='<a href="/x">平方米</a>')
    ours = forms.CharField(help_text=format_html("最新内容：<b>{}</b>", "<i>"))


def hint(name):
    return render_to_string("_field_hint.html", {"field": Asked()[name]})


def test_what_somebody_typed_is_no_markup():
    assert "&lt;a href=" in hint("typed")
    assert "<a" not in hint("typed")


def test_markup_of_our_own_stays():
    assert "最新内容：<b>&lt;i&gt;</b>" in hint("ours")
