from django.urls import URLPattern, path

from .views import desk, lead, mine, scan, screen

app_name = "duty"
urlpatterns: list[URLPattern] = [
    path("duty", mine.mine, name="mine"),
    path("duty/<int:enrolment_id>/in", mine.coming, name="check_in"),
    path("duty/<int:enrolment_id>/out", mine.going, name="check_out"),
    path("duty/<int:enrolment_id>/unwell", mine.unwell, name="unwell"),
    path("duty/absences/<int:absence_id>/appeal", mine.appeal, name="appeal"),
    path("d/<str:door>/<str:digits>", scan.scan, name="scan"),
    path("duty/shifts/<int:shift_id>", lead.lead, name="lead"),
    path("duty/shifts/<int:shift_id>/roll", lead.roll, name="roll"),
    path("duty/shifts/<int:shift_id>/unwell", lead.unwell, name="send_home"),
    path("duty/shifts/<int:shift_id>/handover", lead.handover, name="handover"),
    path("duty/shifts/<int:shift_id>/takeover", lead.taking, name="taking"),
    path("duty/screens/<str:secret>", screen.screen, name="screen"),
    path("desk/duty", desk.on_duty, name="on_duty"),
    path("desk/duty/absences", desk.absences, name="absences"),
    path("desk/duty/absences/<int:absence_id>/excuse", desk.excuse, name="excuse"),
    path("desk/duty/absences/<int:absence_id>/lifting", desk.lift, name="lift"),
    path("desk/duty/absences/<int:absence_id>/upholding", desk.uphold, name="uphold"),
    path("desk/duty/screens", desk.screens, name="screens"),
    path("desk/duty/screens/<int:screen_id>/end", desk.screen_end, name="screen_end"),
    path("desk/duty/times", desk.times, name="times"),
]
