"""Take one's data along, and leave (rule 8)."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tongxin.errors import NotAllowed
from tongxin.journal.actions import key_of, record
from tongxin.journal.models import Entry
from tongxin.messaging.models import Message

from ..models import Person
from .restanding import restand

# Apps above add their chapter of a person's export, in their `AppConfig.ready`.
CHAPTERS: dict[str, Callable[[Person], Any]] = {}


def export_also(name: str, chapter: Callable[[Person], Any]) -> None:
    """Let `chapter(person)` (something JSON can hold) appear as `name` in every export."""
    CHAPTERS[name] = chapter


@transaction.atomic
def export_person(person: Person, *, by: Person) -> dict[str, Any]:
    """Return everything kept about oneself, or a child in one's care, opened, as plain data."""
    if by.pk != person.pk and not by.guards(person, timezone.localdate()):
        raise NotAllowed(_("Only the person, or a confirmed guardian, takes the data along."))
    key = key_of(person)
    exported = {
        "account": _account(person),
        "roles": list(person.grants.values("role", "place__name", "since", "until")),
        "teams": list(person.memberships.values("team__name", "role")),
        "consents": list(person.consents.values(
            "text__purpose", "text__version", "text__title", "given_at", "withdrawn_at")),
        "guardians": list(person.guardianships.values("relation", "confirmed_at", "ended_at")),
        "children": list(person.wards.values("relation", "confirmed_at", "ended_at")),
        "messages": list(Message.objects.to(key).values("created_at", "subject", "body")),
        "journal": list(Entry.objects.filter(on=key).values("happened_at", "verb", "reason")),
    } | {name: chapter(person) for name, chapter in CHAPTERS.items()}  # fmt: skip
    record("person.exported", by=by, on=person, at=person.home)
    return exported


def _account(person: Person) -> dict[str, Any]:
    plain = ("username", "name", "nickname", "language", "birth_date", "joined_at", "last_login")
    account = {field: getattr(person, field) for field in plain}
    home = person.home.official_name or person.home.name if person.home else ""
    return account | {"phone": person.phone, "identity": person.identity, "home": home}


@transaction.atomic
def close_account(person: Person, *, by: Person, reason: str = "") -> Person:
    """Close an account: nobody logs in, nobody sees it, the phone and identity are free again.

    Name and identity stay sealed off for service records the law keeps ten years; the rest goes.
    """
    if by.pk != person.pk and not by.guards(person, timezone.localdate()):
        by.must("person.close", at=person.seat)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.closed_at:
        return person
    now = timezone.now()
    person.closed_at, person.is_active = now, False
    person.username, person.password = f"closed-{person.uid.hex}", make_password(None)
    person.nickname = person.phone_sealed = person.phone_index = ""
    person.phone_verified_at = None
    person.save()
    person.grants.valid(now).update(until=now)
    person.memberships.all().delete()
    restand(person)
    person.api_keys.filter(revoked_at=None).update(revoked_at=now)
    person.consents.standing().update(withdrawn_at=now)
    person.guardianships.filter(ended_at=None).update(ended_at=now)
    person.wards.filter(ended_at=None).update(ended_at=now)
    Authenticator.objects.filter(user=person).delete()
    record("person.closed", by=by, on=person, at=person.home, reason=reason)
    return person
