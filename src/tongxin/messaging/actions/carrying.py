"""Carry deliveries: each claimed by one worker, tried with growing waits, given up with a reason.

A claim counts up `attempts` and puts `next_try_at` to when the claim lapses. What a try comes to
is only written while `next_try_at` is still its own, so a worker that was taken for dead changes
nothing. A carrier that may have acted before its worker died sees the same `uid` again.
"""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from ..channels import Letter, Outcome, carrier_for
from ..models import Delivery, Message

logger = logging.getLogger("tongxin.messaging")

CLAIM = timedelta(minutes=10)  # longer than BATCH carriers at ten seconds each
BATCH = 20
KEEP_ADDRESS = timedelta(days=30)
KEEP_MESSAGE = timedelta(days=730)
KEEP_CODE = timedelta(days=1)  # after it is of no use: login codes
ENDED = [Delivery.State.DELIVERED, Delivery.State.FAILED, Delivery.State.CANCELLED]
NO_CARRIER = gettext_noop("No carrier is set up for this channel.")
NO_ADDRESS = gettext_noop("There is no address for this channel.")
NO_ANSWER = gettext_noop("The carrier did not answer.")
TOO_LATE = gettext_noop("It could not be carried while it was still of use.")


def deliver(delivery_id: int) -> bool:
    """Try one delivery now, if it is due and nobody else does; return whether it was tried."""
    claimed = _claim(Q(pk=delivery_id), limit=1)
    for delivery in claimed:
        _settle(delivery, _carry(delivery))
    return bool(claimed)


def deliver_due(limit: int = 1000) -> int:
    """Try what is due, the never tried and the newest first (a login code must not queue).

    Return how many were tried. Any number of workers may do this at once.
    """
    tried = 0
    while tried < limit and (claimed := _claim(Q(), limit=BATCH)):
        for delivery in claimed:
            _settle(delivery, _carry(delivery))
        tried += len(claimed)
    return tried


@transaction.atomic
def _claim(which: Q, *, limit: int) -> list[Delivery]:
    now = timezone.now()
    due = Delivery.objects.due(now).filter(which).order_by("attempts", "-pk")
    keys = due.select_for_update(skip_locked=True).values_list("pk", flat=True)
    mine = list(keys[:limit])
    Delivery.objects.filter(pk__in=mine).update(attempts=F("attempts") + 1, next_try_at=now + CLAIM)
    return list(Delivery.objects.filter(pk__in=mine).select_related("message").order_by("-pk"))


def _carry(delivery: Delivery) -> Outcome:
    message, carrier = delivery.message, carrier_for(delivery.channel)
    if carrier is None:
        return Outcome("refused", NO_CARRIER)
    if message.valid_until and message.valid_until < timezone.now():
        return Outcome("refused", TOO_LATE)
    if not delivery.address_sealed and delivery.channel != Delivery.Channel.INAPP:
        return Outcome("refused", NO_ADDRESS)
    letter = Letter(delivery.uid, delivery.channel, delivery.address, message.subject,
                    message.body, message.url)  # fmt: skip
    try:
        return carrier.carry(letter)
    except Exception as error:  # a foreign system: anything may come, all of it is worth a retry
        logger.warning("%s could not carry %s: %r", delivery.channel, delivery.uid, error)
        return Outcome("again", NO_ANSWER)


def _settle(delivery: Delivery, outcome: Outcome) -> bool:
    """Write down what a try came to, unless somebody else has taken over since."""
    now, states = timezone.now(), Delivery.State
    again = _next_try(delivery, now) if outcome.became == "again" else None
    state = {"delivered": states.DELIVERED, "handed_over": states.HANDED_OVER}.get(
        outcome.became, states.QUEUED if again else states.FAILED
    )
    mine = Delivery.objects.filter(pk=delivery.pk, next_try_at=delivery.next_try_at)
    if outcome.became in {"delivered", "handed_over"}:  # stopped too late: say what happened
        mine = mine.filter(state__in=[states.QUEUED, states.CANCELLED])
    else:
        mine = mine.filter(state=states.QUEUED)
    changed = mine.update(
        state=state,
        reason=outcome.reason[:200],
        reference=outcome.reference[:100],
        next_try_at=again or now,
        changed_at=now,
    )
    return bool(changed)


def _next_try(delivery: Delivery, now: datetime) -> datetime | None:
    """When to try again after `attempts` tries; None when it is time to give up."""
    waits = settings.MESSAGE_WAITS_MINUTES
    if delivery.attempts > len(waits):
        return None
    return now + timedelta(minutes=waits[delivery.attempts - 1])


@transaction.atomic
def confirm_delivery(uid: UUID, *, arrived: bool, reason: str = "") -> bool:
    """Write down a carrier's receipt; return whether it changed anything. Twice is once."""
    handed = Delivery.objects.filter(uid=uid, state=Delivery.State.HANDED_OVER)
    state = Delivery.State.DELIVERED if arrived else Delivery.State.FAILED
    changed = handed.update(state=state, reason=reason[:200], changed_at=timezone.now())
    return bool(changed)


@transaction.atomic
def forget_old() -> dict[str, int]:
    """Drop addresses and messages kept long enough; return how many of each."""
    now = timezone.now()
    addresses = (
        Delivery.objects.filter(state__in=ENDED, changed_at__lt=now - KEEP_ADDRESS)
        .exclude(address_sealed="")
        .update(address_sealed="")
    )
    outlived = Q(valid_until__lt=now - KEEP_CODE) | Q(created_at__lt=now - KEEP_MESSAGE)
    old = Message.objects.filter(outlived)
    messages = old.count()
    old.delete()
    return {"addresses": addresses, "messages": messages}
