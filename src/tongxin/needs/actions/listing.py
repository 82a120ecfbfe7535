"""Publish the list of the day (清单), with what changed since the one before."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tongxin.clock.actions import open_job, send
from tongxin.clock.models import Job
from tongxin.errors import DomainError
from tongxin.journal.actions import record
from tongxin.people.models import Person
from tongxin.places.models import Place

from ..day.figures import ANSWERED, IN_HAND, figures
from ..models import DayList, DayListLine, Need

OPEN_TO_ALL = [Need.State.LISTED, *IN_HAND]
EXPORT = "tongxin.needs.tasks.export_day"
FORMATS = {"xlsx", "pdf"}
Change = DayListLine.Change


class NotToday(DomainError):
    """A list is published on its day: what it says is what was true then."""

    status = 422


@transaction.atomic
def publish_day_list(place: Place, *, by: Person, day: date | None = None) -> DayList:
    """Publish the list of a place as it stands now. Twice a day is once. Raises `NotToday`."""
    by.must("need.edition", at=place)
    now = timezone.now()
    today = timezone.localdate(now)
    if (day or today) != today:
        raise NotToday(_("A list is published on its own day."))
    Place.objects.select_for_update().get(pk=place.pk)
    if found := DayList.objects.filter(place=place, day=today).first():
        return found
    before = DayList.objects.filter(place=place, day__lt=today).first()
    counted = figures(place, now)
    published = DayList.objects.create(
        place=place, day=today, published_at=now, published_by=by, figures=counted
    )
    changes = dict.fromkeys(Change.values, 0)
    batch: list[DayListLine] = []
    for line in _lines(published, before):
        changes[line.change] += 1
        batch.append(line)
        if len(batch) == 2000:
            DayListLine.objects.bulk_create(batch)
            batch = []
    DayListLine.objects.bulk_create(batch)
    published.figures = counted | {"changes": changes}
    published.save(update_fields=["figures"])
    record("day_list.published", by=by, on=published, at=place, day=today, changes=changes)
    return published


def _lines(published: DayList, before: DayList | None) -> Iterator[DayListLine]:
    """Yield the needs that are open to all, and those answered since the list before."""
    was = dict(before.lines.values_list("need", "change")) if before else {}
    since = before.published_at if before else published.published_at - timedelta(days=1)
    needs = Need.objects.under(published.place).order_by()
    for key, state, reopened in (
        needs.filter(state__in=OPEN_TO_ALL).values_list("pk", "state", "times_reopened").iterator()
    ):
        known = was.get(key)
        change = Change.WAITING
        if known is None or known == Change.ANSWERED:
            change = Change.REOPENED if reopened else Change.NEW
        yield DayListLine(day_list=published, need_id=key, state=state, change=change)
    answered = needs.filter(state__in=ANSWERED, completed_at__gte=since)
    for key, state in answered.values_list("pk", "state").iterator():
        yield DayListLine(day_list=published, need_id=key, state=state, change=Change.ANSWERED)


def publish_day_lists(*, by: Person) -> int:
    """Publish today's list of every city; return how many are published. Safe to run twice."""
    cities = Place.objects.filter(parent=None, retired_at=None)
    for city in cities:
        try:
            publish_day_list(city, by=by)
        except IntegrityError:  # somebody else did, this very moment
            continue
    return len(cities)


@transaction.atomic
def order_export(place: Place, *, kind: str, measure: str, language: str, by: Person) -> Job:
    """Have the list of the day written to a file; the job shows how far it is."""
    by.must("need.export", at=place)
    if kind not in FORMATS:
        raise NotToday(_("The list can be exported as XLSX or PDF."))
    today = timezone.localdate().isoformat()
    title = _("List of the day, %(place)s, %(day)s") % {"place": place, "day": today}
    job = open_job("needs.export", title, by=by)
    record("day_list.exported", by=by, on=place, at=place, kind=kind, measure=measure)
    send(EXPORT, job=job.pk, place=place.pk, kind=kind, measure=measure, language=language)
    return job
