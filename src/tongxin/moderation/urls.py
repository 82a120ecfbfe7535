from django.urls import path

from .views import desk, mine

app_name = "moderation"
urlpatterns = [
    path("desk/moderation", desk.queue, name="queue"),
    path("desk/moderation/passes", desk.passes, name="passes"),
    path("desk/moderation/refusals", desk.refusals, name="refusals"),
    path("desk/moderation/decided", desk.decided, name="decided"),
    path("desk/moderation/appeals", desk.appeals, name="appeals"),
    path("desk/moderation/words", desk.words, name="words"),
    path("desk/moderation/words/<int:word_id>/removal", desk.word_removal, name="word_removal"),
    path("desk/moderation/<int:submission_id>", desk.submission, name="submission"),
    path("desk/moderation/<int:submission_id>/return", desk.returns, name="return"),
    path("desk/moderation/<int:submission_id>/grant", desk.grants, name="grant"),
    path("desk/moderation/<int:submission_id>/dismissal", desk.dismissals, name="dismissal"),
    path("mine/contributions", mine.contributions, name="mine"),
    path("mine/contributions/<int:submission_id>/appeal", mine.appeal, name="appeal"),
    path("mine/contributions/<int:submission_id>/withdrawal", mine.withdrawal, name="withdrawal"),
]
