"""The list of the day: the desk's living one, its map and files, and the published editions."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from tongxin.places import shading
from tongxin.places.models import Place
from tongxin.web.caching import cached_for_anyone
from tongxin.web.http import is_key

from ..actions import order_export, publish_day_list
from ..day import stations
from ..day.figures import figures
from ..day.table import named, sections, total_line
from ..models import DayList, DayListLine, Need
from ..models.need import Route
from .desk import desk_place, for_desk, kept_for_desk, person_of

FRESH_SECONDS = 15  # a live figure may be this old
MOMENT_SECONDS = 5  # the page around it
PAGE = 50
MEASURES = {
    "open": gettext_lazy("Not finished"), "waiting": gettext_lazy("Nobody has taken it"),
    "late": gettext_lazy("Late"), "in_hand": gettext_lazy("In hand"),
    "new": gettext_lazy("New in 24 hours"), "answered": gettext_lazy("Answered in 24 hours"),
}  # fmt: skip
MAPPED = {
    "waiting": gettext_lazy("Nobody has taken it"), "late": gettext_lazy("Late"),
    "answered_share": gettext_lazy("Answered, of those of seven days"),
}  # fmt: skip


def _counted(place: Place) -> dict[str, Any]:
    """Return the figures of a place, counted at most every few seconds."""
    key = f"needs-day:{place.path}"
    kept: dict[str, Any] | None = cache.get(key)
    if kept is None:
        kept = figures(place, timezone.now())
        cache.set(key, kept, FRESH_SECONDS)
    return kept


@for_desk("need.see")
@require_GET
@kept_for_desk(seconds=MOMENT_SECONDS)
def day(request: HttpRequest) -> HttpResponse:
    """Show the list as it is now, every figure leading to its rows."""
    place = desk_place(request)
    measure = request.GET.get("measure", "open")
    if measure not in MEASURES:
        measure = "open"
    counted = _counted(place)
    powers = person_of(request).powers_at(place)
    context = {
        "place": place, "measure": measure, "measures": MEASURES, "totals": counted["totals"],
        "counted": counted["at"], "at": datetime.fromisoformat(counted["at"]),
        "columns": lambda: [named(one) for one in counted["columns"]],
        "sections": lambda: sections(counted, measure),
        "total": lambda: total_line(counted, measure),
        "latest": DayList.objects.filter(place=place).only("day").first(),
        "today": timezone.localdate(),
        "may_publish": "need.edition" in powers, "may_export": "need.export" in powers,
        "below": [one for one in counted["columns"] if one["path"] != place.path],
    }  # fmt: skip
    return render(request, "needs/day/day.html", context)


@for_desk("need.see")
@require_GET
def day_map(request: HttpRequest) -> HttpResponse:
    """Show one measure of every station, as a map with its table."""
    place, measure = desk_place(request), _mapped(request)
    rows, bounds = _stations(place, measure)
    context = {
        "place": place, "measure": measure, "measures": MAPPED, "rows": rows,
        "legend": shading.legend(bounds, share=measure == "answered_share"),
        "label": f"{place} · {MAPPED[measure]}",
        "geojson_url": f"{reverse('needs:day_cells')}?"
        + urlencode({"place": place.code, "measure": measure}),
    }  # fmt: skip
    return render(request, "needs/day/map.html", context)


@for_desk("need.see")
@require_GET
@cache_control(private=True, max_age=FRESH_SECONDS)
def day_cells(request: HttpRequest) -> JsonResponse:
    """Give the cells of the stations, coloured by one measure."""
    place, measure = desk_place(request), _mapped(request)
    rows, _bounds = _stations(place, measure)
    return JsonResponse(shading.features(place, rows))


def _mapped(request: HttpRequest) -> str:
    measure = request.GET.get("measure", "waiting")
    if measure not in MAPPED:
        raise Http404
    return measure


def _stations(place: Place, measure: str) -> tuple[list[dict[str, Any]], list[float]]:
    key = f"needs-stations:{place.path}:{measure}:{get_language()}"
    kept: tuple[list[dict[str, Any]], list[float]] | None = cache.get(key)
    if kept is not None:
        return kept
    counted = stations.measured(place, timezone.now())
    share = measure == "answered_share"
    below = Place.objects.under(place).stations().current().select_related("parent")
    numbers = [one.get(measure, 0) for one in counted.values()]
    bounds = shading.step_bounds(numbers, share=share)
    rows = [_station(one, counted.get(one.pk, {}), measure, bounds) for one in below]
    rows.sort(key=lambda row: (-row["number"], row["name"]))
    cache.set(key, (rows, bounds), FRESH_SECONDS)
    return rows, bounds


def _station(
    one: Place, counts: dict[str, float], measure: str, bounds: list[float]
) -> dict[str, Any]:
    number = counts.get(measure, 0)
    value = f"{number:.0f}%" if measure == "answered_share" else f"{number:g}"
    if measure == "answered_share":
        value += f" ({counts.get('answered', 0):g}/{counts.get('asked', 0):g})"
    drill = {"place": one.path, "measure": "open" if measure == "answered_share" else measure}
    return {
        "name": f"{one.parent} · {one}", "code": one.code, "number": number, "value": value,
        "step": shading.step(number, bounds),
        "url": f"{reverse('needs:cases')}?{urlencode(drill)}",
    }  # fmt: skip


@for_desk("need.edition")
@require_POST
def publication(request: HttpRequest) -> HttpResponse:
    """Publish today's list now, rather than at its hour."""
    published = publish_day_list(desk_place(request, "need.edition"), by=person_of(request))
    messages.success(request, _("Published. Anybody can read it."))
    return redirect("needs:day_list", published.day)


@for_desk("need.export")
@require_POST
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """Have a file written; the job's page shows how far it is and hands it over."""
    measure = request.POST.get("measure", "open")
    job = order_export(
        desk_place(request, "need.export"), kind=kind,
        measure=measure if measure in MEASURES else "open",
        language=get_language() or "zh-hans", by=person_of(request),
    )  # fmt: skip
    return redirect("clock:job", job.pk)


@require_GET
def latest_list(request: HttpRequest) -> HttpResponse:
    """Lead to the newest published list of the city."""
    newest = DayList.objects.filter(place__parent=None).first()
    if newest is None:
        return render(request, "needs/day/none.html")
    return HttpResponseRedirect(reverse("needs:day_list", args=[newest.day]))


@require_GET
@cached_for_anyone(seconds=60)
def day_list(request: HttpRequest, day: date) -> HttpResponse:
    """Show a published list as it was, to anybody."""
    lists = DayList.objects.select_related("place")
    code = request.GET.get("place")
    chosen = lists.filter(place__code=code) if code else lists.filter(place__parent=None)
    found = get_object_or_404(chosen, day=day)
    change = request.GET.get("change", "")
    lines = _public_lines(found, change, request.GET.get("after", ""))
    shown = {key: found.figures["totals"].get(key, 0) for key in MEASURES}
    context = {
        "list": found, "totals": shown, "changes": found.figures.get("changes", {}),
        "sections": sections(found.figures), "labels": DayListLine.Change,
        "columns": [named(one) for one in found.figures["columns"]], "change": change,
        "lines": lines[:PAGE], "after": lines[PAGE - 1].need_id if lines[PAGE:] else "",
        "before": DayList.objects.filter(place=found.place, day__lt=day).first(),
        "total": total_line(found.figures),
    }  # fmt: skip
    return render(request, "needs/day/list.html", context)


def _public_lines(found: DayList, change: str, after: str) -> list[Any]:
    lines = found.lines.filter(need__state__in=Need.PUBLIC).exclude(need__route=Route.EMERGENCY)
    if change in DayListLine.Change.values:
        lines = lines.filter(change=change)
    else:
        lines = lines.exclude(change=DayListLine.Change.WAITING)
    if is_key(after):
        lines = lines.filter(need__gt=int(after))
    lines = lines.select_related("need__place__parent", "need__platform", "need__service_class")
    return list(lines.order_by("need")[: PAGE + 1])
