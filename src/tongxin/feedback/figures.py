"""The numbers that make tomorrow's menu better. Counted from rows; nobody types a total.

Needs, sessions, editions and suggestions are counted where they stand; receipts were added up by
the actions that wrote them (`Tally`), line by line the same.

Every figure keeps its sample: how many were asked, how many answered, and for a share the 95 %
interval of Wilson (1927, JASA 22:209-212), because three stars from two people say little.
"""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from tongxin.menu.models import Edition, Service, Session
from tongxin.needs.models import Need
from tongxin.people.models import Team
from tongxin.places.models import Place
from tongxin.places.queries import under_any, under_path

from .models import Receipt, Suggestion, Tally
from .queries import TenthsOfHours

Z = 1.959964  # two-sided 95 %
GRACE = timedelta(minutes=5)  # an edition out within this is on time
FEW = 5  # below so many answers we say "too few to judge"


@dataclass(frozen=True)
class Share:
    """`part` of `whole`, as a percentage with its uncertainty."""

    part: int
    whole: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.part / self.whole) if self.whole else None

    @property
    def interval(self) -> tuple[int, int] | None:
        """Return the Wilson interval in per cent; None without a sample."""
        if not self.whole:
            return None
        share, n = self.part / self.whole, self.whole
        middle = share + Z * Z / (2 * n)
        spread = Z * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
        low, high = ((middle + sign * spread) / (1 + Z * Z / n) for sign in (-1, 1))
        return round(100 * max(0.0, low)), round(100 * min(1.0, high))

    @property
    def is_few(self) -> bool:
        return self.whole < FEW


def day_of(moment: datetime) -> date:
    """Return the day a moment counts for: in the city's time, whoever asks."""
    return timezone.localdate(moment, timezone.get_default_timezone())


@dataclass(frozen=True)
class Window:
    """Which rows count: of which places or teams, from the first day to the last, both counted."""

    paths: tuple[str, ...]
    first: date
    last: date
    teams: frozenset[int] = frozenset()

    @property
    def since(self) -> datetime:
        return _midnight(self.first)

    @property
    def until(self) -> datetime:
        """The moment after the last day."""
        return _midnight(self.last + timedelta(days=1))

    def ours(self, *of_team: str) -> Q:
        """Rows at the places, or whose team, by any of the fields `of_team`, is one of these."""
        ours = Q(place__in=Place.objects.filter(under_any(list(self.paths))).values("pk"))
        for field in of_team if self.teams else ():
            ours |= Q(**{f"{field}__in": self.teams})
        return ours

    def within(self, when: str, *of_team: str) -> Q:
        """Those of `ours` whose moment `when` lies in these days."""
        return self.ours(*of_team) & Q(**{f"{when}__gte": self.since, f"{when}__lt": self.until})


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()), timezone.get_default_timezone())


def needs_in(window: Window) -> Any:
    """Return the needs raised in the window, without rejected and withdrawn ones."""
    left_out = [Need.State.REJECTED, Need.State.WITHDRAWN]
    ours = window.within("raised_at", "team", "merged_into__team")
    return (
        Need.objects.filter(ours)
        .exclude(state__in=left_out)
        .annotate(done_at=Coalesce("completed_at", "merged_into__completed_at"))
    )


DONE = Q(done_at__isnull=False)
IN_TIME = Q(done_at__lte=F("needed_by"))


@dataclass(frozen=True)
class Waits:
    """How the needs of a window fared: how many were answered, how soon, how many in time."""

    answered: Share
    in_time: Share  # of those whose time, named by the resident, has come
    hours: tuple[float, float] | None  # median and 90th percentile of the answered, in tenths


def waits(window: Window, now: datetime) -> Waits:
    """Return how needs fared; a joined one counts with its standing one. One query."""
    dated = Q(needed_by__lt=now)
    spans = needs_in(window).order_by().values(took=TenthsOfHours("done_at", "raised_at"))
    rows = list(spans.annotate(
        n=Count("pk"), dated=Count("pk", filter=dated), kept=Count("pk", filter=dated & IN_TIME),
    ))  # fmt: skip
    answered = sorted((row["took"], row["n"]) for row in rows if row["took"] is not None)
    done = sum(n for _took, n in answered)
    return Waits(
        answered=Share(done, sum(row["n"] for row in rows)),
        in_time=Share(sum(row["kept"] for row in rows), sum(row["dated"] for row in rows)),
        hours=(_at(0.5, answered, done), _at(0.9, answered, done)) if done else None,
    )


def _at(share: float, spans: list[tuple[int, int]], count: int) -> float:
    """Return within how many hours `share` of `count` were answered; spans are (tenths, n)."""
    rank, passed = math.ceil(share * count), 0
    for tenths, n in spans:
        passed += n
        if passed >= rank:
            return tenths / 10
    raise AssertionError(spans)


def receipts_in(window: Window) -> Any:
    """Return the receipts of what was answered in the window."""
    return Receipt.objects.filter(window.within("answered_at", "team"))


def tallies_in(window: Window) -> Any:
    """Return the same, added up."""
    return Tally.objects.filter(window.ours("team"), day__gte=window.first, day__lte=window.last)


def together(rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return what lines of `satisfaction_by` make together: all towns make the whole."""
    sums = Counter(dict.fromkeys(Tally.COUNTS, 0))
    for row in rows:
        sums.update(row["counts"])
    return _row(dict(sums))


NAMED: dict[str, Any] = {"service": Service.objects.select_related("team"), "team": Team.objects}


def satisfaction_by(kind: str, window: Window, most: int | None = None) -> list[dict[str, Any]]:
    """Return the same per "service", "team" or "town", the largest sample first; two queries."""
    if kind == "town":
        return _by_town(window)[:most]
    rows = tallies_in(window).filter(**{f"{kind}__isnull": False})
    counted = rows.values(key=F(kind)).annotate(**_opinions())
    found = list(counted.order_by(-(F("yes") + F("partly") + F("no")), "key")[:most])
    names = NAMED[kind].in_bulk([row["key"] for row in found])
    return [_row(row | _named(names[row["key"]])) for row in found]


def _named(one: Service | Team) -> dict[str, str]:
    """Return how a line is called; of a service whose it is, because titles repeat."""
    return (
        {"name": one.title, "of": one.team.name} if isinstance(one, Service) else {"name": one.name}
    )


def _by_town(window: Window) -> list[dict[str, Any]]:
    """Group by town: the receipt's place is one, or lies in one; the city stands for itself."""
    per_place = list(tallies_in(window).values(path=F("place__path")).annotate(**_opinions()))
    sums: dict[str, Counter[str]] = {}
    for row in per_place:
        sums.setdefault(town_path(row["path"]), Counter()).update(_counts(row))
    towns = Place.objects.filter(path__in=sums)
    rows = [_row({"key": town.code, "name": town.label} | sums[town.path]) for town in towns]
    return sorted(rows, key=lambda row: (-row["given"], row["key"]))


def town_path(path: str) -> str:
    """Return the path of the town a place lies in: the second step of the tree."""
    return "/".join(path.split("/")[:2]).rstrip("/") + "/"


def of_town(town: Place) -> Q:
    """Rows counted for `town`; for the city only what belongs to no town."""
    if town.parent_id is None:
        return Q(place__path=town.path)
    return under_path(town.path, "place__path")


def _opinions() -> dict[str, Any]:
    return {name: Coalesce(Sum(name), 0) for name in Tally.COUNTS}


def _counts(row: dict[str, Any]) -> dict[str, int]:
    return {name: row[name] for name in Tally.COUNTS}


def _row(counted: dict[str, Any]) -> dict[str, Any]:
    given, starred = counted["yes"] + counted["partly"] + counted["no"], counted["starred"]
    return counted | {
        "given": given,
        "stars": counted["stars"] / starred if starred else None,
        "solved": Share(counted["yes"], given),
        "returned": Share(given, counted["asked"]),
        "counts": _counts(counted),
    }


# Of each promise, what makes it kept.
KEPT = {
    "needed_by": IN_TIME,
    "sessions": Q(state=Session.State.OPEN),
    "editions": Q(published_at__lte=F("publish_at") + GRACE),
    "suggestions": Q(answered_at__lte=F("due_at")),
}


def promised(what: str, window: Window, now: datetime) -> Any:
    """Return the promises of a kind (a key of `KEPT`) that fell due in the window by `now`."""
    if what == "needed_by":
        return needs_in(window).filter(needed_by__isnull=False, needed_by__lt=now)
    if what == "sessions":
        shown = [Service.State.OPEN, Service.State.ENDED]  # a draft promises nothing
        return Session.objects.filter(
            window.within("starts_at", "service__team"), starts_at__lt=now, service__state__in=shown
        )
    if what == "editions":
        out = Edition.objects.filter(window.within("publish_at"), publish_at__lt=now)
        return out.exclude(state=Edition.State.CANCELLED)
    return Suggestion.objects.filter(window.within("made_at")).filter(
        Q(due_at__lt=now) | Q(state=Suggestion.State.ANSWERED)
    )


def promises(window: Window, now: datetime) -> dict[str, Share]:
    """Return what teams and the centre promised and kept: sessions, editions, suggestions.

    What of needs was met in time is told by `waits`.
    """
    return {
        what: _share(promised(what, window, now), kept)
        for what, kept in KEPT.items()
        if what != "needed_by"
    }


def _share(rows: Any, kept: Q) -> Share:
    return Share(**rows.aggregate(whole=Count("pk"), part=Count("pk", filter=kept)))
