"""How the pages find a pair and the pairs ticked in a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import F
from django.shortcuts import get_object_or_404

from jingwei.kernel.clock import today
from jingwei.kernel.pages import Request
from jingwei.liaison.forms.pairs import PairFilterForm, QuietForm
from jingwei.liaison.models import ContactRecord, Pair
from jingwei.liaison.selectors.pairs import pairs_found, pairs_quiet

VIEW, ADD, CHANGE = "liaison.view_pair", "liaison.add_pair", "liaison.change_pair"
RECORD = "liaison.add_contactrecord"
MOST = 300
"""Pairs that one act takes from a list."""
QUIET = 90
"""Days without a contact that the list of the neglected begins with."""


def visible_pair(request: Request, pk: int) -> Pair:
    """Return a pair the viewer may see, with its parties; 404 for any other."""
    return get_object_or_404(Pair.objects.visible_to(request.user).with_parties(), pk=pk)


def visible_contact(request: Request, pk: int) -> ContactRecord:
    """Return a contact of a pair the viewer may see, the pair with its parties; 404 else."""
    rows = ContactRecord.objects.visible_to(request.user)
    contact = get_object_or_404(rows, pk=pk)
    contact.pair = visible_pair(request, contact.pair_id)
    return contact


def picked_pairs(request: Request, picks: Iterable[str]) -> list[Pair]:
    """Return the running visible pairs among those ticked, soonest due first."""
    known = [int(one) for one in picks if one.isascii() and one.isdecimal() and len(one) < 16]
    rows = Pair.objects.visible_to(request.user).running().with_parties()
    rows = rows.filter(pk__in=known[:MOST])
    return list(rows.order_by(F("next_due").asc(nulls_last=True), "pk"))


def pairs_asked(request: Request, asked: Mapping[str, Any]) -> tuple[Any, str]:
    """Return the pairs of a list's query string, and its filters as a sentence.

    With ``days`` it is the list of the neglected. None where a filter means nothing.
    """
    form_class = QuietForm if "days" in asked else PairFilterForm
    form = form_class(asked, viewer=request.user)
    if not form.is_valid():
        return None, ""
    told = form.cleaned_data
    if "days" in told:
        days = told["days"] or QUIET
        rows = pairs_quiet(request.user, days=days, day=today(), asked=told)
    else:
        rows = pairs_found(request.user, told, today())
    return rows, _scope(form)


def _scope(form: PairFilterForm | QuietForm) -> str:
    told = []
    for name, field in form.fields.items():
        value = form.cleaned_data[name]
        words = dict(getattr(field, "choices", ())).get(value, value)
        told += [f"{field.label}：{words}"] if value else []
    return "；".join(told) or "联系中的全部"
