"""Certificates of service: asked for, issued free of charge, corrected, revoked (rule 44)."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongxin.journal.actions import record
from tongxin.people.actions import tell
from tongxin.people.models import Person
from tongxin.places.models import Place

from ..documents import document_of
from ..models import Certificate, Credit, Issuer, Series
from ..rules import rules_in_force
from .books import lock_book
from .refusals import AlreadyDecided, NoIssuer, NothingServed, NotYours, ReasonNeeded


@transaction.atomic
def name_issuer(
    place: Place, *, organisation: str, principal: str, contact: str, by: Person
) -> Issuer:
    """Say who gives certificates at a place and below, and who answers for them.

    Certificates that were issued keep what they say. Raises `NotAllowed`.
    """
    by.must("issuer.manage", at=place)
    said = {
        "organisation": organisation.strip()[:80], "principal_name": principal.strip()[:60],
        "contact": contact.strip()[:80], "changed_by": by, "changed_at": timezone.now(),
    }  # fmt: skip
    row, _made = Issuer.objects.update_or_create(place=place, defaults=said)
    record("issuer.named", by=by, on=row, at=place, organisation=row.organisation,
           principal=row.principal_name, contact=row.contact)  # fmt: skip
    return row


@transaction.atomic
def ask_certificate(
    person: Person, *, since: date, until: date, uid: UUID, by: Person, purpose: str = ""
) -> Certificate:
    """Ask for a certificate of the days from `since` to `until`; for oneself or at the desk.

    Sent twice is once. Raises `NothingServed`, `NotAllowed`.
    """
    if by.pk != person.pk:
        by.must("certificate.issue", at=person.seat)
    known: Certificate | None = Certificate.objects.filter(uid=uid, person=person).first()
    if known is not None:
        return known
    until = min(until, timezone.localdate())
    if until < since or not _lines(person, since, until).exists():
        raise NothingServed(_("No hours lie between these days."))
    row = Certificate.objects.create(
        uid=uid, person=person, since=since, until=until, purpose=purpose.strip()[:120]
    )
    record("certificate.asked", by=by, on=row, at=person.home)
    return row


@transaction.atomic
def issue_certificate(row: Certificate, *, by: Person) -> Certificate:
    """Issue it: numbered, signed, on public notice from today. `by` is its handler.

    Twice is once. Raises `NotYours`, `NothingServed`, `NoIssuer`, `AlreadyDecided`, `NotAllowed`.
    """
    row = _locked(row, by)
    if row.state == Certificate.State.ISSUED:
        return row
    if row.state != Certificate.State.ASKED:
        raise AlreadyDecided(_("Somebody has decided on it already."))
    return _issue(row, by)


@transaction.atomic
def reissue_certificate(row: Certificate, *, by: Person) -> Certificate:
    """Issue another one in place of a certificate whose hours were corrected. Twice is once.

    Raises as `issue_certificate`.
    """
    row = _locked(row, by)
    newer: Certificate | None = Certificate.objects.filter(corrects=row).first()
    if newer is not None:
        return newer
    if row.state not in (Certificate.State.ISSUED, Certificate.State.CORRECTED):
        raise AlreadyDecided(_("Only an issued certificate is corrected."))
    if row.state == Certificate.State.ISSUED:
        _end(row, Certificate.State.CORRECTED, by)
    fresh = Certificate.objects.create(
        person=row.person, since=row.since, until=row.until, purpose=row.purpose, corrects=row
    )
    return _issue(fresh, by)


@transaction.atomic
def refuse_certificate(row: Certificate, *, reason: str, by: Person) -> Certificate:
    """Do not issue it, and say why. Raises `ReasonNeeded`, `AlreadyDecided`, `NotAllowed`."""
    row = _locked(row, by)
    _must_say(reason)
    if row.state == Certificate.State.REFUSED:
        return row
    if row.state != Certificate.State.ASKED:
        raise AlreadyDecided(_("Somebody has decided on it already."))
    _end(row, Certificate.State.REFUSED, by, reason)
    _tell(row, gettext_noop("Your certificate could not be issued: %(reason)s"))
    return row


@transaction.atomic
def revoke_certificate(row: Certificate, *, reason: str, by: Person) -> Certificate:
    """Revoke it: its page says so at once. Twice is once.

    Raises `ReasonNeeded`, `AlreadyDecided`, `NotAllowed`.
    """
    by.must("certificate.revoke", at=row.person.seat)
    row = _locked(row, by)
    _must_say(reason)
    if row.state == Certificate.State.REVOKED:
        return row
    if row.state not in (Certificate.State.ISSUED, Certificate.State.CORRECTED):
        raise AlreadyDecided(_("It was not issued."))
    _end(row, Certificate.State.REVOKED, by, reason)
    _tell(row, gettext_noop("Your certificate %(number)s was revoked: %(reason)s"))
    return row


def outdate(lines: Iterable[Credit], *, by: Person) -> list[str]:
    """Mark the certificates that count these lines as corrected; return their numbers.

    For corrections of this app: in their transaction, with the book locked.
    """
    rows = Certificate.objects.filter(lines__in=list(lines), state=Certificate.State.ISSUED)
    found = list(rows.distinct().order_by("pk"))
    for row in found:
        _end(row, Certificate.State.CORRECTED, by)
    return [str(row.number) for row in found]


def _issue(row: Certificate, by: Person) -> Certificate:
    lock_book(row.person)
    lines = list(_lines(row.person, row.since, row.until).order_by("served_from", "pk"))
    if not lines:
        raise NothingServed(_("No hours lie between these days."))
    now, rules = timezone.now(), rules_in_force()
    today = timezone.localdate(now)
    row.issuer, row.handler, row.issued_at = issuer_at(row.person.seat), by, now
    row.number, row.state = _number(today), Certificate.State.ISSUED
    row.notice_until = today + timedelta(days=rules.notice_days)
    row.made_up_minutes = sum(line.minutes for line in lines if line.kind == "made_up")
    row.verified_minutes = sum(line.minutes for line in lines) - row.made_up_minutes
    row.document = document_of(row, lines, today)
    row.save()
    row.lines.set(lines)
    record("certificate.issued", by=by, on=row, at=row.person.home, number=row.number,
           minutes=row.minutes)  # fmt: skip
    _tell(row, gettext_noop("Your certificate %(number)s is ready"))
    return row


def issuer_at(place: Place) -> Issuer:
    """Return who issues at a place: named there, or nearest above. Raises `NoIssuer`."""
    rows = Issuer.objects.filter(place__path__in=place.ancestors_paths)
    row: Issuer | None = rows.order_by("-place__path").first()
    if row is None:
        raise NoIssuer(_("Nobody issues certificates here yet; the centre has to name who does."))
    return row


def _lines(person: Person, since: date, until: date) -> Any:
    rows = Credit.objects.filter(person=person, minutes__gt=0)
    return rows.standing().between(since, until)


def _number(day: date) -> str:
    """Take the next number; the series stays locked until the transaction ends: no gaps."""
    prefix = f"{settings.CITY_LETTERS}-{day.year}"
    Series.objects.get_or_create(prefix=prefix)
    series = Series.objects.select_for_update().get(pk=prefix)
    series.last += 1
    series.save(update_fields=["last"])
    return f"{prefix}-{series.last:06d}"


def _locked(row: Certificate, by: Person) -> Certificate:
    """Return the row locked, if `by` may handle it."""
    by.must("certificate.issue", at=row.person.seat)
    rows = Certificate.objects.select_for_update(of=("self",)).select_related("person__home")
    row = rows.get(pk=row.pk)
    if row.person_id == by.pk:
        raise NotYours(_("Nobody handles their own certificate."))
    return row


def _must_say(reason: str) -> None:
    if not reason.strip():
        raise ReasonNeeded(_("Say why; the volunteer is told."))


def _end(row: Certificate, state: str, by: Person, reason: str = "") -> None:
    row.state, row.ended_by, row.ended_at = state, by, timezone.now()
    row.reason = reason.strip()[:300]
    row.save(update_fields=["state", "ended_by", "ended_at", "reason"])
    record(f"certificate.{state}", by=by, on=row, at=row.person.home, reason=row.reason)


def _tell(row: Certificate, subject: str) -> None:
    url = reverse("records:certificate", args=[row.code])
    values = {"number": row.number or "", "reason": row.reason}
    tell(row.person, subject=subject, values=values, about=row, url=url)
