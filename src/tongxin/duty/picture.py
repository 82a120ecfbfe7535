"""Who is there, who is late, who is alone: for a city, a town, a post. A few queries, any size."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce

from tongxin.people.models import Person
from tongxin.places.models import Place
from tongxin.places.queries import under_any
from tongxin.rosters.models import Shift

from .times import Times

HOLDING = Q(enrolments__state__in=["joined", "invited"])
NOT_SEEN = Q(enrolments__attendance=None, enrolments__absence=None)
MOST = 300  # shifts in one list


@dataclass
class Numbers:
    """How many of a shift, or of all shifts below a place."""

    expected: int = 0
    here: int = 0
    late: int = 0
    absent: int = 0
    away: int = 0
    left: int = 0
    alone: int = 0  # shifts in which one person stands where more should
    shifts: int = 0

    def add(self, other: "Numbers") -> None:
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))


@dataclass
class Line:
    """A place, and what is the matter below it."""

    place: Place
    counted: Numbers


@dataclass
class Row:
    """A shift, and who is there."""

    shift: Shift
    counted: Numbers
    is_running: bool
    is_over: bool


def on_now(now: datetime, times: Times) -> Q:
    """Return which shifts the picture shows: the door is open, or they ended a moment ago."""
    return Q(
        state=Shift.State.OPEN, starts_at__lte=now + times.opens, ends_at__gt=now - times.opens / 2
    )  # fmt: skip


def counted(shifts: Any, now: datetime, times: Times) -> Any:
    """Annotate shifts with how many are expected, here, late, absent, away, left."""
    late = Q(starts_at__lte=now - timedelta(minutes=times.late_minutes))
    seen = "enrolments__attendance"
    return shifts.annotate(
        expected=Coalesce(Sum("enrolments__heads", filter=HOLDING), 0),
        here=Count(seen, filter=Q(enrolments__attendance__state="here")),
        left=Count(seen, filter=Q(enrolments__attendance__state="left")),
        away=Count(seen, filter=Q(enrolments__attendance__state="turned_away")),
        late=Count(
            "enrolments",
            filter=late & NOT_SEEN & Q(enrolments__state="joined", enrolments__heads=1),
        ),
        absent=Count(
            "enrolments__absence",
            filter=Q(enrolments__absence__state__in=["counted", "appealed", "upheld", "excused"]),
        ),
    )  # fmt: skip


NAMES = ("expected", "here", "late", "absent", "away", "left")


def _count(found: dict[str, Any], now: datetime) -> Numbers:
    numbers = {name: found[name] for name in NAMES}
    running = found["starts_at"] <= now < found["ends_at"]
    more = found["expected"] > 1
    alone = int(running and found["here"] == 1 and more)
    return Numbers(**numbers, alone=alone, shifts=1)


def below(place: Place, now: datetime, times: Times) -> list[Line]:
    """Return the places right below that have shifts on now, the most trouble first."""
    shifts = Shift.objects.filter(on_now(now, times), post__place__path__startswith=place.path)
    values = counted(shifts.order_by(), now, times).values(
        "starts_at", "ends_at", *NAMES, path=F("post__place__path")
    )
    children = {child.path: Line(child, Numbers()) for child in place.children.current()}
    steps = place.path.count("/") + 1
    for found in values:
        child = children.get("/".join(found["path"].split("/")[:steps]) + "/")
        if child is not None:
            child.counted.add(_count(found, now))
    lines = [line for line in children.values() if line.counted.shifts]
    return sorted(lines, key=lambda line: (-trouble(line.counted), line.place.path))


def trouble(one: Numbers) -> int:
    """Return how many matters want somebody to look."""
    return one.late + one.absent + one.away + one.alone


def total(counts: Iterable[Numbers]) -> Numbers:
    found = Numbers()
    for one in counts:
        found.add(one)
    return found


def shifts_at(person: Person, place: Place | None, now: datetime, times: Times) -> list[Row]:
    """Return the shifts on now at a place itself, or of the teams one leads; one query."""
    mine = Q(post__team__in=person.teams_led) if place is None else Q(post__place=place)
    return rows_of(Shift.objects.filter(mine), now, times)


def rows_of(shifts: Any, now: datetime, times: Times) -> list[Row]:
    """Return shifts that are on now, each with its numbers; one query."""
    rows = counted(shifts.filter(on_now(now, times)), now, times)
    shown = rows.select_related("post__place__parent", "post__team").order_by("starts_at", "pk")
    return [
        Row(shift, _count(vars(shift), now), shift.starts_at <= now, shift.ends_at <= now)
        for shift in shown[:MOST]
    ]


def next_of(shift: Shift) -> Shift | None:
    """Return the shift of the same post that takes over, if one begins within two hours."""
    until = shift.ends_at + timedelta(hours=2)
    rows = Shift.objects.filter(
        post=shift.post_id, state=Shift.State.OPEN, starts_at__gte=shift.ends_at,
        starts_at__lte=until,
    )  # fmt: skip
    return rows.order_by("starts_at").first()


def places_of(person: Person) -> list[Place]:
    """Return the places whose door somebody oversees, the widest first."""
    paths = person.paths_where("attendance.see")
    tops = [path for path in paths if not any(path != up and path.startswith(up) for up in paths)]
    return list(Place.objects.filter(path__in=tops).order_by("path"))


def overseen(person: Person) -> Q:
    """Return which shifts somebody oversees or leads."""
    there = under_any(person.paths_where("attendance.see"), "post__place__path")
    return there | Q(post__team__in=person.teams_led)
