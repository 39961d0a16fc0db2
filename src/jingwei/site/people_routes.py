"""The addresses of the pages about people."""

from __future__ import annotations

from django.urls import URLPattern, path

from jingwei.cadres.web import exchange as cadres
from jingwei.cadres.web import structure
from jingwei.people.web import (
    account,
    appointment,
    checks,
    corrections,
    duplicates,
    originals,
    person,
    roster,
)

people_urls: list[URLPattern] = [
    path("people/<int:pk>/", person.person, name="person"),
    path("people/<int:pk>/photo/", person.photo, name="photo"),
    path("people/<int:pk>/photo/new/", account.photo_new, name="photo-new"),
    path("people/<int:pk>/account/", account.own_account, name="own-account"),
    path("people/roster/<str:code>/", roster.roster, name="roster"),
    path("people/originals/<int:pk>/", originals.original, name="original"),
    path("people/originals/<int:pk>/file/", originals.original_file, name="original-file"),
    path("people/forms/", appointment.forms_print, name="forms-print"),
    path("people/forms/upload/", appointment.forms_upload, name="forms-upload"),
    path("people/forms/<int:file>/", appointment.forms_read, name="forms-read"),
    path("people/forms/<int:file>/<int:number>/", appointment.form_review, name="form-review"),
    path("people/checks/", checks.check_list, name="check-list"),
    path("people/checks/refresh/", checks.check_refresh, name="check-refresh"),
    path("people/checks/export.xlsx", checks.checks_export, name="checks-export"),
    path("people/checks/<str:code>/", checks.check_findings, name="check-findings"),
    path("people/checks/<str:code>/export.xlsx", checks.check_export, name="check-export"),
    path("people/duplicates/", duplicates.duplicate_list, name="duplicate-list"),
    path("people/<int:pk>/merge/<int:other>/", duplicates.merge, name="merge"),
    path("people/<int:pk>/distinct/<int:other>/", duplicates.distinct, name="distinct"),
    path("people/mine/", corrections.mine, name="mine"),
    path("people/mine/<str:code>/new/", corrections.record_new, name="record-new"),
    path(
        "people/mine/<str:code>/<int:pk>/<str:column>/",
        corrections.correction_new,
        name="correction-new",
    ),
    path("people/corrections/", corrections.correction_list, name="correction-list"),
    path("people/corrections/<int:pk>/", corrections.correction, name="correction"),
    path("people/corrections/<int:pk>/back/", corrections.correction_back, name="correction-back"),
    path("people/corrections/<int:pk>/file/", corrections.correction_file, name="correction-file"),
]

cadre_urls: list[URLPattern] = [
    path("cadres/workbook/", cadres.workbook, name="workbook"),
    path("cadres/workbook/export/", cadres.workbook_file, name="workbook-export"),
    path("cadres/workbook/<int:pk>/", cadres.workbook_batch, name="workbook-batch"),
    path(
        "cadres/workbook/<int:pk>/rejected.xlsx",
        cadres.workbook_rejected,
        name="workbook-rejected",
    ),
    path("cadres/structure/", structure.matrix, name="structure"),
    path("cadres/structure/people/", structure.people, name="structure-people"),
    path("cadres/structure/export.<str:kind>", structure.export, name="structure-export"),
    path("cadres/structure/targets/new/", structure.target_new, name="target-new"),
    path(
        "cadres/structure/targets/<int:pk>/remove/",
        structure.target_remove,
        name="target-remove",
    ),
    path("cadres/structure/trays/", structure.tray_list, name="tray-list"),
    path("cadres/structure/trays/<int:pk>/", structure.tray, name="tray"),
    path("cadres/structure/trays/<int:pk>/remove/", structure.tray_remove, name="tray-remove"),
    path("cadres/structure/moves/<int:pk>/remove/", structure.move_remove, name="move-remove"),
]
