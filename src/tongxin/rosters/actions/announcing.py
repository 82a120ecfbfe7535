"""Tell a published notice to those it fits, and to other systems that asked to be told."""

from collections.abc import Sequence

import numpy as np
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from tongxin.clearance.crowd import crowd
from tongxin.clearance.gates import offered
from tongxin.journal.actions import record
from tongxin.messaging.actions import post_many
from tongxin.people.actions import letter_to
from tongxin.people.models import Person
from tongxin.places.models import Place

from ..gates import busy_between, requirement_of
from ..models import Notice, Part, Shift
from .hooking import events_of

PER_PLACE = 5  # people told for each place to be filled: more than half say no to a message
FEWEST, MOST = 20, 2000
SHIFTS = 60  # looked at for one notice


def announce_due(*, by: Person) -> int:
    """Tell the notices that came out to those they fit; return to how many people.

    Each notice in its own transaction, once; safe to run twice and at once.
    """
    due = Notice.objects.published().filter(told_at=None).order_by("pk")
    return sum(_announce(notice, by=by) for notice in due.select_related("place")[:20])


@transaction.atomic
def _announce(notice: Notice, *, by: Person) -> int:
    by.must("notice.announce", at=notice.place)
    rows = Notice.objects.select_for_update(of=("self",), skip_locked=True)
    locked = rows.select_related("place").filter(pk=notice.pk, told_at=None).first()
    if locked is None:
        return 0
    people = fitting_people(locked)
    url = reverse("rosters:notice", args=[locked.pk])
    letters = [
        letter_to(
            person, subject=gettext_noop("Near you: %(title)s"),
            body=gettext_noop("%(when)s, %(where)s. Come if you like; no is an answer."),
            values={"title": locked.title, "when": locked.when_words, "where": locked.where_words},
            about=locked, url=url,
        )
        for person in people
    ]  # fmt: skip
    post_many([letter for letter in letters if letter] + events_of(locked, "notice.published"))
    locked.told_at = timezone.now()
    locked.save(update_fields=["told_at"])
    record("notice.told", by=by, on=locked, at=locked.place, people=len(people))
    return len(people)


def fitting_people(notice: Notice) -> Sequence[Person]:
    """Return the volunteers cleared for a shift of the notice who want such offers, near first.

    At most `PER_PLACE` for each person wanted. Who lives in the town comes before the others.
    """
    shifts = Shift.objects.coming(timezone.now()).filter(post__notice=notice)
    found = list(shifts.select_related("post__place", "post__site")[:SHIFTS])
    parts = Part.objects.filter(post__notice=notice, whole_team=False, team=None)
    asked = [
        requirement_of(shift, part)
        for shift in found
        for part in parts
        if part.post_id == shift.post_id
    ]
    if not asked:
        return []
    busy = busy_between(found[0].starts_at, max(shift.ends_at for shift in found))
    everybody = crowd(Place.objects.get(parent=None), asked, busy=busy)
    fits = np.asarray(offered(everybody, asked).any(axis=1))
    near = everybody.homes_under(asked[0].town or notice.place.path)
    order = np.lexsort((~near, ~fits))  # the last key sorts first
    most = min(max(PER_PLACE * notice.number, FEWEST), MOST)
    keys = [int(everybody.people[row]) for row in order[:most] if fits[row]]
    people = Person.objects.select_related("home").in_bulk(keys)
    return [people[key] for key in keys if key in people]
