"""The composition root: every app's pages get their addresses here."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.contrib.auth.decorators import login_required
from django.urls import URLPattern, URLResolver, include, path

from jingwei.kernel.registers.api import register_api
from jingwei.site import web
from jingwei.site.desk_routes import desk_urls
from jingwei.site.engine_routes import collection_urls, coverage_urls, liaison_urls
from jingwei.site.people_routes import cadre_urls, people_urls
from jingwei.site.plan_routes import plan_urls
from jingwei.site.procedure_routes import appointment_urls, party_urls, procedure_urls, rank_urls
from jingwei.site.routes import account_urls, desk_admin_urls, org_urls

handler400 = "jingwei.site.web.bad_request"
handler403 = "jingwei.site.web.permission_denied"
handler404 = "jingwei.site.web.page_not_found"
handler429 = "jingwei.site.web.too_many_requests"
handler500 = "jingwei.site.web.server_error"

# Of the sign-in library only these pages are open; it would also offer e-mail, sign-up and codes.
ACCOUNT = [
    path("account/", web.my_account, name="account_mine"),
    path("account/login/", account.login, name="account_login"),
    path("account/logout/", account.logout, name="account_logout"),
    path("account/inactive/", account.account_inactive, name="account_inactive"),
    path("account/signup/", account.signup, name="account_signup"),
    path("account/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("account/password/change/", account.password_change, name="account_change_password"),
    path("account/password/reset/", web.password_reset, name="account_reset_password"),
    path("account/second-factor/", second_factor.index, name="mfa_index"),
    path("account/second-factor/code/", second_factor.authenticate, name="mfa_authenticate"),
    path(
        "account/second-factor/set-up/",
        login_required(totp.activate_totp),
        name="mfa_activate_totp",
    ),
    path("account/second-factor/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path(
        "account/second-factor/recovery/",
        recovery_codes.view_recovery_codes,
        name="mfa_view_recovery_codes",
    ),
    path(
        "account/second-factor/recovery/new/",
        login_required(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
]

DESK = [*desk_urls, *desk_admin_urls]

urlpatterns: list[URLPattern | URLResolver] = [
    *ACCOUNT,
    path("", include((DESK, "desk"))),
    path("", include((plan_urls, "plans"))),
    path("", include((org_urls, "org"))),
    path("", include((account_urls, "accounts"))),
    path("", include((people_urls, "people"))),
    path("", include((procedure_urls, "procedures"))),
    path("", include((appointment_urls, "appointment"))),
    path("", include(([*cadre_urls, *rank_urls], "cadres"))),
    path("", include((party_urls, "party"))),
    path("", include((coverage_urls, "coverage"))),
    path("", include((liaison_urls, "liaison"))),
    path("", include((collection_urls, "collection"))),
    path("registers/", include("jingwei.kernel.registers.urls")),
    path("api/v1/", register_api().urls),
    path("style/", web.style, name="style"),
]
