"""The triage desk: what waits for a decision, the most urgent first."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, cached_property
from typing import Any

from django.core.cache import cache as memory
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from tongxin.people.models import Person
from tongxin.places.models import Place

from ...kinds import key_of, kinds, labels
from ...models import Likeness, Need
from ...reasons import body, doubt, sentences

PAGE = 25
FRESH_SECONDS = 10  # a count beside a tab may be this old
SURE, UNSURE = 0.85, 0.6
LISTED_FIELDS = [
    "pk", "uid", "words", "channel", "urgency", "state", "state_since", "raised_at", "due_at",
    "risen_to",
    "risks", "on_behalf", "place__name", "place__name_en", "place__path", "place__level",
    "place__parent__name", "place__parent__name_en", "place__parent__parent_id",
    "proposal__route", "proposal__platform_code", "proposal__class_code", "proposal__refer_to",
    "proposal__urgency", "proposal__confidence", "proposal__reasonable",
    "proposal__unreasonable_because", "proposal__reasons", "proposal__made_at",
]  # fmt: skip


@dataclass(frozen=True)
class Filters:
    """What of the queue somebody wants to see; unknown values mean: all."""

    town: str = ""
    kind: str = ""
    sure: str = ""
    channel: str = ""
    reasonable: str = ""
    twins: str = ""
    late: str = ""
    risen: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> "Filters":
        return cls(**{name: query.get(name, "") for name in cls.__dataclass_fields__})

    def apply(self, needs: "QuerySet[Any]", now: datetime) -> "QuerySet[Any]":
        """Return the needs of the queue that pass."""
        rules = [
            self._placed(), self._proposed(), self._confident(),
            Q(channel=self.channel) if self.channel in Need.Channel.values else Q(),
            Q(proposal__reasonable=False) if self.reasonable == "no" else Q(),
            Q(due_at__lt=now) if self.late else Q(),
            Exists(Likeness.objects.filter(need=OuterRef("pk"), state="proposed"))
            if self.twins else Q(),
        ]  # fmt: skip
        for rule in rules:
            needs = needs.filter(rule)
        return needs

    def _placed(self) -> Q:
        if not self.town:
            return Q()
        return Q(place__in=Place.objects.filter(path__startswith=self.town).values("pk"))

    def _proposed(self) -> Q:
        route, _colon, code = self.kind.partition(":")
        if not route:
            return Q()
        part = {"menu": "proposal__platform_code", "hands": "proposal__class_code"}.get(route)
        return Q(proposal__route=route) & (Q(**{part: code}) if part and code else Q())

    def _confident(self) -> Q:
        return {
            "high": Q(proposal__confidence__gte=SURE),
            "middle": Q(proposal__confidence__gte=UNSURE, proposal__confidence__lt=SURE),
            "low": Q(proposal__confidence__lt=UNSURE),
            "none": Q(proposal=None),
        }.get(self.sure, Q())


@dataclass
class Row:
    """One line of the queue. What it says is worked out only when it is not remembered."""

    need: Any
    late: bool
    risen: bool
    now: datetime
    names: Callable[[], Mapping[str, str]]
    twins: list[Any] = field(default_factory=list)

    @cached_property
    def proposal(self) -> Any:
        return getattr(self.need, "proposal", None)

    @property
    def kind(self) -> str:
        """The label of what is proposed; "" while nothing is."""
        if self.proposal is None:
            return ""
        label = self.names().get(key_of(self.proposal), self.proposal.route)
        refer_to = self.proposal.refer_to
        return f"{label} · {body(refer_to)}" if refer_to else label

    @property
    def percent(self) -> int:
        share: float = self.proposal.confidence
        return round(100 * share)

    @property
    def reasons(self) -> list[dict[str, str]]:
        return sentences(self.proposal.reasons) if self.proposal else []

    @property
    def doubt(self) -> str:
        """Why it may not be reasonable to answer here."""
        if self.proposal is None or self.proposal.reasonable:
            return ""
        return doubt(self.proposal.unreasonable_because)

    @property
    def stamp(self) -> str:
        """Everything a row's looks depend on, besides the reader's language."""
        age = self.now - self.need.raised_at
        minutes = int(age.total_seconds() // 60)
        made = self.proposal.made_at.timestamp() if self.proposal else 0
        twins = [(twin.pk, twin.other.state, self.now.hour) for twin in self.twins]
        shown_age = minutes if minutes < 60 else minutes // 60 + 60
        return f"{self.need.uid}{shown_age}{self.late}{self.risen}{self.need.urgency}{made}{twins}"


@dataclass
class Page:
    """Some of the queue, and where it goes on."""

    rows: list[Row]
    after: str  # cursor of the next page; "" at the end


def page_of(person: Person, filters: Filters, *, after: str = "", size: int = PAGE) -> Page:
    """Return the next rows of the queue: first those risen to one's own desk, then the rest.

    Keyset pages: the queue may move underneath without a row being shown twice or lost.
    """
    now = timezone.now()
    desk = person.paths_where("need.see") if counts_of(person)["risen"] or after else []
    risen = filters.apply(Need.objects.pending().filter(risen_to__in=desk), now)
    rest = filters.apply(Need.objects.at_desk_of(person).pending(), now)
    rest = rest.exclude(risen_to__in=desk)
    phase, place = _read_cursor(after)
    found = list(_from(risen, place)[: size + 1]) if phase == 0 else []
    if len(found) <= size and not filters.risen:
        found += _from(rest, place if phase == 1 else None)[: size + 1 - len(found)]
    more = found[:size]
    rows = _rows(more, desk, now)
    return Page(rows, _write_cursor(more[-1], desk) if len(found) > size else "")


def _from(needs: "QuerySet[Any]", place: tuple[int, datetime, int] | None) -> "QuerySet[Any]":
    needs = needs.in_order_of_urgency()  # type: ignore[attr-defined]
    needs = needs.select_related("place__parent", "proposal").only(*LISTED_FIELDS)
    if place is None:
        return needs
    urgency, since, key = place
    return needs.filter(
        Q(urgency__gte=urgency),
        Q(urgency__gt=urgency) | Q(state_since__gt=since) | Q(state_since=since, pk__gt=key),
    )


def _read_cursor(text: str) -> tuple[int, tuple[int, datetime, int] | None]:
    try:
        phase, urgency, since, key = text.split("_")
        return int(phase), (int(urgency), datetime.fromisoformat(since), int(key))
    except ValueError:
        return 0, None


def _write_cursor(need: Any, desk: list[str]) -> str:
    phase = 0 if need.risen_to in desk else 1
    return f"{phase}_{need.urgency}_{need.state_since.isoformat()}_{need.pk}"


def _rows(needs: list[Any], desk: list[str], now: datetime) -> list[Row]:
    names, twins = cache(lambda: labels(kinds())), _twins(needs)
    return [
        Row(need, need.is_overdue(now), need.risen_to in desk, now, names, twins.get(need.pk, []))
        for need in needs
    ]


def _twins(needs: list[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    rows = Likeness.objects.filter(need__in=[need.pk for need in needs], state="proposed")
    for twin in rows.select_related("other__place__parent"):
        found[twin.need_id].append(twin)
    return found


def counts_of(person: Person, *, anew: bool = False) -> dict[str, int]:
    """Return how much waits at the person's desk; a few seconds old unless counted `anew`."""
    desk = sorted(person.paths_where("need.see"))
    key = f"needs-desk:{person.uid}:{'|'.join(desk)}"
    counts: dict[str, int] | None = None if anew else memory.get(key)
    if counts is None:
        counts = _count(person, desk)
        memory.set(key, counts, FRESH_SECONDS)
    return counts


def _count(person: Person, desk: list[str]) -> dict[str, int]:
    now = timezone.now()
    return Need.objects.at_desk_of(person).pending().aggregate(
        pending=Count("pk"), urgent=Count("pk", filter=Q(urgency=1)),
        late=Count("pk", filter=Q(due_at__lt=now)),
        risen=Count("pk", filter=Q(risen_to__in=desk)),
    )  # fmt: skip


def towns_of(person: Person) -> list[Place]:
    """Return the places one can filter by: institutes at or below, stations of a single town."""
    paths = person.paths_where("need.see")
    below = Place.objects.none()
    for path in paths:
        level = "institute" if path.count("/") == 1 else "station"
        below = below | Place.objects.filter(path__startswith=path, level=level)
    return list(below.order_by("path"))


def asked(request: HttpRequest) -> str:
    """Return the query of the page without the cursor, to go back to."""
    query = request.GET.copy()
    query.pop("after", None)
    return query.urlencode()
