"""Set how long people stand at most and rest at least (rule 27)."""

from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.errors import DomainError
from tongxin.journal.actions import record
from tongxin.people.models import Person
from tongxin.places.models import Place

from ..hours import BOUNDS, Hours, hours_in_force
from ..models import HourLimit


class BadHours(DomainError):
    """The hours lie outside what the law leaves to a city, or contradict each other."""

    status = 422


@transaction.atomic
def set_hours(hours: Hours, *, by: Person) -> Hours:
    """Let other limits hold from now, in the whole city; places held already stay held.

    Raises `BadHours`, `NotAllowed`.
    """
    city = Place.objects.get(parent=None)
    by.must("limit.set", at=city)
    Place.objects.select_for_update(of=("self",)).get(pk=city.pk)
    for name, value in hours.stored().items():
        least, most = BOUNDS[name]
        if not least <= value <= most:
            raise BadHours(
                _("%(value)s is not between %(least)s and %(most)s.")
                % {"value": value, "least": least, "most": most}
            )
    if hours.continuous_hours > hours.daily_hours:
        raise BadHours(_("Nobody stands longer at a stretch than in a day."))
    before = hours_in_force()
    if hours == before:
        return hours
    row = HourLimit.objects.create(**hours.stored())
    record("hours.set", by=by, on=row, at=city, before=before.stored(), after=hours.stored())
    return hours
