"""The rules once more, for one person, in plain Python: written from docs/rules.md, not from the
code. Times are aware datetimes, days dates."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Asia/Shanghai")
RISKY = {"checkpoint", "rescue", "isolation", "disinfection"}


@dataclass
class Somebody:
    """What the plain rules know of a person."""

    state: str = "active"
    suspended_until: date | None = None  # None while suspended: until lifted
    born: date | None = date(1990, 5, 1)
    guarded: bool = False
    unit: int = 0
    town: str = "320282/112/"
    weekly_cap: int = 3
    passes: dict[str, datetime | None] = field(default_factory=dict)  # module: until
    held: dict[str, date | None] = field(default_factory=dict)  # kind: last day
    covers: list[tuple[date, date]] = field(default_factory=list)
    busy: list[tuple[datetime, datetime]] = field(default_factory=list)
    away: list[tuple[date, date]] = field(default_factory=list)
    case: bool = False  # fell unwell, nobody has cleared it
    declared: bool = True  # today
    unfit: bool = False  # today
    kit: bool = True  # in hand for every occasion


def age(born, day):
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def local(moment):
    return moment.astimezone(HERE)


def days_of(start, end):
    day, last = local(start).date(), local(end - timedelta(microseconds=1)).date()
    while day <= last:
        yield day
        day += timedelta(days=1)


def said(who, what, modules, level, today):
    """Return the names of the rules that keep `who` out of `what`, in order; `today`: a date."""
    start, end = what.starts_at, what.ends_at
    first = local(start).date()
    return [
        *_person(who, what, first),
        *(["within_town"] if _crosses(who, what, level) else []),
        *_ability(who, what, modules),
        *(["well"] if who.case or (who.unfit and today in days_of(start, end)) else []),
        *_hours(who, start, end, first),
    ]


def at_the_door(who, what, protected, level):
    """Return the rules of the door alone; `protected`: what asks for a kit from level III on."""
    if not (who.declared or who.unfit):
        yield "declared"
    if what.service_class in protected and what.offline and level in (1, 2, 3) and not who.kit:
        yield "kitted"


def _person(who, what, first):
    risky = what.risky or what.kind in RISKY or what.service_class == "disinfection"
    least = max(18, what.min_age) if risky else what.min_age
    over = who.state == "suspended" and who.suspended_until and who.suspended_until < first
    if who.state != "active" and not over:
        yield "registered"
    if who.born is None or age(who.born, first) < least:
        yield "of_age"
    if who.born and age(who.born, first) < 18 and not who.guarded:
        yield "guarded"
    if what.unit and who.unit != what.unit:
        yield "of_the_unit"


def _crosses(who, what, level):
    town = "/".join(what.path.split("/")[:2]) + "/"
    return level in (1, 2) and what.offline and not what.across_towns and who.town != town


def _ability(who, what, modules):
    risky = what.risky or what.kind in RISKY or what.service_class == "disinfection"
    nobody = object()
    for code in sorted(modules):
        until = who.passes.get(code, nobody)
        if until is nobody or (until is not None and until <= what.starts_at):
            yield "trained"
            break
    for kind in what.qualifications:
        last = who.held.get(kind, nobody)
        if last is nobody or (last and last < list(days_of(what.starts_at, what.ends_at))[-1]):
            yield "qualified"
            break
    if risky or what.needs_insurance:
        for day in days_of(what.starts_at, what.ends_at):
            if not any(since <= day <= until for since, until in who.covers):
                yield "insured"
                break


def _hours(who, start, end, first):
    if any(a < end and b > start for a, b in who.busy):
        yield "free"
    if _unbroken(who, start, end) > timedelta(hours=4):
        yield "unbroken"
    if any(_worked(who, start, end, day) > timedelta(hours=8) for day in days_of(start, end)):
        yield "daily"
    rest = timedelta(hours=8)
    if any(local(a).date() != first and b > start - rest and a < end + rest for a, b in who.busy):
        yield "rested"
    week = first.isocalendar()[:2]
    if sum(local(a).date().isocalendar()[:2] == week for a, _b in who.busy) >= who.weekly_cap:
        yield "weekly"


def _unbroken(who, lo, hi):
    grew, pause = True, timedelta(minutes=30)
    while grew:
        grew = False
        for a, b in who.busy:
            if a < hi + pause and b > lo - pause and (a < lo or b > hi):
                lo, hi, grew = min(lo, a), max(hi, b), True
    return hi - lo


def _worked(who, start, end, day):
    dawn = datetime(day.year, day.month, day.day, tzinfo=HERE)
    dusk = dawn + timedelta(days=1)
    stretches = [(start, end), *who.busy]
    parts = (min(b, dusk) - max(a, dawn) for a, b in stretches)
    return sum((part for part in parts if part > timedelta(0)), timedelta(0))
