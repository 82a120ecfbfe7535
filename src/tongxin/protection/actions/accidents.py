"""Somebody is hurt on duty: what happened, what was done, who is insured, how it ended."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongxin.journal.actions import record
from tongxin.people.models import Person
from tongxin.vault.sealing import seal

from ..alarms import coordinators
from ..models import Accident, Cover, Policy
from ..occasions import Occasion
from .doors import must_look_after, speaks_for
from .refusals import BadReport
from .telling import write_to

AHEAD = timedelta(minutes=10)  # clocks differ


@dataclass(frozen=True)
class Report:
    """What happened, what was done at once, when, and how grave it is (`Accident.Gravity`)."""

    what: str
    done: str
    happened_at: datetime
    gravity: str = Accident.Gravity.LIGHT


@transaction.atomic
def report_accident(
    person: Person, report: Report, *, by: Person, occasion: Occasion | None = None,
    client_key: str = "",
) -> Accident:  # fmt: skip
    """Report that `person` was hurt; who coordinates is told, the insurance that holds is named.

    Raises `BadReport`, `NotAllowed`.
    """
    if not speaks_for(by, person):
        must_look_after("accident.report", person, by=by, occasion=occasion)
    _check(report)
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if client_key and (before := Accident.objects.filter(client_key=client_key).first()):
        known: Accident = before
        return known
    place = occasion.place if occasion else person.seat
    row = Accident(
        person=person, place=place, happened_at=report.happened_at, gravity=report.gravity,
        policy=policy_of(person, report.happened_at), reported_by=by, client_key=client_key,
        occasion_key=occasion.key if occasion else "",
        occasion_title=occasion.title[:120] if occasion else "",
    )  # fmt: skip
    row.what_sealed = seal(report.what.strip(), row=row.row("what"))
    row.done_sealed = seal(report.done.strip(), row=row.row("done"))
    row.save()
    record("accident.reported", by=by, on=row, at=place, person=person.pk, gravity=row.gravity,
           occasion=row.occasion_key)  # fmt: skip
    write_to(
        [one for one in coordinators(place) if one.pk != by.pk],
        subject=gettext_noop("An accident on duty: %(where)s"),
        body=gettext_noop("%(who)s, %(gravity)s. Please look after them, and tell the insurer."),
        values={"who": person.public_name, "where": place, "gravity": row.get_gravity_display()},
        about=row, url=reverse("protection:accident", args=[row.pk]),
    )  # fmt: skip
    return row


def _check(report: Report) -> None:
    if not report.what.strip() or not report.done.strip():
        raise BadReport(_("Please say what happened, and what was done."))
    if report.gravity not in Accident.Gravity.values:
        raise BadReport(_("Please say how grave it is."))
    if report.happened_at > timezone.now() + AHEAD:
        raise BadReport(_("An accident lies in the past."))


def policy_of(person: Person, moment: datetime) -> Policy | None:
    """Return the policy that covers the person on that day; one with their name first."""
    day = timezone.localdate(moment)
    cover = Cover.objects.between(day, day).filter(person=person).select_related("policy").first()
    if cover is not None:
        named: Policy = cover.policy
        return named
    whole = Policy.objects.between(day, day).filter(
        scope=Policy.Scope.REGISTER, place__path__in=person.seat.ancestors_paths
    )
    found: Policy | None = whole.first()
    return found


@transaction.atomic
def tell_insurer(accident: Accident, *, by: Person) -> Accident:
    """Note that the insurer was told. Twice is once."""
    by.must("accident.report", at=accident.place)
    row = _locked(accident)
    if row.insurer_told_at is None:
        row.insurer_told_at = timezone.now()
        row.save(update_fields=["insurer_told_at"])
        record("accident.insurer_told", by=by, on=row, at=row.place)
    return row


@transaction.atomic
def close_accident(accident: Accident, *, outcome: str, by: Person) -> Accident:
    """Say how it ended. Raises `BadReport`, `NotAllowed`."""
    by.must("accident.report", at=accident.place)
    row = _locked(accident)
    if not outcome.strip():
        raise BadReport(_("Please say how it ended."))
    if not row.is_open:
        raise BadReport(_("This report was closed before."))
    row.outcome_sealed = seal(outcome.strip(), row=row.row("outcome"))
    row.closed_by, row.closed_at = by, timezone.now()
    row.save(update_fields=["outcome_sealed", "closed_by", "closed_at"])
    record("accident.closed", by=by, on=row, at=row.place)
    return row


def _locked(accident: Accident) -> Accident:
    rows = Accident.objects.select_for_update(of=("self",)).select_related("place", "person")
    found: Accident = rows.get(pk=accident.pk)
    return found
