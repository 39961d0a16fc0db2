"""The addresses of the rooms of the administrators: units, accounts, desk."""

from __future__ import annotations

from django.urls import URLPattern, path

from jingwei.accounts.web import own, security
from jingwei.accounts.web import users as accounts
from jingwei.desk.web import audit, calendar, codes, feedback, parameters, rules
from jingwei.org.web import aliases, changes, committees, groups, organizations, units
from jingwei.org.web import organization_acts as acts

org_urls: list[URLPattern] = [
    path("units/", units.unit_list, name="unit-list"),
    path("units/export.<slug:suffix>", units.unit_export, name="unit-export"),
    path("units/<int:pk>/", units.unit, name="unit"),
    path("units/<int:pk>/create/", units.unit_create, name="unit-create"),
    path("units/<int:pk>/change/", changes.unit_change, name="unit-change"),
    path("units/<int:pk>/rename/", units.unit_rename, name="unit-rename"),
    path("units/<int:pk>/move/", units.unit_move, name="unit-move"),
    path("units/<int:pk>/merge/", changes.unit_merge, name="unit-merge"),
    path("units/<int:pk>/split/", changes.unit_split, name="unit-split"),
    path("units/<int:pk>/close/", units.unit_close, name="unit-close"),
    path("units/<int:pk>/staffing/add/", changes.staffing_add, name="staffing-add"),
    path("units/<int:pk>/aliases/add/", aliases.alias_add, name="alias-add"),
    path("units/<int:pk>/aliases/<int:alias>/remove/", aliases.alias_remove, name="alias-remove"),
    path("units/groups/", groups.group_list, name="group-list"),
    path("units/groups/create/", groups.group_save, name="group-create"),
    path("units/groups/<int:pk>/", groups.group_save, name="group-change"),
    path("units/groups/<int:pk>/remove/", groups.group_remove, name="group-remove"),
    path("organizations/", organizations.organization_list, name="organization-list"),
    path(
        "organizations/export.<slug:suffix>",
        organizations.organization_export,
        name="organization-export",
    ),
    path("organizations/create/", acts.organization_create, name="organization-create"),
    path("organizations/<int:pk>/", organizations.organization, name="organization"),
    path("organizations/<int:pk>/change/", acts.organization_change, name="organization-change"),
    path("organizations/<int:pk>/rename/", acts.organization_rename, name="organization-rename"),
    path("organizations/<int:pk>/kind/", acts.organization_kind, name="organization-kind"),
    path("organizations/<int:pk>/move/", acts.organization_move, name="organization-move"),
    path("organizations/<int:pk>/merge/", acts.organization_merge, name="organization-merge"),
    path("organizations/<int:pk>/split/", acts.organization_split, name="organization-split"),
    path("organizations/<int:pk>/close/", acts.organization_close, name="organization-close"),
    path("organizations/<int:pk>/terms/open/", committees.term_open, name="term-open"),
    path("organizations/terms/<int:pk>/", committees.term_change, name="term-change"),
    path("organizations/<int:pk>/seats/add/", committees.seat_add, name="seat-add"),
    path("organizations/seats/<int:pk>/end/", committees.seat_end, name="seat-end"),
]

account_urls: list[URLPattern] = [
    path("accounts/users/", accounts.user_list, name="user-list"),
    path("accounts/users/create/", accounts.user_create, name="user-create"),
    path("accounts/users/<int:pk>/", accounts.user, name="user"),
    path("accounts/users/<int:pk>/change/", accounts.user_change, name="user-change"),
    path("accounts/users/<int:pk>/active/", accounts.user_set_active, name="user-set-active"),
    path("accounts/users/<int:pk>/password/", accounts.user_password, name="user-password"),
    path("accounts/users/<int:pk>/grant/", accounts.user_grant, name="user-grant"),
    path("accounts/users/<int:pk>/unlock/", security.user_unlock, name="user-unlock"),
    path(
        "accounts/users/<int:pk>/second-factor/reset/",
        security.second_factor_reset,
        name="second-factor-reset",
    ),
    path("accounts/access/", security.access, name="access"),
    path("account/sessions/", own.session_list, name="session-list"),
]

desk_admin_urls: list[URLPattern] = [
    path("codes/", codes.table_list, name="code-tables"),
    path("codes/queue/", codes.queue, name="code-queue"),
    path("codes/queue/<int:pk>/", codes.code_decide, name="code-decide"),
    path("codes/local/<int:pk>/end/", codes.code_end, name="code-end"),
    path("codes/<str:code>/", codes.table, name="code-table"),
    path("codes/<str:code>/add/", codes.code_add, name="code-add"),
    path("parameters/", parameters.parameter_list, name="parameter-list"),
    path("parameters/<str:code>/", parameters.parameter_change, name="parameter-change"),
    path("rules/", rules.rule_list, name="rule-list"),
    path("rules/<str:code>/", rules.rule_page, name="rule"),
    path("rules/<str:code>/check/", rules.rule_check, name="rule-check"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/day/", calendar.calendar_day, name="calendar-day"),
    path("calendar/<int:year>/", calendar.calendar_year, name="calendar-year"),
    path("audit/", audit.audit_list, name="audit-list"),
    path("audit/export.csv", audit.audit_export, name="audit-export"),
    path("audit/report.docx", audit.audit_report, name="audit-report"),
    path("audit/verify/", audit.audit_verify, name="audit-verify"),
    path("feedback/", feedback.feedback, name="feedback"),
    path("feedback/<int:pk>/answer/", feedback.feedback_answer, name="feedback-answer"),
    path("help/", feedback.help_page, name="help"),
]
