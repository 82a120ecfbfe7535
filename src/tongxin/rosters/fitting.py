"""For me: the shifts one volunteer may take now, the fitting ones first; why not the others.

`clearance` decides; here is only the order: preferred work first, then near, then soon (rule 29).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import asin, cos, radians, sin, sqrt

from django.utils.translation import gettext as _

from tongxin.clearance.gates import mask, refusals_in
from tongxin.clearance.requirement import Refusal, Requirement
from tongxin.clearance.rules import WISHES
from tongxin.volunteers.models import Volunteer

from . import board
from .gates import asked_of, requirement_of
from .models import Part, Shift

AHEAD = timedelta(days=14)
MOST = 2000  # shifts looked at, the soonest
NEAREST = 12  # shifts one may not take, shown with the reason
EARTH_KM = 6371.0


@dataclass(frozen=True)
class Fit:
    """A shift, whether the volunteer may take it, and why it stands where it stands."""

    shift: Shift
    part: Part
    km: float | None  # from where the volunteer sets out
    reasons: list[str]  # why it suits
    why_not: Sequence[Refusal] = ()  # forbidden
    unlike: Sequence[Refusal] = ()  # allowed, but not what the volunteer offers


def for_me(volunteer: Volunteer, now: datetime, *, most: int = 40) -> tuple[list[Fit], list[Fit]]:
    """Return (shifts one may take, the nearest others with the reason), at most `most` of each."""
    coming = board.posts_once(board.coming(now, starts_at__lte=now + AHEAD))
    shifts = list(coming[:MOST])
    parts = _parts_of(shifts)
    pairs = [
        (shift, part)
        for shift in shifts
        for part in parts.get(shift.post_id, [])
        if part.team_id is None
    ]
    one, asked = asked_of(volunteer, pairs)
    allowed = mask(one, asked)[0] if len(one) and asked else [False] * len(asked)
    good: dict[int, tuple[Shift, Part]] = {}
    bad: dict[int, tuple[Shift, Part]] = {}
    for (shift, part), may in zip(pairs, allowed, strict=True):
        (good if may else bad).setdefault(shift.pk, (shift, part))
    fits = [_fit(volunteer, shift, part) for shift, part in good.values()]
    fits = sorted(fits, key=lambda fit: _rank(volunteer, fit))[:most]
    rest = [pair for key, pair in bad.items() if key not in good]
    rest.sort(key=lambda pair: (_km(volunteer, pair[0]) or 99, pair[0].starts_at))
    told = [replace(fit, unlike=refusals_in(one, _requirement(fit), WISHES)) for fit in fits]
    why = [Fit(shift, part, _km(volunteer, shift), []) for shift, part in rest[:NEAREST]]
    return (
        sorted(told, key=lambda fit: bool(fit.unlike)),
        [replace(fit, why_not=refusals_in(one, _requirement(fit))) for fit in why],
    )


def _requirement(fit: Fit) -> Requirement:
    return requirement_of(fit.shift, fit.part)


def _parts_of(shifts: Sequence[Shift]) -> dict[int, list[Part]]:
    rows = Part.objects.filter(post__in={shift.post_id for shift in shifts}, whole_team=False)
    found: dict[int, list[Part]] = {}
    for part in rows:
        found.setdefault(part.post_id, []).append(part)
    return found


def _fit(volunteer: Volunteer, shift: Shift, part: Part) -> Fit:
    km = _km(volunteer, shift)
    reasons = []
    if shift.post.service_class_id in volunteer.prefers:
        reasons.append(_("work you like"))
    home = volunteer.person.home
    if home is not None and shift.post.place.path.startswith(home.path):
        reasons.append(_("in your own village"))
    elif km is not None:
        reasons.append(_("%(km)s km away") % {"km": f"{km:.1f}"})
    return Fit(shift, part, km, reasons)


def _rank(volunteer: Volunteer, fit: Fit) -> tuple[bool, int, float, datetime]:
    """Those with room first; liked work first; nearness in steps of 3 km; then the soonest."""
    full = not fit.shift.left  # type: ignore[attr-defined]  # annotated by `board.with_places`
    liked = fit.shift.post.service_class_id in volunteer.prefers
    far = fit.km if fit.km is not None else 30.0
    return full, 0 if liked else 1, far // 3, fit.shift.starts_at


def _km(volunteer: Volunteer, shift: Shift) -> float | None:
    """Return the great-circle distance (haversine), in km; None: one of the points is unknown."""
    there = shift.post.point
    if there is None or volunteer.latitude is None or volunteer.longitude is None:
        return None
    lat, lon = radians(volunteer.latitude), radians(volunteer.longitude)
    lat2, lon2 = radians(there[0]), radians(there[1])
    half = sin((lat2 - lat) / 2) ** 2 + cos(lat) * cos(lat2) * sin((lon2 - lon) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))
