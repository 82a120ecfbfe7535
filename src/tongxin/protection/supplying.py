"""Who must supply what (rule 35): computed here, shown, and overridden only with a reason.

A unit's volunteers are supplied by their unit, social volunteers by the unit or place that uses
them, urgent gear by the city.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongxin.people.models import Person, Unit
from tongxin.places.models import Place
from tongxin.volunteers.models import Volunteer

from .models import Item
from .occasions import Occasion

OWN_UNIT, USING_UNIT, CITY = "unit", "using", "city"
WHY: dict[str, str | Promise] = {
    OWN_UNIT: _("their own unit supplies its volunteers"),
    USING_UNIT: _("whoever uses social volunteers supplies them"),
    CITY: _("the city supplies urgent gear"),
}


@dataclass(frozen=True)
class Supplier:
    """Who supplies an item: by which part of the rule, and whose stock that is."""

    rule: str
    owner: Unit | Place

    @property
    def why(self) -> str | Promise:
        return WHY[self.rule]


def unit_of(person: Person) -> Unit | None:
    """Return the unit the volunteer comes from; None: a social volunteer."""
    row = Volunteer.objects.filter(person=person).select_related("unit__place").first()
    return row.unit if row else None


def supplier_of(item: Item, unit: Unit | None, occasion: Occasion, city: Place) -> Supplier:
    """Return who supplies `item` to somebody of `unit` (None: a social volunteer) there."""
    if item.is_urgent:
        return Supplier(CITY, city)
    if unit is not None:
        return Supplier(OWN_UNIT, unit)
    return Supplier(USING_UNIT, occasion.unit or occasion.place)


def suppliers_of(
    items: Iterable[str], person: Person, occasion: Occasion
) -> Mapping[str, Supplier]:
    """Return for each item (by code) who supplies it to `person` for `occasion`."""
    unit, city = unit_of(person), Place.objects.get(parent=None)
    rows = Item.objects.filter(pk__in=list(items)).order_by("order", "pk")
    return {row.pk: supplier_of(row, unit, occasion, city) for row in rows}
