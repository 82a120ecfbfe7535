"""How far a phone is from a post."""

from math import cos, hypot, radians

METRES_PER_DEGREE = 111_320  # of latitude; of longitude at the equator


def metres_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return metres between two (latitude, longitude) in degrees; flat earth, < 0.1 % off here."""
    north = (one[0] - other[0]) * METRES_PER_DEGREE
    east = (one[1] - other[1]) * METRES_PER_DEGREE * cos(radians(other[0]))
    return hypot(north, east)
