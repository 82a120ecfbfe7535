"""Children's accounts, and the adults who answer for them (rule 3)."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongxin.errors import DomainError, NotAllowed
from tongxin.journal.actions import key_of, record
from tongxin.places.models import Place

from ..ages import ADULT, years_between
from ..models import ConsentText, Guardianship, Person
from ..phones import normalise_phone
from .accounts import make_account
from .telling import tell


class NoSuchGuardian(DomainError):
    """No adult with this verified phone has an account."""

    status = 422


class NotAMinor(DomainError):
    """Who is 18 or older needs no guardian."""


class NoGuardianText(DomainError):
    """The city has not published what guardians agree to."""


@transaction.atomic
def create_child(
    *, username: str, name: str, birth_date: date, relation: str, by: Person,
    password: str | None = None, phone: str = "", home: Place | None = None,
) -> Person:  # fmt: skip
    """Make the account of a child in one's care; making it is the guardian's consent.

    Raises `NotAMinor`, `NoSuchGuardian`, `NoGuardianText`, `PhoneTaken`.
    """
    today = timezone.localdate()
    if years_between(birth_date, today) >= ADULT:
        raise NotAMinor(_("Who is 18 or older makes an account alone."))
    _must_be_able_to_guard(by, today)
    child = make_account(
        by=by, username=username, name=name, birth_date=birth_date, phone=phone,
        password=password, home=home or by.home, language=by.language,
    )  # fmt: skip
    guardianship = Guardianship(minor=child, guardian=by, relation=relation)
    _confirm(guardianship, by=by)
    return child


@transaction.atomic
def ask_guardian(minor: Person, guardian_phone: str, *, relation: str, by: Person) -> Guardianship:
    """Ask the adult with this phone to confirm. Raises `NotAMinor`, `NoSuchGuardian`."""
    if by.pk != minor.pk:
        by.must("person.correct", at=minor.seat)
    today = timezone.localdate()
    if not minor.is_minor_on(today):
        raise NotAMinor(_("Who is 18 or older needs no guardian."))
    found = Person.objects.with_phone(normalise_phone(guardian_phone)).exclude(pk=minor.pk).first()
    if found is None:
        raise NoSuchGuardian(
            _("No account has this phone. Your guardian can make one in a minute, then ask again.")
        )
    _must_be_able_to_guard(found, today)
    Person.objects.select_for_update().get(pk=minor.pk)
    standing = Guardianship.objects.filter(minor=minor, guardian=found, ended_at=None).first()
    if standing:
        return standing
    guardianship = Guardianship(minor=minor, guardian=found, relation=relation)
    guardianship.full_clean()
    guardianship.save()
    record("guardian.asked", by=by, on=minor, at=minor.home, guardian=key_of(found))
    tell(
        found,
        subject=gettext_noop("%(minor)s asks you to confirm as guardian"),
        body=gettext_noop("Please look at it under “My data”. Nothing happens until you confirm."),
        values={"minor": minor},
        about=guardianship,
        url="/me/",
    )
    return guardianship


@transaction.atomic
def confirm_guardianship(guardianship: Guardianship, *, by: Person) -> Guardianship:
    """Agree, as the guardian, to what the current text says. Twice is once."""
    guardianship = Guardianship.objects.select_for_update(of=("self",)).get(pk=guardianship.pk)
    if guardianship.guardian_id != by.pk or guardianship.ended_at:
        raise NotAllowed(_("Only the guardian who was asked may confirm."))
    if guardianship.confirmed_at is None:
        _must_be_able_to_guard(by, timezone.localdate())
        _confirm(guardianship, by=by)
    return guardianship


@transaction.atomic
def end_guardianship(guardianship: Guardianship, *, by: Person) -> Guardianship:
    """Stop answering for the minor; their consent ends with it. Twice is once."""
    guardianship = Guardianship.objects.select_for_update(of=("self",)).get(pk=guardianship.pk)
    if guardianship.guardian_id != by.pk:
        by.must("person.correct", at=guardianship.minor.seat)
    if guardianship.ended_at is None:
        guardianship.ended_at = timezone.now()
        guardianship.save(update_fields=["ended_at"])
        record("guardian.ended", by=by, on=guardianship.minor, at=guardianship.minor.home)
    return guardianship


def _must_be_able_to_guard(person: Person, today: date) -> None:
    age = person.age_on(today)
    if not person.phone_verified_at or (age is not None and age < ADULT):
        raise NoSuchGuardian(_("A guardian is an adult whose phone has been verified."))


def _confirm(guardianship: Guardianship, *, by: Person) -> None:
    text = ConsentText.objects.current().filter(purpose=ConsentText.Purpose.GUARDIAN).first()
    if text is None:
        raise NoGuardianText(_("The city has not published the text for guardians yet."))
    guardianship.text, guardianship.confirmed_at = text, timezone.now()
    guardianship.full_clean()
    guardianship.save()
    record(
        "guardian.confirmed", by=by, on=guardianship.minor, at=guardianship.minor.home,
        relation=guardianship.relation, version=text.version,
    )  # fmt: skip
