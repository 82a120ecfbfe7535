"""A volunteer's week: seven days of three parts, one bit each.

Bit `day * 3 + part`: day 0 is Monday, part 0 morning, 1 afternoon, 2 evening. A window needs every
part it touches; what lies between 0:00 and 6:00 counts as the evening of the day before.
"""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DAYS = 7
PARTS = 3
MORNING, AFTERNOON, EVENING = range(PARTS)
PART_HOURS = 6
DAY_BEGINS = 6  # o'clock
ALL = (1 << DAYS * PARTS) - 1

DAY_NAMES: list[str | Promise] = [
    _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"),
    _("Sunday"),
]  # fmt: skip
PART_NAMES: list[str | Promise] = [_("morning"), _("afternoon"), _("evening")]


def bit(day: int, part: int) -> int:
    """Return the bit of a part (0–2) of a day (0–6, Monday first)."""
    return 1 << day * PARTS + part


EVENINGS = sum(bit(day, EVENING) for day in range(DAYS))
WEEKEND = sum(bit(day, part) for day in (5, 6) for part in range(PARTS))
WORKDAYS = ALL & ~WEEKEND


def window_bits(starts_at: datetime, ends_at: datetime) -> int:
    """Return the bits of all parts that a window [starts_at, ends_at) touches, in local time."""
    moment = timezone.localtime(starts_at) - timedelta(hours=DAY_BEGINS)
    end = timezone.localtime(ends_at) - timedelta(hours=DAY_BEGINS)
    bits = 0
    for _step in range(DAYS * PARTS + 1):
        bits |= bit(moment.weekday(), min(moment.hour // PART_HOURS, EVENING))
        moment = _next_part(moment)
        if moment >= end:
            break
    return bits


def _next_part(moment: datetime) -> datetime:
    """Return when the next part begins; the evening reaches to the end of the night."""
    part = min(moment.hour // PART_HOURS, EVENING)
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    if part == EVENING:
        return midnight + timedelta(days=1)
    return midnight + timedelta(hours=(part + 1) * PART_HOURS)


def offers(availability: int, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether somebody with `availability` offers every part of the window."""
    needed = window_bits(starts_at, ends_at)
    return availability & needed == needed


def table(availability: int) -> list[tuple[str | Promise, list[tuple[int, bool]]]]:
    """Return for each day its name and (bit number, whether offered) of its parts."""
    return [
        (name, [(day * PARTS + part, bool(availability & bit(day, part))) for part in range(PARTS)])
        for day, name in enumerate(DAY_NAMES)
    ]
