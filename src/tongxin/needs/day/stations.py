"""One measure for every station, for the map and the table beside it."""

from datetime import datetime, timedelta

from django.db.models import Count, Q

from tongxin.places.models import Place

from ..models import Need
from .figures import ANSWERED

WEEK = timedelta(days=7)
MEASURES = ["waiting", "late", "answered_share"]


def measured(place: Place, now: datetime) -> dict[int, dict[str, float]]:
    """Return the measures of every place below, by id, in two queries."""
    needs = Need.objects.under(place).order_by()
    found: dict[int, dict[str, float]] = {}
    waits = Q(state__in=[Need.State.PENDING, Need.State.LISTED])
    for one in (
        needs.open()
        .values("place_id")
        .annotate(waiting=Count("pk", filter=waits), late=Count("pk", filter=Q(due_at__lt=now)))
    ):
        found[one["place_id"]] = {"waiting": one["waiting"], "late": one["late"]}
    week = needs.standing().filter(raised_at__gte=now - WEEK)
    for one in week.values("place_id").annotate(
        asked=Count("pk"), answered=Count("pk", filter=Q(state__in=ANSWERED))
    ):
        entry = found.setdefault(one["place_id"], {"waiting": 0, "late": 0})
        entry["asked"], entry["answered"] = one["asked"], one["answered"]
        entry["answered_share"] = 100 * one["answered"] / one["asked"]
    return found
