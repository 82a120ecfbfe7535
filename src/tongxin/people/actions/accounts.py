"""Make accounts, and correct what they hold."""

from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tongxin.errors import DomainError, NotAllowed
from tongxin.journal.actions import record
from tongxin.places.models import Place
from tongxin.vault.sealing import blind_index, mask_phone, seal

from ..ages import CHILD, years_between
from ..identities import Identity, read_identity
from ..models import Person
from ..phones import normalise_phone


class PhoneTaken(DomainError):
    """Another open account has this phone."""


class IdentityTaken(DomainError):
    """Another open account has this identity (rule 1)."""


class GuardianNeeded(DomainError):
    """Under 14, a guardian makes the account (rule 3)."""


class OnlyThemselves(NotAllowed):
    """Who works here changes their own way in; nobody does it for them."""


@transaction.atomic
def create_person(
    *, username: str, name: str, phone: str = "", password: str | None = None,
    home: Place | None = None, nickname: str = "", language: str = "zh-hans",
    birth_date: date | None = None, by: Person | None = None,
) -> Person:  # fmt: skip
    """Make an account; `by` is None when the person made it themselves.

    Raises `PhoneTaken`, `GuardianNeeded` (see `create_child`).
    """
    if birth_date and years_between(birth_date, timezone.localdate()) < CHILD:
        raise GuardianNeeded(
            _("Under 14, please let your mother, father or guardian make the account with you.")
        )
    return make_account(
        by=by, username=username, name=name, phone=phone, password=password, home=home,
        nickname=nickname, language=language, birth_date=birth_date,
    )  # fmt: skip


def make_account(
    *, by: Person | None, phone: str = "", password: str | None = None, **fields: Any
) -> Person:
    """Write the row and the journal of a new account; call it from an action."""
    person = Person(password=make_password(password), **fields)
    if phone:
        _put_phone(person, normalise_phone(phone, landline=by is not None))
    person.full_clean(validate_constraints=False)
    _save(person)
    record("person.created", by=by or person, on=person, at=person.home)
    return person


def _put_phone(person: Person, phone: str) -> None:
    person.phone_sealed = seal(phone, row=person.row("phone"))
    person.phone_index = blind_index(phone, kind="phone")


def _save(person: Person) -> None:
    """Save, and say which promise of uniqueness would break; holds when two press at once."""
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as error:
        if "phone" in str(error):
            raise PhoneTaken(
                _("This phone already has an account. Log in with it instead.")
            ) from error
        if "identity" in str(error):
            raise IdentityTaken(
                _("This identity number already has an account. Please ask your station.")
            ) from error
        raise


def _lock(person: Person, *, by: Person) -> Person:
    """Check that `by` is the person, or corrects for them at their home; lock the row."""
    if by.pk != person.pk:
        by.must("person.correct", at=person.seat)
    locked: Person = Person.objects.select_for_update().get(pk=person.pk, closed_at=None)
    return locked


@transaction.atomic
def rename(
    person: Person, *, by: Person, name: str | None = None, nickname: str | None = None
) -> Person:
    """Correct the name, or the nickname shown in public."""
    person = _lock(person, by=by)
    person.name = person.name if name is None else name.strip()
    person.nickname = person.nickname if nickname is None else nickname.strip()
    person.full_clean(validate_constraints=False)
    person.save(update_fields=["name", "nickname"])
    record("person.renamed", by=by, on=person, at=person.home)
    return person


@transaction.atomic
def set_phone(person: Person, phone: str, *, by: Person, verified: bool = False) -> Person:
    """Change the phone; `verified`: its holder has just proved it. Raises `PhoneTaken`.

    Whoever holds a role changes it themselves: it is a way into the account.
    """
    person = _lock(person, by=by)
    if by.pk != person.pk and person.roles_held:
        raise OnlyThemselves(_("Only they themselves may change this phone."))
    _put_phone(person, normalise_phone(phone, landline=by.pk != person.pk))
    person.phone_verified_at = timezone.now() if verified else None
    _save(person)
    record("person.phone_changed", by=by, on=person, at=person.home, phone=mask_phone(phone))
    return person


@transaction.atomic
def verify_phone(person: Person, *, by: Person) -> Person:
    """Note that the holder of the phone has proved it. Twice is once."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.phone_index and not person.phone_verified_at:
        person.phone_verified_at = timezone.now()
        person.save(update_fields=["phone_verified_at"])
        record("person.phone_verified", by=by, on=person, at=person.home)
    return person


@transaction.atomic
def set_identity(person: Person, number: str, *, by: Person) -> Identity:
    """Keep the resident identity number, and the birth date in it.

    Returns what the number says; a withdrawn area code is for the caller to warn about.
    Raises `BadIdentity`, `IdentityTaken`, `GuardianNeeded`.
    """
    today = timezone.localdate()
    person = _lock(person, by=by)
    identity = read_identity(number, today=today)
    _put_birth_date(person, identity.birth_date, today)
    person.identity_sealed = seal(identity.number, row=person.row("identity"))
    person.identity_index = blind_index(identity.number, kind="identity")
    _save(person)
    record("person.identity_set", by=by, on=person, at=person.home)
    return identity


@transaction.atomic
def set_birth_date(person: Person, birth_date: date, *, by: Person) -> Person:
    """Keep the birth date. Raises `GuardianNeeded` under 14 without a guardian."""
    person = _lock(person, by=by)
    _put_birth_date(person, birth_date, timezone.localdate())
    person.save(update_fields=["birth_date"])
    record("person.birth_date_set", by=by, on=person, at=person.home)
    return person


def _put_birth_date(person: Person, birth_date: date, today: date) -> None:
    if person.identity_index and person.birth_date != birth_date:
        raise IdentityTaken(_("The birth date is the one in the identity number."))
    if years_between(birth_date, today) < CHILD and not person.has_guardian():
        raise GuardianNeeded(_("Under 14, a guardian has to agree first."))
    person.birth_date = birth_date


@transaction.atomic
def set_home(person: Person, home: Place | None, *, by: Person) -> Person:
    """Say where the person lives."""
    person = _lock(person, by=by)
    if home is not None and by.pk != person.pk:
        by.must("person.correct", at=home)
    person.home = home
    person.save(update_fields=["home"])
    record("person.moved", by=by, on=person, at=home)
    return person


@transaction.atomic
def set_language(person: Person, language: str, *, by: Person) -> Person:
    """Choose the language of messages."""
    person = _lock(person, by=by)
    person.language = language
    person.full_clean(validate_constraints=False)
    person.save(update_fields=["language"])
    record("person.language_set", by=by, on=person, language=language)
    return person


@transaction.atomic
def set_password(person: Person, password: str, *, by: Person) -> Person:
    """Set one's own password; nobody sets another's."""
    if by.pk != person.pk:
        raise OnlyThemselves(_("Only they themselves may set this password."))
    person.password = make_password(password)
    person.save(update_fields=["password"])
    record("person.password_set", by=by, on=person, at=person.home)
    return person
