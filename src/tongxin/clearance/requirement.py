"""What a shift asks, what somebody is busy with, and how a rule says no. Pure: no tables."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import cached_property, lru_cache

from django.utils import timezone

from tongxin.people.ages import ADULT
from tongxin.volunteers.weeks import window_bits

# Never under 18, no override: Law on the Protection of Minors, article 61 (work that endangers a
# minor's safety or health); Regulations on Volunteer Service, article 15 (fit for age and body).
ADULT_KINDS = frozenset({"checkpoint", "rescue", "isolation", "disinfection"})
ADULT_CLASSES = frozenset({"disinfection"})
TOWN_STEPS = 2  # "320282/112/": the first two steps of a path are the town


@lru_cache(maxsize=4096)
def _local_day(moment: datetime, zone: tzinfo) -> date:
    """Return the day of a moment; the shifts of a city begin and end at few different ones."""
    return timezone.localdate(moment, zone)


@dataclass(frozen=True)
class Requirement:
    """What standing in one part of one shift asks. Equal for equals, so that work is shared.

    `starts_at` < `ends_at`: aware; `path`: of the place; latitude and longitude in degrees or None;
    `service_class`, `kind`: codes ("" an ordinary post); `risky`: the desk said so; `min_age`: what
    the post asks beyond the law; `qualifications`: codes of kinds, each of them needed; `unit`: id,
    for volunteers of this unit only; `offline`: people meet; `across_towns`: the HQ approved it;
    `occasion`: the shift's key ("shift:17"), for the kit at the door; "" before, so that equal
    shifts stay equal.
    """

    starts_at: datetime
    ends_at: datetime
    path: str
    latitude: float | None = None
    longitude: float | None = None
    service_class: str = ""
    kind: str = ""
    risky: bool = False
    min_age: int = 0
    qualifications: frozenset[str] = frozenset()
    needs_insurance: bool = False
    unit: int | None = None
    offline: bool = True
    across_towns: bool = False
    occasion: str = ""

    @property
    def is_for_adults(self) -> bool:
        """Whether the law keeps everybody under 18 out (rule 3)."""
        return (
            self.risky or self.kind in ADULT_KINDS or self.service_class in ADULT_CLASSES
        )  # fmt: skip

    @property
    def youngest(self) -> int:
        """The age in full years from which one may stand here."""
        return max(self.min_age, ADULT) if self.is_for_adults else self.min_age

    @property
    def asks_for_insurance(self) -> bool:
        """Whether rule 26 applies: a risky post, or one whose notice promises insurance."""
        return self.needs_insurance or self.is_for_adults

    @cached_property
    def first_day(self) -> date:
        return _local_day(self.starts_at, timezone.get_current_timezone())

    @cached_property
    def last_day(self) -> date:
        """The last day of which the shift holds a moment: one that ends at 24:00 ends that day."""
        last = self.ends_at - timedelta(microseconds=1)
        return _local_day(last, timezone.get_current_timezone())

    @cached_property
    def days(self) -> list[date]:
        """Every day the shift touches."""
        first, last = self.first_day, self.last_day
        return [first + timedelta(days=n) for n in range((last - first).days + 1)]

    @cached_property
    def hours_of_days(self) -> list[tuple[int, int, int]]:
        """For every day it touches: its first second, the next day's, and the seconds it takes."""
        start, end = self.seconds
        edges = [(seconds_of(day), seconds_of(day + timedelta(days=1))) for day in self.days]
        return [(dawn, dusk, min(end, dusk) - max(start, dawn)) for dawn, dusk in edges]

    @cached_property
    def town(self) -> str:
        """The path of the town; "" for a place of the whole city."""
        steps = self.path.rstrip("/").split("/")
        return "/".join(steps[:TOWN_STEPS]) + "/" if len(steps) >= TOWN_STEPS else ""

    @cached_property
    def week_bits(self) -> int:
        """The parts of the week it touches, as a volunteer's pattern names them."""
        return window_bits(self.starts_at, self.ends_at)

    @cached_property
    def seconds(self) -> tuple[int, int]:
        """Start and end in seconds since 1970."""
        return int(self.starts_at.timestamp()), int(self.ends_at.timestamp())


@dataclass(frozen=True)
class Busy:
    """A stretch somebody has given already. `name` and `url` are said when it is in the way."""

    starts_at: datetime
    ends_at: datetime
    name: str = ""
    url: str = ""


@dataclass(frozen=True)
class Refusal:
    """A rule says no: which, in a kind sentence, and where to go next ("" where waiting helps)."""

    rule: str
    sentence: str
    word: str = ""
    url: str = ""


def seconds_of(day: date) -> int:
    """Return the first second of a local day, since 1970."""
    return _midnight(day, timezone.get_current_timezone())


@lru_cache(maxsize=4096)
def _midnight(day: date, zone: tzinfo) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp())
