"""A notice in the words of schema.org, for search engines and other platforms. Writes nothing."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.html import json_script
from django.utils.safestring import SafeString, mark_safe

from .models import Notice, Shift
from .posters import address_of

WORDS = "https://schema.org"
PLAIN, LINKED = 'type="application/json"', 'type="application/ld+json"'


def event_of(notice: Notice, shifts: Sequence[Shift]) -> dict[str, Any]:
    """Return the notice as an Event that wants volunteers, each of `shifts` an event within it.

    The shifts are those to come, the soonest first, with places counted (`board.with_places`).
    """
    said = {
        "@context": WORDS, "@type": "Event", "identifier": str(notice.uid), "name": notice.title,
        "description": notice.content, "url": address_of(notice),
        "location": {"@type": "Place", "name": notice.where_words, "address": notice.where_words},
        "organizer": {"@type": "GovernmentOrganization", "name": notice.place.name,
                      "url": settings.PUBLIC_URL},
        "maximumAttendeeCapacity": notice.number, "isAccessibleForFree": True,
        "eventStatus": f"{WORDS}/EventScheduled",
        "potentialAction": {"@type": "JoinAction", "target": address_of(notice)},
    }  # fmt: skip
    if shifts:
        said["startDate"] = shifts[0].starts_at.isoformat()
        said["endDate"] = max(shift.ends_at for shift in shifts).isoformat()
        said["subEvent"] = [_shift(shift) for shift in shifts]
    return said


def _shift(shift: Any) -> dict[str, Any]:
    offline = shift.post.is_offline
    place: dict[str, Any] = {
        "@type": "Place", "name": shift.post.where, "address": shift.post.where,
    }  # fmt: skip
    if shift.post.point:
        latitude, longitude = shift.post.point
        place["geo"] = {"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude}
    mode = "OfflineEventAttendanceMode" if offline else "OnlineEventAttendanceMode"
    return {
        "@type": "Event", "identifier": str(shift.uid), "name": shift.post.title,
        "description": shift.post.duties, "startDate": shift.starts_at.isoformat(),
        "endDate": shift.ends_at.isoformat(), "location": place,
        "eventStatus": f"{WORDS}/EventScheduled", "eventAttendanceMode": f"{WORDS}/{mode}",
        "maximumAttendeeCapacity": shift.places, "remainingAttendeeCapacity": shift.left,
        "url": settings.PUBLIC_URL + reverse("rosters:shift", args=[shift.pk]),
    }  # fmt: skip


def block_of(said: dict[str, Any]) -> SafeString:
    """Return it as a block of JSON-LD for the head of a page, escaped as `json_script` does."""
    return mark_safe(json_script(said).replace(PLAIN, LINKED, 1))
