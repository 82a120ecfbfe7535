"""Remind those who joined: a day before, and two hours before."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from tongxin.people.models import Person

from ..models import Enrolment, Shift
from .telling import tell_enrolled

# (field that keeps when it was said, how long before)
ROUNDS = (
    ("reminded_at", timedelta(hours=24)),
    ("reminded_again_at", timedelta(hours=2)),
)

AT_ONCE = 400  # enrolments locked together


def remind_due(*, by: Person) -> int:
    """Write the reminders that are due; return how many. Safe to run twice and at once."""
    return sum(_remind_all(field, ahead, by=by) for field, ahead in ROUNDS)


def _remind_all(field: str, ahead: timedelta, *, by: Person) -> int:
    """A few at a time: whoever comes on duty meanwhile does not wait for a whole city."""
    written, seen = 0, AT_ONCE
    while seen == AT_ONCE:
        seen, some = _remind(field, ahead, by=by)
        written += some
    return written


@transaction.atomic
def _remind(field: str, ahead: timedelta, *, by: Person) -> tuple[int, int]:
    """Return (enrolments seen to, reminders written)."""
    now = timezone.now()
    due = Enrolment.objects.filter(
        state=Enrolment.State.JOINED, shift__state=Shift.State.OPEN,
        shift__starts_at__gt=now, shift__starts_at__lte=now + ahead, **{field: None},
    )  # fmt: skip
    rows = due.select_for_update(of=("self",), skip_locked=True).order_by("pk")
    told = list(
        rows.select_related("shift__post__place", "shift__post__site", "person__home", "team")
        [:AT_ONCE]
    )  # fmt: skip
    for place in {row.shift.post.place_id: row.shift.post.place for row in told}.values():
        by.must("shift.remind", at=place)
    for row in told:
        setattr(row, field, now)
    Enrolment.objects.bulk_update(told, [field], batch_size=200)
    early = [row for row in told if row.asked_at < row.shift.starts_at - ahead]
    tell_enrolled(  # the others have only just joined
        early,
        subject=gettext_noop("Soon: %(post)s"),
        body=gettext_noop("%(when)s, %(where)s. If you cannot come, say so here."),
    )
    return len(told), len(early)
