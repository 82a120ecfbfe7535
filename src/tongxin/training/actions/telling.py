"""Tell who has a place in a batch, or waits for one."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from tongxin.messaging.actions import post_many
from tongxin.people.actions import letter_to

from ..models import Batch, Seat


def tell_seats(
    seats: Iterable[Seat], batch: Batch, *, subject: str, body: str = "", **values: Any
) -> None:
    """Write the same to many at one stroke; texts marked `gettext_noop`."""
    facts = {"course": batch.course, "when": shown_time(batch), "where": batch.venue or batch.place}
    letters = [
        letter_to(
            seat.person, subject=subject, body=body, values=facts | values, about=seat,
            url=reverse("training:batch", args=[batch.pk]),
        )
        for seat in seats
    ]  # fmt: skip
    post_many([letter for letter in letters if letter])


def shown_time(batch: Batch) -> str:
    """Return the start as people read it."""
    return date_format(timezone.localtime(batch.starts_at), "Y-m-d H:i")
