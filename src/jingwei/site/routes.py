"""The addresses of the rooms of the administrators: units, accounts, desk."""

from __future__ import annotations

from django.urls import URLPattern, path

from jingwei.accounts import web as accounts
from jingwei.desk.web import audit, feedback, parameters
from jingwei.org import web as org

org_urls: list[URLPattern] = [
    path("units/", org.unit_list, name="unit-list"),
    path("units/export.<slug:suffix>", org.unit_export, name="unit-export"),
    path("units/<int:pk>/", org.unit, name="unit"),
    path("units/<int:pk>/create/", org.unit_create, name="unit-create"),
    path("units/<int:pk>/rename/", org.unit_rename, name="unit-rename"),
    path("units/<int:pk>/move/", org.unit_move, name="unit-move"),
    path("units/<int:pk>/close/", org.unit_close, name="unit-close"),
    path("units/<int:pk>/aliases/add/", org.alias_add, name="alias-add"),
    path("units/<int:pk>/aliases/<int:alias>/remove/", org.alias_remove, name="alias-remove"),
    path("units/groups/", org.group_list, name="group-list"),
    path("units/groups/create/", org.group_save, name="group-create"),
    path("units/groups/<int:pk>/", org.group_save, name="group-change"),
    path("units/groups/<int:pk>/remove/", org.group_remove, name="group-remove"),
]

account_urls: list[URLPattern] = [
    path("accounts/users/", accounts.user_list, name="user-list"),
    path("accounts/users/create/", accounts.user_create, name="user-create"),
    path("accounts/users/<int:pk>/", accounts.user, name="user"),
    path("accounts/users/<int:pk>/change/", accounts.user_change, name="user-change"),
    path("accounts/users/<int:pk>/active/", accounts.user_set_active, name="user-set-active"),
    path("accounts/users/<int:pk>/password/", accounts.user_password, name="user-password"),
    path("accounts/users/<int:pk>/grant/", accounts.user_grant, name="user-grant"),
]

desk_admin_urls: list[URLPattern] = [
    path("parameters/", parameters.parameter_list, name="parameter-list"),
    path("parameters/<str:code>/", parameters.parameter_change, name="parameter-change"),
    path("audit/", audit.audit_list, name="audit-list"),
    path("audit/export.csv", audit.audit_export, name="audit-export"),
    path("audit/verify/", audit.audit_verify, name="audit-verify"),
    path("feedback/", feedback.feedback, name="feedback"),
    path("feedback/<int:pk>/answer/", feedback.feedback_answer, name="feedback-answer"),
    path("help/", feedback.help_page, name="help"),
]
