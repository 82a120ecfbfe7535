"""Give, renew, revoke passes, and warn before they end."""

import calendar
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongxin.journal.actions import record, record_many
from tongxin.messaging.actions import post_many
from tongxin.people.actions import letter_to, robot, tell
from tongxin.people.models import Person

from ..models import Course, Module, Pass
from .refusals import EvidenceNeeded, OwnPass, ReasonNeeded

MOST_WARNED = 2000  # in one go; the schedule comes again


def months_later(moment: datetime, months: int) -> datetime:
    """Return the same local hour so many months on; 31 January + 1 is the last of February."""
    local = timezone.localtime(moment)
    years, month = divmod(local.month - 1 + months, 12)
    year, month = local.year + years, month + 1
    return local.replace(
        year=year, month=month, day=min(local.day, calendar.monthrange(year, month)[1])
    )


def standing_pass(person: Person, module: Module, now: datetime) -> Pass | None:
    """Return the pass of the module that counts longest at `now`."""
    rows = Pass.objects.valid(now).filter(person=person, module=module).select_related("module")
    found: Pass | None = rows.order_by(F("until").desc(nulls_first=True), "-pk").first()
    return found


def award(person: Person, course: Course, *, how: str, now: datetime) -> Pass:
    """Write the pass a course leads to, by the examiner. For this app's actions only.

    Who renews early loses nothing: the new term begins where the old one ends.
    """
    examiner = robot("examiner")
    examiner.must("pass.give", at=course.place)
    row = Pass.objects.create(
        person=person, module=course.module, course=course, how=how, given_by=examiner, since=now,
        until=_until(person, course.module, now),
    )  # fmt: skip
    record("pass.earned", by=examiner, on=row, at=person.home, module=course.module_id, how=how)
    tell(
        person,
        subject=gettext_noop("You have passed “%(module)s”"),
        body=gettext_noop("Your certificate is ready."),
        values={"module": course.module},
        about=row,
        url=reverse("training:certificate", args=[row.code]),
    )
    return row


def _until(person: Person, module: Module, now: datetime) -> datetime | None:
    if module.valid_months is None:
        return None
    old = standing_pass(person, module, now)
    start = old.until if old and old.until else now
    return months_later(start, module.valid_months)


@transaction.atomic
def give_passes(
    people: Iterable[Person], module: Module, *, evidence: str, by: Person,
    since: datetime | None = None,
) -> list[Pass]:  # fmt: skip
    """Enter passes from a record: a sheet, another system, a diploma. Who has one keeps it.

    `since` is when it was earned (now at the latest); a term that is over gives nothing.
    Raises `OwnPass`, `EvidenceNeeded`, `NotAllowed`.
    """
    people = sorted(people, key=lambda person: person.pk)
    for person in people:
        if person.pk == by.pk:
            raise OwnPass(_("Nobody passes themselves. Ask a colleague to enter it."))
        by.must("pass.give", at=person.seat)
    if not evidence.strip():
        raise EvidenceNeeded(_("Write down which record this is entered from."))
    now = timezone.now()
    since = min(since or now, now)
    until = months_later(since, module.valid_months) if module.valid_months else None
    locked = Person.objects.select_for_update(of=("self",)).filter(pk__in=[p.pk for p in people])
    list(locked.order_by("pk").values_list("pk"))
    have = Pass.objects.valid(now).filter(module=module, person__in=people)
    known = set(have.values_list("person", flat=True))
    rows = [
        Pass(person=person, module=module, how=Pass.How.ENTERED, given_by=by, since=since,
             until=until, evidence=evidence.strip()[:200])
        for person in people if person.pk not in known and (until is None or until > now)
    ]  # fmt: skip
    Pass.objects.bulk_create(rows, batch_size=500)
    record_many(
        "pass.given", by=by, rows=[(row, row.person.home, {"module": module.pk}) for row in rows]
    )
    return rows


@transaction.atomic
def revoke_pass(row: Pass, *, reason: str, by: Person) -> Pass:
    """Take a pass back: its certificate says so at once. Twice is once.

    Raises `ReasonNeeded`, `NotAllowed`.
    """
    by.must("pass.revoke", at=row.person.seat)
    rows = Pass.objects.select_for_update(of=("self",)).select_related("person__home", "module")
    row = rows.get(pk=row.pk)
    if not reason.strip():
        raise ReasonNeeded(_("Say why; the person is told."))
    if row.revoked_at:
        return row
    row.revoked_at, row.revoked_by = timezone.now(), by
    row.revoked_because = reason.strip()[:200]
    row.save(update_fields=["revoked_at", "revoked_by", "revoked_because"])
    record("pass.revoked", by=by, on=row, at=row.person.home, reason=reason)
    tell(
        row.person,
        subject=gettext_noop("Your pass of “%(module)s” was revoked"),
        body=gettext_noop("Reason: %(reason)s. You may take the course again."),
        values={"module": row.module, "reason": row.revoked_because},
        about=row,
        url=reverse("training:module", args=[row.module_id]),
    )
    return row


@transaction.atomic
def warn_ending(*, by: Person) -> int:
    """Tell everybody whose pass ends within its renewal window, once; return how many.

    Who has renewed already is left in peace. Safe to run twice and at once.
    """
    now, told = timezone.now(), 0
    for module in Module.objects.exclude(valid_months=None):
        window = now + timedelta(days=module.renew_days)
        ending = Pass.objects.valid(now).filter(module=module, until__lte=window, warned_at=None)
        rows = ending.select_for_update(of=("self",), skip_locked=True).order_by("pk")
        some = list(rows.select_related("person__home", "module")[:MOST_WARNED])
        told += _warn(some, module, window, now, by=by)
    return told


def _warn(rows: list[Pass], module: Module, window: datetime, now: datetime, *, by: Person) -> int:
    for place in {row.person.seat.pk: row.person.seat for row in rows}.values():
        by.must("pass.warn", at=place)
    people = [row.person_id for row in rows]
    longer = Pass.objects.valid(now).filter(module=module, person__in=people)
    renewed = set(longer.exclude(until__lte=window).values_list("person", flat=True))
    for row in rows:
        row.warned_at = now
    Pass.objects.bulk_update(rows, ["warned_at"], batch_size=500)
    concerned = [row for row in rows if row.person_id not in renewed]
    letters = [
        letter_to(
            row.person,
            subject=gettext_noop("Your pass of “%(module)s” ends on %(day)s"),
            body=gettext_noop("Renew it now, and no shift is lost."),
            values={"module": module, "day": _day(row)},
            about=row,
            url=reverse("training:module", args=[module.pk]),
        )
        for row in concerned
    ]
    post_many([letter for letter in letters if letter])
    return len(concerned)


def _day(row: Pass) -> str:
    return date_format(timezone.localtime(row.until), "Y-m-d")
