"""Pages about one's own account."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from jingwei.accounts import services
from jingwei.accounts.selectors import sessions_of
from jingwei.kernel.pages import Request


@login_required
@require_http_methods(["GET", "POST"])
def session_list(request: Request) -> HttpResponse:
    """Show where the reader is signed in; the button ends all but this sign-in."""
    key = request.session.session_key or ""
    if request.method == "POST":
        count = services.own_sessions_end(request.user, session_key=key)
        messages.success(request, f"已退出其他 {count} 处登录。" if count else "没有其他登录。")
        return redirect("accounts:session-list")
    rows = sessions_of(request.user, key)
    others = sum(not row.is_current for row in rows)
    return render(request, "usersessions/session_list.html", {"rows": rows, "others": others})
