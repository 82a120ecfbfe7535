"""How long people stand at most and rest at least: the city's choice within the law's bounds."""

import json
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from .models import HourLimit

DATA = Path(__file__).parent / "data" / "hours.json"
# (least, most) a city may choose. Labour Law, article 36: no working day is longer than eight
# hours; a volunteer's is not either. The rest of a night is never shorter than eight.
BOUNDS = {
    "continuous_hours": (1, 6), "break_minutes": (10, 120), "daily_hours": (1, 8),
    "rest_hours": (8, 24),
}  # fmt: skip


@dataclass(frozen=True)
class Hours:
    """Limits in hours; a pause below `break_minutes` is none."""

    continuous_hours: int
    break_minutes: int
    daily_hours: int
    rest_hours: int

    def stored(self) -> dict[str, int]:
        return asdict(self)


@cache
def usual_hours() -> Hours:
    """Return the limits that ship with the product."""
    return Hours(**json.loads(DATA.read_text()))


def hours_in_force() -> Hours:
    """Return the limits set last, or the usual ones; one query."""
    row = HourLimit.objects.order_by("-pk").values(*BOUNDS).first()
    return Hours(**row) if row else usual_hours()
