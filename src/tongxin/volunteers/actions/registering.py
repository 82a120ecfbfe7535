"""Join the register: by oneself, or by confirming what somebody else entered (rules 1 to 4)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongxin.errors import DomainError, NotAllowed
from tongxin.journal.actions import key_of, record
from tongxin.people.actions import (
    give_consent,
    has_consent,
    join_team,
    set_home,
    set_identity,
    tell,
)
from tongxin.people.models import ConsentText, Person
from tongxin.places.models import Place

from ..models import Volunteer
from .numbering import take_numbers

GRAIN = 200  # steps of a degree: positions are kept to 0.005°, some 500 m (rule 7)


class AlreadyVolunteer(DomainError):
    """The person is in the register already."""


class ConsentNeeded(DomainError):
    """Nobody is registered who has not agreed (rule 6)."""

    status = 422


class IdentityNeeded(DomainError):
    """A volunteer is somebody whose identity number was checked (rule 1)."""

    status = 422


class HomeNeeded(DomainError):
    """The register is by places: each volunteer belongs to one."""

    status = 422


class Suspended(DomainError):
    """A suspended volunteer cannot join anew."""


@transaction.atomic
def register(
    person: Person, *, by: Person, agree: ConsentText | None = None, identity: str = "",
    home: Place | None = None,
) -> Volunteer:  # fmt: skip
    """Join the register, confirm an invitation, or come back after leaving.

    Only the person does this (rule 4). A minor waits as `applied` until a guardian has confirmed.
    `agree` is the consent text just shown. Raises `AlreadyVolunteer`, `ConsentNeeded`,
    `IdentityNeeded`, `HomeNeeded`, `Suspended`, `BadIdentity`, `IdentityTaken`, `GuardianNeeded`,
    `TextReplaced`, `NotAllowed`.
    """
    if by.pk != person.pk:
        raise NotAllowed(_("Nobody becomes a volunteer through somebody else."))
    volunteer = _lock_free(person)
    person = _with_facts(person, identity, home)
    if agree is not None:
        give_consent(person, agree, by=by)
    elif not has_consent(person, ConsentText.Purpose.VOLUNTEER):
        raise ConsentNeeded(_("Please read what joining means, and agree."))
    now = timezone.now()
    if volunteer is None:
        volunteer = Volunteer(person=person, number=take_numbers(1, now)[0], since=now)
    return _confirm(volunteer, person, now)


def _lock_free(person: Person) -> Volunteer | None:
    """Return the person's row, locked, when it may be (re)opened; None: there is none yet."""
    Person.objects.select_for_update().get(pk=person.pk, closed_at=None)
    volunteer: Volunteer | None = (
        Volunteer.objects.select_for_update().filter(person=person).first()
    )
    if volunteer is None:
        return None
    if volunteer.state in (Volunteer.State.ACTIVE, Volunteer.State.APPLIED):
        raise AlreadyVolunteer(_("You are in the register already."))
    if volunteer.suspensions.open().exists():
        raise Suspended(_("You are suspended. Your station can tell you more."))
    if volunteer.state == Volunteer.State.MERGED:
        raise AlreadyVolunteer(_("This entry was merged into another. Please use that account."))
    return volunteer


def _with_facts(person: Person, identity: str, home: Place | None) -> Person:
    """Keep the identity and home just given; see that both are known."""
    if identity:
        set_identity(person, identity, by=person)
    if home is not None and home.pk != person.home_id:
        set_home(person, home, by=person)
    person = Person.objects.select_related("home").get(pk=person.pk)
    if not person.identity_index:
        raise IdentityNeeded(_("Please enter your identity number. It is checked and sealed."))
    if person.home is None:
        raise HomeNeeded(_("Please say where you live: your village or community."))
    return person


def _confirm(volunteer: Volunteer, person: Person, now: datetime) -> Volunteer:
    waits = person.waits_for_guardian(timezone.localdate(now))
    volunteer.state = Volunteer.State.APPLIED if waits else Volunteer.State.ACTIVE
    volunteer.confirmed_at, volunteer.left_at = now, None
    if volunteer.latitude is None:
        volunteer.latitude, volunteer.longitude = rough(person.home)
    volunteer.full_clean(validate_unique=False)
    volunteer.save()
    record("volunteer.registered", by=person, on=volunteer, at=person.home, state=volunteer.state,
           invited_by=key_of(volunteer.invited_by) if volunteer.invited_by else "")  # fmt: skip
    join_invited_team(volunteer, person)
    return volunteer


def join_invited_team(volunteer: Volunteer, person: Person) -> None:
    """Join the team the invitation came from, if who invited may still take people in."""
    team, by = volunteer.invited_for, volunteer.invited_by
    if team is None or by is None or team.retired_at:
        return
    if by.may_for("team.manage", team=team) and not team.memberships.filter(person=person).exists():
        join_team(team, person, by=by)


def rough(place: Place | None) -> tuple[float | None, float | None]:
    """Return the point of a place, no more exact than the register keeps any."""
    if place is None or place.latitude is None or place.longitude is None:
        return None, None
    return grained(place.latitude), grained(place.longitude)


def grained(degrees: float) -> float:
    """Return `degrees` to the nearest 0.005°."""
    return round(round(degrees * GRAIN) / GRAIN, 3)


@transaction.atomic
def take_up(volunteer: Volunteer, *, by: Person) -> Volunteer:
    """Make a minor active whose guardian has confirmed since. Twice is once."""
    by.must("volunteer.take_up", at=volunteer.person.seat)
    volunteer = Volunteer.objects.select_for_update().get(pk=volunteer.pk)
    person = volunteer.person
    if volunteer.state != Volunteer.State.APPLIED:
        return volunteer
    if person.waits_for_guardian(timezone.localdate()):
        return volunteer
    volunteer.state = Volunteer.State.ACTIVE
    volunteer.save(update_fields=["state"])
    record("volunteer.taken_up", by=by, on=volunteer, at=person.home)
    tell(
        person,
        subject=gettext_noop("You are a volunteer now: %(number)s"),
        body=gettext_noop("Your guardian has agreed. Choose when and where you can help."),
        values={"number": volunteer.number},
        about=volunteer,
        url="/me/volunteer/",
    )
    return volunteer


def take_up_waiting(*, by: Person) -> int:
    """Take up every minor whose guardian has confirmed; return how many."""
    waiting = Volunteer.objects.filter(state=Volunteer.State.APPLIED, person__closed_at=None)
    taken = 0
    for volunteer in waiting.select_related("person"):
        taken += take_up(volunteer, by=by).is_active
    return taken


@transaction.atomic
def leave(volunteer: Volunteer, *, by: Person) -> Volunteer:
    """Leave the register, or decline an invitation; what was done stays. Twice is once."""
    if by.pk != volunteer.person_id and not by.guards(volunteer.person, timezone.localdate()):
        raise NotAllowed(_("Only the volunteer, or a guardian, may do this."))
    volunteer = Volunteer.objects.select_for_update().get(pk=volunteer.pk)
    if not volunteer.is_open:
        return volunteer
    before, volunteer.state = volunteer.state, Volunteer.State.LEFT
    volunteer.left_at = timezone.now()
    volunteer.latitude = volunteer.longitude = None
    volunteer.emergency_sealed = ""
    volunteer.save()
    volunteer.blackouts.all().delete()
    record("volunteer.left", by=by, on=volunteer, at=volunteer.person.home, before=before)
    return volunteer
