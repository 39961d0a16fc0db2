"""The addresses of the desk: where one begins, what waits, what runs out, who takes over."""

from __future__ import annotations

from django.urls import URLPattern, path

from jingwei.desk.web import alerts, delegation, hand_over, home, todo

desk_urls: list[URLPattern] = [
    path("", home.home, name="home"),
    path("start/", home.start, name="start"),
    path("search/", home.search, name="search"),
    path("person/<int:pk>/", home.person, name="person"),
    path("todo/", todo.todo, name="todo"),
    path("todo/unchanged/", todo.todo_unchanged, name="todo-unchanged"),
    path("todo/calendar.ics", todo.todo_file, name="todo-file"),
    path("todo/deputies/", delegation.delegation_list, name="delegation-list"),
    path("todo/deputies/arrange/", delegation.delegation_arrange, name="delegation-arrange"),
    path("todo/deputies/<int:pk>/end/", delegation.delegation_end_now, name="delegation-end"),
    path("alerts/", alerts.alerts, name="alerts"),
    path("alerts/calendar.ics", alerts.alerts_file, name="alerts-file"),
    path("hand-over/", hand_over.hand_over, name="hand-over"),
    path("hand-over/<int:pk>/", hand_over.hand_over_done, name="hand-over-done"),
]
