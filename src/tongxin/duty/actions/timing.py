"""Set when the door opens, how soon its code changes, who counts as late."""

from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.journal.actions import record
from tongxin.people.models import Person
from tongxin.places.models import Place

from ..models import DoorTimes
from ..times import BOUNDS, Times, times_in_force
from .refusals import BadTimes


@transaction.atomic
def set_times(times: Times, *, by: Person) -> Times:
    """Let other times hold from now, in the whole city. Raises `BadTimes`, `NotAllowed`."""
    city = Place.objects.get(parent=None)
    by.must("limit.set", at=city)
    Place.objects.select_for_update(of=("self",)).get(pk=city.pk)
    for name, value in times.stored().items():
        least, most = BOUNDS[name]
        if not least <= value <= most:
            raise BadTimes(
                _("%(value)s is not between %(least)s and %(most)s.")
                % {"value": value, "least": least, "most": most}
            )
    if times.late_minutes > times.absent_minutes:
        raise BadTimes(_("Nobody is absent before they are late."))
    before = times_in_force()
    if times == before:
        return times
    row = DoorTimes.objects.create(**times.stored())
    record("door_times.set", by=by, on=row, at=city, before=before.stored(), after=times.stored())
    return times
