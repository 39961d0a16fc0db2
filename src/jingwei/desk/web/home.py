"""Home, the to-do list, the search box."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from jingwei.accounts.models import User
from jingwei.desk.selectors.search import search as found_by
from jingwei.kernel.clock import today
from jingwei.kernel.pages import Request
from jingwei.kernel.registers.declaration import register_of
from jingwei.kernel.registers.reveals import rows_searched
from jingwei.people.models import Person
from jingwei.plans.selectors.measures import todos_of, waiting_for_others

GROUPS = (("overdue", "已过期"), ("week", "本周"), ("later", "以后"))


@login_required
@require_safe
def home(request: Request) -> HttpResponse:
    """Send whoever steers the plan to its board, everyone else to their to-do list."""
    steers = request.user.has_perm("plans.run_dispatchmeeting")
    return redirect("plans:board" if steers else "desk:todo")


@login_required
@require_safe
def todo(request: Request) -> HttpResponse:
    """List what waits for the viewer: overdue, this week, later, and what others owe them."""
    day = today()
    rows = todos_of(request.user, on=day)
    works = sorted({row.work for row in rows})
    chosen = request.GET.get("work", "")
    shown = [row for row in rows if not chosen or row.work == chosen]
    context = {
        "groups": [(label, [r for r in shown if r.group(day) == g]) for g, label in GROUPS],
        "rows": shown,
        "works": works,
        "chosen": chosen,
        "waiting": waiting_for_others(request.user, on=day),
        "day": day,
    }
    return render(request, "desk/todo.html", context)


@login_required
@require_safe
def search(request: Request) -> HttpResponse:
    """Show what the words of the search box are found in, by kind."""
    text = request.GET.get("q", "")[:100]
    if request.user.has_perm("people.view_person"):
        rows_searched(register_of(Person), text, actor=request.user)
    return render(
        request, "desk/search.html", {"text": text, "kinds": found_by(request.user, text)}
    )


@login_required
@permission_required("plans.view_measure", raise_exception=True)
@require_safe
def person(request: Request, pk: int) -> HttpResponse:
    """Show what one colleague has on their list, for those who share the unit."""
    found = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    rows = todos_of(found, on=today(), viewer=request.user)
    context = {"person": found, "rows": rows, "day": today()}
    return render(request, "desk/person.html", context)
