from django.urls import URLPattern, path, register_converter

from .day.address import DayConverter
from .views import asking, day, doorstep, following, imports, listing, sheets, telephone
from .views.desk import case, cases, fitting, limits, team, triage

register_converter(DayConverter, "day")

app_name = "needs"
urlpatterns: list[URLPattern] = [
    # the doors
    path("ask", asking.ask, name="ask"),
    path("ask/hints", asking.hints, name="hints"),
    path("ask/phone", asking.prove, name="prove"),
    path("ask/phone/code", asking.another_code, name="another_code"),
    path("track", following.track, name="track"),
    path("t/<str:code>", following.status, name="status"),
    path("t/<str:code>/sent", following.sent, name="sent"),
    path("t/<str:code>/slip", following.slip, name="slip"),
    path("t/<str:code>/qr.svg", following.qr, name="qr"),
    path("t/<str:code>/reopening", following.reopen, name="reopen"),
    path("t/<str:code>/withdrawal", following.withdraw, name="withdraw"),
    path("t/<str:code>/note", following.note, name="note"),
    path("needs", listing.public, name="public"),
    path("mine/needs", listing.mine, name="mine"),
    path("needs/<uuid:uid>/pictures/<int:number>", listing.picture, name="picture"),
    path("door", doorstep.doorstep, name="doorstep"),
    path("door/<str:code>", doorstep.done, name="doorstep_done"),
    path("desk/phone", telephone.telephone, name="phone"),
    path("desk/phone/callers", telephone.callers, name="callers"),
    path("desk/sheets", sheets.sheets, name="sheets"),
    path("desk/sheets/<str:number>.svg", sheets.sheet_qr, name="sheet_qr"),
    path("desk/imports", imports.imports, name="imports"),
    path("desk/imports/<int:intake_id>", imports.intake, name="import"),
    path("desk/imports/<int:intake_id>/columns", imports.columns, name="import_columns"),
    path("desk/imports/<int:intake_id>/run", imports.run, name="import_run"),
    path(
        "desk/imports/<int:intake_id>/cancellation",
        imports.cancellation,
        name="import_cancellation",
    ),
    path("desk/imports/<int:intake_id>/removal", imports.removal, name="import_removal"),
    path("desk/imports/<int:intake_id>/refused.<str:kind>", imports.refused, name="import_refused"),
    # the desk
    path("desk/triage", triage.queue, name="desk"),
    path("desk/triage/acceptances", triage.acceptances, name="acceptances"),
    path("desk/triage/decisions", triage.decisions, name="decisions"),
    path("desk/triage/rejections", triage.rejections, name="rejections"),
    path("desk/triage/undoing", triage.undoing, name="undoing"),
    path(
        "desk/triage/likenesses/<int:likeness_id>/<str:verdict>", triage.likenesses, name="likeness"
    ),
    path("desk/triage/fits", fitting.fits, name="fits"),
    path("desk/needs", cases.cases, name="cases"),
    path("desk/needs/dispatches", cases.dispatches, name="dispatches"),
    path("desk/needs/<int:need_id>", case.case, name="case"),
    path("desk/needs/<int:need_id>/decision", case.decision, name="decision"),
    path("desk/needs/<int:need_id>/rejection", case.rejection, name="rejection"),
    path("desk/needs/<int:need_id>/dispatch", case.dispatch, name="dispatch"),
    path("desk/needs/<int:need_id>/cancellation", case.cancellation, name="cancellation"),
    path("desk/needs/<int:need_id>/closure", case.closure, name="closure"),
    path("desk/needs/<int:need_id>/reopening", case.reopening, name="reopening"),
    path("desk/needs/<int:need_id>/merger", case.merger, name="merger"),
    path("desk/needs/<int:need_id>/parting", case.parting, name="parting"),
    path("desk/needs/<int:need_id>/<str:field>/revelation", case.revelation, name="revelation"),
    path("desk/team", team.team, name="team"),
    path("desk/team/<int:need_id>/acceptance", team.acceptance, name="team_acceptance"),
    path("desk/team/<int:need_id>/beginning", team.beginning, name="beginning"),
    path("desk/team/<int:need_id>/completion", team.completion, name="completion"),
    path("desk/team/<int:need_id>/return", team.giving_back, name="giving_back"),
    path("desk/limits", limits.limits, name="limits"),
    # the list of the day
    path("desk/day", day.day, name="day"),
    path("desk/day/map", day.day_map, name="day_map"),
    path("desk/day/cells.geojson", day.day_cells, name="day_cells"),
    path("desk/day/publication", day.publication, name="publication"),
    path("desk/day/exports/<str:kind>", day.export, name="day_export"),
    path("list", day.latest_list, name="latest_list"),
    path("list/<day:day>", day.day_list, name="day_list"),
]
