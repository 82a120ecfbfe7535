"""Where people and posts are, in metres east and north of the middle of what is planned."""

from collections.abc import Iterable, Sequence
from math import cos, radians

import numpy as np
from numpy.typing import NDArray

from tongxin.clearance.crowd import Crowd
from tongxin.clearance.rules.wishes import METRES_PER_DEGREE
from tongxin.places.models import Place
from tongxin.rosters.models import Post

Floats = NDArray[np.float64]


class Flat:
    """A flat map around the middle of some posts; whoever has no point stands in the middle."""

    def __init__(self, posts: Iterable[Post]) -> None:
        points = np.array([point_of(post) for post in posts], np.float64).reshape(-1, 2)
        known = points[~np.isnan(points[:, 0])]
        self.middle = known.mean(axis=0) if len(known) else np.zeros(2)

    def lay(self, degrees: Floats) -> tuple[Floats, Floats]:
        """Return metres (east, north) of rows of latitude and longitude, which may be unknown."""
        table = np.where(np.isnan(degrees), self.middle, degrees)
        north = (table[:, 0] - self.middle[0]) * METRES_PER_DEGREE
        east = (table[:, 1] - self.middle[1]) * METRES_PER_DEGREE * cos(radians(self.middle[0]))
        return east, north

    def posts(self, posts: Sequence[Post]) -> tuple[Floats, Floats]:
        """Return metres of each post."""
        return self.lay(np.array([point_of(post) for post in posts], np.float64).reshape(-1, 2))

    def people(self, people: Crowd) -> tuple[Floats, Floats]:
        """Return metres of each volunteer; without a point, where their village lies."""
        homes = {
            key: (lat, lon)
            for key, lat, lon in Place.objects.values_list("pk", "latitude", "longitude")
            if lat is not None and lon is not None
        }
        register = people.register
        table = np.stack([register.latitude, register.longitude], axis=1)
        for row in np.flatnonzero(np.isnan(table).any(axis=1)).tolist():
            table[row] = homes.get(int(register.home[row]), (np.nan, np.nan))
        return self.lay(table)


def point_of(post: Post) -> tuple[float, float]:
    """Return latitude and longitude of a post, or of the nearest place above that has some."""
    place: Place | None = post.place
    point = post.point
    while point is None and place is not None:
        if place.latitude is not None and place.longitude is not None:
            point = place.latitude, place.longitude
        place = place.parent
    return point or (np.nan, np.nan)
