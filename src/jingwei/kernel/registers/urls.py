"""The addresses of the registers: the same for every one of them."""

from __future__ import annotations

from django.urls import URLPattern, path, register_converter

from jingwei.kernel.registers.web import bulk, editing, exchange, index, lists, offers, rows, views
from jingwei.kernel.registers.web.access import RegisterConverter

register_converter(RegisterConverter, "register")
app_name = "registers"
urlpatterns: list[URLPattern] = [
    path("", index.index, name="index"),
    path("lookup/<str:label>/", offers.lookup, name="lookup"),
    path("<register:code>/", lists.row_list, name="list"),
    path("<register:code>/count/", lists.row_count, name="count"),
    path("<register:code>/new/", editing.row_new, name="new"),
    path("<register:code>/bulk/", bulk.bulk_change, name="bulk"),
    path("<register:code>/views/", views.view_act, name="views"),
    path("<register:code>/template.<slug:suffix>", exchange.template, name="template"),
    path("<register:code>/export.<slug:suffix>", exchange.export, name="export"),
    path("<register:code>/roster/<str:name>/", exchange.roster, name="roster"),
    path("<register:code>/paste/", exchange.paste, name="paste"),
    path("<register:code>/import/", exchange.import_new, name="import"),
    path("<register:code>/import/<int:pk>/", exchange.import_batch, name="import-batch"),
    path("<register:code>/import/<int:pk>/apply/", exchange.import_apply, name="import-apply"),
    path("<register:code>/import/<int:pk>/drop/", exchange.import_drop, name="import-drop"),
    path(
        "<register:code>/import/<int:pk>/rejected.xlsx",
        exchange.import_rejected,
        name="import-rejected",
    ),
    path("<register:code>/<int:pk>/", rows.row_page, name="row"),
    path("<register:code>/<int:pk>/edit/", editing.row_edit, name="edit"),
    path("<register:code>/<int:pk>/remove/", rows.row_remove_page, name="remove"),
    path("<register:code>/<int:pk>/history/", rows.row_history, name="history"),
    path("<register:code>/<int:pk>/reveal/<str:column>/", rows.row_reveal, name="reveal"),
]
