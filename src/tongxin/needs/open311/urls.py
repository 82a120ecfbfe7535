from django.urls import URLPattern, path

from . import views

app_name = "open311"
urlpatterns: list[URLPattern] = [
    path("discovery.<str:format_>", views.discovery, name="discovery"),
    path("v2/discovery.<str:format_>", views.discovery),
    path("v2/services.<str:format_>", views.services, name="services"),
    path("v2/services/<str:code>.<str:format_>", views.service, name="service"),
    path("v2/requests.<str:format_>", views.requests, name="requests"),
    path("v2/requests/<str:need_id>.<str:format_>", views.one, name="request"),
    path("v2/request/<str:need_id>.<str:format_>", views.one_alone),
    path("v2/tokens/<str:token>.<str:format_>", views.token, name="token"),
    path("v2/servicerequestupdates.<str:format_>", views.updates, name="updates"),
    path("<path:path>", views.nowhere),
]
