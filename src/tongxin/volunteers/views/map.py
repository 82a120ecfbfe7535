"""The register on the map: how many live at each station, narrowed as the list is."""

from operator import itemgetter
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.db.models import QuerySet
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from tongxin.people.requests import PersonRequest
from tongxin.places import shading
from tongxin.places.models import Place
from tongxin.web.briefly import briefly
from tongxin.web.caching import keep_for_desk
from tongxin.web.framing import Framed
from tongxin.web.questions import Question

from ..counting import FRESH_SECONDS, living
from ..forms.desk import FilterForm
from .desk import MOMENT_SECONDS, without


@require_GET
@login_required
def register_map(request: PersonRequest) -> HttpResponse:
    """Show how many volunteers live at each station, as a map with its table."""
    request.user.must_somewhere("volunteer.see")
    return keep_for_desk(
        request, lambda: _map(request), scope=request.user.scope, seconds=MOMENT_SECONDS
    )


def _map(request: PersonRequest) -> Framed:
    rows, bounds, form = _stations(request)
    chosen = urlencode(without(request, "q", "after"))
    total, legend = sum(row["number"] for row in rows), shading.legend(bounds)
    texts = form.texts()
    own = {
        "place": texts["place"], "wrong_place": texts["wrong_place"],
        "geojson_url": f"{reverse('volunteers:cells')}?{chosen}",
        "list_url": f"{reverse('volunteers:register')}?{chosen}",
        "stations": render_to_string("volunteers/desk/_stations.html", {"rows": rows}),
        "living": ngettext(
            "%(shown)s volunteer lives here", "%(shown)s volunteers live here", total
        ) % {"shown": f"{total:,}"},
    }  # fmt: skip
    return Framed(
        "volunteers/desk/map.html", own, {"form": form, "legend": legend},
        key=(form.shape, *(step["label"] for step in legend)),
    )  # fmt: skip


@require_GET
@login_required
@cache_control(private=True, max_age=FRESH_SECONDS)
def register_cells(request: PersonRequest) -> JsonResponse:
    """Give the cells of the stations, each with how many volunteers live there."""
    request.user.must_somewhere("volunteer.see")
    rows, bounds, _form = _stations(request)
    for row in rows:
        row |= {"value": str(row["number"]), "step": shading.step(row["number"], bounds)}
    return JsonResponse(shading.features(Place.objects.get(parent=None), rows))


def _stations(request: PersonRequest) -> tuple[list[dict[str, Any]], list[float], FilterForm]:
    paths = request.user.paths_where("volunteer.see")
    form = FilterForm(request.GET or None, paths=paths)
    chosen = (form.cleaned_data if form.is_valid() else {}) | {"q": ""}
    counts = _kept(paths, chosen)
    at, within = chosen["place"].path if chosen.get("place") else "", tuple(paths)
    bounds = shading.step_bounds(list(counts.values()))
    more = without(request, "q", "after", "place")
    ways = f"{reverse('volunteers:register')}?place=", f"&{urlencode(more)}" if more else ""
    rows = [
        {"name": name, "code": code, "number": counts.get(key, 0), "url": code.join(ways)}
        for key, code, path, name in _named_stations(get_language())
        if path.startswith(at) and path.startswith(within)
    ]
    return sorted(rows, key=itemgetter("number"), reverse=True), bounds, form


@briefly
def _named_stations(language: str | None) -> list[tuple[int, str, str, str]]:
    """Return (id, code, path, name with the town's) of today's stations, by name; one query."""
    english = language == "en"
    rows = [
        (key, code, path, f"{(english and town_en) or town} · {(english and name_en) or name}")
        for key, code, path, name, name_en, town, town_en in STATIONS.ask()
    ]
    return sorted(rows, key=itemgetter(3))


def _all_stations() -> "QuerySet[Any, Any]":
    names = ("name", "name_en", "parent__name", "parent__name_en")
    return Place.objects.stations().current().values_list("pk", "code", "path", *names)


STATIONS = Question(_all_stations)


def _kept(paths: list[str], chosen: dict[str, Any]) -> dict[int, int]:
    """Return the counts by place; the same question is answered once a minute."""
    asked = sorted((name, str(value)) for name, value in chosen.items() if value)
    key = f"volunteers-map:{urlencode([*(('at', path) for path in sorted(paths)), *asked])}"
    kept: dict[int, int] | None = cache.get(key)
    if kept is None:
        kept = living(paths, chosen)
        cache.set(key, kept, FRESH_SECONDS)
    return kept
