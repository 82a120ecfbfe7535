"""Certificates: claimed with a proof by who holds them, verified by the desk (rule 25)."""

import json
from datetime import date
from pathlib import Path
from typing import IO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongxin.errors import DomainError, NotAllowed
from tongxin.journal.actions import record
from tongxin.moderation.pictures import reencode
from tongxin.people.actions import tell
from tongxin.people.models import Person
from tongxin.vault.sealing import seal

from ..models import Qualification, QualificationKind, Volunteer
from .offering import lock_open

SEED = Path(__file__).resolve().parent.parent / "data" / "kinds.json"


class HeldAlready(DomainError):
    """A certificate of this kind is verified or waits already."""


class Expired(DomainError):
    """The certificate is no longer good."""

    status = 422


class NotWaiting(DomainError):
    """Somebody has decided on it already."""


class ReasonMissing(DomainError):
    """A refusal says why."""

    status = 422


@transaction.atomic
def seed_kinds(*, by: Person) -> int:
    """Enter the shipped kinds of certificates; those that are here stay as they are."""
    by.must("place.manage", at=by.seat)
    have = set(QualificationKind.objects.values_list("pk", flat=True))
    kinds = json.loads(SEED.read_text(encoding="utf-8"))
    rows = [
        QualificationKind(order=order, **kind)
        for order, kind in enumerate(kinds)
        if kind["code"] not in have
    ]
    QualificationKind.objects.bulk_create(rows)
    return len(rows)


@transaction.atomic
def claim(
    volunteer: Volunteer, kind: QualificationKind, *, by: Person, number: str = "",
    proof: IO[bytes] | None = None, expires_on: date | None = None,
) -> Qualification:  # fmt: skip
    """Say that the volunteer holds a certificate. It counts once it is verified.

    A verified one may be renewed: the new claim waits beside nothing, it replaces a refused or
    expired one. Raises `HeldAlready`, `Expired`, `PictureRefused`, `NotOpen`, `NotAllowed`.
    """
    volunteer, today = lock_open(volunteer, by=by), timezone.localdate()
    if expires_on is not None and expires_on < today:
        raise Expired(_("This certificate has expired. Please renew it first."))
    standing = volunteer.qualifications.filter(kind=kind).exclude(state="refused").first()
    if standing is not None and (standing.is_good_on(today) or standing.state == "waiting"):
        raise HeldAlready(_("This certificate is here already."))
    if standing is not None:
        standing.state, standing.refused_because = "refused", _("expired")
        standing.save(update_fields=["state", "refused_because"])
    claimed = Qualification(volunteer=volunteer, kind=kind, expires_on=expires_on)
    claimed.number_sealed = seal(number.strip(), row=claimed.row())
    if proof is not None:
        picture = reencode(proof)
        claimed.proof.save(str(picture.name), picture, save=False)
    claimed.full_clean(exclude=["proof"])
    claimed.save()
    record("qualification.claimed", by=by, on=claimed, at=volunteer.person.home, kind=kind.pk)
    return claimed


@transaction.atomic
def verify(claimed: Qualification, *, by: Person, expires_on: date | None = None) -> Qualification:
    """Say that the certificate was seen and is good. Raises `NotWaiting`, `Expired`, `NotAllowed`.

    `expires_on` corrects the last day. Nobody verifies their own.
    """
    claimed = _lock_waiting(claimed, by=by)
    expires_on = expires_on or claimed.expires_on
    if expires_on is not None and expires_on < timezone.localdate():
        raise Expired(_("This certificate has expired. Please renew it first."))
    claimed.expires_on = expires_on
    _decide(claimed, Qualification.State.VERIFIED, by)
    record("qualification.verified", by=by, on=claimed, at=claimed.volunteer.person.home,
           kind=claimed.kind_id, expires_on=str(expires_on or ""))  # fmt: skip
    tell(
        claimed.volunteer.person,
        subject=gettext_noop("Your certificate is verified: %(kind)s"),
        values={"kind": claimed.kind}, about=claimed, url="/me/volunteer/certificates/",
    )  # fmt: skip
    return claimed


@transaction.atomic
def refuse(claimed: Qualification, *, reason: str, by: Person) -> Qualification:
    """Say that the certificate is not accepted, and why. Raises `NotWaiting`, `ReasonMissing`."""
    claimed = _lock_waiting(claimed, by=by)
    if not reason.strip():
        raise ReasonMissing(_("Please say why, so that they can put it right."))
    claimed.refused_because = reason.strip()[:300]
    _decide(claimed, Qualification.State.REFUSED, by)
    record("qualification.refused", by=by, on=claimed, at=claimed.volunteer.person.home,
           kind=claimed.kind_id, reason=claimed.refused_because)  # fmt: skip
    tell(
        claimed.volunteer.person,
        subject=gettext_noop("Your certificate could not be accepted: %(kind)s"),
        body=gettext_noop("%(reason)s Please put it right and send it again."),
        values={"kind": claimed.kind, "reason": claimed.refused_because},
        about=claimed, url="/me/volunteer/certificates/",
    )  # fmt: skip
    return claimed


@transaction.atomic
def withdraw(claimed: Qualification, *, by: Person) -> None:
    """Take a certificate back; its number and picture are gone. Raises `NotAllowed`."""
    lock_open(claimed.volunteer, by=by)
    claimed = Qualification.objects.select_related("volunteer__person").get(pk=claimed.pk)
    home, name, storage = claimed.volunteer.person.home, claimed.proof.name, claimed.proof.storage
    record("qualification.withdrawn", by=by, on=claimed, at=home, kind=claimed.kind_id)
    claimed.delete()
    if name:
        transaction.on_commit(lambda: storage.delete(name))


@transaction.atomic
def look_at(claimed: Qualification, *, by: Person) -> Qualification:
    """Note that somebody opened the proof and number of a certificate (rule 7)."""
    person = claimed.volunteer.person
    if by.pk != person.pk:
        by.must("volunteer.verify", at=person.seat)
        record("qualification.seen", by=by, on=claimed, at=person.home, kind=claimed.kind_id)
    return claimed


def _lock_waiting(claimed: Qualification, *, by: Person) -> Qualification:
    person = claimed.volunteer.person
    by.must("volunteer.verify", at=person.seat)
    if by.pk == person.pk:
        raise NotAllowed(_("Nobody verifies their own certificate. Please ask somebody else."))
    rows = Qualification.objects.select_for_update(of=("self",))
    locked: Qualification = rows.select_related("volunteer__person", "kind").get(pk=claimed.pk)
    if locked.state != Qualification.State.WAITING:
        raise NotWaiting(_("Somebody has decided on this already."))
    return locked


def _decide(claimed: Qualification, state: Qualification.State, by: Person) -> None:
    claimed.state, claimed.decided_by, claimed.decided_at = state, by, timezone.now()
    claimed.save()
