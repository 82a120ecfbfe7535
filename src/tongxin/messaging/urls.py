from django.urls import path

from .views import desk, inbox

app_name = "messaging"
urlpatterns = [
    path("messages", inbox.inbox, name="inbox"),
    path("messages/reading", inbox.reading, name="reading"),
    path("messages/<int:message_id>", inbox.message, name="message"),
    path("demo/phone", inbox.demo_phone, name="demo_phone"),
    path("desk/messages", desk.deliveries, name="deliveries"),
    path("desk/messages/unreached", desk.unreached, name="unreached"),
    path("desk/messages/<int:delivery_id>", desk.delivery, name="delivery"),
    path("desk/messages/<int:delivery_id>/retry", desk.retry, name="retry"),
    path("desk/messages/<int:delivery_id>/cancellation", desk.cancellation, name="cancellation"),
    path("desk/messages/<int:delivery_id>/telling", desk.telling, name="telling"),
    path("desk/messages/<int:delivery_id>/address", desk.address, name="address"),
    path("desk/messages/<int:delivery_id>/channels", desk.other_channel, name="other_channel"),
]
