"""Somebody who holds a place will not stand there: the door says so, and may take it back.

No power is asked for: `duty` alone calls this, with what it saw, and holds the enrolment's lock.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.journal.actions import record
from tongxin.people.models import Person

from ..models import Enrolment
from .enrolling import NotJoinable
from .seats import lock_shift, seats_taken


@transaction.atomic
def vacate(enrolment: Enrolment, *, by: Person) -> Enrolment:
    """Free the place of somebody who did not come, was turned away or went home unwell."""
    if enrolment.state == Enrolment.State.JOINED:
        enrolment.state = Enrolment.State.LAPSED
        enrolment.save(update_fields=["state"])
        record("enrolment.vacated", by=by, on=enrolment, at=enrolment.shift.post.place)
    return enrolment


@transaction.atomic
def take_back(enrolment: Enrolment, *, by: Person) -> Enrolment:
    """Give somebody who came after all the place back, while it is free. Raises `NotJoinable`."""
    shift = lock_shift(enrolment.shift)
    if enrolment.state == Enrolment.State.LAPSED:
        if seats_taken(shift, enrolment.part) >= enrolment.part.maximum:
            raise NotJoinable(_("Somebody else has the place by now. Thank you for coming!"))
        enrolment.state = Enrolment.State.JOINED
        enrolment.save(update_fields=["state"])
        record("enrolment.taken_back", by=by, on=enrolment, at=shift.post.place)
    return enrolment
