"""Suspend a volunteer, with a reason and an end; lift it again."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from tongxin.errors import DomainError, NotAllowed
from tongxin.journal.actions import record
from tongxin.people.actions import tell
from tongxin.people.models import Person

from ..models import Suspension, Volunteer

SHORTEST_REASON = 4  # characters


class SuspensionReasonNeeded(DomainError):
    """Nobody is suspended without a reason that can be told."""

    status = 422


class EndInThePast(DomainError):
    """A suspension ends today or later."""

    status = 422


class NotActive(DomainError):
    """Only an active volunteer can be suspended."""


@transaction.atomic
def suspend(
    volunteer: Volunteer, *, reason: str, by: Person, until: date | None = None
) -> Suspension:
    """Keep a volunteer from serving until the end of the day `until`; None: until lifted.

    They are told the reason. Raises `SuspensionReasonNeeded`, `EndInThePast`, `NotActive`,
    `NotAllowed`.
    """
    person = volunteer.person
    by.must("volunteer.suspend", at=person.seat)
    if by.pk == person.pk:
        raise NotAllowed(_("Nobody suspends themselves: take a pause, or leave."))
    volunteer = Volunteer.objects.select_for_update().get(pk=volunteer.pk)
    if len(reason.strip()) < SHORTEST_REASON:
        raise SuspensionReasonNeeded(_("Please say why, in words that can be told to them."))
    if until is not None and until < timezone.localdate():
        raise EndInThePast(_("The last day lies in the past."))
    if not volunteer.is_active:
        raise NotActive(_("Only an active volunteer can be suspended."))
    suspension = Suspension(volunteer=volunteer, reason=reason.strip(), until=until, by=by)
    suspension.full_clean()
    suspension.save()
    volunteer.state = Volunteer.State.SUSPENDED
    volunteer.save(update_fields=["state"])
    record("volunteer.suspended", by=by, on=volunteer, at=person.home, reason=suspension.reason,
           until=str(until or ""))  # fmt: skip
    tell(
        person,
        subject=gettext_noop("You are suspended as a volunteer until %(until)s"),
        body=gettext_noop("The reason: %(reason)s If you do not agree, please ask your station."),
        values={"until": until or gettext_lazy("further notice"), "reason": suspension.reason},
        about=volunteer,
        url="/me/volunteer/",
    )
    return suspension


@transaction.atomic
def lift(suspension: Suspension, *, by: Person) -> Volunteer:
    """End a suspension; the volunteer may serve at once. Twice is once. Raises `NotAllowed`."""
    person = suspension.volunteer.person
    if not by.may("volunteer.lift", at=person.seat):
        by.must("volunteer.suspend", at=person.seat)
    volunteer: Volunteer = Volunteer.objects.select_for_update().get(pk=suspension.volunteer_id)
    suspension = Suspension.objects.get(pk=suspension.pk)
    if suspension.lifted_at is not None:
        return volunteer
    suspension.lifted_at, suspension.lifted_by = timezone.now(), by
    suspension.save(update_fields=["lifted_at", "lifted_by"])
    if volunteer.state == Volunteer.State.SUSPENDED:
        volunteer.state = Volunteer.State.ACTIVE
        volunteer.save(update_fields=["state"])
    record("volunteer.lifted", by=by, on=volunteer, at=person.home)
    tell(
        person,
        subject=gettext_noop("You may serve as a volunteer again"),
        about=volunteer,
        url="/me/volunteer/",
    )
    return volunteer


def lift_ended(*, by: Person) -> int:
    """Lift every suspension whose last day is over; return how many."""
    ended = Suspension.objects.ended(timezone.localdate())
    lifted = 0
    for suspension in ended.select_related("volunteer__person"):
        lift(suspension, by=by)
        lifted += 1
    return lifted
