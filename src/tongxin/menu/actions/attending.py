"""Take in the paper list from the door: who came, booked or not."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tongxin.journal.actions import record_many
from tongxin.people.models import Person

from ..models import Booking, Session
from .bookings import TICKABLE, NotBookable
from .seats import lock_session

NEARNESS = ["attended", "booked", "invited", "waiting", "missed", "lapsed"]  # who has two rows


@transaction.atomic
def enter_door_list(session: Session, people: Sequence[Person], *, by: Person) -> list[Booking]:
    """Tick off everybody who came to a session that has begun; who had no seat is entered too.

    Nobody is marked as missing by this. Entering the list again changes nothing. Return the
    bookings that are new or newly ticked. Raises `NotBookable`, `NotAllowed`.
    """
    session = lock_session(session)
    by.must_for("session.manage", team=session.service.team)
    now = timezone.now()
    if session.state != Session.State.OPEN or session.starts_at > now:
        raise NotBookable(_("The session has not begun."))
    came = {person.pk: person for person in people}
    rows = session.bookings.filter(person__in=came, state__in=TICKABLE["attended"])
    there = {
        row.person_id: row
        for row in sorted(rows, key=lambda row: NEARNESS.index(row.state), reverse=True)
    }
    booked = [row for row in there.values() if row.state != Booking.State.ATTENDED]
    for row in booked:
        row.state, row.confirm_by = Booking.State.ATTENDED, None
    Booking.objects.bulk_update(booked, ["state", "confirm_by"], batch_size=200)
    asked_at = min(now, session.starts_at)
    walked_in = [
        Booking(session=session, person=person, recorder=by, state=Booking.State.ATTENDED,
                asked_at=asked_at)
        for key, person in came.items() if key not in there
    ]  # fmt: skip
    Booking.objects.bulk_create(walked_in, batch_size=500)
    ticked = [*booked, *walked_in]
    facts = {"state": Booking.State.ATTENDED, "list": True}
    record_many("booking.ticked", by=by, rows=[(row, session.place, facts) for row in ticked])
    return ticked
