"""The city as cells: every station gets the ground that is nearer to it than to any other.

Station points are mostly estimated, so the cells are a picture to read figures on, not borders.
"""

import math
from collections.abc import Sequence
from typing import Any

import shapely
from shapely import affinity

MARGIN_KM = 3.0  # beyond the outermost stations
KM_PER_DEGREE = 111.32
DECIMALS = 4  # of a degree: about ten metres

Point = tuple[float, float]


def cells(points: Sequence[Point], *, margin_km: float = MARGIN_KM) -> list[list[list[Point]]]:
    """Return one polygon for each (longitude, latitude): its rings, as GeoJSON wants them.

    Voronoi cells on an equal-distance plane around the points, cut at their hull plus a margin.
    Points on the same spot are drawn apart by some ten metres, so that each keeps a cell.
    """
    if not points:
        return []
    shrink = math.cos(math.radians(sum(lat for _lon, lat in points) / len(points)))
    flat = [(lon * shrink + n * 1e-7, lat) for n, (lon, lat) in enumerate(points)]
    crowd = shapely.MultiPoint(flat)
    hull = crowd.convex_hull.buffer(margin_km / KM_PER_DEGREE, quad_segs=6)
    shapes = _voronoi(crowd, hull)
    found = []
    for x, y in flat:
        spot = shapely.Point(x, y)
        shape = next(shape for shape in shapes if shape.covers(spot)).intersection(hull)
        found.append(_rings(affinity.scale(shape, 1 / shrink, 1, origin=(0, 0))))
    return found


def _voronoi(crowd: Any, hull: Any) -> list[Any]:
    if len(crowd.geoms) == 1:
        return [hull]
    return list(shapely.voronoi_polygons(crowd, extend_to=hull).geoms)


def _rings(shape: Any) -> list[list[Point]]:
    rings = [shape.exterior, *shape.interiors]
    return [[(round(x, DECIMALS), round(y, DECIMALS)) for x, y in ring.coords] for ring in rings]
