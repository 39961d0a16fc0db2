"""The addresses of the procedures."""

from __future__ import annotations

from django.urls import URLPattern, path

from jingwei.cadres.web import appointment, ranks
from jingwei.party.web import boards, delegates, development
from jingwei.procedures.web import acts, case, lists, steps
from jingwei.site.branch_routes import branch_urls

procedure_urls: list[URLPattern] = [
    path("procedures/", lists.case_list, name="case-list"),
    path("procedures/new/", lists.case_new, name="case-new"),
    path("procedures/bulk/", steps.case_bulk, name="case-bulk"),
    path("procedures/<int:pk>/", case.case, name="case"),
    path("procedures/<int:pk>/step/", steps.case_step, name="case-step"),
    path("procedures/<int:pk>/return/", acts.case_return, name="case-return"),
    path("procedures/<int:pk>/suspend/", acts.case_suspend, name="case-suspend"),
    path("procedures/<int:pk>/resume/", acts.case_resume, name="case-resume"),
    path("procedures/<int:pk>/stop/", acts.case_stop, name="case-stop"),
    path("procedures/<int:pk>/revoke/", acts.case_revoke, name="case-revoke"),
    path("procedures/<int:pk>/hand-over/", acts.case_hand_over, name="case-hand-over"),
    path("procedures/<int:pk>/index.docx", case.case_print, name="case-print"),
    path("procedures/<int:pk>/recusals/add/", acts.case_recusal, name="case-recusal"),
    path("procedures/<int:pk>/people/add/", acts.case_subject_add, name="case-subject-add"),
    path("procedures/people/<int:pk>/drop/", acts.case_subject_drop, name="case-subject-drop"),
    path("procedures/<int:pk>/papers/add/", acts.case_paper_add, name="case-paper-add"),
    path("procedures/<int:pk>/papers/<slug:code>.docx", case.case_draft, name="case-draft"),
    path("procedures/papers/<int:pk>/", case.case_paper, name="case-paper"),
    path("procedures/papers/<int:pk>/remove/", acts.case_paper_remove, name="case-paper-remove"),
]

party_urls: list[URLPattern] = [
    path("party/development/", development.development_list, name="development-list"),
    path(
        "party/development/quick/<int:pk>/",
        development.development_quick,
        name="development-quick",
    ),
    path("party/elections/", boards.election_list, name="election-list"),
    path("party/letters/", boards.letter_list, name="letter-list"),
    path("party/delegates/", delegates.delegate_list, name="delegate-list"),
    path("party/delegates/<int:pk>/", delegates.delegate_unit, name="delegate-unit"),
    path("party/delegates/<int:pk>/turnout/", delegates.delegate_turnout, name="delegate-turnout"),
    path("party/delegates/<int:pk>/count/", delegates.delegate_count, name="delegate-count"),
    path("party/delegates/<int:pk>/recount/", delegates.delegate_recount, name="delegate-recount"),
    *branch_urls,
]

appointment_urls: list[URLPattern] = [
    path("appointments/rows/<int:pk>/", appointment.row_change, name="row"),
    path("appointments/<int:pk>/forms.<str:kind>", appointment.forms_batch, name="forms"),
]

rank_urls: list[URLPattern] = [
    path("cadres/ranks/", ranks.rank_list, name="rank-list"),
    path("cadres/ranks/export.xlsx", ranks.rank_file, name="rank-export"),
    path("cadres/ranks/batch/", ranks.rank_batch, name="rank-batch"),
    path("cadres/ranks/quotas/", ranks.rank_quota_list, name="rank-quotas"),
]
