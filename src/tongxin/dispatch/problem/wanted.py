"""What is wanted: places of shifts nobody holds yet, and roles that ask for a whole team."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Sum
from django.utils import timezone

from tongxin.clearance.requirement import Requirement
from tongxin.places.models import Place
from tongxin.places.queries import under_path
from tongxin.rosters.gates import requirement_at
from tongxin.rosters.models import Enrolment, Part, Post, Shift


@dataclass(frozen=True)
class Demand:
    """Places of one part of one shift; `least`: the shift cannot do without them."""

    shift: int
    part: int
    post: int
    seats: int
    least: bool
    requirement: Requirement
    urgency: int
    team: int | None = None  # kept for its members


@dataclass(frozen=True)
class Block:
    """A part of one shift that asks for a whole team: `least` to `most` people of it."""

    shift: int
    part: int
    post: int
    least: int
    most: int
    requirement: Requirement
    urgency: int
    team: int | None = None  # this one and no other


@dataclass
class Wanted:
    """All that is wanted of a territory and days, in order of time."""

    posts: dict[int, Post]
    demands: list[Demand] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)


def dawn_of(day: date) -> datetime:
    """Return the first moment of a local day."""
    return timezone.make_aware(datetime.combine(day, time()))


def read_wanted(place: Place, first: date, last: date) -> Wanted:
    """Read the open shifts of these days with a free place; four queries."""
    shifts = Shift.objects.filter(
        under_path(place.path, "post__place__path"), state=Shift.State.OPEN, post__state="open",
        starts_at__gte=max(dawn_of(first), timezone.now()),
        starts_at__lt=dawn_of(last + timedelta(days=1)),
    )  # fmt: skip
    return wanted_in(shifts)


def wanted_in(shifts: Any) -> Wanted:
    """Read what a queryset of shifts wants; four queries."""
    rows = list(
        shifts.order_by("starts_at", "pk").values_list("pk", "post", "starts_at", "ends_at")
    )
    posts = Post.objects.select_related("place__parent", "site", "request__unit__place").in_bulk(
        {row[1] for row in rows}
    )
    parts: dict[int, list[Part]] = defaultdict(list)
    for part in Part.objects.filter(post__in=posts):
        parts[part.post_id].append(part)
    taken = _taken(shifts)
    found = Wanted(posts)
    for key, post, starts_at, ends_at in rows:
        for part in parts[post]:
            asks = requirement_at(posts[post], part, starts_at, ends_at)
            _add(found, key, part, posts[post], taken.get((key, part.pk), 0), asks)
    return found


def _taken(shifts: Any) -> dict[tuple[int, int], int]:
    held = Enrolment.objects.holding().filter(shift__in=shifts.order_by().values("pk")).order_by()
    counted = held.values_list("shift", "part").annotate(n=Sum("heads"))
    return {(shift, part): heads for shift, part, heads in counted}


def _add(
    found: Wanted, shift: int, part: Part, post: Post, taken: int, asks: Requirement
) -> None:  # fmt: skip
    spot: dict[str, Any] = {
        "shift": shift, "part": part.pk, "post": post.pk, "requirement": asks,
        "urgency": post.urgency, "team": part.team_id,
    }  # fmt: skip
    if part.whole_team:
        if not taken:
            found.blocks.append(Block(least=max(1, part.minimum), most=part.maximum, **spot))
        return
    least = max(0, part.minimum - taken)
    more = max(0, part.maximum - taken) - least
    if least:
        found.demands.append(Demand(seats=least, least=True, **spot))
    if more:
        found.demands.append(Demand(seats=more, least=False, **spot))
