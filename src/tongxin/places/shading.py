"""One measure on the map of stations: which shade a number has, what shades mean, what is drawn."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from django.core.cache import cache

from .cells import cells
from .models import Place

SHAPES_SECONDS = 3600


def shapes(place: Place) -> dict[str, Any]:
    """Return the cells of the stations under `place` by code; they change when the places do."""
    key = f"places-cells:{place.path}"
    kept: dict[str, Any] | None = cache.get(key)
    if kept is None:
        located = Place.objects.under(place).stations().current().exclude(latitude=None)
        rows = list(located.values_list("code", "longitude", "latitude"))
        drawn = cells([(lon, lat) for _code, lon, lat in rows])
        kept = {code: rings for (code, _lon, _lat), rings in zip(rows, drawn, strict=True)}
        cache.set(key, kept, SHAPES_SECONDS)
    return kept


def features(place: Place, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return GeoJSON of the stations in `rows` ("name", "value", "step", "url", "code")."""
    drawn = shapes(place)
    found = [
        {
            "type": "Feature",
            "geometry": {"type": "Polygon", "coordinates": drawn[row["code"]]},
            "properties": {key: row[key] for key in ("name", "value", "step", "url")}
            | {"place": row["code"]},
        }
        for row in rows
        if row["code"] in drawn
    ]
    return {"type": "FeatureCollection", "features": found}


def step_bounds(values: Sequence[float], *, share: bool = False) -> list[float]:
    """Return the lower bounds of steps 1–4; below the first lies step 0 (none).

    Shares are cut at quarters, counts into four parts of about as many stations each.
    """
    if share:
        return [1, 25, 50, 75]
    some = sorted(value for value in values if value > 0)
    if not some:
        return [1, 2, 3, 4]
    bounds = [some[len(some) * part // 4] for part in range(4)]
    bounds[0] = 1
    for n in range(1, 4):
        bounds[n] = max(bounds[n], bounds[n - 1] + 1)
    return bounds


def step(value: float | None, bounds: Sequence[float]) -> int:
    """Return 0 (none) to 4 (most); the bounds rise."""
    return bisect_right(bounds, value or 0)


def legend(bounds: Sequence[float], *, share: bool = False) -> list[dict[str, Any]]:
    """Return what each step means, in numbers."""
    unit = "%" if share else ""
    found: list[dict[str, Any]] = [{"step": 0, "label": f"0{unit}"}]
    for n, low in enumerate(bounds):
        high = bounds[n + 1] - 1 if n < len(bounds) - 1 else None
        words = f"≥ {low:g}" if high is None else f"{low:g}–{high:g}" if high > low else f"{low:g}"
        found.append({"step": n + 1, "label": words + unit})
    return found
