"""Somebody will not stand there: free the place, and have somebody else asked."""

from django.db import transaction
from django.utils import timezone

from tongxin.clock.actions import send
from tongxin.dispatch.actions import refill
from tongxin.people.models import Person
from tongxin.rosters.actions import vacate
from tongxin.rosters.models import Enrolment, Post, Shift

TASK = "tongxin.duty.tasks.replace"


def find_another(enrolment: Enrolment, *, reason: str, by: Person) -> bool:
    """Free the place, and ask for somebody else once this is committed; not for a shift over.

    The search is an errand: nobody waits for it at the door. The enrolment is locked.
    """
    vacate(enrolment, by=by)
    if enrolment.shift.ends_at <= timezone.now():
        return False
    send(TASK, key=f"replace:{enrolment.shift_id}", shift=enrolment.shift_id, reason=reason)
    return True


@transaction.atomic
def replace(shift: Shift, *, reason: str, by: Person) -> int:
    """Offer the free places of a shift to the next who fit; return how many offers went out.

    None for a post that was ended in the meantime.
    """
    if shift.post.state != Post.State.OPEN:
        return 0
    return refill(shift, reason=reason, by=by)
