"""Addresses of the plans: board, measures, import, dispatch, reports, indicators."""

from __future__ import annotations

from django.urls import URLPattern, path

from jingwei.plans.web import (
    board,
    decisions,
    dispatch,
    imports,
    indicator_rows,
    indicators,
    measure,
    names,
    proof,
    report,
    year_tables,
)

BOARD = [
    path("plan/", board.board, name="board"),
    path("plan/<int:pk>/", board.board, name="board-of"),
    path("plan/<int:pk>/measures/", board.measure_list, name="measure-list"),
    path("plan/<int:pk>/measures/assign/", measure.measures_assign, name="measures-assign"),
    path("plan/<int:pk>/proofs/", proof.proof_suggestions, name="proof-suggestions"),
    path("plan/<int:pk>/ledger.xlsx", report.ledger, name="ledger"),
    path("plan/item/<int:pk>/", board.item, name="item"),
    path("plan/names/", names.name_queue, name="name-queue"),
    path("plan/names/decide/", names.name_decide, name="name-decide"),
]
MEASURE = [
    path("measure/<int:pk>/", measure.measure, name="measure"),
    path("measure/<int:pk>/change/", measure.measure_change, name="measure-change"),
    path("measure/<int:pk>/proof/", proof.proof_set, name="proof-set"),
    path("measure/<int:pk>/proof/units/", proof.proof_divide, name="proof-divide"),
    path("measure/<int:pk>/proof/accept/", proof.proof_accept, name="proof-accept"),
    path("measure/<int:pk>/progress/", measure.progress_record, name="progress-record"),
    path("measure/<int:pk>/close/", measure.measure_close, name="measure-close"),
    *(
        path(
            f"measure/<int:pk>/{act}/", measure.measure_restate, {"act": act}, name=f"measure-{act}"
        )
        for act in measure.RESTATE
    ),
    path("measure/<int:pk>/light/", measure.light_override, name="light-override"),
    path("measure/<int:pk>/light/restore/", measure.light_restore, name="light-restore"),
    path("measure/<int:pk>/milestones/new/", measure.milestone_save, name="milestone-add"),
    path(
        "measure/<int:pk>/milestones/<int:milestone>/",
        measure.milestone_save,
        name="milestone-change",
    ),
    path("milestone/<int:pk>/remove/", measure.milestone_remove, name="milestone-remove"),
    path("milestone/<int:pk>/document/", measure.milestone_document, name="milestone-document"),
    path("note/<int:pk>/withdraw/", measure.progress_withdraw, name="progress-withdraw"),
    path("evidence/<int:pk>/", measure.evidence, name="evidence"),
]
IMPORT = [
    path("plan/import/", imports.plan_import, name="import"),
    path("plan/version/<int:pk>/", imports.cut, name="cut"),
    path("plan/version/<int:pk>/confirm/", imports.version_confirm, name="version-confirm"),
    path("plan/version/<int:pk>/discard/", imports.version_discard, name="version-discard"),
    path("plan/<int:pk>/recut/", imports.recut, name="recut"),
    path("plan/<int:pk>/issue/", imports.issue, name="issue"),
    path("plan/<int:pk>/close/", imports.close, name="close"),
    path("plan/<int:pk>/versions/", imports.version_list, name="version-list"),
    path("plan/<int:pk>/versions/<int:old>-<int:new>/", imports.version_diff, name="version-diff"),
    path("plan/<int:pk>/text/", imports.text, name="text"),
]
DISPATCH = [
    path("dispatch/", dispatch.dispatch_list, name="dispatch-list"),
    path("dispatch/decisions/", decisions.decision_list, name="decision-list"),
    path("dispatch/decisions.xlsx", decisions.decision_export, name="decision-export"),
    path("dispatch/<int:year>-<int:month>/", dispatch.dispatch, name="dispatch"),
    path("dispatch/<int:year>-<int:month>/open/", dispatch.meeting_open, name="meeting-open"),
    path("meeting/<int:pk>/", dispatch.meeting, name="meeting"),
    path("meeting/<int:pk>/decisions/", dispatch.decision_add, name="decision-add"),
    path("meeting/<int:pk>/hold/", dispatch.meeting_hold, name="meeting-hold"),
    path("meeting/<int:pk>/minutes/", dispatch.minutes_change, name="minutes-change"),
    path("meeting/<int:pk>/minutes.docx", report.minutes, name="minutes"),
    path("decision/<int:pk>/", dispatch.decision, name="decision"),
    path("decision/<int:pk>/close/", dispatch.decision_close, name="decision-close"),
    path("decision/<int:pk>/reopen/", dispatch.decision_reopen, name="decision-reopen"),
    path("decision/<int:pk>/remove/", dispatch.decision_remove, name="decision-remove"),
]
REPORT = [
    path("report/", report.report_list, name="report-list"),
    path("report/new/", report.report_new, name="report-new"),
    path("report/check/", report.report_check, name="report-check"),
    path("report/draft.docx", report.report_draft, name="report-draft"),
    path("report/seal/", report.report_seal, name="report-seal"),
    path("report/<int:pk>/report.docx", report.report_download, name="report-download"),
]
INDICATOR = [
    path("statistics/", year_tables.year_table_list, name="year-table-list"),
    path("statistics/tables.xlsx", year_tables.year_table_file, name="year-table-file"),
    path("statistics/<slug:code>/", year_tables.year_table, name="year-table"),
    path("indicators/", indicators.indicator_list, name="indicator-list"),
    path("indicators/table.xlsx", indicators.indicator_table, name="indicator-table"),
    path("indicators/<str:code>/", indicators.indicator, name="indicator"),
    path("indicators/<str:code>/refresh/", indicators.indicator_refresh, name="indicator-refresh"),
    path("indicators/<str:code>/rows/", indicator_rows.indicator_rows, name="indicator-rows"),
    path(
        "indicators/<str:code>/rows.xlsx", indicator_rows.indicator_export, name="indicator-export"
    ),
]
plan_urls: list[URLPattern] = [*BOARD, *MEASURE, *IMPORT, *DISPATCH, *REPORT, *INDICATOR]
