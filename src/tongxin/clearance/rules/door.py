"""What is asked only at the door: health declared today, and the kit in hand."""

import numpy as np
from django.urls import reverse
from django.utils.translation import gettext as _

from tongxin.people.models import Unit
from tongxin.protection.models import Item
from tongxin.protection.supplying import CITY, WHY

from ..crowd import Bools, Crowd
from ..requirement import Refusal, Requirement
from ..rule import Rule


def declared(crowd: Crowd, requirement: Requirement) -> Bools:
    """Said something of their health today (rule 33)."""
    said: Bools = np.isin(crowd.people, crowd.fitness.declared)
    return said


def _undeclared(crowd: Crowd, requirement: Requirement) -> Refusal:
    say = _("Please tell us first how you are today: it takes half a minute.")
    return Refusal("declared", say, _("Declare my health"), reverse("protection:declare"))


def kitted(crowd: Crowd, requirement: Requirement) -> Bools:
    """Has the kit of the class, kind and response level, issued or confirmed (rule 34)."""
    level = crowd.level_over(requirement)
    needed = crowd.wardrobe.kit_for(requirement.service_class, requirement.kind, level)
    if needed is None or not requirement.offline:
        return np.ones(len(crowd), bool)
    enough = crowd.wardrobe.enough(needed)
    has: Bools = np.isin(crowd.people, crowd.in_hand.holders(requirement.occasion, enough))
    return has


def _unprotected(crowd: Crowd, requirement: Requirement) -> Refusal:
    level = crowd.level_over(requirement)
    needed = crowd.wardrobe.kit_for(requirement.service_class, requirement.kind, level)
    assert needed is not None
    items = Item.objects.in_bulk(list(needed.needs))
    said = _(", ").join(f"{items[code]} × {count}" for code, count in needed.needs.items())
    unit = Unit.objects.filter(pk=int(crowd.register.unit[0])).first()
    if unit is not None:
        say = _(
            "Your kit for this shift is not issued yet: %(items)s. Your unit %(unit)s supplies it;"
            " whoever leads the shift hands it out, or confirms what you brought."
        ) % {"items": said, "unit": unit}
    else:
        say = _(
            "Your kit for this shift is not issued yet: %(items)s. Whoever leads the shift hands it"
            " out, or confirms what you brought."
        ) % {"items": said}
    if any(item.is_urgent for item in items.values()):
        say += " " + _("Urgent gear: %(why)s.") % {"why": WHY[CITY]}
    return Refusal("kitted", say, _("My kit"), reverse("protection:my_kit"))


DECLARED = Rule("declared", "33", declared, lambda one: None, _undeclared)
KITTED = Rule(
    "kitted", "34", kitted,
    lambda one: (one.service_class, one.kind, one.path, one.seconds, one.offline, one.occasion),
    _unprotected,
)  # fmt: skip
