"""Where a report belongs: by the code of a place, by its address, by a point on the map."""

import math

from django.utils.translation import gettext as _

from tongxin.errors import DomainError, NotFound
from tongxin.places.gazetteer import gazetteer_of
from tongxin.places.models import Place

FAR_KM = 30.0  # farther than this from every place of the city is another city
EARTH_KM = 6371.0


class Nowhere(DomainError):
    """The place is missing, or lies outside the city."""

    status = 400


def locate(
    *, address_id: str = "", address: str = "", point: tuple[float, float] | None = None
) -> Place:
    """Return the place: named by code, else a village the address names, else the nearest one.

    `point` is (latitude, longitude), WGS-84. Raises `Nowhere`, `NotFound`.
    """
    if address_id:
        place: Place | None = Place.objects.current().filter(code=address_id).first()
        if place is None:
            raise NotFound(_("There is no place with the code %(code)s.") % {"code": address_id})
        return place
    nearest_place = nearest(*point) if point else None
    named = _named(address)
    if named and (named.level == Place.Level.STATION or nearest_place is None):
        return named
    if nearest_place is None:
        raise Nowhere(_("Say where: lat and long, an address in the city, or the code of a place."))
    return nearest_place


def nearest(latitude: float, longitude: float) -> Place:
    """Return the current station, town or zone nearest to a point. Raises `Nowhere`."""
    places = (
        Place.objects.current()
        .exclude(level__in=[Place.Level.CENTRE, Place.Level.POINT])
        .exclude(latitude=None)
    )
    rows = places.values_list("pk", "latitude", "longitude")
    distances = [(kilometres(latitude, longitude, lat, lon), pk) for pk, lat, lon in rows]
    distance, found = min(distances, default=(math.inf, 0))
    if distance > FAR_KM:
        raise Nowhere(_("This point lies outside the city."))
    station: Place = Place.objects.get(pk=found)
    return station


def kilometres(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Return the distance of two near points on the ground (equirectangular), in km."""
    across = math.radians(other_lon - lon) * math.cos(math.radians((lat + other_lat) / 2))
    return EARTH_KM * math.hypot(across, math.radians(other_lat - lat))


def _named(address: str) -> Place | None:
    root = Place.objects.filter(parent=None).first()
    if not address or root is None:
        return None
    spot = gazetteer_of(root).mentioned(address)
    return Place.objects.filter(pk=spot.key).first() if spot else None


def point_of(place: Place) -> tuple[float, float] | None:
    """Return the published point of a place, else of what it lies in; never of a person."""
    where: Place | None = place
    while where is not None:
        if where.latitude is not None and where.longitude is not None:
            return where.latitude, where.longitude
        where = where.parent
    return None
