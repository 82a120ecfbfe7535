"""Whom the door expects: at a place, in a shift, of a person. Writes nothing."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from tongxin.people.models import Person
from tongxin.places.models import Place
from tongxin.rosters.models import Enrolment, Shift

from .times import Times

SHOWN = (
    "person", "team", "part", "attendance", "absence", "shift__post__place__parent",
    "shift__post__site", "shift__post__team__place", "shift__post__request__unit",
)  # fmt: skip
# Who joined; who was given up, but may come after all; a helper whose place nobody took.
COMING = Q(state__in=["joined", "invited"]) | Q(state="lapsed") & (
    Q(attendance__isnull=False) | Q(absence__isnull=False) | ~Q(helper_name="")
)


def at_the_door(now: datetime, times: Times) -> Q:
    """Return which shifts the door is open for now, or was until a moment ago."""
    return Q(
        shift__state=Shift.State.OPEN, shift__starts_at__lte=now + times.opens,
        shift__ends_at__gt=now - times.opens,
    )  # fmt: skip


def expected_at(place: Place, now: datetime, times: Times) -> Any:
    """Return the enrolments of the shifts at a place whose door is open."""
    rows = Enrolment.objects.filter(COMING, at_the_door(now, times), shift__post__place=place)
    return rows.select_related(*SHOWN).order_by("shift__starts_at", "pk")


def of_shift(shift: Shift) -> Any:
    """Return everybody of a shift, in the order in which they joined; one query."""
    rows = Enrolment.objects.filter(COMING, shift=shift).select_related(*SHOWN)
    return rows.select_related(*SHOWN, "person__volunteer").order_by("asked_at", "pk")


def of_person(person: Person, now: datetime, times: Times) -> Any:
    """Return one's own places whose door is open, the first first."""
    rows = Enrolment.objects.filter(COMING, at_the_door(now, times), person=person)
    return rows.select_related(*SHOWN).order_by("shift__starts_at", "pk")
