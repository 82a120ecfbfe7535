"""Invite the one who asked to say how it was: once for each answer (rules 17, 18)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongxin.errors import DomainError
from tongxin.journal.actions import record_many
from tongxin.menu.actions.telling import letter_to_booker
from tongxin.menu.models import Answer, Booking, Edition
from tongxin.messaging.actions import post_many
from tongxin.needs.models import Need
from tongxin.people.models import Person

from ..models import Receipt, last_answer
from .tallying import tally

ANSWERED = [Need.State.COMPLETED, Need.State.REVIEWED, Need.State.CLOSED]
# Said by what is left out, so that the latest answers are found along the index of their time.
UNANSWERED = [state for state in Need.State.values if state not in ANSWERED]
LATEST = timedelta(days=30)  # an answer older than this is not asked about any more


class NotAnsweredYet(DomainError):
    """There is nothing to review yet."""


def must_be_answered(need: Need) -> None:
    """Raise `NotAnsweredYet` unless there is an answer to speak about."""
    standing = need.standing
    if standing.state not in ANSWERED or standing.completed_at is None:
        raise NotAnsweredYet(_("Your request is not answered yet."))


def must_be_over(booking: Booking) -> None:
    """Raise `NotAnsweredYet` unless its session is over and they may have been there."""
    came = booking.state in {Booking.State.BOOKED, Booking.State.ATTENDED}
    if not came or booking.session.ends_at > timezone.now():
        raise NotAnsweredYet(_("You can say how it was once it is over."))


@transaction.atomic
def receipt_for_need(need: Need, *, by: Person) -> Receipt:
    """Return the receipt of a need's latest answer, made now if the invitation is still to come."""
    must_be_answered(need)
    standing = need.standing
    _write([_from_need(need, standing, _services_of([standing]))], by=by)
    receipt: Receipt = Receipt.objects.of_last_answer(need).get()
    return receipt


@transaction.atomic
def receipt_for_booking(booking: Booking, *, by: Person) -> Receipt:
    """Return the receipt of a booking whose session is over."""
    must_be_over(booking)
    _write([_from_booking(booking)], by=by)
    return Receipt.objects.get(booking=booking)


@transaction.atomic
def receipt_for_edition(edition: Edition, *, by: Person) -> Receipt:
    """Return a signed-in reader's receipt of a published edition."""
    if edition.state != Edition.State.PUBLISHED or edition.published_at is None:
        raise NotAnsweredYet(_("This edition is not published yet."))
    receipt = Receipt(
        edition=edition, person=by, place=edition.place,
        asked_at=edition.published_at, answered_at=edition.published_at,
    )  # fmt: skip
    _write([receipt], by=by)
    return Receipt.objects.get(edition=edition, person=by)


def invite_due(*, by: Person, limit: int = 500) -> int:
    """Make the receipts that are missing and write the invitations; return how many.

    Safe to run twice and at once: a receipt exists once, and only its maker writes to anybody.
    """
    since = timezone.now() - LATEST
    return _invite_needs(since, limit, by) + _invite_bookings(since, limit, by)


@transaction.atomic
def _invite_needs(since: datetime, limit: int, by: Person) -> int:
    """Needs told their requester when they were completed; here only the receipt is missing."""
    own = Receipt.objects.filter(
        need=OuterRef("pk"), answered_at=Greatest(OuterRef("completed_at"), OuterRef("raised_at"))
    )
    lone = Need.objects.filter(~Exists(own), completed_at__gte=since).exclude(state__in=UNANSWERED)
    lone = lone.select_related("team", "place").order_by("completed_at", "pk")
    joined_receipt = Receipt.objects.filter(
        need=OuterRef("pk"),
        answered_at=Greatest(OuterRef("merged_into__completed_at"), OuterRef("raised_at")),
    )
    joined = (
        Need.objects.filter(
            ~Exists(joined_receipt),
            state=Need.State.MERGED,
            merged_into__state__in=ANSWERED,
            merged_into__completed_at__gte=since,
        )
        .select_related("place", "merged_into__team")
        .order_by("raised_at", "pk")
    )
    needs = [*lone[:limit], *joined[:limit]]
    services = _services_of([need.standing for need in needs])
    return len(_write([_from_need(need, need.standing, services) for need in needs], by=by))


@transaction.atomic
def _invite_bookings(since: datetime, limit: int, by: Person) -> int:
    over = Booking.objects.filter(
        Q(state=Booking.State.ATTENDED) | Q(state=Booking.State.BOOKED),
        receipt=None, session__ends_at__lte=timezone.now(), session__ends_at__gte=since,
        session__state="open",
    )  # fmt: skip
    whole = over.select_related(
        "session__service__team", "session__place", "person__home", "recorder"
    )
    bookings = list(whole.order_by("pk")[:limit])
    made = _write([_from_booking(booking) for booking in bookings], by=by)
    tokens = {receipt.booking_id: receipt.token for receipt in made}
    letters = [
        letter_to_booker(
            booking,
            subject=gettext_noop("How was “%(service)s”?"),
            body=gettext_noop("A minute of your words makes tomorrow's menu better."),
            url=reverse("feedback:receipt", args=[tokens[booking.pk]]),
        )
        for booking in bookings
        if booking.pk in tokens
    ]
    post_many([letter for letter in letters if letter])
    return len(made)


def _write(receipts: list[Receipt], *, by: Person) -> list[Receipt]:
    """Insert those that are not there yet and return them, told by their own tokens."""
    Receipt.objects.bulk_create(receipts, ignore_conflicts=True, batch_size=500)
    tokens = [receipt.token for receipt in receipts]
    kept = set(Receipt.objects.filter(token__in=tokens).values_list("token", flat=True))
    made = [receipt for receipt in receipts if receipt.token in kept]
    rows: list[tuple[Any, Any, dict[str, Any]]] = [
        (receipt.need or receipt.booking or receipt.edition, receipt.place, {}) for receipt in made
    ]
    record_many("receipt.invited", by=by, rows=rows)
    tally(made)
    return made


def _from_need(need: Need, standing: Need, services: dict[int, int]) -> Receipt:
    answered_at = last_answer(need)
    assert answered_at is not None
    return Receipt(
        need=need,
        person_id=need.requester_id,
        proxy_id=need.recorder_id if need.on_behalf else None,
        place=need.place,
        team=standing.team,
        service_id=services.get(standing.pk),
        asked_at=need.raised_at,
        answered_at=answered_at,
    )


def _services_of(needs: Iterable[Need]) -> dict[int, int]:
    """Return, by need, the service of its team that answered it last, where one did."""
    told = Answer.objects.filter(
        need__in=[need.pk for need in needs], told_at__isnull=False, service__team=F("need__team")
    )
    return dict(told.order_by("told_at").values_list("need", "service"))


def _from_booking(booking: Booking) -> Receipt:
    session = booking.session
    return Receipt(
        booking=booking,
        person_id=booking.person_id,
        proxy_id=booking.recorder_id if booking.person_id is None else None,
        place=session.place,
        team=session.service.team,
        service=session.service,
        asked_at=booking.asked_at,
        answered_at=session.ends_at,
    )
