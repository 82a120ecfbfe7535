"""A small map to tap on, drawn on paper of fixed size: works without a script, on any phone.

An `<input type="image">` sends where it was tapped, in pixels from its upper left corner; `Sketch`
turns places into pixels and a tap back into a place.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians

from tongxin.places.models import Place
from tongxin.places.shading import shapes

SIDE = 320  # CSS pixels, both ways: fits the narrowest phone
MARGIN = 12  # pixels of paper around the outermost point
LEAST_DEGREES = 0.02  # some 2 km: what the map shows at least


@dataclass(frozen=True)
class Sketch:
    """The paper: south-west corner, degrees of latitude for a pixel, width of a degree."""

    south: float
    west: float
    step: float  # degrees of latitude for one pixel
    narrow: float  # how much shorter a degree of longitude is than one of latitude

    def xy(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Return the pixel of a point, from the upper left."""
        x = (longitude - self.west) * self.narrow / self.step
        return round(x, 1), round(SIDE - (latitude - self.south) / self.step, 1)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return (latitude, longitude) of a pixel."""
        return self.south + (SIDE - y) * self.step, self.west + x * self.step / self.narrow


def sketch_of(points: Iterable[tuple[float, float]]) -> Sketch:
    """Return the paper that shows all of `points` (latitude, longitude), one at least."""
    known = list(points)
    lats, lons = [lat for lat, _lon in known], [lon for _lat, lon in known]
    middle_lat, middle_lon = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
    narrow = cos(radians(middle_lat))
    height, width = max(lats) - min(lats), (max(lons) - min(lons)) * narrow
    step = max(height, width, LEAST_DEGREES) / (SIDE - 2 * MARGIN)
    half = SIDE / 2 * step
    return Sketch(middle_lat - half, middle_lon - half / narrow, step, narrow)


@dataclass(frozen=True)
class Ground:
    """One station on the sketch: its outline and where its name stands."""

    name: str
    path: str  # of SVG
    x: float
    y: float


def grounds(place: Place, paper: Sketch) -> list[Ground]:
    """Return the stations under `place`, drawn on `paper`."""
    drawn = shapes(place)
    stations = Place.objects.under(place).stations().current().exclude(latitude=None)
    return [
        Ground(str(one), _path(drawn[one.code], paper), *paper.xy(one.latitude, one.longitude))
        for one in stations
        if one.code in drawn and one.latitude is not None and one.longitude is not None
    ]


def _path(rings: list[list[tuple[float, float]]], paper: Sketch) -> str:
    parts = []
    for ring in rings:
        corners = (paper.xy(lat, lon) for lon, lat in ring)
        parts.append("M" + "L".join(f"{x} {y}" for x, y in corners) + "Z")
    return "".join(parts)
