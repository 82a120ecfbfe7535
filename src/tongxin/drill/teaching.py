"""Batches of the disinfection course, whose practice nobody learns from a page."""

from datetime import datetime, timedelta

from django.utils import timezone

from tongxin.training.actions import plan_batch, take_seat
from tongxin.training.models import Course

from .cast import TOWN, Cast
from .scales import Say

PLANNED = (  # (days ahead, hour, hours, places, at the town's institute, room)
    (2, 9, 2, 20, True, "镇文明实践所二楼教室"),
    (3, 19, 2, 4, True, "镇文明实践所二楼教室"),
    (5, 14, 2, 40, False, ""),  # online
)
COMING = 6  # people with a place, or on the waiting list, of the smallest batch
ONLINE = "https://example.org/peixun"  # an online batch: leads nowhere


def teach(cast: Cast, now: datetime, say: Say) -> None:
    """Plan batches in the town and in the city, one of them full, one online."""
    course = Course.objects.get(code="disinfection-1")
    chief, officer = cast.stars["zhuren"], cast.stars["suozhang"]
    today = timezone.localtime(now).replace(minute=0, second=0, microsecond=0)
    for done, (days, hour, hours, places, in_town, room) in enumerate(PLANNED):
        say("batches of training", done, len(PLANNED))
        starts_at = today.replace(hour=hour) + timedelta(days=days)
        batch = plan_batch(
            course, at=cast.places[TOWN] if in_town else cast.city, starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=hours), capacity=places, venue=room,
            trainer=officer if in_town else chief, by=chief, link="" if in_town else ONLINE,
        )  # fmt: skip
        for person in cast.residents[:COMING] if in_town else ():
            take_seat(batch, by=person)
    say("batches of training", len(PLANNED), len(PLANNED))
