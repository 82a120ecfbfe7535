"""A plan on the map: how much of each station's places it fills."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control, never_cache

from tongxin.people.requests import PersonRequest
from tongxin.places import shading
from tongxin.places.models import Place

from ..models import Plan
from .plans import CRUMB, own

BOUNDS = shading.step_bounds([], share=True)


@login_required
@never_cache
def plan_map(request: PersonRequest, plan_id: int) -> HttpResponse:
    """Show the share of places filled at each station, as a map with its table."""
    row = own(request, plan_id)
    context = {
        "plan": row, "rows": _stations(row), "legend": shading.legend(BOUNDS, share=True),
        "geojson_url": reverse("dispatch:plan_cells", args=[row.pk]),
        "crumbs": [CRUMB, {"label": str(row), "url": f"/desk/plans/{row.pk}"}],
    }  # fmt: skip
    return render(request, "dispatch/map.html", context)


@login_required
@cache_control(private=True, max_age=60)
def plan_cells(request: PersonRequest, plan_id: int) -> JsonResponse:
    """Give the cells of the stations, each with the share of its places that is filled."""
    row = own(request, plan_id)
    return JsonResponse(shading.features(row.place, _stations(row)))


def _stations(plan: Plan) -> list[dict[str, Any]]:
    """Return the stations with places in the plan, the emptiest first; two queries."""
    counted = {code: (seats, filled) for code, seats, filled in plan.figures.get("by_place", [])}
    below = Place.objects.under(plan.place).stations().current().select_related("parent")
    rows = [_station(plan, one, *counted[one.code]) for one in below if one.code in counted]
    return sorted(rows, key=lambda row: (row["filled"] - row["seats"], row["name"]))


def _station(plan: Plan, one: Place, seats: int, filled: int) -> dict[str, Any]:
    share = 100 * filled // seats if seats else 100
    shifts = reverse("dispatch:plan_shifts", args=[plan.pk])
    return {
        "name": f"{one.parent} · {one}", "code": one.code, "seats": seats, "filled": filled,
        "value": f"{filled}/{seats}", "step": shading.step(share, BOUNDS),
        "url": f"{shifts}?{urlencode({'town': one.code})}",
    }  # fmt: skip
