"""Who may open which page: every address of the product by name, checked by test_permissions."""

from __future__ import annotations

PUBLIC = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_reset_password",
    "mfa_authenticate",
    "style",
}
"""Open without signing in: the door itself, what stands before it, and the samples of the style."""

SIGNED_IN = {
    "account_mine",
    "account_reauthenticate",
    "account_change_password",
    "accounts:session-list",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "people:mine",
    "people:correction-new",
    "people:record-new",
    "people:correction-back",
    "people:correction-file",
    "registers:index",
    "registers:lookup",
    "desk:home",
    "desk:rule",
    "desk:rule-list",
    "desk:todo",
    "desk:search",
    "desk:feedback",
    "desk:help",
    "desk:alerts",
    "desk:alerts-file",
    "desk:start",
    "desk:todo-file",
    "desk:delegation-list",
    "desk:delegation-end",
    "liaison:need-list",
    "liaison:need-hand",
    "liaison:need-answer",
    "liaison:need-close",
    "plans:decision",
    "plans:decision-close",
}
"""Open to whoever signed in; the page itself shows only what is theirs."""

_PAGES = {
    "collection.view_round": (
        "collection:rounds collection:round collection:round-merged-file collection:merge-table"
        " collection:self-check collection:self-check-export"
    ),
    "collection.issue_round": (
        "collection:round-new collection:round-what collection:round-columns collection:round-who"
        " collection:round-burden collection:round-shrink collection:round-unneeded"
        " collection:round-check collection:round-remind collection:round-accept"
        " collection:round-withdraw collection:round-close collection:round-extend"
        " collection:merge collection:merge-set collection:platform-export"
    ),
    "collection.answer_round": (
        "collection:answers collection:answer collection:answer-save collection:answer-row-add"
        " collection:answer-row-remove collection:answer-check collection:answer-submit"
        " collection:answer-merge collection:answer-unchanged collection:answer-receipt"
        " collection:answer-workbook collection:answer-upload "
        "collection:assignment collection:assignment-accept collection:assignment-return"
        " collection:assignment-split collection:assignment-remind"
        " desk:todo-unchanged"
        " collection:offline collection:offline-make collection:offline-download"
        " collection:offline-return collection:own-sheets collection:own-sheet"
        " collection:own-sheet-filled collection:own-sheet-read collection:own-sheet-remove"
    ),
    "collection.view_ledger": "collection:ledgers collection:ledger",
    "collection.keep_ledger": (
        "collection:ledger-new collection:ledger-change collection:ledger-columns"
        " collection:ledger-start collection:ledger-close collection:ledger-reopen"
        " collection:ledger-discard"
    ),
    "collection.view_ledgerrow": "collection:ledger-row collection:ledger-file",
    "collection.change_ledgerrow": "collection:ledger-file-add collection:ledger-file-remove",
    "accounts.add_user": "accounts:user-create",
    "accounts.change_user": (
        "accounts:user-change accounts:user-set-active accounts:user-password accounts:user-unlock"
    ),
    "accounts.explain_access": "accounts:access",
    "accounts.grant_user": "accounts:user-grant accounts:second-factor-reset",
    "accounts.view_user": "accounts:user-list accounts:user",
    "cadres.add_structuretarget": "cadres:target-new",
    "cadres.add_tray": "cadres:tray-list cadres:tray cadres:tray-remove cadres:move-remove",
    "cadres.change_cadre": "cadres:workbook-batch cadres:workbook-rejected",
    "cadres.run_appointment": "appointment:row appointment:forms",
    "cadres.delete_structuretarget": "cadres:target-remove",
    "cadres.view_structuretarget": (
        "cadres:structure cadres:structure-people cadres:structure-export"
    ),
    "cadres.view_cadre": "cadres:workbook cadres:workbook-export",
    "cadres.view_civilservant": "cadres:rank-list cadres:rank-export cadres:rank-quotas",
    "coverage.change_programme": (
        "coverage:programme-new coverage:programme-change coverage:programme-start"
        " coverage:programme-close coverage:programme-reopen coverage:programme-remove"
        " coverage:programme-refresh coverage:roster-changes"
        " coverage:evidence-add coverage:evidence-paste coverage:training-record"
        " coverage:rows-exempt coverage:rows-leave coverage:rows-restore"
        " coverage:evidence-withdraw"
    ),
    "coverage.view_programme": (
        "coverage:programme-list coverage:programme coverage:programme-export coverage:row"
    ),
    "desk.answer_feedback": "desk:feedback-answer",
    "desk.arrange_delegation": "desk:delegation-arrange",
    "desk.hand_over_work": "desk:hand-over desk:hand-over-done",
    "kernel.add_rulecheck": "desk:rule-check",
    "kernel.change_calendarday": "desk:calendar-day desk:calendar-year",
    "kernel.view_calendarday": "desk:calendar",
    "kernel.change_localcode": "desk:code-add desk:code-end desk:code-decide",
    "kernel.view_localcode": "desk:code-tables desk:code-table desk:code-queue",
    "kernel.change_parametervalue": "desk:parameter-change",
    "kernel.view_auditentry": (
        "desk:audit-list desk:audit-export desk:audit-verify desk:audit-report"
    ),
    "kernel.view_parametervalue": "desk:parameter-list",
    "liaison.view_pair": (
        "liaison:pair-list liaison:pair-quiet liaison:pair-calendar liaison:pair-export"
        " liaison:pair-bulk liaison:pair-sheets liaison:pair-envelopes liaison:pair"
    ),
    "liaison.add_pair": "liaison:pair-new",
    "liaison.change_pair": "liaison:pair-hand-over liaison:pair-level liaison:pair-end",
    "liaison.add_contactrecord": (
        "liaison:contact-new liaison:contact-correct liaison:contact-withdraw"
    ),
    "org.add_partyorganization": "org:organization-create",
    "org.add_staffing": "org:staffing-add",
    "org.add_unit": "org:unit-create",
    "org.change_committeeseat": "org:seat-add org:seat-end",
    "org.change_partyorganization": (
        "org:organization-change org:organization-rename org:organization-kind"
        " org:organization-move org:organization-merge org:organization-split"
        " org:organization-close"
    ),
    "org.change_term": "org:term-open org:term-change",
    "org.change_unit": (
        "org:unit-change org:unit-rename org:unit-move org:unit-close org:unit-merge org:unit-split"
    ),
    "org.change_unitalias": (
        "org:alias-add org:alias-remove org:group-create org:group-change org:group-remove"
    ),
    "org.view_partyorganization": (
        "org:organization-list org:organization-export org:organization"
    ),
    "org.view_unit": "org:unit-list org:unit-export org:unit org:group-list",
    "party.add_organizationmeeting": "party:meeting-add",
    "party.change_member": "party:member-contacted",
    "party.change_duesmonth": (
        "party:dues-month party:dues-confirm party:dues-except party:dues-close"
        " party:dues-reopen party:dues-file"
    ),
    "party.view_organizationmeeting": (
        "party:branch-list party:branch-export party:branch party:meeting-list"
        " party:meeting-handbook"
    ),
    "procedures.view_case": (
        "procedures:case-list procedures:case procedures:case-print procedures:case-draft"
        " procedures:case-paper party:delegate-list party:delegate-unit"
        " party:election-list party:letter-list"
    ),
    "procedures.run_case": (
        "cadres:rank-batch"
        " procedures:case-new procedures:case-bulk procedures:case-step procedures:case-return"
        " procedures:case-suspend procedures:case-resume procedures:case-stop"
        " procedures:case-recusal procedures:case-subject-add procedures:case-subject-drop"
        " procedures:case-paper-add procedures:case-paper-remove"
        " party:development-list party:development-quick"
        " party:delegate-turnout party:delegate-count party:delegate-recount"
    ),
    "procedures.hand_over_case": "procedures:case-hand-over",
    "procedures.revoke_case": "procedures:case-revoke",
    "people.add_person": "registers:new",
    "people.answer_correction": "people:correction-list people:correction",
    "people.change_person": (
        "people:forms-upload people:forms-read people:form-review people:own-account"
        " people:photo-new registers:edit registers:bulk"
    ),
    "people.delete_education": "registers:remove",
    "people.merge_person": "people:duplicate-list people:merge people:distinct",
    "people.print_appointment_form": ("people:forms-print people:original people:original-file"),
    "people.refresh_finding": "people:check-refresh",
    "people.view_finding": (
        "people:check-list people:check-findings people:check-export people:checks-export"
    ),
    "people.view_education": "registers:row",
    "people.view_person": (
        "people:person people:photo people:roster registers:list registers:count registers:views"
        " registers:history registers:reveal registers:template registers:export registers:roster"
        " registers:paste registers:import registers:import-batch registers:import-apply"
        " registers:import-drop registers:import-rejected"
    ),
    "plans.assign_measure": (
        "plans:measures-assign plans:measure-change plans:proof-set plans:proof-accept"
        " plans:proof-suggestions plans:proof-divide plans:milestone-remove"
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
        "plans:dispatch-list plans:dispatch plans:meeting plans:minutes plans:decision-list"
        " plans:decision-export"
    ),
    "plans.change_indicatorvalue": "plans:indicator-refresh",
    "plans.view_indicatorvalue": (
        "plans:indicator-list plans:indicator-table plans:indicator"
        " plans:year-table-list plans:year-table plans:year-table-file"
        " plans:indicator-rows plans:indicator-export"
    ),
    "plans.view_measure": (
        "plans:measure-list plans:measure plans:milestone-document plans:evidence desk:person"
    ),
    "plans.view_report": (
        "plans:ledger plans:report-list plans:report-new plans:report-check plans:report-draft"
        " plans:report-download"
    ),
}

NEEDED = {name: code for code, names in _PAGES.items() for name in names.split()}
"""The permission that opens a page, by the name of its address."""
