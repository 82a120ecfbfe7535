"""Write what the door saw into the ledger of hours (rules 39 and 41)."""

from datetime import date, datetime
from typing import Any, cast

from django.db import transaction
from django.utils import timezone

from tongxin.journal.actions import record
from tongxin.people.models import Person
from tongxin.volunteers.models import Volunteer

from ..models import Book, Credit
from ..reckoning import Reckoned, Span, reckon
from ..rules import Rules, rules_in_force
from ..stints import Stint
from .books import lock_book, write_line


@transaction.atomic
def credit(stint: Stint, *, by: Person) -> Credit | None:
    """Write the verified hours of a stint; twice is once, also when the door asks again.

    A stint that counts nothing (too short, all of it counted elsewhere) is a line of no minutes
    that says why, so that it can be disputed. A drill leaves nothing: None. No power is asked for,
    as no door for people leads here: `duty` alone calls this, with what it saw.
    """
    if stint.is_drill:
        return None
    book = lock_book(stint.person)
    known = Credit.objects.filter(
        person=stint.person, occasion=stint.occasion_key, kind=Credit.Kind.VERIFIED, corrects=None
    ).first()
    if known is not None:
        return cast(Credit, known)
    rules, served = rules_in_force(), (stint.came_at, max(stint.came_at, stint.left_at))
    counts = reckon_for(
        stint.person, (stint.starts_at, stint.ends_at), served, stint.pauses_minutes, rules
    )
    line = write_line(book, _line(stint, counts, served, rules), rules)
    record("hours.credited", by=by, on=line, at=stint.place, minutes=line.minutes, flags=line.flags)
    return line


def reckon_for(
    person: Person, window: Span, served: Span, pauses_minutes: int, rules: Rules,
    but: Credit | None = None,
) -> Reckoned:  # fmt: skip
    """Reckon a stint beside the person's other lines (`but` one). The book is locked."""
    others = Credit.objects.filter(person=person).exclude(pk=but.pk if but else None)
    taken = others.touching(*window).values_list("served_from", "served_until")
    day = day_of(max(window[0], min(served[0], window[1])))
    used = sum(others.standing().filter(day=day).values_list("minutes", flat=True))
    return reckon(
        window, served, pauses_minutes=pauses_minutes, taken=list(taken), day_minutes=used,
        share_percent=rules.share_percent, daily_minutes=rules.daily_minutes,
    )  # fmt: skip


def day_of(moment: datetime) -> date:
    """Return the local day a service that began at `moment` is counted on."""
    return timezone.localdate(moment)


def _line(stint: Stint, counts: Reckoned, served: Span, rules: Rules) -> Credit:
    return Credit(
        kind=Credit.Kind.VERIFIED, person=stint.person, **who(stint.person),
        occasion=stint.occasion_key, title=stint.title[:120], place=stint.place,
        where=str(stint.place.name)[:120], content=stint.content[:500],
        client=stint.client[:120], service_class=stint.service_class[:24],
        starts_at=stint.starts_at, ends_at=stint.ends_at, came_at=served[0], left_at=served[1],
        served_from=counts.since, served_until=counts.until,
        pauses_minutes=max(0, stint.pauses_minutes), day=day_of(counts.since),
        minutes=counts.minutes, change=counts.minutes, device=stint.device[:64],
        flags=sorted({*stint.flags, *counts.flags}), principal=stint.principal,
        recorder=stint.recorder, rules=rules.number,
    )  # fmt: skip


def who(person: Person) -> dict[str, Any]:
    """Return what a line keeps of a person, so that it reads the same in ten years (rule 43)."""
    number = Volunteer.objects.filter(person=person).values_list("number", flat=True).first()
    return {"earned_by": person.pk, "name": person.name, "number": number or ""}


def recount(person: Person) -> Book:
    """Return what the book should say, from the lines alone; nothing is written."""
    lines = Credit.objects.filter(person=person)
    made_up = sum(lines.filter(kind="made_up").values_list("change", flat=True))
    verified = sum(lines.exclude(kind="made_up").values_list("change", flat=True))
    moves = list(person.point_moves.values_list("asked", "points"))
    return Book(
        person=person, verified_minutes=verified, made_up_minutes=made_up,
        points=sum(points for _asked, points in moves),
        owed=sum(points - asked for asked, points in moves),
    )  # fmt: skip
