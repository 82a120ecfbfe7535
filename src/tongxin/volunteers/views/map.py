"""The register on the map: how many live at each station, narrowed as the list is."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from tongxin.people.requests import PersonRequest
from tongxin.places import shading
from tongxin.places.models import Place
from tongxin.places.queries import under_any
from tongxin.web.caching import keep_for_desk

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


def _map(request: PersonRequest) -> HttpResponse:
    rows, bounds, form = _stations(request)
    chosen = urlencode(without(request, "q", "after"))
    context = {
        "rows": rows, "form": form, "legend": shading.legend(bounds),
        "total": sum(row["number"] for row in rows),
        "geojson_url": f"{reverse('volunteers:cells')}?{chosen}",
        "list_url": f"{reverse('volunteers:register')}?{chosen}",
    }  # fmt: skip
    return render(request, "volunteers/desk/map.html", context)


@require_GET
@login_required
@cache_control(private=True, max_age=FRESH_SECONDS)
def register_cells(request: PersonRequest) -> JsonResponse:
    """Give the cells of the stations, each with how many volunteers live there."""
    request.user.must_somewhere("volunteer.see")
    rows, _bounds, _form = _stations(request)
    return JsonResponse(shading.features(Place.objects.get(parent=None), rows))


def _stations(request: PersonRequest) -> tuple[list[dict[str, Any]], list[float], FilterForm]:
    paths = request.user.paths_where("volunteer.see")
    form = FilterForm(request.GET or None, paths=paths)
    chosen = (form.cleaned_data if form.is_valid() else {}) | {"q": ""}
    counts = _kept(paths, chosen)
    below = Place.objects.stations().current().filter(under_any(paths)).select_related("parent")
    if chosen.get("place"):
        below = below.under(chosen["place"])
    bounds = shading.step_bounds(list(counts.values()))
    more = without(request, "q", "after", "place")
    rows = [_station(one, counts.get(one.pk, 0), bounds, more) for one in below]
    return sorted(rows, key=lambda row: (-row["number"], row["name"])), bounds, form


def _kept(paths: list[str], chosen: dict[str, Any]) -> dict[int, int]:
    """Return the counts by place; the same question is answered once a minute."""
    asked = sorted((name, str(value)) for name, value in chosen.items() if value)
    key = f"volunteers-map:{urlencode([*(('at', path) for path in sorted(paths)), *asked])}"
    kept: dict[int, int] | None = cache.get(key)
    if kept is None:
        kept = living(paths, chosen)
        cache.set(key, kept, FRESH_SECONDS)
    return kept


def _station(one: Place, number: int, bounds: list[float], more: dict[str, str]) -> dict[str, Any]:
    return {
        "name": f"{one.parent} · {one}", "code": one.code, "number": number, "value": str(number),
        "step": shading.step(number, bounds),
        "url": f"{reverse('volunteers:register')}?{urlencode({'place': one.code} | more)}",
    }  # fmt: skip
