"""What somebody asked not to be offered. It forbids nothing: whoever asks for it gets it."""

import math

import numpy as np
from django.utils.translation import gettext as _

from ..crowd import Bools, Crowd
from ..requirement import Refusal, Requirement
from ..rule import Rule
from ..steps import way

METRES_PER_DEGREE = 111_320  # of latitude; of longitude at the equator


def not_away(crowd: Crowd, requirement: Requirement) -> Bools:
    """No black-out touches the days of the shift."""
    here: Bools = ~crowd.register.blacked_out(requirement.first_day, requirement.last_day)
    return here


def offered(crowd: Crowd, requirement: Requirement) -> Bools:
    """The weekly pattern covers every part of the week the shift touches."""
    bits = requirement.week_bits
    covers: Bools = crowd.register.availability & bits == bits
    return covers


def in_reach(crowd: Crowd, requirement: Requirement) -> Bools:
    """No farther than the volunteer goes, as the crow flies; an unknown point is near enough."""
    if requirement.latitude is None or requirement.longitude is None or not requirement.offline:
        return crowd.everybody
    near: Bools = ~(metres_to(crowd, requirement.latitude, requirement.longitude)
                    > crowd.register.reach_m)  # fmt: skip
    return near


def metres_to(
    crowd: Crowd, latitude: float, longitude: float
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return (V,) metres from each one's point, nan where unknown; flat earth, < 0.1 % off here."""
    shrink = math.cos(math.radians(latitude))
    north = (crowd.register.latitude - latitude) * METRES_PER_DEGREE
    east = (crowd.register.longitude - longitude) * METRES_PER_DEGREE * shrink
    return np.hypot(north, east)


def _away(crowd: Crowd, requirement: Requirement) -> Refusal:
    say = _("You told us that you are away on that day.")
    return Refusal("not_away", say, _("My page"), way("volunteers:away"))


def _not_offered(crowd: Crowd, requirement: Requirement) -> Refusal:
    say = _("It lies outside the hours you told us you can help.")
    return Refusal("offered", say, _("My page"), way("volunteers:offer"))


def _too_far(crowd: Crowd, requirement: Requirement) -> Refusal:
    assert requirement.latitude is not None
    assert requirement.longitude is not None
    metres = metres_to(crowd, requirement.latitude, requirement.longitude)[0]
    say = _("It is about %(km)s km away; you told us you go %(reach)s km.") % {
        "km": round(metres / 1000), "reach": int(crowd.register.reach_m[0]) // 1000,
    }  # fmt: skip
    return Refusal("in_reach", say, _("My page"), way("volunteers:offer"))


NOT_AWAY = Rule("not_away", "–", not_away, lambda one: (one.first_day, one.last_day), _away, False)
OFFERED = Rule("offered", "–", offered, lambda one: one.week_bits, _not_offered, False)
IN_REACH = Rule(
    "in_reach", "–", in_reach, lambda one: (one.latitude, one.longitude, one.offline), _too_far,
    False,
)  # fmt: skip
