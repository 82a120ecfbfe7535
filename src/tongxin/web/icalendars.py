"""Times people join, as calendar files (RFC 5545): stable UID, rising SEQUENCE, CANCELLED."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, TypeVar

import icalendar
from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone

# A row with `uid`, `starts_at`, `ends_at`, `changed_at` and `sequence`: a session, a shift.
T = TypeVar("T")


@dataclass(frozen=True)
class Entry(Generic[T]):
    """A time as one reader's calendar shows it."""

    what: T
    status: str = "CONFIRMED"
    sequence: int = 0  # grows with every change, of the time or of the place in it
    words: str = ""


@dataclass(frozen=True)
class Face:
    """What an entry says."""

    summary: str
    location: str
    description: str
    url: str  # the whole address
    cancelled: bool


def latest(rows: Iterable[tuple[T, bool, bool]]) -> list[Entry[T]]:
    """Return each time once, as the last of its `rows` has it: (time, given up, only invited).

    Every row and its end is a step of the sequence, so a calendar takes the newest for true.
    """
    entries: dict[int, Entry[T]] = {}
    steps: dict[int, int] = {}
    what: Any
    for what, off, invited in rows:
        status = "CANCELLED" if off else "TENTATIVE" if invited else "CONFIRMED"
        steps[what.pk] = steps.get(what.pk, -1) + 1
        sequence = what.sequence + steps[what.pk] + (not invited) + off
        steps[what.pk] += 1 + off
        entries[what.pk] = Entry(what, status, sequence)
    return list(entries.values())


def calendar_of(entries: Iterable[tuple[Entry[T], Face]], *, name: str, product: str) -> bytes:
    """Return an iCalendar file of entries and what each says."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", f"-//Tongxin//{product}//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    for entry, face in entries:
        calendar.add_component(_event(entry, face))
    return bytes(calendar.to_ical())


def _event(entry: Entry[T], face: Face) -> icalendar.Event:
    event = icalendar.Event()
    what: Any = entry.what
    host = settings.PUBLIC_URL.split("//")[-1].split(":")[0]
    event.add("uid", f"{what.uid}@{host}")
    event.add("sequence", entry.sequence)
    event.add("dtstamp", timezone.now())  # with METHOD: when this file was made (3.8.7.2)
    event.add("last-modified", what.changed_at)
    event.add("dtstart", what.starts_at)
    event.add("dtend", what.ends_at)
    event.add("summary", face.summary)
    event.add("location", face.location)
    event.add("description", face.description)
    event.add("url", face.url)
    off = face.cancelled or entry.status == "CANCELLED"
    event.add("status", "CANCELLED" if off else entry.status)
    if not off:
        alarm = icalendar.Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", face.summary)
        alarm.add("trigger", timedelta(hours=-2))
        event.add_component(alarm)
    return event


def served(body: bytes, name: str) -> HttpResponse:
    """Return a calendar file as a browser or a calendar takes it."""
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
