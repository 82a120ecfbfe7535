"""The recipient's own marks. They are nobody else's business: no journal."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tongxin.errors import NotFound
from tongxin.journal.actions import key_of
from tongxin.journal.actors import Actor

from ..models import Message


@transaction.atomic
def mark_read(message: Message, *, by: Actor) -> Message:
    """Note that the recipient saw it; twice is once."""
    if message.recipient != key_of(by):
        raise NotFound(_("There is no such message."))
    if message.read_at is None:
        message.read_at = timezone.now()
        message.save(update_fields=["read_at"])
    return message


@transaction.atomic
def mark_all_read(*, by: Actor) -> int:
    """Note that the recipient saw everything; return how many were new."""
    count: int = Message.objects.to(key_of(by)).unread().update(read_at=timezone.now())
    return count
