"""Addresses of the insurance desk."""

from django.urls import path

from . import views

app_name = "protection"
urlpatterns = [
    path("desk/insurance/", views.policies, name="policies"),
    path("desk/insurance/<int:pk>/", views.policy, name="policy"),
    path("desk/insurance/<int:pk>/covers", views.covers, name="covers"),
    path("desk/insurance/<int:pk>/covers/file", views.covers_file, name="covers_file"),
    path("desk/insurance/<int:pk>/cancellation", views.cancellation, name="cancellation"),
    path("desk/covers/<int:pk>/removal", views.removal, name="removal"),
]
