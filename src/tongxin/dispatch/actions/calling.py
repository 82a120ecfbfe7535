"""Call: a word to many about free places; the first who press have them (抢单)."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongxin.errors import DomainError
from tongxin.journal.actions import record
from tongxin.messaging.actions import post_many
from tongxin.people.actions import letter_to
from tongxin.people.models import Person
from tongxin.rosters.actions.telling import facts_of
from tongxin.rosters.models import Enrolment, Part, Shift

from ..models import Call
from ..nearest import fits
from .refilling import asked_for

FOR_EACH = 10  # people written to for each free place
MOST = 500


class NothingFree(DomainError):
    """There is no free place to call for, or nobody it fits."""


@transaction.atomic
def call(shift: Shift, *, part: Part, by: Person) -> Call:
    """Write to those a free place fits best: whoever presses first has it. Raises `NothingFree`."""
    by.must("offer.send", at=shift.post.place)
    held = Enrolment.objects.holding().filter(shift=shift, part=part)
    free = part.maximum - sum(held.values_list("heads", flat=True))
    if free <= 0 or shift.has_begun or part.team_id or part.whole_team:
        raise NothingFree(_("There is no place left that anybody could take."))
    found = fits(shift, part, most=min(MOST, free * FOR_EACH), without=asked_for(shift))
    if not found:
        raise NothingFree(_("Nobody who has not been asked fits this shift."))
    people = Person.objects.select_related("home").in_bulk([fit.person for fit in found])
    row: Call = Call.objects.create(
        shift=shift, part=part, people=len(found), places=free, by=by, at=timezone.now()
    )
    facts = facts_of(shift)
    letters = [
        letter_to(
            people[fit.person], about=shift, values=facts | {"km": f"{fit.metres / 1000:.1f}"},
            subject=gettext_noop("Who can come? %(post)s"),
            body=gettext_noop(
                "%(when)s, %(where)s, %(km)s km from you. Whoever presses first has the place;"
                " you need not answer."
            ),
            url=reverse("rosters:shift", args=[shift.pk]),
        )
        for fit in found
    ]  # fmt: skip
    post_many([letter for letter in letters if letter])
    record("shift.called", by=by, on=shift, at=shift.post.place, people=len(found), places=free)
    return row
