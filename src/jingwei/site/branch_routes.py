"""The addresses of the home of a branch: duties, dues, meetings. They stand in the room "party"."""

from __future__ import annotations

from django.urls import URLPattern, path

from jingwei.party.web import branch, dues, meetings

branch_urls: list[URLPattern] = [
    path("party/branch/", branch.branch_list, name="branch-list"),
    path("party/branch/export.xlsx", branch.branch_export, name="branch-export"),
    path("party/branch/<int:pk>/", branch.branch, name="branch"),
    path("party/branch/<int:pk>/dues/<int:year>-<int:month>/", dues.dues_month, name="dues-month"),
    path("party/members/<int:pk>/contacted/", branch.member_contacted, name="member-contacted"),
    path("party/dues/<int:pk>/confirm/", dues.dues_confirm, name="dues-confirm"),
    path("party/dues/<int:pk>/close/", dues.dues_close, name="dues-close"),
    path("party/dues/<int:pk>/reopen/", dues.dues_reopen, name="dues-reopen"),
    path("party/dues/<int:pk>/paper.<slug:kind>", dues.dues_file, name="dues-file"),
    path("party/dues/rows/<int:pk>/", dues.dues_except, name="dues-except"),
    path("party/branch/<int:pk>/meetings/", meetings.meeting_list, name="meeting-list"),
    path("party/branch/<int:pk>/meetings/add/", meetings.meeting_add, name="meeting-add"),
    path(
        "party/branch/<int:pk>/handbook-<int:year>.docx",
        meetings.meeting_handbook,
        name="meeting-handbook",
    ),
]
