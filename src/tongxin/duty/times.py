"""When the door opens, how soon its code changes, who counts as late: the city's choice."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from tongxin.web.briefly import briefly

from .models import DoorTimes

DATA = Path(__file__).parent / "data" / "times.json"
BOUNDS = {  # (least, most) a city may choose
    "opens_minutes": (10, 240), "code_seconds": (20, 180), "late_minutes": (1, 60),
    "absent_minutes": (10, 120), "forgotten_minutes": (5, 240), "near_metres": (100, 10_000),
    "device_people": (1, 50), "absence_days": (7, 365),
}  # fmt: skip


@dataclass(frozen=True)
class Times:
    """As the fields of `DoorTimes` say."""

    opens_minutes: int
    code_seconds: int
    late_minutes: int
    absent_minutes: int
    forgotten_minutes: int
    near_metres: int
    device_people: int
    absence_days: int

    def stored(self) -> dict[str, int]:
        return asdict(self)

    @property
    def opens(self) -> timedelta:
        return timedelta(minutes=self.opens_minutes)

    def late_from(self, start: datetime) -> datetime:
        return start + timedelta(minutes=self.late_minutes)


@cache
def usual_times() -> Times:
    """Return the times that ship with the product."""
    return Times(**json.loads(DATA.read_text()))


def times_in_force() -> Times:
    """Return the times set last, or the usual ones; one query."""
    row = DoorTimes.objects.order_by("-pk").values(*BOUNDS).first()
    return Times(**row) if row else usual_times()


times_at_the_door = briefly(times_in_force)  # for who comes and goes: a moment old at most
