"""Who may open which page: every address of the product by name, checked by test_permissions."""

from __future__ import annotations

PUBLIC = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_reset_password",
    "style",
}
"""Open without signing in: the door itself, what stands before it, and the samples of the style."""

SIGNED_IN = {
    "account_mine",
    "account_reauthenticate",
    "account_change_password",
    "desk:home",
    "desk:todo",
    "desk:search",
    "desk:person",
    "desk:feedback",
    "desk:help",
    "plans:decision",
    "plans:decision-close",
}
"""Open to whoever signed in; the page itself shows only what is theirs."""

_PAGES = {
    "accounts.add_user": "accounts:user-create",
    "accounts.change_user": "accounts:user-change accounts:user-set-active accounts:user-password",
    "accounts.grant_user": "accounts:user-grant",
    "accounts.view_user": "accounts:user-list accounts:user",
    "desk.answer_feedback": "desk:feedback-answer",
    "kernel.change_parametervalue": "desk:parameter-change",
    "kernel.view_auditentry": "desk:audit-list desk:audit-export desk:audit-verify",
    "kernel.view_parametervalue": "desk:parameter-list",
    "org.add_unit": "org:unit-create",
    "org.change_unit": "org:unit-rename org:unit-move org:unit-close",
    "org.change_unitalias": (
        "org:alias-add org:alias-remove org:group-create org:group-change org:group-remove"
    ),
    "org.view_unit": "org:unit-list org:unit-export org:unit org:group-list",
    "plans.assign_measure": (
        "plans:measures-assign plans:measure-change plans:proof-set plans:milestone-remove"
        " plans:name-queue plans:name-decide"
    ),
    "plans.close_measure": (
        "plans:measure-close plans:measure-suspend plans:measure-resume plans:measure-reopen"
    ),
    "plans.import_annualplan": (
        "plans:import plans:cut plans:recut plans:version-confirm plans:version-discard"
    ),
    "plans.issue_annualplan": "plans:issue plans:close",
    "plans.override_light": "plans:light-override plans:light-restore",
    "plans.record_progress": (
        "plans:progress-record plans:progress-withdraw plans:milestone-add plans:milestone-change"
    ),
    "plans.run_dispatchmeeting": (
        "plans:meeting-open plans:meeting-hold plans:minutes-change plans:decision-add"
        " plans:decision-reopen plans:decision-remove"
    ),
    "plans.seal_report": "plans:report-seal",
    "plans.view_annualplan": (
        "plans:board plans:board-of plans:item plans:version-list plans:version-diff plans:text"
    ),
    "plans.view_dispatchmeeting": (
        "plans:dispatch-list plans:dispatch plans:meeting plans:minutes"
    ),
    "plans.view_measure": (
        "plans:measure-list plans:measure plans:milestone-document plans:evidence"
    ),
    "plans.view_report": (
        "plans:ledger plans:report-list plans:report-new plans:report-check plans:report-draft"
        " plans:report-download"
    ),
}

NEEDED = {name: code for code, names in _PAGES.items() for name in names.split()}
"""The permission that opens a page, by the name of its address."""
