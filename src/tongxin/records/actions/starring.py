"""One to five stars for verified hours, by application (rule 45)."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongxin.journal.actions import record
from tongxin.people.actions import tell
from tongxin.people.models import Person

from ..models import StarAward
from ..rules import rules_in_force
from .books import lock_book
from .refusals import AlreadyAsked, AlreadyDecided, NotEnoughHours, NotYours, ReasonNeeded


def stars_within(minutes: int, star_hours: list[int]) -> int:
    """Return how many stars so many verified minutes are worth: 0 to 5."""
    return sum(minutes >= hours * 60 for hours in star_hours)


@transaction.atomic
def ask_stars(stars: int, *, by: Person) -> StarAward:
    """Ask for stars. Twice is once. Raises `NotEnoughHours`, `AlreadyAsked`."""
    book = lock_book(by)
    star_hours = rules_in_force().star_hours
    if not 1 <= stars <= len(star_hours):
        raise NotEnoughHours(_("There are one to five stars."))
    if book.verified_minutes < star_hours[stars - 1] * 60:
        raise NotEnoughHours(
            _("%(stars)s asks for %(hours)s verified hours.")
            % {"stars": "★" * stars, "hours": star_hours[stars - 1]}
        )
    known: StarAward | None = by.stars.exclude(state="refused").filter(stars=stars).first()
    if known is not None and known.state == StarAward.State.ASKED:
        return known
    if known is not None:
        raise AlreadyAsked(_("You have these stars already."))
    row = StarAward.objects.create(person=by, stars=stars, minutes=book.verified_minutes)
    record("stars.asked", by=by, on=row, at=by.home, stars=stars)
    return row


@transaction.atomic
def give_stars(row: StarAward, *, by: Person) -> StarAward:
    """Give the stars asked for, if the hours are there still. Twice is once.

    Raises `NotYours`, `NotEnoughHours`, `AlreadyDecided`, `NotAllowed`.
    """
    row = _to_decide(row, by)
    if row.state == StarAward.State.GIVEN:
        return row
    _must_be_asked(row)
    book, star_hours = lock_book(row.person), rules_in_force().star_hours
    if book.verified_minutes < star_hours[row.stars - 1] * 60:
        raise NotEnoughHours(_("The hours are fewer now: a line was corrected."))
    row.state = StarAward.State.GIVEN
    return _decided(row, by, gettext_noop("You are a %(stars)s volunteer"))


@transaction.atomic
def refuse_stars(row: StarAward, *, reason: str, by: Person) -> StarAward:
    """Do not give the stars, and say why. Raises as `give_stars`, and `ReasonNeeded`."""
    row = _to_decide(row, by)
    if not reason.strip():
        raise ReasonNeeded(_("Say why; the volunteer is told."))
    if row.state == StarAward.State.REFUSED:
        return row
    _must_be_asked(row)
    row.state, row.refused_because = StarAward.State.REFUSED, reason.strip()[:300]
    return _decided(row, by, gettext_noop("%(stars)s could not be given: %(reason)s"))


def _to_decide(row: StarAward, by: Person) -> StarAward:
    by.must("star.give", at=row.person.seat)
    rows = StarAward.objects.select_for_update(of=("self",)).select_related("person__home")
    row = rows.get(pk=row.pk)
    if row.person_id == by.pk:
        raise NotYours(_("Nobody gives stars to themselves."))
    return row


def _must_be_asked(row: StarAward) -> None:
    if row.state != StarAward.State.ASKED:
        raise AlreadyDecided(_("Somebody has decided on it already."))


def _decided(row: StarAward, by: Person, subject: str) -> StarAward:
    row.decided_by, row.decided_at = by, timezone.now()
    row.save(update_fields=["state", "refused_because", "decided_by", "decided_at"])
    record(f"stars.{row.state}", by=by, on=row, at=row.person.home, stars=row.stars,
           reason=row.refused_because)  # fmt: skip
    tell(row.person, subject=subject, about=row, url=reverse("records:mine"),
         values={"stars": row.shown, "reason": row.refused_because})  # fmt: skip
    return row
