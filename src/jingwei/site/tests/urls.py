"""The product's addresses and four that fail in the ways the shell answers for."""

from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from jingwei.site.urls import (  # noqa: F401  # Django looks the handlers up here
    handler400,
    handler403,
    handler404,
    handler429,
    handler500,
)
from jingwei.site.urls import urlpatterns as product


@login_required
@permission_required("accounts.grant_user", raise_exception=True)
def refused(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def broken(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


def withdrawn(request: HttpRequest) -> HttpResponse:
    raise Http404("这份报告已被周岚撤回。")


def receiving(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(len(request.POST)))


urlpatterns = [
    *product,
    path("refused/", refused),
    path("broken/", broken),
    path("receiving/", receiving),
    path("withdrawn/", withdrawn),
]
