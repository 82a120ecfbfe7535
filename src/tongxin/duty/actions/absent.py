"""No-shows: recorded after a time of grace, excused by whoever kept the post, forgotten in time."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongxin.journal.actions import record
from tongxin.people.actions import tell
from tongxin.people.models import Person
from tongxin.places.models import Place
from tongxin.rosters.actions.telling import facts_of, write_to_keepers
from tongxin.rosters.models import Enrolment, Shift

from ..models import Absence
from ..times import Times, times_in_force
from .places import lock_enrolment, must_call_roll
from .refusals import NotAppealable
from .replacing import find_another

LOOKED_BACK = timedelta(days=1)  # shifts that began earlier were looked at before


def missing(now: datetime, times: Times) -> Any:
    """Return the enrolments of those who are not there after the time of grace."""
    due = now - timedelta(minutes=times.absent_minutes)
    return Enrolment.objects.filter(
        state=Enrolment.State.JOINED, heads=1, attendance=None, absence=None,
        shift__state=Shift.State.OPEN, shift__starts_at__lte=due,
        shift__starts_at__gt=now - LOOKED_BACK,
    ).exclude(person=None, helper_name="")  # fmt: skip


def record_absences(*, by: Person, most: int = 2000) -> int:
    """Note who did not come, and have others asked; return how many.

    Each in its own transaction; safe to run twice and at once.
    """
    now, times = timezone.now(), times_in_force()
    rows = missing(now, times).select_related("shift__post__place").order_by("pk")[:most]
    return sum(_record(row, now, times, by=by) for row in rows)


@transaction.atomic
def _record(enrolment: Enrolment, now: datetime, times: Times, *, by: Person) -> bool:
    by.must("absence.record", at=enrolment.shift.post.place)
    row = lock_enrolment(enrolment)
    if not missing(now, times).filter(pk=row.pk).exists():
        return False
    absence = Absence.objects.create(
        enrolment=row, person=row.person, recorded_at=now,
        expires_on=timezone.localdate(now) + timedelta(days=times.absence_days),
    )  # fmt: skip
    find_another(row, reason="no_show", by=by)
    _tell(absence)
    record("absence.recorded", by=by, on=absence, at=row.shift.post.place)
    return True


def _tell(absence: Absence) -> None:
    row = absence.enrolment
    write_to_keepers(
        row, subject=gettext_noop("Somebody did not come: %(post)s"),
        body=gettext_noop("%(who)s is not there. Somebody else is being asked if there is time."),
    )  # fmt: skip
    if row.person is not None:
        tell(
            row.person, subject=gettext_noop("We missed you: %(post)s"),
            body=gettext_noop(
                "%(when)s, %(where)s. We hope you are well. If this is wrong, or something came in"
                " between, tell us here; it is forgotten by itself on %(until)s."
            ),
            values=facts_of(row.shift) | {"until": absence.expires_on.isoformat()},
            about=absence, url=reverse("duty:mine"),
        )  # fmt: skip


@transaction.atomic
def excuse(absence: Absence, *, reason: str, by: Person) -> Absence:
    """Excuse somebody who did not come, saying why; twice is once. Raises `NotAppealable`."""
    must_call_roll(absence.enrolment.shift, by)
    found = _locked(absence)
    if found.state == Absence.State.EXCUSED:
        return found
    if found.state not in (Absence.State.COUNTED, Absence.State.APPEALED):
        raise NotAppealable(_("This was decided before."))
    return _decide(found, Absence.State.EXCUSED, reason, "absence.excused", by)


@transaction.atomic
def appeal(absence: Absence, *, words: str, by: Person) -> Absence:
    """Say, once, that a no-show was recorded wrongly. Raises `NotAppealable`."""
    found = _locked(absence)
    if found.person_id != by.pk:
        raise NotAppealable(_("Only the person can appeal."))
    if not found.may_be_appealed(timezone.localdate()) or not words.strip():
        raise NotAppealable(_("There is nothing to appeal any more, or no word was said."))
    found.state, found.appeal_words = Absence.State.APPEALED, words.strip()[:500]
    found.appealed_at = timezone.now()
    found.save(update_fields=["state", "appeal_words", "appealed_at"])
    record("absence.appealed", by=by, on=found, at=found.enrolment.shift.post.place)
    return found


@transaction.atomic
def lift(absence: Absence, *, reason: str, by: Person) -> Absence:
    """Agree with an appeal: the no-show counts no more. Raises `NotAppealable`, `NotAllowed`."""
    return _decide(_appealed(absence, by), Absence.State.LIFTED, reason, "absence.decided", by)


@transaction.atomic
def uphold(absence: Absence, *, reason: str, by: Person) -> Absence:
    """Let a no-show stand after the appeal, saying why. Raises `NotAppealable`, `NotAllowed`."""
    if not reason.strip():
        raise NotAppealable(_("Please say why it stands."))
    return _decide(_appealed(absence, by), Absence.State.UPHELD, reason, "absence.decided", by)


def _appealed(absence: Absence, by: Person) -> Absence:
    by.must("absence.decide", at=absence.enrolment.shift.post.place)
    found = _locked(absence)
    if found.person_id == by.pk:
        raise NotAppealable(_("Somebody else has to decide about your appeal."))
    if found.state != Absence.State.APPEALED:
        raise NotAppealable(_("This was decided before."))
    return found


def _locked(absence: Absence) -> Absence:
    rows = Absence.objects.select_for_update(of=("self",), no_key=True)
    found: Absence = rows.select_related(
        "person__home", "enrolment__shift__post__place", "enrolment__shift__post__site"
    ).get(pk=absence.pk)
    return found


def _decide(absence: Absence, state: str, reason: str, verb: str, by: Person) -> Absence:
    absence.state, absence.reason = state, reason.strip()[:200]
    absence.decided_by, absence.decided_at = by, timezone.now()
    absence.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    shift = absence.enrolment.shift
    if absence.person is not None:
        tell(
            absence.person, subject=gettext_noop("About your absence: %(post)s"),
            body=gettext_noop("%(state)s. %(reason)s"),
            values=facts_of(shift) | {"state": absence.get_state_display(), "reason": reason},
            about=absence, url=reverse("duty:mine"),
        )  # fmt: skip
    record(verb, by=by, on=absence, at=shift.post.place, state=state)
    return absence


@transaction.atomic
def forget_absences(*, by: Person) -> int:
    """Forget the no-shows that expired, with what was said about them; return how many."""
    city = Place.objects.get(parent=None)
    by.must("absence.forget", at=city)
    expired = Absence.objects.filter(expires_on__lte=timezone.localdate())
    count, _of = expired.delete()
    if count:
        record("absences.forgotten", by=by, on=city, at=city, count=count)
    return count
