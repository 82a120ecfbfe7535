"""Set another version of the rules of hours, points and certificates."""

from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.journal.actions import record
from tongxin.people.models import Person
from tongxin.places.models import Place

from ..models import RuleVersion
from ..rules import BOUNDS, Rules, rules_in_force, rules_numbered
from .refusals import BadRules

STARS = 5


@transaction.atomic
def set_rules(rules: Rules, *, by: Person) -> Rules:
    """Let another version hold from now; what is written stays reckoned by its own.

    Raises `BadRules`, `NotAllowed`.
    """
    city = Place.objects.get(parent=None)
    by.must("hours.rules", at=city)
    Place.objects.select_for_update(of=("self",), no_key=True).get(pk=city.pk)
    for name, (least, most) in BOUNDS.items():
        if not least <= getattr(rules, name) <= most:
            raise BadRules(
                _("%(value)s is not between %(least)s and %(most)s.")
                % {"value": getattr(rules, name), "least": least, "most": most}
            )
    rising = sorted(set(rules.star_hours)) == rules.star_hours
    if len(rules.star_hours) != STARS or not rising or rules.star_hours[0] < 1:
        raise BadRules(_("Five stars, each for more hours than the one before."))
    if any(not 0 <= percent <= 1000 for percent in rules.class_percent.values()):
        raise BadRules(_("A class earns between none and ten times the usual points."))
    before = rules_in_force()
    if rules == before:
        return before
    row = RuleVersion.objects.create(said=rules.stored(), set_by=by)
    record("hours.ruled", by=by, on=row, at=city, before=before.number, after=rules.stored())
    return rules_numbered(row.pk)
