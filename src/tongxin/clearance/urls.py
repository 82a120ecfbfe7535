"""Addresses of the gates: the rules in force, and the response level they look at."""

from django.urls import path

from . import views

app_name = "clearance"
urlpatterns = [
    path("desk/gates/", views.gates, name="gates"),
    path("desk/gates/hours", views.hours, name="hours"),
    path("desk/gates/levels/<int:pk>/end", views.level_end, name="level_end"),
]
