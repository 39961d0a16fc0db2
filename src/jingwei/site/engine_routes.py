"""The addresses of coverage, liaison and collection."""

from __future__ import annotations

from django.urls import URLPattern, path

from jingwei.collection.web import (
    answer,
    answer_files,
    assignments,
    ledger_rows,
    ledgers,
    merge,
    offline,
    own_sheets,
    rounds,
    self_check,
    wizard,
)
from jingwei.coverage.web import programmes
from jingwei.coverage.web import rows as roster
from jingwei.liaison.web import bulk as pair_bulk
from jingwei.liaison.web import lists as pair_lists
from jingwei.liaison.web import needs, pairs

coverage_urls: list[URLPattern] = [
    path("coverage/", programmes.programme_list, name="programme-list"),
    path("coverage/new/", programmes.programme_new, name="programme-new"),
    path("coverage/<int:pk>/", programmes.programme, name="programme"),
    path("coverage/<int:pk>/edit/", programmes.programme_change, name="programme-change"),
    path("coverage/<int:pk>/start/", programmes.programme_start, name="programme-start"),
    path("coverage/<int:pk>/close/", programmes.programme_close, name="programme-close"),
    path("coverage/<int:pk>/reopen/", programmes.programme_reopen, name="programme-reopen"),
    path("coverage/<int:pk>/remove/", programmes.programme_remove, name="programme-remove"),
    path("coverage/<int:pk>/refresh/", programmes.programme_refresh, name="programme-refresh"),
    path("coverage/<int:pk>/roster.xlsx", programmes.programme_export, name="programme-export"),
    path("coverage/<int:pk>/changes/", roster.roster_changes, name="roster-changes"),
    path("coverage/<int:pk>/evidence/", roster.evidence_add, name="evidence-add"),
    path("coverage/<int:pk>/paste/", roster.evidence_paste, name="evidence-paste"),
    path("coverage/<int:pk>/training/", roster.training_record, name="training-record"),
    path("coverage/<int:pk>/exempt/", roster.rows_exempt, name="rows-exempt"),
    path("coverage/<int:pk>/leave/", roster.rows_leave, name="rows-leave"),
    path("coverage/<int:pk>/restore/", roster.rows_restore, name="rows-restore"),
    path("coverage/rows/<int:pk>/", roster.roster_row, name="row"),
    path(
        "coverage/evidence/<int:pk>/withdraw/", roster.evidence_withdraw, name="evidence-withdraw"
    ),
]

liaison_urls: list[URLPattern] = [
    path("liaison/", pair_lists.pair_list, name="pair-list"),
    path("liaison/quiet/", pair_lists.pair_quiet, name="pair-quiet"),
    path("liaison/calendar/", pair_lists.pair_calendar, name="pair-calendar"),
    path("liaison/export.xlsx", pair_lists.pair_export, name="pair-export"),
    path("liaison/bulk/", pair_lists.pair_bulk, name="pair-bulk"),
    path("liaison/new/", pairs.pair_new, name="pair-new"),
    path("liaison/hand-over/", pair_bulk.pair_hand_over_page, name="pair-hand-over"),
    path("liaison/sheets.docx", pair_bulk.pair_sheets, name="pair-sheets"),
    path("liaison/envelopes/", pair_bulk.pair_envelopes, name="pair-envelopes"),
    path("liaison/<int:pk>/", pairs.pair, name="pair"),
    path("liaison/<int:pk>/contact/", pairs.contact_new, name="contact-new"),
    path("liaison/contacts/<int:pk>/correct/", pairs.contact_correct, name="contact-correct"),
    path("liaison/contacts/<int:pk>/withdraw/", pairs.contact_withdraw, name="contact-withdraw"),
    path("liaison/<int:pk>/level/", pairs.pair_level, name="pair-level"),
    path("liaison/<int:pk>/end/", pairs.pair_end, name="pair-end"),
    path("liaison/needs/", needs.need_list, name="need-list"),
    path("liaison/needs/<int:pk>/hand/", needs.need_hand, name="need-hand"),
    path("liaison/needs/<int:pk>/answer/", needs.need_answer, name="need-answer"),
    path("liaison/needs/<int:pk>/close/", needs.need_close, name="need-close"),
]

collection_after_urls: list[URLPattern] = [
    path("collection/rounds/<int:pk>/table/", merge.round_table, name="merge-table"),
    path("collection/rounds/<int:pk>/merge/", merge.merge, name="merge"),
    path("collection/rounds/<int:pk>/export/", merge.platform_export, name="platform-export"),
    path("collection/merges/<int:pk>/", merge.merge_set, name="merge-set"),
    path("collection/self-check/", self_check.self_check_page, name="self-check"),
    path("collection/self-check/export/", self_check.self_check_export, name="self-check-export"),
    path("collection/answers/<int:pk>/offline/", offline.offline, name="offline"),
    path("collection/answers/<int:pk>/offline/make/", offline.offline_make, name="offline-make"),
    path("collection/packages/<int:pk>/", offline.offline_download, name="offline-download"),
    path("collection/returns/<int:pk>/", offline.offline_return, name="offline-return"),
]

answer_urls: list[URLPattern] = [
    path("collection/answers/", answer.answers, name="answers"),
    path("collection/answers/<int:pk>/", answer.answer, name="answer"),
    path("collection/answers/<int:pk>/save/", answer.answer_save, name="answer-save"),
    path("collection/answers/<int:pk>/add/", answer.answer_row_add, name="answer-row-add"),
    path(
        "collection/answers/row/<int:pk>/remove/", answer.answer_row_remove,
        name="answer-row-remove",
    ),
    path("collection/answers/<int:pk>/check/", answer.answer_check, name="answer-check"),
    path("collection/answers/<int:pk>/submit/", answer.answer_submit, name="answer-submit"),
    path("collection/answers/<int:pk>/merge/", answer.answer_merge, name="answer-merge"),
    path(
        "collection/answers/<int:pk>/unchanged/", answer.answer_unchanged, name="answer-unchanged"
    ),
    path("collection/answers/<int:pk>/receipt/", answer.answer_receipt, name="answer-receipt"),
    path(
        "collection/answers/<int:pk>/workbook.xlsx", answer_files.answer_workbook,
        name="answer-workbook",
    ),
    path("collection/answers/<int:pk>/upload/", answer_files.answer_upload, name="answer-upload"),
    path("collection/answers/<int:pk>/own/", own_sheets.own_sheets, name="own-sheets"),
    path("collection/answers/<int:pk>/own/<int:own>/", own_sheets.own_sheet, name="own-sheet"),
    path(
        "collection/answers/<int:pk>/own/<int:own>/filled/", own_sheets.own_sheet_filled,
        name="own-sheet-filled",
    ),
    path(
        "collection/answers/<int:pk>/own/<int:own>/read/", own_sheets.own_sheet_read,
        name="own-sheet-read",
    ),
    path(
        "collection/answers/<int:pk>/own/<int:own>/remove/", own_sheets.own_sheet_remove,
        name="own-sheet-remove",
    ),
]  # fmt: skip

round_urls: list[URLPattern] = [
    path("collection/", rounds.round_list, name="rounds"),
    path("collection/rounds/new/", wizard.round_new, name="round-new"),
    path("collection/rounds/<int:pk>/", rounds.round_page, name="round"),
    path("collection/rounds/<int:pk>/what/", wizard.round_what, name="round-what"),
    path("collection/rounds/<int:pk>/columns/", wizard.round_columns, name="round-columns"),
    path("collection/rounds/<int:pk>/who/", wizard.round_who, name="round-who"),
    path("collection/rounds/<int:pk>/burden/", wizard.round_burden, name="round-burden"),
    path("collection/rounds/<int:pk>/shrink/", wizard.round_shrink, name="round-shrink"),
    path("collection/rounds/<int:pk>/unneeded/", wizard.round_unneeded, name="round-unneeded"),
    path("collection/rounds/<int:pk>/check/", wizard.round_check, name="round-check"),
    path("collection/rounds/<int:pk>/remind/", rounds.round_remind, name="round-remind"),
    path("collection/rounds/<int:pk>/accept/", rounds.round_accept, name="round-accept"),
    path("collection/rounds/<int:pk>/withdraw/", rounds.round_withdraw, name="round-withdraw"),
    path("collection/rounds/<int:pk>/close/", rounds.round_close, name="round-close"),
    path("collection/rounds/<int:pk>/extend/", rounds.round_extend, name="round-extend"),
    path(
        "collection/rounds/<int:pk>/merged.xlsx",
        rounds.round_merged_file,
        name="round-merged-file",
    ),
    path("collection/assignments/<int:pk>/", assignments.assignment, name="assignment"),
    path(
        "collection/assignments/<int:pk>/accept/",
        assignments.assignment_accept,
        name="assignment-accept",
    ),
    path(
        "collection/assignments/<int:pk>/return/",
        assignments.assignment_return,
        name="assignment-return",
    ),
    path(
        "collection/assignments/<int:pk>/remind/",
        assignments.assignment_remind,
        name="assignment-remind",
    ),
    path(
        "collection/assignments/<int:pk>/split/",
        assignments.assignment_split,
        name="assignment-split",
    ),
]

ledger_urls: list[URLPattern] = [
    path("collection/ledgers/", ledgers.ledger_list, name="ledgers"),
    path("collection/ledgers/new/", ledgers.ledger_new, name="ledger-new"),
    path("collection/ledgers/<int:pk>/", ledgers.ledger, name="ledger"),
    path("collection/ledgers/<int:pk>/edit/", ledgers.ledger_change, name="ledger-change"),
    path("collection/ledgers/<int:pk>/columns/", ledgers.ledger_columns, name="ledger-columns"),
    path("collection/ledgers/<int:pk>/start/", ledgers.ledger_start, name="ledger-start"),
    path("collection/ledgers/<int:pk>/close/", ledgers.ledger_close, name="ledger-close"),
    path("collection/ledgers/<int:pk>/reopen/", ledgers.ledger_reopen, name="ledger-reopen"),
    path("collection/ledgers/<int:pk>/discard/", ledgers.ledger_discard, name="ledger-discard"),
    path("collection/ledgers/rows/<int:pk>/", ledger_rows.ledger_row, name="ledger-row"),
    path(
        "collection/ledgers/rows/<int:pk>/files/", ledger_rows.ledger_file_add,
        name="ledger-file-add",
    ),
    path("collection/ledgers/files/<int:pk>/", ledger_rows.ledger_file, name="ledger-file"),
    path(
        "collection/ledgers/files/<int:pk>/remove/", ledger_rows.ledger_file_remove,
        name="ledger-file-remove",
    ),
]  # fmt: skip

collection_urls: list[URLPattern] = [
    *round_urls,
    *answer_urls,
    *ledger_urls,
    *collection_after_urls,
]
