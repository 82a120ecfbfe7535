"""Addresses every face shares."""

from django.urls import path

from tongxin.web import views

app_name = "web"
urlpatterns = [
    path("preference", views.preference, name="preference"),
    path("csrf", views.csrf, name="csrf"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("sw.js", views.service_worker, name="service_worker"),
    path("outbox", views.outbox, name="outbox"),
    path("offline", views.offline, name="offline"),
    path("design", views.gallery, name="gallery"),
    path("design/progress", views.gallery_progress, name="gallery_progress"),
    path("design/map", views.gallery_map, name="gallery_map"),
]
