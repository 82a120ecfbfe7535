"""Take a list of people in at one stroke: the roll of a unit, the register of a village."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tongxin.errors import DomainError
from tongxin.journal.actions import record_many
from tongxin.places.models import Place
from tongxin.vault.sealing import blind_index, seal

from ..ages import CHILD, years_between
from ..identities import read_identity
from ..models import Person
from ..phones import normalise_phone
from .accounts import GuardianNeeded, IdentityTaken, PhoneTaken


@dataclass(frozen=True)
class Entry:
    """One line of a list of people."""

    name: str
    home: Place
    phone: str = ""
    birth_date: date | None = None
    language: str = "zh-hans"
    identity: str = ""  # resident identity number; the birth date is the one in it


@dataclass
class Roll:
    """What became of a list: the accounts made, and (line, why) of those that were not."""

    people: list[Person] = field(default_factory=list)
    refused: list[tuple[Entry, str]] = field(default_factory=list)


@transaction.atomic
def enter_people(entries: Sequence[Entry], *, by: Person) -> Roll:
    """Make accounts for the people of a list, under the rules `create_person` keeps for one.

    They have no password and an unproved phone: each comes in by a code sent to it, and is asked
    for consent then. Nobody becomes a volunteer by this (rule 4). Raises `NotAllowed`.
    """
    for place in {entry.home.pk: entry.home for entry in entries}.values():
        by.must("person.enter", at=place)
    roll, today = Roll(), timezone.localdate()
    taken = _phones_here(entries) | _identities_here(entries)
    for entry in entries:
        try:
            roll.people.append(_person(entry, taken, today))
        except (DomainError, ValidationError) as error:
            why = "; ".join(error.messages) if isinstance(error, ValidationError) else str(error)
            roll.refused.append((entry, why))
    Person.objects.bulk_create(roll.people, batch_size=500)
    record_many("person.created", by=by, rows=[(row, row.home, {}) for row in roll.people])
    return roll


def _phones_here(entries: Iterable[Entry]) -> set[str]:
    indexes = {blind_index(_digits(entry.phone), kind="phone") for entry in entries}
    held = Person.objects.exclude(phone_index="").filter(
        phone_index__in=indexes - {""}, closed_at=None
    )
    return set(held.values_list("phone_index", flat=True))


def _identities_here(entries: Iterable[Entry]) -> set[str]:
    indexes = {blind_index(entry.identity, kind="identity") for entry in entries} - {""}
    if not indexes:
        return set()
    held = Person.objects.exclude(identity_index="").filter(
        identity_index__in=indexes, closed_at=None
    )
    return set(held.values_list("identity_index", flat=True))


def _digits(phone: str) -> str:
    try:
        return normalise_phone(phone, landline=True) if phone else ""
    except DomainError:  # refused with its reason when its line is looked at
        return ""


def _person(entry: Entry, taken: set[str], today: date) -> Person:
    identity = read_identity(entry.identity, today=today) if entry.identity else None
    born = identity.birth_date if identity else entry.birth_date
    if born and years_between(born, today) < CHILD:
        raise GuardianNeeded(_("Under 14, a guardian has to agree first."))
    person = Person(
        name=entry.name.strip(), home=entry.home, birth_date=born, language=entry.language,
        password=f"{UNUSABLE_PASSWORD_PREFIX}{secrets.token_urlsafe(30)}",
    )  # fmt: skip
    person.username = f"r-{person.uid.hex[:12]}"
    if entry.phone:
        phone = normalise_phone(entry.phone, landline=True)
        person.phone_sealed = seal(phone, row=person.row("phone"))
        person.phone_index = blind_index(phone, kind="phone")
    if identity:
        person.identity_sealed = seal(identity.number, row=person.row("identity"))
        person.identity_index = blind_index(identity.number, kind="identity")
    _must_be_free(person, taken)
    person.clean_fields(exclude=["home"])
    taken |= {person.phone_index, person.identity_index}
    return person


def _must_be_free(person: Person, taken: set[str]) -> None:
    if person.phone_index and person.phone_index in taken:
        raise PhoneTaken(_("This phone already has an account. Log in with it instead."))
    if person.identity_index and person.identity_index in taken:
        raise IdentityTaken(
            _("This identity number already has an account. Please ask your station.")
        )
