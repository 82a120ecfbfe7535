"""The house's own addresses, and /bare: the least a Django view can do behind our middleware."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from tongxin.config.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500"]


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [path("bare", bare), path("", include("tongxin.config.urls"))]
