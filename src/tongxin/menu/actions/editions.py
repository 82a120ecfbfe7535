"""The menu of the day, per platform: planned ahead, published by the scheduler at its hour."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tongxin.errors import DomainError
from tongxin.journal.actions import record
from tongxin.people.models import Person
from tongxin.places.models import Place, Platform

from ..models import Edition, EditionLine, Service, Session


class EditionClosed(DomainError):
    """The edition is published or cancelled, or there is one for that day already."""


class DishGone(DomainError):
    """What was ticked ended or was called off in the meantime."""


@transaction.atomic
def plan_edition(
    *, at: Place, platform: Platform, day: date, publish_at: datetime, by: Person, words: str = ""
) -> Edition:
    """Plan a platform's menu of a day. Raises `EditionClosed` when there is one."""
    by.must("edition.plan", at=at)
    edition = Edition(
        place=at, platform=platform, day=day, publish_at=publish_at, planned_by=by, words=words
    )
    edition.full_clean(validate_unique=False, validate_constraints=False)
    with transaction.atomic():
        kept, made = Edition.objects.select_for_update(of=("self",)).get_or_create(
            place=at, platform=platform, day=day,
            defaults={"publish_at": publish_at, "planned_by": by, "words": words},
        )  # fmt: skip
    if not made:
        if kept.state != Edition.State.CANCELLED:
            raise EditionClosed(_("There is an edition of that day already."))
        kept.state, kept.publish_at, kept.words = Edition.State.PLANNED, publish_at, words
        kept.planned_by = by
        kept.save()
    record("edition.planned", by=by, on=kept, at=at)
    planned: Edition = kept
    return planned


@transaction.atomic
def set_lines(
    edition: Edition, lines: Iterable[tuple[Service, Session | None]], *, by: Person
) -> Edition:
    """Write what stands on a planned edition, in this order."""
    edition = Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    by.must("edition.plan", at=edition.place)
    if edition.state != Edition.State.PLANNED:
        raise EditionClosed(_("A published edition is not changed."))
    edition.lines.all().delete()
    rows = [
        EditionLine(edition=edition, service=service, session=session, order=order)
        for order, (service, session) in enumerate(lines)
    ]
    EditionLine.objects.bulk_create(rows)
    record("edition.lines_set", by=by, on=edition, at=edition.place, lines=len(rows))
    return edition


@transaction.atomic
def cancel_edition(edition: Edition, *, by: Person) -> Edition:
    """Take a planned edition off the calendar."""
    edition = Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    by.must("edition.plan", at=edition.place)
    if edition.state == Edition.State.PUBLISHED:
        raise EditionClosed(_("A published edition is not changed."))
    if edition.state == Edition.State.CANCELLED:
        return edition
    edition.state = Edition.State.CANCELLED
    edition.save(update_fields=["state"])
    record("edition.cancelled", by=by, on=edition, at=edition.place)
    return edition


@transaction.atomic
def publish_due_editions(*, by: Person) -> int:
    """Publish every planned edition whose hour has come; return how many. Twice is once."""
    now = timezone.now()
    due = list(Edition.objects.due(now).select_for_update(of=("self",)).order_by("pk"))
    for edition in due:
        by.must("edition.publish", at=edition.place)
        edition.state, edition.published_at = Edition.State.PUBLISHED, now
        edition.save(update_fields=["state", "published_at"])
        record("edition.published", by=by, on=edition, at=edition.place)
    return len(due)
