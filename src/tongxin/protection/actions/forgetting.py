"""Health facts are kept short; what an emergency asked for goes when it is over (rules 7 and 9)."""

import hashlib
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tongxin.journal.actions import record
from tongxin.people.models import Person
from tongxin.places.models import Place, ResponseLevel

from ..health import told
from ..models import Case, Declaration, Destruction
from .refusals import NothingToDestroy, NotTheirs


@transaction.atomic
def forget_health(*, by: Person) -> int:
    """Throw away what is older than it may be; return how many rows. Safe to run twice.

    Facts go first, the row later; rows tagged with an emergency wait for its destruction.
    """
    city = Place.objects.get(parent=None)
    by.must("health.purge", at=city)
    today, limits = timezone.localdate(), told()
    facts_before = today - timedelta(days=limits["facts_days"])
    rows_before = today - timedelta(days=limits["rows_days"])
    gone = Declaration.objects.filter(day__lt=facts_before).exclude(facts_sealed="").update(
        facts_sealed=""
    )  # fmt: skip
    gone += Declaration.objects.filter(day__lt=rows_before, emergency=None).delete()[0]
    old = timezone.now() - timedelta(days=limits["case_days"])
    cases = Case.objects.filter(state=Case.State.CLEARED, cleared_at__lt=old)
    gone += cases.exclude(what_sealed="", grounds_sealed="").update(
        what_sealed="", grounds_sealed=""
    )
    if gone:
        record("health.forgotten", by=by, on=city, at=city, rows=gone)
    return gone


def to_destroy() -> list[tuple[ResponseLevel, int]]:
    """Return emergencies that are over, with how many rows about health are tagged with them."""
    over = ResponseLevel.objects.filter(until__lte=timezone.now(), destruction=None)
    rows = over.select_related("place").order_by("until")
    said = dict(_tagged(Declaration))
    cases = dict(_tagged(Case))
    counted = [(row, said.get(row.pk, 0) + cases.get(row.pk, 0)) for row in rows]
    return [(row, count) for row, count in counted if count]


def _tagged(model: Any) -> "QuerySet[Any]":
    rows = model.objects.exclude(emergency=None).order_by()
    counted: QuerySet[Any] = rows.values_list("emergency").annotate(count=Count("pk"))
    return counted


@transaction.atomic
def propose_destruction(emergency: ResponseLevel, *, by: Person) -> Destruction:
    """Ask that what was kept for an emergency be destroyed. Twice is once.

    Raises `NothingToDestroy`, `NotAllowed`.
    """
    by.must("destruction.propose", at=emergency.place)
    emergency = ResponseLevel.objects.select_for_update(of=("self",)).get(pk=emergency.pk)
    if emergency.until is None or emergency.until > timezone.now():
        raise NothingToDestroy(_("This response level still holds."))
    row, made = Destruction.objects.get_or_create(emergency=emergency, defaults={"proposed_by": by})
    found: Destruction = row
    if made:
        record("destruction.proposed", by=by, on=found, at=emergency.place)
    return found


@transaction.atomic
def approve_destruction(destruction: Destruction, *, by: Person) -> Destruction:
    """Destroy what is tagged with the emergency, for good; the row is its certificate.

    Open cases stay until they are cleared. Raises `NothingToDestroy`, `NotTheirs`, `NotAllowed`.
    """
    row: Destruction = (
        Destruction.objects.select_for_update(of=("self",))
        .select_related("emergency__place")
        .get(pk=destruction.pk)
    )
    place = row.emergency.place
    by.must("destruction.approve", at=place)
    if row.proposed_by_id == by.pk:
        raise NotTheirs(_("Somebody else than who proposed it approves."))
    if row.state == Destruction.State.DONE:
        raise NothingToDestroy(_("This was destroyed before."))
    said = Declaration.objects.filter(emergency=row.emergency)
    cases = Case.objects.filter(emergency=row.emergency, state=Case.State.CLEARED)
    uids = sorted(str(uid) for rows in (said, cases) for uid in rows.values_list("uid", flat=True))
    row.counts = {"declarations": said.delete()[0], "cases": cases.delete()[0]}
    row.digest = hashlib.sha256("\n".join(uids).encode()).hexdigest()
    row.state, row.approved_by, row.approved_at = Destruction.State.DONE, by, timezone.now()
    row.save(update_fields=["counts", "digest", "state", "approved_by", "approved_at"])
    record("destruction.done", by=by, on=row, at=place, counts=row.counts, digest=row.digest)
    return row
