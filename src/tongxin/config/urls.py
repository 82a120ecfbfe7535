"""Every address of the house."""

from django.urls import URLPattern, URLResolver, include, path

from . import probes
from .api import api, nowhere
from .remembering import remembered

addresses: list[URLPattern | URLResolver] = [
    # What is asked most is looked for first.
    path("", include("tongxin.menu.urls")),
    path("", include("tongxin.needs.urls")),
    path("", include("tongxin.rosters.urls")),
    path("", include("tongxin.dispatch.urls")),
    path("", include("tongxin.duty.urls")),
    path("healthz", probes.healthz),
    path("readyz", probes.readyz),
    path("metrics", probes.metrics),
    path("jobs/", include("tongxin.clock.urls")),
    path("api/", api.urls),
    path("api/<path:path>", nowhere),
    path("open311/", include("tongxin.needs.open311.urls")),
    path("accounts/", include("tongxin.people.account_urls")),
    path("", include("tongxin.people.urls")),
    path("", include("tongxin.web.urls")),
    path("", include("tongxin.volunteers.urls")),
    path("", include("tongxin.messaging.urls")),
    path("", include("tongxin.moderation.urls")),
    path("", include("tongxin.feedback.urls")),
    path("", include("tongxin.training.urls")),
    path("", include("tongxin.protection.urls")),
    path("", include("tongxin.records.urls")),
    path("", include("tongxin.clearance.urls")),
]
urlpatterns = [remembered(addresses)]

handler400 = "tongxin.web.views.bad_request"
handler403 = "tongxin.web.views.permission_denied"
handler404 = "tongxin.web.views.page_not_found"
handler500 = "tongxin.web.views.server_error"
