"""What is served, as protection knows it: a shift, without knowing rosters."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.utils import timezone

from tongxin.people.models import Unit
from tongxin.places.models import Place


@dataclass(frozen=True)
class Occasion:
    """One shift: `key` is "shift:17"; `starts_at` < `ends_at`, aware.

    `service_class` and `kind`: codes, "" an ordinary post; `unit`: whose work it is, if a unit's;
    `team`: id of the team that keeps the post, whose leaders may hand out kits there;
    `offline`: people meet there; who helps from home needs no kit.
    """

    key: str
    title: str
    place: Place
    starts_at: datetime
    ends_at: datetime
    service_class: str = ""
    kind: str = ""
    unit: Unit | None = None
    team: int | None = None
    offline: bool = True

    @cached_property
    def day(self) -> date:
        """The local day it begins."""
        return timezone.localdate(self.starts_at)

    @cached_property
    def last_day(self) -> date:
        return timezone.localdate(self.ends_at)
