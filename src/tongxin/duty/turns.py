"""Whom the rosters expect on duty, for protection: who declares, who gets which kit."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from tongxin.places.queries import under_any
from tongxin.protection.occasions import Occasion
from tongxin.protection.rota import Asked, Turn
from tongxin.rosters.models import Enrolment, Shift
from tongxin.rosters.occasions import occasion_of


def turns(asked: Asked) -> Iterator[Turn]:
    """Yield everybody who stands in a shift of those days, by name; two queries."""
    rows = Enrolment.objects.filter(_wanted(asked), state__in=["joined", "invited"])
    held = list(rows.exclude(person=None).order_by().values_list("person", "shift"))
    occasions = _occasions({shift for _person, shift in held}, asked)
    for person, shift in held:
        if shift in occasions:
            yield Turn(person, occasions[shift])


def _wanted(asked: Asked) -> Q:
    wanted = Q(
        shift__state=Shift.State.OPEN, shift__starts_at__date__gte=asked.first,
        shift__starts_at__date__lte=asked.last,
    )  # fmt: skip
    if asked.paths is not None:
        wanted &= under_any(list(asked.paths), "shift__post__place__path")
    if asked.people is not None:
        wanted &= Q(person__in=list(asked.people))
    return wanted


def _occasions(keys: set[int], asked: Asked) -> dict[int, Occasion]:
    shifts: Any = Shift.objects.select_related("post__place__parent", "post__request__unit")
    if len(keys) <= 500:
        shifts = shifts.filter(pk__in=keys)
    else:  # more than a database takes in one question: all of those days
        shifts = shifts.filter(
            starts_at__date__gte=asked.first, starts_at__date__lte=asked.last, state="open"
        )
    return {shift.pk: occasion_of(shift) for shift in shifts}
