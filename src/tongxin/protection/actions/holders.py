"""Who keeps stock: made when first needed."""

from collections.abc import Iterable

from tongxin.people.models import Unit
from tongxin.places.models import Place

from ..models import Holder

KINDS = {Place.Level.CENTRE: Holder.Kind.CITY, Place.Level.INSTITUTE: Holder.Kind.TOWN}


def holder_of(owner: Unit | Place) -> Holder:
    """Return the stock of a unit or a place, an empty one if it has none yet."""
    if isinstance(owner, Unit):
        said = {"kind": Holder.Kind.UNIT, "path": owner.place.path}
        found, _made = Holder.objects.get_or_create(unit=owner, defaults=said)
    else:
        kind = KINDS.get(Place.Level(owner.level), Holder.Kind.VILLAGE)
        said = {"kind": kind, "path": owner.path}
        found, _made = Holder.objects.get_or_create(place=owner, defaults=said)
    kept: Holder = found
    return kept


def outside() -> Holder:
    """Return the world: where everything comes from and goes to."""
    found: Holder = Holder.objects.get_or_create(kind=Holder.Kind.OUTSIDE)[0]
    return found


def lock_holders(holders: Iterable[Holder]) -> list[Holder]:
    """Lock these stocks, always in one order, so that two movements never wait for each other."""
    keys = sorted({holder.pk for holder in holders})
    rows = Holder.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    return list(rows.select_related("place", "unit__place"))
