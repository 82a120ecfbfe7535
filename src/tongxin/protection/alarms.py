"""Whom to tell, and which apps above to wake, when somebody is not fit for duty.

on_unfit("dispatch", find_replacement)    in `AppConfig.ready`
"""

from collections.abc import Callable
from datetime import date

from django.utils import timezone

from tongxin.people.models import Grant, Person
from tongxin.people.powers import roles_with
from tongxin.places.models import Place

# `callback(person, day, by)`: in the same transaction; `person` cannot stand on `day`.
Callback = Callable[[Person, date, Person], None]
LISTENERS: dict[str, Callback] = {}


def on_unfit(name: str, callback: Callback) -> None:
    """Let an app above act when somebody declares to be unfit or falls ill."""
    LISTENERS[name] = callback


def coordinators(place: Place, power: str = "health.see") -> list[Person]:
    """Return who holds `power` nearest to `place`: the station's, else the town's, else all's."""
    grants = Grant.objects.valid(timezone.now()).filter(
        role__in=roles_with(power), place__path__in=place.ancestors_paths,
        person__closed_at=None,
    ).select_related("person__home", "place")  # fmt: skip
    by_depth: dict[str, dict[int, Person]] = {}
    for grant in grants:
        by_depth.setdefault(grant.place.path, {})[grant.person_id] = grant.person
    nearest = max(by_depth, key=len, default="")
    return list(by_depth.get(nearest, {}).values())
