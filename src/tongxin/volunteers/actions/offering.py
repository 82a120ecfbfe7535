"""Say what one offers: when, how far, how often, what; and when not."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone
from django.utils.translation import gettext as _

from tongxin.errors import DomainError
from tongxin.journal.actions import record
from tongxin.people.models import Person
from tongxin.people.phones import normalise_phone
from tongxin.places.models import Place, ServiceClass
from tongxin.vault.sealing import seal

from .. import skills as known_skills
from ..models import Blackout, Volunteer
from .registering import grained, rough

MOST_BLACKOUTS = 50
BEYOND = 0.2  # degrees around the places of the city: some 20 km


class NotOpen(DomainError):
    """The person has left the register, or was merged."""


class TooManyBlackouts(DomainError):
    """More black-outs than anybody needs."""


class TooFarOut(DomainError):
    """Volunteers of a city set out from within it, or nearly so."""

    status = 422


@dataclass(frozen=True)
class Offer:
    """What a volunteer offers; `point` is (latitude, longitude), None: the village's point."""

    availability: int
    reach_km: int
    weekly_cap: int
    prefers: Sequence[str] = ()
    skills: Sequence[str] = ()
    languages: Sequence[str] = ()
    point: tuple[float, float] | None = None


def lock_open(volunteer: Volunteer, *, by: Person) -> Volunteer:
    """Return the row locked when `by` is the volunteer, their guardian, or corrects for them.

    Raises `NotOpen`, `NotAllowed`.
    """
    person = volunteer.person
    if by.pk != person.pk and not by.guards(person, timezone.localdate()):
        by.must("person.correct", at=person.seat)
    locked: Volunteer = Volunteer.objects.select_for_update().get(pk=volunteer.pk)
    if not locked.is_open:
        raise NotOpen(_("This volunteer has left the register."))
    return locked


@transaction.atomic
def change_offer(volunteer: Volunteer, offer: Offer, *, by: Person) -> Volunteer:
    """Keep what the volunteer offers from now on. Raises `NotOpen`, `ValidationError`."""
    volunteer = lock_open(volunteer, by=by)
    classes = set(ServiceClass.objects.values_list("pk", flat=True))
    if not (set(offer.prefers) <= classes and known_skills.known("skills", [*offer.skills])
            and known_skills.known("languages", [*offer.languages])):  # fmt: skip
        raise ValidationError(_("One of these is not on the list any more. Please choose again."))
    volunteer.availability, volunteer.reach_km = offer.availability, offer.reach_km
    volunteer.weekly_cap = offer.weekly_cap
    volunteer.prefers, volunteer.skills = [*offer.prefers], [*offer.skills]
    volunteer.languages = [*offer.languages]
    point = offer.point
    volunteer.latitude, volunteer.longitude = (
        (grained(point[0]), grained(point[1])) if point else rough(volunteer.person.home)
    )
    volunteer.full_clean(validate_unique=False)
    volunteer.save()
    record("volunteer.offer_changed", by=by, on=volunteer, at=volunteer.person.home,
           **volunteer.facts)  # fmt: skip
    return volunteer


@transaction.atomic
def set_start(volunteer: Volunteer, point: tuple[float, float] | None, *, by: Person) -> Volunteer:
    """Keep where the volunteer sets out from, to some 500 m; None: the point of their village.

    `point` is (latitude, longitude). Raises `TooFarOut`, `NotOpen`, `NotAllowed`.
    """
    volunteer = lock_open(volunteer, by=by)
    if point is not None and not _in_the_city(*point):
        raise TooFarOut(_("This point lies outside the city. Choose one inside."))
    volunteer.latitude, volunteer.longitude = (
        (grained(point[0]), grained(point[1])) if point else rough(volunteer.person.home)
    )
    volunteer.save(update_fields=["latitude", "longitude"])
    record("volunteer.start_set", by=by, on=volunteer, at=volunteer.person.home)
    return volunteer


def _in_the_city(latitude: float, longitude: float) -> bool:
    """Whether a point lies no further than `BEYOND` from the places that are known."""
    known = (
        Place.objects.current()
        .exclude(latitude=None)
        .aggregate(
            south=Min("latitude"),
            north=Max("latitude"),
            west=Min("longitude"),
            east=Max("longitude"),
        )
    )
    if known["south"] is None:
        return False
    return bool(
        known["south"] - BEYOND <= latitude <= known["north"] + BEYOND
        and known["west"] - BEYOND <= longitude <= known["east"] + BEYOND
    )


@transaction.atomic
def add_blackout(volunteer: Volunteer, *, starts_on: date, ends_on: date, by: Person) -> Blackout:
    """Do not ask on these days, both included. Raises `TooManyBlackouts`, `NotOpen`."""
    volunteer = lock_open(volunteer, by=by)
    if volunteer.blackouts.filter(ends_on__gte=timezone.localdate()).count() >= MOST_BLACKOUTS:
        raise TooManyBlackouts(_("There are too many. Take some out first."))
    blackout = Blackout(volunteer=volunteer, starts_on=starts_on, ends_on=ends_on)
    blackout.full_clean()
    blackout.save()
    record("volunteer.blackout_added", by=by, on=volunteer, at=volunteer.person.home,
           starts_on=str(starts_on), ends_on=str(ends_on))  # fmt: skip
    return blackout


@transaction.atomic
def remove_blackout(blackout: Blackout, *, by: Person) -> None:
    """Offer these days again. Twice is once."""
    volunteer = lock_open(blackout.volunteer, by=by)
    gone, _rows = Blackout.objects.filter(pk=blackout.pk).delete()
    if gone:
        record("volunteer.blackout_removed", by=by, on=volunteer, at=volunteer.person.home)


@transaction.atomic
def set_emergency(
    volunteer: Volunteer, *, name: str, phone: str, relation: str = "", by: Person
) -> Volunteer:
    """Keep whom to call when something happens on duty, sealed. Raises `BadPhone`, `NotOpen`."""
    volunteer = lock_open(volunteer, by=by)
    contact = {
        "name": name.strip(), "phone": normalise_phone(phone, landline=True),
        "relation": relation.strip(),
    }  # fmt: skip
    volunteer.emergency_sealed = seal(
        json.dumps(contact, ensure_ascii=False), row=volunteer.row("emergency")
    )
    volunteer.save(update_fields=["emergency_sealed"])
    record("volunteer.emergency_set", by=by, on=volunteer, at=volunteer.person.home)
    return volunteer
