"""Tell the one who booked, by account or by phone."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import translation

from tongxin.journal.actions import key_of
from tongxin.messaging.actions import Letter, post_many
from tongxin.people.actions import letter_to

from ..models import Booking


def tell_booker(booking: Booking, *, subject: str, **parts: Any) -> None:
    """Write to the person, or by text message to a guest; see `letter_to_booker`."""
    tell_bookers([booking], subject=subject, **parts)


def tell_bookers(bookings: Iterable[Booking], *, subject: str, **parts: Any) -> None:
    """Write the same to many, at one stroke; their sessions' services are loaded already."""
    letters = [letter_to_booker(booking, subject=subject, **parts) for booking in bookings]
    post_many([letter for letter in letters if letter])


def letter_to_booker(
    booking: Booking, *, subject: str, body: str = "", url: str = "", **values: Any
) -> Letter | None:
    """Return the letter to who booked; None: nobody can be told. Texts marked `gettext_noop`.

    `url`: where to go on; the booking's own page unless it says so.
    """
    facts = {"service": booking.session.service, "code": booking.code} | values
    url = url or reverse("menu:booking", args=[booking.code])
    if booking.person is not None:
        return letter_to(
            booking.person, subject=subject, body=body, values=facts, about=booking, url=url
        )
    if not booking.phone_sealed:
        return None
    with translation.override("zh-hans"):
        return Letter(
            to=key_of(booking),
            subject=translation.gettext(subject) % facts,
            body=translation.gettext(body) % facts if body else "",
            about=booking,
            url=url,
            addresses={"sms": booking.phone},
        )
