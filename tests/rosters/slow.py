"""What fits somebody, the slow way: every gate is asked about every shift, one after the other."""

from datetime import timedelta

from tongxin.clearance.gates import refusals_in
from tongxin.clearance.rules import WISHES
from tongxin.rosters import board, fitting, gates
from tongxin.rosters.models import Part

AHEAD, NEAREST = timedelta(days=14), 6


def for_me(volunteer, now, most=40):
    """Return ([(shift, part, km, reasons, unlike)], [(shift, part, km, why not)])."""
    shifts = list(board.posts_once(board.coming(now, starts_at__lte=now + AHEAD)))
    good, bad = {}, {}
    for shift in shifts:
        for part in Part.objects.filter(post=shift.post_id, whole_team=False, team=None):
            refused = gates.refusals_of(volunteer, shift, part)
            (bad if refused else good).setdefault(shift.pk, (shift, part))
    rest = [pair for key, pair in bad.items() if key not in good]
    rest.sort(key=lambda pair: (_km(volunteer, pair[0]) or 99, pair[0].starts_at))
    fits = sorted(good.values(), key=lambda pair: _rank(volunteer, pair[0]))[:most]
    told = [(shift, part, _km(volunteer, shift), _reasons(volunteer, shift),
             _unlike(volunteer, shift, part)) for shift, part in fits]  # fmt: skip
    return (
        sorted(told, key=lambda fit: bool(fit[-1])),
        [(shift, part, _km(volunteer, shift), gates.refusals_of(volunteer, shift, part))
         for shift, part in rest[:NEAREST]],
    )  # fmt: skip


def _unlike(volunteer, shift, part):
    one, asked = gates.asked_of(volunteer, [(shift, part)])
    return refusals_in(one, asked[0], WISHES)


def _km(volunteer, shift):
    known = volunteer.latitude is not None and volunteer.longitude is not None
    return fitting._km(volunteer, shift) if known else None


def _rank(volunteer, shift):
    km = _km(volunteer, shift)
    liked = shift.post.service_class_id in volunteer.prefers
    return not shift.left, not liked, (30.0 if km is None else km) // 3, shift.starts_at


def _reasons(volunteer, shift):
    reasons = ["您喜欢的工作"] if shift.post.service_class_id in volunteer.prefers else []
    home, km = volunteer.person.home, _km(volunteer, shift)
    if home is not None and shift.post.place.path.startswith(home.path):
        return [*reasons, "就在本村"]
    return reasons if km is None else [*reasons, f"{km:.1f}"]
