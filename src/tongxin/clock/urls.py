from django.urls import path

from . import views

app_name = "clock"
urlpatterns = [
    path("<int:job_id>", views.job, name="job"),
    path("<int:job_id>/cancellation", views.cancellation, name="cancellation"),
    path("<int:job_id>/file", views.file, name="file"),
]
