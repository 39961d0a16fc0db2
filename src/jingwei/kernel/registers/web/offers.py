"""Controls of forms made ready for the page: what is offered while typing, how text boxes grow."""

from __future__ import annotations

from typing import Any, TypeVar

from django import forms
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from jingwei.kernel.pages import Request
from jingwei.kernel.registers.declaration import REGISTERS, Register
from jingwei.kernel.registers.forms import FilterForm, tree_of
from jingwei.kernel.registers.kinds import LookupField, RelatedKind
from jingwei.kernel.registers.sight import Sight
from jingwei.kernel.registers.web.access import address

F = TypeVar("F", bound=forms.Form)
MOST = 20
NAMES = ("name", "short_name", "full_name", "title", "username", "code")
"""Columns in which a row of no register is looked up."""


def offered(form: F) -> F:
    """Return ``form`` with its look-ups bound to the page that answers them."""
    register = getattr(form, "register", None)
    for name, field in form.fields.items():
        if isinstance(field, LookupField):
            _bind(form, name, field.kind.model)
        elif isinstance(field.widget, forms.Textarea):
            field.widget.attrs |= {"data-autosize": "", "rows": "3"}
        elif isinstance(form, FilterForm) and register and _is_branch(register, name):
            _bind(form, name, tree_of(register, register.col(name)))
    return form


def _is_branch(register: Register[Any], name: str) -> bool:
    return any(col.name == name and col.filter == "subtree" for col in register.columns)


def _bind(form: forms.Form, name: str, model: Any) -> None:
    form.fields[name].widget.attrs |= {
        "data-lookup": address("lookup", model._meta.label_lower),
        "autocomplete": "off",
    }


@login_required
@require_safe
def lookup(request: Request, label: str) -> HttpResponse:
    """Answer with at most twenty visible rows that ``q`` finds: what is written, and its name."""
    found = next((kind for kind in _kinds(request.user) if _label(kind) == label), None)
    if found is None:
        raise Http404
    text = request.GET.get("q", "").strip()[:60]
    rows = _matches(found.model, request.user, text)[:MOST] if text else []
    sight = Sight(request.user)
    told = [{"value": _written(found, row), "label": _told(row, sight)} for row in rows]
    return JsonResponse({"rows": told})


def _kinds(viewer: Any) -> list[RelatedKind]:
    """Return how rows are named in the registers that ``viewer`` may open, and in their trees."""
    found = []
    for register in REGISTERS.values():
        if not viewer.has_perm(register.permission("view")):
            continue
        kinds = [register.kind(col) for col in register.columns]
        found += [kind for kind in kinds if isinstance(kind, RelatedKind)]
        trees = [tree_of(register, c) for c in register.columns if c.filter == "subtree"]
        found += [_tree_kind(model) for model in trees]
    return found


def _tree_kind(model: Any) -> RelatedKind:
    kind = RelatedKind.__new__(RelatedKind)
    kind.model, kind.by = model, "written" if hasattr(model, "written") else "name"
    return kind


def _label(kind: RelatedKind) -> str:
    return str(kind.model._meta.label_lower)


def _written(kind: RelatedKind, row: Any) -> str:
    return str(getattr(row, kind.by) if kind.by else row)


def _matches(model: Any, viewer: Any, text: str) -> QuerySet[Any]:
    """Return the visible rows that hold ``text``; half an id number finds nobody."""
    register = REGISTERS.get(model._meta.label_lower)
    if register:
        rows: QuerySet[Any] = register.rows(viewer)
        return rows.none() if register.is_sensitive(text) else register.searched(rows, text)
    fields = {field.name for field in model._meta.concrete_fields}
    found = [Q((f"{name}__icontains", text)) for name in NAMES if name in fields]
    rows = model._default_manager.visible_to(viewer).filter(Q(*found, _connector=Q.OR))
    return rows.select_related("parent") if "parent" in fields else rows


def _told(row: Any, sight: Sight) -> str:
    """Return what tells a row from others of the same name: its first open columns."""
    register = REGISTERS.get(row._meta.label_lower)
    if register is None:
        parent = getattr(row, "parent", None)
        return f"{row}（{parent}）" if parent else str(row)
    cols = [col for col in register.cols("list") if sight.clear(col)][:4]
    return " ".join(filter(None, (sight.text(register, col, row) for col in cols)))
