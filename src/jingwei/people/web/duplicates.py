"""Rows that may be one person: the list, the comparison, the decision."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render, resolve_url
from django.views.decorators.http import require_http_methods, require_safe

from jingwei.kernel.pages import Request, answer_form
from jingwei.kernel.registers.declaration import children_of, register_of
from jingwei.kernel.registers.sight import Sight
from jingwei.people.forms.requests import DistinctForm, MergeForm
from jingwei.people.models import Person
from jingwei.people.selectors.duplicates import likenesses
from jingwei.people.services.merging import hats_of_both, person_distinct, person_merge

MERGE = "people.merge_person"


@login_required
@permission_required(MERGE, raise_exception=True)
@require_safe
def duplicate_list(request: Request) -> HttpResponse:
    """Show the pairs nobody has decided on."""
    return render(request, "people/duplicate_list.html", {"pairs": likenesses(request.user)})


@login_required
@permission_required(MERGE, raise_exception=True)
@require_http_methods(["GET", "POST"])
def merge(request: Request, pk: int, other: int) -> HttpResponse:
    """Compare two rows column by column and make them one."""
    kept, gone = _pair(request, pk, other)
    lines = _compared(request, kept, gone)
    columns = [(line["name"], line["label"]) for line in lines if line["differs"]]
    hats = "、".join(kind.label for kind in hats_of_both(kept, gone))
    form = MergeForm(request.POST or None, columns=columns, hats=hats)

    def act(data: dict[str, Any]) -> None:
        person_merge(kept, gone, actor=request.user, **data)

    context = {"kept": kept, "gone": gone, "lines": lines, "held": _held(request, kept, gone)}
    return answer_form(
        request, form, act, template="people/merge.html", context=context,
        done=f"已合并到 {kept}（{kept.number}），{gone.number} 不再出现在列表里。",
        to=resolve_url("people:person", kept.pk),
    )  # fmt: skip


@login_required
@permission_required(MERGE, raise_exception=True)
@require_http_methods(["GET", "POST"])
def distinct(request: Request, pk: int, other: int) -> HttpResponse:
    """Record that two rows are two people."""
    first, second = _pair(request, pk, other)

    def act(data: dict[str, Any]) -> None:
        person_distinct(first, second, actor=request.user, **data)

    return answer_form(
        request, DistinctForm(request.POST or None), act, template="people/distinct.html",
        context={"first": first, "second": second}, done="已确认是两个人，不再提示。",
        to=resolve_url("people:duplicate-list"),
    )  # fmt: skip


def _pair(request: Request, pk: int, other: int) -> tuple[Person, Person]:
    rows = register_of(Person).rows(request.user)
    if pk == other:
        raise Http404
    return get_object_or_404(rows, pk=pk), get_object_or_404(rows, pk=other)


def _held(request: Request, kept: Person, gone: Person) -> list[tuple[str, int, int]]:
    """Return how many rows of each child register either has, where one has any."""
    found = []
    for relation, register in children_of(Person):
        if register.is_open(request.user, "view"):
            rows = register.model._default_manager
            counts = [rows.filter(**{relation: person}).count() for person in (kept, gone)]
            if any(counts):
                found.append((register.title, counts[0], counts[1]))
    return found


def _compared(request: Request, kept: Person, gone: Person) -> list[dict[str, Any]]:
    register, sight = register_of(Person), Sight(request.user)
    lines = []
    for col in register.cols("edit"):
        mine, theirs = col.read(kept), col.read(gone)
        differs = mine != theirs and theirs not in (None, "", False)
        if not differs and mine in (None, "", False):
            continue
        lines.append({
            "name": col.name, "label": register.label_of(col), "differs": differs,
            "kept": sight.text(register, col, kept), "gone": sight.text(register, col, gone),
            "suggested": differs and mine in (None, ""),
        })  # fmt: skip
    return lines
