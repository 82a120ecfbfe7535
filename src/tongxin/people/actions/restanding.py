"""Let what somebody may do be read anew."""

from collections.abc import Iterable

from django.db.models import F

from ..models import Person


def restand(*people: "Person", ids: Iterable[int] = ()) -> None:
    """Let the standing of people be read anew. Part of the action that changed it."""
    keys = [*(person.pk for person in people), *ids]
    Person.objects.filter(pk__in=keys).update(standing=F("standing") + 1)
    for person in people:
        person.standing += 1
        person.__dict__.pop("held", None)
