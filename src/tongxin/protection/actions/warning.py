"""Tell who keeps a stock what runs low or out."""

from collections import defaultdict

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_noop

from tongxin.journal.actions import record
from tongxin.people.models import Person
from tongxin.places.models import Place

from ..alarms import coordinators
from ..models import Holder
from ..shelves import Shelf, shelves_of
from .telling import write_to


@transaction.atomic
def warn_low(*, by: Person) -> int:
    """Tell the keepers of every stock what runs low; return how many stocks. Meant for once a day.

    Raises `NotAllowed`.
    """
    city = Place.objects.get(parent=None)
    by.must("stock.warn", at=city)
    low: dict[int, list[Shelf]] = defaultdict(list)
    holders = Holder.objects.keeping().select_related("place", "unit__place")
    for shelf in shelves_of(holders):
        if shelf.is_low or shelf.runs_out:
            low[shelf.holder.pk].append(shelf)
    for key, shelves in low.items():
        holder = shelves[0].holder
        write_to(
            coordinators(holder.seat, "stock.ask"),
            subject=gettext_noop("Running low: %(what)s"),
            body=gettext_noop("%(where)s. Ask the town or the city for more in time."),
            values={"where": holder, "what": "、".join(str(one.item) for one in shelves)},
            about=holder, url=reverse("protection:stock_of", args=[key]),
        )  # fmt: skip
    if low:
        record("stock.warned", by=by, on=city, at=city, stocks=len(low))
    return len(low)
