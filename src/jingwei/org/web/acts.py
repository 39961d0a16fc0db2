"""How a change of a node is asked for and done: the same page for both trees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse

from jingwei.kernel.pages import Request, answer_form
from jingwei.org.models import PartyOrganization, Unit

MOST_PARTS = 9


def act_page(
    request: Request,
    found: Unit | PartyOrganization,
    form: Any,
    act: Callable[[dict[str, Any]], Any],
    words: tuple[str, str, str],
    facts: list[tuple[str, str]],
) -> HttpResponse:
    """Show ``form`` above ``facts``, or do ``act`` and go to the page of ``found``.

    ``words``: heading, button, what is said afterwards. 404 for a closed node.
    """
    if found.closed_on:
        raise Http404("A closed node does not change any more.")
    heading, button, done = words
    tree = "unit" if isinstance(found, Unit) else "organization"
    back = reverse(f"org:{tree}", args=[found.pk])
    context = {
        "node": found,
        "heading": heading,
        "button": button,
        "facts": facts,
        "back": back,
        "list_url": reverse(f"org:{tree}-list"),
        "list_label": found._meta.verbose_name,
    }
    return answer_form(
        request, form, act, template="org/act.html", context=context, done=done, to=back
    )


def parts_asked(request: Request) -> int:
    """Return how many parts the split form shows: ``?parts=``, one without it."""
    text = request.GET.get("parts", "")
    return min(max(int(text), 1), MOST_PARTS) if text.isdecimal() else 1
