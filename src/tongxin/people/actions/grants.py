"""Give roles, and take them back."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tongxin.errors import DomainError, NotAllowed
from tongxin.journal.actions import record
from tongxin.places.models import Place

from ..models import Grant, Person
from ..powers import POWERS
from .restanding import restand
from .telling import UnknownRole


class AlreadyGranted(DomainError):
    """The person holds this role there already."""


class RoleAboveOwn(NotAllowed):
    """Nobody gives or takes more than they hold themselves."""


def may_hand(by: Person, role: str, at: Place) -> bool:
    """Whether `by` holds every power of `role` at `at`, or sets the city up."""
    return by.may("grant.any", at=at) or POWERS[role] <= by.powers_at(at)


def _must_hand(by: Person, role: str, at: Place) -> None:
    by.must("grant.give", at=at)
    if role not in POWERS:
        raise UnknownRole(_("There is no role called %(role)s.") % {"role": role})
    if not may_hand(by, role, at):
        raise RoleAboveOwn(_("This role may do more than you may. Please ask somebody above."))


@transaction.atomic
def give_grant(
    person: Person, *, role: str, at: Place, by: Person, until: datetime | None = None
) -> Grant:
    """Give `person` a role at a place and below.

    Raises `AlreadyGranted`, `RoleAboveOwn`, `UnknownRole`, `NotAllowed`.
    """
    _must_hand(by, role, at)
    Person.objects.select_for_update().get(pk=person.pk)
    if person.grants.valid(timezone.now()).filter(role=role, place=at).exists():
        raise AlreadyGranted(_("%(person)s has this role here already.") % {"person": person})
    grant = Grant.objects.create(person=person, role=role, place=at, given_by=by, until=until)
    restand(person)
    record("grant.given", by=by, on=person, at=at, role=role)
    return grant


@transaction.atomic
def withdraw_grant(grant: Grant, *, by: Person) -> Grant:
    """End a grant now. Twice is once. Raises `RoleAboveOwn`, `NotAllowed`."""
    _must_hand(by, grant.role, grant.place)
    grant = Grant.objects.select_for_update(of=("self",)).get(pk=grant.pk)
    now = timezone.now()
    if grant.until is None or grant.until > now:
        grant.until = now
        grant.save(update_fields=["until"])
        restand(grant.person)
        record("grant.withdrawn", by=by, on=grant.person, at=grant.place, role=grant.role)
    return grant
