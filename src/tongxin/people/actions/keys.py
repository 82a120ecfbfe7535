"""Keys for programmes: made once, shown once, revoked at once."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from tongxin.errors import DomainError
from tongxin.journal.actions import record

from ..models import ApiKey, Person
from ..powers import LEADER, POWERS, ROBOTS

NAMED = timedelta(minutes=1)  # how exactly "last used" is kept
KNOWN = frozenset().union(*POWERS.values(), LEADER, *ROBOTS.values())


class UnknownPower(DomainError):
    """The table of powers has no such power."""

    status = 422


@transaction.atomic
def make_api_key(
    person: Person, *, label: str, powers: Iterable[str], by: Person
) -> tuple[ApiKey, str]:
    """Return a new key and its secret text, which is never shown again.

    The key can never do more than its person may. Raises `UnknownPower`, `NotAllowed`.
    """
    by.must("apikey.manage", at=person.seat)
    wanted = sorted(set(powers))
    if unknown := set(wanted) - KNOWN:
        raise UnknownPower(_("There is no power called %(name)s.") % {"name": min(unknown)})
    prefix, secret = secrets.token_hex(5), secrets.token_urlsafe(32)
    key = ApiKey(
        person=person, label=label.strip(), prefix=prefix, digest=_digest(secret), powers=wanted,
        made_by=by,
    )  # fmt: skip
    key.full_clean(exclude=["powers"])
    key.save()
    record("apikey.made", by=by, on=key, at=person.home, label=key.label, powers=wanted)
    return key, f"tx_{prefix}_{secret}"


@transaction.atomic
def revoke_api_key(key: ApiKey, *, by: Person) -> ApiKey:
    """End a key now; its person may, too. Twice is once."""
    if by.pk != key.person_id:
        by.must("apikey.manage", at=key.person.seat)
    key = ApiKey.objects.select_for_update(of=("self",)).get(pk=key.pk)
    if key.revoked_at is None:
        key.revoked_at = timezone.now()
        key.save(update_fields=["revoked_at"])
        record("apikey.revoked", by=by, on=key, at=key.person.home, label=key.label)
    return key


def authenticate_key(text: str) -> Person | None:
    """Return the key's person, held to the key's powers; None when the key does not open."""
    kind, _sep, rest = text.strip().partition("_")
    prefix, _sep, secret = rest.partition("_")
    if kind != "tx" or not secret:
        return None
    found = ApiKey.objects.select_related("person__home").filter(prefix=prefix, revoked_at=None)
    key = found.first()
    if key is None or not constant_time_compare(key.digest, _digest(secret)):
        return None
    if not key.person.is_active or key.person.closed_at:
        return None
    _note_use(key)
    person: Person = key.person
    person.only_powers = frozenset(key.powers)
    return person


def _note_use(key: ApiKey) -> None:
    now = timezone.now()
    if key.last_used_at is None or now - key.last_used_at > NAMED:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
