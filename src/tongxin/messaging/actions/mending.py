"""What the desk does about deliveries that did not arrive."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongxin.clock.actions import send
from tongxin.errors import DomainError
from tongxin.journal.actions import record
from tongxin.journal.actors import Actor
from tongxin.vault.sealing import seal

from ..models import Delivery
from .posting import CARRY

TOLD = gettext_noop("Told by telephone.")


class CannotBeRetried(DomainError):
    """It waits already, or it arrived."""


class NoLongerWaiting(DomainError):
    """It is on its way or done."""


class ReasonMissing(DomainError):
    """Nobody looks at an address without saying why."""

    status = 422


class AlreadyGoes(DomainError):
    """The message goes by this channel already."""


def _locked(delivery: Delivery) -> Delivery:
    found: Delivery = (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("message")
        .get(pk=delivery.pk)
    )
    return found


@transaction.atomic
def retry_delivery(delivery: Delivery, *, by: Actor) -> Delivery:
    """Try a failed, stopped or silent delivery once more. Raises `CannotBeRetried`."""
    by.must("message.manage", at=delivery.message.spot)
    delivery = _locked(delivery)
    if not delivery.may_be_retried:
        raise CannotBeRetried(_("This one waits already, or it has arrived."))
    was, delivery.state, delivery.reason = delivery.state, Delivery.State.QUEUED, ""
    delivery.attempts, delivery.next_try_at = 0, timezone.now()
    delivery.save(update_fields=["state", "reason", "attempts", "next_try_at"])
    send(CARRY, key=CARRY)
    record("delivery.retried", by=by, on=delivery, at=delivery.message.spot, was=was)
    return delivery


@transaction.atomic
def cancel_delivery(delivery: Delivery, *, by: Actor) -> Delivery:
    """Stop a delivery that waits. Raises `NoLongerWaiting`."""
    by.must("message.manage", at=delivery.message.spot)
    delivery = _locked(delivery)
    if not delivery.is_waiting:
        raise NoLongerWaiting(_("It no longer waits, so it cannot be stopped."))
    delivery.state, delivery.changed_at = Delivery.State.CANCELLED, timezone.now()
    delivery.save(update_fields=["state", "changed_at"])
    record("delivery.cancelled", by=by, on=delivery, at=delivery.message.spot)
    return delivery


@transaction.atomic
def send_also(delivery: Delivery, *, channel: str, address: str, by: Actor) -> Delivery:
    """Send the same message by another channel. Raises `AlreadyGoes`."""
    by.must("message.manage", at=delivery.message.spot)
    message = _locked(delivery).message
    if message.deliveries.filter(channel=channel).exists():
        raise AlreadyGoes(_("The message goes by this channel already; try that one again."))
    other = Delivery(message=message, channel=Delivery.Channel(channel))
    other.address_sealed = seal(address.strip(), row=other.row)
    other.save()
    send(CARRY, key=CARRY)
    record("delivery.added", by=by, on=other, at=message.spot, channel=channel)
    return other


@transaction.atomic
def note_told(delivery: Delivery, *, by: Actor) -> Delivery:
    """Note that a person was told by telephone instead; twice is once."""
    by.must("message.manage", at=delivery.message.spot)
    delivery = _locked(delivery)
    if delivery.state != Delivery.State.DELIVERED:
        delivery.state, delivery.reason = Delivery.State.DELIVERED, TOLD
        delivery.changed_at = timezone.now()
        delivery.save(update_fields=["state", "reason", "changed_at"])
        record("delivery.told", by=by, on=delivery, at=delivery.message.spot)
    return delivery


@transaction.atomic
def reveal_address(delivery: Delivery, *, reason: str, by: Actor) -> str:
    """Open an address for telephoning (rule 7). Raises `ReasonMissing`, `NotAllowed`."""
    by.must("person.reveal", at=delivery.message.spot)
    if not reason.strip():
        raise ReasonMissing(_("Please say why you need to see it."))
    record("delivery.revealed", by=by, on=delivery, at=delivery.message.spot, reason=reason)
    return delivery.address
