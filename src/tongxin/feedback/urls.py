from django.urls import URLPattern, path

from .views import desk, public

app_name = "feedback"
urlpatterns: list[URLPattern] = [
    path("t/<str:code>/review", public.review, name="review"),
    path("b/<str:code>/review", public.booking, name="review_booking"),
    path("editions/<int:edition_id>/review", public.edition, name="review_edition"),
    path("r/<str:token>", public.receipt, name="receipt"),
    path("services/<int:service_id>/reviews", public.of_service, name="of_service"),
    path("suggest", public.suggest, name="suggest"),
    path("suggestions/<str:token>", public.suggestion_status, name="suggestion_status"),
    path("desk/receipts", desk.receipts, name="receipts"),
    path("desk/receipts/rows", desk.rows, name="rows"),
    path("desk/suggestions", desk.suggestions, name="suggestions"),
    path("desk/suggestions/<int:suggestion_id>", desk.suggestion, name="suggestion"),
    path("desk/suggestions/<int:suggestion_id>/owner", desk.ownership, name="ownership"),
]
