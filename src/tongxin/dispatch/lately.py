"""How often people stood or were asked lately, so that it is not always the same (rule 29)."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Count, Max

from tongxin.rosters.models import Enrolment

from .models import Offer

LATELY = timedelta(days=14)


def stood_lately(before: datetime, people: Iterable[int] | None = None) -> dict[int, int]:
    """Return by person how many shifts they held, or were asked for, in two weeks; one query.

    Whoever is not named: none. An offer declined counts too: others are asked first next time.
    """
    rows = Enrolment.objects.filter(
        shift__starts_at__gt=before - LATELY, shift__starts_at__lt=before,
        state__in=["joined", "invited", "declined", "lapsed"],
    ).exclude(person=None)  # fmt: skip
    if people is not None:
        rows = rows.filter(person__in=list(people))
    counted = rows.order_by().values_list("person").annotate(n=Count("pk"))
    return Counter(dict(counted))


def last_asked(people: Iterable[int]) -> dict[int, float]:
    """Return by person when they were last asked to come, in seconds since 1970; one query."""
    rows = Offer.objects.filter(enrolment__person__in=list(people)).order_by()
    latest = rows.values_list("enrolment__person").annotate(at=Max("enrolment__asked_at"))
    return {person: at.timestamp() for person, at in latest if at}
