"""Leave out, in the database, those whom a rule keeps out for certain. The rules still decide.

Where a post asks for a rare proof or lesson, few of a city's volunteers can stand there: reading
all of them to find that out takes seconds.
"""

from datetime import UTC, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from tongxin.training.models import Pass
from tongxin.volunteers.models import Qualification, Volunteer

from .crowd import modules_needed
from .requirement import Requirement


def possible(rows: "QuerySet[Volunteer]", requirement: Requirement) -> "QuerySet[Volunteer]":
    """Return volunteers without those who lack a proof or a lesson, or are of another unit.

    Nobody is left out whom `gates.mask` would keep; it asks again, and all the rest.
    """
    if requirement.unit is not None:
        rows = rows.filter(unit=requirement.unit)
    for kind in requirement.qualifications:
        rows = rows.filter(Exists(_proofs(requirement).filter(kind=kind)))
    for module in modules_needed().needed(requirement.service_class, requirement.kind):
        rows = rows.filter(Exists(_passes(requirement).filter(module=module)))
    return rows


def _proofs(requirement: Requirement) -> Any:
    good = Qualification.objects.good_on(requirement.last_day)
    return good.filter(volunteer=OuterRef("pk")).order_by()


def _passes(requirement: Requirement) -> Any:
    start = datetime.fromtimestamp(requirement.seconds[0], UTC)  # passes are read in whole seconds
    lasting = Q(until=None) | Q(until__gt=start)
    rows = Pass.objects.filter(lasting, person=OuterRef("person"), revoked_at=None)
    return rows.filter(since__lte=timezone.now()).order_by()
